"""Faults of unlike kinds, planted at known lines, are each found there, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from projects import ROOT, copied

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

ARTICLE = "data/articles/china-belgium-2021.yaml"
TABLE = "data/tables/countries.csv"
PARAGRAPH = "    evidence: cb:p2\n"


@dataclass(frozen=True)
class Planted:
    """A fault: records to be added, and the line of them, counted from 0, that a finding has to point to."""

    name: str
    text: str
    line: int
    speaks_of: str


def node(id_: str, type_: str, *lines: str, evidence: str = "    evidence: cb:p2\n") -> str:
    return f"  - id: {id_}\n    type: {type_}\n" + "".join(f"    {line}\n" for line in lines) + evidence


PLANTED = [
    Planted("an entity without a name", node("person:nobody", "Person"), 0, "name"),
    Planted("three parties", node("relation:BE-CN-RU", "DiplomaticRelation",
            "party: [country:BE, country:CN, country:RU]"), 2, "two"),
    Planted("an ordinal that is off by one", node("occasion:off", "Anniversary", "name: {en: off}", "ordinal: 49",
            'date: "2021-10-25"', "commemorates: cb:relation-established"), 3, "number of years"),
    Planted("a release before the production", node("work:late", "Film", "name: {en: Late}", 'date: "2021"')
            + node("cb:too-early", "Release", "ofWork: work:late", "status: happened", 'date: "1999"'),
            5, "production"),
    Planted("a co-production with one party", node("cb:lonely", "Cooperation", "cooperationOn: work:late",
            "cooperationKind: co-production", "participation:",
            "  - {id: cb:lonely-one, type: Participation, representing: country:BE, role: producer, evidence: cb:p2}"),
            4, "co-production"),
    Planted("a statement without evidence", node("cb:unproved", "Figure", "figureOf: work:late", "value: 3",
            "bound: exact", "unit: films", evidence=""), 0, "evidence"),
    Planted("evidence in a paragraph that does not exist", node("cb:nowhere", "Figure", "figureOf: work:late",
            "value: 3", "bound: exact", "unit: films", evidence="    evidence: cb:p99\n"), 6, "link leads to nothing"),
    Planted("a concept that does not exist", node("cb:dancer", "Participation", "agent: person:nobody",
            "role: dancer"), 3, "link leads to nothing"),
    Planted("an unknown country", node("person:stateless", "Person", "name: {en: Stateless}",
            "nationality: country:XQ"), 3, "link leads to nothing"),
    Planted("a participation of nobody", node("work:empty-credit", "Film", "name: {en: Empty}", "participation:",
            "  - {id: cb:empty-credit, type: Participation, role: director, evidence: cb:p2}"), 4, "agent"),
    Planted("a release without a status", node("cb:no-status", "Release", "ofWork: work:empty-credit"), 0, "planned"),
    Planted("a release that its source cannot know of", node("cb:future", "Release", "ofWork: work:empty-credit",
            "status: happened", 'date: "2030-01-01"'), 4, "source cannot tell"),
    Planted("a property that belongs to another class", node("person:capital", "Person", "name: {en: Capital}",
            "capitalOf: country:BE"), 3, "no such property"),
    Planted("a figure without a value", node("cb:no-value", "Figure", "figureOf: work:late", "bound: exact",
            "unit: films"), 0, "one number"),
    Planted("a unit of itself", node("organisation:ring", "OrganisationalUnit", "name: {en: Ring}",
            "unitOf: organisation:ring"), 0, "lies within"),
    Planted("a Wikidata item that is none", node("organisation:bad-item", "Organisation", "name: {en: Bad}",
            "wikidata: https://example.org/Q1"), 3, "wd:Q31"),
    Planted("a language that is no tag", node("work:bad-language", "Film", "name: {en: Bad}", "language: English"),
            3, "BCP 47"),
    Planted("an IMDb id that is none", node("work:bad-imdb", "Film", "name: {en: Bad}", 'imdb: "12345"'), 3,
            "seven digits"),
    Planted("a tie of one person", node("cb:lone-tie", "PersonalTie", "tieKind: friendship",
            "between: person:stateless"), 3, "two"),
    Planted("a place within itself", node("place:spiral", "City", "name: {en: Spiral}", "within: place:spiral"), 0,
            "lies within"),
    Planted("an anniversary of nothing", node("occasion:bare", "Anniversary", "name: {en: bare}", "ordinal: 50"),
            0, "commemorates"),
    Planted("a link to a thing of another class", node("cb:odd-position", "Position", "holder: work:late",
            "positionTitle: {en: director}", "atOrganisation: country:BE"), 2, "person"),
    Planted("a concept of another scheme", node("cb:odd-stage", "ProductionStage", "ofWork: work:late",
            "stage: https://w3id.org/mediagraph/scheme/role/host"), 3, "one stage"),
    Planted("evidence of another source", node("cb:borrowed", "Figure", "figureOf: work:late", "value: 3",
            "bound: exact", "unit: films",
            evidence="    evidence: https://w3id.org/mediagraph/id/source/kazakhstan-2024#p1\n"), 6, "another source"),
]  # fmt: skip


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, dict[str, int]]:
    """The findings on a copy of the project in which all the faults lie, and the line of each."""
    from click.testing import CliRunner

    from mediagraph.cli import main

    root = copied(tmp_path_factory.mktemp("spoilt"))
    article = root / ARTICLE
    text = article.read_text(encoding="utf-8")
    lines: dict[str, int] = {}
    for planted in PLANTED:
        lines[planted.name] = text.count("\n") + 1 + planted.line
        text += planted.text
    article.write_text(text, encoding="utf-8")
    table = (root / TABLE).read_text(encoding="utf-8").splitlines(keepends=True)
    row = next(at for at, line in enumerate(table) if line.startswith("country:BE,"))
    table[row] = table[row].replace(",BE,", ",BX,", 1).replace(",056,", ",56,", 1)
    (root / TABLE).write_text("".join(table), encoding="utf-8")
    lines["table"] = row + 1
    return CliRunner().invoke(main, ["validate", "--project", str(root), "--format", "json"]), lines


def places(result: Result) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in json.loads(result.stdout):
        if finding["severity"] == "Violation":
            found.setdefault(finding["place"], []).append(finding["message"])
    return found


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_planted_fault_is_found_in_its_line(planted: Planted, judged: tuple[Result, dict[str, int]]) -> None:
    result, lines = judged

    messages = places(result).get(f"{ARTICLE}:{lines[planted.name]}", [])

    assert any(planted.speaks_of.casefold() in message.casefold() for message in messages), places(result)


@pytest.mark.parametrize("wanted", ["code", "digits"])
def test_a_fault_in_a_table_is_found_in_its_row(wanted: str, judged: tuple[Result, dict[str, int]]) -> None:
    result, lines = judged

    messages = places(result).get(f"{TABLE}:{lines['table']}", [])

    assert any(wanted in message for message in messages), messages


def test_findings_have_exit_code_1_and_no_traceback(judged: tuple[Result, dict[str, int]]) -> None:
    result, _ = judged

    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_nothing_is_found_where_nothing_was_planted(judged: tuple[Result, dict[str, int]]) -> None:
    """Violations lie in the planted records and the spoilt row; one planted relation doubles one that was there."""
    result, lines = judged
    planted = range(min(line for name, line in lines.items() if name != "table"), 10_000)
    text = (ROOT / ARTICLE).read_text(encoding="utf-8")
    doubled = text[: text.index("id: relation:BE-CN\n")].count("\n") + 1
    expected = {f"{TABLE}:{lines['table']}", f"{ARTICLE}:{doubled}", *(f"{ARTICLE}:{line}" for line in planted)}

    assert set(places(result)) - expected == set()


def test_the_shipped_project_has_no_violation(cli: Callable[..., Result]) -> None:
    result = cli("validate", "--project", ROOT)

    assert result.exit_code == 0
    assert "violation" not in result.stdout
