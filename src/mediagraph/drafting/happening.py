"""Events that an article names: festivals, weeks, forums, ceremonies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.found import Entity, Mark, Reading
from mediagraph.drafting.places import countries_in
from mediagraph.drafting.runs import Runs
from mediagraph.drafting.standing import PLANNED, Standing
from mediagraph.drafting.suffixes import SuffixNames

if TYPE_CHECKING:
    from mediagraph.drafting.languages import Language

_FESTIVALS = {"film-festival", "festival"}


class EventFinder:
    """Finds named events, and says when and where they were once dates and places are known."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._runs = Runs(language)
        self._heads = {kind: language.compile(words) for kind, words in language.table("events", "heads").items()}
        self._lower = {kind: language.compile(words) for kind, words in language.table("events", "lower").items()}
        self._leading = language.cue("organisations", "leading")
        self._suffixes = SuffixNames(language, language.table("events", "heads"))
        self._standing = Standing(language)
        self._small = {word.casefold() for word in language.words("connectors")}

    def find(self, reading: Reading) -> None:
        """Note the events of the article."""
        for number, text in enumerate(reading.article.paragraphs, start=1):
            if not self._language.spaced:
                for start, end, kind in self._suffixes.find(text):
                    self._take(reading, Span(number, start, end), text[start:end], kind)
                continue
            for run in self._runs.find(text):
                name = text[run.start : run.end]
                for kind, pattern in self._heads.items():
                    if pattern.search(name):
                        self._take(reading, Span(number, run.start, run.end), name, kind)
                        break
            for kind, pattern in self._lower.items():
                for match in pattern.finditer(text):
                    end = self._end(text, match.end())
                    if end > match.end():
                        self._take(reading, Span(number, match.start(), end), text[match.start() : end], kind)

    def _end(self, text: str, at: int) -> int:
        """Return where a name ends that begins with a common noun: "festival international du film de Pékin"."""
        end = at
        for match in regex.finditer(r"[\p{L}\p{N}'’-]+", text[at : at + 110]):
            if regex.search(r"[,.;:!?()]", text[end : at + match.start()]):
                break
            bare = regex.sub(r"^(?:[ldLD]['’])", "", match[0])
            if bare[:1].isupper() or bare in self._language.words("events", "inner"):
                end = at + match.end()
            elif match[0].casefold() not in self._small:
                break
        # what ends in a common word is no name yet
        return end if any(part[:1].isupper() for part in regex.split(r"[\s'’]", text[at:end])) else at

    def _take(self, reading: Reading, span: Span, name: str, kind: str) -> None:
        text = reading.article.paragraphs[span.paragraph - 1]
        match = self._leading.match(text, span.start)
        if match and match.end() < span.end and self._language.spaced:
            lead = match.end() + len(text[match.end() : span.end]) - len(text[match.end() : span.end].lstrip())
            span, name = Span(span.paragraph, lead, span.end), text[lead : span.end]
        bare = len(name.split()) < 2 if self._language.spaced else len(name) < 4
        if bare or reading.hidden(span, "work") or any(m.entity.kind == "event" for m in reading.mentions(span)):
            return
        known = reading.gazetteer.find(name, ("event",), but=reading.article.slug)
        type_ = "Festival" if kind in _FESTIVALS else "Event"
        event = reading.add(
            "event", type_, name, Mark(span, "event/name", 0.75), known=known[0] if len(known) == 1 else None
        )
        event.more.setdefault("eventKind", kind)

    def place(self, reading: Reading) -> None:
        """Say when and where the events were: what their sentence says, where it speaks of one only."""
        for event in [one for one in reading.entities if one.kind == "event"]:
            for mark in event.marks:
                sentence = reading.sentence_of(mark.span)
                if sentence is None:
                    continue
                base = sentence.span.start
                left, right = self._standing.clause(sentence.text, mark.span.start - base, mark.span.end - base)
                clause = sentence.at(left, right)
                if len({m.entity for m in reading.mentions(clause, ("event",))}) > 1:
                    continue
                self._dated(reading, event, clause)
                place = [m.entity for m in reading.mentions(clause, ("place",)) if not mark.span.holds(m.span)]
                inner = [m.entity for m in reading.mentions(mark.span, ("place",))]
                if len({*place, *inner}) == 1 and "inPlace" not in event.more:
                    event.more["inPlace"] = [*place, *inner][0]
                status = self._standing.of(reading, sentence, mark.span.start - base, mark.span.end - base)
                if status == PLANNED and "date" in event.more:
                    event.more.setdefault("status", PLANNED)
            inside = countries_in(reading, event.marks[0].span)
            if "inPlace" not in event.more and len(inside) == 1 and self._stands_in(reading, event, inside[0]):
                event.more["inPlace"] = inside[0]

    @staticmethod
    def _dated(reading: Reading, event: Entity, clause: Span) -> None:
        dates = reading.dated(clause)
        if len(dates) == 1 and "date" not in event.more:
            event.more["date"] = dates[0].value
            event.marks.append(Mark(dates[0].span, "event/date", 0.6, dates[0].derived))

    def _stands_in(self, reading: Reading, event: Entity, country: Entity) -> bool:
        """Whether the name of an event says that it is held in a country: "Film Week in France"."""
        span = event.marks[0].span
        text = reading.article.paragraphs[span.paragraph - 1]
        place = next(m.span for m in reading.mentions(span, ("country",)) if m.entity is country)
        return bool(self._language.cue("events", "in").search(text[max(span.start, place.start - 6) : place.start]))
