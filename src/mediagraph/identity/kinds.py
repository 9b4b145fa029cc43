"""What can be one and the same: identifying properties, kinds of things, and kinds that exclude each other.

All of it is said by the ontology: `mg:keyOf` links a property to a class of which no two instances have a value
in common (OWL 2's `owl:hasKey` the other way round, https://www.w3.org/TR/owl2-syntax/#Keys), and
`owl:disjointWith` links classes that have no instance in common.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

MG = "https://w3id.org/mediagraph/ontology#"
_SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
_DISJOINT = "http://www.w3.org/2002/07/owl#disjointWith"


@dataclass(frozen=True)
class Kinds:
    """Classes and keys of an ontology.

    Attributes:
        above: the classes directly above each class.
        keys: the classes that each identifying property is a key of.
        apart: pairs of classes without a common instance, in both orders.
    """

    above: Mapping[str, Collection[str]]
    keys: Mapping[str, Collection[str]]
    apart: Collection[tuple[str, str]]

    @classmethod
    def of(cls, ontology: Iterable[ox.Quad]) -> Kinds:
        """Return what the quads of an ontology say."""
        above: dict[str, set[str]] = {}
        keys: dict[str, set[str]] = {}
        apart: set[tuple[str, str]] = set()
        for quad in ontology:
            if not (isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)):
                continue
            one, other = quad.subject.value, quad.object.value
            match quad.predicate.value:
                case predicate if predicate == _SUBCLASS:
                    above.setdefault(one, set()).add(other)
                case predicate if predicate == _DISJOINT:
                    apart |= {(one, other), (other, one)}
                case predicate if predicate == MG + "keyOf":
                    keys.setdefault(one, set()).add(other)
        return cls(above, keys, apart)

    @cached_property
    def _closures(self) -> dict[str, frozenset[str]]:
        return {}

    def closure(self, classes: Iterable[str]) -> frozenset[str]:
        """Return `classes` and all that stand above them."""
        found: set[str] = set()
        for name in classes:
            known = self._closures.get(name)
            if known is None:
                waiting, seen = [name], {name}
                while waiting:
                    fresh = set(self.above.get(waiting.pop(), ())) - seen
                    seen |= fresh
                    waiting += fresh
                known = self._closures[name] = frozenset(seen)
            found |= known
        return frozenset(found)

    def comparable(self, property_: str, one: Iterable[str], other: Iterable[str]) -> bool:
        """Tell whether one value of a property makes things of these classes one.

        A film and a company may have the same number in one catalogue; they are two things all the same.
        """
        return bool(self.closure(one) & self.closure(other) & set(self.keys.get(property_, ())))

    def unlike(self, one: Iterable[str], other: Iterable[str]) -> tuple[str, str] | None:
        """Return two classes that keep things of these classes apart, or nothing."""
        others = self.closure(other)
        pairs = ((a, b) for a in sorted(self.closure(one)) for b in sorted(others))
        return next((pair for pair in pairs if pair in self.apart), None)
