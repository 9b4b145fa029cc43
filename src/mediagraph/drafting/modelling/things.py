"""Claims that something is named: organisations, outlets, people, works, events, undertakings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.found import Mark
from mediagraph.drafting.knownbodies import BODIES
from mediagraph.drafting.modelling.checking import CONCEPT, DATE, Checks, DroppedError, Place
from mediagraph.drafting.modelling.matching import MARKS
from mediagraph.drafting.standing import PLANNED

if TYPE_CHECKING:
    from mediagraph.drafting.found import Entity, Reading
    from mediagraph.drafting.languages import Language
    from mediagraph.drafting.modelling.claims import Claim
    from mediagraph.drafting.modelling.concepts import SchemeConcepts
    from mediagraph.drafting.names import Known

NO_NAME = "words that are no name"
OTHERWISE = "taken for something else by the rules"
_TYPES = {
    "organisation": "Organisation", "outlet": "Outlet", "person": "Person", "event": "Event",
    "undertaking": "Undertaking",
}  # fmt: skip
_WORKS = frozenset({"Film", "Series", "Work"})
_FESTIVALS = frozenset({"festival", "film-festival"})
_LONGEST = 120
_SIGNS = " .,…-–—()[]/"
_CAPITAL = regex.compile(r"\p{Lu}|\p{N}")
_ENDS = regex.compile(r"[;!?。；！？]|[.:]\s")
_LETTER = regex.compile(r"\p{L}")


class Things:
    """Takes what is named, where the rules found nothing there."""

    def __init__(self, concepts: SchemeConcepts) -> None:
        self._concepts = concepts

    def take(self, reading: Reading, claim: Claim, tests: Checks, mark: tuple[str, float]) -> bool:
        """Propose what a claim names; return whether it is new.

        Args:
            reading: the article under way.
            claim: what the model says.
            tests: of its language.
            mark: rule and confidence.

        Raises:
            DroppedError: the text or the schemes do not bear it out.
        """
        spans = [_bare(reading, span) for span in tests.spans(reading, claim)]
        name = reading.article.text(spans[0])
        _check_name(name, claim.kind, tests.language)
        type_ = self._type(claim)
        mentioned = [m for span in spans for m in reading.mentions(_paragraph(reading, span)) if m.span.meets(span)]
        if any(m.entity.kind == claim.kind for m in mentioned):
            return False
        others = [m for m in mentioned if m.entity.kind not in {"country", "place"}]
        if all(any(m.span.holds(span) for m in mentioned) for span in spans) or (claim.kind == "person" and others):
            raise DroppedError(OTHERWISE)
        spans = [span for span in spans if not any(m.span.holds(span) for m in mentioned)]
        known = reading.entity(claim.kind, name)
        if known is None:
            known = self._new(reading, claim, tests, type_, Mark(spans[0], *mark))
            spans, new = spans[1:], True
        else:
            new = False
        for span in spans:
            reading.mention(known, span, mark[0])
        return new

    def _type(self, claim: Claim) -> str:
        """Return the class, once the concepts are known to be of their schemes."""
        for key in ("organisationKind", "eventKind"):
            if claim.text(key) and not self._concepts.holds(key, claim.text(key)):
                raise DroppedError(CONCEPT)
        if claim.kind == "work":
            if claim.text("type") not in {"", *_WORKS}:
                raise DroppedError(CONCEPT)
            return claim.text("type") or "Work"
        if claim.kind == "event" and claim.text("eventKind") in _FESTIVALS:
            return "Festival"
        return _TYPES[claim.kind]

    def _new(self, reading: Reading, claim: Claim, tests: Checks, type_: str, mark: Mark) -> Entity:
        more: dict[str, str] = {}
        sentence = reading.sentence_of(mark.span)
        if claim.kind == "event":
            more["eventKind"] = claim.text("eventKind")
            if claim.text("date"):
                if sentence is None:
                    raise DroppedError(DATE)
                place = Place(mark.span, sentence)
                date = tests.date(reading, place, claim.text("date"))
                more["date"] = date.value if date else ""
                mark = Mark(mark.span, mark.rule, mark.confidence, bool(date and date.derived))
                if tests.status(reading, place, "", date) == PLANNED:
                    more["status"] = PLANNED
        elif claim.text("organisationKind"):
            more["organisationKind"] = claim.text("organisationKind")
        name = reading.article.text(mark.span)
        alike = reading.gazetteer.find(name, (claim.kind,), but=reading.article.slug)
        known = tests.known.one(reading, alike) if claim.kind in BODIES else None
        entity = reading.add(claim.kind, _named(known, type_), name, mark, known=known)
        entity.more |= more
        if known is None:
            entity.alike = sorted({one.id for one in alike})
        return entity


def _bare(reading: Reading, span: Span) -> Span:
    """Return the place without blanks and quotation marks around it."""
    text = reading.article.text(span)
    start = span.start + len(text) - len(text.lstrip(MARKS))
    return Span(span.paragraph, start, max(start, span.start + len(text.rstrip(MARKS))))


def _check_name(name: str, kind: str, language: Language) -> None:
    if len(name) > _LONGEST or not name.strip(_SIGNS):
        raise DroppedError(NO_NAME)
    if kind == "work":
        return  # titles are made of anything
    verbs = language.capitals and any(match[0].islower() for match in language.cue("clauses").finditer(name))
    common = language.capitals and not _CAPITAL.search(name)
    if verbs or common or _ENDS.search(name) or not _LETTER.search(name):
        raise DroppedError(NO_NAME)


def _named(known: Known | None, type_: str) -> str:
    return known.type if known is not None and known.type != "OrganisationalUnit" else type_


def _paragraph(reading: Reading, span: Span) -> Span:
    return Span(span.paragraph, 0, len(reading.article.paragraphs[span.paragraph - 1]))
