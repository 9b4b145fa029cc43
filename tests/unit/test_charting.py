"""Which chart an answer gets, and what it shows."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest

from mediagraph.server.charting import Bars, Lines, chart_of

XSD = "http://www.w3.org/2001/XMLSchema#"
COUNTRY = "https://w3id.org/mediagraph/id/country/"


def term(value: Any) -> ox.NamedNode | ox.Literal | None:
    if value is None:
        return None
    return ox.NamedNode(value) if str(value).startswith("http") else ox.Literal(value)


def chart(columns: str, *rows: tuple[Any, ...], more: bool = False) -> Bars | Lines | None:
    names = {COUNTRY + "BE": "Belgium", COUNTRY + "CN": "China"}
    return chart_of(columns.split(), [tuple(map(term, row)) for row in rows], names, more=more)


def test_things_with_a_number_are_bars_in_the_order_of_the_answer() -> None:
    found = chart("country works", (COUNTRY + "CN", 8), (COUNTRY + "BE", 2))
    assert isinstance(found, Bars)
    assert [(bar.label, bar.length, bar.text) for bar in found.bars] == [("China", 100, "8"), ("Belgium", 25, "2")]
    assert (found.number, found.of, found.more) == ("works", "country", False)


def test_pairs_are_told_apart_by_both_names() -> None:
    found = chart("a b works", ("BE", "CN", 3), ("BE", "FR", 1))
    assert isinstance(found, Bars)
    assert [bar.label for bar in found.bars] == ["BE / CN", "BE / FR"]


def test_only_the_first_rows_become_bars() -> None:
    found = chart("name n", *((f"x{number}", number) for number in range(40)))
    assert isinstance(found, Bars)
    assert (len(found.bars), found.count, found.more) == (25, 40, True)


def test_things_without_a_name_give_way_to_names() -> None:
    found = chart("thing name n", ("http://example.org/1", "one", 1), ("http://example.org/2", "two", 2))
    assert isinstance(found, Bars)
    assert [bar.label for bar in found.bars] == ["one", "two"]


@pytest.mark.parametrize("days", [(2001, 2003), ("2001", "2003-05"), ("2001-02-03", "2003-01-01T00:00:00Z")])
def test_numbers_over_time_are_lines(days: tuple[Any, Any]) -> None:
    found = chart("year works", (days[1], 4), (days[0], 2))
    assert isinstance(found, Lines)
    assert [(dot.x, dot.y) for dot in found.lines[0].dots] == [(0, 50), (100, 0)]
    assert found.summary == f"works: from 2 in {days[0]} to 4 in {days[1]}, highest 4 in {days[1]}"


def test_each_of_few_names_has_its_line() -> None:
    found = chart("year kind n", (2001, "film", 1), (2001, "series", 5), (2002, "film", 2), (2002, "series", 4))
    assert isinstance(found, Lines)
    assert [(line.label, len(line.dots)) for line in found.lines] == [("film", 2), ("series", 2)]


def test_values_below_nothing_stay_in_the_picture_of_lines() -> None:
    found = chart("year n", (2001, -5), (2002, 5))
    assert isinstance(found, Lines)
    assert [text for _, text in found.levels] == ["-6", "-4", "-2", "0", "2", "4", "6"]
    assert [dot.y for dot in found.lines[0].dots] == [91.67, 8.33]


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ("name n", [("one", 1)]),
        ("name other", [("one", "1"), ("two", "2")]),
        ("name n", [("one", 1), ("one", 2)]),
        ("name n", [("one", 1), ("two", None)]),
        ("name n", [("one", -1), ("two", 2)]),
        ("name n", [("one", 2), ("two", 2)]),
        ("name n", [("one", 1e300), ("two", -1e300)]),
        ("name n", [("one", float("nan")), ("two", float("inf"))]),
        ("name lat", [("one", 1.5), ("two", 2)]),
        ("name year", [("one", 1990), ("two", 2020)]),
        ("n m", [(1, 2), (3, 4)]),
        ("day n", [("2001-02-31", 1), ("2001-02-31", 2)]),
    ],
)
def test_other_answers_have_no_chart(columns: str, rows: list[tuple[Any, ...]]) -> None:
    assert chart(columns, *rows) is None
