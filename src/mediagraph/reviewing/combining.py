"""From decisions to records: what was accepted and edited, with merged entities under one id and rejected ones gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediagraph.records import Kind
from mediagraph.reviewing.decisions import ACCEPT, EDIT, MERGE, REJECT
from mediagraph.reviewing.nodes import texts, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mediagraph.records import Context
    from mediagraph.reviewing.decisions import Decision, State
    from mediagraph.reviewing.entities import Entities
    from mediagraph.reviewing.proposals import Item

UNDECIDED = ""
# A statement whose link of this kind is gone says nothing any more; of other links it can do without.
ESSENTIAL = frozenset(
    {
        "changeOf", "commemorates", "cooperationOn", "figureOf", "holder", "markedBy", "ofOccasion", "ofWork", "party",
        "speaker", "unitOf",
    }
)  # fmt: skip
_PARTIES = "participation"
_MERGED = ("evidence", "variantName", _PARTIES, "genre", "organisationKind", "nationality", "countryOfOrigin")


@dataclass
class Combined:
    """The records of a review as it stands.

    Attributes:
        nodes: in the order of the draft, what was added last.
        problems: by key of the proposal, why the file cannot be written.
        notes: what was left out of accepted records because of a rejection.
        counts: verb -> number of proposals; of the undecided under the empty word.
    """

    nodes: list[dict[str, Any]] = field(default_factory=list)
    problems: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def verb_of(item: Item, state: State) -> str:
    """Return what was decided on a proposal; nothing if it is undecided, or has changed since."""
    decision = state.decisions.get(item.key)
    if decision is None:
        return ACCEPT if item.is_source or item.added else UNDECIDED
    changed = decision.of != item.digest and not item.added
    return UNDECIDED if changed and decision.verb in {ACCEPT, REJECT} else decision.verb


def combine(items: Sequence[Item], state: State, entities: Entities, context: Context) -> Combined:
    """Return the records that the decisions make of the proposals."""
    return _Combiner(items, state, entities, context).combined()


def links_of(node: Mapping[str, Any], context: Context) -> Iterator[tuple[str, str]]:
    """Yield key and value of the links of a node and of its participations."""
    for key, value in node.items():
        term = context.terms.get(key)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and key == _PARTIES:
                yield from links_of(one, context)
            elif isinstance(one, str) and term is not None and term.kind is Kind.LINK:
                yield key, one


def folded(into: Mapping[str, Any], node: Mapping[str, Any]) -> dict[str, Any]:
    """Return a node with what another node of the same thing says beside it; its name becomes a further one."""
    target = dict(into)
    for key, value in node.items():
        if key not in target:
            target[key] = value
        elif key in _MERGED:
            target[key] = _both(target[key], value)
    held, called = set(texts(target)), node.get("name")
    names = {tag: name for tag, name in called.items() if name not in held} if isinstance(called, dict) else {}
    if names:
        target["variantName"] = _both(target.get("variantName", {}), names)
    return _ordered(target)


class _Combiner:
    def __init__(self, items: Sequence[Item], state: State, entities: Entities, context: Context) -> None:
        self._items, self._state, self._entities, self._context = items, state, entities, context
        self._made = Combined()
        self._final: dict[str, str] = {}  # id as proposed -> id in the file
        self._gone: dict[str, str] = {}  # id as proposed -> why it is not in the file
        self._known: dict[str, str] = {}  # id of an entity of the graph -> the proposal that stands for it

    def combined(self) -> Combined:
        kept: dict[str, dict[str, Any]] = {}
        merged: list[tuple[Item, Decision]] = []
        keys = {item.key for item in self._items}
        for item in self._items:
            verb = verb_of(item, self._state)
            self._made.counts[verb] = self._made.counts.get(verb, 0) + 1
            decision = self._state.decisions.get(item.key)
            if verb in {REJECT, UNDECIDED}:
                self._gone[item.key] = "was rejected" if verb == REJECT else "is not decided on yet"
                continue
            node = dict(decision.node if decision and verb == EDIT and decision.node else item.node)
            if decision and verb == MERGE:
                first = self._known.setdefault(decision.into, item.key)
                if decision.into in keys or first != item.key:
                    merged.append((item, decision))
                    self._final[item.key] = decision.into
                    continue
                node = self._as_known(node, decision.into)
            kept[item.key] = node
            if node["id"] != item.key:
                self._final[item.key] = node["id"]
        for item, decision in merged:
            self._fold(item, decision, kept)
        self._made.nodes = [self._linked(key, node) for key, node in kept.items()]
        self._look_for_strays(kept)
        return self._made

    def _as_known(self, node: dict[str, Any], id_: str) -> dict[str, Any]:
        """Return a node as an entity of the graph: its id and class are that one's, facts and evidence stay."""
        known = self._entities.by_id.get(id_)
        made = {**node, "id": id_}
        if known is not None and known.type:
            made["type"] = known.type
        return made

    def _fold(self, item: Item, decision: Decision, kept: dict[str, dict[str, Any]]) -> None:
        """Add what one proposal says to the one that it is the same as."""
        into = self._end(item.key)
        if into not in kept:
            self._problem(item.key, f"{decision.into}, which it is one with, {self._gone.get(into, 'is not there')}")
            return
        kept[into] = folded(kept[into], item.node)

    def _end(self, key: str) -> str:
        """Return the proposal that a chain of merges ends at."""
        seen = {key}
        keys = {item.key for item in self._items}
        while (decision := self._state.decisions.get(key)) and decision.verb == MERGE:
            # of several that are one with an entity of the graph, the first stands for it
            into = decision.into if decision.into in keys else self._known.get(decision.into, key)
            if into in seen:
                break
            key = into
            seen.add(key)
        return key

    def _target(self, id_: str) -> str:
        seen = set()
        while id_ in self._final and id_ not in seen:
            seen.add(id_)
            id_ = self._final[id_]
        return id_

    def _linked(self, owner: str, node: Mapping[str, Any]) -> dict[str, Any]:
        """Return a node with its links to what things are called now, and without those to what was rejected."""
        made: dict[str, Any] = {}
        for key, value in node.items():
            term = self._context.terms.get(key)
            if key == _PARTIES and isinstance(value, list):
                parties = [one for one in value if not self._lost_party(one)]
                if parties:
                    made[key] = [self._linked(owner, one) for one in parties]
            elif term is not None and term.kind is Kind.LINK and key != "passage":
                self._link(owner, node, key, value, made)
            else:
                made[key] = value
        return made

    def _lost_party(self, party: Any) -> bool:
        agent = party.get("agent") if isinstance(party, dict) else None
        if not isinstance(agent, str) or self._gone.get(agent) != "was rejected":
            return False
        self._made.notes.append(f"{party.get('id')} is left out: {agent} was rejected")
        return True

    def _link(self, owner: str, node: Mapping[str, Any], key: str, value: Any, made: dict[str, Any]) -> None:
        several = isinstance(value, list)
        kept: list[Any] = []
        for one in value if several else [value]:
            if not isinstance(one, str):
                kept.append(one)
                continue
            end = self._target(one)
            why = self._gone.get(end, "") or self._gone.get(one, "")
            if why == "was rejected" and key not in ESSENTIAL:
                self._made.notes.append(f"{key} of {node.get('id')} is left out: {one} was rejected")
            elif why:
                self._problem(owner, f"{key}: {one} {why}")
            elif end not in kept:
                kept.append(end)
        if kept:
            made[key] = kept if several and (len(kept) > 1 or isinstance(kept[0], dict)) else kept[0]

    def _look_for_strays(self, kept: Mapping[str, Mapping[str, Any]]) -> None:
        """Find links to local nodes that nobody declares, and ids that two records have."""
        declared: dict[str, str] = {}
        for key, node in zip(kept, self._made.nodes, strict=True):
            for one in _ids(node):
                if one in declared:
                    self._problem(key, f"the id {one} stands twice; give one of the two another")
                declared[one] = key
        prefixes = {one.partition(":")[0] for one in declared if one.partition(":")[0] not in self._context.prefixes}
        for key, node in zip(kept, self._made.nodes, strict=True):
            for name, link in links_of(node, self._context):
                if link.partition(":")[0] in prefixes and link not in declared:
                    self._problem(key, f"{name}: {link} is declared nowhere in the file")

    def _problem(self, key: str, text: str) -> None:
        held = self._made.problems.setdefault(key, [])
        if text not in held:
            held.append(text)


