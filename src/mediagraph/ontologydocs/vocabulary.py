"""The ontology as values: its header, its terms and its concept schemes, read from the files of a project."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.errors import HeaderError
from mediagraph.judging import ontology_files
from mediagraph.records import RDF_TYPE, Kind
from mediagraph.shapes import read_quads

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from mediagraph.project import Project
    from mediagraph.records import Context

OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
SCHEMA = "https://schema.org/"
STATUS = "http://www.w3.org/2003/06/sw-vocab-status/ns#term_status"
VANN = "http://purl.org/vocab/vann/"
SH = "http://www.w3.org/ns/shacl#"
KINDS = {OWL + "Class": "class", OWL + "ObjectProperty": "link", OWL + "DatatypeProperty": "value"}
_PREFIX = re.compile(r"^@?prefix\s+([\w-]+):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
# How a term of ours stands to an outer one, in the order of closeness.
ALIGNMENTS = {
    OWL + "equivalentClass": "the same as",
    OWL + "equivalentProperty": "the same as",
    SKOS + "exactMatch": "the same as",
    RDFS + "subClassOf": "a kind of",
    RDFS + "subPropertyOf": "a kind of",
    SKOS + "closeMatch": "close to",
    SKOS + "broadMatch": "narrower than",
    SKOS + "narrowMatch": "broader than",
    SKOS + "relatedMatch": "related to",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property.

    Attributes:
        iri: its name.
        anchor: its place on the page, which is its local name, so that the IRI with its `#` leads there.
        kind: `class`, `link` or `value`.
        module: the file that declares it, without its suffix.
        label: in English where there is such a label.
        definition: likewise.
        status: `stable`, `testing` or what else is said.
        deprecated: whether it is kept only for what was said with it.
        above: terms of this ontology directly above it.
        domains: classes that may have the property, as rdfs:domain or schema:domainIncludes say.
        ranges: classes, datatypes or the concept scheme of its values.
        disjoint: classes that have no instance in common with it, in either direction.
        keys: the classes that an identifying property is a key of.
        alignments: how it stands to terms of others: relation, and their IRI.
    """

    iri: str
    anchor: str
    kind: str
    module: str
    label: str
    definition: str
    status: str
    deprecated: bool
    above: Sequence[str]
    domains: Sequence[str]
    ranges: Sequence[str]
    disjoint: Sequence[str]
    keys: Sequence[str]
    alignments: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a scheme; `labels` holds its preferred label in each language."""

    iri: str
    anchor: str
    slug: str
    labels: Mapping[str, str]
    definition: str
    note: str
    broader: Sequence[str]
    status: str
    alignments: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme, its concepts by IRI, and the languages that all of them are labelled in."""

    iri: str
    anchor: str
    slug: str
    label: str
    definition: str
    concepts: Sequence[Concept]
    languages: Sequence[str]


