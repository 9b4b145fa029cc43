"""Where a sentence turns from an agreement that was signed to another that is only on the way.

"A signed an agreement with B, and began talks on another with C": C has signed nothing. Words of talks and prospects
(`agreements: ahead`) end what is said of a signed agreement, and what stands behind them is planned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.standing import without_titles

if TYPE_CHECKING:
    from mediagraph.drafting.languages import Language

_EDGE = regex.compile(r"[,;，；、]")


class Prospects:
    """Tells how far the parties of a signed agreement reach, and what is only a prospect."""

    def __init__(self, language: Language) -> None:
        self._spaced = language.spaced
        self._ahead = language.cue("agreements", "ahead")
        self._turns = language.cue("agreements", "turns")

    def only(self, text: str, start: int, end: int) -> bool:
        """Whether characters `start` to `end` belong to talks: those begin before it, with nothing between.

        Where the verb stands last, the words of talks may follow as well, within the clause.
        """
        bare = without_titles(text, start, end)
        before = list(self._ahead.finditer(bare, 0, start))
        if before and not _EDGE.search(bare, before[-1].end(), start):
            return True
        if any(one.start() <= start < one.end() for one in self._ahead.finditer(bare)):
            return True
        behind = None if self._spaced else self._ahead.search(bare, end)
        return behind is not None and not _EDGE.search(bare, end, behind.start())

    def reach(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Return the characters in which the parties of a signed agreement stand, whose words are `start` to `end`."""
        bare = without_titles(text, start, end)
        left = 0
        for match in self._ahead.finditer(bare, 0, start):
            turn = self._turns.search(bare, match.end(), start) or _EDGE.search(bare, match.end(), start)
            left = turn.end() if turn else left
        match = self._ahead.search(bare, end)
        if match is None:
            return left, len(text)
        if not self._spaced:
            edge = _EDGE.search(bare, end, match.start())
            return left, edge.start() if edge else match.start()
        turns = list(self._turns.finditer(bare, end, match.start()))
        return left, turns[-1].start() if turns else match.start()
