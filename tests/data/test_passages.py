"""Every row of every mapped table is a passage of its source, and what was read there points to it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

import mediagraph as mg
from mediagraph.store import Solutions
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.building import Build
    from mediagraph.graph import Graph

TABLES = sorted(path.name.partition(".")[0] for path in (ROOT / "data" / "tables").glob("*.mapping.yaml"))
EVENTS_ROWS = 317  # of the first file of relations-us, with its header


@pytest.fixture(scope="module")
def opened(shipped: Build) -> Iterator[Graph]:
    with mg.open(shipped.store, project=ROOT) as graph:
        yield graph


def rows(table: str) -> list[dict[str, str]]:
    with (ROOT / "data" / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def slug(row: dict[str, str]) -> str:
    return (f"{row['file']}-" if "file" in row else "") + f"row-{row['source_row']}"


@pytest.mark.parametrize("table", TABLES)
def test_each_row_of_the_table_is_a_row_of_the_source(table: str, opened: Graph) -> None:
    answer = opened.sparql(
        f"""SELECT ?row ?number ?address {{
              source:{table} mg:passage ?row . ?row a mg:Row ; mg:number ?number OPTIONAL {{ ?row mg:address ?address }}
            }}"""
    )
    assert isinstance(answer, Solutions)
    found = {one.row.rpartition("#")[2]: (one.number, one.address or "") for one in answer}
    kept = rows(table)

    def address(row: dict[str, str]) -> str:
        return f"http://www.wikidata.org/entity/{row['id']}" if table == "organisations" else row.get("address", "")

    assert found == {slug(row): (int(row.get("number", row["source_row"])), address(row)) for row in kept}
    assert len({number for number, _ in found.values()}) == len(found)


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_without_a_node_and_no_node_without_a_row(table: str, opened: Graph) -> None:
    answer = opened.sparql(
        f"""SELECT ?x {{ {{ GRAPH graph:{table} {{ ?x a mg:Row }} FILTER NOT EXISTS {{ ?y mg:evidence ?x }} }}
              UNION {{ GRAPH graph:{table} {{ ?x mg:evidence source:{table} }} }} }}"""
    )
    assert isinstance(answer, Solutions)

    whole = {row.x.rpartition("/")[2] for row in answer}
    assert whole == ({"cannes-film-festival"} if table == "cannes-competition" else set())


def test_rows_of_two_files_are_counted_through() -> None:
    for row in rows("relations-us"):
        assert int(row["number"]) == int(row["source_row"]) + (EVENTS_ROWS if row["file"] == "timeline" else 0)


def test_a_row_is_shown_by_its_number(opened: Graph) -> None:
    film = list(opened.rows("evidence/of-works", work="work:imdb-tt0033563"))
    entity = list(opened.rows("evidence/of-entity", entity="outlet:cgtn-cn"))
    facts = list(opened.rows("sources/facts-by-paragraph", source="source:national-days"))

    assert {(row.passage, row.number) for row in film} == {("row", 49)}
    assert [row.evidence for row in entity] == [
        f"https://w3id.org/mediagraph/id/source/channels#row-{entity[0].paragraph}"
    ]
    assert {(row.paragraph, row.label) for row in facts} >= {
        (233, "Independence Day"),
        (137, "Foundation of the People's Republic of China"),
    }
