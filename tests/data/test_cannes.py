"""The films in competition at Cannes: every row of the source, and co-productions as counted independently."""

from __future__ import annotations

import os
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import mediagraph as mg
from mediagraph.store import Solutions
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.building import Build
    from mediagraph.graph import Graph

SOURCE = Path(os.environ.get("MEDIAGRAPH_SHARED", ROOT.parent / "shared")) / "datasets" / "cannes-films" / "films.csv"
RED_SILK = ("CN", "RU")


@pytest.fixture(scope="module")
def opened(shipped: Build) -> Iterator[Graph]:
    with mg.open(shipped.store, project=ROOT) as graph:
        yield graph


@pytest.fixture(scope="module")
def films() -> pd.DataFrame:
    """The source itself, read with nothing of ours."""
    if not SOURCE.exists():
        pytest.skip("the source's own table is not here; its facts are in data/tables/cannes-competition.csv")
    return pd.read_csv(SOURCE, keep_default_na=False, dtype=str)


def counted(graph: Graph, pattern: str) -> int:
    answer = graph.sparql(f"SELECT (COUNT(DISTINCT ?work) AS ?n) {{ {pattern} }}")
    assert isinstance(answer, Solutions)
    return int(next(iter(answer)).n)


def test_the_shipped_graph_has_no_violation(shipped: Build) -> None:
    assert [finding.severity for finding in shipped.findings if finding.severity == "Violation"] == []


def test_every_film_is_there_with_its_facts(opened: Graph, films: pd.DataFrame) -> None:
    found = opened.sparql(
        """SELECT ?imdb ?title ?minutes ?festival (COUNT(DISTINCT ?director) AS ?directors) WHERE {
             GRAPH graph:cannes-competition {
               ?film mg:imdb ?imdb ; rdfs:label ?title ; mg:runtime ?minutes ; mg:participation/mg:agent ?director .
               ?showing mg:ofWork ?film ; mg:atEvent ?festival .
             }
           } GROUP BY ?imdb ?title ?minutes ?festival ORDER BY ?imdb"""
    ).df()
    expected = films.assign(imdb=films.imdb_url.str.extract(r"(tt\d+)")[0]).sort_values("imdb")
    hours = expected.run_time.str.extract(r"(?:(\d+)h)?\s*(?:(\d+)m)?").fillna("0").astype(int)

    assert list(found.imdb) == list(expected.imdb)
    assert list(found.title) == list(expected.title)
    assert list(found.minutes) == list(hours[0] * 60 + hours[1])
    assert list(found.festival.str[-4:]) == list(expected.year)
    assert list(found.directors) == [cell.count(",") + 1 for cell in expected.director]


def test_pairs_of_countries_are_those_that_pandas_counts(opened: Graph, films: pd.DataFrame) -> None:
    pairs: dict[tuple[str, str], int] = {RED_SILK: 1}
    for cell in films.countries_of_origin:
        for pair in combinations(sorted({code.strip() for code in cell.split(",")}), 2):
            pairs[pair] = pairs.get(pair, 0) + 1

    found = {(row.a, row.b): row.works for row in opened.rows("co-productions/country-pairs")}

    assert found == pairs
    assert len(found) > 500


def test_international_co_productions_are_the_films_of_several_countries(opened: Graph, films: pd.DataFrame) -> None:
    several = int(films.countries_of_origin.str.contains(",").sum())

    assert several == 777
    assert counted(opened, "?work a mg:InternationalCoProduction") == several + 1  # and Red Silk, of an article


@pytest.mark.parametrize(
    ("code", "country", "count"), [("SU", "SUHH", 60), ("CS", "CSHH", 29), ("YU", "YUCS", 22), ("DD", "DDDE", 4)]
)
def test_states_that_are_no_more_are_themselves(
    code: str, country: str, count: int, opened: Graph, films: pd.DataFrame
) -> None:
    in_source = int(films.countries_of_origin.str.split(",").map(lambda codes: code in codes).sum())

    assert counted(opened, f"?work mg:countryOfOrigin country:{country}") == in_source == count


def test_the_greatest_hub_is_the_one_of_most_partners(opened: Graph, films: pd.DataFrame) -> None:
    partners: dict[str, set[str]] = {}
    for cell in films.countries_of_origin:
        codes = {code.strip() for code in cell.split(",")}
        for code in codes:
            partners.setdefault(code, set()).update(codes - {code})
    table = opened.hubs("countries", kind="co-production")

    assert table.hubs[0].label == "France"
    assert table.hubs[0].degree == len(partners["FR"])
    assert table.kinds == {"co-production": 778}
