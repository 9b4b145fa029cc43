"""What can be read once: the rows or triples of an answer, with a first look that takes nothing away."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Generic, TypeVar

from mediagraph.errors import QueryError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

FAILURES = (OSError, ValueError, RuntimeError)
T = TypeVar("T")
S = TypeVar("S")


class Once(Generic[T]):
    """Items that are evaluated while they are read, and read once.

    A second reading would find a part of them, or none; it is refused instead.
    """

    def __init__(self, items: Iterable[S], what: str, shape: Callable[[S], T]) -> None:
        """Take `items`, called `what` in messages; each is given out as `shape` makes it."""
        self._rest = map(shape, _evaluated(items))
        self._ahead: list[T] = []
        self._what = what
        self.begun = False

    def read(self) -> Iterator[T]:
        """Return the items; whoever calls this reads all of them.

        Raises:
            UsageError: they were read before.
        """
        if self.begun:
            raise UsageError(
                f"the {self._what} of this answer were read already, and they are given out once;"
                " ask again, or keep them with list() or df()"
            )
        self.begun = True
        ahead, self._ahead = self._ahead, []
        return itertools.chain(ahead, self._rest)

    def look(self, most: int) -> Sequence[T]:
        """Return the first items, `most` at most, and keep them for the reading.

        Raises:
            QueryError: the evaluation failed.
        """
        self._ahead.extend(itertools.islice(self._rest, max(most - len(self._ahead), 0)))
        return self._ahead[:most]


def _evaluated(items: Iterable[S]) -> Iterator[S]:
    try:
        yield from items
    except FAILURES as error:
        raise QueryError(f"the query cannot be evaluated: {error}") from error
