"""In what a proposal and the record that it ought to be differ: fields and parties, but not ids and comments."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mediagraph.identity.naming import read_name
from mediagraph.reviewing.nodes import parties_of

# What is no work: ids, comments, paragraphs as such, the graph that follows from the article's name; and parties,
# which are counted one by one.
UNCOUNTED = frozenset({"id", "editorialNote", "namedGraph", "participation", "passage"})
# In what two participations agree that are the same, in the order in which such are looked for; () is in all.
_ALIKE: Sequence[Sequence[str]] = (
    (), ("agent", "representing", "role"), ("agent", "role"), ("agent", "representing"), ("agent",),
)  # fmt: skip
_Party = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """What has to be changed in a proposal.

    Attributes:
        field: key of the field; of a party, nothing.
        value: what it ought to be; None takes it away.
        party: id of the participation that is replaced or taken away; of one to be added, nothing.
    """

    field: str = ""
    value: Any = None
    party: str = ""


def differences(node: Mapping[str, Any], other: Mapping[str, Any], gone: Collection[str] = ()) -> list[Difference]:
    """Return what makes `node` say what `other` says.

    Args:
        node: what is proposed.
        other: what it ought to be.
        gone: ids of what was rejected; a link to it goes by itself, and so does a party.
    """
    found = [
        Difference(key, other.get(key))
        for key in dict.fromkeys([*node, *other])
        if key not in UNCOUNTED and comparable(without(node.get(key), gone)) != comparable(other.get(key))
    ]
    left = [party for party in parties_of(node) if party.get("agent") not in gone]
    return found + _of_parties(left, parties_of(other))


def written(node: Mapping[str, Any]) -> int:
    """Return how many acts it takes to write a record: one for its id and class, one a field, one a party."""
    return 1 + len(node.keys() - UNCOUNTED - {"type"}) + len(parties_of(node))


def without(value: Any, gone: Collection[str]) -> Any:
    """Return a value without links to what is gone."""
    if isinstance(value, list):
        return [one for one in value if not (isinstance(one, str) and one in gone)] or None
    return None if isinstance(value, str) and value in gone else value


def comparable(value: Any) -> frozenset[Any]:
    """Return a value so that two are equal that say the same: names folded, lists without order or doubles.

    >>> comparable(["ab:p2", "ab:p1"]) == comparable(["ab:p1", "ab:p2"])
    True
    >>> comparable({"zh-Hans": "《盐》"}) == comparable({"zh": ["《盐》"]})
    True
    """
    if isinstance(value, dict):
        return frozenset(
            (tag.split("-")[0], read_name(text).folded if isinstance(text, str) else str(text))
            for tag, texts in value.items()
            for text in (texts if isinstance(texts, list) else [texts])
        )
    if isinstance(value, list):
        return frozenset().union(*map(comparable, value))
    if value is None:
        return frozenset()
    return frozenset({f"{value:g}" if isinstance(value, (int, float)) else str(value)})


def matched_parties(ours: Sequence[_Party], theirs: Sequence[_Party]) -> list[tuple[_Party, _Party]]:
    """Return which participations are the same: those that say the same first, then those of the same agent."""
    left, right = list(ours), list(theirs)
    pairs: list[tuple[_Party, _Party]] = []
    for keys in _ALIKE:
        for party in tuple(left):
            # those without an agent are the same only if country and role are
            named = party.get("agent") or not keys or {"representing", "role"} <= set(keys)
            other = next((one for one in right if named and _shown(one, keys) == _shown(party, keys)), None)
            if other is not None:
                left.remove(party)
                right.remove(other)
                pairs.append((party, other))
    return pairs


def _of_parties(ours: Sequence[_Party], theirs: Sequence[_Party]) -> list[Difference]:
    """Return what makes the parties alike: to be replaced, to be taken away, to be added."""
    pairs = matched_parties(ours, theirs)
    found = [
        Difference(value=dict(other) | {"id": one.get("id")}, party=str(one.get("id")))
        for one, other in pairs
        if _shown(one) != _shown(other)
    ]
    left, right = ({id(pair[side]) for pair in pairs} for side in (0, 1))
    found += [Difference(party=str(party.get("id"))) for party in ours if id(party) not in left]
    return found + [Difference(value=dict(party)) for party in theirs if id(party) not in right]


def _shown(party: _Party, keys: Collection[str] = ()) -> _Party:
    return {key: comparable(party.get(key)) for key in keys or party.keys() - UNCOUNTED - {"type"}}
