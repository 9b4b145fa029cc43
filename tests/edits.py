"""A reader who does what was counted: the acts that turn a draft into its reviewed file, done through a review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.reviewing import ACCEPT, EDIT, MERGE, REJECT, Mark, Review, write_node
from mediagraph.reviewing.layout import flow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mediagraph.reviewing.acts import Act
    from mediagraph.reviewing.differing import Difference


def do_all(review: Review, acts: Iterable[Act]) -> int:
    """Do `acts`, and return how many decisions it took: what is added is one here, for it is written at once."""
    done = 0
    for act in acts:
        _do(review, act)
        done += 1
    return done


def _do(review: Review, act: Act) -> None:
    if act.verb == ACCEPT:
        review.accept(act.key)
    elif act.verb == REJECT:
        review.reject(act.key)
    elif act.verb == MERGE:
        review.merge(act.key, act.into)
    elif act.verb == EDIT and act.change is not None:
        _edit(review, act.key, act.change)
    elif act.node is not None:
        review.add(write_node(act.node), Mark(1, 0, 1))


def _edit(review: Review, key: str, change: Difference) -> None:
    if change.field:
        review.change(key, {change.field: "" if change.value is None else flow(change.value)})
    elif change.value is None:
        review.drop(key, change.party)
    else:
        standing = review.standing()
        node: dict[str, Any] = dict(standing.node(next(one for one in standing.items if one.key == key)))
        parties = list(node.get("participation", []))
        if change.party:
            parties = [change.value if one["id"] == change.party else one for one in parties]
        else:
            parties.append(change.value)
        review.edit(key, write_node(node | {"participation": parties}))
