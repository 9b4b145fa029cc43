"""Names that a text cuts short: 日本富士电视台 and 富士电视台 are one; "Salt" and "Salt: A Journey" are one."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.knownbodies import BODIES

if TYPE_CHECKING:
    from mediagraph.drafting.found import Entity, Reading

_SECOND = regex.compile(r"[”\"»’]?\s\([“\"«‘]?")  # between a title and the same in another language
_LEAST = 4  # signs of a name without its country


class ShortNames:
    """Joins a body to one of the same text whose name is its own with a country before it."""

    @staticmethod
    def find(reading: Reading) -> None:
        """Make one of two where the longer name is a country and the shorter name."""
        _titles(reading)
        if reading.language.spaced:
            return
        for entity in [one for one in reading.entities if one.kind in BODIES and one.marks]:
            span = entity.marks[0].span
            country = next((m for m in reading.mentions(span, ("country",)) if m.span.start == span.start), None)
            if country is None:
                continue
            bare = entity.name[country.span.end - country.span.start :]
            other = reading.entity(entity.kind, bare) if len(bare) >= _LEAST else None
            if other is None or other is entity or (entity.known and other.known and entity.known != other.known):
                continue
            other.known = other.known or entity.known
            _join(reading, entity, other)


def _titles(reading: Reading) -> None:
    """Make one of a title and the same with what stands behind its colon: "Salt" and "Salt: A Journey"."""
    for number, text in enumerate(reading.article.paragraphs, start=1):
        found = reading.mentions(Span(number, 0, len(text)), ("work",))
        for one, two in pairwise(found):
            gap = text[one.span.end : two.span.start]
            if one.entity is not two.entity and not two.entity.known and _SECOND.fullmatch(gap):
                bracket = regex.match(r"[”\"»’]?\)", text[two.span.end :])
                _join(reading, two.entity, one.entity) if bracket else None
    works = [one for one in reading.entities if one.kind == "work"]
    for short in works:
        longer = [
            one
            for one in works
            if one is not short
            and regex.match(regex.escape(short.name) + r"\s?[:：]\s?\S", one.name)
            and not (one.known and short.known and one.known != short.known)
        ]
        if len(longer) == 1 and len(short.name) >= _LEAST and not longer[0].known:
            _join(reading, longer[0], short)


def _join(reading: Reading, entity: Entity, other: Entity) -> None:
    """Let `other` be all that `entity` was."""
    marks = list(entity.marks)
    names = [entity.name, *entity.variants]
    for key, value in entity.more.items():
        other.more.setdefault(key, value)
    reading.drop(entity)
    for mark in marks:
        other.marks.append(mark)
        reading.mention(other, mark.span, mark.rule)
    for name in names:
        reading.call(other, name)
