"""Countries of bodies and works, where the text puts the two together: "Norway's Nordlys", "Nordlys (Norway)"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.knownbodies import BODIES

if TYPE_CHECKING:
    from mediagraph.drafting.found import Entity, Mention, Reading
    from mediagraph.drafting.languages import Language

_REACH = 45  # characters between a country and what is of it
_COMMON = r"(?:\p{Ll}[\p{L}-]*\s){0,4}"


class Belonging:
    """Gives bodies and works the country that stands beside them."""

    def __init__(self, language: Language) -> None:
        self._spaced = language.spaced
        nouns = language.compile([word for words in language.table("works", "types").values() for word in words])
        self._nouns = nouns
        self._owned = regex.compile(rf"(?:['’]s)?\s{_COMMON}(?:[«“\"])?" if language.spaced else r"的?")
        self._behind = regex.compile(r"\s?[(（](?:.{0,12}[,，]\s)?$")

    def find(self, reading: Reading) -> None:
        """Say of what country the bodies and works are that are said to be of one."""
        for number, text in enumerate(reading.article.paragraphs, start=1):
            whole = Span(number, 0, len(text))
            countries = reading.mentions(whole, ("country",))
            for mention in reading.mentions(whole, (*BODIES, "work")):
                country = self._before(text, mention, countries) or self._bracketed(text, mention, countries)
                if country is None:
                    continue
                if mention.entity.kind == "work":
                    mention.entity.more.setdefault("countryOfOrigin", [country.id])
                elif "inCountry" not in mention.entity.more:
                    mention.entity.belongs("inCountry", country.id)

    def _before(self, text: str, mention: Mention, countries: list[Mention]) -> Entity | None:
        near = [one for one in countries if 0 <= mention.span.start - one.span.end <= _REACH]
        if not near:
            return None
        country = near[-1]
        gap = text[country.span.end : mention.span.start]
        others = [one for one in countries if 0 <= country.span.start - one.span.end <= 5]
        if others or self._joined(text, country):
            return None  # of two countries at once is no country of origin
        if mention.entity.kind == "work":
            rest = self._nouns.sub("", gap, count=1)
            return country.entity if rest != gap and len(rest.strip(' «“"”《『「:')) <= 2 else None
        return country.entity if self._owned.fullmatch(gap) else None

    @staticmethod
    def _joined(text: str, country: Mention) -> bool:
        """Whether a country is the second of a pair, as in "Sino-French"."""
        before = text[: country.span.start]
        return bool(regex.search(r"[-‐–/]$|\b(?:and|et|и)\s$|[和与、]$", before))

    def _bracketed(self, text: str, mention: Mention, countries: list[Mention]) -> Entity | None:
        if mention.entity.kind == "work":
            return None
        for one in countries:
            gap = text[mention.span.end : one.span.start]
            if 0 < one.span.start - mention.span.end <= 16 and self._behind.fullmatch(gap):
                return one.entity if regex.match(r"\s?[)）,，]", text, pos=one.span.end) else None
        return None
