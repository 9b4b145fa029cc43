"""Lists of co-productions by country: under "co-productions:", lines such as "Salt (Norway, Japan)".

Only what a heading calls co-productions is one; a list of films with their countries alone says nothing of the kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.settling import CO_PRODUCTION
from mediagraph.drafting.standing import Standing

if TYPE_CHECKING:
    from mediagraph.drafting.found import Mention
    from mediagraph.drafting.languages import Language

_AT_START = 4  # characters of a bullet before a title
_REACH = 70  # characters between a title and its countries, such as the name of its director
_LONGEST = 30  # words of a line of a list


class CountryLists:
    """Reads the countries of co-productions that are listed with them."""

    def __init__(self, language: Language) -> None:
        self._headings = language.cue("works", "joint_lists")
        self._standing = Standing(language)

    def find(self, reading: Reading) -> None:
        """Propose co-productions of countries."""
        called = False  # whether the list that we are in is one of co-productions
        listed = False
        for number, text in enumerate(reading.article.paragraphs, start=1):
            works = reading.mentions(Span(number, 0, _AT_START + 200), ("work",))
            first = works[0] if works and works[0].span.start <= _AT_START else None
            countries = self._countries(reading, text, first) if first is not None else []
            if first is None or len(text.split()) > _LONGEST:
                in_list = number in reading.listed
                called = self._headings.search(text) is not None or (in_list and called)
                listed = listed and in_list
                continue
            if len(countries) > 1 and (called or listed):
                listed = True
                self._propose(reading, first, countries)

    @staticmethod
    def _countries(reading: Reading, text: str, work: Mention) -> list[Mention]:
        """Return the countries in the first brackets behind a title, where nothing else stands in them."""
        match = regex.compile(r"[(（]([^()（）]{3,90})[)）]").search(text, work.span.end, work.span.end + _REACH + 90)
        if match is None or match.start() - work.span.end > _REACH:
            return []
        found = reading.mentions(Span(work.span.paragraph, *match.span(1)), ("country",))
        rest = match[1]
        for one in reversed(found):
            rest = rest[: one.span.start - match.start(1)] + rest[one.span.end - match.start(1) :]
        return found if not regex.search(r"\p{L}{4,}", rest) else []

    def _propose(self, reading: Reading, work: Mention, countries: list[Mention]) -> None:
        if any(
            one.type == "Cooperation"
            and one.values["cooperationKind"] == CO_PRODUCTION
            and one.values["cooperationOn"] is work.entity
            for one in reading.statements
        ):
            return
        span = Span(work.span.paragraph, countries[0].span.start, countries[-1].span.end)
        mark = Mark(span, "co-producer/list", 0.6)
        sentence = reading.sentence_of(work.span)
        if sentence is None:
            return
        values: dict[str, object] = {
            "cooperationOn": work.entity,
            "cooperationKind": CO_PRODUCTION,
            "status": self._standing.careful(reading, sentence, work.entity),
        }
        statement = Statement("Cooperation", values, [mark])
        named: list[Entity] = list(dict.fromkeys(one.entity for one in countries))
        for country in named:
            statement.party(None, "co-producer", mark, country)
        if len(named) > 1:
            reading.statements.append(statement)
