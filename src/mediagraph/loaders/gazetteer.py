"""The gazetteer of countries: from a code, or a name in any language that the project carries, to the id."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from mediagraph.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mediagraph.records import Node

# By what a country is found: codes and its Wikidata item (as wd:Q31) before labels, labels before variants.
_RANKS = {"alpha2": 0, "alpha3": 0, "alpha4": 0, "wikidata": 0, "name": 2, "variantName": 3}


class Countries:
    """Countries by code and name; a present one goes before a withdrawn one, a label before a variant."""

    def __init__(self, records: Iterable[Node]) -> None:
        """Read the records of countries, from whatever tables they lie in."""
        self._known: dict[str, tuple[int, str]] = {}
        self._shown: dict[str, str] = {}
        for node in records:
            gone = "alpha4" in node  # a withdrawn country gives way to a present one, code to code and name to name
            for key, rank in _RANKS.items():
                for text in _all(node.get(key)):
                    self._add(text, node["id"], rank + (2 if gone and rank else gone))

    def _add(self, text: str, id_: str, rank: int) -> None:
        key = fold(text)
        if key not in self._known or rank < self._known[key][0]:
            self._known[key] = (rank, id_)
            self._shown[key] = text

    def find(self, name: str) -> tuple[str, Sequence[str]]:
        """Return the CURIE of the country called `name`, else nothing and the nearest names."""
        key = fold(name)
        if key in self._known:
            return self._known[key][1], ()
        return "", [self._shown[near] for near in nearest(key, self._shown)]


def fold(text: str) -> str:
    """Return `text` without case, typographic apostrophes, accents on Latin letters, and needless blanks.

    >>> fold(" CÔTE  D\u2019IVOIRE ")
    "cote d'ivoire"
    """
    plain = " ".join(text.casefold().replace("\u2019", "'").split())
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return bare if bare.isascii() else plain  # other scripts mean letters by their marks


def _all(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _all(item)
    elif isinstance(value, list):
        for item in value:
            yield from _all(item)
