"""Reviews: from decisions to a record file, kept whatever happens, and the same each time."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mediagraph.errors import DataError, FileError, MediagraphError, UnknownNameError, UsageError
from mediagraph.loaders import read_yaml
from mediagraph.project import Project
from mediagraph.reviewing import Entities, Mark, Review, find_words, read_proposals
from mediagraph.reviewing.evidence import excerpts, pieces, visible
from projects import copied
from reviews import DRAFT, HOSTILE, TEXT, decide_all, opened, write_draft, write_hostile

if TYPE_CHECKING:
    from collections.abc import Sequence

CMG = "organisation:china-media-group"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("reviews") / "project")


@pytest.fixture(scope="module")
def entities(root: Path) -> Entities:
    return Entities(Project.find(root))


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return write_draft(tmp_path / "drafts")


@pytest.fixture
def review(root: Path, entities: Entities, draft: Path, tmp_path: Path) -> Review:
    return begun(root, entities, draft, tmp_path)


def begun(root: Path, entities: Entities, draft: Path, folder: Path, **more: Any) -> Review:
    project = Project.find(root)
    return Review(read_proposals(draft, project), project, entities, output=folder / "rivers.yaml", **more)


def nodes(review: Review) -> dict[str, dict[str, Any]]:
    return {node["id"]: node for node in review.standing().combined.nodes}


def verbs(review: Review) -> dict[str, str]:
    standing = review.standing()
    return {item.key: standing.verb(item) for item in standing.items}


def test_a_draft_is_read_with_the_places_that_bear_it_out(root: Path, draft: Path) -> None:
    proposals = read_proposals(draft, Project.find(root))
    by_key = {item.key: item for item in proposals.items}

    assert (proposals.slug, proposals.prefix, len(proposals.paragraphs)) == ("rivers", "ri", 3)
    mark = by_key["person:anna-vermeer"].marks[1]
    assert mark == Mark(3, 59, 66, "person/family-name", 0.6)
    assert proposals.paragraphs[2][mark.start : mark.end] == "Vermeer"
    assert by_key["organisation:media-group"].alike == [CMG]
    assert by_key["ri:co-production"].parties["ri:co-producer-media-group"] == [
        Mark(2, 34, 51, "co-producer/behind", 0.7)
    ]


def test_a_draft_in_json_has_its_text_in_itself(root: Path, tmp_path: Path) -> None:
    proposals = read_proposals(write_hostile(tmp_path), Project.find(root))

    assert proposals.paragraphs == [HOSTILE]


@pytest.mark.parametrize(
    ("name", "text", "draft", "said"),
    [
        ("rivers.yaml", TEXT, DRAFT, "not a draft"),
        ("other.draft.yaml", TEXT, DRAFT, "its text is not beside it"),
        ("rivers.draft.yaml", TEXT.partition("\n")[0], DRAFT, "made of a text of 3 paragraphs, and this one has 1"),
        ("rivers.draft.yaml", "a\nb\nc", DRAFT, "not a place of the text"),
        (
            "rivers.draft.yaml",
            TEXT,
            DRAFT.replace("organisation:blue-lantern\n", "person:anna-vermeer\n"),
            "stands twice",
        ),
        ("rivers.draft.yaml", TEXT, DRAFT.replace("passage:", "about:"), "not one source"),
        ("rivers.draft.yaml", TEXT, "- a", "not a mapping"),
        ("rivers.draft.yaml", TEXT, DRAFT.replace("{en: Anna Vermeer}", "Anna"), "not of the form of a draft"),
        ("rivers.draft.json", TEXT, "[]", "not a draft"),
        ("rivers.draft.json", TEXT, "{", "not a draft"),
    ],
)
def test_what_cannot_be_reviewed_is_refused(
    name: str, text: str, draft: str, said: str, root: Path, tmp_path: Path
) -> None:
    tmp_path.joinpath("rivers.txt").write_text(text, encoding="utf-8")
    path = tmp_path / name
    path.write_text(draft, encoding="utf-8")

    with pytest.raises(MediagraphError, match=said):
        read_proposals(path, Project.find(root))


def test_nothing_but_the_source_is_in_the_file_before_it_is_decided_on(review: Review) -> None:
    assert list(nodes(review)) == ["source:rivers"]
    assert len(review.standing().undecided) == 7


def test_what_is_merged_with_the_graph_has_its_id_everywhere(review: Review) -> None:
    decide_all(review)
    made = nodes(review)

    assert "organisation:media-group" not in made
    assert made[CMG]["evidence"] == "ri:p2"
    parties = made["ri:co-production"]["participation"]
    assert [one["agent"] for one in parties] == ["organisation:blue-lantern-films", CMG]


def test_proposals_that_are_one_become_one_record(review: Review) -> None:
    decide_all(review)
    made = nodes(review)

    assert "organisation:blue-lantern" not in made
    assert made["organisation:blue-lantern-films"] == {
        "id": "organisation:blue-lantern-films",
        "type": "Organisation",
        "name": {"en": "Blue Lantern Films"},
        "variantName": {"en": "Blue Lantern"},
        "inCountry": "country:BE",
        "evidence": ["ri:p2", "ri:p3"],
    }


def test_two_names_of_one_entity_of_the_graph_become_one_record(review: Review) -> None:
    review.accept("ri:co-production", along=True)
    review.merge("organisation:media-group", CMG)
    review.merge("organisation:blue-lantern", CMG)
    review.merge("organisation:blue-lantern-films", "organisation:blue-lantern")
    standing, made = review.standing(), nodes(review)

    assert standing.combined.problems == {}
    assert [id_ for id_ in made if id_.startswith("organisation:")] == [CMG]
    assert made[CMG]["evidence"] == ["ri:p2", "ri:p3"]
    assert made[CMG]["variantName"] == {"en": ["Blue Lantern Films", "Blue Lantern"]}
    assert {one["agent"] for one in made["ri:co-production"]["participation"]} == {CMG}


def test_a_merge_that_leads_back_is_refused(review: Review) -> None:
    review.merge("organisation:blue-lantern", "organisation:blue-lantern-films")

    with pytest.raises(UsageError, match="is one with organisation:blue-lantern-films already"):
        review.merge("organisation:blue-lantern-films", "organisation:blue-lantern")
    with pytest.raises(UnknownNameError, match="unknown entity 'organisation:nobody'"):
        review.merge("organisation:blue-lantern", "organisation:nobody")
    with pytest.raises(UsageError, match="has no name"):
        review.merge("ri:remark-anna-vermeer", CMG)


def test_a_merge_with_what_was_rejected_keeps_the_file_from_being_written(review: Review) -> None:
    review.merge("organisation:blue-lantern", "organisation:blue-lantern-films")
    review.reject("organisation:blue-lantern-films")

    with pytest.raises(DataError, match="organisation:blue-lantern-films, which it is one with, was rejected"):
        review.save()


def test_an_edited_id_is_followed_by_what_links_to_it(review: Review) -> None:
    review.accept("ri:co-production", along=True)
    review.change(
        "organisation:blue-lantern-films", {"id": "organisation:blue-lantern-films-be", "inCountry": "country:BE"}
    )
    made = nodes(review)

    assert made["organisation:blue-lantern-films-be"]["inCountry"] == "country:BE"
    assert made["ri:co-production"]["participation"][0]["agent"] == "organisation:blue-lantern-films-be"


def test_accepting_along_accepts_what_is_linked_to(review: Review) -> None:
    assert set(review.accept("ri:co-production", along=True)) == {
        "ri:co-production",
        "work:rivers-of-two-lands",
        "person:anna-vermeer",
        "organisation:blue-lantern-films",
        "organisation:media-group",
    }
    assert not review.standing().combined.problems


def test_rejecting_along_rejects_what_speaks_of_it_alone(review: Review) -> None:
    assert review.reject("work:rivers-of-two-lands", along=True) == ["work:rivers-of-two-lands", "ri:co-production"]
    assert review.reject("person:anna-vermeer", along=True) == ["person:anna-vermeer", "ri:remark-anna-vermeer"]


def test_participations_of_what_was_rejected_are_left_out_and_told_of(review: Review) -> None:
    review.accept("ri:co-production", along=True)
    review.reject("organisation:media-group")
    combined = review.standing().combined

    assert combined.notes == ["ri:co-producer-media-group is left out: organisation:media-group was rejected"]
    assert len(nodes(review)["ri:co-production"]["participation"]) == 1


def test_a_statement_on_what_was_rejected_is_a_problem(review: Review) -> None:
    review.accept("ri:remark-anna-vermeer")
    assert review.standing().combined.problems == {
        "ri:remark-anna-vermeer": ["speaker: person:anna-vermeer is not decided on yet"]
    }
    review.reject("person:anna-vermeer")

    with pytest.raises(DataError, match="speaker: person:anna-vermeer was rejected"):
        review.save()


def test_the_source_is_not_rejected(review: Review) -> None:
    with pytest.raises(UsageError, match="the source cannot be rejected"):
        review.reject("source:rivers")


def test_a_participation_is_left_out_by_itself(review: Review) -> None:
    review.drop("ri:co-production", "ri:co-producer-media-group")
    review.drop("work:rivers-of-two-lands", "ri:director-anna-vermeer")
    made = nodes(review)

    assert [one["id"] for one in made["ri:co-production"]["participation"]] == ["ri:co-producer-blue-lantern-films"]
    assert "participation" not in made["work:rivers-of-two-lands"]
    with pytest.raises(UnknownNameError):
        review.drop("ri:co-production", "ri:nobody")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: [", "not YAML"),
        ("- a", "not a record"),
        ("id: person:anna-vermeer", "not a record"),
        ("id: person:anna-vermeer\ntype: Person\nnmae: {en: Anna}", "unknown term, did you mean name"),
        ("id: person:anna-vermeer\ntype: Person\nname: {en: ''}", "name is empty|en is empty"),
        ("id: person:anna-vermeer\ntype: Person\nname: &a {en: A}\nvariantName: *a", "alias"),
        ("id: person:anna-vermeer\ntype: Persn\nname: {en: A}", "Persn"),
    ],
)
def test_an_edit_that_is_no_record_changes_nothing(text: str, said: str, review: Review) -> None:
    with pytest.raises(DataError, match=said):
        review.edit("person:anna-vermeer", text)
    assert verbs(review)["person:anna-vermeer"] == ""


def test_what_was_missed_is_added_with_the_words_that_say_it(review: Review) -> None:
    mark = find_words(review.proposals.paragraphs, 3, "🎬 directs")
    assert (mark.start, mark.end) == (13, 22)
    text = review.begin("Event", mark)
    assert "id: event:" in text

    key = review.add("id: event:rivers-shoot\ntype: Event\nname: {en: Shooting}\nevidence: ri:p3\n", mark)

    assert verbs(review)[key] == "accept"
    assert nodes(review)[key]["evidence"] == "ri:p3"
    with pytest.raises(UsageError, match="is proposed already"):
        review.add("id: event:rivers-shoot\ntype: Event\nname: {en: Shooting}\nevidence: ri:p3\n", mark)
    review.reject(key)
    assert key not in verbs(review)


def test_a_record_that_is_begun_has_to_be_completed(review: Review) -> None:
    mark = find_words(review.proposals.paragraphs, 2, "will make")

    with pytest.raises(DataError, match="cooperationOn is empty"):
        review.add(review.begin("Cooperation", mark), mark)
    with pytest.raises(UnknownNameError, match="unknown class 'Organization', did you mean Organisation"):
        review.begin("Organization", mark)
    with pytest.raises(UsageError, match="does not hold 'nowhere'"):
        find_words(review.proposals.paragraphs, 2, "nowhere")


def test_ids_of_the_draft_and_the_graph_are_not_given_again(review: Review) -> None:
    mark = find_words(review.proposals.paragraphs, 2, "China Media Group")

    assert f"id: {CMG}-2\n" in review.begin("Organisation", mark)


def test_the_file_is_in_the_form_of_the_articles_and_validates(review: Review) -> None:
    decide_all(review)

    saved = review.save()
    file = read_yaml(saved.path, "rivers.yaml")

    assert (saved.nodes, saved.undecided, saved.changed) == (6, 0, True)
    assert not file.faults
    assert [one["id"] for one in file.records] == list(nodes(review))
    assert saved.path.read_text(encoding="utf-8") == REVIEWED
    assert review.told(saved)[-1].startswith("undo is git's: git diff ")


def test_the_file_is_the_same_however_one_came_to_it(
    root: Path, entities: Entities, draft: Path, tmp_path: Path
) -> None:
    for name in ("one", "other"):
        tmp_path.joinpath(name).mkdir()
    first = begun(root, entities, draft, tmp_path / "one")
    decide_all(first)
    first.save()
    again = first.save()
    first.ledger.path.unlink()
    other = begun(root, entities, draft, tmp_path / "other")
    for key in reversed([item.key for item in other.proposals.items]):
        if key != "source:rivers":
            other.reject(key)
    other.accept("work:rivers-of-two-lands")
    decide_all(other)
    other.save()

    assert not again.changed
    assert (tmp_path / "one" / "rivers.yaml").read_bytes() == (tmp_path / "other" / "rivers.yaml").read_bytes()


def test_what_a_draft_says_in_a_wrong_form_is_told_when_it_is_accepted(
    root: Path, entities: Entities, tmp_path: Path
) -> None:
    review = begun(root, entities, write_hostile(tmp_path), tmp_path)
    review.accept("work:harm")

    with pytest.raises(DataError, match="onerror"):
        review.save()
    assert not review.output.exists()


def test_what_the_shapes_refuse_is_not_written(review: Review) -> None:
    decide_all(review)
    review.change("work:rivers-of-two-lands", {"status": "planned"})

    with pytest.raises(DataError, match=r"work:rivers-of-two-lands.*status"):
        review.save()
    assert not review.output.exists()


def test_a_file_that_no_review_wrote_is_not_replaced_unasked(
    root: Path, entities: Entities, draft: Path, tmp_path: Path
) -> None:
    (tmp_path / "rivers.yaml").write_text("# by hand\n", encoding="utf-8")
    review = begun(root, entities, draft, tmp_path)

    with pytest.raises(UsageError, match="--replace"):
        review.save()
    assert (tmp_path / "rivers.yaml").read_text(encoding="utf-8") == "# by hand\n"
    assert begun(root, entities, draft, tmp_path, replace=True).save().changed


def test_a_review_is_gone_on_with_where_it_was_left(
    root: Path, entities: Entities, draft: Path, tmp_path: Path, review: Review
) -> None:
    decide_all(review)
    review.clear("person:anna-vermeer")
    again = begun(root, entities, draft, tmp_path)

    assert verbs(again) == verbs(review)
    assert again.text() == review.text()
    assert again.standing().after("source:rivers") == "person:anna-vermeer"


def test_decisions_on_what_a_new_draft_proposes_otherwise_are_asked_for_again(
    root: Path, entities: Entities, draft: Path, tmp_path: Path, review: Review
) -> None:
    review.accept("organisation:blue-lantern-films")
    review.accept("organisation:media-group")
    review.change("person:anna-vermeer", {"name": "{en: Anna de Vermeer}"})
    text = DRAFT.replace("{en: Blue Lantern Films}", "{en: Blue Lantern}").replace(
        "person:anna-vermeer", "person:a-vermeer"
    )
    draft.write_text(text, encoding="utf-8")
    again = begun(root, entities, draft, tmp_path)

    assert verbs(again)["organisation:blue-lantern-films"] == ""
    assert verbs(again)["organisation:media-group"] == "accept"
    assert nodes(again)["person:anna-vermeer"]["name"] == {"en": "Anna de Vermeer"}


def test_decisions_that_are_made_at_once_are_all_kept(review: Review) -> None:
    keys = [item.key for item in review.proposals.items]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(review.accept, keys * 3))

    assert set(verbs(review).values()) == {"accept"}


def _decide(root: str, draft: str, keys: Sequence[str]) -> None:
    [review] = opened(Path(root), [Path(draft)], output=Path(draft).parent)
    for _ in range(200):
        for key in keys:
            review.accept(key)
            review.clear(key)
    for key in keys:
        review.accept(key)


def test_a_process_that_is_killed_leaves_the_last_decision_whole(root: Path, draft: Path) -> None:
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_decide, args=(str(root), str(draft), ["person:anna-vermeer"]))
    process.start()
    ledger = draft.with_name("rivers.review.json")
    while not ledger.exists():
        assert process.is_alive()
    for _ in range(50):  # whenever it is read, it is whole
        assert set(json.loads(ledger.read_text(encoding="utf-8"))) == {"written", "decisions", "added"}
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    process.close()

    [review] = opened(root, [draft], output=draft.parent)
    review.accept("person:anna-vermeer")
    assert verbs(review)["person:anna-vermeer"] == "accept"


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"decisions": {"a": {"verb": "burn", "of": ""}}, "added": {}, "written": ""}']
)
def test_decisions_that_are_spoilt_are_not_overwritten(text: str, review: Review) -> None:
    review.ledger.path.write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match="not decisions"):
        review.accept("person:anna-vermeer")
    assert review.ledger.path.read_text(encoding="utf-8") == text


def test_entities_are_found_by_id_name_and_what_looks_like_it(entities: Entities) -> None:
    assert entities.search(CMG)[0].id == CMG
    assert entities.search("china media group")[0].id == CMG
    assert CMG in [one.id for one in entities.search("China Medai Group", "Organisation")]
    assert entities.search("中国")[0].id == "country:CN"
    assert entities.search(" ") == []
    assert entities.search("zzqqxxzzqqxx") == []


def test_paragraphs_are_cut_where_marks_begin_and_end(root: Path, draft: Path) -> None:
    proposals = read_proposals(draft, Project.find(root))
    for number, text in enumerate(proposals.paragraphs, start=1):
        assert "".join(piece.text for piece in pieces(text, number, proposals.items)) == text
    marked = {piece.text: piece.keys for piece in pieces(proposals.paragraphs[1], 2, proposals.items)}
    assert marked["Blue Lantern Films"] == ["organisation:blue-lantern-films", "ri:co-production"]

    person = next(item for item in proposals.items if item.key == "person:anna-vermeer")
    [(number, parts)] = excerpts(proposals.paragraphs, person)
    assert (number, [text for text, marked in parts if marked]) == (3, ["Anna Vermeer", "Vermeer"])


def test_signs_that_act_are_shown_and_do_not_act() -> None:
    assert visible(HOSTILE).endswith("\ufffdtxt & \ufffd[31m")
    assert len(visible(HOSTILE)) == len(HOSTILE)


def test_drafts_that_are_not_there_are_told(root: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        opened(root, [tmp_path / "a.draft.yaml"])
    with pytest.raises(FileError, match="holds no drafts"):
        opened(root, [tmp_path])
    with pytest.raises(FileError, match="no such folder"):
        opened(root, [write_draft(tmp_path)], output=tmp_path / "nowhere")


REVIEWED = """\
# Record of the article rivers, drafted by rules and checked by a reader.
# Paragraphs are the non-blank lines of the text as stored, counted from 1, the headline included.
"@context":
  - https://w3id.org/mediagraph/context.jsonld
  - ri: https://w3id.org/mediagraph/id/source/rivers#
