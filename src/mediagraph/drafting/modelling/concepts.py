"""The concepts that a model may name: those of the schemes, by the key of a record that takes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mediagraph.project import Project

KEYS = (
    "agreementKind", "bound", "cooperationKind", "eventKind", "organisationKind", "releaseKind", "role", "stage",
    "status", "unit",
)  # fmt: skip
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"
_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"


@dataclass(frozen=True)
class SchemeConcepts:
    """The concepts of a project.

    Attributes:
        project: whose schemes.
    """

    project: Project

    def label(self, key: str, slug: str) -> str:
        """Return the English label of a concept; nothing where it is none of the scheme of `key`."""
        return self._of(key).get(slug, "")

    def holds(self, key: str, slug: object) -> bool:
        """Whether `slug` is a concept that the key `key` of a record takes."""
        return isinstance(slug, str) and slug in self._of(key)

    def slugs(self, key: str) -> Sequence[str]:
        """Return the concepts that `key` takes."""
        return sorted(self._of(key))

    def _of(self, key: str) -> Mapping[str, str]:
        return self._all.get(self.project.context.terms[key].scheme, {})

    @cached_property
    def _all(self) -> Mapping[str, Mapping[str, str]]:
        """Labels by slug, by the namespace that the concepts of a scheme share."""
        import pyoxigraph as ox

        labels: dict[str, str] = {}
        concepts: list[str] = []
        for path in sorted((self.project.ontology / "schemes").glob("*.ttl")):
            for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                if not isinstance(quad.subject, ox.NamedNode):
                    continue
                if quad.predicate.value == _TYPE and quad.object == ox.NamedNode(_CONCEPT):
                    concepts.append(quad.subject.value)
                elif (
                    quad.predicate.value == _LABEL
                    and isinstance(quad.object, ox.Literal)
                    and quad.object.language == "en"
                ):
                    labels[quad.subject.value] = quad.object.value
        found: dict[str, dict[str, str]] = {}
        for iri in concepts:
            namespace, slash, slug = iri.rpartition("/")
            found.setdefault(namespace + slash, {})[slug] = labels.get(iri, slug)
        return found
