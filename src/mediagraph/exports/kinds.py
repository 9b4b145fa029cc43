"""Classes and what stands above them: of which kind a subject is that has several."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable

_ABOVE = "http://www.w3.org/2000/01/rdf-schema#subClassOf"


class Kinds:
    """The classes of an ontology."""

    def __init__(self, terms: Iterable[ox.Triple]) -> None:
        """Take the statements of the ontology."""
        direct: dict[str, set[str]] = {}
        for triple in terms:
            below, above = triple.subject, triple.object
            if triple.predicate.value == _ABOVE and isinstance(below, ox.NamedNode) and isinstance(above, ox.NamedNode):
                direct.setdefault(below.value, set()).add(above.value)
        self.__setstate__(direct)

    def __getstate__(self) -> dict[str, set[str]]:
        return self._direct

    def __setstate__(self, direct: dict[str, set[str]]) -> None:
        self._direct = direct
        self.above = cache(self._above)
        self.ordered = cache(self._ordered)

    def _above(self, class_: str) -> frozenset[str]:
        """The classes above one, and itself."""
        found: set[str] = set()
        waiting = [class_]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self._direct.get(one, ())
        return frozenset(found)

    def _ordered(self, types: tuple[str, ...]) -> tuple[str, ...]:
        """The classes of a subject, narrow ones first; those as narrow in the order of the alphabet."""

        def is_narrow(one: str) -> bool:
            return not any(one in self.above(other) for other in types if other != one)

        return tuple(sorted(types, key=lambda one: (not is_narrow(one), one)))
