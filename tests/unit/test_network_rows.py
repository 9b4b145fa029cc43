"""Rows as columns are the rows; and which values of a parameter are known to select rows and do nothing else."""

from __future__ import annotations

import random

import pytest

from mediagraph.networks.projection import Row
from mediagraph.networks.rows import Rows
from mediagraph.networks.selecting import selects
from projects import ROOT

HEAD = "SELECT DISTINCT ?source ?target ?kind ?work ?year "
KIND = "{ VALUES ?kind { 1 } ?a e:kind ?kind . }"
SINCE = "{ VALUES ?since { 1 } ?a e:b ?year . FILTER(!BOUND(?since) || ?year >= ?since) }"


def drawn(seed: int) -> list[Row]:
    chance = random.Random(seed)
    some = [f"{letter}{chance.randrange(30)}é" for letter in "zyxéa" for _ in range(4)]
    years = [None, -5, 0, 1999, 2020]
    return [Row._make([*chance.choices(some, k=4), chance.choice(years)]) for _ in range(chance.randrange(60))]


@pytest.mark.parametrize("seed", range(8))
def test_columns_give_the_rows_back(seed: int) -> None:
    rows = drawn(seed)

    columns = Rows.of(rows)

    assert list(columns) == rows
    assert len(columns) == len(rows)
    assert [columns[place] for place in range(-len(rows), len(rows))] == [*rows, *rows]
    assert list(columns[1:5]) == rows[1:5]
    assert [list(names) for names in (columns.nodes, columns.kinds, columns.works)] == [
        sorted({name for row in rows for name in row[:2]}),
        sorted({row.kind for row in rows}),
        sorted({row.work for row in rows}),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_years_are_chosen_with_both_ends(seed: int) -> None:
    rows = drawn(seed)

    assert list(Rows.of(rows).between(None, None)) == rows
    assert list(Rows.of(rows).between(0, None)) == [row for row in rows if row.year is not None and row.year >= 0]
    assert list(Rows.of(rows).between(0, 1999)) == [row for row in rows if row.year in {0, 1999}]


def test_beyond_the_last_row_there_is_none() -> None:
    with pytest.raises(IndexError):
        _ = Rows.of([])[0]


@pytest.mark.parametrize("row", [("a", "b", "c", "d", "1999"), ("a", None, "c", "d", 1), ("a", "b", "c", "d", 1.5)])
def test_what_is_no_row_is_refused(row: tuple[object, ...]) -> None:
    with pytest.raises(TypeError):
        Rows.of([("a", "b", "c", "d", 1), row])


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("countries", ["kind", "since"]),
        ("organisations", ["kind", "since"]),
        ("outlets-countries", ["since"]),
        ("people", ["since"]),
    ],
)
def test_the_parameters_of_the_shipped_networks_select_rows(name: str, parameters: list[str]) -> None:
    text = (ROOT / "queries" / "networks" / f"{name}.rq").read_text(encoding="utf-8")

    assert [each for each in ("kind", "since", "year") if selects(text, each)] == parameters


def test_the_two_forms_are_known() -> None:
    assert selects(HEAD + KIND + " ORDER BY ?kind", "kind")
    assert selects(HEAD + SINCE, "since")


@pytest.mark.parametrize(
    ("text", "parameter"),
    [
        (HEAD + KIND + " LIMIT 5", "kind"),
        (HEAD + KIND + " GROUP BY ?source", "kind"),
        ("SELECT (MAX(?a) AS ?source) " + KIND, "kind"),
        (HEAD + "{ VALUES ?kind { 1 } OPTIONAL { ?a e:kind ?kind . } }", "kind"),
        (HEAD + "{ { VALUES ?kind { 1 } ?a e:kind ?kind . } }", "kind"),
        (HEAD + "{ VALUES ?kind { 1 } ?a e:kind/e:broader* ?kind . }", "kind"),
        (HEAD + "{ VALUES ?kind { 1 } ?a e:kind ?kind . { VALUES ?kind { 1 } } }", "kind"),
        (HEAD + "{ VALUES ?since { 1 } FILTER(!BOUND(?since) || ?year > ?since) }", "since"),
        (HEAD + "{ { " + SINCE + " } }", "since"),
        (HEAD + "{ VALUES ?since { 1 } FILTER(!BOUND(?since) || ?year >= ?since) ?a e:until ?since . }", "since"),
        (HEAD + "{ # " + SINCE + "\n}", "since"),
    ],
)
def test_all_else_is_asked_anew(text: str, parameter: str) -> None:
    assert not selects(text, parameter)
