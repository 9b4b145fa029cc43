"""What a graph holds, counted as its subjects pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mediagraph.exports.terms import iri, value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from mediagraph.exports.subjects import Subject

_RETRIEVED = b"<https://w3id.org/mediagraph/ontology#retrieved>"


@dataclass
class Counts:
    """Counts of a dataset.

    Attributes:
        triples: statements, each once, whichever graphs they are in.
        quads: statements of all graphs.
        subjects: distinct subjects.
        classes: subjects by class.
        properties: statements by property.
        graphs: statements by the name of their graph.
        retrieved: the newest day on which a source was read, in ISO 8601; empty where none says so.
    """

    triples: int = 0
    quads: int = 0
    subjects: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    graphs: Counter[str] = field(default_factory=Counter)
    retrieved: str = ""

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
        self.quads += len(subject.rows)
        self.classes.update(subject.types)
        for predicate, objects in subject.properties.items():
            self.triples += len(objects)
            self.properties[iri(predicate)] += len(objects)
        for _, _, _, graph in subject.rows:
            self.graphs[iri(graph)] += 1
        for said in map(value, subject.properties.get(_RETRIEVED, ())):
            if said.datatype:
                self.retrieved = max(self.retrieved, said.text)
