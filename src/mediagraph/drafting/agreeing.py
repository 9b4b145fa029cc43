"""Agreements: what they are about, who signs them, and whether they were signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.knownbodies import BODIES
from mediagraph.drafting.places import countries_in
from mediagraph.drafting.prospects import Prospects
from mediagraph.drafting.slots import Slots
from mediagraph.drafting.standing import HAPPENED, PLANNED, Standing

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.languages import Language

_LABELS = {
    "co-production-agreement": "Co-production agreement",
    "content-agreement": "Content agreement",
    "cooperation-agreement": "Cooperation agreement",
    "cultural-agreement": "Cultural agreement",
    "funding-agreement": "Funding agreement",
}
_MOST_PARTIES = 4
_BESIDE = 2  # paragraphs between what a headline says of countries and what the text says of bodies
_NEAR = 2  # paragraphs behind the first word of an agreement in which "it" is that one
SIGNATORY = "signatory"
GENERAL = "cooperation-agreement"  # an agreement that only says that it is one


class AgreementFinder:
    """Reads agreements from the phrases of a language; an agreement to produce is no co-production."""

    def __init__(self, language: Language) -> None:
        self._standing = Standing(language)
        self._prospects = Prospects(language)
        self._kinds = {
            kind: language.compile(phrases) for kind, phrases in language.table("agreements").items() if kind in _LABELS
        }
        self._slots = Slots(language)
        self._paper = language.cue("agreements", "paper")
        self._both = language.cue("agreements", "both")
        self._signed = language.cue("agreements", "signed")
        self._planned = language.cue("agreements", "planned")
        self._same = language.cue("agreements", "same")
        self._subjects = {
            kind: language.compile(phrases)
            for kind, phrases in language.table("agreements", "subjects").items()
            if kind in _LABELS
        }

    def _parties(self, reading: Reading, sentence: Sentence, match: Any) -> list[Entity]:
        """Return who signs: those between whom it is said to be, else the bodies or the countries of the sentence."""
        left, right = self._prospects.reach(sentence.text, *match.span())
        room = sentence.at(left, right)
        within = {m.entity for m in reading.mentions(room)}
        cues = [cue for cue in self._slots.cues(reading, sentence) if cue.role == SIGNATORY]
        for cue in sorted(cues, key=lambda one: (not one.forward, abs(one.start - match.end()))):
            named = self._slots.parties(reading, sentence, cue, cues) if left <= cue.start < right else []
            found = [agent for agent, _ in named if agent.kind != "person" and agent in within]
            if len(found) > 1:
                return found
        parties: list[Entity] = list(dict.fromkeys(m.entity for m in reading.mentions(room, BODIES)))
        if len(parties) < 2 and self._both.search(sentence.text):
            return self._pair(reading, sentence)
        countries = countries_in(reading, room)
        return parties if len(parties) > 1 else countries if len(countries) > 1 else []

    @staticmethod
    def _pair(reading: Reading, sentence: Sentence) -> list[Entity]:
        """Return the two that "both sides" are: those of the nearest sentence before that names two and no more."""
        for one in reversed([other for other in reading.article.sentences if other.span < sentence.span]):
            if sentence.span.paragraph - one.span.paragraph > _BESIDE:
                break
            for found in (
                list(dict.fromkeys(m.entity for m in reading.mentions(one.span, ("organisation",)))),
                countries_in(reading, one.span),
            ):
                if len(found) == 2:
                    return found
        return []

    def find(self, reading: Reading) -> None:
        """Propose agreements."""
        for sentence in reading.article.sentences:
            best: tuple[int, int, str, Any] | None = None
            for kind, pattern in self._kinds.items():
                for match in pattern.finditer(sentence.text):
                    # the most particular phrase tells: a co-production treaty is no mere treaty
                    better = (len(match[0]), -match.start())
                    if not reading.hidden(sentence.at(*match.span())) and (best is None or better > best[:2]):
                        best = (*better, kind, match)
            if best is not None:
                self._agreement(reading, sentence, best[2], best[3])
        self._settle(reading)
        for sentence in reading.article.sentences:
            if self._paper.search(sentence.text) and self._signed.search(sentence.text):
                self._dated(reading, sentence)

    def _dated(self, reading: Reading, sentence: Sentence) -> None:
        """Give an agreement the day on which "the document was signed", where it has none and was signed."""
        dates = [one for one in reading.dated(sentence.span) if not self._standing.future(one, reading.date)]
        earlier = [
            one
            for one in reading.statements
            if one.type == "Agreement"
            and one.values["status"] == HAPPENED
            and 0 <= sentence.span.paragraph - one.marks[-1].span.paragraph <= _BESIDE
        ]
        if len(dates) == len(earlier) == 1 and "date" not in earlier[0].values:
            earlier[0].values["date"] = dates[0].value
            earlier[0].marks.append(Mark(dates[0].span, "agreement/date", 0.6, dates[0].derived))

    @staticmethod
    def _settle(reading: Reading) -> None:
        """Join an agreement of countries to that of bodies beside which it is told: it is one, said shorter."""
        found = [one for one in reading.statements if one.type == "Agreement"]
        of_bodies = [one for one in found if all(agent is not None for agent, _, _, _ in one.parties)]
        for one in found:
            if any(agent is not None for agent, _, _, _ in one.parties):
                continue
            for other in of_bodies:
                far = min(abs(a.span.paragraph - b.span.paragraph) for a in one.marks for b in other.marks)
                if other.values["agreementKind"] == one.values["agreementKind"] and far <= _BESIDE:
                    other.marks += one.marks
                    reading.statements.remove(one)
                    break

    def _subject(self, reading: Reading, sentence: Sentence, kind: str) -> str:
        """Return what a memorandum is about, by its sentence or the one behind it, where that is more than its name."""
        if kind != GENERAL:
            return kind
        here = reading.article.sentences.index(sentence)
        for one in reading.article.sentences[here : here + 2]:
            for particular, pattern in self._subjects.items():
                if pattern.search(one.text):
                    return particular
        return kind

    def _again(self, reading: Reading, sentence: Sentence, match: Any) -> bool:
        """Take "this agreement" for the one of the sentences before, where only countries are named beside it."""
        earlier = [
            one
            for one in reading.statements
            if one.type == "Agreement" and 0 <= sentence.span.paragraph - one.marks[0].span.paragraph <= _NEAR
        ]
        if not earlier or not self._same.search(sentence.text):
            return False
        earlier[-1].marks.append(Mark(sentence.at(*match.span()), "agreement/again", 0.5))
        return True

    def _signers(self, reading: Reading, sentence: Sentence, match: Any) -> bool:
        """Add the people who signed to the agreement of the sentences before, where a sentence only tells of them."""
        earlier = [
            one
            for one in reading.statements
            if one.type == "Agreement" and 0 <= sentence.span.paragraph - one.marks[0].span.paragraph <= _NEAR
        ]
        signed = self._signed.search(sentence.text)
        people = list(dict.fromkeys(m.entity for m in reading.mentions(sentence.span, ("person",))))
        if len(earlier) != 1 or not signed or not people or len(people) > _MOST_PARTIES:
            return False
        mark = Mark(sentence.at(*match.span()), "agreement/signers", 0.6)
        earlier[0].marks.append(mark)
        if self._slots.cues(reading, sentence):
            for person in people:
                earlier[0].party(person, SIGNATORY, mark)
        return True

    def _agreement(self, reading: Reading, sentence: Sentence, kind: str, match: Any) -> None:
        text = sentence.text
        if self._standing.negated(sentence, *match.span()):
            return
        planned, signed = self._planned.search(text), self._signed.search(text)
        if not planned and not signed:
            return
        talks = self._prospects.only(text, *match.span())
        status = PLANNED if planned or talks else self._standing.of(reading, sentence, *(signed or match).span())
        chosen = self._parties(reading, sentence, match)
        if not 2 <= len(chosen) <= _MOST_PARTIES:
            if self._prospects.reach(text, *match.span()) == (0, len(text)):
                self._signers(reading, sentence, match)  # a sentence of two agreements tells of none before
            return
        kind = self._subject(reading, sentence, kind)
        if all(one.kind == "country" for one in chosen) and self._again(reading, sentence, match):
            return
        mark = Mark(sentence.at(*match.span()), f"agreement/{'planned' if planned else 'signed'}", 0.6)
        ids = {one.id or one.name for one in chosen}
        for one in reading.statements:
            if one.type == "Agreement" and one.values["agreementKind"] == kind and ids & one.values["parties"]:
                one.marks.append(mark)
                return
        values: dict[str, Any] = {"agreementKind": kind, "status": status, "parties": ids, "named": _LABELS[kind]}
        dates = reading.dated(sentence.span)
        if len(dates) == 1 and status == HAPPENED and not self._standing.future(dates[0], reading.date):
            values["date"] = dates[0].value
            mark = Mark(mark.span, mark.rule, mark.confidence, dates[0].derived)
        statement = Statement("Agreement", values, [mark])
        for who in chosen:
            if who.kind == "country":
                statement.party(None, "signatory", mark, who)
            else:
                statement.party(who, "signatory", mark)
        reading.statements.append(statement)
