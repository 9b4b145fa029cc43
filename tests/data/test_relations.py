"""The dated changes of diplomatic relations: every row of the tables, and anniversaries as counted independently."""

from __future__ import annotations

import csv
import datetime
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

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
FIRST, LAST = datetime.date(2027, 1, 1), datetime.date(2027, 12, 31)
TABLES = {"relations-us": 371, "relations-prc": 111, "relations-ussr": 83}


@pytest.fixture(scope="module")
def opened(shipped: Build) -> Iterator[Graph]:
    with mg.open(shipped.store, project=ROOT) as graph:
        yield graph


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_a_change_in_the_graph(table: str, opened: Graph) -> None:
    kept = rows(ROOT / "data" / "tables" / f"{table}.csv")
    answer = opened.sparql(
        f"""SELECT ?change ?relation ?kind ?date WHERE {{
              GRAPH graph:{table} {{ ?change mg:changeOf ?relation ; mg:changeKind ?kind ; mg:date ?date }}
            }}"""
    )
    assert isinstance(answer, Solutions)

    found = {
        (change.rpartition("#")[2], relation.rpartition("/")[2], kind.rpartition("/")[2], date)
        for change, relation, kind, date in answer
    }

    assert found == {(row["id"], f"{row['a']}-{row['b']}", row["kind"], row["date"]) for row in kept}
    assert len(found) == TABLES[table]


@pytest.mark.parametrize(
    ("table", "source", "other"),
    [
        ("relations-prc", "prc-diplomatic-dates/prc_dates.csv", "country_b"),
        ("relations-ussr", "ussr-diplomatic-dates/ussr_dates.csv", "country_b"),
    ],
)
def test_every_row_of_the_source_is_carried_over_with_its_day(table: str, source: str, other: str) -> None:
    if not (SHARED / source).exists():
        pytest.skip("the source's own table is not here")
    given = rows(SHARED / source)
    kept = {row["source_row"]: row for row in rows(ROOT / "data" / "tables" / f"{table}.csv")}

    assert len(given) == len(kept)
    for number, row in enumerate(given, start=2):
        ours = kept[str(number)]
        assert ours["date"].partition("/")[0] == row["date"], row
        kind = "resumed" if row["kind"] == "re-established" else row["kind"].split("-")[0]
        assert ours["kind"] == kind, row
        assert (
            row[other] in {ours["a"], ours["b"]} or len({ours["a"], ours["b"]} & {"SUHH", "DDDE", "CSHH", "YUCS"}) > 0
        )


def test_dissolved_states_are_themselves(opened: Graph) -> None:
    parties = Counter(
        row["a"] if row["b"] == "SUHH" else row["b"] for row in rows(ROOT / "data" / "tables" / "relations-ussr.csv")
    )

    assert "RU" not in parties
    assert list(opened.rows("relations/timeline", country="country:SUHH", other="PL")) != []


def established(country: str) -> set[tuple[str, str, str]]:
    """Pairs, dates and standings of all establishments of `country`, worked out from the rows themselves."""
    dates: dict[str, set[str]] = {}
    for table in TABLES:
        for row in rows(ROOT / "data" / "tables" / f"{table}.csv"):
            if row["kind"] == "established" and country in {row["a"], row["b"]}:
                dates.setdefault(f"{row['a']}-{row['b']}", set()).add(row["date"])
    found = set()
    for pair, stated in dates.items():
        begins = {text: bounds(text)[0] for text in stated}
        last = max(day for day in begins.values() if day)
        rivals = [day for day in begins.values() if day and day > last - relativedelta(years=1)]
        found |= {(pair, text, "counted" if day == min(rivals) else "other") for text, day in begins.items()}
    return found


def test_of_several_establishments_the_latest_is_counted_and_of_rival_dates_the_earliest() -> None:
    standings = {(pair, text): standing for pair, text, standing in established("US")}

    assert standings["CN-US", "1979-01-01"] == standings["DE-US", "1955-05-06"] == "counted"
    assert standings["CN-US", "1844-06-16~"] == standings["DE-US", "1871"] == "other"
    assert (standings["LK-US", "1948-10-29"], standings["LK-US", "1949-08-03"]) == ("counted", "other")


@pytest.mark.parametrize("standings", [["counted"], ["other"], ["counted", "other"]], ids="+".join)
def test_anniversaries_are_those_that_the_calendar_gives(opened: Graph, standings: list[str]) -> None:
    """Every fifth of the United States in 2027, by relativedelta over the rows themselves."""
    expected = {
        (pair, dated, standing, years)
        for pair, dated, standing in established("US")
        for years in range(5, 400, 5)
        if bounds(dated)[0] + relativedelta(years=years) <= LAST
        and bounds(dated)[1] + relativedelta(years=years) >= FIRST
    }
    found = [
        (row.what.rpartition("/")[2], row.since, row.standing, row.ordinal)
        for row in opened.rows(
            "anniversaries/falling",
            **{"from": "2027-01-01", "to": "2027-12-31", "every": 5, "country": "US", "standing": standings},
        )
    ]

    assert sorted(found) == sorted(one for one in expected if one[2] in standings)
    assert len(found) > (20 if "counted" in standings else -1)
