"""Runs of words with capitals: what names look like in languages whose names have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.drafting.languages import Language

WORD = r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[.'’&+][\p{L}\p{N}]+|[-‐‑](?=[\p{Lu}\p{N}])[\p{L}\p{N}]+)*\.?"
_WORD = regex.compile(WORD)
_CAPITAL = regex.compile(r"\p{Lu}|\p{N}+\p{Lu}|i[A-Z]")
_LATIN = r"[\p{Latin}\d.&+'’-]*"
LATIN = regex.compile(
    rf"[A-ZÀ-Þ]{_LATIN}(?:\s+(?:[A-ZÀ-Þ0-9]{_LATIN}|(?:of|de|du|la|le|des|and|&|to|the|in)(?!\p{{Latin}})))*"
)


@dataclass(frozen=True, slots=True)
class Run:
    """Words that belong together.

    Attributes:
        start: the first character in the text.
        end: the character after the last.
        words: the words, connectors among them.
    """

    start: int
    end: int
    words: tuple[str, ...]


class Runs:
    """Finds runs of capitalised words, with the small words of the language that may stand between."""

    def __init__(self, language: Language) -> None:
        self._small = {word.casefold() for word in language.words("connectors")}
        self._spaced = language.spaced

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Run]:
        """Yield the runs of `text` between two characters."""
        end = len(text) if end is None else end
        if not self._spaced:
            for match in LATIN.finditer(text, start, end):
                yield Run(match.start(), match.end(), tuple(match[0].split()))
            return
        held: list[Any] = []
        pending: list[Any] = []
        for match in _WORD.finditer(text, start, end):
            last = (pending or held or [None])[-1]
            gap = text[last.end() : match.start()] if last is not None else ""
            joined = not last or (gap in {" ", "\u00a0", " & "} and not (last[0].endswith(".") and len(last[0]) > 4))
            if held and not joined:
                yield _run(held)
                held, pending = [], []
            if is_capital(match[0]) or (held and match[0].isdecimal()):
                held += [*pending, match]
                pending = []
            elif held and match[0].casefold() in self._small and len(pending) < 3:
                pending.append(match)
            else:
                if held:
                    yield _run(held)
                held, pending = [], []
        if held:
            yield _run(held)


def is_capital(word: str) -> bool:
    """Whether `word` begins with a capital."""
    return bool(_CAPITAL.match(word))


def _run(held: list[Any]) -> Run:
    end = held[-1].end()
    words = [match[0] for match in held]
    if words[-1].endswith(".") and len(words[-1]) > 2 and "." not in words[-1][:-1]:
        end, words[-1] = end - 1, words[-1][:-1]
    if words[-1].endswith(("'s", "’s")):
        end, words[-1] = end - 2, words[-1][:-2]
    return Run(held[0].start(), end, tuple(words))
