"""How much work a draft saves: the acts of a review that make it the reviewed file, beside writing that from nothing.

No person was timed: what is counted are acts, by comparing a draft with the file that readers made.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediagraph.drafting.facts import Facts
from mediagraph.reviewing.aligning import Alignment, aligned
from mediagraph.reviewing.combining import folded
from mediagraph.reviewing.decisions import ACCEPT, EDIT, MERGE, REJECT
from mediagraph.reviewing.differing import Difference, differences, written

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from mediagraph.records import RecordFile

ADD = "add"
VERBS = (ACCEPT, EDIT, MERGE, REJECT, ADD)


@dataclass(frozen=True)
class Act:
    """What a reader does.

    Attributes:
        verb: accept, edit, merge, reject or add.
        key: id of the proposal, or of what is added.
        change: what is edited.
        into: id of the proposal that it is merged with.
        node: what is added.
    """

    verb: str
    key: str
    change: Difference | None = None
    into: str = ""
    node: Mapping[str, Any] | None = None

    @property
    def count(self) -> int:
        """For how many acts it stands: what is added is written in full, each field and party of it."""
        return written(self.node) if self.node is not None else 1


@dataclass(frozen=True)
class Work:
    """What it takes to get from a draft to the reviewed file.

    Attributes:
        slug: the article.
        language: that of the article.
        proposals: how many the draft has, the article itself not counted.
        acts: what a reader does, in an order in which it can be done.
        written: how many acts the reviewed file takes if it is written from nothing.
    """

    slug: str
    language: str
    proposals: int
    acts: Sequence[Act]
    written: int

    @property
    def counts(self) -> Mapping[str, int]:
        """The number of acts by verb."""
        found = Counter[str]()
        for act in self.acts:
            found[act.verb] += act.count
        return {verb: found[verb] for verb in VERBS}


def work(slug: str, draft: RecordFile, reviewed: RecordFile) -> Work:
    """Return the acts that turn a draft into the reviewed file of its article.

    What differs between two files of one article is not only what rules got wrong: names of events and agreements
    that no text gives are a reader's own. So the count is rather too high than too low.

    Args:
        slug: name of the article.
        draft: what was drafted.
        reviewed: what readers made of the article.
    """
    ours, theirs = Facts.of(draft), Facts.of(reviewed)
    made = aligned(ours, theirs, next(iter(draft.prefixes), ""), reviewed.prefixes)
    return Work(slug, theirs.language, len(ours.nodes) - 1, list(_acts(made)), sum(map(written, theirs.nodes)))


def _acts(made: Alignment) -> Iterator[Act]:
    gone, told = set(made.superfluous), made.told()
    yield from (Act(REJECT, key) for key in made.superfluous)
    yield from (Act(MERGE, key, into=into) for key, into in made.merged.items())
    yield from (Act(ADD, str(told[theirs]["id"]), node=told[theirs]) for theirs in made.missed)
    for key, theirs in made.pairs.items():
        found = _changes(made, key, told[theirs], gone)
        yield from (Act(EDIT, key, change) for change in found)
        # the article itself stands unless it is edited
        if not found and "passage" not in made.drafted[key]:
            yield Act(ACCEPT, key)


def _changes(made: Alignment, key: str, told: Mapping[str, Any], gone: Collection[str]) -> list[Difference]:
    """Return what is to be edited in a proposal, with what others of the same thing bring it.

    What a merge brings beyond the reviewed file, such as a name or a paragraph, is nobody's work to take away.
    """
    node = made.drafted[key]
    own = {one.field for one in differences(_linked(node, made.merged), told, gone)}
    for other, into in made.merged.items():
        if into == key:
            node = folded(node, made.drafted[other])
    found = [one for one in differences(_linked(node, made.merged), told, gone) if not one.field or one.field in own]
    other = made.other_id(key)
    return [*found, Difference("id", other)] if other else found


def _linked(value: Any, merged: Mapping[str, str]) -> Any:
    """Return a value with links to what was merged leading to what it was merged with."""
    if isinstance(value, dict):
        return {key: _linked(one, merged) for key, one in value.items()}
    if isinstance(value, list):
        return [_linked(one, merged) for one in value]
    return merged.get(value, value) if isinstance(value, str) else value
