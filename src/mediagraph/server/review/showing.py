"""The pages of a review, made on the server: they work without scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from mediagraph.reviewing import CLASSES, MERGE, REJECT, is_entity, write_node
from mediagraph.reviewing.evidence import marks_of, pieces, visible
from mediagraph.reviewing.nodes import name_of, parties_of, type_of
from mediagraph.reviewing.sections import section_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import jinja2

    from mediagraph.reviewing import Item, Mark, Review, Standing

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class Asked:
    """What a page is asked to show.

    Attributes:
        at: key of the proposal that is decided on.
        words: to be found among the entities.
        text: of a record that was edited in vain.
        new: a record about selected words, to be completed.
        mark: the words.
        faults: what was wrong.
        told: what was done.
    """

    at: str = ""
    words: str = ""
    text: str | None = None
    new: str | None = None
    mark: Mark | None = None
    faults: Sequence[str] = ()
    told: Sequence[str] = ()

    def with_faults(self, faults: Sequence[str]) -> Asked:
        """Return this with what was wrong."""
        return replace(self, faults=faults)

    def with_new(self, text: str, mark: Mark) -> Asked:
        """Return this with a record to be completed."""
        return replace(self, new=text, mark=mark)


@cache
def _templates() -> jinja2.Environment:
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.PackageLoader("mediagraph.server.review"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["visible"] = visible
    return made


def list_page(reviews: Sequence[Review]) -> str:
    """Return the page that leads to each review."""
    rows = []
    for review in reviews:
        standing = review.standing()
        address = f"/review/{quote(review.proposals.slug, safe='')}"
        rows.append((review.proposals, address, len(standing.items), len(standing.undecided)))
    return _templates().get_template("list.html.j2").render(rows=rows)


def review_page(review: Review, token: str, asked: Asked) -> str:
    """Return the page of a review: the article on one side, the proposals on the other."""
    standing = review.standing()
    keys = [item.key for item in standing.items]
    at = asked.at if asked.at in keys else standing.after(keys[0])
    place = keys.index(at)
    now = standing.items[place]
    address = f"/review/{quote(review.proposals.slug, safe='')}"
    language = review.proposals.language
    return _templates().get_template("review.html.j2").render(
        review=review,
        token=token,
        asked=asked,
        address=address,
        language=language if _TAG.fullmatch(language) else "",
        rows=[_row(item, standing, address) for item in standing.items],
        paragraphs=_paragraphs(review, standing, now),
        now=_detail(review, standing, now, asked),
        place=place,
        earlier=_at(address, keys[place - 1]) if place else "",
        later=_at(address, keys[place + 1]) if place + 1 < len(keys) else "",
        waiting=len(standing.undecided),
        problems=[(key, text, _at(address, key)) for key, held in standing.combined.problems.items() for text in held],
        notes=standing.combined.notes,
        classes=CLASSES,
        output=review.project.show(review.output),
    )  # fmt: skip


def _at(address: str, key: str) -> str:
    return f"{address}?{urlencode({'at': key})}#now"


def _row(item: Item, standing: Standing, address: str) -> dict[str, Any]:
    node = standing.node(item)
    return {
        "key": item.key,
        "href": _at(address, item.key),
        "verb": standing.verb(item),
        "type": type_of(node),
        "title": _title(item, standing),
        "section": section_of(node),
        "confidence": f"{item.confidence:.2f}" if item.marks else "",
        "trouble": item.key in standing.combined.problems,
    }


def _title(item: Item, standing: Standing) -> str:
    node = standing.node(item)
    return name_of(node) or name_of(node, "positionTitle") or item.key


def _paragraphs(review: Review, standing: Standing, now: Item) -> list[tuple[int, list[dict[str, Any]]]]:
    shown = [item for item in standing.items if standing.verb(item) != REJECT or item is now]
    made = []
    for number, text in enumerate(review.proposals.paragraphs, start=1):
        parts = []
        for piece in pieces(text, number, shown):
            own = now.key in piece.keys
            first = now.key if own else piece.keys[0] if piece.keys else ""
            parts.append({"text": visible(piece.text), "key": first, "now": own})
        made.append((number, parts))
    return made


def _detail(review: Review, standing: Standing, item: Item, asked: Asked) -> dict[str, Any]:
    node = standing.node(item)
    decision = standing.state.decisions.get(item.key)
    text = write_node(node)
    words = asked.words or (name_of(node) if is_entity(item) else "")
    found = review.entities.search(words, type_of(node)) if words and is_entity(item) else []
    same = [
        {"key": other.key, "title": _title(other, standing), "type": type_of(other.node)}
        for other in standing.items
        if other is not item and section_of(other.node) == section_of(node) and not other.is_source
    ]
    return {
        "key": item.key,
        "verb": standing.verb(item),
        "into": decision.into if decision and decision.verb == MERGE else "",
        "section": section_of(node),
        "text": text,
        "shown": write_node({key: value for key, value in node.items() if key != "passage"}),
        "edited": text if asked.text is None else asked.text,
        "open_edit": asked.text is not None,
        "open_merge": bool(asked.words),
        "marks": marks_of(item),
        "alike": item.alike,
        "parties": [_party(one) for one in parties_of(node)],
        "words": words,
        "found": found,
        "same": same,
        "source": item.is_source,
        "entity": is_entity(item),
        "problems": standing.combined.problems.get(item.key, ()),
    }  # fmt: skip


def _party(node: Mapping[str, Any]) -> dict[str, str]:
    who = node.get("agent") or node.get("representing") or ""
    return {"id": str(node.get("id")), "who": str(who), "role": str(node.get("role", ""))}
