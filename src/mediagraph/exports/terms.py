"""Terms as tokens: the bytes that canonical N-Triples has for them.

Equal terms have equal tokens, and tokens sort as their terms do. So statements go as tokens from the sorted lines to
the files, and only what needs the value of a term looks into its token.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from mediagraph.records import RDF_TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

K = TypeVar("K")
V = TypeVar("V")

# How many things of a sort are kept, since they may come again; most do soon, or never.
MOST_KEPT = 20_000
TYPE = f"<{RDF_TYPE}>".encode()
_RDF = RDF_TYPE.removesuffix("type")
_ESCAPE = re.compile(r"\\(?:u([0-9A-F]{4})|U([0-9A-F]{8})|(.))")
_SHORT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


class Value(NamedTuple):
    """What a token means.

    Attributes:
        text: the IRI, or the lexical form of the literal.
        datatype: IRI of the literal's datatype; empty for an IRI.
        language: of the literal, in lower case; may be empty.
    """

    text: str
    datatype: str = ""
    language: str = ""


class Kept(dict[K, V]):
    """What was made of keys, for when they come again.

    It is emptied when it is full: to know which were used last would take longer than to make them anew.
    """

    def __init__(self, make: Callable[[K], V]) -> None:
        """Take what makes a value of a key that is not kept."""
        super().__init__()
        self._make = make

    def __missing__(self, key: K) -> V:
        made = self._make(key)
        if len(self) >= MOST_KEPT:
            self.clear()
        self[key] = made
        return made


def token(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> bytes:
    """Return the token of a term."""
    return str(term).encode()


@lru_cache(MOST_KEPT)
def value(token: bytes) -> Value:
    """Return what a token means; a blank node is taken for an IRI, with its mark."""
    text = token.decode()
    if text[0] != '"':
        return Value(text[1:-1] if text[0] == "<" else text)
    text, _, end = text[1:].rpartition('"')
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    if not end:
        return Value(text, XSD + "string")
    if end[0] == "^":
        return Value(text, end[3:-1])
    language, _, direction = end[1:].partition("--")
    return Value(text, _RDF + ("dirLangString" if direction else "langString"), language)


def iri(token: bytes) -> str:
    """Return the IRI that a token means."""
    return value(token).text


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _SHORT.get(found[3], found[3])
