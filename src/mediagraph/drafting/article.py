"""An article as it is drafted from: numbered paragraphs, their sentences, and what its bearer says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagraph.drafting.languages import Language

MOST_CHARACTERS = 100_000  # of an article; what is longer is none
MOST_IN_PARAGRAPH = 12_000
_MOST_IN_SENTENCE = 1_200  # no more is looked at together, so that time grows with the length and no faster
_CLOSING = "\"'”’»」』》）)"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in an article.

    Attributes:
        paragraph: its number, from 1.
        start: the first character, from 0, in the paragraph.
        end: the character after the last.
    """

    paragraph: int
    start: int
    end: int

    def holds(self, other: Span) -> bool:
        """Whether `other` lies within."""
        return self.paragraph == other.paragraph and self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.paragraph == other.paragraph and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: where it stands, and its characters."""

    span: Span
    text: str

    def at(self, start: int, end: int) -> Span:
        """Return the place of characters of the sentence."""
        return Span(self.span.paragraph, self.span.start + start, self.span.start + end)


@dataclass(frozen=True)
class Article:
    """A text with its paragraphs, and what is stated of it elsewhere.

    Attributes:
        slug: its name in ids.
        paragraphs: the non-blank lines.
        language: the language that it is in.
        title: a headline that is stated beside the text; else the first paragraph is one, if it looks so.
        date: EDTF, as stated beside the text.
        publisher: as stated beside the text.
        address: where it was published.
    """

    slug: str
    paragraphs: Sequence[str]
    language: Language
    title: str = ""
    date: str = ""
    publisher: str = ""
    address: str = ""
    sentences: Sequence[Sentence] = field(init=False)

    def __post_init__(self) -> None:
        found = [
            sentence
            for number, text in enumerate(self.paragraphs, start=1)
            for sentence in split(number, text, self.language)
        ]
        object.__setattr__(self, "sentences", found)

    def text(self, span: Span) -> str:
        """Return the characters at `span`."""
        return self.paragraphs[span.paragraph - 1][span.start : span.end]

    @property
    def headed(self) -> bool:
        """Whether the first paragraph is a headline: short, and without the full stop of a sentence."""
        first = self.paragraphs[0] if self.paragraphs else ""
        longest = 200 if self.language.spaced else 90
        return len(first) <= longest and not first.rstrip(_CLOSING).endswith(tuple(".。…"))


def paragraphs_of(text: str) -> list[str]:
    """Return the non-blank lines of `text`, without the blanks around them."""
    return [line for line in (part.strip(" \t\r\f\v\u3000\ufeff\u00a0") for part in text.split("\n")) if line]


def split(number: int, text: str, language: Language) -> list[Sentence]:
    """Return the sentences of paragraph `number`."""
    ends = str(language.get("sentences", "ends") or ".!?…。！？")
    short = {word.casefold() for word in language.words("sentences", "abbreviations")}
    found: list[Sentence] = []
    start = 0
    closing = regex.escape(_CLOSING)
    # a full stop of its own width ends a sentence whatever follows
    pattern = rf"[{regex.escape(ends)}]+[{closing}]*(?=\s|$|[^\s\x00-\x7f])|[。！？]+[{closing}]*"
    for match in regex.finditer(pattern, text):
        before = regex.search(r"[\w.]+$", text[start : match.start()])
        word = before[0].casefold() if before else ""
        if match[0] == "." and (word in short or (len(word) == 1 and word.isalpha()) or "." in word):
            continue
        rest = text[match.end() : match.end() + 3].lstrip()
        if language.spaced and rest and rest[0].islower():
            continue
        if not language.spaced and match[0][-1] in _CLOSING and regex.match(r"[\p{L}、，]", text[match.end() :]):
            continue  # words that are quoted within a sentence
        _add(found, number, text, start, match.end())
        start = match.end()
    _add(found, number, text, start, len(text))
    return found


def _add(found: list[Sentence], number: int, text: str, start: int, end: int) -> None:
    start += len(text[start:end]) - len(text[start:end].lstrip())
    while end - start > _MOST_IN_SENTENCE:
        blank = text.rfind(" ", start + 1, start + _MOST_IN_SENTENCE)
        cut = blank if blank > 0 else start + _MOST_IN_SENTENCE
        found.append(Sentence(Span(number, start, cut), text[start:cut]))
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    if text[start:end].strip():
        found.append(Sentence(Span(number, start, end), text[start:end]))
