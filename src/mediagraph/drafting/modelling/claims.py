"""What a model answers, read as claims: plain values of a small form, each still to be checked against the text."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

# kind -> its fields; those that end in ? may be left out, those in [] are lists of names
KINDS: Mapping[str, Sequence[str]] = {
    "organisation": ("organisationKind?",),
    "outlet": (),
    "person": (),
    "work": ("type?",),
    "event": ("eventKind", "date?"),
    "undertaking": (),
    "position": ("holder", "title", "organisation?"),
    "role": ("of", "agent", "role"),
    "agreement": ("agreementKind", "parties[]", "status?", "date?"),
    "cooperation": ("cooperationKind", "on?", "parties[]", "status?"),
    "release": ("work", "releaseKind", "status?", "date?", "outlet?", "event?", "countries[]?"),
    "stage": ("work", "stage", "status?", "date?"),
    "figure": ("of", "value", "bound?", "unit"),
    "remark": ("speaker",),
}
ENTITIES = ("organisation", "outlet", "person", "work", "event", "undertaking")
MOST = 300  # claims of one answer
_LONGEST_QUOTE = 600
_LONGEST_VALUE = 300
_MOST_NAMES = 20
_FENCE = re.compile(r"\s*```[A-Za-z]*\s*\n(.*?)\n?\s*```\s*", re.DOTALL)

FORM = "not in the form that was asked for"
KIND = "of a kind that is not asked for"
PARAGRAPH = "a paragraph that was not sent"
TOO_MANY = f"more than {MOST} in one answer"


@dataclass(frozen=True)
class Claim:
    """One proposal of a model, of which nothing is sure yet.

    Attributes:
        kind: one of `KINDS`.
        paragraph: the number of the paragraph that it cites.
        quote: the words that it cites.
        fields: what it says.
    """

    kind: str
    paragraph: int
    quote: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a field that is a text, or nothing."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def names(self, name: str) -> list[str]:
        """Return a field that is a list of names."""
        value = self.fields.get(name)
        return list(value) if isinstance(value, list) else []


@dataclass
class Claims:
    """The claims of the answers for one article.

    Attributes:
        found: the claims that have the form.
        dropped: how many have not, by the reason.
        unread: answers that could not be read at all.
    """

    found: list[Claim] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    unread: int = 0

    def read(self, answer: str, paragraphs: Collection[int]) -> None:
        """Take in what a model answered to the paragraphs of these numbers."""
        held = _proposals(answer)
        if held is None:
            self.unread += 1
            return
        if len(held) > MOST:
            self.dropped[TOO_MANY] += len(held) - MOST
        for one in held[:MOST]:
            made = _claim(one, paragraphs)
            if isinstance(made, Claim):
                self.found.append(made)
            else:
                self.dropped[made] += 1


def _proposals(answer: str) -> list[Any] | None:
    fenced = _FENCE.fullmatch(answer)
    try:
        content = json.loads(fenced[1] if fenced else answer)
    except (ValueError, RecursionError):
        return None
    held = content.get("proposals") if isinstance(content, dict) else content
    return held if isinstance(held, list) else None


def _claim(given: Any, paragraphs: Collection[int]) -> Claim | str:
    """Return a claim, or why it is none."""
    if not isinstance(given, dict):
        return FORM
    kind, number, quote = given.get("kind"), given.get("paragraph"), given.get("quote")
    if not isinstance(kind, str) or kind not in KINDS:
        return KIND
    if not isinstance(number, int) or isinstance(number, bool) or number not in paragraphs:
        return PARAGRAPH
    if not isinstance(quote, str) or not quote.strip() or len(quote) > _LONGEST_QUOTE:
        return FORM
    fields: dict[str, Any] = {}
    for name in KINDS[kind]:
        key = name.rstrip("?").removesuffix("[]")
        value = given.get(key)
        if value in (None, "", []):
            if not name.endswith("?"):
                return FORM
        elif not _suits(value, listed="[]" in name, number=key == "value"):
            return FORM
        else:
            fields[key] = value
    return Claim(kind, number, quote, fields)


def _suits(value: Any, *, listed: bool, number: bool) -> bool:
    if listed:
        return isinstance(value, list) and len(value) <= _MOST_NAMES and all(map(_is_text, value))
    if number:
        return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    return _is_text(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= _LONGEST_VALUE
