"""Drafts against reviewed files: what counts as right, and which claims are traps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagraph.drafting.comparing import Comparison, matched
from mediagraph.drafting.facts import Facts, alike
from mediagraph.loaders import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
"@context":
  - https://w3id.org/mediagraph/context.jsonld
  - ab: https://w3id.org/mediagraph/id/source/ab#
id: graph:ab
"@graph":
  - {id: source:ab, type: Article, namedGraph: graph:ab, name: {en: A}, language: en}
"""
WORK = "  - {id: work:salt, type: Film, name: {en: Salt}}\n"
OTHER = "  - {id: work:salt-2020, type: Film, name: {en: SALT}}\n"
COMPANIES = """\
  - {id: organisation:nordlys, type: Organisation, name: {en: Nordlys Pictures}}
  - {id: organisation:baltica, type: Organisation, name: {en: Baltica Films}}
"""


def _cooperation(work: str, status: str, *agents: str, kind: str = "co-production") -> str:
    parties = ", ".join(
        f"{{id: 'ab:{agent}', type: Participation, agent: 'organisation:{agent}', role: co-producer}}"
        for agent in agents
    )
    return (
        f"  - {{id: ab:c, type: Cooperation, cooperationOn: {work}, cooperationKind: {kind}, status: {status}, "
        f"participation: [{parties}]}}\n"
    )


def _facts(tmp_path: Path, body: str) -> Facts:
    path = tmp_path / "ab.yaml"
    path.write_text(HEAD + body, encoding="utf-8")
    return Facts.of(read_yaml(path, "ab.yaml"))


def _compared(tmp_path: Path, draft: str, reviewed: str) -> Comparison:
    made = Comparison()
    made.add("ab", "en", _facts(tmp_path, draft), _facts(tmp_path, reviewed))
    return made


def test_things_match_by_name_and_not_by_id(tmp_path: Path) -> None:
    score = _compared(tmp_path, WORK, OTHER).total("works")

    assert (score.right, score.drafted, score.reviewed) == (1, 1, 1)
    assert (score.precision, score.recall, score.f1) == (1, 1, 1)


def test_what_was_missed_and_what_was_invented_lower_the_scores(tmp_path: Path) -> None:
    more = "  - {id: work:rain, type: Film, name: {en: Rain}}\n"
    comparison = _compared(tmp_path, WORK + more, WORK + "  - {id: work:wind, type: Work, name: {en: Wind}}\n")
    score = comparison.total("works")

    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)
    assert comparison.missed["ab"] == [("works", "+", "Rain"), ("works", "-", "Wind")]


def test_nothing_against_nothing_is_no_score(tmp_path: Path) -> None:
    score = _compared(tmp_path, "", "").total("works")

    assert (score.precision, score.recall, score.f1) == (0, 0, 0)


def test_a_thing_matches_once(tmp_path: Path) -> None:
    twice = WORK + "  - {id: work:salt-b, type: Film, name: {en: Salt}}\n"
    score = _compared(tmp_path, twice, WORK).total("works")

    assert (score.right, score.drafted) == (1, 2)


def test_cooperation_matches_by_kind_and_parties(tmp_path: Path) -> None:
    mine = COMPANIES + WORK + _cooperation("work:salt", "happened", "nordlys", "baltica")
    other_kind = COMPANIES + WORK + _cooperation("work:salt", "happened", "nordlys", kind="distribution")

    assert _compared(tmp_path, mine, mine).total("cooperation").right == 1
    assert _compared(tmp_path, mine, mine).total("parties").right == 2
    assert _compared(tmp_path, mine, other_kind).total("cooperation").right == 0


def test_a_co_production_that_the_reviewed_file_does_not_have_is_a_trap(tmp_path: Path) -> None:
    claim = COMPANIES + WORK + _cooperation("work:salt", "planned", "nordlys", "baltica")

    assert [trap.kind for trap in _compared(tmp_path, claim, COMPANIES + WORK).traps] == ["no co-production"]


def test_a_lone_producer_and_a_showing_are_named_as_such(tmp_path: Path) -> None:
    claim = COMPANIES + WORK + _cooperation("work:salt", "planned", "nordlys", "baltica")
    alone = (
        "  - {id: work:salt, type: Film, name: {en: Salt}, participation: "
        "[{id: 'ab:p', type: Participation, agent: 'organisation:nordlys', role: producer}]}\n"
    )
    shown = WORK + "  - {id: ab:r, type: Release, ofWork: work:salt, releaseKind: screening, status: happened}\n"

    assert [trap.kind for trap in _compared(tmp_path, claim, COMPANIES + alone).traps] == ["sole producer"]
    assert [trap.kind for trap in _compared(tmp_path, claim, COMPANIES + shown).traps] == ["screening"]


def test_planned_told_as_happened_is_a_trap_and_the_reverse_is_none(tmp_path: Path) -> None:
    early = COMPANIES + WORK + _cooperation("work:salt", "happened", "nordlys", "baltica")
    late = COMPANIES + WORK + _cooperation("work:salt", "planned", "nordlys", "baltica")

    assert [trap.kind for trap in _compared(tmp_path, early, late).traps] == ["planned as happened"]
    assert _compared(tmp_path, late, early).traps == []


def test_names_are_alike_across_case_and_accents_but_not_across_numbers() -> None:
    assert alike(frozenset({"Télévision Nordlys"}), frozenset({"Television  NORDLYS"}))
    assert alike(frozenset({"Nordlys Pictures Ltd"}), frozenset({"Nordlys Pictures Ltd."}))
    assert not alike(frozenset({"Channel 4"}), frozenset({"Channel 5"}))


def test_countries_count_wherever_a_node_names_them(tmp_path: Path) -> None:
    facts = _facts(
        tmp_path, "  - {id: relation:JP-NO, type: DiplomaticRelation, party: [country:JP, country:NO]}\n" + WORK
    )
    same = _facts(tmp_path, "  - {id: work:x, type: Film, name: {en: X}, countryOfOrigin: country:JP}\n")

    assert len(matched(same.found["countries"], same.found["countries"])) == 1
    assert "countries" not in facts.found  # a relation by itself is no statement of an article
