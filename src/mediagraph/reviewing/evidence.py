"""Paragraphs with what is marked in them: cut into pieces, for a page or a terminal to show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mediagraph.reviewing.proposals import Item, Mark

# Signs that move a terminal's cursor or turn the order of writing round; a text may hold them, a reader is not misled.
_HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_AROUND = 140


@dataclass(frozen=True)
class Piece:
    """Characters of a paragraph that are marked alike.

    Attributes:
        text: the characters.
        keys: the proposals that they bear out; none where nothing is marked.
    """

    text: str
    keys: Sequence[str]


def marks_of(item: Item) -> list[Mark]:
    """Return the places of a proposal and of its participations."""
    return [*item.marks, *(mark for marks in item.parties.values() for mark in marks)]


def pieces(paragraph: str, number: int, items: Iterable[Item]) -> list[Piece]:
    """Return a paragraph in pieces, each with the proposals whose marks cover it.

    Args:
        paragraph: its text.
        number: which it is, from 1.
        items: the proposals.
    """
    spans = [
        (mark.start, mark.end, item.key)
        for item in items
        for mark in marks_of(item)
        if mark.paragraph == number and mark.start < mark.end
    ]
    edges = sorted({0, len(paragraph), *(edge for start, end, _ in spans for edge in (start, end))})
    made: list[Piece] = []
    for start, end in pairwise(edges):
        keys = list(dict.fromkeys(key for left, right, key in spans if left <= start and end <= right))
        made.append(Piece(paragraph[start:end], keys))
    return made


def excerpts(paragraphs: Sequence[str], item: Item) -> list[tuple[int, list[tuple[str, bool]]]]:
    """Return the paragraphs that bear a proposal out, cut to what is near its marks: number, and text with emphasis.

    Of a proposal without marks, the paragraphs that its evidence names.
    """
    numbers = sorted({mark.paragraph for mark in marks_of(item)}) or _named(item)
    made: list[tuple[int, list[tuple[str, bool]]]] = []
    for number in numbers:
        if not 0 < number <= len(paragraphs):
            continue
        text = paragraphs[number - 1]
        places = [(mark.start, mark.end) for mark in marks_of(item) if mark.paragraph == number]
        first = max(0, min((start for start, _ in places), default=0) - _AROUND)
        last = min(len(text), max((end for _, end in places), default=2 * _AROUND) + _AROUND)
        parts = [("…", False)] if first else []
        position = 0
        for piece in pieces(text, number, [item]):
            start, end = max(position, first), min(position + len(piece.text), last)
            if start < end:
                parts.append((visible(text[start:end]), bool(piece.keys)))
            position += len(piece.text)
        made.append((number, [*parts, ("…", False)] if last < len(text) else parts))
    return made


def visible(text: str) -> str:
    r"""Return `text` with a sign for each one that is not seen but acts.

    >>> visible("a\x1b[31mb") == "a\ufffd[31mb"
    True
    """
    return _HIDDEN.sub("\ufffd", text)


def _named(item: Item) -> list[int]:
    evidence = item.node.get("evidence")
    found = [str(one).rpartition(":p")[2] for one in (evidence if isinstance(evidence, list) else [evidence])]
    return sorted({int(one) for one in found if one.isdecimal()})
