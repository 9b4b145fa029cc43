"""Rounds of rules: which run side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagraph.rules import in_rounds, read_rules
from projects import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from mediagraph.catalogue import StoredQuery


def rules(folder: Path, **after: str) -> list[StoredQuery]:
    for name, before in after.items():
        text = f"#+ summary: {name}\n#+ after: [{before}]\nCONSTRUCT {{ ?s <a:{name}> ?o }} WHERE {{ ?s ?p ?o }}\n"
        (folder / f"{name}.rq").write_text(text, encoding="utf-8")
    return read_rules(folder)


def names(rounds: list[list[StoredQuery]]) -> list[list[str]]:
    return [sorted(rule.name for rule in together) for together in rounds]


def test_a_rule_is_in_the_last_round_that_is_early_enough_for_those_that_wait_for_it(tmp_path: Path) -> None:
    found = rules(tmp_path, alone="", first="", second="first", third="second, first", beside="first")

    assert names(in_rounds(found)) == [["first"], ["second"], ["alone", "beside", "third"]]


def test_each_rule_of_the_project_is_in_one_round_behind_all_that_it_runs_after() -> None:
    found = read_rules(ROOT / "ontology" / "rules")
    rounds = names(in_rounds(found))
    place = {name: number for number, together in enumerate(rounds) for name in together}

    assert sorted(name for together in rounds for name in together) == sorted(rule.name for rule in found)
    assert all(place[before] < place[rule.name] for rule in found for before in rule.after)
    assert len(rounds) < len(found)


def test_no_rules_make_no_rounds() -> None:
    assert in_rounds([]) == []
