"""Whether something happened or was still to come: planned is not happened, and what is doubtful counts as planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.records import bounds

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.dates import Dated
    from mediagraph.drafting.found import Entity, Reading
    from mediagraph.drafting.languages import Language

HAPPENED, PLANNED = "happened", "planned"


class Standing:
    """Tells planned from happened by the words around a phrase, and by dates after that of the article."""

    def __init__(self, language: Language) -> None:
        self._planned = language.cue("status", "planned")
        self._happened = language.cue("status", "happened")
        self._negated = language.cue("status", "negated")
        self._unfinished = language.cue("status", "unfinished")
        self._shown = language.cue("status", "shown")
        self._breaks = language.cue("status", "breaks")

    def of(self, reading: Reading, sentence: Sentence, start: int, end: int) -> str:
        """Return happened or planned for what characters `start` to `end` of `sentence` speak of."""
        left, right = self._clause(sentence.text, start, end)
        text = sentence.text[left:right]
        if self._planned.search(text):
            return PLANNED
        dates = [one for one in reading.dated(sentence.span) if sentence.at(left, right).holds(one.span)]
        if any(self._later(one, reading.date) for one in dates):
            return PLANNED
        past = self._happened.search(text) or any(not self._later(one, reading.date) for one in dates)
        return HAPPENED if past and not self._planned.search(sentence.text[:start]) else PLANNED

    def careful(self, reading: Reading, sentence: Sentence, work: Entity) -> str:
        """Return whether a work is sure to have been made, for claims that must not come too early.

        It is so where the article says that it was shown, or tells of its making in the past and of no project.
        """
        shown = any(
            self._shown.search(one.text) and not self._planned.search(one.text)
            for one in reading.article.sentences
            if any(m.entity is work for m in reading.mentions(one.span, ("work",)))
        )
        if shown:
            return HAPPENED
        headline = reading.article.paragraphs[0] if reading.article.headed else ""
        doubt = [pattern for pattern in (self._unfinished, self._planned) for text in (sentence.text, headline) if
                 pattern.search(text)]  # fmt: skip
        return HAPPENED if self._happened.search(sentence.text) and not doubt else PLANNED

    def negated(self, sentence: Sentence, start: int, end: int) -> bool:
        """Whether the clause denies it."""
        left, right = self._clause(sentence.text, start, end)
        return bool(self._negated.search(sentence.text[left:right]))

    def future(self, dated: Dated, base: str) -> bool:
        """Whether a date lies after that of the article."""
        return self._later(dated, base)

    def clause(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the clause that holds `start` to `end`."""
        return self._clause(text, start, end)

    def _clause(self, text: str, start: int, end: int) -> tuple[int, int]:
        left = 0
        for match in self._breaks.finditer(text, 0, start):
            left = match.end()
        found = self._breaks.search(text, end)
        return left, found.start() if found else len(text)

    @staticmethod
    def _later(dated: Dated, base: str) -> bool:
        try:
            begin: Any = bounds(dated.value)[0]
            last: Any = bounds(base)[1] if base else None
        except ValueError:
            return False
        return begin is not None and last is not None and begin > last
