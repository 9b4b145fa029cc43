"""Television channels and their owners: every row of the choice against its source, countries, and the articles."""

from __future__ import annotations

import os
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

SHARED = Path(os.environ.get("MEDIAGRAPH_SHARED", ROOT.parent / "shared")) / "datasets"
SOURCE = SHARED / "iptv-channels" / "channels.csv"
OWNERS = ("owner", "owner_government", "owner_person", "owner_group", "owner_country")
WITHOUT = "AQ BL BV CC CX GG GS HM IM IO JE MF MH NF PN SH SJ TF TK UM"
STATES = {"FO": "Faroe Islands", "DO": "Republica Dominicana"}


@pytest.fixture(scope="module")
def opened(shipped: Build) -> Iterator[Graph]:
    with mg.open(shipped.store, project=ROOT) as graph:
        yield graph


@pytest.fixture(scope="module")
def channels() -> pd.DataFrame:
    return pd.read_csv(ROOT / "data" / "tables" / "channels.csv", keep_default_na=False, dtype=str)


@pytest.fixture(scope="module")
def sourced(channels: pd.DataFrame) -> pd.DataFrame:
    """The rows of the source that ours say they are, in our order."""
    if not SOURCE.exists():
        pytest.skip("the source's own table is not here; its facts are in data/tables/channels.csv")
    source = pd.read_csv(SOURCE, keep_default_na=False, dtype=str)
    return source.iloc[channels.source_row.astype(int) - 2].reset_index(drop=True)


def counted(graph: Graph, pattern: str) -> int:
    answer = graph.sparql(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}")
    assert isinstance(answer, Solutions)
    return int(next(iter(answer)).n)


def several(cell: str, separator: str = " | ") -> set[str]:
    return {part.strip() for part in cell.split(separator) if part.strip()}


def test_every_row_is_the_one_of_the_source_that_it_names(channels: pd.DataFrame, sourced: pd.DataFrame) -> None:
    assert list(channels.id) == list(sourced.id)
    assert list(channels.name) == list(sourced.name)
    assert list(channels.country) == list(sourced.country.replace("UK", "GB"))
    assert list(channels.website) == list(sourced.website)
    assert [several(cell) for cell in channels.variants] == [
        several(row.alt_names, ";") - {row["name"]} for _, row in sourced.iterrows()
    ]


def test_no_owner_is_lost_or_invented(channels: pd.DataFrame, sourced: pd.DataFrame) -> None:
    """The columns tell kinds of owners apart; together they hold what the source has in one."""
    for (_, ours), (_, theirs) in zip(channels.iterrows(), sourced.iterrows(), strict=True):
        found = {STATES.get(name, name) for column in OWNERS for name in several(ours[column])}
        plain = {"National Media Group" if name.startswith("National Media Group (") else name for name in found}
        assert plain == several(theirs.owners, ";"), ours.id
        assert ours.network in {"", theirs.network}, ours.id


def test_a_first_of_january_is_a_year(channels: pd.DataFrame, sourced: pd.DataFrame) -> None:
    def end(day: str) -> str:
        return day[:4] if day.endswith("-01-01") else day

    expected = [
        f"{end(row.launched)}/{end(row.closed) or '..'}" if row.launched else "" for _, row in sourced.iterrows()
    ]

    assert list(channels.date) == expected
    assert sum(len(text.partition("/")[0]) == 4 for text in channels.date) == 114


def test_nothing_is_nsfw(sourced: pd.DataFrame) -> None:
    assert set(sourced.is_nsfw) == {"FALSE"}


