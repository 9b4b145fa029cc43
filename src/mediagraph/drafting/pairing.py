"""Parties and the countries beside them: "Nordlys (Norway)", "Norway's Nordlys", a body and a country together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.knownbodies import BODIES

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.found import Entity, Reading

_TITLE_GAP = 3  # signs between a title and a phrase that follows it


def paired(sentence: Sentence, chosen: list[Any], joins: Any) -> list[tuple[Entity, Entity | None]]:
    """Give each party the country directly before it, or in brackets behind it; others stand by themselves."""
    text, base = sentence.text, sentence.span.start
    found: list[tuple[Entity, Entity | None]] = []
    bodies = any(one.entity.kind != "country" for one in chosen)
    lone = sum(one.entity.kind in BODIES for one in chosen) == 1 and len(chosen) == 2
    for at, mention in enumerate(chosen):
        if mention.entity.kind == "country":
            other = chosen[at - 1] if at else chosen[-1]
            gap = text[min(mention.span.end, other.span.end) - base : max(mention.span.start, other.span.start) - base]
            if not bodies or (lone and joins.fullmatch(gap.strip())):
                found.append((mention.entity, None))  # "the film is made by Nordlys and France"
            continue
        country: Entity | None = None
        if at and chosen[at - 1].entity.kind == "country":
            gap = text[chosen[at - 1].span.end - base : mention.span.start - base]
            if not joins.search(gap.strip()) and "," not in gap and "、" not in gap:
                country = chosen[at - 1].entity
        if at + 1 < len(chosen) and chosen[at + 1].entity.kind == "country":
            gap = text[mention.span.end - base : chosen[at + 1].span.start - base]
            if regex.fullmatch(r"\s*[(（]\s*", gap):
                country = chosen[at + 1].entity
        if mention.entity.kind == "place":
            continue
        found.append((mention.entity, country))
    return list(dict.fromkeys(found))


def before_title(reading: Reading, sentence: Sentence, start: int, end: int) -> int:
    """Return where a room ends whose phrase follows a title: AとBが「T」を共同制作する."""
    for work in reversed(reading.mentions(sentence.at(start, end), ("work",))):
        gap = sentence.text[work.span.end - sentence.span.start : end]
        return work.span.start - sentence.span.start if len(gap) <= _TITLE_GAP else end
    return end
