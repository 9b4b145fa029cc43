"""Whether something happened or was still to come: planned is not happened, and what is doubtful counts as planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.records import bounds

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.dates import Dated
    from mediagraph.drafting.found import Entity, Reading
    from mediagraph.drafting.languages import Language

_NEAR = 25  # characters before a word for a release in which its auxiliary stands
_DOUBTFUL = 4  # months back from which on a month without a year may be that of the next
_QUOTED = regex.compile(r"《[^《》]{1,60}》|「[^「」]{1,60}」|『[^『』]{1,60}』|«[^«»]{1,60}»|“[^“”]{1,60}”")
HAPPENED, PLANNED = "happened", "planned"


def without_titles(text: str, start: int, end: int) -> str:
    """Return `text` with blanks for what is quoted in it, but for that which holds characters `start` to `end`.

    A title may say "never" or "tomorrow"; what is told of the work does not.
    """

    def blank(match: Any) -> str:
        kept = match.start() <= start and end <= match.end()
        return str(match[0]) if kept else match[0][0] + " " * (len(match[0]) - 2) + match[0][-1]

    return str(_QUOTED.sub(blank, text))


class Standing:
    """Tells planned from happened by the words around a phrase, and by dates after that of the article."""

    def __init__(self, language: Language) -> None:
        self._planned = language.cue("status", "planned")
        self._happened = language.cue("status", "happened")
        self._negated = language.cue("status", "negated")
        self._unfinished = language.cue("status", "unfinished")
        self._done = language.cue("status", "done") if language.words("status", "done") else None
        self._making = language.cue("status", "in_making")
        self._present = language.cue("status", "present")
        self._shown = language.cue("status", "shown")
        self._breaks = language.cue("status", "breaks")
        self._prospects = language.cue("status", "prospects")

    def of(self, reading: Reading, sentence: Sentence, start: int, end: int) -> str:
        """Return happened or planned for what characters `start` to `end` of `sentence` speak of."""
        left, right = self._clause(sentence.text, start, end)
        whole = without_titles(sentence.text, start, end)
        text = whole[left:right]
        if self._planned.search(text):
            return PLANNED
        dates = [one for one in reading.dated(sentence.span) if sentence.at(left, right).holds(one.span)]
        if any(self._later(one, reading.date) or self._within(one, reading.date) for one in dates):
            return PLANNED
        if any(self._either(one, reading.date) for one in dates):
            return PLANNED
        past = self._happened.search(text) or any(not self._later(one, reading.date) for one in dates)
        return HAPPENED if past and not self._planned.search(whole[:start]) else PLANNED

    def careful(self, reading: Reading, sentence: Sentence, work: Entity) -> str:
        """Return whether a work is sure to have been made, for claims that must not come too early.

        It is so where the article says that it was shown, or tells of its making in the past and of no project.
        """
        shown = any(
            self._shown.search(one.text) and not self._planned.search(without_titles(one.text, -1, -1))
            for one in reading.article.sentences
            if {m.entity for m in reading.mentions(one.span, ("work",))} == {work}  # of several, who knows which
        )
        if shown:
            return HAPPENED
        paragraphs = reading.article.paragraphs
        told = [
            one.text
            for one in reading.article.sentences
            if any(m.entity is work for m in reading.mentions(one.span, ("work",)))
        ]
        said = [sentence.text, *told]
        if reading.article.headed:
            said.append(paragraphs[0])
        bare = [without_titles(text, -1, -1) for text in said]
        doubt = any(pattern.search(text) for pattern in (self._unfinished, self._planned) for text in bare)
        doubt = doubt or bool(self._making.search(paragraphs[sentence.span.paragraph - 1]))
        # "is produced by" tells of no past
        happened = self._happened.search(self._present.sub(" ", sentence.text))
        return HAPPENED if happened and not doubt else PLANNED

    def of_release(self, reading: Reading, sentence: Sentence, start: int, end: int) -> str:
        """Return happened or planned for a release: what is only presented, agreed or begun by a rite is planned."""
        ahead = any(one.start() < end and start < one.end() for one in self._prospects.finditer(sentence.text))
        if ahead or self.of(reading, sentence, start, end) == PLANNED:
            return PLANNED
        left, right = self._clause(sentence.text, start, end)
        clause = sentence.at(left, right)
        dates = [one for one in reading.dated(sentence.span) if clause.holds(one.span)]
        past = [one for one in dates if one.value != reading.date]
        if dates and not past and not self._happened.search(sentence.text[left:right]):
            return PLANNED  # the day of the report is not over for who writes on it: "opens today"
        # that something else was done says nothing of the release: "the series, produced by X, airs on Y"
        done = self._done is None or self._done.search(sentence.text[max(left, start - _NEAR) : end + 5])
        return HAPPENED if done or past else PLANNED

    def plans(self, sentence: Sentence, start: int, end: int) -> bool:
        """Whether the sentence speaks of what is to come."""
        return bool(self._planned.search(without_titles(sentence.text, start, end)))

    def negated(self, sentence: Sentence, start: int, end: int) -> bool:
        """Whether the clause denies it."""
        left, right = self._clause(sentence.text, start, end)
        return bool(self._negated.search(without_titles(sentence.text, start, end)[left:right]))

    def future(self, dated: Dated, base: str) -> bool:
        """Whether a date lies after that of the article."""
        return self._later(dated, base)

    def clause(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the clause that holds `start` to `end`."""
        return self._clause(text, start, end)

    def _clause(self, text: str, start: int, end: int) -> tuple[int, int]:
        left = 0
        for match in self._breaks.finditer(text, 0, end):
            if match.start() < start:
                left = min(match.end(), start)  # "and will be released": the break may reach into the phrase
        found = self._breaks.search(text, end)
        return left, found.start() if found else len(text)

    @staticmethod
    def _either(dated: Dated, base: str) -> bool:
        """Whether a month is named without its year, and as well that to come: in March, "in September"."""
        if not dated.derived or not regex.fullmatch(r"\d{4}-\d\d", dated.value) or not regex.match(r"\d{4}-\d\d", base):
            return False
        months = [int(text[:4]) * 12 + int(text[5:7]) for text in (dated.value, base)]
        return months[1] - months[0] >= _DOUBTFUL

    @staticmethod
    def _within(dated: Dated, base: str) -> bool:
        """Whether a day lies in the month or year that is all that is known of when the article was written."""
        try:
            first, last = bounds(base) if base else (None, None)
            begin: Any = bounds(dated.value)[0]
        except ValueError:
            return False
        return bool(first and last and begin and first < last and first <= begin <= last and dated.value > base)

    @staticmethod
    def _later(dated: Dated, base: str) -> bool:
        try:
            begin: Any = bounds(dated.value)[0]
            last: Any = bounds(base)[1] if base else None
        except ValueError:
            return False
        return begin is not None and last is not None and begin > last
