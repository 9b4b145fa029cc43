"""What a graph holds, counted as its subjects pass."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from mediagraph.exports.subjects import GRAPH
from mediagraph.exports.terms import iri, value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Self

    from mediagraph.exports.subjects import Subject

_RETRIEVED = b"<https://w3id.org/mediagraph/ontology#retrieved>"


class Counts:
    """Counts of a dataset.

    Attributes:
        subjects: distinct subjects.
        classes: subjects by class.
        retrieved: the newest day on which a source was read, in ISO 8601; empty where none says so.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.subjects = 0
        self.classes: Counter[str] = Counter()
        self.retrieved = ""
        self._properties: defaultdict[bytes, int] = defaultdict(int)
        self._graphs: Counter[bytes] = Counter()

    @classmethod
    def of(cls, subjects: Iterable[Subject]) -> Self:
        """Count all of `subjects`."""
        counts = cls()
        for subject in subjects:
            counts.add(subject)
        return counts

    def add(self, subject: Subject) -> None:
        """Count a subject."""
        self.subjects += 1
        for class_ in subject.types:
            self.classes[class_] += 1
        properties = self._properties
        for predicate, objects in subject.properties.items():
            properties[predicate] += len(objects)
        self._graphs.update(map(GRAPH, subject.rows))
        for said in map(value, subject.properties.get(_RETRIEVED, ())):
            if said.datatype:
                self.retrieved = max(self.retrieved, said.text)

    @property
    def triples(self) -> int:
        """Statements, each once, whichever graphs they are in."""
        return sum(self._properties.values())

    @property
    def quads(self) -> int:
        """Statements of all graphs."""
        return sum(self._graphs.values())

    @property
    def properties(self) -> Mapping[str, int]:
        """Statements by property."""
        return {iri(name): count for name, count in self._properties.items()}

    @property
    def graphs(self) -> Mapping[str, int]:
        """Statements by the name of their graph."""
        return {iri(name): count for name, count in self._graphs.items()}
