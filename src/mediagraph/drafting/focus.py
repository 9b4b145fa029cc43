"""Which work a sentence speaks of: the one that it names, else the one that "the film" stands for.

A work that is only named to say who somebody is ("director of Frozen Land", "films such as ...") is an aside: no
sentence speaks of it, and nothing that a text says of "the film" is said of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.found import Entity, Mention, Reading
    from mediagraph.drafting.languages import Language

UNSURE = 0.5  # at most: too little for a claim that must not be wrong
_REACH = 70  # characters between what makes an aside and the title
_BEHIND = 14  # signs from a phrase to the title that it goes with, in scripts without blanks
_NAME = regex.compile(r"(?:^|[\s“«])((?:\p{Lu}[\p{L}’'-]+\s?)+),?\s?$")
_OPEN = regex.compile(r"[(（][^()（）]*$")


class Focus:
    """Resolves the work of a phrase."""

    def __init__(self, language: Language) -> None:
        self._anaphora = language.cue("works", "anaphora")
        self._asides = language.cue("works", "asides")
        self._asides_behind = language.cue("works", "asides_behind")
        self._fresh = language.cue("works", "fresh")
        self._spaced = language.spaced

    def work(
        self, reading: Reading, sentence: Sentence, at: int, *, loose: bool = False, credit: bool = False
    ) -> tuple[Entity | None, float]:
        """Return the work that is spoken of at character `at` of `sentence`, and how sure that is.

        Where the sentence neither names one nor says "the film", it is none, unless it is `loose`: of those who play or
        direct a text says no more than that. What is a `credit` follows its title with no other name between.
        """
        here = self.works(reading, sentence)
        if here:
            base = sentence.span.start
            if not self._spaced and (behind := self._behind(sentence, here, at)):
                return behind, 0.9
            before = [m for m in here if m[0] - base <= at]
            if self._spaced and not before and ";" in sentence.text[at : here[0][0] - base]:
                return None, 0.0  # of the next of a list
            if before and credit and self._another(reading, sentence, before[-1][0] - base, at):
                return None, 0.0
            return (before[-1][1] if before else here[0][1]), 0.9
        if not loose and not self._anaphora.search(sentence.text):
            return None, 0.0
        return self.last(reading, sentence)

    def _another(self, reading: Reading, sentence: Sentence, title: int, at: int) -> bool:
        """Whether a phrase belongs to another title than the one before it, which nothing else told of.

        In a list a semicolon stands between the two; else unknown capitals stand directly before the phrase.
        """
        if not self._spaced:
            return False
        between = sentence.text[title:at]
        if ";" in between:
            return True
        name = _NAME.search(between)
        if name is None:
            return False
        span = sentence.at(title + name.start(1), title + name.end(1))
        return not any(one.span.meets(span) for one in reading.mentions(sentence.span))

    @staticmethod
    def _behind(sentence: Sentence, here: Sequence[tuple[int, Entity]], at: int) -> Entity | None:
        """Return the work whose title follows a phrase that says what was done with it: 共演した「T」."""
        for start, work in here:
            gap = sentence.text[at : max(at, start - sentence.span.start)]
            if 0 < len(gap) <= _BEHIND and not regex.search(r"[，。、；,;」』》]", gap):
                return work
        return None

    def works(self, reading: Reading, sentence: Sentence) -> Sequence[tuple[int, Entity]]:
        """Return the works that `sentence` speaks of, with where they begin in the paragraph."""
        return [
            (m.span.start, m.entity)
            for m in reading.mentions(sentence.span, ("work",))
            if not self.aside(reading, sentence, m)
        ]

    def aside(self, reading: Reading, sentence: Sentence, mention: Mention) -> bool:
        """Whether a title only says who somebody is: behind "director of", or in brackets behind a name."""
        at = mention.span.start - sentence.span.start
        text = sentence.text[:at]
        near = max(0, at - _REACH)
        for cue in self._asides.finditer(text, near):
            between = text[cue.end() :]
            if not regex.search(r"[.;:!?。；！？]|[,，、](?!\s?[“\"«»《「『‘\p{Lu}])", between.strip(' “"«《「『')):
                return True
        rest = sentence.text[mention.span.end - sentence.span.start :].lstrip("\"'”»」』》")
        if self._asides_behind.match(rest):
            return True
        bracket = _OPEN.search(text)
        if bracket is None:
            return False
        before = sentence.at(max(0, bracket.start() - 2), bracket.start())
        people = reading.mentions(sentence.span, ("person",))
        return any(0 <= before.end - one.span.end <= 1 for one in people)

    def all_named(self, reading: Reading, sentence: Sentence) -> list[Entity]:
        """Return the works that `sentence` speaks of, each once."""
        return list(dict.fromkeys(entity for _, entity in self.works(reading, sentence)))

    def last(self, reading: Reading, sentence: Sentence) -> tuple[Entity | None, float]:
        """Return the work that was named last before `sentence`, in its paragraph or the two before."""
        earlier = [one for one in reading.article.sentences if one.span < sentence.span]
        for one in reversed(earlier):
            back = sentence.span.paragraph - one.span.paragraph
            if back > 2:
                break
            if self._fresh.search(one.text) and not self.works(reading, one):
                return None, 0.0  # another work, without its title: "her next film began shooting"
            listed = reading.listed.get(one.span.paragraph)
            named = [listed] if listed else self.all_named(reading, one)
            if len(named) == 1:
                return named[0], 0.75 if back == 0 else 0.6
            if named and back == 0:
                return named[0], UNSURE  # the subject, more often than not
            if named:
                return None, 0.0  # several, and nothing says which
        before = list(dict.fromkeys(work for one in earlier for work in self.all_named(reading, one)))
        return (before[0], 0.55) if len(before) == 1 else (None, 0.0)
