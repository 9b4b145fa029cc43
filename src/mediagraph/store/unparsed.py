"""What is wrong with a query that does not parse, in a sentence and with its place."""

from __future__ import annotations

import logging
import re

from mediagraph import sparql
from mediagraph.errors import QueryError, did_you_mean, nearest

_OXIGRAPH = re.compile(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.DOTALL)
# Virtuoso; Jena and RDF4J, and what is built on them; Oxigraph's server
_PLACES = (
    re.compile(r"\bline (\d+),? col(?:umn)? (\d+)", re.IGNORECASE),
    re.compile(r"\berror at (\d+):(\d+)"),
    re.compile(r"\bSPARQL compiler, line (\d+)()"),
)
_WORDS = (
    *("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE", "DISTINCT", "REDUCED", "FROM", "NAMED", "WHERE"),
    *("AS", "BIND", "EXISTS", "FILTER", "GRAPH", "IN", "MINUS", "NOT", "OPTIONAL", "SERVICE", "SILENT", "UNION"),
    *("UNDEF", "VALUES", "GROUP", "BY", "HAVING", "ORDER", "ASC", "DESC", "LIMIT", "OFFSET", "a", "true", "false"),
)
_LONGEST, _DEEPEST = 50_000, 25


def unparsed(error: SyntaxError, text: str) -> QueryError:
    """Return the error for the query `text` that Oxigraph's parser refuses with `error`.

    Its places lie behind what is wrong, by one token or several, and what it expects there is often beside the point;
    so the place where reading has to stop is asked from rdflib's parser.
    """
    found = _OXIGRAPH.fullmatch(str(error))
    if not found:
        return QueryError(f"the query does not parse: {error}")
    prefix = _undeclared(text)
    stopped = None if "Prefix not found" in found[3] else _stopped(text)
    relative = next((token for token in sparql.tokens(text) if _is_relative(token)), None)
    offset = _offset(text, int(found[1]), int(found[2]))
    if stopped is not None:
        offset = min(stopped, offset)
        reason = _unreadable(text, offset)
    elif "variable that is unbound" in found[3]:
        reason = "SELECT names a variable that is not in GROUP BY and not in a function over the group"
        offset = next((token.start for token in sparql.tokens(text) if token.says("SELECT")), 0)
    elif prefix is not None:  # it is of the right form, so its names are at fault
        reason, offset = f"the prefix {prefix.text.partition(':')[0]}: is not declared", prefix.start
    elif relative is not None:
        reason, offset = f"the IRI {relative.text} is relative; write it whole", relative.start
    else:
        reason = "something before this place is not allowed, such as a variable that is bound twice"
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return QueryError(f"the query does not parse: {reason}", line=line, column=column)


def place_in(message: str) -> tuple[int, int]:
    """Return line and column that the message of an engine names; 0 for what it does not.

    >>> place_in('Encountered " "}" "} "" at line 1, column 30.')
    (1, 30)
    >>> place_in("Virtuoso 37000 Error SP030: SPARQL compiler, line 3: syntax error at '}'")
    (3, 0)
    """
    for pattern in _PLACES:
        found = pattern.search(message)
        if found:
            return int(found[1]), int(found[2] or 0)
    return 0, 0


def _unreadable(text: str, offset: int) -> str:
    token = next((token for token in sparql.tokens(text) if token.end > offset), None)
    if token is None:
        return "it ends too early"
    word = token.text.partition("\n")[0]
    known = token.text.upper() in {known.upper() for known in _WORDS}
    near = nearest(token.text, _WORDS, most=1) if token.kind == "name" and ":" not in token.text and not known else []
    return f"what begins with {word} cannot be read{did_you_mean(near)}"


def _is_relative(token: sparql.Token) -> bool:
    return token.kind == "iri" and ":" not in token.text


def _stopped(text: str) -> int | None:
    """Return where rdflib's parser stops; None where it reads all, or is not asked, since it may take long."""
    if len(text) > _LONGEST or _depth(text) > _DEEPEST:
        return None
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    log = logging.getLogger("rdflib.term")
    level = log.level
    log.setLevel(logging.CRITICAL)  # it tells, with a traceback, of each literal that is no number
    try:
        parseQuery(text.expandtabs(1))
    except ParseException as error:
        return _aligned(text, error.pstr, int(error.loc))
    except Exception:  # noqa: BLE001 - a second opinion, which may fail in its own ways
        return None
    finally:
        log.setLevel(level)
    return None


def _aligned(text: str, read: str, place: int) -> int | None:
    """Return the place in `text` for one in what the parser read, where escapes by code point are characters."""
    line, column = read.count("\n", 0, place), place - (read.rfind("\n", 0, place) + 1)
    lines = text.split("\n")
    return _offset(text, line + 1, column + 1) if line < len(lines) and column <= len(lines[line]) else None


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return min(start + column - 1, len(text))


def _depth(text: str) -> int:
    deepest = depth = 0
    for token in sparql.tokens(text):
        if token.kind == "mark":
            depth += (token.text in "({[") - (token.text in ")}]")
            deepest = max(deepest, depth)
    return deepest


def _undeclared(text: str) -> sparql.Token | None:
    """Return the first name whose prefix is not declared before it."""
    own = {"_"}
    declares = False
    for token in sparql.tokens(text):
        if token.kind == "name" and ":" in token.text:
            prefix = token.text.partition(":")[0]
            if declares:
                own.add(prefix)
            elif prefix not in own:
                return token
        declares = token.says("PREFIX")
    return None
