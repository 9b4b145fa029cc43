"""National days: every row against its source, one event for one happening, and no anniversary of what is none."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from dateutil.relativedelta import relativedelta

import mediagraph as mg
from mediagraph.records import bounds
from mediagraph.store import Solutions
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.building import Build
    from mediagraph.graph import Graph

SHARED = Path(os.environ.get("MEDIAGRAPH_SHARED", ROOT.parent / "shared")) / "datasets"
SOURCE = SHARED / "factbook-national-days" / "national_days.csv"
FIRST, LAST = datetime.date(2027, 1, 1), datetime.date(2027, 12, 31)
BIRTHS = {"CW", "JP", "NL", "SX", "TH"}
YEARLESS = {"BM", "GL", "IE", "LU", "OM"}
SILENT = {"AI", "BH", "BN", "ES", "FO", "GI", "HU", "KW", "LI", "MC", "PT", "RU", "SE", "VG"}
BY_HAND = {  # rows of which the source has the day in words only, or two days
    "CH": "1291-08-01",
    "GL": "",
    "MN": "1924-11-26",
    "PE": "1821-07-28",
    "PK": "1940-03-23",
    "PN": "1767-07-02",
    "PY": "1811-05-14/1811-05-15",
    "SM": "0301-09-03",
}


@pytest.fixture(scope="module")
def opened(shipped: Build) -> Iterator[Graph]:
    with mg.open(shipped.store, project=ROOT) as graph:
        yield graph


@pytest.fixture(scope="module")
def days() -> pd.DataFrame:
    return pd.read_csv(ROOT / "data" / "tables" / "national-days.csv", keep_default_na=False, dtype=str)


def test_every_day_is_that_of_the_row_that_it_names(days: pd.DataFrame) -> None:
    if not SOURCE.exists():
        pytest.skip("the source's own table is not here; its facts are in data/tables/national-days.csv")
    source = pd.read_csv(SOURCE, keep_default_na=False, dtype=str)
    rows = source.iloc[days.source_row.astype(int) - 2].reset_index(drop=True)

    assert days.country.is_unique
    assert days.source_row.is_unique
    for (_, ours), (_, theirs) in zip(days.iterrows(), rows.iterrows(), strict=True):
        if ours.country in BY_HAND:
            assert ours.date == BY_HAND[ours.country]
            continue
        assert ours.month_day == theirs.month_day, ours.country
        if ours.date:
            assert ours.date == f"{theirs.year.zfill(4)}-{theirs.month_day}", ours.country
        elif theirs.year:
            assert theirs.year in ours.note, ours.country


def test_days_without_an_event_are_births_feasts_and_days_that_say_nothing(days: pd.DataFrame) -> None:
    assert set(days.country[days.event == ""]) == BIRTHS | YEARLESS | SILENT
    assert set(days.country[days.date == ""]) == BIRTHS | YEARLESS | SILENT
    assert (days.note[days.event == ""] != "").all()


def test_one_happening_is_one_event(days: pd.DataFrame) -> None:
    kept = days[days.event != ""].groupby("event")
    shared = {event: set(group.country) for event, group in kept if len(group) > 1}

    assert all(len(group[["date", "event_name", "event_kind"]].drop_duplicates()) == 1 for _, group in kept)
    assert shared == {
        "central-america-independence-1821": {"CR", "GT", "HN", "NI", "SV"},
        "cn-people-s-republic-1949": {"CN", "HK", "MO"},
        "fete-de-la-federation-1790": {"BL", "FR", "MF", "NC", "PF", "PM", "WF"},
        "first-fleet-arrival-1788": {"AU", "CC", "CX"},
        "treaty-of-waitangi-1840": {"NU", "NZ", "TK"},
        "us-independence-1776": {"PR", "US"},
    }


def test_every_day_and_event_is_in_the_graph(opened: Graph, days: pd.DataFrame) -> None:
    answer = opened.sparql(
        """SELECT ?country ?monthDay ?name ?event ?date ?kind {
             ?day a mg:NationalDay ; mg:inCountry ?country ; mg:monthDay ?monthDay ; rdfs:label ?name .
             OPTIONAL { ?day mg:commemorates ?event . ?event mg:date ?date OPTIONAL { ?event mg:eventKind ?kind } }
           }"""
    )
    assert isinstance(answer, Solutions)

    def last(value: str | None) -> str:
        return (value or "").rpartition("/")[2]

    found = {(last(r.country), r.monthDay, r.name, last(r.event), r.date or "", last(r.kind)) for r in answer}

    assert found == {
        (row.country, month_day, row["name"], row.event, row.date, row.event_kind)
        for _, row in days.iterrows()
        for month_day in row.month_day.split(" | ")
    }
    assert len({row[0] for row in found}) == 218
    assert len({row[3] for row in found if row[3]}) == 177


def test_anniversaries_of_2027_are_those_that_the_calendar_gives(opened: Graph, days: pd.DataFrame) -> None:
    dated = days[days.date != ""].drop_duplicates("event")
    expected = {
        (row.event, years)
        for _, row in dated.iterrows()
        for years in range(5, 2000, 5)
        if bounds(row.date)[0] + relativedelta(years=years) <= LAST
        and bounds(row.date)[1] + relativedelta(years=years) >= FIRST
    }
    rows = opened.rows("anniversaries/falling", **{"from": FIRST, "to": LAST, "every": 5, "standing": "counted"})
    found = {(row.what.rpartition("/")[2], row.ordinal) for row in rows if "/event/" in row.what}

    assert found == expected
    assert len(found) > 20
    derived = opened.sparql(
        """SELECT ?event ?years { ?occasion a mg:Anniversary ; mg:commemorates ?event ; mg:ordinal ?years ;
             mg:earliest ?day . ?event a mg:HistoricalEvent FILTER(YEAR(?day) = 2027) }"""
    )
    assert isinstance(derived, Solutions)
    assert {(row.event.rpartition("/")[2], row.years) for row in derived} == expected


def test_a_birth_a_feast_and_an_unknown_year_have_no_anniversary(opened: Graph) -> None:
    span = {"from": "2026-01-01", "to": "2030-12-31", "every": 1, "standing": "counted"}
    rows = opened.rows("anniversaries/falling", **span, country=sorted(BIRTHS | YEARLESS | SILENT))
    born = opened.sparql(
        """SELECT ?event { ?event a mg:HistoricalEvent ; mg:earliest ?day
             FILTER(STR(?day) IN ("1960-02-23", "1952-07-28", "1967-04-27")) }"""
    )
    assert isinstance(born, Solutions)

    assert [row.label for row in rows if "/event/" in row.what] == []
    assert list(born) == []


def test_one_event_of_several_countries_has_its_anniversaries_once(opened: Graph) -> None:
    def falling(code: str) -> list[tuple[str, int]]:
        rows = opened.rows(
            "anniversaries/falling",
            **{"from": "2025-01-01", "to": "2025-12-31", "every": 5, "standing": "counted", "country": code},
        )
        return [(row.label, row.ordinal) for row in rows if "/event/" in row.what]

    assert falling("FR") == falling("WF") == [("Fête de la Fédération", 235)]
    answer = opened.sparql(
        """SELECT (COUNT(?x) AS ?n) { ?x mg:commemorates event:fete-de-la-federation-1790 ; mg:ordinal 235 }"""
    )
    assert isinstance(answer, Solutions)
    assert next(iter(answer)).n == 1


def test_days_before_1582_are_counted_as_they_are_written(opened: Graph) -> None:
    rows = opened.rows(
        "anniversaries/falling",
        **{"from": "2026-01-01", "to": "2026-12-31", "every": 5, "standing": "counted", "country": ["CH", "SM"]},
    )

    assert [(row.date, row.since, row.ordinal) for row in rows if "/event/" in row.what] == [
        ("2026-08-01", "1291-08-01", 735),
        ("2026-09-03", "0301-09-03", 1725),
    ]


@pytest.mark.parametrize(
    ("country", "first", "last", "expected"),
    [
        ("BE", "2026-12-30", "2028-12-31", [("2027-07-21", 196), ("2028-07-21", 197)]),
        ("PE", "2027-07-28", "2027-07-28", [("2027-07-28", 206)]),
        ("IE", "2027-01-01", "2027-12-31", [("2027-03-17", None)]),
        ("BE", "2027-07-22", "2028-07-20", []),
    ],
)
def test_national_days_of_a_span(
    country: str, first: str, last: str, expected: list[tuple[str, int | None]], opened: Graph
) -> None:
    rows = opened.rows("anniversaries/national-days", **{"from": first, "to": last, "country": country})

    assert [(str(row.date), row.years) for row in rows] == expected


def test_all_national_days_of_a_year_are_listed(opened: Graph, days: pd.DataFrame) -> None:
    rows = list(opened.rows("anniversaries/national-days", **{"from": "2027-01-01", "to": "2027-12-31"}))

    assert sorted((row.country[-2:], str(row.date)[5:]) for row in rows) == sorted(
        (row.country, day) for _, row in days.iterrows() for day in row.month_day.split(" | ")
    )
