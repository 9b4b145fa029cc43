"""The check for links that lead to nothing finds the same on every engine; what is shipped has none to show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import servers
from engines import rdflib_dataset, rdflib_rows, store_rows
from held import Held
from mediagraph.catalogue import Catalogue
from mediagraph.project import Project
from mediagraph.store import RemoteStore
from projects import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DATA = """
@prefix id: <https://w3id.org/mediagraph/id/work/> .
@prefix mg: <https://w3id.org/mediagraph/ontology#> .
@prefix role: <https://w3id.org/mediagraph/scheme/role/> .
id:a a mg:Film ; mg:partOf id:nothing ; mg:role role:nothing, role:known ; mg:namedGraph id:graph ;
  mg:website <https://w3id.org/mediagraph/id> ; mg:address "https://w3id.org/mediagraph/id/work/text" ;
  <http://example.org/other> id:elsewhere .
id:b mg:partOf id:a, id:nothing .
role:known a mg:Concept .
"""
FOUND = [
    ("work/a", "partOf", "id/work/nothing"),
    ("work/a", "role", "scheme/role/nothing"),
    ("work/b", "partOf", "id/work/nothing"),
]


@pytest.fixture
def check() -> str:
    return Catalogue(Project.find(ROOT).queries)["checks/dangling-link-violation"].text


@pytest.fixture
def expected() -> list[tuple[str, ...]]:
    base = "https://w3id.org/mediagraph/"
    return [(f"{base}id/{one}", f"{base}ontology#{path}", f"{base}{value}") for one, path, value in FOUND]


def test_links_to_nothing_are_found(check: str, expected: list[tuple[str, ...]]) -> None:
    held = Held(ox.parse(DATA.encode(), format=ox.RdfFormat.TURTLE))

    assert store_rows(held, check) == expected


def test_rdflib_finds_the_same(check: str, expected: list[tuple[str, ...]]) -> None:
    named = ox.NamedNode("https://w3id.org/mediagraph/id/graph/test")
    quads = [
        ox.Quad(each.subject, each.predicate, each.object, named)
        for each in ox.parse(DATA.encode(), format=ox.RdfFormat.TURTLE)
    ]

    assert rdflib_rows(rdflib_dataset(Held(quads)), check) == expected


def test_virtuoso_finds_the_same(check: str, expected: list[tuple[str, ...]], tmp_path: Path) -> None:
    statements = "\n".join(f"{each.triple} ." for each in ox.parse(DATA.encode(), format=ox.RdfFormat.TURTLE))
    with servers.virtuoso(tmp_path) as server:
        servers.update(server, f"INSERT DATA {{ GRAPH <http://example.org/g> {{ {statements} }} }}")

        assert store_rows(RemoteStore(server.query), check) == expected
