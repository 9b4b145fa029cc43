"""Names in scripts without blanks and capitals: what ends in a telling word, back to where the name must begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mediagraph.drafting.languages import Language

_LONGEST = 26
_SIGN = regex.compile(r"[\p{Han}\p{Katakana}\p{Latin}\p{N}ー々·・&＆.\-]")


class SuffixNames:
    """Finds names by the words that they end in."""

    def __init__(self, language: Language, suffixes: Mapping[str, Sequence[str]]) -> None:
        self._kinds = {suffix: kind for kind, words in suffixes.items() for suffix in words}
        words = sorted(self._kinds, key=lambda word: (-len(word), word))
        self._suffix = regex.compile("|".join(map(regex.escape, words)) or "(?!)")
        self._whole = set(language.words("organisations", "ends"))
        self._stops = language.words("organisations", "stops")
        self._atoms = language.words("organisations", "atoms")
        self._go_on = regex.compile("|".join(map(regex.escape, language.words("organisations", "go_on"))) or "(?!)")

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield the names of `text`: where they begin and end, and their kind; of nested ones the longest."""
        held: tuple[int, int, str] | None = None
        for match in self._suffix.finditer(text):
            if self._go_on.match(text, match.end()):
                continue
            start = self._begin(text, match.start(), held[1] if held and held[1] <= match.start() else 0)
            if match.start() - start < 1:
                continue
            if held and start <= held[1] <= match.start() <= held[1] + 12 and match[0] in self._whole:
                start = held[0]  # what a legal form ends goes on from the name before it: A影业江苏有限公司
            if held and start <= held[0] and match.start() <= held[1] + 12:
                held = (min(start, held[0]), match.end(), self._kinds[match[0]])
                continue
            if held:
                yield held
            held = (start, match.end(), self._kinds[match[0]])
        if held:
            yield held

    def _begin(self, text: str, end: int, least: int) -> int:
        """Go back from `end` to what can be no part of a name."""
        at = end
        while at > least and end - at < _LONGEST:
            atom = next((one for one in self._atoms if text.endswith(one, 0, at)), "")
            if atom:
                at -= len(atom)
                continue
            stop = next((one for one in self._stops if text.endswith(one, 0, at)), "")
            if stop or not (_SIGN.match(text[at - 1]) or self._inner_blank(text, at)):
                break
            at -= 1
        while at < end and text[at] in " ·・.-&":
            at += 1
        return at

    @staticmethod
    def _inner_blank(text: str, at: int) -> bool:
        return text[at - 1] == " " and at > 1 and text[at - 2].isascii() and text[at : at + 1].isascii()
