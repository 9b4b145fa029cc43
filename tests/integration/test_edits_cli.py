"""What a draft leaves to do, from the command line; and that doing it gives the reviewed file."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from edits import do_all
from mediagraph.loaders import read_yaml
from mediagraph.project import Project
from mediagraph.reviewing import open_review
from mediagraph.reviewing.acts import work
from projects import copied

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

TEXT = """\
Nordlys and Baltica finish “Harbour of Wind”

Oslo, May 2, 2024. The documentary “Harbour of Wind” was co-produced by Nordlys Pictures and Baltica Films.

It premiered in Japan on April 12, 2024, on the 50th anniversary of diplomatic relations between Norway and Japan.

An agreement on further films is to be signed in autumn by Nordlys Pictures and a Japanese broadcaster.
"""
REVIEWED = """\
"@context":
  - https://w3id.org/mediagraph/context.jsonld
  - hw: https://w3id.org/mediagraph/id/source/harbour-2024#
id: graph:harbour-2024
"@graph":
  - id: source:harbour-2024
    type: Article
    namedGraph: graph:harbour-2024
    name: {en: "Nordlys and Baltica finish “Harbour of Wind”"}
    language: en
    date: 2024-05-02
    evidence: [hw:p1, hw:p2]
    passage:
      - {id: hw:p1, type: Paragraph, number: 1}
      - {id: hw:p2, type: Paragraph, number: 2}
      - {id: hw:p3, type: Paragraph, number: 3}
      - {id: hw:p4, type: Paragraph, number: 4}
  - {id: organisation:nordlys-films, type: Organisation, name: {en: Nordlys Pictures}, evidence: [hw:p2, hw:p4]}
  - {id: organisation:baltica-films, type: Organisation, name: {en: Baltica Films}, evidence: hw:p2}
  - {id: hw:broadcaster, type: UnnamedAgent, name: {en: A broadcaster}, inCountry: country:JP, evidence: hw:p4}
  - {id: work:wind, type: Film, name: {en: Harbour of Wind}, genre: documentary, evidence: [hw:p1, hw:p2]}
  - id: undertaking:nordlys-agreement
    type: Agreement
    name: {en: Agreement of Nordlys Pictures and a broadcaster on further films}
    agreementKind: co-production-agreement
    status: planned
    evidence: hw:p4
    participation:
      - id: hw:signs-nordlys
        type: Participation
        agent: organisation:nordlys-films
        role: signatory
        evidence: hw:p4
      - {id: hw:signs-broadcaster, type: Participation, agent: hw:broadcaster, role: signatory, evidence: hw:p4}
  - id: hw:joint
    type: Cooperation
    cooperationOn: work:wind
    cooperationKind: co-production
    status: happened
    evidence: hw:p2
    participation:
      - {id: hw:one, type: Participation, agent: organisation:nordlys-films, role: co-producer, evidence: hw:p2}
      - {id: hw:two, type: Participation, agent: organisation:baltica-films, role: co-producer, evidence: hw:p2}
  - id: hw:premiere
    type: Release
    ofWork: work:wind
    releaseKind: premiere
    territory: country:JP
    status: happened
    date: 2024-04-12
    evidence: hw:p3
"""
NUMBERS = ("accepted", "edited", "merged", "rejected", "added")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("edits") / "project")


@pytest.fixture
def drafts(tmp_path: Path, root: Path, cli: Callable[..., Result]) -> Path:
    """A draft beside its text, and the reviewed file in a folder of its own."""
    (tmp_path / "harbour-2024.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "reviewed").mkdir()
    (tmp_path / "reviewed" / "harbour-2024.yaml").write_text(REVIEWED, encoding="utf-8")
    assert cli("draft", tmp_path / "harbour-2024.txt", "-o", tmp_path, "--project", root).exit_code == 0
    return tmp_path


def test_acts_are_counted_by_article_with_a_total(drafts: Path, root: Path, cli: Callable[..., Result]) -> None:
    words = ("compare", drafts, "--edits", "--reviewed", drafts / "reviewed", "--project", root)

    made = json.loads(cli(*words, "--format", "json").stdout)
    rows = list(csv.DictReader(cli(*words, "--format", "csv").stdout.splitlines()))
    table = cli(*words, "--details").stdout

    (one,) = made["articles"]
    assert one["acts"] == sum(one[name] for name in NUMBERS)
    assert one["ratio"] == round(one["acts"] / one["from_nothing"], 3) < 1
    assert {key: value for key, value in made["all"].items() if isinstance(value, (int, float))} == {
        key: value for key, value in one.items() if isinstance(value, (int, float))
    }
    assert [row["article"] for row in rows] == ["harbour-2024", "all"]
    assert rows[0]["acts"] == str(one["acts"])
    assert "from_nothing" in table
    assert "  add " in table
    assert cli(*words, "--format", "csv", "--details").exit_code == 2


def test_the_acts_turn_a_draft_into_its_reviewed_file(drafts: Path, root: Path) -> None:
    (drafts / "out").mkdir()
    reviewed = read_yaml(drafts / "reviewed" / "harbour-2024.yaml", "harbour-2024.yaml")
    path = drafts / "harbour-2024.draft.yaml"
    made = work("harbour-2024", read_yaml(path, path.name), reviewed)
    (review,) = open_review([path], Project.find(root), output=drafts / "out")

    do_all(review, made.acts)
    saved = review.save()

    left = work("harbour-2024", read_yaml(saved.path, saved.path.name), reviewed)
    assert made.counts["add"] > 0
    assert saved.undecided == 0
    assert {act.verb for act in left.acts} == {"accept"}
