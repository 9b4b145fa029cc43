"""Which proposals of a draft are which records of a reviewed file, and those records in the words of the draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediagraph.drafting.comparing import matched
from mediagraph.drafting.facts import ENTITIES, STATEMENTS, alike
from mediagraph.reviewing.differing import UNCOUNTED, comparable, differences, matched_parties
from mediagraph.reviewing.nodes import parties_of, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from mediagraph.drafting.facts import Fact, Facts

# Things before what is said of them, so that statements about the same things are found by those.
_KINDS = tuple(dict.fromkeys([*ENTITIES.values(), *STATEMENTS.values()]))


@dataclass
class Alignment:
    """What in a draft is what in a reviewed file.

    Attributes:
        drafted: the draft's nodes, by id.
        reviewed: the reviewed file's, by id.
        prefix: that of the draft's local nodes.
        prefixes: those of the reviewed file's.
        pairs: id in the draft -> id in the reviewed file.
        merged: id of a proposal -> id of another of the same thing.
    """

    drafted: Mapping[str, Mapping[str, Any]]
    reviewed: Mapping[str, Mapping[str, Any]]
    prefix: str
    prefixes: Collection[str]
    pairs: dict[str, str] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)

    @property
    def missed(self) -> list[str]:
        """The ids of reviewed nodes that nothing in the draft proposes."""
        found = set(self.pairs.values())
        return [id_ for id_ in self.reviewed if id_ not in found]

    @property
    def superfluous(self) -> list[str]:
        """The ids of proposals that the reviewed file does not have, nor another proposal."""
        return [id_ for id_ in self.drafted if id_ not in self.pairs and id_ not in self.merged]

    def told(self) -> dict[str, dict[str, Any]]:
        """Return the reviewed nodes, by their ids, with the ids that the draft has for the same things and passages."""
        words = self._words()
        for ours, theirs in self.pairs.items():
            parties = parties_of(self.reviewed[theirs])
            told = [_renamed(dict(party), words) for party in parties]
            for one, other in matched_parties(parties_of(self.drafted[ours]), told):
                at = next(at for at, party in enumerate(told) if party is other)
                words[str(parties[at].get("id"))] = str(one.get("id"))
        return {id_: _renamed(dict(node), words) for id_, node in self.reviewed.items()}

    def other_id(self, ours: str) -> str:
        """Return the id that a proposal needs as one of another class, whose ids begin otherwise; else nothing."""
        theirs = self._local(self.pairs[ours])
        if theirs.partition(":")[0] == ours.partition(":")[0]:
            return ""
        return _free(theirs, self.drafted.keys())

    def _words(self) -> dict[str, str]:
        """Return what the reviewed file's ids are in the draft; no id of the draft is given to another thing."""
        words = {theirs: ours for ours, theirs in self.pairs.items()}
        held = {id_: place for node in self.drafted.values() for id_, place in _inside(node)}
        passages = {place: id_ for id_, place in held.items() if place}
        taken = self.drafted.keys() | held.keys()
        for node in self.reviewed.values():
            for id_, place in ((str(node.get("id")), ""), *_inside(node)):
                if place in passages and place:
                    words[id_] = passages[place]
                elif id_ not in words:
                    words[id_] = _free(self._local(id_), taken)
        return words

    def _local(self, id_: str) -> str:
        prefix, _, name = id_.partition(":")
        return f"{self.prefix}:{name}" if prefix in self.prefixes else id_


def aligned(draft: Facts, reviewed: Facts, prefix: str, prefixes: Collection[str]) -> Alignment:
    """Return what in a draft is what in a reviewed file: matched as scores are, and in a tie by what differs least.

    Args:
        draft: facts of the draft.
        reviewed: facts of the reviewed file.
        prefix: that of the draft's local nodes.
        prefixes: those of the reviewed file's.
    """
    made = Alignment(_by_id(draft), _by_id(reviewed), prefix, prefixes)
    _sources(made)
    _relations(made)
    for kind in _KINDS:
        left, right = draft.found.get(kind, ()), reviewed.found.get(kind, ())
        made.pairs |= {one.id: other.id for one, other in matched(left, right, _tie(made))}
    _other_kinds(made)
    _merges(made)
    return made


def _tie(made: Alignment) -> Callable[[Fact, Fact], int]:
    told = made.told()
    return lambda one, other: len(differences(made.drafted[one.id], told[other.id]))


def _by_id(facts: Facts) -> dict[str, Mapping[str, Any]]:
    return {str(node.get("id")): node for node in facts.nodes}


def _sources(made: Alignment) -> None:
    ours, theirs = (
        next((id_ for id_, node in nodes.items() if "passage" in node), "") for nodes in (made.drafted, made.reviewed)
    )
    if ours and theirs:
        made.pairs[ours] = theirs


def _relations(made: Alignment) -> None:
    """Pair relations of the same countries."""
    by_parties = {frozenset(node["party"]): id_ for id_, node in made.reviewed.items() if _is_relation(node)}
    for id_, node in made.drafted.items():
        if _is_relation(node) and (other := by_parties.pop(frozenset(node["party"]), "")):
            made.pairs[id_] = other


def _is_relation(node: Mapping[str, Any]) -> bool:
    return node.get("type") == "DiplomaticRelation" and isinstance(node.get("party"), list)


def _other_kinds(made: Alignment) -> None:
    """Pair what is left and has one name, of whatever class: an organisation that is an outlet."""
    free = {id_: frozenset(texts(made.reviewed[id_])) for id_ in made.missed}
    for ours in made.superfluous:
        names = frozenset(texts(made.drafted[ours]))
        theirs = next((id_ for id_, others in free.items() if names and others and alike(names, others)), "")
        if theirs:
            made.pairs[ours] = theirs
            del free[theirs]


def _merges(made: Alignment) -> None:
    """Find the proposals of what another proposal of the same class stands for already.

    One that says of it what the reviewed file does not say is none of them: a merge would bring that along.
    """
    told = made.told()
    called = {ours: frozenset(texts(made.reviewed[theirs])) for ours, theirs in made.pairs.items()}
    for ours in made.superfluous:
        names, type_ = frozenset(texts(made.drafted[ours])), made.drafted[ours].get("type")
        for into, others in called.items():
            if not names or not others or made.drafted[into].get("type") != type_ or not alike(names, others):
                continue
            if _agrees(made.drafted[ours], told[made.pairs[into]]):
                made.merged[ours] = into
                break


def _agrees(node: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether `other` says all that `node` says but for names and where they stand."""
    kept = node.keys() - UNCOUNTED - {"type", "name", "variantName", "evidence"}
    return all(comparable(node[key]) <= comparable(other.get(key)) for key in kept)


def _inside(node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the ids of the parts of a node; those of passages with their numbers."""
    for party in parties_of(node):
        yield str(party.get("id")), ""
    passages = node.get("passage")
    for one in passages if isinstance(passages, list) else []:
        yield str(one.get("id")), str(one.get("number"))


def _free(id_: str, taken: Collection[str]) -> str:
    made, number = id_, 2
    while made in taken:
        made, number = f"{id_}-{number}", number + 1
    return made


def _renamed(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(one, words) for key, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, words) for one in value]
    return words.get(value, value) if isinstance(value, str) else value
