"""What a query may not do, found before an engine reads it: reach out, nest too deeply, be longer than anyone writes.

Oxigraph sends a request for SERVICE and has no switch against it, and its parser is recursive: a few kilobytes of open
braces end the whole process. Neither can be caught afterwards.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mediagraph import sparql
from mediagraph.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagraph.sparql import Token

LONGEST = 1 << 20
DEEPEST = 200

_OPEN, _CLOSE = frozenset("{(["), frozenset("})]")
_BLANK = r"(?:\s|\#[^\n\r]*[\n\r])*"
_SERVICE = re.compile(rf"(?i)(?<![\w:?$@-])service{_BLANK}(?:silent{_BLANK})?(?:<|[?$]\w|[\w.-]*:)")


def refuse(query: str, *, longest: int = LONGEST, deepest: int = DEEPEST) -> None:
    """Raise an error for a query that must not reach the engine.

    Args:
        query: text of a SPARQL query.
        longest: characters that it may have.
        deepest: brackets that may be open at once.

    Raises:
        QueryError: what is refused, with its place.
    """
    if len(query) > longest:
        raise QueryError(f"the query has {len(query):,} characters; at most {longest:,} are read")
    stream = list(sparql.tokens(query))
    depth = 0
    for token in stream:
        if token.text in _OPEN:
            depth += 1
            if depth > deepest:
                raise _at(query, token.start, f"more than {deepest} brackets are open at once; write the query flatter")
        elif token.text in _CLOSE:
            depth -= 1
        elif token.says("SERVICE"):
            raise _at(query, token.start, _REACHES_OUT)
    hidden = _SERVICE.search(query)
    if hidden and _is_ambiguous(stream):
        raise _at(query, hidden.start(), _REACHES_OUT)


_REACHES_OUT = (
    "SERVICE asks another machine, which this graph does not do on anyone's behalf; "
    "ask that endpoint by itself, and join the answers"
)


def _is_ambiguous(stream: Sequence[Token]) -> bool:
    """Tell whether `<…>` behind an operand could also be two comparisons, so that a text or comment begins inside.

    Which it is, only a parser can tell: `?a <'x>` is an IRI behind a variable, or the begin of `?a < 'x>…'`.
    """
    before = None
    for token in stream:
        if token.kind == "iri" and before is not None and ("'" in token.text or "#" in token.text):
            return True
        before = token if token.kind in {"variable", "text", "number", "iri", "name"} or token.text == ")" else None
    return False


def _at(query: str, place: int, reason: str) -> QueryError:
    line = query.count("\n", 0, place) + 1
    return QueryError(reason, line=line, column=place - (query.rfind("\n", 0, place) + 1) + 1)
