"""Film weeks, days and festivals of one country in another: its films are shown there, which the two do together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagraph.drafting.article import Span
from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.places import countries_in
from mediagraph.drafting.standing import HAPPENED, PLANNED, Standing

if TYPE_CHECKING:
    from mediagraph.drafting.languages import Language

_REACH = 16  # characters of the name of a country behind "in"
KIND = "festival-screening"


class FilmWeeks:
    """Proposes showings that two countries have together, from events whose names say so."""

    def __init__(self, language: Language) -> None:
        self._weeks = language.cue("events", "weeks")
        self._in = language.cue("events", "in")
        self._standing = Standing(language)

    def find(self, reading: Reading) -> None:
        """Propose a cooperation for each film week of one country in another."""
        for event in [one for one in reading.entities if one.kind == "event" and one.marks]:
            if self._weeks.search(event.name):
                self._week(reading, event)

    def _week(self, reading: Reading, event: Entity) -> None:
        named = list(dict.fromkeys(one for mark in event.marks for one in countries_in(reading, mark.span)))
        host = self._host(reading, event)
        around = [
            one
            for mark in event.marks
            if (sentence := reading.sentence_of(mark.span)) is not None
            for one in countries_in(reading, sentence.span)
        ]
        named = named or self._follows(reading, event)
        both = list(dict.fromkeys([*named, *([host] if host else [])]))
        if len(both) == 1:
            both = list(dict.fromkeys([*both, *around]))
        if not named or len(both) != 2:
            return
        mark = event.marks[0]
        sentence = reading.sentence_of(mark.span)
        if sentence is None or any(s.values.get("cooperationOn") is event for s in reading.statements if
                                   s.type == "Cooperation" and s.values["cooperationKind"] == KIND):  # fmt: skip
            return
        status = self._status(reading, event)
        mark = Mark(mark.span, f"{KIND}/week", 0.6)
        values = {"cooperationOn": event, "cooperationKind": KIND, "status": status}
        statement = Statement("Cooperation", values, [mark])
        for country in both:
            role = "participant" if host is None else "host-country" if country is host else "guest-country"
            statement.party(None, role, mark, country)
        reading.statements.append(statement)

    def _status(self, reading: Reading, event: Entity) -> str:
        """Return whether an event was held: where it is said to be so, and nowhere to come."""
        told: list[str] = []
        for mark in event.marks:
            sentence = reading.sentence_of(mark.span)
            if sentence is not None:
                start, end = mark.span.start - sentence.span.start, mark.span.end - sentence.span.start
                if self._standing.plans(sentence, start, end):
                    return PLANNED
                told.append(self._standing.of(reading, sentence, start, end))
        return HAPPENED if HAPPENED in told else PLANNED

    def _follows(self, reading: Reading, event: Entity) -> list[Entity]:
        """Return the country that the text puts directly behind the name: Film Festival в Сербии."""
        for mark in event.marks:
            text = reading.article.paragraphs[mark.span.paragraph - 1]
            blanks = len(text[mark.span.end :]) - len(text[mark.span.end :].lstrip())
            match = self._in.match(text, mark.span.end + blanks)
            if match and mark.span.end < match.end():
                found = countries_in(reading, Span(mark.span.paragraph, match.end(), match.end() + _REACH))
                if found:
                    return found[:1]
        return []

    @staticmethod
    def _host(reading: Reading, event: Entity) -> Entity | None:
        """Return the country in which an event is held."""
        place = event.more.get("inPlace")
        if not isinstance(place, Entity):
            return None
        ids = [place.id, *place.countries]
        return next((one for one in reading.entities if one.kind == "country" and one.id in ids), None)
