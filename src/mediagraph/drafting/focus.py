"""Which work a sentence speaks of: the one that it names, else the one that "the film" stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.found import Entity, Reading
    from mediagraph.drafting.languages import Language


class Focus:
    """Resolves the work of a phrase."""

    def __init__(self, language: Language) -> None:
        self._anaphora = language.cue("works", "anaphora")
        self._clauses = language.cue("status", "breaks")

    def work(self, reading: Reading, sentence: Sentence, at: int) -> tuple[Entity | None, float]:
        """Return the work that is spoken of at character `at` of `sentence`, and how sure that is."""
        here = self.works(reading, sentence)
        if here:
            base = sentence.span.start
            before = [m for m in here if m[0] - base <= at]
            return (before[-1][1] if before else here[0][1]), 0.9
        if not self._anaphora.search(sentence.text):
            return None, 0.0
        return self.last(reading, sentence)

    @staticmethod
    def works(reading: Reading, sentence: Sentence) -> Sequence[tuple[int, Entity]]:
        """Return the works that `sentence` names, with where they begin in the paragraph."""
        return [(m.span.start, m.entity) for m in reading.mentions(sentence.span, ("work",))]

    def all_named(self, reading: Reading, sentence: Sentence) -> list[Entity]:
        """Return the works that `sentence` names, each once."""
        return list(dict.fromkeys(entity for _, entity in self.works(reading, sentence)))

    def last(self, reading: Reading, sentence: Sentence) -> tuple[Entity | None, float]:
        """Return the work that was named last before `sentence`, in its paragraph or the two before."""
        earlier = [one for one in reading.article.sentences if one.span < sentence.span]
        for one in reversed(earlier):
            back = sentence.span.paragraph - one.span.paragraph
            if back > 2:
                break
            named = self.all_named(reading, one)
            if len(named) == 1 or (named and back == 0):
                return named[-1], 0.75 if back == 0 else 0.6
            if named:
                return None, 0.0  # several, and nothing says which
        works = [one for one in reading.entities if one.kind == "work"]
        return (works[0], 0.55) if len(works) == 1 else (None, 0.0)
