"""Ontology, context, shapes, rules, queries and data speak of the same terms, and each term is described."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from mediagraph import sparql
from mediagraph.prefixes import declared
from mediagraph.records import RDF_TYPE, XSD, Kind
from mediagraph.shapes import read_quads

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mediagraph.graph import Graph
    from mediagraph.project import Project

ROOT = Path(__file__).resolve().parent.parent.parent
MG = "https://w3id.org/mediagraph/ontology#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OWL = "http://www.w3.org/2002/07/owl#"
STATUS = "http://www.w3.org/2003/06/sw-vocab-status/ns#term_status"
MODULES = sorted((ROOT / "ontology" / "modules").glob("*.ttl"))
SCHEMES = sorted((ROOT / "ontology" / "schemes").glob("*.ttl"))
SHAPES = sorted((ROOT / "ontology" / "shapes").glob("*.ttl"))
QUERIES = sorted([*(ROOT / "queries").rglob("*.rq"), *(ROOT / "ontology" / "rules").glob("*.rq")])


def triples(paths: Iterable[Path]) -> list[ox.Triple]:
    return [quad.triple for path in paths for quad in read_quads(path, path.name)]


@pytest.fixture(scope="module")
def terms() -> dict[str, set[str]]:
    """Each term of the modules with its types."""
    found: dict[str, set[str]] = {}
    for triple in triples(MODULES):
        if triple.predicate.value == RDF_TYPE:
            found.setdefault(triple.subject.value, set()).add(triple.object.value)  # type: ignore[union-attr]
    return found


def test_context_and_modules_declare_the_same_terms(project: Project, terms: dict[str, set[str]]) -> None:
    context = {iri for iri in project.context.by_iri if iri.startswith(MG)}

    assert set(terms) == context


def test_each_term_is_declared_once() -> None:
    subjects = [
        triple.subject.value  # type: ignore[union-attr]
        for triple in triples(MODULES)
        if triple.predicate.value == RDF_TYPE
    ]

    assert len(set(subjects)) == len(subjects)


def test_kinds_of_property_agree_with_the_context(project: Project, terms: dict[str, set[str]]) -> None:
    for term in project.context.terms.values():
        if term.iri.startswith(MG):
            links = term.kind in {Kind.LINK, Kind.CONCEPT}
            assert terms[term.iri] == {OWL + ("ObjectProperty" if links else "DatatypeProperty")}, term.name


def test_ranges_agree_with_the_context(project: Project) -> None:
    ranges = {
        triple.subject.value: triple.object.value  # type: ignore[union-attr]
        for triple in triples(MODULES)
        if triple.predicate.value == RDFS + "range"
    }
    expected = {
        term.iri: "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString" if term.kind is Kind.TEXT else term.datatype
        for term in project.context.terms.values()
        if term.iri.startswith(MG) and term.kind in {Kind.TEXT, Kind.LITERAL}
    }

    assert {iri: ranges[iri] for iri in expected if iri in ranges} == expected


@pytest.mark.parametrize("wanted", [RDFS + "label", SKOS + "definition", STATUS, RDFS + "isDefinedBy"])
def test_each_term_has_label_definition_status_and_ontology(terms: dict[str, set[str]], wanted: str) -> None:
    having = {triple.subject.value for triple in triples(MODULES) if triple.predicate.value == wanted}  # type: ignore[union-attr]

    assert set(terms) - having == set()


@pytest.mark.parametrize("wanted", [SKOS + "prefLabel", SKOS + "definition", SKOS + "inScheme", STATUS])
def test_each_concept_has_label_definition_scheme_and_status(wanted: str) -> None:
    found = triples(SCHEMES)
    concepts = {
        triple.subject
        for triple in found
        if triple.predicate.value == RDF_TYPE and triple.object == ox.NamedNode(SKOS + "Concept")
    }

    assert concepts - {triple.subject for triple in found if triple.predicate.value == wanted} == set()


def test_each_concept_property_has_its_scheme(project: Project) -> None:
    schemes = {
        f"{triple.subject.value}/"  # type: ignore[union-attr]
        for triple in triples(SCHEMES)
        if triple.object == ox.NamedNode(SKOS + "ConceptScheme")
    }

    assert {term.scheme for term in project.context.terms.values() if term.kind is Kind.CONCEPT} == schemes


def test_no_concept_has_the_name_of_a_term(project: Project) -> None:
    """Such a slug would expand to the term: JSON-LD looks terms up before the vocabulary."""
    slugs = {
        triple.subject.value.rsplit("/", 1)[-1]  # type: ignore[union-attr]
        for triple in triples(SCHEMES)
        if triple.object == ox.NamedNode(SKOS + "Concept")
    }

    assert slugs & set(project.context.source) == set()


def test_the_context_uses_only_datatypes_that_engines_keep(project: Project) -> None:
    edtf = "http://id.loc.gov/datatypes/edtf/EDTF"
    allowed = {XSD + "string", XSD + "integer", XSD + "decimal", XSD + "date", edtf}

    assert {term.datatype for term in project.context.terms.values()} <= allowed


def _own_terms(nodes: Iterable[object]) -> set[str]:
    return {node.value for node in nodes if isinstance(node, ox.NamedNode) and node.value.startswith(MG)}


def test_shapes_speak_of_declared_terms(terms: dict[str, set[str]]) -> None:
    found = triples(SHAPES)
    named = _own_terms(node for triple in found for node in triple)
    inside = {
        MG + name
        for triple in found
        if isinstance(triple.object, ox.Literal)
        for name in re.findall(r"\bmg:(\w+)", triple.object.value)
    }

    assert (named | inside) - set(terms) == set()


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: str(path.relative_to(ROOT)))
def test_queries_and_rules_speak_of_declared_terms_and_concepts(
    path: Path, project: Project, terms: dict[str, set[str]]
) -> None:
    text = path.read_text(encoding="utf-8")
    concepts = {triple.subject.value for triple in triples(SCHEMES)}  # type: ignore[union-attr]
    own = dict(re.findall(r"PREFIX\s+([\w-]*):\s*<([^>]*)>", text))
    used: set[str] = set()
    used_prefixes: set[str] = set()
    for token in sparql.tokens(text):
        if token.kind == "name" and ":" in token.text:
            prefix, _, local = token.text.partition(":")
            if local and prefix in own:
                used.add(own[prefix] + local)
                used_prefixes.add(prefix)

    known = set(terms) | concepts
    ours = {iri for iri in used if iri.startswith((MG, "https://w3id.org/mediagraph/scheme/"))}
    assert ours - known == set()
    assert set(own) - {prefix for prefix in used_prefixes if prefix in own} == set()
    assert declared(text, project.context.prefixes) == text, "a prefix is not declared"
    assert list(own) == sorted(own), "prefixes are sorted"


def test_data_use_declared_terms_and_the_ontology_has_no_use_of_unknown_ones(
    graph: Graph, terms: dict[str, set[str]]
) -> None:
    used = _own_terms(node for quad in graph.store.quads() for node in (quad.predicate, quad.object))

    assert used - set(terms) == set()


def test_every_alignment_is_about_a_term_of_ours(terms: dict[str, set[str]]) -> None:
    subjects = {triple.subject.value for triple in triples([ROOT / "ontology" / "alignments.ttl"])}  # type: ignore[union-attr]

    assert {iri for iri in subjects if iri.startswith(MG)} - set(terms) == set()
    assert any(iri.startswith(MG) for iri in subjects)


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.name)
def test_each_property_shape_has_name_message_and_severity(path: Path) -> None:
    sh = "http://www.w3.org/ns/shacl#"
    found = triples([path])
    shapes = {triple.subject for triple in found if triple.predicate.value == sh + "path"}
    named = {shape for shape in shapes if isinstance(shape, ox.NamedNode)}

    # a SPARQL constraint bears the message itself, with its variables in it
    said = {triple.subject for triple in found if triple.predicate.value in {sh + "message", sh + "sparql"}}
    assert named - said == set()
    for wanted in ("name", "severity"):
        assert named - {triple.subject for triple in found if triple.predicate.value == sh + wanted} == set(), wanted


@pytest.mark.parametrize("path", [*MODULES, *SCHEMES, *SHAPES, *QUERIES], ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_clean_text(path: Path) -> None:
    raw = path.read_bytes()

    assert b"\r" not in raw
    assert b"\t" not in raw
    assert raw.endswith(b"\n")
    assert not raw.endswith(b"\n\n")
    assert not re.search(rb" +\n", raw)


@pytest.mark.parametrize("path", [*MODULES, *SCHEMES, *SHAPES], ids=lambda path: path.name)
def test_turtle_declares_sorted_prefixes_that_it_uses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    prefixes = re.findall(r"^@?prefix\s+([\w-]*):", text, re.IGNORECASE | re.MULTILINE)
    body = re.sub(r"^@?prefix.*$", "", text, flags=re.IGNORECASE | re.MULTILINE)

    assert prefixes == sorted(prefixes)
    assert [prefix for prefix in prefixes if not re.search(rf"(?<![\w-]){prefix}:", body)] == []
