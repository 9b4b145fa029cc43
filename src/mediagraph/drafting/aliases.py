"""Second names in brackets behind a first, in another script: 余修善(Amanda Nell Eu), 李鷹(リー・イン)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.runs import is_capital

if TYPE_CHECKING:
    from mediagraph.drafting.found import Entity, Mention, Reading
    from mediagraph.drafting.languages import Language

_NAMED = ("person", "work", "organisation", "event")
_SCRIPTS = {"Latin": regex.compile(r"\p{Latin}"), "Cyrillic": regex.compile(r"\p{Cyrillic}")}
_SCRIPTS |= {"Han": regex.compile(r"\p{Han}"), "Kana": regex.compile(r"[\p{Katakana}\p{Hiragana}]")}
_WRITTEN = regex.compile(r"[\p{L}\p{M}\p{N}\s.·・＝=&'’:!?ー~〜–-]+")
_QUOTES = " \"'“”«»「」『』《》"


class Aliases:
    """Gives an entity the name that stands in brackets behind its own, where that is of another script."""

    def __init__(self, language: Language) -> None:
        also = language.cue("works", "also").pattern  # what says that a title is the same in another language
        short = language.cue("organisations", "hereafter").pattern
        self._bracket = regex.compile(
            r"[\"'”»」』》]?\s?[(（](?:(?:" + also + r")[:：]?\s?|(?P<short>" + short + r")[、,:：]?\s?)?"
            r"(?P<name>[^()（）,，;；/／。]{2,60})[)）]",
            regex.IGNORECASE,
        )

    def find(self, reading: Reading) -> None:
        """Note second names, and where they stand alone."""
        for number, text in enumerate(reading.article.paragraphs, start=1):
            for mention in reading.mentions(Span(number, 0, len(text)), _NAMED):
                match = self._bracket.match(text, mention.span.end)
                if match is None:
                    continue
                name = match["name"].strip(_QUOTES)
                place = Span(number, *match.span("name"))
                if (match["short"] and name) or self._is_name(reading, mention, place, name):
                    self._call(reading, mention.entity, name)

    @staticmethod
    def _is_name(reading: Reading, mention: Mention, span: Span, name: str) -> bool:
        own = mention.entity.name
        if len(name) < 2 or not _WRITTEN.fullmatch(name) or regex.fullmatch(r"[\d\s.-]+", name):
            return False
        if any(one.entity is not mention.entity and one.span.holds(span) for one in reading.mentions(
            Span(span.paragraph, 0, 1 << 30), ("country", "place", "organisation", "outlet")
        )):  # fmt: skip
            return False
        scripts = {key for key, pattern in _SCRIPTS.items() if pattern.search(name)}
        mine = {key for key, pattern in _SCRIPTS.items() if pattern.search(own)}
        if scripts & mine or not scripts:
            return False
        if "Latin" in scripts or "Cyrillic" in scripts:
            if not is_capital(name):
                return False
            if mention.entity.kind == "person":
                return 2 <= len(name.split()) <= 5
            return mention.entity.kind != "work" or not name.isupper() or " " in name
        return mention.entity.kind in {"person", "work"} and len(name) <= 20

    @staticmethod
    def _call(reading: Reading, entity: Entity, name: str) -> None:
        other = reading.entity(entity.kind, name)
        if other is entity:
            return
        if other is not None:
            if other.known is not None:
                return
            reading.drop(other)
        reading.call(entity, name)
        for number, text in enumerate(reading.article.paragraphs, start=1):
            for match in regex.finditer(rf"(?<!\w){regex.escape(name)}(?!\p{{Ll}})", text):
                span = Span(number, *match.span())
                if not reading.taken(span) and not reading.hidden(span):
                    reading.mention(entity, span, f"{entity.kind}/again")
