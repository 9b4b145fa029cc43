"""What a reader adds: a record about words that were selected in the text, begun for them by its class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.errors import UnknownNameError, UsageError
from mediagraph.loaders.templates import slug
from mediagraph.reviewing.proposals import Mark

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from mediagraph.reviewing.proposals import Proposals

RULE = "reader"
# class -> what its ids begin with; entities share theirs with other files, statements have the article's prefix
ENTITIES: Mapping[str, str] = {
    "Organisation": "organisation",
    "OrganisationalUnit": "organisation",
    "Outlet": "outlet",
    "Channel": "outlet",
    "Website": "outlet",
    "Person": "person",
    "Film": "work",
    "Series": "work",
    "Work": "work",
    "Event": "event",
    "Festival": "event",
    "HistoricalEvent": "event",
    "Undertaking": "undertaking",
    "Agreement": "undertaking",
    "Initiative": "undertaking",
    "City": "place",
    "Region": "place",
}
# class -> its keys; what is empty is for the reader to fill in
STATEMENTS: Mapping[str, Mapping[str, Any]] = {
    "UnnamedAgent": {"name": {"en": ""}},
    "Position": {"holder": "", "positionTitle": {"LANGUAGE": "WORDS"}},
    "Cooperation": {"cooperationOn": "", "cooperationKind": "co-production", "status": ""},
    "Release": {"ofWork": "", "releaseKind": "", "status": ""},
    "ProductionStage": {"ofWork": "", "stage": "", "status": ""},
    "Figure": {"figureOf": "", "value": "", "bound": "exact", "unit": ""},
    "Remark": {"speaker": "", "remarkKind": "spoken-remark"},
    "RelationChange": {"changeOf": "", "changeKind": "", "date": ""},
    "Commemoration": {"markedBy": "", "ofOccasion": ""},
}
_PARTIES = {"Cooperation", "Agreement"}
CLASSES = (*ENTITIES, *STATEMENTS)


def find_words(paragraphs: Sequence[str], paragraph: int, words: str) -> Mark:
    """Return where `words` stand in a paragraph.

    Raises:
        UsageError: there is no such paragraph, or the words are not in it.
    """
    if not 0 < paragraph <= len(paragraphs):
        raise UsageError(f"there is no paragraph {paragraph}; the text has {len(paragraphs)}")
    start = paragraphs[paragraph - 1].find(words) if words else -1
    if start < 0:
        raise UsageError(f"paragraph {paragraph} does not hold {words!r}; write the words as they stand there")
    return Mark(paragraph, start, start + len(words), RULE)


def begun(proposals: Proposals, mark: Mark, type_: str, taken: Collection[str]) -> dict[str, Any]:
    """Return a record to be completed.

    Args:
        proposals: whose text was selected from.
        mark: what was selected.
        type_: the class.
        taken: ids that are in use.

    Raises:
        UnknownNameError: there is no such class to add.
        UsageError: the selection is not in the text.
    """
    if type_ not in CLASSES:
        raise UnknownNameError("class", type_, CLASSES)
    if not 0 < mark.paragraph <= len(proposals.paragraphs):
        raise UsageError(f"there is no paragraph {mark.paragraph}")
    words = proposals.paragraphs[mark.paragraph - 1][mark.start : mark.end].strip()
    if not words:
        raise UsageError("nothing is selected")
    evidence = f"{proposals.prefix}:p{mark.paragraph}"
    stem = _slug(words)
    if type_ in ENTITIES:
        node: dict[str, Any] = {"id": _free(f"{ENTITIES[type_]}:{stem}", taken), "type": type_}
        node["name"] = {proposals.language: words}
        if type_ == "Agreement":
            node |= {"agreementKind": "", "status": ""}
    else:
        id_ = f"{proposals.prefix}:{_slug(type_) if type_ != 'UnnamedAgent' else 'agent'}-{stem}"
        node = {"id": _free(id_, taken), "type": type_}
        for key, value in STATEMENTS[type_].items():
            node[key] = {proposals.language: words} if value == {"LANGUAGE": "WORDS"} else value
    node["evidence"] = evidence
    if type_ in _PARTIES:
        node["participation"] = [
            {
                "id": f"{proposals.prefix}:party-{stem}-{n}",
                "type": "Participation",
                "agent": "",
                "role": "",
                "evidence": evidence,
            }
            for n in (1, 2)
        ]
    return node


def _slug(words: str) -> str:
    from anyascii import anyascii

    parts = slug(anyascii(words)).split("-")
    return "-".join(parts[:8])[:60].strip("-") or "thing"


def _free(id_: str, taken: Collection[str]) -> str:
    made, number = id_, 2
    while made in taken:
        made, number = f"{id_}-{number}", number + 1
    return made
