"""The review in a terminal, with its input piped."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from projects import copied
from reviews import TEXT, decide_all, opened, write_draft, write_hostile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from mediagraph.building import Build


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("reviews") / "project")


@pytest.fixture
def review(cli: Callable[..., Result], root: Path, tmp_path: Path) -> Callable[..., Result]:
    """Review the draft with lines of input."""
    draft = write_draft(tmp_path)

    def run(*lines: str, options: tuple[str, ...] = ()) -> Result:
        text = "".join(f"{line}\n" for line in lines)
        return cli("review", draft, "-o", tmp_path, "--project", root, *options, stdin=text)

    return run


def test_a_review_by_lines_writes_what_a_review_by_calls_does(
    review: Callable[..., Result], root: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    [by_calls] = opened(root, [write_draft(other)], output=other)
    decide_all(by_calls)
    by_calls.save()

    result = review(
        *("a", "m organisation:china-media-group", "m Blue Lantern Films", "1", "a", "a", "a", "r"),
        *("s", "q"),
    )

    assert (result.exit_code, result.stderr) == (0, "")
    assert (tmp_path / "rivers.yaml").read_bytes() == (other / "rivers.yaml").read_bytes()
    assert "undo is git's: git diff" in result.stdout
    assert "0 undecided; decisions are kept in" in result.stdout


def test_a_proposal_is_shown_with_the_words_that_bear_it_out(review: Callable[..., Result]) -> None:
    result = review("q")

    assert "[2/8] Organisations, 0.75: undecided" in result.stdout
    assert "p2  [Blue Lantern Films] of Belgium and China" in result.stdout
    assert "    name: {en: Blue Lantern Films}" in result.stdout
    assert "\x1b" not in result.stdout


def test_a_review_is_stopped_by_the_end_of_its_input_and_gone_on_with(review: Callable[..., Result]) -> None:
    first = review("a", "a")
    second = review()

    assert first.exit_code == second.exit_code == 0
    assert "5 undecided; decisions are kept in" in first.stdout
    assert "8 proposals, 5 undecided" in second.stdout
    assert "[4/8] Organisations, 0.55: undecided" in second.stdout


def test_an_edit_that_the_input_ends_in_changes_nothing(review: Callable[..., Result]) -> None:
    result = review("e", "id: person:nobody")

    assert (result.exit_code, result.stderr) == (0, "")
    assert "7 undecided; decisions are kept in" in result.stdout


def test_records_are_edited_by_value_and_as_a_whole(review: Callable[..., Result]) -> None:
    result = review(
        *("e inCountry: country:BE", "g 2", "g 8", "e"),
        *("id: ri:remark-anna-vermeer", "type: Remark", "speaker: person:anna-vermeer", "remarkKind: quotation"),
        *("evidence: ri:p3", ".", "g 8", "q"),
    )

    assert "[2/8] Organisations, 0.75: edit" in result.stdout
    assert "    inCountry: country:BE\n" in result.stdout
    assert "    remarkKind: quotation\n" in result.stdout


def test_a_mistake_is_told_and_changes_nothing(review: Callable[..., Result]) -> None:
    result = review(
        "e nmae: {en: Blue}", "e status", "x 1", "g 99", "m zzqqxxzzqqxx", "n 9 words", "n words", "burn", "q"
    )

    told = result.stderr.splitlines()
    assert "unknown term, did you mean name" in told[0]
    assert "write e KEY: VALUE" in told[1]
    assert told[2:6] == [
        "it has no participations",
        "write g and a number from 1 to 8",
        "nothing is called 'zzqqxxzzqqxx'; write m and another name, or an id",
        "there is no paragraph 9; the text has 3",
    ]
    assert "7 undecided" in result.stdout.splitlines()[-1]


def test_what_was_missed_is_added_and_can_be_taken_away(review: Callable[..., Result]) -> None:
    added = review(
        "n 3 directs", "Event", "id: event:shoot", "type: Event", "name: {en: Shoot}", "evidence: ri:p3", ".", "q"
    )
    gone = review("g 6", "r", "q")

    assert "] Events, 1.00: accept" in added.stdout
    assert "p3  Anna Vermeer 🎬 [directs] it" in added.stdout
    assert "9 proposals, 7 undecided" in gone.stdout
    assert "8 proposals, 7 undecided" in review("q").stdout


def test_a_participation_is_left_out_and_a_decision_taken_back(review: Callable[..., Result]) -> None:
    result = review("g 7", "x 2", "u", "q")

    assert "[7/8] Cooperation, 0.70: edit" in result.stdout
    assert result.stdout.count("[7/8] Cooperation, 0.70: undecided") == 2


def test_what_cannot_be_saved_says_why(review: Callable[..., Result], tmp_path: Path) -> None:
    result = review("g 8", "a", "s", "q")

    assert "speaker: person:anna-vermeer is not decided on yet" in result.stderr
    assert not (tmp_path / "rivers.yaml").exists()


def test_an_undecided_proposal_is_left_out_and_told_of(review: Callable[..., Result], tmp_path: Path) -> None:
    result = review("a", "s", "q")

    assert "rivers.yaml: 2 records; 6 undecided are left out" in result.stdout
    assert "organisation:blue-lantern-films" in (tmp_path / "rivers.yaml").read_text(encoding="utf-8")


def test_the_text_is_shown_and_can_be_named(review: Callable[..., Result], tmp_path: Path) -> None:
    moved = (tmp_path / "rivers.txt").rename(tmp_path / "elsewhere.txt")
    missing = review("t")
    result = review("t", "?", "q", options=("--text", str(moved)))

    assert missing.exit_code == 3
    assert "its text is not beside it (rivers.txt)" in missing.stderr
    for number, line in enumerate(line for line in TEXT.splitlines() if line):
        assert f"  p{number + 1}  {line}\n" in result.stdout
    assert "accept, with what it links to" in result.stdout


def test_entities_of_a_built_graph_are_found(review: Callable[..., Result], built: Build) -> None:
    result = review("m organisation:vgtrk", "q", options=("--store", built.store))

    assert result.stderr == ""
    assert "[3/8] Organisations, 0.70: undecided" in result.stdout


def test_a_file_that_is_at_fault_is_told_of(
    review: Callable[..., Result], cli: Callable[..., Result], copy: Path, tmp_path: Path
) -> None:
    copy.joinpath("data", "articles", "cmg-vgtrk-2025.yaml").write_text("- a\n", encoding="utf-8")
    assert review("q").stderr == ""

    result = cli("review", tmp_path / "rivers.draft.yaml", "-o", tmp_path, "--project", copy, stdin="q\n")

    assert "data/articles/cmg-vgtrk-2025.yaml is at fault, its names are not found" in result.stderr


def test_packages_that_are_missing_are_named(review: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mediagraph.drafting", None)

    result = review("q")

    assert result.exit_code == 2
    assert "pip install 'mediagraph[draft]'" in result.stderr


def test_drafts_follow_one_another(cli: Callable[..., Result], root: Path, tmp_path: Path) -> None:
    drafts = [write_draft(tmp_path), write_hostile(tmp_path)]

    result = cli("review", *drafts, "-o", tmp_path, "--project", root, stdin="Q\nq\n")

    assert "Two rivers in one film: 8 proposals" in result.stdout
    assert ": 2 proposals, 1 undecided" in result.stdout


def test_the_text_of_others_cannot_steer_the_terminal(cli: Callable[..., Result], root: Path, tmp_path: Path) -> None:
    result = cli("review", write_hostile(tmp_path), "-o", tmp_path, "--project", root, stdin="k\nt\n")

    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert "{{ 7 * 7 }}" in result.stdout
