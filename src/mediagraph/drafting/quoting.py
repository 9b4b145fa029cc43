"""What stands between quotation marks of any kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.article import Article, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_INNER_END = ".,;:،。，、 "


_BEFORE_INNER = 30  # characters of a name before the part of it that is quoted again


@dataclass(frozen=True, slots=True)
class Quoted:
    """What stands between quotation marks.

    Attributes:
        outer: its place with the marks.
        span: its place without them, and without a comma or full stop that only the printer put in.
        text: its characters.
        mark: the opening mark.
    """

    outer: Span
    span: Span
    text: str
    mark: str


def quoted(article: Article) -> list[Quoted]:
    """Return what stands between quotation marks, the outer before the inner."""
    found: list[Quoted] = []
    for number, text in enumerate(article.paragraphs, start=1):
        for pair in article.language.words("quotes"):
            opening, closing = pair[0], pair[-1]
            for match in _between(text, opening, closing):
                start, end = match
                while end > start and text[end - 1] in _INNER_END:
                    end -= 1
                while start < end and text[start] == " ":
                    start += 1
                if start < end:
                    outer = Span(number, match[0] - 1, match[1] + 1)
                    found.append(Quoted(outer, Span(number, start, end), text[start:end], opening))
    return sorted(found, key=lambda one: (one.outer, -one.outer.end))


def _within(text: str, at: int) -> bool:
    """Whether a sign is an apostrophe within a word, as in "let's"."""
    return text[at] in "'’" and 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()


def _between(text: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    if opening != closing:
        stack: list[int] = []
        pairs: list[tuple[int, int]] = []
        for at, sign in enumerate(text):
            if sign == opening:
                stack.append(at + 1)
            elif sign == closing and stack and not _within(text, at):
                pairs.append((stack.pop(), at))
        # a name that ends in quotation marks of its own has one closing mark for both: «Операция «Ветер»
        for start in stack:
            later = [pair for pair in pairs if pair[0] > start]
            inner = min(later) if later else None
            if inner and inner[0] - start <= _BEFORE_INNER and not regex.search(r"[.!?,;:]", text[start : inner[0]]):
                pairs.append((start, inner[1] + 1))
        yield from pairs
        return
    apostrophe = opening in "'’"
    at = -1
    for match in regex.finditer(regex.escape(opening), text):
        place = match.start()
        if apostrophe and _within(text, place):
            continue
        if at < 0:
            if not (place and text[place - 1].isalnum()):
                at = place + 1
        else:
            yield at, place
            at = -1
