"""A tokeniser for SPARQL: enough to find a query's form and its VALUES blocks, and never fooled by text.

The terminals are those of SPARQL 1.1, section 19.8 (https://www.w3.org/TR/sparql11-query/#sparqlGrammar).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

F = TypeVar("F", bound="Callable[..., Any]")

# of a prefixed name; a comment may follow at once, and a quote that is escaped begins no text
_LOCAL = r"""[^\s{}()\[\],;"'<>|^/*+?!&=#\\]*(?:\\[^\s\w"][^\s{}()\[\],;"'<>|^/*+?!&=#\\]*)*"""
_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<text>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
           | \"(?:[^"\\\n\r]|\\.)*\" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<name>@?[A-Za-z_][\w.-]*(?::LOCAL)? | :LOCAL)
  | (?P<number>\d[\w.]*(?:(?<=[eE])[+-]\d+)?)
  | (?P<space>\s+)
  | (?P<mark>\\["'] | .)
    """.replace("LOCAL", _LOCAL),
    re.VERBOSE | re.DOTALL,
)


_ORDER = re.compile(r"\n\s*ORDER BY((?: \?\w+)+)\s*\Z")
_SHORT = 10_000  # characters of a query of which is kept what was found


def kept(find: F) -> F:
    """Let a function keep what it finds of short queries: one text is asked again and again.

    Args:
        find: a function of the text and of bounds, whose result nobody changes.
    """
    of_short = lru_cache(maxsize=128)(find)

    @wraps(find)
    def look(query: str, *bounds: int) -> Any:
        return (of_short if len(query) <= _SHORT else find)(query, *bounds)

    return cast("F", look)


class Token(NamedTuple):
    """One terminal with its place in the text."""

    kind: str
    text: str
    start: int
    end: int

    def says(self, word: str) -> bool:
        """Tell whether this is the keyword or mark `word`."""
        return self.kind in {"name", "mark"} and self.text.upper() == word


@dataclass(frozen=True, slots=True)
class ValuesBlock:
    """`VALUES ?name { … }` for one variable; `data` are the places of what stands between the braces."""

    name: str
    start: int
    end: int
    data: tuple[int, int]


def tokens(query: str, *, comments: bool = False) -> Iterator[Token]:
    """Yield the terminals of `query` without blanks, and without comments unless these are asked for."""
    # A query is read by one part after the other on its way to the engine; what these find, they keep themselves.
    found = _read_once(query) if len(query) <= _SHORT else _read(query)
    return (token for token in found if comments or token.kind != "comment")


def _read(query: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "mark"
        if kind != "space":
            yield Token(kind, match.group(), match.start(), match.end())


@lru_cache(maxsize=8)
def _read_once(query: str) -> tuple[Token, ...]:
    return tuple(_read(query))


def form(query: str) -> str:
    r"""Return SELECT, ASK, CONSTRUCT or DESCRIBE, or nothing where the text is no query.

    >>> form("# ASK\nPREFIX select: <http://e/> DESCRIBE select:x")
    'DESCRIBE'
    """
    for token in tokens(query):
        if token.kind == "name" and token.text.upper() in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}:
            return token.text.upper()
    return ""


@kept
def values_blocks(query: str) -> tuple[ValuesBlock, ...]:
    r"""Return the VALUES blocks of one variable, in order.

    >>> [block.name for block in values_blocks('SELECT ?a { VALUES ?a { "}" } # VALUES ?b { 1 }\n}')]
    ['a']
    """
    found: list[ValuesBlock] = []
    stream = list(tokens(query))
    closing = [place for place, token in enumerate(stream) if token.says("}")]
    for place, token in enumerate(stream):
        if not token.says("VALUES") or place + 2 >= len(stream):
            continue
        variable, brace = stream[place + 1], stream[place + 2]
        if variable.kind != "variable" or not brace.says("{"):
            continue
        at = bisect_left(closing, place + 3)
        if at < len(closing):
            close = stream[closing[at]]
            found.append(ValuesBlock(variable.text[1:], token.start, close.end, (brace.end, close.start)))
    return tuple(found)


def replace_values(query: str, data: dict[str, str | None]) -> str:
    """Return `query` with the data of VALUES blocks replaced; a block whose data are None is removed.

    Args:
        query: the text of a query.
        data: by variable, serialised terms separated by blanks, or None.
    """
    parts: list[str] = []
    done = 0
    for block in values_blocks(query):
        if block.name not in data:
            continue
        terms = data[block.name]
        if terms is None:
            parts.append(query[done : block.start])
            done = block.end
        else:
            parts.append(query[done : block.data[0]] + f" {terms} ")
            done = block.data[1]
    return "".join(parts) + query[done:]


def selected(query: str) -> list[str]:
    """Return the variables that a SELECT projects, in order; nothing for other forms and for `*`."""
    stream = iter(tokens(query))
    for token in stream:
        if token.says("SELECT"):
            break
    names: list[str] = []
    depth = 0
    last = ""
    for token in stream:
        if token.says("(") or token.says(")"):
            if token.text == ")" and depth == 1:
                names.append(last)
            depth += 1 if token.text == "(" else -1
        elif token.kind == "variable":
            last = token.text[1:]
            if depth == 0:
                names.append(last)
        elif token.says("WHERE") or token.says("{") or token.says("FROM"):
            break
    return names


def unordered(text: str) -> tuple[str, list[str]]:
    r"""Return a query without the last line, where that orders its rows by variables, and these variables.

    To compare names, Oxigraph reads them again each time: ordering can take it as long as finding.

    >>> unordered("SELECT ?b ?a WHERE { ?a ?b ?c . }\nORDER BY ?a ?b\n")
    ('SELECT ?b ?a WHERE { ?a ?b ?c . }', ['a', 'b'])
    """
    found = _ORDER.search(text)
    return (text[: found.start()], found[1].replace("?", "").split()) if found else (text, [])