@dataclass(frozen=True)
class Vocabulary:
    """All of an ontology.

    Attributes:
        iri: of the ontology.
        namespace: that its terms begin with.
        title: of the ontology.
        version: as its header has it.
        version_iri: IRI of this version.
        citation: how to cite it.
        terms: by IRI, sorted.
        schemes: sorted by IRI.
        triples: all that the files say, sorted.
        prefixes: of the context, of the files, and of RDF itself.
        context: names and prefixes.
    """

    iri: str
    namespace: str
    title: str
    version: str
    version_iri: str
    citation: str
    terms: Mapping[str, Term]
    schemes: Sequence[Scheme]
    triples: Sequence[ox.Triple]
    prefixes: Mapping[str, str]
    context: Context = field(repr=False)

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """The place on the page of each term, scheme and concept."""
        found = {iri: term.anchor for iri, term in self.terms.items()}
        for scheme in self.schemes:
            found[scheme.iri] = scheme.anchor
            found |= {concept.iri: concept.anchor for concept in scheme.concepts}
        return found

    @property
    def classes(self) -> list[Term]:
        """The classes, by name."""
        return [term for term in self.terms.values() if term.kind == "class"]

    @property
    def properties(self) -> list[Term]:
        """The properties, by name."""
        return [term for term in self.terms.values() if term.kind != "class"]

    def below(self, iri: str) -> list[Term]:
        """Return the terms directly below one, by name."""
        return [term for term in self.terms.values() if iri in term.above]

    def closure(self, iri: str) -> list[str]:
        """Return a class and all above it, nearest first."""
        found = [iri]
        for each in found:
            found += [above for above in (self.terms[each].above if each in self.terms else ()) if above not in found]
        return found

    def name(self, iri: str) -> str:
        """Return what people call a term: its label, else its key in records, else its CURIE."""
        if iri in self.terms:
            return self.terms[iri].label
        for scheme in self.schemes:
            if iri == scheme.iri:
                return f"concept of the scheme {scheme.slug}"
            for concept in scheme.concepts:
                if iri == concept.iri:
                    return concept.labels.get("en", concept.slug)
        key = self.context.by_iri.get(iri)
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).lower() if key else self.curie(iri)

    def curie(self, iri: str) -> str:
        """Return `iri` with its prefix, where the context or the alignments have one."""
        best = max((each for each in self.prefixes.values() if iri.startswith(each)), key=len, default="")
        name = next((name for name, each in sorted(self.prefixes.items()) if each == best), "")
        return f"{name}:{iri[len(best) :]}" if best else iri


