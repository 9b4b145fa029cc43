"""Lines of N-Quads as the engine writes them: canonical, and with values as it keeps them, 1 where a source gave 01.

Most lines are that already, and are told by a pattern. What else a literal says, the engine itself spells, once for all
lines in which it stands: to have a database written that it was put into would take several times as long.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MOST_KEPT = 1 << 16
_IRI = rb'<[^\x00-\x20<>"{}|^`\\]*>'
# Text that needs no escapes, in a language in small letters; U+FFFE and U+FFFF are escaped, and no others beyond ASCII.
_CHARACTERS = rb'[^\x00-\x1f"\\\x7f\xef]*'
_PLAIN = rb'"%b(?:\xef(?!\xbf[\xbe\xbf])%b)*"(?:@[a-z0-9-]+)?' % (_CHARACTERS, _CHARACTERS)
_LINE = re.compile(rb'(%b %b )(?:%b|%b|(".*"(?:\^\^%b|@\S+)?))( %b \.\n)' % (_IRI, _IRI, _IRI, _PLAIN, _IRI, _IRI))


class Speller:
    """Spells lines as the engine does; what it has spelt, it keeps for when it comes again."""

    def __init__(self) -> None:
        self._spelt: dict[bytes, bytes] = {}

    def lines(self, lines: Iterable[bytes]) -> list[bytes]:
        """Return lines of N-Quads, each with its line feed, as the engine writes them.

        Raises:
            SyntaxError: one is no N-Quads.
        """
        found = list(lines)
        odd: dict[int, re.Match[bytes]] = {}
        for number, line in enumerate(found):
            match = _LINE.fullmatch(line)
            if match is None:
                found[number] = _written(line)
                match = _LINE.fullmatch(found[number])
            if match and match[2]:
                odd[number] = match
        literals = {match[2] for match in odd.values()}
        if len(self._spelt) + len(literals) > _MOST_KEPT:
            self._spelt = {}
        self._spelt.update(_spelt(list(literals - self._spelt.keys())))
        for number, match in odd.items():
            found[number] = match[1] + self._spelt[match[2]] + match[3]
        return found


def _written(line: bytes) -> bytes:
    """Return a line that has escapes in its IRIs, blank nodes, or spaces where it pleases, as the engine writes it."""
    return b"".join(f"{quad} .\n".encode() for quad in ox.parse(line, ox.RdfFormat.N_QUADS))


def _spelt(literals: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return literals as the engine writes them when it was given them."""
    store = ox.Store()
    text = b"".join(b"<a:%d> <a:p> %b .\n" % (number, literal) for number, literal in enumerate(literals))
    store.bulk_load(text, ox.RdfFormat.N_TRIPLES)
    lines = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
    found: dict[bytes, bytes] = {}
    for line in lines.splitlines():
        subject, _, literal = line.removesuffix(b" .").split(b" ", 2)
        found[literals[int(subject[3:-1])]] = literal
    return found
