"""Titles without quotation marks, in languages whose names have capitals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.found import Mark, Reading
from mediagraph.drafting.runs import Runs, is_capital

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagraph.drafting.languages import Language

_LONGEST = 140


class BareTitles:
    """Finds titles by the word for a work before them, the words for their makers behind them, and lists."""

    def __init__(self, language: Language, take: Callable[[Reading, Span, str, Mark], object]) -> None:
        """Make ready; `take` notes a work."""
        self._language = language
        self._take = take
        self._runs = Runs(language)
        self._joins = language.cue("works", "joins")
        self._behind = language.cue("works", "bare_not_behind")
        self._by = regex.compile("|".join(language.words("works", "by")) or "(?!)")

    def find(self, reading: Reading) -> None:
        """Note the titles of the article."""
        self._behind_nouns(reading)
        self._made_by(reading)
        self._listed(reading)

    def _behind_nouns(self, reading: Reading) -> None:
        """Find titles without marks: capitals directly behind a word for a work."""
        small = {word.casefold() for word in self._language.words("works", "title_words")}
        nouns = self._language.compile(self._language.words("works", "bare_after"))
        for number, text in enumerate(reading.article.paragraphs, start=1):
            for match in nouns.finditer(text):
                last = end = start = match.end() + 1
                if text[match.end() : start] != " " or (is_capital(match[0]) and match.start()):
                    continue
                for word in regex.finditer(r"[^\s()\"“”«»]+", text[start : start + _LONGEST]):
                    bare = word[0].rstrip(",.;:!?")
                    gap = text[last : start + word.start()]
                    last = start + word.start() + len(bare)
                    if gap.strip(" :") or not (
                        is_capital(bare) or bare.isdecimal() or (end > start and bare.casefold() in small)
                    ):
                        break
                    if is_capital(bare) or bare.isdecimal():
                        end = start + word.start() + len(bare)
                    if bare != word[0] and not word[0].endswith(":"):
                        break
                title = text[start:end].rstrip(":")
                title = regex.sub(r"['’]s$", "", title)
                by = next((m for m in self._by.finditer(title) if _is_person(title[m.end() :].split())), None)
                title = title[: by.start()] if by else title
                span = Span(number, start, start + len(title))
                if len(title) > 2 and not reading.hidden(span) and not self._other(reading, title):
                    self._take(reading, span, title, Mark(span, "work/behind-noun", 0.55))
                    reading.masked[number].append(span)

    def _made_by(self, reading: Reading) -> None:
        """Find titles without marks: capitals directly before words for who made them: "Aurora, produced by"."""
        cues = self._language.cue("works", "bare_before")
        for sentence in reading.article.sentences:
            for match in cues.finditer(sentence.text):
                before = sentence.text[: match.start()]
                gap = regex.search(
                    r"(?:\s*\([^()]*\))?(?:\s*,)?(?:\s+(?:is|was|are|being|will be|has been|which is))?\s*$", before
                )
                runs = list(self._runs.find(before, 0, gap.start())) if gap else []
                if runs and runs[-1].end == gap.start() and not self._behind.search(before[: runs[-1].start]):
                    self._note(reading, sentence.at(runs[-1].start, runs[-1].end), "work/made-by")

    def _listed(self, reading: Reading) -> None:
        """Find titles without marks in lists: "films such as A, B and C"."""
        cues = self._language.cue("works", "bare_lists")
        for sentence in reading.article.sentences:
            for match in cues.finditer(sentence.text):
                at = match.end()
                for run in self._runs.find(sentence.text, at):
                    if not self._joins.fullmatch(sentence.text[at : run.start].strip()) and run.start - at > 2:
                        break
                    self._note(reading, sentence.at(run.start, run.end), "work/listed")
                    at = run.end

    def _note(self, reading: Reading, span: Span, rule: str) -> None:
        title = reading.article.text(span)
        lead = self._language.cue("works", "bare_leading").match(title)
        if lead and lead.end() < len(title):
            rest = title[lead.end() :]
            span = Span(span.paragraph, span.end - len(rest.lstrip()), span.end)
            title = rest.lstrip()
        if len(title) < 3 or reading.hidden(span) or self._other(reading, title) or reading.taken(span):
            return
        self._take(reading, span, title, Mark(span, rule, 0.5))
        reading.masked[span.paragraph].append(span)

    def _other(self, reading: Reading, title: str) -> bool:
        """Whether capitals behind a word for a work are no title: a festival, an organisation, a country."""
        heads = [
            *self._language.table("organisations", "heads").values(),
            *self._language.table("events", "heads").values(),
        ]
        pattern = self._language.compile([word for words in heads for word in words])
        if pattern.search(title) or title.casefold() in {
            w.casefold() for w in self._language.words("works", "bare_never")
        }:
            return True
        return bool(reading.gazetteer.find(title, ("organisation", "outlet"), but=reading.article.slug)) or any(
            title == name for name in reading.gazetteer.names_in(self._language)
        )


def _is_person(words: list[str]) -> bool:
    """Whether words behind a title are the name of who made it: two with capitals at least."""
    return len(words) > 1 and is_capital(words[0]) and is_capital(words[1])
