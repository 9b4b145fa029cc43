"""How many acts of a review turn a draft into its reviewed file, and that these acts suffice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edits import do_all
from mediagraph.drafting.facts import Facts
from mediagraph.loaders import read_yaml
from mediagraph.project import Project
from mediagraph.reviewing import Entities, Review, read_proposals
from mediagraph.reviewing.acts import Work, work
from mediagraph.reviewing.differing import differences, written
from projects import copied
from reviews import DRAFT, write_draft

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mediagraph.reviewing.acts import Act

# The same article as a reader has it: ids and the prefix are others, and comments there are none in the draft.
REVIEWED = """\
"@context":
  - https://w3id.org/mediagraph/context.jsonld
  - rv: https://w3id.org/mediagraph/id/source/rivers#
id: graph:rivers
"@graph":
  - id: source:rivers
    type: Article
    namedGraph: graph:rivers
    name: {en: Two rivers in one film}
    language: en
    evidence: rv:p1
    editorialNote: {en: Nothing of this is counted.}
    passage:
      - {id: rv:p1, type: Paragraph, number: 1}
      - {id: rv:p2, type: Paragraph, number: 2}
      - {id: rv:p3, type: Paragraph, number: 3}
  - id: organisation:blue-lantern
    type: Organisation
    name: {en: Blue Lantern Films}
    variantName: {en: Blue Lantern}
    inCountry: country:BE
    evidence: [rv:p3, rv:p2]
  - id: organisation:cmg
    type: Organisation
    name: {en: China Media Group}
    inCountry: country:CN
    evidence: rv:p2
  - {id: person:a-vermeer, type: Person, name: {en: Anna Vermeer}, evidence: rv:p3}
  - id: rv:vermeer-director
    type: Position
    holder: person:a-vermeer
    positionTitle: {en: director}
    evidence: rv:p3
  - id: work:rivers-of-two-lands-film
    type: Work
    name: {en: Rivers of Two Lands}
    evidence: rv:p2
    participation:
      - {id: rv:vermeer, type: Participation, agent: person:a-vermeer, role: director, evidence: rv:p3}
      - {id: rv:lantern, type: Participation, agent: organisation:blue-lantern, role: distributor, evidence: rv:p2}
  - id: rv:joint
    type: Cooperation
    cooperationOn: work:rivers-of-two-lands-film
    cooperationKind: co-production
    status: planned
    evidence: rv:p2
    participation:
      - id: rv:belgians
        type: Participation
        agent: organisation:blue-lantern
        representing: country:BE
        role: co-producer
        evidence: rv:p2
      - id: rv:chinese
        type: Participation
        agent: organisation:cmg
        representing: country:CN
        role: co-producer
        evidence: rv:p2
