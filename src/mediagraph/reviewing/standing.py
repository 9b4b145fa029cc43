"""A review as it stands at one moment: what is decided, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediagraph.reviewing.combining import UNDECIDED, verb_of
from mediagraph.reviewing.decisions import EDIT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mediagraph.reviewing.combining import Combined
    from mediagraph.reviewing.decisions import State
    from mediagraph.reviewing.proposals import Item


@dataclass(frozen=True)
class Standing:
    """A review as it stands at one moment.

    Attributes:
        items: the proposals and what the reader added, in the order of the file.
        state: the decisions.
        combined: the records that they make.
    """

    items: Sequence[Item]
    state: State
    combined: Combined

    def verb(self, item: Item) -> str:
        """Return what was decided on a proposal, or nothing."""
        return verb_of(item, self.state)

    def node(self, item: Item) -> Mapping[str, Any]:
        """Return the record of a proposal as it was decided on."""
        decision = self.state.decisions.get(item.key)
        return decision.node if decision and decision.verb == EDIT and decision.node else item.node

    @property
    def undecided(self) -> list[Item]:
        """The proposals that wait for a decision."""
        return [item for item in self.items if self.verb(item) == UNDECIDED]

    def after(self, key: str) -> str:
        """Return the key of the next undecided proposal behind `key`, else of the first; of `key` if there is none."""
        keys = [item.key for item in self.items]
        waiting = [item.key for item in self.undecided]
        behind = keys[keys.index(key) + 1 :] if key in keys else keys
        return next((one for one in behind if one in waiting), waiting[0] if waiting else key)
