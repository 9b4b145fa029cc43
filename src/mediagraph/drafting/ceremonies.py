"""Ceremonies that have no name of their own: the signing of an agreement, with who was there, when and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.naming import country_name
from mediagraph.drafting.standing import HAPPENED, Standing

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.languages import Language

_NOUNS = ("memorandum", "protocol", "treaty", "declaration")
_MOST_PRESENT = 8


class CeremonyFinder:
    """Proposes the signing of an agreement as an event, where the text tells who signed, when or where."""

    def __init__(self, language: Language) -> None:
        self._standing = Standing(language)
        self._signing = language.cue("agreements", "signing")
        self._nouns = {noun: language.cue("agreements", noun) for noun in _NOUNS}

    def find(self, reading: Reading) -> None:
        """Propose signings of the agreements that were signed."""
        for statement in [one for one in reading.statements if one.type == "Agreement"]:
            if statement.values["status"] != HAPPENED:
                continue
            for mark in list(statement.marks):
                sentence = reading.sentence_of(mark.span)
                match = self._signing.search(sentence.text) if sentence else None
                if sentence is not None and match and self._event(reading, sentence, statement, match):
                    break

    def _event(self, reading: Reading, sentence: Sentence, statement: Statement, match: Any) -> bool:
        if self._standing.negated(sentence, *match.span()):
            return False
        if self._standing.of(reading, sentence, *match.span()) != HAPPENED:
            return False
        people = list(dict.fromkeys(m.entity for m in reading.mentions(sentence.span, ("person",))))
        places = list(dict.fromkeys(m.entity for m in reading.mentions(sentence.span, ("place",))))
        dates = [one for one in reading.dated(sentence.span) if not self._standing.future(one, reading.date)]
        date = dates[0].value if len(dates) == 1 else str(statement.values.get("date", ""))
        if not people and not (places and date):
            return False
        told = [one for mark in statement.marks if (one := reading.sentence_of(mark.span)) is not None]
        nouns = (noun for one in told for noun, cue in self._nouns.items() if cue.search(one.text))
        noun = next(nouns, "agreement")
        who = " and ".join(self._called(reading, agent, country) for agent, _, country, _ in statement.parties[:3])
        name = f"Signing of the {noun} of {who}"
        mark = Mark(sentence.at(*match.span()), "event/signing", 0.6, bool(dates) and dates[0].derived)
        event = Entity("event", "Event", name, marks=[mark])
        event.more |= {"described": True, "eventKind": "signing-ceremony"}
        if date:
            event.more["date"] = date
        if len(places) == 1:
            event.more["inPlace"] = places[0]
        reading.entities.append(event)
        reading.call(event, name)
        roles = Statement("roles", {"of": event}, [])
        for person in people[:_MOST_PRESENT]:
            roles.party(person, "participant", mark)
        if roles.parties:
            reading.statements.append(roles)
        return True

    @staticmethod
    def _called(reading: Reading, agent: Entity | None, country: Entity | None) -> str:
        if agent is not None:
            return min((agent.name, *agent.variants), key=len)
        return country_name(country.id, reading.gazetteer) if country is not None else ""
