"""What a rule derives: as N-Quads in its graph, however the engine hands it over."""

from __future__ import annotations

import errno
import io
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from mediagraph.errors import FileError, HeaderError, QueryError
from mediagraph.rules import RULE_GRAPH, derive, read_rules
from worlds import derived

if TYPE_CHECKING:
    from pathlib import Path

    from mediagraph.catalogue import StoredQuery

HEAD = "#+ summary: Something that follows\n#+ after: []\n"
SAID = [
    'a line\n <http://e/a> _:b .\n"',
    "> _:b .",
    "_:b",
    "Ünïcode \U0001f3ac \u0085\u2028 \\ \t",
    "",
]


def rule(folder: Path, text: str) -> StoredQuery:
    (folder / "found.rq").write_text(f"{HEAD}{text}\n", encoding="utf-8")
    return read_rules(folder)[0]


def store_of(*terms: ox.Literal | ox.NamedNode | ox.BlankNode) -> ox.Store:
    store = ox.Store()
    said = ox.NamedNode("http://e/said")
    store.extend(ox.Quad(ox.NamedNode(f"http://e/{n}"), said, term) for n, term in enumerate(terms))
    return store


@pytest.mark.parametrize("count", [0, 1, 5000], ids=["none", "one", "many"])
def test_it_is_what_the_engine_constructs_in_the_graph_of_the_rule(tmp_path: Path, count: int) -> None:
    found = rule(tmp_path, "CONSTRUCT { ?s <http://e/found> ?o } WHERE { ?s <http://e/said> ?o }")
    store = store_of(*(ox.Literal(f"{number} {text}") for number in range(count) for text in SAID))
    if count:
        store.extend(store_of(ox.Literal("_:b", language="en"), ox.NamedNode("http://e/_:b")))
    graph = ox.NamedNode(f"{RULE_GRAPH}found")

    quads = derived(found, store)

    triples = store.query(found.text)
    assert isinstance(triples, ox.QueryTriples)
    assert quads == {ox.Quad(one.subject, one.predicate, one.object, graph) for one in triples}
    assert len(quads) == len(store)


@pytest.mark.parametrize(
    "text",
    [
        "CONSTRUCT { ?s <http://e/found> ?o } WHERE { ?s <http://e/said> ?o }",
        "CONSTRUCT { ?o <http://e/found> ?s } WHERE { ?s <http://e/said> ?o }",
        "CONSTRUCT { ?s <http://e/found> [ <http://e/by> ?s ] } WHERE { ?s <http://e/said> ?o }",
    ],
    ids=["object", "subject", "made"],
)
def test_a_blank_node_is_refused_wherever_it_stands(tmp_path: Path, text: str) -> None:
    store = store_of(*(ox.Literal(str(number)) for number in range(2000)), ox.BlankNode("b"))

    with pytest.raises(HeaderError, match=r"found\.rq: it makes blank nodes; mint an IRI"):
        derived(rule(tmp_path, text), store)


def test_a_file_that_cannot_be_written_is_no_fault_of_the_rule(tmp_path: Path) -> None:
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    found = rule(tmp_path, "CONSTRUCT { ?s <http://e/found> ?o } WHERE { ?s <http://e/said> ?o }")

    with pytest.raises(FileError, match="what it makes cannot be written: No space left on device"):
        derive(found, store_of(ox.Literal("x")), Full().write)


def test_a_query_that_fails_names_the_rule(tmp_path: Path) -> None:
    found = rule(tmp_path, "CONSTRUCT { ?s <http://e/found> ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")

    with pytest.raises(QueryError, match=r"found\.rq: "):
        derived(found, ox.Store())
