"""What a query may not do, found before an engine reads it: reach out, or be more than its parser and planner bear.

Oxigraph sends a request for SERVICE and has no switch against it; and it follows brackets and chains of operators by
recursion, so that a few kilobytes of either end the whole process. Neither can be caught afterwards.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mediagraph import sparql
from mediagraph.errors import QueryError, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagraph.sparql import Token

LONGEST = 1 << 20
DEEPEST = 200
# Half of the shortest chain that overflows the usual stack of 8 MB; lists in VALUES are no chains.
MOST_TERMINALS = 4_000

_OPEN, _CLOSE = frozenset("{(["), frozenset("})]")
_OPENING = re.compile(r"[{(\[]")
_PIECE = re.compile(r"\w+|[^\w\s]")
_SERVICE = re.compile("service", re.ASCII | re.IGNORECASE)
_OTHER_WORD = "zzzzzzz"
_BASE = "https://no-address.invalid/"


def refuse(query: str, *, longest: int = LONGEST, deepest: int = DEEPEST, most_terminals: int = MOST_TERMINALS) -> None:
    """Raise an error for a query that must not reach the engine.

    Args:
        query: text of a SPARQL query.
        longest: characters that it may have.
        deepest: brackets that may be open at once.
        most_terminals: words, names and marks that it may have, beside the data of VALUES.

    Raises:
        QueryError: what is refused, with its place.
    """
    if len(query) > longest:
        raise QueryError(f"the query has {len(query):,} characters; at most {longest:,} are read")
    _refuse_parts(query, deepest, most_terminals)


@sparql.kept
def _refuse_parts(query: str, deepest: int, most_terminals: int) -> None:
    stream = list(sparql.tokens(query, comments=True))
    terms = [token for token in stream if token.kind != "comment"]
    depth = 0
    for token in terms:
        if token.text in _OPEN:
            depth += 1
            if depth > deepest:
                raise _at(query, token.start, f"more than {deepest} brackets are open at once; write the query flatter")
        elif token.text in _CLOSE:
            depth -= 1
        elif token.says("SERVICE"):
            raise _at(query, token.start, _REACHES_OUT)
    _refuse_long(query, terms, most_terminals)
    _refuse_hidden(query, stream, deepest, most_terminals)
    _refuse_service(query)


_REACHES_OUT = (
    "SERVICE asks another machine, which this graph does not do on anyone's behalf; "
    "ask that endpoint by itself, and join the answers"
)


def _refuse_long(query: str, terms: Sequence[Token], most: int) -> None:
    """Count what may stand in a chain: everything but the terms in VALUES."""
    count = 0
    values = False
    for place, token in enumerate(terms):
        if token.text == "{":
            values = _begins_values(terms, place)
        elif token.text == "}":
            values = False
        if not (values and (token.kind in {"iri", "text", "number", "name"} or token.text in "()^-")):
            count += 1
            if count > most:
                reason = f"more than {most:,} words, names and marks; give long lists as VALUES, or ask in parts"
                raise _at(query, token.start, reason)


def _begins_values(terms: Sequence[Token], brace: int) -> bool:
    """Tell whether the brace opens the data of VALUES, for one variable or for several in parentheses."""
    place = brace - 1
    if place > 0 and terms[place].text == ")":
        place -= 1
        while place > 0 and terms[place].kind == "variable":
            place -= 1
        return terms[place].text == "(" and place > 0 and terms[place - 1].says("VALUES")
    return place > 0 and terms[place].kind == "variable" and terms[place - 1].says("VALUES")


def _refuse_hidden(query: str, stream: Sequence[Token], deepest: int, most: int) -> None:
    """Refuse long texts and comments, of brackets above all, where they may be none."""
    unsure = _ambiguous(stream)
    if unsure is None:
        return
    hidden = [token.text for token in stream if token.kind in {"text", "comment"}]
    if sum(len(_OPENING.findall(text)) for text in hidden) > deepest or (
        sum(map(len, hidden)) > most and sum(len(_PIECE.findall(text)) for text in hidden) > most
    ):
        reason = "an IRI or a comparison: which it is cannot be told beside such long texts; write < between blanks"
        raise _at(query, unsure.start, reason)


def _ambiguous(stream: Sequence[Token]) -> Token | None:
    """Return the first `<…>` that could also be two comparisons, so that a text or comment begins inside.

    Which it is, only a parser can tell: `?a <'x>` is an IRI behind a variable, or the begin of `?a < 'x>…'`.
    """
    before = None
    for token in stream:
        if token.kind == "comment":
            continue
        if token.kind == "iri" and before is not None and ("'" in token.text or "#" in token.text):
            return token
        before = token if token.kind in {"variable", "text", "number", "iri", "name"} or token.text == ")" else None
    return None


def _refuse_service(query: str) -> None:
    """Refuse the keyword wherever the engine's own parser takes it for one, and nothing else that is called so.

    With another word of its length in its place a query reads as before, unless the word was the keyword. It is asked
    of nothing, and of no machine, since no SERVICE is left in it.
    """
    first = _SERVICE.search(query)
    if first is None:
        return
    import pyoxigraph as ox

    try:
        ox.Store().query(_SERVICE.sub(_OTHER_WORD, query), base_iri=_BASE)
    except SyntaxError as error:
        meant = f"{_REACHES_OUT}; if no SERVICE is meant here: the query does not parse: {shorten(str(error))}"
        raise _at(query, first.start(), meant) from error
    except (OSError, ValueError, RuntimeError):
        return  # it parses, and the engine says by itself why it cannot be evaluated


def _at(query: str, place: int, reason: str) -> QueryError:
    line = query.count("\n", 0, place) + 1
    return QueryError(reason, line=line, column=place - (query.rfind("\n", 0, place) + 1) + 1)
