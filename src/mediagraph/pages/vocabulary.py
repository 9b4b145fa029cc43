"""The ontology as pages need it: labels of classes, properties and concepts, and which class lies below which."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.judging import ontology_files
from mediagraph.records import RDF_TYPE
from mediagraph.shapes import read_quads

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mediagraph.project import Project

MG = "https://w3id.org/mediagraph/ontology#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
LABEL, ALT_LABEL = RDFS + "label", SKOS + "altLabel"
DERIVED = "http://www.w3.org/ns/prov#wasDerivedFrom"
EVIDENCE, PASSAGE, PARTICIPATION = MG + "evidence", MG + "passage", MG + "participation"
COMMEMORATES, COUNTED = MG + "commemorates", MG + "countedEstablishment"
MERGED, NAMED_GRAPH = MG + "mergedInto", MG + "namedGraph"
TYPE = RDF_TYPE
_HUMP = re.compile("(?<=[a-z])[A-Z]")


@dataclass(frozen=True)
class Vocabulary:
    """Terms of the ontology.

    Attributes:
        labels: of terms and concepts, by IRI and language.
        above: of each class, itself and all classes above it.
    """

    labels: Mapping[str, Mapping[str, str]]
    above: Mapping[str, frozenset[str]]

    def label(self, iri: str, language: str) -> str:
        """Return the label of a term in `language`, else in English, else what its IRI ends in, as words."""
        labels = self.labels.get(iri)
        if labels:
            return labels.get(language) or labels.get("en") or labels[min(labels)]
        return _HUMP.sub(lambda found: f" {found[0].lower()}", iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]) or iri

    def is_a(self, classes: Iterable[str], name: str) -> bool:
        """Tell whether one of `classes` is the class `name` of the ontology, or lies below it."""
        return any(MG + name in self.above.get(class_, ()) for class_ in classes)

    def main(self, classes: Sequence[str]) -> str:
        """Return the most special of the classes that are ours; of equals the first; nothing where none is."""
        ours = [class_ for class_ in classes if class_.startswith(MG)]
        return min(ours, key=lambda class_: (-len(self.above.get(class_, ())), class_), default="")


def vocabulary(project: Project) -> Vocabulary:
    """Return the vocabulary of a project's ontology, which is read once.

    Raises:
        FileError, HeaderError: a file of the ontology cannot be read.
    """
    return _read(project)


@lru_cache(maxsize=8)
def _read(project: Project) -> Vocabulary:
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    parents: dict[str, set[str]] = defaultdict(set)
    classes: set[str] = set()
    for path in ontology_files(project):
        for quad in read_quads(path, project.show(path)):
            subject, predicate, value = str(quad.subject)[1:-1], quad.predicate.value, quad.object
            if predicate in {LABEL, SKOS + "prefLabel"} and isinstance(value, ox.Literal):
                labels[subject][value.language or "en"] = value.value
            elif isinstance(value, ox.NamedNode) and predicate == RDFS + "subClassOf" and value.value.startswith(MG):
                parents[subject].add(value.value)
            elif isinstance(value, ox.NamedNode) and predicate == TYPE and value.value.endswith("#Class"):
                classes.add(subject)
    return Vocabulary(dict(labels), {class_: _all_above(class_, parents) for class_ in sorted(classes)})


def _all_above(class_: str, parents: Mapping[str, set[str]]) -> frozenset[str]:
    found, open_ = {class_}, [class_]
    while open_:
        for parent in parents.get(open_.pop(), ()):
            if parent not in found:
                found.add(parent)
                open_.append(parent)
    return frozenset(found)
