"""Named undertakings: programmes, initiatives, schemes, grants and funds for works; what bears a name of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.found import Mark, Reading
from mediagraph.drafting.runs import Runs
from mediagraph.drafting.suffixes import SuffixNames

if TYPE_CHECKING:
    from mediagraph.drafting.languages import Language

_MOST_WORDS = 9
_LEAST_SIGNS = 4  # of a name in a script without blanks


class InitiativeFinder:
    """Finds undertakings by the words that their names end or begin with, `heads` in the section `undertakings`."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._runs = Runs(language)
        heads = language.words("undertakings", "heads")
        self._heads = language.compile(heads)
        self._names = language.compile(language.words("undertakings", "names"))
        self._lower = language.compile(language.words("undertakings", "lower"))
        self._never = language.cue("undertakings", "never")
        words = "|".join(map(regex.escape, language.words("separators", "and"))) or "(?!)"
        self._and = regex.compile(rf"\s(?:{words})\s(?:\p{{Ll}}+\s)+")
        self._leading = language.cue("organisations", "leading")
        self._suffixes = SuffixNames(language, {"": heads})

    def find(self, reading: Reading) -> None:
        """Note the named undertakings of the article."""
        for number, text in enumerate(reading.article.paragraphs, start=1):
            for match in self._names.finditer(text):
                self._take(reading, Span(number, *match.span()), match[0], "undertaking/known")
            if not self._language.spaced:
                for start, end, _ in self._suffixes.find(text):
                    if end - start >= _LEAST_SIGNS:
                        self._take(reading, Span(number, start, end), text[start:end], "undertaking/name")
                continue
            headline = number == 1 and reading.article.headed
            for run in self._runs.find(text):
                for start, end in self._parts(text, run.start, run.end):
                    self._named(reading, number, start, end, headline=headline)

    def _parts(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Cut a run at an "and" behind which a small word begins another name: "the A Grant and the B Grant"."""
        parts: list[tuple[int, int]] = []
        for cut in [*self._and.finditer(text, start, end), None]:
            parts.append((start, cut.start() if cut else end))
            start = cut.end() if cut else end
        return parts

    def _named(self, reading: Reading, number: int, start: int, end: int, *, headline: bool) -> None:
        text = reading.article.paragraphs[number - 1]
        start = self._begin(reading, number, start, end)
        name = text[start:end]
        words = name.split()
        behind = regex.match(r"\s[\p{L}-]+", text, pos=end)
        if behind and self._lower.fullmatch(behind[0].strip()):
            name += behind[0]
        elif len(words) < 2 or headline or not any(m.end() == len(name) for m in self._heads.finditer(name)):
            return
        if words and len(words) <= _MOST_WORDS and not self._never.search(name):
            self._take(reading, Span(number, start, start + len(name)), name, "undertaking/name")

    def _begin(self, reading: Reading, number: int, start: int, end: int) -> int:
        """Return where a name begins, behind articles and adjectives of countries."""
        text = reading.article.paragraphs[number - 1]
        lead = self._leading.match(text, start, end)
        if lead and lead.end() < end:
            start = lead.end() + len(text[lead.end() :]) - len(text[lead.end() :].lstrip())
        inner = reading.mentions(Span(number, start, end), ("country",))
        last = inner[0].span.end if inner and inner[0].span.start == start else 0
        if last and text[last : last + 1] == " " and last + 1 < end:
            # the name of a country may be part of that of an initiative, its adjective is not
            names = reading.gazetteer.countries.get(self._language.code, {})
            start = start if text[start:last] in names else last + 1
        return start

    @staticmethod
    def _take(reading: Reading, span: Span, name: str, rule: str) -> None:
        held = reading.mentions(span, ("work", "event", "undertaking"))
        if reading.hidden(span) or held:
            return
        known = reading.gazetteer.find(name, ("undertaking",), but=reading.article.slug)
        chosen = known[0] if len(known) == 1 else None
        if reading.gazetteer.find(name, ("organisation", "outlet"), but=reading.article.slug):
            return
        reading.add("undertaking", "Initiative", name, Mark(span, rule, 0.6), known=chosen)
