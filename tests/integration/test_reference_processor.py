"""The writer gives, triple for triple, what standard JSON-LD processors give for the same records."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from mediagraph.loaders import discover, open_file, parse_yaml
from mediagraph.project import Project
from mediagraph.records import Kind, Node, RecordFile, Writer, complete

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[2]
PROJECT = Project.find(ROOT)
FILES = discover(PROJECT.data)
BOUNDS = {"https://w3id.org/mediagraph/ontology#earliest", "https://w3id.org/mediagraph/ontology#latest"}


def lowered(term: Any) -> Any:
    """Language tags are compared without case, as RDF 1.1 has it."""
    if isinstance(term, ox.Literal) and term.language:
        return ox.Literal(term.value, language=term.language.lower())
    return term


def quads(text: str | bytes, format_: ox.RdfFormat) -> set[ox.Quad]:
    found = ox.parse(text, format=format_)
    return {ox.Quad(quad.subject, quad.predicate, lowered(quad.object), quad.graph_name) for quad in found}


def completed(node: Any) -> Any:
    """`complete` for a node and all nodes in it."""
    if isinstance(node, list):
        return [completed(item) for item in node]
    if isinstance(node, dict):
        inside = {key: completed(value) for key, value in node.items()}
        return dict(complete(inside))
    return node


def document(records: Iterable[Any], graph: str, prefixes: Any) -> dict[str, Any]:
    context = [PROJECT.context.source, dict(prefixes)]
    return {"@context": context, "id": graph, "@graph": [completed(record) for record in records]}


def written(file: RecordFile) -> set[ox.Quad]:
    text = "".join(Writer(PROJECT.context, file).lines())
    assert file.faults == []
    return quads(text, ox.RdfFormat.N_QUADS)


def by_pyld(content: dict[str, Any]) -> set[ox.Quad]:
    return quads(jsonld.to_rdf(content, {"format": "application/n-quads"}), ox.RdfFormat.N_QUADS)


def by_oxigraph(content: dict[str, Any]) -> set[ox.Quad]:
    return quads(json.dumps(content).encode(), ox.RdfFormat.JSON_LD)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("reference", [by_pyld, by_oxigraph])
def test_shipped_records_give_the_triples_of_a_standard_processor(path: Path, reference: Any) -> None:
    kept = open_file(path, path.name, PROJECT.context)
    records = list(kept.records)
    file = RecordFile(path.name, kept.graph, records, kept.prefixes)

    ours = written(file)

    assert ours == reference(document(records, kept.graph, kept.prefixes))
    assert len(ours) > 3


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".yaml"], ids=lambda path: path.name)
def test_any_processor_reads_an_article_as_it_lies_there_but_for_the_bounds_of_dates(path: Path) -> None:
    raw = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    inlined = [PROJECT.context.source if isinstance(part, str) else part for part in raw["@context"]]

    theirs = by_pyld({**raw, "@context": inlined})
    ours = written(open_file(path, path.name, PROJECT.context))

    assert theirs <= ours
    assert {quad.predicate.value for quad in ours - theirs} <= BOUNDS


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1).filter(str.strip)
SLUGS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
TAGS = st.sampled_from(["en", "zh-Hans", "fr", "kk-Cyrl", "und", "ru"])
LINKS = st.builds("{}:{}".format, st.sampled_from(["country", "work", "person", "organisation"]), SLUGS)
DATES = st.dates().map(lambda day: day.isoformat())
EDTF_DATES = st.one_of(DATES, DATES.map(lambda d: d[:7]), DATES.map(lambda d: d[:4]), DATES.map(lambda d: f"{d}/.."))


def values(name: str) -> st.SearchStrategy[Any]:
    term = PROJECT.context.terms[name]
    one: st.SearchStrategy[Any]
    if term.kind is Kind.TEXT:
        return st.dictionaries(TAGS, st.one_of(WORDS, st.lists(WORDS, min_size=1, max_size=3)), min_size=1)
    if term.kind is Kind.LINK:
        one = LINKS
    elif term.kind is Kind.CONCEPT:
        one = SLUGS.filter(lambda slug: slug not in PROJECT.context.source)
    else:
        local = term.datatype.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
        kinds: dict[str, st.SearchStrategy[Any]] = {
            "string": WORDS,
            "integer": st.integers(-(10**12), 10**12),
            "decimal": st.integers(-(10**12), 10**12),
            "date": DATES,
            "EDTF": EDTF_DATES,
        }
        one = kinds[local]
    return st.one_of(one, st.lists(one, min_size=1, max_size=3, unique=True)) if name != "date" else one


FREE = [name for name in PROJECT.context.terms if name not in {"earliest", "latest"}]
BODIES = st.lists(st.sampled_from(FREE), max_size=6, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: values(name) for name in names})
)


@settings(max_examples=150, deadline=None)
@given(st.lists(BODIES, min_size=1, max_size=3), st.sampled_from(sorted(PROJECT.context.classes)))
def test_any_record_gives_the_triples_of_a_standard_processor(bodies: list[dict[str, Any]], class_: str) -> None:
    nested = [Node({"id": f"work:n{at}", "type": class_, **body}) for at, body in enumerate(bodies)]
    record = Node({"id": "work:root", "type": class_, "participation": nested[1:], **nested[0], "name": {"en": "x"}})
    record["id"] = "work:root"

    ours = written(RecordFile("made.yaml", "graph:made", [record]))

    content = document([record], "graph:made", {})
    assert ours == by_oxigraph(content)
    assert ours == by_pyld(content)
