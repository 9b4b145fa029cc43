"""Media organisations with Wikidata items: every row of the choice against its source."""

from __future__ import annotations

import os
import re
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
SOURCE = SHARED / "wikidata-film-companies"
NAMES = {
    "British Hong Kong": "HK",
    "Czech Republic": "CZ",
    "Czechoslovakia": "CSHH",
    "German Democratic Republic": "DDDE",
    "People's Republic of China": "CN",
    "Republic of Ireland": "IE",
    "Soviet Union": "SUHH",
    "Turkey": "TR",
    "United States of America": "US",
    "Wales": "GB",
    "West Germany": "DE",
    "Yugoslavia": "YUCS",
}
NONE = {  # states and places that are no country with an ISO 3166 code
    "Nazi Germany",
    "German Reich",
    "Austria-Hungary",
    "Russian Empire",
    "Kingdom of Hungary",
    "Empire of Japan",
    "Republic of China",
    "Kirghiz Soviet Socialist Republic",
    "Dutch East Indies",
    "Kingdom of the Netherlands",
    "Budapest",
    "internationality",
}


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, keep_default_na=False, dtype=str)


@pytest.fixture(scope="module")
def opened(shipped: Build) -> Iterator[Graph]:
    with mg.open(shipped.store, project=ROOT) as graph:
        yield graph


@pytest.fixture(scope="module")
def organisations() -> pd.DataFrame:
    return read(ROOT / "data" / "tables" / "organisations.csv")


@pytest.fixture(scope="module")
def source() -> Path:
    if not SOURCE.exists():
        pytest.skip("the source's own tables are not here; their facts are in data/tables/organisations.csv")
    return SOURCE


def lists(frame: pd.DataFrame, column: str) -> dict[str, set[str]]:
    return {str(item): set(values) for item, values in frame.groupby("QID")[column]}


def test_every_row_is_the_one_of_the_source_that_it_names(organisations: pd.DataFrame, source: Path) -> None:
    details = read(source / "P31_company_details.csv").iloc[organisations.source_row.astype(int) - 2]

    assert list(organisations.id) == list(details.QID)
    assert list(organisations.name) == list(details.itemLabel)


def test_countries_are_those_of_the_source_that_have_a_code(organisations: pd.DataFrame, source: Path) -> None:
    countries = read(ROOT / "data" / "tables" / "countries.csv")
    codes = dict(zip(countries["name@en"], countries.id.str.removeprefix("country:"), strict=True))
    stated = lists(read(source / "P17_country.csv"), "country")
    known: dict[str, str] = {**codes, **NAMES}

    for _, row in organisations.iterrows():
        assert set(row.country.split(" | ")) == {known[name] for name in stated[row.id] - NONE}, row.id


def test_companies_of_imdb_are_those_of_the_source(organisations: pd.DataFrame, source: Path) -> None:
    stated = lists(read(source / "P345_imdb.csv"), "imdb")

    for _, row in organisations.iterrows():
        companies = {one for one in stated.get(row.id, ()) if re.fullmatch(r"co\d{7,}", one)}
        assert set(filter(None, row.imdb.split(" | "))) == companies, row.id


def test_a_kind_stands_in_the_description(organisations: pd.DataFrame, source: Path) -> None:
    details = read(source / "P31_company_details.csv").set_index("QID").itemDescription
    words = {
        "broadcaster": r"broadcast|channel|network|station|television|radio",
        "government-body": r"government",
        "media-group": r"media|conglomerate",
        "production-company": r"produc|studio|company|house|movie",
    }

    for _, row in organisations.iterrows():
        for kind in filter(None, row.kind.split(" | ")):
            assert re.search(words[kind], details[row.id], re.IGNORECASE), (row.id, kind, details[row.id])


def test_every_organisation_is_in_the_graph(opened: Graph, organisations: pd.DataFrame) -> None:
    answer = opened.sparql(
        """SELECT ?item ?name (COUNT(DISTINCT ?country) AS ?countries) (COUNT(DISTINCT ?imdb) AS ?companies) {
             GRAPH graph:organisations {
               ?x a mg:Organisation ; mg:wikidata ?item ; rdfs:label ?name ; mg:inCountry ?country .
               OPTIONAL { ?x mg:imdb ?imdb }
             }
           } GROUP BY ?item ?name"""
    )
    assert isinstance(answer, Solutions)
    found = {row.item.rpartition("/")[2]: (row.name, row.countries, row.companies) for row in answer}

    assert found == {
        row.id: (row["name"], row.country.count("|") + 1, len(row.imdb.split(" | ")) if row.imdb else 0)
        for _, row in organisations.iterrows()
    }
    assert len(found) == 1296


def test_kinds_are_counted(opened: Graph, organisations: pd.DataFrame) -> None:
    answer = opened.sparql(
        """SELECT ?kind (COUNT(*) AS ?n) { GRAPH graph:organisations { ?x mg:organisationKind ?kind } }
           GROUP BY ?kind"""
    )
    assert isinstance(answer, Solutions)
    found = {row.kind.rpartition("/")[2]: row.n for row in answer}

    assert (
        found
        == organisations.kind.str.split(" | ", regex=False)
        .explode()
        .loc[lambda kind: kind != ""]
        .value_counts()
        .to_dict()
    )
    assert found == {"production-company": 871, "broadcaster": 60, "media-group": 8, "government-body": 1}


def test_states_that_are_no_more_are_themselves(opened: Graph) -> None:
    answer = opened.sparql(
        """SELECT ?code (COUNT(?x) AS ?n) { GRAPH graph:organisations { ?x mg:inCountry ?country }
             ?country mg:alpha4 ?code } GROUP BY ?code ORDER BY ?code"""
    )
    assert isinstance(answer, Solutions)

    assert {row.code for row in answer} == {"CSHH", "DDDE", "SUHH", "YUCS"}


def test_two_items_of_one_company_are_told_and_not_merged(shipped: Build) -> None:
    told = {finding.value for finding in shipped.findings if finding.constraint == "identity"}

    assert {"co0047269", "co0840099"} <= told
