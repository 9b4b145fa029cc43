"""The index of names that a site is searched by: one sorted list, cut into files.

A name stands in the list once from each of its words on, the words before it behind a bar: "river road" also as
"road|river". So any word can be looked up by its beginning, whatever the size of the site. Names are folded as the
script folds what is typed: lower case, without diacritics; names in other scripts also stand in Latin letters.
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

from anyascii import anyascii

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_AT_ONCE = 1000
_MOST_WORDS = 12
# Hiragana to the unified ideographs, Hangul, the ideographs beyond: written without blanks between the words
_UNSPACED = ((0x3040, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


class Names:
    """Collects names and makes the files of the index."""

    def __init__(self) -> None:
        self._entries: set[tuple[str, str, str, int, str]] = set()
        self._kinds: dict[str, int] = {}

    def add(self, names: Iterable[str], *, title: str, path: str, kind: str) -> None:
        """Add the names of one entity.

        Args:
            names: all of them, in any language and script.
            title: what it is shown as.
            path: of its page, quoted.
            kind: what it is.
        """
        number = self._kinds.setdefault(kind, len(self._kinds))
        for name in names:
            shown = "" if name == title else name
            for folded in {fold(name), fold(anyascii(name))}:
                self._entries |= {(key, title, path, number, shown) for key in rotations(folded)}

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield names and contents of the files."""
        ordered = sorted(self._entries, key=lambda entry: (_code_units(entry[0]), entry[1:]))
        parts = [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]
        kinds = sorted(self._kinds)
        numbers = {self._kinds[kind]: place for place, kind in enumerate(kinds)}
        yield "search/index.js", _call("index", {"first": [part[0][0] for part in parts], "kinds": kinds})
        for place, part in enumerate(parts):
            rows = [
                [key, title, path, numbers[kind], *([name] if name else [])] for key, title, path, kind, name in part
            ]
            yield f"search/{place}.js", _call(place, rows)


def fold(text: str) -> str:
    """Return `text` in lower case, without diacritics, with blanks for all that is neither letter nor number.

    >>> fold("Amélie: le Fabuleux  Destin!")
    'amelie le fabuleux destin'
    """
    # Twice: some letters that have no lower case decompose into capitals, and some small ones decompose.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    kept = (char for char in plain if unicodedata.category(char)[0] != "M")
    return " ".join("".join(char if unicodedata.category(char)[0] in "LN" else " " for char in kept).split())


def rotations(folded: str) -> Iterator[str]:
    """Yield a folded name from each of its words on; of scripts without blanks, from each character on.

    >>> list(rotations("the silk road"))
    ['the silk road', 'silk road|the', 'road|the silk']
    """
    if not folded:
        return
    starts = [0]
    for place in range(1, len(folded)):
        after_blank = folded[place - 1] == " "
        if after_blank or (folded[place] != " " and _is_unspaced(folded[place])):
            starts.append(place)
    for start in starts[:_MOST_WORDS]:
        yield f"{folded[start:]}|{folded[:start].rstrip()}" if start else folded


def _is_unspaced(char: str) -> bool:
    return any(low <= ord(char) <= high for low, high in _UNSPACED)


def _code_units(text: str) -> bytes:
    """The order in which JavaScript compares texts."""
    return text.encode("utf-16-be", "surrogatepass")


def _call(number: int | str, content: object) -> str:
    dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    text = "[\n" + ",\n".join(map(dump, content)) + "\n]" if isinstance(content, list) else dump(content)
    return f"mediagraphNames({dump(number)},{text});\n"