id: graph:rivers
"@graph":

  # Source

  - id: source:rivers
    type: Article
    namedGraph: graph:rivers
    name: {en: Two rivers in one film}
    language: en
    evidence: ri:p1
    passage:
      - {id: ri:p1, type: Paragraph, number: 1}
      - {id: ri:p2, type: Paragraph, number: 2}
      - {id: ri:p3, type: Paragraph, number: 3}

  # Organisations

  - id: organisation:blue-lantern-films
    type: Organisation
    name: {en: Blue Lantern Films}
    variantName: {en: Blue Lantern}
    inCountry: country:BE
    evidence: [ri:p2, ri:p3]

  - id: organisation:china-media-group
    type: Organisation
    name: {en: China Media Group}
    evidence: ri:p2

  # People and the positions they hold

  - id: person:anna-vermeer
    type: Person
    name: {en: Anna Vermeer}
    evidence: ri:p3

  # Works

  - id: work:rivers-of-two-lands
    type: Film
    name: {en: Rivers of Two Lands}
    evidence: ri:p2
    participation:
      - {id: ri:director-anna-vermeer, type: Participation, agent: person:anna-vermeer, role: director, evidence: ri:p3}

  # Cooperation

  - id: ri:co-production
    type: Cooperation
    cooperationOn: work:rivers-of-two-lands
    cooperationKind: co-production
    status: planned
    evidence: ri:p2
    participation:
      - id: ri:co-producer-blue-lantern-films
        type: Participation
        agent: organisation:blue-lantern-films
        representing: country:BE
        role: co-producer
        evidence: ri:p2
      - id: ri:co-producer-media-group
        type: Participation
        agent: organisation:china-media-group
        role: co-producer
        evidence: ri:p2
"""
