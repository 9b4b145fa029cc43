"""Roles in works from a calling beside a name, or from the name behind a title: «Salt» de X, director X's "Salt"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.focus import Focus
from mediagraph.drafting.found import Mark, Reading
from mediagraph.drafting.runs import Runs

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.languages import Language

_BRACKET = regex.compile(r"\s?\([^()]{2,40}\)")


class CallingFinder:
    """Reads roles of people from the callings of a language."""

    def __init__(self, language: Language) -> None:
        self._spaced = language.spaced
        self._focus = Focus(language)
        self._runs = Runs(language)
        words = language.words("separators", "and")
        self._and = regex.compile(rf"\s(?:{'|'.join(map(regex.escape, words))})\s" if words else "(?!)")
        self._by = regex.compile("|".join(language.words("works", "by")) or "(?!)")
        self._called = language.cues("people", "roles")
        # callings that tell a role though no title stands beside: in other languages they are offices too
        self._alone = [role for role in language.words("people", "roles_alone") if role in self._called]

    def find(self, reading: Reading) -> None:
        """Propose the roles of people in works."""
        for sentence in reading.article.sentences:
            self._callings(reading, sentence)
            self._titled_by(reading, sentence)

    def _titled_by(self, reading: Reading, sentence: Sentence) -> None:
        """Read who made a work from the name behind its title: «Fortuna» de X, “Red Silk” by X."""
        for work in reading.mentions(sentence.span, ("work",)):
            at = work.span.end - sentence.span.start
            match = self._by.match(sentence.text, at)
            if not match:
                continue
            run = next(self._runs.find(sentence.text, match.end()), None)
            if run is None or run.start != match.end():
                continue
            bracket = _BRACKET.match(sentence.text, run.end)
            if bracket and reading.mentions(sentence.at(*bracket.span()), ("country",)):
                continue  # "Salt by Nordlys (Norway)" is of a company
            name = self._and.split(sentence.text[run.start : run.end])[0]
            span = sentence.at(run.start, run.start + len(name))
            if not reading.taken(span) and 2 <= len(name.split()) <= 4:
                person = reading.add("person", "Person", name, Mark(span, "person/behind-title", 0.6))
                reading.role(work.entity, person, "director", Mark(span, "director/behind-title", 0.6), None)

    def _callings(self, reading: Reading, sentence: Sentence) -> None:
        """Read roles from a calling beside a name, near a work: "director X's film", «фильм Y режиссёра X»."""
        works = reading.mentions(sentence.span, ("work",))
        if not works:
            self._called_alone(reading, sentence)
            return
        for mention in reading.mentions(sentence.span, ("person",)):
            start = mention.span.start - sentence.span.start
            before = sentence.text[max(0, start - 30) : start]
            after = sentence.text[mention.span.end - sentence.span.start :][:12]
            for role, pattern in self._called.items():
                beside = any(not before[m.end() :].strip(" ,:「『《«\u00a0") for m in pattern.finditer(before))
                if not beside and not (not self._spaced and pattern.match(after)):
                    continue
                nearest = min(works, key=lambda one: abs(one.span.start - mention.span.start))
                if abs(nearest.span.start - mention.span.start) <= 120:
                    reading.role(nearest.entity, mention.entity, role, Mark(mention.span, f"{role}/calling", 0.6), None)
                break

    def _called_alone(self, reading: Reading, sentence: Sentence) -> None:
        """Read roles from callings where no title stands, of the one work before: 田中光敏監督が登壇した."""
        work, sure = self._focus.work(reading, sentence, 0, loose=True) if self._alone else (None, 0.0)
        if work is None:
            return
        for mention in reading.mentions(sentence.span, ("person",)):
            start, end = (at - sentence.span.start for at in (mention.span.start, mention.span.end))
            before, after = sentence.text[max(0, start - 30) : start], sentence.text[end:][:16]
            for role in self._alone:
                pattern = self._called[role]
                beside = any(not before[m.end() :].strip(" ,:\u00a0") for m in pattern.finditer(before))
                if beside or (not self._spaced and pattern.match(regex.sub(r"^[(（][^()（）]*[)）]", "", after))):
                    mark = Mark(mention.span, f"{role}/calling", min(0.5, sure))
                    reading.role(work, mention.entity, role, mark, None)
                    break
