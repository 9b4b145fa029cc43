"""What a target is: a reader, whole input for it, and the errors that it may raise."""

from __future__ import annotations

import json
import random
import tempfile
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuzz.mutation import Mutator
from mediagraph.errors import MediagraphError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parents[1]
TEXT, TREE, RAW = "text", "tree", "raw"


@dataclass(frozen=True)
class Target:
    """One reader.

    Attributes:
        name: of the target, and of the folder of its reproducers.
        read: gives it an input.
        seeds: make whole input: text; for a tree what JSON holds; or bytes.
        kind: TEXT, TREE or RAW.
        pieces: words that mean something to this reader.
        allowed: errors that are documented, beside those of our own.
    """

    name: str
    read: Callable[[bytes], object]
    seeds: Callable[[], Sequence[Any]]
    kind: str = TEXT
    pieces: Sequence[str] = ()
    allowed: tuple[type[Exception], ...] = field(default=())

    def input(self, seed: int, number: int) -> bytes:
        """Return the input of a number."""
        dice = random.Random(seed * 1_000_003 + number)
        mutator = Mutator(dice, self.pieces)
        if self.kind == RAW:
            return mutator.raw(self._whole)
        if self.kind == TREE and dice.random() < 0.8:
            return mutator.tree(self._whole)
        return mutator.text(self._texts)

    def whole(self) -> list[bytes]:
        """Return the input that is not spoilt."""
        return [one if isinstance(one, bytes) else one.encode() for one in self._texts]

    def try_(self, data: bytes) -> None:
        """Feed the reader; an error that it must not raise comes through."""
        try:
            self.read(data)
        except Exception as error:
            if not isinstance(error, (MediagraphError, *self.allowed)):
                raise

    @cached_property
    def _whole(self) -> Sequence[Any]:
        return self.seeds()

    @cached_property
    def _texts(self) -> Sequence[str]:
        return [json.dumps(one) for one in self._whole] if self.kind == TREE else self._whole


@cache
def folder() -> Path:
    """Return a folder for inputs that are read from files, in memory where there is such a place."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made below it
    made = tempfile.TemporaryDirectory(prefix="fuzz-", dir=memory if memory.is_dir() else None)
    _KEPT.append(made)
    return Path(made.name)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def written(name: str, data: bytes | str) -> Path:
    """Write an input to a file of that name, and return its path."""
    path = folder() / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path
