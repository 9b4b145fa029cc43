"""Who funds the works of a list: "The Fund has selected four projects", and the list under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagraph.drafting.article import Span
from mediagraph.drafting.found import Entity, Mark, Reading
from mediagraph.drafting.knownbodies import BODIES

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.languages import Language

_FIRST = 4  # paragraphs at the head of an article in which it says who gives
_AT_START = 4  # characters of a bullet before a title
_LEAST = 2  # works that make a list
_NEAR = 60  # characters between a phrase and the body
FUNDER = "funder"


class GrantFinder:
    """Reads the funder of listed works from the head of an article."""

    def __init__(self, language: Language) -> None:
        self._gives = language.cue("works", "grants")
        self._given = language.cue("works", "granted_by")

    def find(self, reading: Reading) -> None:
        """Propose that who gives to a list of projects funds each of them."""
        works = self._listed(reading)
        if len(works) < _LEAST:
            return
        for sentence in reading.article.sentences:
            if sentence.span.paragraph > _FIRST:
                return
            found = self._giver(reading, sentence)
            if found is not None:
                for work in works:
                    reading.role(work, found[0], FUNDER, found[1])
                return

    def _giver(self, reading: Reading, sentence: Sentence) -> tuple[Entity, Mark] | None:
        for cue, behind in ((self._given, True), (self._gives, False)):
            match = cue.search(sentence.text)
            if match is None or reading.hidden(sentence.at(*match.span())):
                continue
            near = (match.end(), match.end() + _NEAR) if behind else (max(0, match.start() - _NEAR), match.start())
            bodies = reading.mentions(sentence.at(*near), BODIES)
            if bodies:
                return bodies[0 if behind else -1].entity, Mark(sentence.at(*match.span()), "funder/list", 0.5)
        return None

    @staticmethod
    def _listed(reading: Reading) -> list[Entity]:
        """Return the works that head lists of credits, or stand at the head of lines with countries in brackets."""
        found = [work for _, work in sorted(reading.listed.items())]
        for number, text in enumerate(reading.article.paragraphs[1:], start=2):
            first = next(iter(reading.mentions(Span(number, 0, len(text)), ("work",))), None)
            if (
                first is not None
                and first.span.start <= _AT_START
                and text[first.span.end :].lstrip()[:1] in {"(", "（"}
            ):
                found.append(first.entity)
        return list(dict.fromkeys(found))
