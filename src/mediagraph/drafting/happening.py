"""Events that an article names: festivals, weeks, forums, ceremonies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.found import Entity, Mark, Reading
from mediagraph.drafting.morphology import Morphology
from mediagraph.drafting.places import countries_in
from mediagraph.drafting.runs import Run, Runs
from mediagraph.drafting.standing import PLANNED, Standing
from mediagraph.drafting.suffixes import SuffixNames

if TYPE_CHECKING:
    from mediagraph.drafting.languages import Language

_MOST_BEFORE_NOUN = 4
_FESTIVALS = {"film-festival", "festival"}


class EventFinder:
    """Finds named events, and says when and where they were once dates and places are known."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._runs = Runs(language)
        self._heads = {kind: language.compile(words) for kind, words in language.table("events", "heads").items()}
        self._lower = {kind: language.compile(words) for kind, words in language.table("events", "lower").items()}
        self._whole = {kind: language.compile(words) for kind, words in language.table("events", "whole").items()}
        self._behind = {kind: language.compile(words) for kind, words in language.table("events", "behind").items()}
        self._alone = language.cue("events", "alone")
        self._films = language.compile([w for words in language.table("works", "types").values() for w in words])
        self._leading = language.cue("organisations", "leading")
        self._suffixes = SuffixNames(language, language.table("events", "heads"))
        self._standing = Standing(language)
        self._morphology = Morphology(language)
        self._small = {word.casefold() for word in language.words("connectors")}

    def find(self, reading: Reading) -> None:
        """Note the events of the article."""
        for number, text in enumerate(reading.article.paragraphs, start=1):
            if not self._language.spaced:
                for start, last, kind in self._suffixes.find(text):
                    year = regex.match(r"\s?20\d\d(?![年\d])", text, pos=last)
                    end = year.end() if year else last
                    self._take(reading, Span(number, start, end), text[start:end], kind)
                continue
            for kind, pattern in self._whole.items():
                for match in pattern.finditer(text):
                    name = self._morphology.nominative(match[0], first=True)
                    self._take(reading, Span(number, *match.span()), name, kind)
            for run in self._runs.find(text):
                name = text[run.start : run.end]
                self._with_noun(reading, number, text, run)
                for kind, pattern in self._heads.items():
                    if pattern.search(name):
                        end = self._before_place(reading, Span(number, run.start, run.end), text, pattern)
                        self._take(reading, Span(number, run.start, end), text[run.start : end], kind)
                        break
            for kind, pattern in self._lower.items():
                for match in pattern.finditer(text):
                    end = self._end(text, match.end())
                    start = self._morphology.with_adjectives(text, match.start())
                    if end > match.end() or start < match.start():
                        name = self._morphology.nominative(text[start:end], first=True)
                        self._take(reading, Span(number, start, end), name, kind)

    def _before_place(self, reading: Reading, span: Span, text: str, heads: Any) -> int:
        """Return where a name ends that a town stands behind: "Nordic Film Market in Oslo"."""
        for place in reading.mentions(span, ("place",)):
            before = self._language.cue("events", "in")
            small = [m for m in before.finditer(text, span.start, place.span.start) if m.end() >= place.span.start - 1]
            if place.span.end == span.end and small and heads.search(text, span.start, small[-1].start()):
                return span.start + len(text[span.start : small[-1].start()].rstrip())
        return span.end

    def _with_noun(self, reading: Reading, number: int, text: str, run: Run) -> None:
        """Take a name whose last word is a common noun: "the Rotterdam film festival"."""
        for kind, pattern in self._behind.items():
            behind = regex.match(r"\s\p{Ll}[\p{L}-]*(?:\s\p{Ll}[\p{L}-]*){0,2}", text, pos=run.end)
            found = behind and pattern.match(text, run.end + 1)
            if found and len(run.words) <= _MOST_BEFORE_NOUN:
                span = Span(number, run.start, found.end())
                self._take(reading, span, text[span.start : span.end], kind)
                return

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
        if not any(part[:1].isupper() for part in regex.split(r"[\s'’«“\"„]+", text[at:end])):
            return at
        opened = regex.search(r"[«“\"„](?=[^»”\"]*$)", text[at:end])
        return end + 1 if opened and text[end : end + 1] in {"»", "”", '"'} else end

    def _take(self, reading: Reading, span: Span, name: str, kind: str) -> None:
        text = reading.article.paragraphs[span.paragraph - 1]
        if self._morphology.known and (other := regex.search(r"(?<=\p{Latin})\s\p{Cyrillic}", name)):
            span = Span(span.paragraph, span.start, span.start + other.start())  # Film Festival в Сербии
            name = name[: other.start()]
        match = self._leading.match(text, span.start)
        if match and match.end() < span.end and self._language.spaced:
            lead = match.end() + len(text[match.end() : span.end]) - len(text[match.end() : span.end].lstrip())
            span, name = Span(span.paragraph, lead, span.end), text[lead : span.end]
        bare = len(name.split()) < 2 if self._language.spaced else len(name) < 4
        bare = bare and not self._alone.fullmatch(name)
        if bare or reading.hidden(span, "work") or any(m.entity.kind == "event" for m in reading.mentions(span)):
            return
        known = reading.gazetteer.find(name, ("event",), but=reading.article.slug)
        type_ = "Festival" if kind in _FESTIVALS else "Event"
        event = reading.add(
            "event", type_, name, Mark(span, "event/name", 0.75), known=known[0] if len(known) == 1 else None
        )
        if kind == "festival" and (sentence := reading.sentence_of(span)) and self._films.search(sentence.text):
            kind = "film-festival"  # of what kind a festival is its films tell
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
