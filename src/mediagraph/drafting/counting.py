"""Figures: numbers of things, with their bounds, and what they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.focus import Focus
from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.numbers import number_pattern, read_number

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.languages import Language

_OWNERS = ("organisation", "outlet", "work", "event", "undertaking")


class FigureFinder:
    """Reads figures from the nouns of a language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._focus = Focus(language)
        number = rf"(?P<n>{number_pattern(language)})"
        between = (
            r"(?:(?:[\s\u00a0]+[\p{L}'’-]+){0,3}?[\s\u00a0]+|(?=-))"
            if language.spaced
            else r"(?P<after>[多余餘数數]?)[^\d，。、；,.;年月日届第]{0,7}?"
        )
        units = language.table("figures", "units")
        nouns = language.compile([noun for some in units.values() for noun in some]).pattern
        signs = language.table("figures", "signs")
        sign = "|".join(regex.escape(one) for some in signs.values() for one in some) or "(?!)"
        # one pattern for all units, since that for numbers is long; which unit it is the noun tells by itself
        self._counted = regex.compile(
            f"{number}{between}(?P<unit>{nouns})|(?P<sign>{sign})\\s?{number}|{number}\\s?(?P<sign>{sign})",
            regex.IGNORECASE,
        )
        self._units = {unit: language.compile(some) for unit, some in units.items()}
        self._signs = {one.casefold(): unit for unit, some in signs.items() for one in some}
        self._bounds = language.cues("figures", "bounds")
        self._behind = language.cues("figures", "bounds_behind")
        self._not = language.cue("figures", "except")

    def find(self, reading: Reading) -> None:
        """Propose figures."""
        for sentence in reading.article.sentences:
            found: list[tuple[int, int]] = []
            for match in self._counted.finditer(sentence.text):
                place = match.span()
                if not any(start < place[1] and place[0] < end for start, end in found):
                    found += self._figure(reading, sentence, self._unit(match), match)

    def _unit(self, match: Any) -> str:
        if match["sign"]:
            return self._signs[match["sign"].casefold()]
        return next((unit for unit, nouns in self._units.items() if nouns.fullmatch(match["unit"])), "")

    def _figure(self, reading: Reading, sentence: Sentence, unit: str, match: Any) -> list[tuple[int, int]]:
        span = sentence.at(*match.span("n"))
        if not unit or reading.hidden(span) or any(one.span.meets(span) for one in reading.dated(sentence.span)):
            return []
        if any(one.start() < match.end() and match.start() < one.end() for one in self._not.finditer(sentence.text)):
            return []
        value = read_number(match["n"], self._language)
        if value is None or (value < 3 and not match["n"][:1].isdigit()) or (unit == "countries" and value == 2):
            return []
        owner = self._owner(reading, sentence, match.start())
        if owner is None:
            return []
        mark = Mark(sentence.at(*match.span()), f"figure/{unit}", 0.6)
        values = {
            "figureOf": owner,
            "value": int(value) if value == int(value) else f"{value:.6f}".rstrip("0"),
            "bound": self.bound(sentence, match),
        }
        values["unit"] = unit
        same = ("figureOf", "value", "unit")
        for one in reading.statements:
            if one.type == "Figure" and all(one.values[key] == values[key] for key in same):
                one.marks.append(mark)
                return [match.span()]
        reading.statements.append(Statement("Figure", values, [mark]))
        return [match.span()]

    def bound(self, sentence: Sentence, match: Any) -> str:
        """Return the bound that stands beside a number: more than, at least, and so on; else that it is exact."""
        before = sentence.text[max(0, match.start() - 25) : match.start()]
        for bound, pattern in self._bounds.items():
            if any(not before[m.end() :].strip(" \u00a0(（") for m in pattern.finditer(before)):
                return bound
        rest = sentence.text[match.end("n") : match.end() + 12]
        for bound, pattern in self._behind.items():
            if pattern.match(rest.lstrip()) or pattern.search(sentence.text[match.end("n") : match.end() + 4]):
                return bound
        return "exact"

    def _owner(self, reading: Reading, sentence: Sentence, at: int) -> Entity | None:
        before = reading.mentions(sentence.at(0, at), _OWNERS)
        if before:
            return before[-1].entity
        work, _ = self._focus.work(reading, sentence, at)
        if work is not None:
            return work
        here = reading.mentions(sentence.span, _OWNERS)
        if here:
            return here[0].entity
        earlier = [one for one in reading.article.sentences if one.span < sentence.span]
        for one in reversed(earlier[-2:]):
            named = reading.mentions(one.span, _OWNERS)
            if named:
                return named[0].entity
        return None
