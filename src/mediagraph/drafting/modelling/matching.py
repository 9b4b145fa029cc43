"""Where words stand in a text: character by character, but for blanks, quotation marks and the width of signs."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOUBLE = frozenset('"“”„‟«»‹›「」『』《》〈〉＂〝〞〟')
_SINGLE = frozenset("'‘’‚‛ʼ＇`´")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}ー]")
MARKS = "".join(sorted(_DOUBLE | _SINGLE)) + " \u00a0\u3000\t"


def find(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Yield the characters of `text` at which `words` stand, as whole words where the script has blanks.

    >>> list(find("Der Film « Salz » lief.", '"Salz" lief'))
    [(9, 22)]
    >>> list(find("An article", "art"))
    []
    """
    made, places = _normalised(text)
    wanted = _normalised(words)[0].strip(" ")
    at = made.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        if not _cuts(made, at) and not _cuts(made, end):
            yield places[at], places[end - 1] + 1
        at = made.find(wanted, at + 1)


def same(one: str, other: str) -> bool:
    """Whether two texts differ in blanks, quotation marks and width only."""
    return _normalised(one)[0].strip(" ") == _normalised(other)[0].strip(" ")


def _normalised(text: str) -> tuple[str, list[int]]:
    """Return `text` with one form of blanks, quotation marks and widths, and the place of each of its characters."""
    made: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        form = _form(sign)
        if form == " " and (not made or made[-1] in {" ", '"'}):
            continue
        if form == '"' and made and made[-1] == " ":
            made.pop()
            places.pop()
        made.append(form)
        places.append(place)
    return "".join(made), places


def _form(sign: str) -> str:
    if sign in _DOUBLE:
        return '"'
    if sign in _SINGLE:
        return "'"
    if sign.isspace():
        return " "
    if unicodedata.east_asian_width(sign) in {"F", "H"}:
        wide = unicodedata.normalize("NFKC", sign)
        return wide if len(wide) == 1 else sign
    return sign


def _cuts(text: str, at: int) -> bool:
    """Whether an edge at `at` would lie within a word or a number."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if _UNSPACED.match(before) or _UNSPACED.match(after):
        return False
    if before.isdigit() and after in ".,":
        return text[at + 1 : at + 2].isdigit()
    if before in ".,'" and after.isdigit():
        return text[at - 2 : at - 1].isdigit()
    return _in_word(before) and _in_word(after)


def _in_word(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign).startswith("M")
