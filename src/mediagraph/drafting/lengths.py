"""How many episodes of what length a work has, where a text writes both as one: "6x60", "(52 x 12 mins)"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.focus import Focus
from mediagraph.drafting.found import Entity, Mark, Reading, Statement

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.languages import Language

_LENGTH = regex.compile(
    r"(?<![\d.,x×])(?P<n>\d{1,3})\s?[x×]\s?[’'‘´]?(?P<m>\d{1,3})(?![\d:])\s?-?(?P<hours>hours?|heures?)?(?![\d.,]\d)"
)
_LONGEST = 240  # minutes; larger numbers are those of a picture
_SHORTEST = 2
_REACH = 60  # characters between the numbers and a title behind them


class LengthFinder:
    """Reads figures for episodes and minutes."""

    def __init__(self, language: Language) -> None:
        self._focus = Focus(language)

    def find(self, reading: Reading) -> None:
        """Propose the figures of works that are counted so."""
        for sentence in reading.article.sentences:
            for match in _LENGTH.finditer(sentence.text):
                episodes, minutes = int(match["n"]), int(match["m"]) * (60 if match["hours"] else 1)
                if not episodes or not _SHORTEST <= minutes <= _LONGEST or reading.hidden(sentence.at(*match.span())):
                    continue
                work = self._work(reading, sentence, match)
                if work is None:
                    continue
                mark = Mark(sentence.at(*match.span()), "figure/length", 0.8)
                for value, unit in ((episodes, "episodes"), (minutes, "minutes")):
                    self._figure(reading, work, value, unit, mark)

    def _work(self, reading: Reading, sentence: Sentence, match: Any) -> Entity | None:
        """Return the title directly before the numbers or behind them, else the work that the sentence speaks of."""
        before = reading.mentions(sentence.at(max(0, match.start() - 5), match.start() + 1), ())
        whole = reading.mentions(sentence.span, ("work",))
        base = sentence.span.start
        touching = [m for m in whole if 0 <= match.start() - (m.span.end - base) <= _REACH // 10]
        behind = [m for m in whole if 0 <= m.span.start - base - match.end() <= _REACH]
        if touching:
            return touching[-1].entity
        if behind and not before:
            return behind[0].entity
        return self._focus.work(reading, sentence, match.start())[0]

    @staticmethod
    def _figure(reading: Reading, work: Entity, value: int, unit: str, mark: Mark) -> None:
        values: dict[str, Any] = {"figureOf": work, "value": value, "bound": "exact", "unit": unit}
        for one in reading.statements:
            if one.type == "Figure" and all(one.values[key] == values[key] for key in ("figureOf", "value", "unit")):
                one.marks.append(mark)
                return
        reading.statements.append(Statement("Figure", values, [mark]))