"""


def counted(folder: Path, draft: str, reviewed: str) -> Work:
    paths = [folder / "rivers.draft.yaml", folder / "rivers.yaml"]
    for path, text in zip(paths, (draft, reviewed), strict=True):
        path.write_text(text, encoding="utf-8")
    return work("rivers", *(read_yaml(path, path.name) for path in paths))


def shown(acts: Work) -> list[tuple[str, str, str]]:
    return sorted((act.verb, act.key, _what(act)) for act in acts.acts)


def _what(act: Act) -> str:
    if act.change is None:
        return act.into
    return act.change.field or act.change.party or str(act.change.value["id"])


def test_the_acts_are_those_of_a_review(tmp_path: Path) -> None:
    made = counted(tmp_path, DRAFT, REVIEWED)

    assert shown(made) == [
        ("accept", "organisation:blue-lantern-films", ""),
        ("accept", "person:anna-vermeer", ""),
        ("add", "ri:vermeer-director", ""),
        ("edit", "organisation:media-group", "inCountry"),
        ("edit", "ri:co-production", "ri:co-producer-media-group"),
        ("edit", "work:rivers-of-two-lands", "ri:lantern"),
        ("edit", "work:rivers-of-two-lands", "type"),
        ("merge", "organisation:blue-lantern", "organisation:blue-lantern-films"),
        ("reject", "ri:remark-anna-vermeer", ""),
    ]
    assert made.counts == {"accept": 2, "edit": 4, "merge": 1, "reject": 1, "add": 4}
    assert made.proposals == 7
    # the source 4, the two companies 5 and 4, the person 3, the position 4, the work 5, the cooperation 7
    assert made.written == 4 + 5 + 4 + 3 + 4 + 5 + 7


def test_a_draft_that_is_right_is_accepted_and_nothing_else(tmp_path: Path) -> None:
    made = counted(tmp_path, DRAFT, DRAFT)

    assert made.counts == {"accept": 7, "edit": 0, "merge": 0, "reject": 0, "add": 0}


def test_what_a_draft_lacks_altogether_costs_what_it_costs_from_nothing(tmp_path: Path) -> None:
    head = DRAFT[: DRAFT.index("  # Organisations")]
    made = counted(tmp_path, head, REVIEWED)

    assert made.counts["add"] == sum(made.counts.values()) == made.written - 4


def test_the_acts_suffice(tmp_path: Path, root: Path) -> None:
    draft = write_draft(tmp_path / "drafts")
    made = counted(tmp_path, DRAFT, REVIEWED)
    project = Project.find(root)
    output = tmp_path / "out.yaml"
    review = Review(read_proposals(draft, project), project, Entities(project), output=output)

    done = do_all(review, made.acts)
    saved = review.save()

    again = work("rivers", read_yaml(output, "out.yaml"), read_yaml(tmp_path / "rivers.yaml", "rivers.yaml"))
    assert (done, saved.undecided, saved.nodes) == (9, 0, 7)
    assert again.counts == {"accept": 6, "edit": 0, "merge": 0, "reject": 0, "add": 0}
    assert facts(output) == facts(tmp_path / "rivers.yaml")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("edits") / "project")


def facts(path: Path) -> Mapping[str, set[object]]:
    """The facts of a file without ids."""
    found = Facts.of(read_yaml(path, path.name)).found
    return {
        kind: {(fact.what, fact.names, frozenset(fact.parties), fact.status) for fact in held}
        for kind, held in found.items()
    }


def test_a_merge_is_none_if_it_would_bring_what_is_wrong(tmp_path: Path) -> None:
    elsewhere = DRAFT.replace("    inCountry: country:BE\n", "    inCountry: country:FR\n")
    made = counted(tmp_path, elsewhere, REVIEWED)

    assert ("reject", "organisation:blue-lantern", "") in shown(made)
    assert made.counts["merge"] == 0


def test_what_is_of_another_class_keeps_its_name_and_gets_another_id(tmp_path: Path) -> None:
    reviewed = REVIEWED.replace("organisation:cmg", "outlet:cmg").replace(
        "id: outlet:cmg\n    type: Organisation", "id: outlet:cmg\n    type: Channel"
    )
    made = counted(tmp_path, DRAFT, reviewed)

    edits = [what for verb, key, what in shown(made) if key == "organisation:media-group" and verb == "edit"]
    assert edits == ["id", "inCountry", "type"]


def test_parties_of_what_is_rejected_go_without_an_act(tmp_path: Path) -> None:
    lines = REVIEWED.splitlines(keepends=True)
    at = lines.index("      - id: rv:chinese\n")
    without = "".join(lines[:at]).replace("  - id: organisation:cmg\n", "  - id: organisation:nordlys\n")
    made = counted(tmp_path, DRAFT, without.replace("China Media Group", "Nordlys Pictures"))

    assert ("reject", "organisation:media-group", "") in shown(made)
    assert ("accept", "ri:co-production", "") in shown(made)


def test_of_things_that_match_as_well_those_are_one_that_differ_least(tmp_path: Path) -> None:
    remark = "  - {{id: ri:r{0}, type: Remark, speaker: person:anna-vermeer, remarkKind: {1}, evidence: ri:p{0}}}\n"
    two = [remark.format(2, "written-message"), remark.format(3, "spoken-remark")]
    head = DRAFT[: DRAFT.index("  # Remarks")]
    made = counted(tmp_path, head + "".join(two), head + "".join(reversed(two)))

    assert made.counts["edit"] == 0


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ({"date": "2024"}, {"date": "2024-05"}, 1),
        ({"value": 5}, {"value": 5.0}, 0),
        ({"genre": ["drama", "fiction"]}, {"genre": ["fiction", "drama"]}, 0),
        ({"name": {"en": "Salt"}}, {"name": {"en": "SALT"}}, 0),
        ({"name": {"zh": "盐"}}, {"name": {"zh-Hans": "盐"}}, 0),
        ({"name": {"en": "Salt"}}, {"name": {"fr": "Salt"}}, 1),
        ({"evidence": "a:p1"}, {"evidence": ["a:p1", "a:p2"]}, 1),
        ({"id": "a"}, {"id": "b", "editorialNote": {"en": "A note."}}, 0),
        ({"status": "planned"}, {}, 1),
    ],
)
def test_fields_differ_in_what_they_say(one: dict[str, object], other: dict[str, object], count: int) -> None:
    assert len(differences(one, other)) == count


def test_writing_counts_the_node_its_fields_and_its_parties() -> None:
    party = {"id": "a:x", "type": "Participation", "agent": "person:x", "role": "director", "evidence": "a:p1"}
    node = {"id": "work:x", "type": "Film", "name": {"en": "X"}, "evidence": "a:p1", "participation": [party, party]}

    assert written(node) == 1 + 2 + 2
