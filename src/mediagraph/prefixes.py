"""Prefixes of a query: those that it uses and forgot to declare are taken from the context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagraph import sparql

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMMON = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def declared(query: str, prefixes: Mapping[str, str]) -> str:
    """Return `query` with declarations for the known prefixes that it uses and does not declare.

    They are put into the first line, so that the lines of error messages stay right.

    >>> declared("ASK { ?s a mg:Film }", {"mg": "http://e/"})
    'PREFIX mg: <http://e/> ASK { ?s a mg:Film }'
    """
    known = {**_COMMON, **prefixes}
    missing = [prefix for prefix in _undeclared(query) if prefix in known]
    return " ".join([*(f"PREFIX {prefix}: <{known[prefix]}>" for prefix in missing), query])


@sparql.kept
def _undeclared(query: str) -> tuple[str, ...]:
    """Return the prefixes that a query uses and does not declare, in the order of their first use."""
    used: dict[str, None] = {}
    own: set[str] = set()
    declares = False
    for token in sparql.tokens(query):
        if token.kind == "name" and ":" in token.text:
            prefix = token.text.partition(":")[0]
            if declares:
                own.add(prefix)
            else:
                used[prefix] = None
        declares = token.says("PREFIX")
    return tuple(prefix for prefix in used if prefix not in own)
