"""The dossier of two countries: what the articles say of them, from either side, in three forms."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING

import pytest

import mediagraph as mg
from mediagraph.reports.dossier import dossier, to_text
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

    from mediagraph.building import Build
    from mediagraph.graph import Graph

DAY = datetime.date(2026, 11, 21)


@pytest.fixture
def opened(built: Build) -> Iterator[Graph]:
    with mg.open(built.store, project=ROOT) as graph:
        yield graph


def test_belgium_and_china(opened: Graph) -> None:
    found = dossier(opened, "BE", "Китай", day=DAY)

    assert found.title == "Belgium and China"
    assert [(change["date"], change["kind"]) for change in found.changes] == [("1971-10-25", "established")]
    assert found.changes[0]["sourceLabel"].startswith("Documentaries")
    assert {row["ordinal"]: row["marked"] for row in found.past}[50] == [
        "In Their Eyes: 50 Years China-Belgium (series)"
    ]
    assert [row["ordinal"] for row in found.coming] == [60, 65, 70, 75]
    assert [(row["label"], found.name(row["country"]), row["outlets"]) for row in found.across] == [
        ("In Their Eyes: 50 Years China-Belgium", "Belgium", 5)
    ]


def test_a_series_presented_with_a_union_is_no_work_of_belgium_and_china(opened: Graph) -> None:
    found = dossier(opened, "BE", "CN", day=DAY)

    assert found.things == {}
    assert found.organisations == []


def test_china_and_russia(opened: Graph) -> None:
    found = dossier(opened, "CN", "RU", day=DAY)
    (film,) = found.things["co-production"]

    assert (film.label, len(film.evidence)) == ("Red Silk", 1)
    assert film.evidence[0].startswith("Article on a cultural exchange event of CMG and VGTRK, ")
    assert {row["kind"] for row in found.organisations} >= {"content-exchange", "co-hosting"}
    assert {row["label"] for row in found.people} == {"Oleg Dobrodeev", "Shen Haixiong"}
    assert [row["work"] for row in found.across if row["state"] == "planned"]


def test_both_sides_see_the_same(opened: Graph) -> None:
    one, other = dossier(opened, "CN", "RU", day=DAY), dossier(opened, "RU", "CN", day=DAY)

    assert one.things == other.things
    assert (one.changes, one.past, one.coming) == (other.changes, other.past, other.coming)


def test_a_pair_of_which_nothing_is_known_has_an_honest_page(opened: Graph) -> None:
    found = dossier(opened, "FJ", "LI", day=DAY)

    assert "No source of this graph tells of any" in to_text(found, "html")
    assert "No dated change is known" in to_text(found, "md")


def test_each_form_holds_the_same_facts(built: Build, cli: Callable[..., Result]) -> None:
    texts = {}
    for format_ in ("html", "md", "json"):
        result = cli("dossier", "CN", "Russia", "--format", format_, "--day", "2026-11-21", "--store", built.store)
        assert result.exit_code == 0
        texts[format_] = result.stdout

    for text in texts.values():
        assert all(word in text for word in ("Red Silk", "Oleg Dobrodeev", "content-exchange"))
    assert json.loads(texts["json"])["things"]["co-production"][0]["label"] == "Red Silk"
    assert "<script" not in texts["html"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["CN", "CN"], "the same country; name two"),
        (["CN", "Frence"], "did you mean France"),
        (["CN"], "Missing argument 'OTHER'"),
        (["CN", "RU", "--day", "tomorrow"], "write it as YYYY-MM-DD"),
        (["CN", "RU", "--format", "pdf"], "'pdf' is not one of"),
    ],
)
def test_misuse_is_told(built: Build, cli: Callable[..., Result], words: list[str], said: str) -> None:
    result = cli("dossier", *words, "--store", built.store)

    assert result.exit_code == 2
    assert said in result.stderr
