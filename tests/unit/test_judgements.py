"""Judgements are read with their places, and what is wrong with them by themselves is named by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mediagraph.errors import DataError
from mediagraph.identity import Judgements, read_judgements
from mediagraph.loaders import open_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mediagraph.project import Project

HEADER = "id,type,judgedSubject,verdict,judgedObject,madeBy,date,reason"
DESCRIPTION = """
"@context": https://w3id.org/mediagraph/context.jsonld
id: graph:judgements
"@graph": []
"""
ID = "https://w3id.org/mediagraph/id/"


def line(number: int, subject: str, verdict: str, object_: str) -> str:
    reason = f"reason {number}"
    return f"judgement:{number},Judgement,{subject},{verdict},{object_},organisation:e,2026-11-21,{reason}"


@pytest.fixture
def read(tmp_path: Path, project: Project) -> Callable[..., Judgements]:
    """Read a table of the given lines, the first of which is in row 2."""

    def call(*lines: str) -> Judgements:
        path = tmp_path / "judgements.csv"
        path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
        path.with_suffix(".yaml").write_text(DESCRIPTION, encoding="utf-8")
        return read_judgements([path], project.context, {path: "judgements.csv"})

    return call


@pytest.fixture
def faults(read: Callable[..., Judgements]) -> Callable[..., list[str]]:
    """Read lines that are at fault, and return the faults as text."""

    def call(*lines: str) -> list[str]:
        with pytest.raises(DataError) as caught:
            read(*lines)
        return [str(fault) for fault in caught.value.faults]

    return call


def test_a_judgement_is_read_with_its_place(read: Callable[..., Judgements]) -> None:
    (found,) = read(line(1, "person:a", "same", "person:b"))

    assert (found.subject, found.object, found.same) == (f"{ID}person/a", f"{ID}person/b", True)
    assert (found.reason, found.place) == ("reason 1", "judgements.csv:2")


def test_same_merges_and_not_same_keeps_apart(read: Callable[..., Judgements]) -> None:
    found = read(line(1, "person:a", "same", "person:b"), line(2, "person:a", "not-same", "person:c"))

    assert {merged: one.subject for merged, one in found.merged().items()} == {f"{ID}person/b": f"{ID}person/a"}
    assert found.apart() == {frozenset({f"{ID}person/a", f"{ID}person/c"})}


def test_several_may_be_merged_into_one(read: Callable[..., Judgements]) -> None:
    found = read(line(1, "person:a", "same", "person:b"), line(2, "person:a", "same", "person:c"))

    assert len(found.merged()) == 2


@pytest.mark.parametrize("key", ["judgedSubject", "verdict", "judgedObject", "madeBy", "date", "reason"])
def test_a_gap_is_named_with_its_column(key: str, faults: Callable[..., list[str]]) -> None:
    cells = line(1, "person:a", "same", "person:b").split(",")
    cells[HEADER.split(",").index(key)] = ""

    (found,) = faults(",".join(cells))

    assert found.startswith(f"judgements.csv:2:{key}: a judgement without {key}; ")


def test_an_unknown_verdict_is_refused(faults: Callable[..., list[str]]) -> None:
    assert faults(line(1, "person:a", "maybe", "person:b")) == [
        "judgements.csv:2:verdict: no verdict (maybe); write same or not-same"
    ]


def test_an_entity_is_not_judged_against_itself(faults: Callable[..., list[str]]) -> None:
    (found,) = faults(line(1, "person:a", "same", "person:a"))

    assert found == "judgements.csv:2:judgedObject: an entity is judged against itself (person:a); name two entities"


def test_a_chain_names_both_lines_and_what_to_write(faults: Callable[..., list[str]]) -> None:
    (found,) = faults(line(1, "person:a", "same", "person:b"), line(2, "person:b", "same", "person:c"))

    assert found == (
        "judgements.csv:3:judgedSubject: a chain: judgements.csv:2 merges it into person:a (person:b); "
        "write person:a same person:c"
    )


def test_an_entity_merged_into_two_names_both_lines(faults: Callable[..., list[str]]) -> None:
    (found,) = faults(line(1, "person:a", "same", "person:c"), line(2, "person:b", "same", "person:c"))

    assert found.startswith(
        "judgements.csv:3:judgedObject: judgements.csv:2 merges it into another entity, person:a (person:c); "
    )
    assert "judge person:a same as person:b instead of this line" in found


@pytest.mark.parametrize("pair", [("person:a", "person:b"), ("person:b", "person:a")])
def test_a_pair_is_judged_once(pair: tuple[str, str], faults: Callable[..., list[str]]) -> None:
    first = line(1, "person:a", "same", "person:b")

    (again,) = faults(first, line(2, pair[0], "same", pair[1]))
    (opposite,) = faults(first, line(2, pair[0], "not-same", pair[1]))

    assert again.startswith("judgements.csv:3:judgedSubject: this pair was judged in judgements.csv:2 already")
    assert opposite.startswith("judgements.csv:3:verdict: judgements.csv:2 says the opposite of this pair")


def test_a_contradiction_that_follows_names_all_its_lines(faults: Callable[..., list[str]]) -> None:
    (found,) = faults(
        line(1, "person:a", "same", "person:b"),
        line(2, "person:c", "not-same", "person:b"),
        line(3, "person:a", "same", "person:c"),
    )

    assert found == (
        "judgements.csv:3:verdict: not-same, but judgements.csv:2 and judgements.csv:4 make the two one; "
        "delete the lines that do not hold"
    )


def test_a_circle_is_a_fault_and_no_endless_search(faults: Callable[..., list[str]]) -> None:
    found = faults(
        line(1, "person:a", "same", "person:b"),
        line(2, "person:b", "same", "person:c"),
        line(3, "person:c", "same", "person:a"),
        line(4, "person:a", "not-same", "person:d"),
    )

    assert [one.split(":")[1] for one in found] == ["2", "3", "4"]


def test_faults_of_the_table_are_told_with_those_of_the_judgements(faults: Callable[..., list[str]]) -> None:
    found = faults(line(1, "person:a", "same", "person:a"), "judgement:2,Judgement")

    assert [one.split(":")[1] for one in found] == ["2", "3"]


def test_judgements_in_an_article_are_noted_as_well(tmp_path: Path, project: Project) -> None:
    path = tmp_path / "article.yaml"
    path.write_text(
        '"@context": https://w3id.org/mediagraph/context.jsonld\nid: graph:article\n"@graph":\n'
        "  - id: judgement:1\n    type: Judgement\n    judgedSubject: person:a\n    verdict: not-same\n"
        "    judgedObject: person:b\n    madeBy: organisation:e\n    date: 2026-11-21\n    reason: two people\n",
        encoding="utf-8",
    )
    judgements = Judgements()

    records = list(judgements.watch(open_file(path, "article.yaml", project.context), project.context).records)

    assert [node["id"] for node in records] == ["judgement:1"]
    assert [one.fault("verdict", "x").place for one in judgements] == ["article.yaml:7:5"]


def test_the_shipped_judgements_are_free_of_faults(project: Project) -> None:
    found = read_judgements([project.data / "judgements.csv"], project.context)

    assert {one.same for one in found} == {True, False}
