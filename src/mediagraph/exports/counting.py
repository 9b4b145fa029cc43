"""What a graph holds, counted as its subjects pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from mediagraph.exports.subjects import Subject

_RETRIEVED = "https://w3id.org/mediagraph/ontology#retrieved"


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
        self.triples += len(subject.triples)
        self.classes.update(subject.types)
        for triple in subject.triples:
            predicate = triple.predicate.value
            self.properties[predicate] += 1
            if predicate == _RETRIEVED and isinstance(triple.object, ox.Literal):
                self.retrieved = max(self.retrieved, triple.object.value)
        for graph, triples in subject.graphs.items():
            self.graphs[graph] += len(triples)
            self.quads += len(triples)
