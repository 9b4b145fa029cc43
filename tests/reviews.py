"""Drafts for the tests of reviews: two articles of ours, one of which means harm."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mediagraph.project import Project
from mediagraph.reviewing import Review, open_review

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TEXT = """\
Two rivers in one film

Blue Lantern Films of Belgium and China Media Group will make "Rivers of Two Lands" together.

Anna Vermeer 🎬 directs it. "We have waited for this," said Vermeer of Blue Lantern.
"""
DRAFT = """\
# Draft of rivers: proposals made by rules, for a reader to check. It is no record, and no build reads it.
"@context":
  - https://w3id.org/mediagraph/context.jsonld
  - ri: https://w3id.org/mediagraph/id/source/rivers#
id: graph:rivers
"@graph":

  # Source

  # p1[0:22] source/headline 0.80
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

  # p2[0:18] organisation/name 0.75
  - id: organisation:blue-lantern-films
    type: Organisation
    name: {en: Blue Lantern Films}
    evidence: ri:p2

  # p2[34:51] organisation/name 0.70
  # of the same name, not taken for it: organisation:china-media-group
  - id: organisation:media-group
    type: Organisation
    name: {en: China Media Group}
    evidence: ri:p2

  # p3[70:82] organisation/name 0.55
  - id: organisation:blue-lantern
    type: Organisation
    name: {en: Blue Lantern}
    inCountry: country:BE
    evidence: ri:p3

  # People and their positions

  # p3[0:12] person/calling 0.80
  # p3[59:66] person/family-name 0.60
  - id: person:anna-vermeer
    type: Person
    name: {en: Anna Vermeer}
    evidence: ri:p3

  # Works

  # p2[63:82] work/quoted 0.90
  - id: work:rivers-of-two-lands
    type: Film
    name: {en: Rivers of Two Lands}
    evidence: ri:p2
    participation:
      # p3[15:22] director/verb 0.70
      - {id: ri:director-anna-vermeer, type: Participation, agent: person:anna-vermeer, role: director, evidence: ri:p3}

  # Cooperation

  # p2[52:61] co-producer/verb 0.70
  - id: ri:co-production
    type: Cooperation
    cooperationOn: work:rivers-of-two-lands
    cooperationKind: co-production
    status: planned
    evidence: ri:p2
    participation:
      # p2[0:18] co-producer/behind 0.70
      - id: ri:co-producer-blue-lantern-films
        type: Participation
        agent: organisation:blue-lantern-films
        representing: country:BE
        role: co-producer
        evidence: ri:p2
      # p2[34:51] co-producer/behind 0.70
      - id: ri:co-producer-media-group
        type: Participation
        agent: organisation:media-group
        role: co-producer
        evidence: ri:p2

  # Remarks

  # p3[54:58] remark/verb 0.65
  - id: ri:remark-anna-vermeer
    type: Remark
    speaker: person:anna-vermeer
    remarkKind: spoken-remark
    evidence: ri:p3
"""
SHOT = "</textarea></script><img src=x onerror=document.title='hit'>"
HOSTILE = f'{SHOT} "{{{{ 7 * 7 }}}}" \u202etxt & \x1b[31m'


def write_draft(folder: Path) -> Path:
    """Write the draft and its text."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath("rivers.txt").write_text(TEXT, encoding="utf-8", newline="\n")
    path = folder / "rivers.draft.yaml"
    path.write_text(DRAFT, encoding="utf-8", newline="\n")
    return path


def write_hostile(folder: Path) -> Path:
    """Write a draft, in JSON, whose text, names, rules and notes would like to be taken for something else."""
    mark = {"span": {"paragraph": 1, "start": 0, "end": 20}, "rule": SHOT, "confidence": 0.5, "derived": False}
    source = {
        "id": "source:harm",
        "type": "Article",
        "namedGraph": "graph:harm",
        "name": {"en": HOSTILE},
        "language": "en",
        "evidence": "ha:p1",
        "passage": [{"id": "ha:p1", "type": "Paragraph", "number": 1}],
    }
    party = {"id": "ha:party", "type": "Participation", "agent": SHOT, "role": SHOT, "evidence": "ha:p1"}
    thing = {"id": "work:harm", "type": "Film", "name": {"en": SHOT}, "evidence": "ha:p1", "participation": [party]}
    proposals = [
        {"section": SHOT, "node": node, "marks": [mark], "parties": {}, "alike": [SHOT]} for node in (source, thing)
    ]
    iri = "https://w3id.org/mediagraph/id/source/harm#"
    content: dict[str, Any] = {"slug": "harm", "language": "en", "prefix": "ha", "iri": iri}
    path = folder / "harm.draft.json"
    path.write_text(json.dumps(content | {"paragraphs": [HOSTILE], "proposals": proposals}), encoding="utf-8")
    return path


def opened(root: Path, drafts: Sequence[Path], **options: Any) -> list[Review]:
    """Open reviews of drafts for the project at `root`."""
    return open_review(drafts, Project.find(root), **options)


def decide_all(review: Review) -> None:
    """Decide as a careful reader would: one body under two names, one that the graph has, the rest as proposed."""
    review.accept("organisation:blue-lantern-films")
    review.merge("organisation:media-group", "organisation:china-media-group")
    review.merge("organisation:blue-lantern", "organisation:blue-lantern-films")
    review.accept("ri:co-production", along=True)
    review.accept("person:anna-vermeer")
    review.reject("ri:remark-anna-vermeer")