def test_every_channel_is_in_the_graph_with_all_its_owners(opened: Graph, channels: pd.DataFrame) -> None:
    answer = opened.sparql(
        """SELECT ?number ?name ?country (COUNT(DISTINCT ?owner) AS ?owners) (COUNT(DISTINCT ?operator) AS ?operators) {
             GRAPH graph:channels {
               ?outlet a mg:Channel ; rdfs:label ?name ; mg:inCountry ?country ; mg:evidence/mg:number ?number .
               OPTIONAL { ?outlet mg:owner ?owner } OPTIONAL { ?outlet mg:operator ?operator }
             }
           } GROUP BY ?number ?name ?country"""
    )
    assert isinstance(answer, Solutions)
    found = {str(row.number): (row.name, row.country.rpartition("/")[2], row.owners, row.operators) for row in answer}

    assert found == {
        row.source_row: (
            row["name"],
            row.country,
            sum(len(several(row[column])) for column in OWNERS),
            int(row.network != ""),
        )
        for _, row in channels.iterrows()
    }
    assert len(found) == 1413


def test_owners_are_what_they_are(opened: Graph) -> None:
    owner = "GRAPH graph:channels { ?outlet mg:owner ?x } "
    kinds = {
        name: counted(opened, f"{owner} ?x a mg:{name}")
        for name in ("Organisation", "Person", "UnnamedAgent", "Country")
    }

    assert kinds == {"Organisation": 662, "Person": 52, "UnnamedAgent": 6, "Country": 2}
    assert counted(opened, "?x a mg:Organisation ; rdfs:label ?name FILTER(CONTAINS(STR(?name), 'Citizens of'))") == 0
    assert counted(opened, f"{owner} ?x mg:organisationKind organisations:government-body ; mg:inCountry ?c") == 68


def test_every_country_has_a_channel_but_those_without_any(opened: Graph) -> None:
    answer = opened.sparql(
        """SELECT ?code { ?country a mg:Country ; mg:alpha2 ?code FILTER NOT EXISTS { ?country mg:codeWithdrawn ?day }
             FILTER NOT EXISTS { GRAPH graph:channels { ?outlet a mg:Channel ; mg:inCountry ?country } } }
           ORDER BY ?code"""
    )
    assert isinstance(answer, Solutions)

    assert [row.code for row in answer] == WITHOUT.split()


@pytest.mark.parametrize(
    ("outlet", "owners", "operator"),
    [
        ("cctv9", ["China Central Television"], ""),
        ("cgtn-cn", ["China Media Group"], "China Global Television Network"),
        ("cgtn-french-channel", ["China Media Group"], "China Global Television Network"),
        ("russia1-ru", ["Government of the Russian Federation"], "VGTRK"),
        ("bx1", [], ""),
        ("tvcom", [], ""),
        ("rtc-tele-liege", [], ""),
    ],
)
def test_the_outlets_of_the_articles_are_there(outlet: str, owners: list[str], operator: str, opened: Graph) -> None:
    def names(property_: str) -> list[str]:
        answer = opened.sparql(f"SELECT ?n {{ outlet:{outlet} mg:{property_}/(rdfs:label|skos:altLabel) ?n }}")
        assert isinstance(answer, Solutions)
        return sorted({row.n for row in answer})

    assert counted(opened, f"GRAPH graph:channels {{ outlet:{outlet} mg:inCountry ?x }}") == 1
    assert set(owners) <= set(names("owner"))
    assert operator in ["", *names("operator")]


def test_the_station_of_liege_bears_its_former_name(opened: Graph) -> None:
    assert (
        counted(
            opened,
            "?x skos:altLabel ?name FILTER(STR(?name) = 'RTC Télé Liège' && CONTAINS(STR(?x), 'rtc-tele-liege'))",
        )
        == 1
    )


def test_spellings_of_one_owner_are_one_organisation(opened: Graph) -> None:
    rows = list(opened.rows("outlets/of-owner", owner="organisation:vgtrk"))

    assert {row.way for row in rows} == {"owner", "operator"}
    assert {"Arktika 24", "Cinema", "Russia 1", "Russia-1"} & {row.label for row in rows} >= {"Arktika 24", "Cinema"}
    assert counted(opened, "?x a mg:Organisation ; rdfs:label ?name FILTER(STR(?name) = 'ВГТРК')") == 0


def test_ministries_of_one_name_are_two(opened: Graph) -> None:
    assert (
        counted(opened, "GRAPH graph:channels { ?x rdfs:label ?name FILTER(STR(?name) = 'Ministry of Information') }")
        == 2
    )