class _Said:
    """What triples say, by subject and predicate."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._values: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
        for triple in triples:
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
                said = self._values.setdefault(triple.subject.value, {})
                said.setdefault(triple.predicate.value, []).append(triple.object)

    def of_type(self, kind: str) -> list[str]:
        return sorted(iri for iri in self._values if kind in self.links(iri, RDF_TYPE))

    def links(self, iri: str, *predicates: str) -> list[str]:
        said = self._values.get(iri, {})
        found = [value.value for name in predicates for value in said.get(name, ()) if isinstance(value, ox.NamedNode)]
        return sorted(dict.fromkeys(found))

    def texts(self, iri: str, predicate: str) -> dict[str, str]:
        """Return the first text in each language; that without a language has the key ``."""
        said = self._values.get(iri, {}).get(predicate, ())
        found: dict[str, str] = {}
        for value in said:
            if isinstance(value, ox.Literal):
                found.setdefault(value.language or "", value.value)
        return found

    def text(self, iri: str, *predicates: str) -> str:
        for predicate in predicates:
            texts = self.texts(iri, predicate)
            if texts:
                return texts.get("en") or texts[min(texts)]
        return ""

    def alignments(self, iri: str, own: Iterable[str]) -> list[tuple[str, str]]:
        outer = [(name, other) for name in ALIGNMENTS for other in self.links(iri, name)]
        return [(ALIGNMENTS[name], other) for name, other in outer if other not in own]


def triple_key(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """Return what triples are sorted by: subject, its types first, predicate, object."""
    predicate = triple.predicate.value
    return str(triple.subject), predicate != RDF_TYPE, predicate, str(triple.object)


def read_vocabulary(project: Project) -> Vocabulary:
    """Return the ontology of `project`.

    Raises:
        HeaderError: a file's syntax is wrong, or the ontology has no header with a title.
    """
    triples: set[ox.Triple] = set()
    modules: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    for path in ontology_files(project):
        prefixes |= prefixes_of(path)
        for quad in read_quads(path, project.show(path)):
            triples.add(quad.triple)
            if quad.predicate.value == RDF_TYPE and isinstance(quad.subject, ox.NamedNode):
                modules.setdefault(quad.subject.value, path.stem)
    ordered = sorted(triples, key=triple_key)
    said = _Said(ordered)
    headers = said.of_type(OWL + "Ontology")
    if len(headers) != 1 or not said.text(headers[0], DCTERMS + "title"):
        raise HeaderError(
            f"{project.show(project.ontology)}: the files below it declare {len(headers)} ontologies; declare one"
            " as owl:Ontology, with its dcterms:title"
        )
    iri = headers[0]
    namespace = said.text(iri, VANN + "preferredNamespaceUri") or f"{iri}#"
    return Vocabulary(
        iri=iri,
        namespace=namespace,
        title=said.text(iri, DCTERMS + "title"),
        version=said.text(iri, OWL + "versionInfo"),
        version_iri=next(iter(said.links(iri, OWL + "versionIRI")), ""),
        citation=said.text(iri, DCTERMS + "bibliographicCitation"),
        terms=_terms(said, modules, namespace, project.context),
        schemes=_schemes(said),
        triples=ordered,
        prefixes={"rdf": RDF_TYPE.removesuffix("type"), "sh": SH, **prefixes, **project.context.prefixes},
        context=project.context,
    )


def prefixes_of(path: Path) -> dict[str, str]:
    """Return the prefixes that a Turtle file declares."""
    return dict(_PREFIX.findall(path.read_text(encoding="utf-8")))


def _terms(said: _Said, modules: Mapping[str, str], namespace: str, context: Context) -> dict[str, Term]:
    kinds = {iri: kind for type_, kind in KINDS.items() for iri in said.of_type(type_)}
    schemes = {term.iri: term.scheme.removesuffix("/") for term in context.terms.values() if term.kind is Kind.CONCEPT}
    found = {}
    for iri, kind in sorted(kinds.items()):
        above = said.links(iri, RDFS + "subClassOf", RDFS + "subPropertyOf")
        disjoint = {*said.links(iri, OWL + "disjointWith")}
        disjoint |= {other for other in kinds if iri in said.links(other, OWL + "disjointWith")}
        ranges = said.links(iri, RDFS + "range", SCHEMA + "rangeIncludes")
        found[iri] = Term(
            iri=iri,
            anchor=_anchor(iri, namespace, context),
            kind=kind,
            module=modules[iri],
            label=said.text(iri, RDFS + "label", SKOS + "prefLabel") or context.compress(iri),
            definition=said.text(iri, SKOS + "definition", RDFS + "comment"),
            status=said.text(iri, STATUS),
            deprecated=said.text(iri, OWL + "deprecated") in {"true", "1"},
            above=[other for other in above if other in kinds],
            domains=said.links(iri, RDFS + "domain", SCHEMA + "domainIncludes"),
            ranges=[schemes[iri] if iri in schemes and each == SKOS + "Concept" else each for each in ranges],
            disjoint=sorted(disjoint),
            keys=said.links(iri, namespace + "keyOf"),
            alignments=said.alignments(iri, kinds),
        )
    return found


def _schemes(said: _Said) -> list[Scheme]:
    found = []
    members = said.of_type(SKOS + "Concept")
    for iri in said.of_type(SKOS + "ConceptScheme"):
        slug = iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
        inside = [concept for concept in members if iri in said.links(concept, SKOS + "inScheme")]
        concepts = [
            Concept(
                iri=each,
                anchor=f"scheme-{slug}-{each.replace('#', '/').rsplit('/', 1)[-1]}",
                slug=each.replace("#", "/").rsplit("/", 1)[-1],
                labels=said.texts(each, SKOS + "prefLabel"),
                definition=said.text(each, SKOS + "definition"),
                note=said.text(each, SKOS + "scopeNote"),
                broader=said.links(each, SKOS + "broader"),
                status=said.text(each, STATUS),
                alignments=said.alignments(each, members),
            )
            for each in inside
        ]
        languages = sorted({language for concept in concepts for language in concept.labels})
        found.append(
            Scheme(
                iri=iri,
                anchor=f"scheme-{slug}",
                slug=slug,
                label=said.text(iri, RDFS + "label", SKOS + "prefLabel") or slug,
                definition=said.text(iri, SKOS + "definition"),
                concepts=concepts,
                languages=sorted(languages, key=lambda language: (language != "en", language)),
            )
        )
    return found


def _anchor(iri: str, namespace: str, context: Context) -> str:
    return iri.removeprefix(namespace) if iri.startswith(namespace) else context.compress(iri).replace(":", "-")