def _ids(node: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(node.get("id"), str):
        yield node["id"]
    for value in node.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and "id" in one:
                yield from _ids(one)


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


def _both(one: Any, other: Any) -> Any:
    """Return two values as one, each item once; texts by language."""
    if isinstance(one, dict) and isinstance(other, dict) and "id" not in one:
        return {key: _both(one[key], other[key]) if key in one and key in other else one.get(key, other.get(key))
                for key in {**one, **other}}  # fmt: skip
    items = _list(one)
    items += [item for item in _list(other) if item not in items]
    if all(isinstance(item, str) and item.rpartition(":p")[2].isdecimal() for item in items):
        items.sort(key=lambda item: int(item.rpartition(":p")[2]))
    return items if len(items) > 1 or isinstance(items[0], dict) else items[0]


def _ordered(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return a node with the keys that were added where drafts have them."""
    first = ("id", "type", "namedGraph", "name", "originalTitle", "variantName")
    last = ("status", "date", "asOf", "unnamedParties", "evidence", "editorialNote", _PARTIES, "passage")
    middle = [key for key in node if key not in first and key not in last]
    return {key: node[key] for key in (*first, *middle, *last) if key in node}


def is_entity(item: Item) -> bool:
    """Whether a proposal is of a thing with a name, which can be one with another."""
    return "name" in item.node and not item.is_source and type_of(item.node) not in {"Anniversary", "Agreement"}
