"""What a claim must bear out in the text before it is believed, by the same tests that the rules themselves pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.bodies import BodyFinder
from mediagraph.drafting.counting import FigureFinder
from mediagraph.drafting.focus import UNSURE, Focus
from mediagraph.drafting.knownbodies import KnownBodies
from mediagraph.drafting.making import MakingFinder
from mediagraph.drafting.modelling.matching import find, same
from mediagraph.drafting.numbers import number_pattern, read_number
from mediagraph.drafting.standing import HAPPENED, PLANNED, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.dates import Dated
    from mediagraph.drafting.found import Entity, Mention, Reading
    from mediagraph.drafting.languages import Language
    from mediagraph.drafting.modelling.claims import Claim

WORDS = "words that are not in the paragraph"
SENTENCE = "words of more than one sentence, or within a title or a quotation"
NAME = "a name that is not in the sentence"
NOBODY = "a name that nothing is proposed of"
DATE = "a date that is not read in the sentence"
NUMBER = "a number that is not in the words"
CONCEPT = "no concept of the scheme"
DENIED = "denied in the text"
NO_WORK = "about a work that the sentence is not about"
_SHARED = 0.6  # of two places in the text, from where on they are one


class DroppedError(Exception):
    """A claim that the text does not bear out; its text is the reason."""


@dataclass(frozen=True)
class Place:
    """The words that a claim cites, and their sentence."""

    span: Span
    sentence: Sentence

    @property
    def within(self) -> tuple[int, int]:
        """The characters of the sentence."""
        base = self.sentence.span.start
        return self.span.start - base, self.span.end - base


class Checks:
    """The tests of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.standing = Standing(language)
        self.focus = Focus(language)
        self.known = KnownBodies(language)
        self.making = MakingFinder(language, BodyFinder(language))
        self.figures = FigureFinder(language)
        self._number = regex.compile(rf"(?P<n>{number_pattern(language)})", regex.IGNORECASE)
        self._excepted = language.cue("cooperation", "except")
        self._agreed = language.cue("agreements", "planned")
        self._signed = language.cue("agreements", "signed")
        self._agreements = language.compile(
            [
                phrase
                for kind, phrases in language.table("agreements").items()
                if kind not in {"planned", "signed"}
                for phrase in phrases
            ]
        )

    @staticmethod
    def spans(reading: Reading, claim: Claim) -> list[Span]:
        """Return where the words of a claim stand.

        Raises:
            DroppedError: nowhere in the paragraph.
        """
        text = reading.article.paragraphs[claim.paragraph - 1]
        found = [Span(claim.paragraph, start, end) for start, end in find(text, claim.quote)]
        if not found:
            raise DroppedError(WORDS)
        return found

    def places(self, reading: Reading, claim: Claim) -> list[Place]:
        """Return where the words of a statement stand, each with the sentence that states it.

        Raises:
            DroppedError: nowhere, in no single sentence, in a title or in words that are quoted, or only where it is
                denied.
        """
        whole = [Place(span, one) for span in self.spans(reading, claim) if (one := reading.sentence_of(span))]
        open_ = [one for one in whole if not reading.hidden(one.span)]
        if not open_:
            raise DroppedError(SENTENCE)
        kept = [one for one in open_ if not self.standing.negated(one.sentence, *one.within)]
        if not kept:
            raise DroppedError(DENIED)
        return kept

    def entity(self, reading: Reading, place: Place, name: str, kinds: Iterable[str]) -> Entity:
        """Return the entity of `kinds` that the sentence calls `name`.

        Raises:
            DroppedError: it does not, or nothing of that name is proposed.
        """
        return _called(reading, place.sentence.span, name, tuple(kinds))

    def subject(self, reading: Reading, place: Place, name: str, kinds: tuple[str, ...] = ("work",)) -> Entity:
        """Return the work that a statement is about: named in the paragraph, and what the sentence speaks of.

        Raises:
            DroppedError: it is not named there, or the sentence speaks of another.
        """
        number = place.span.paragraph
        paragraph = Span(number, 0, len(reading.article.paragraphs[number - 1]))
        found = _called(reading, paragraph, name, kinds)
        at = place.within[0]
        if found.kind == "work":
            here = set(self.focus.all_named(reading, place.sentence))
            meant, sure = self.focus.work(reading, place.sentence, at)
            cited = found in here and any(m.entity is found for m in reading.mentions(place.span))
            if here == {found} or cited or (meant is found and sure > UNSURE):
                return found
            raise DroppedError(NO_WORK)
        if any(m.entity is found for m in reading.mentions(place.sentence.span, kinds)):
            return found
        raise DroppedError(NAME)

    @staticmethod
    def date(reading: Reading, place: Place, written: str) -> Dated | None:
        """Return the date that `written` names, EDTF or words of the text, as the project's own reader reads it.

        Raises:
            DroppedError: the sentence has no such date.
        """
        if not written:
            return None
        dates = reading.dated(place.sentence.span)
        base = place.sentence.span.start
        words = [place.sentence.at(*at) for at in find(place.sentence.text, written)]
        for one in dates:
            stated = place.sentence.text[one.span.start - base : one.span.end - base]
            if one.value == written or same(stated, written) or any(span.holds(one.span) for span in words):
                return one
        raise DroppedError(DATE)

    def excepted(self, place: Place) -> bool:
        """Whether the sentence calls by the name of making what is a treaty, a fund or a market."""
        return bool(self._excepted.search(place.sentence.text))

    def status(self, reading: Reading, place: Place, claimed: str, date: Dated | None = None) -> str:
        """Return planned, unless the claim and the rules both hold that it happened.

        The rules are asked of the cited words, and of the whole sentence, since it is the model that chose the words.
        """
        if claimed == PLANNED or (date is not None and self.standing.future(date, reading.date)):
            return PLANNED
        for start, end in (place.within, (0, len(place.sentence.text))):
            if self.standing.of(reading, place.sentence, start, end) != HAPPENED:
                return PLANNED
        return HAPPENED

    def of_release(self, reading: Reading, place: Place, claimed: str, date: Dated | None) -> str:
        """Return the status of a release, by the further tests that the rules make of releases."""
        status = self.status(reading, place, claimed, date)
        ruled = self.standing.of_release(reading, place.sentence, *place.within)
        return status if ruled == HAPPENED else PLANNED

    def of_cooperation(self, reading: Reading, place: Place, claimed: str, work: Entity | None) -> str:
        """Return the status of a cooperation: what is agreed on is planned, and a work is sure to have been made."""
        if self._agreements.search(place.sentence.text):
            return PLANNED
        status = self.status(reading, place, claimed)
        if work is not None and status == HAPPENED:
            return self.standing.careful(reading, place.sentence, work)
        return status

    def of_agreement(self, reading: Reading, place: Place, claimed: str, date: Dated | None) -> str:
        """Return the status of an agreement, which was made only where the sentence says so.

        Raises:
            DroppedError: the sentence speaks of no agreement.
        """
        text = place.sentence.text
        signed = self._signed.search(text)
        if not self._agreements.search(text):
            raise DroppedError("an agreement of which the sentence does not speak")
        if self._agreed.search(text) or not signed:
            return PLANNED
        status = self.standing.of(reading, place.sentence, *signed.span())
        return PLANNED if status != HAPPENED else self.status(reading, place, claimed, date)

    def number(self, reading: Reading, place: Place, value: float) -> Any:
        """Return the match at which the cited words spell the number `value`.

        Raises:
            DroppedError: they do not, or it is part of a date.
        """
        for match in self._number.finditer(place.sentence.text, *place.within):
            span = place.sentence.at(*match.span())
            dated = any(one.span.meets(span) for one in reading.dated(place.sentence.span))
            if not dated and read_number(match["n"], self.language) == value:
                return match
        raise DroppedError(NUMBER)


def _called(reading: Reading, span: Span, name: str, kinds: tuple[str, ...]) -> Entity:
    text = reading.article.text(span)
    places = [Span(span.paragraph, span.start + start, span.start + end) for start, end in find(text, name)]
    if not places:
        raise DroppedError(NAME)
    mentions = [(one, place) for place in places for one in reading.mentions(span, kinds) if one.span.meets(place)]
    best = max(mentions, key=lambda pair: _share(*pair), default=None)
    if best is not None and _share(*best) >= _SHARED:
        return best[0].entity
    for kind in kinds:
        entity = reading.entity(kind, name)
        if entity is not None:
            return entity
    raise DroppedError(NOBODY)


def _share(mention: Mention, place: Span) -> float:
    one = mention.span
    both = min(one.end, place.end) - max(one.start, place.start)
    return both / (max(one.end, place.end) - min(one.start, place.start))
