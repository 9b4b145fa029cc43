"""Whether a value of a parameter selects rows of a query and does nothing else, as its text shows.

Then the rows with a value can be taken from all rows, and the query need not be asked again. Two forms are known,
both in the outermost group of a query that neither groups nor limits its rows:

    VALUES ?kind { … }  ?any any:property ?kind .                 a join with the values (SPARQL 1.1, section 18.5)
    VALUES ?since { … } FILTER(!BOUND(?since) || ?year >= ?since)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mediagraph.sparql import tokens, values_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORMS = {
    "kind": re.compile(r"[.}] \?\w+ [\w-]+:[\w-]+ \?kind \."),
    "since": re.compile(r" FILTER \( ! BOUND \( \?since \) \| \| \?year > = \?since \) "),
}
# How often the variable may stand in the whole query, where another place could make it mean more.
_TIMES = {"since": 3}
_CHANGES = {"GROUP", "HAVING", "LIMIT", "OFFSET", "REDUCED", "VALUES", "("}


def selects(text: str, parameter: str) -> bool:
    """Tell whether values of `kind` or `since` select rows of a query, and do nothing else.

    >>> query = "SELECT DISTINCT ?a ?kind { VALUES ?kind { 1 } ?a e:kind ?kind . } ORDER BY ?a"
    >>> selects(query, "kind"), selects(query + " LIMIT 10", "kind")
    (True, False)
    """
    if parameter not in _FORMS or [block.name for block in values_blocks(text)].count(parameter) != 1:
        return False
    levels = _levels(text)
    outside = {word.upper() for word in levels[0]}
    inside = f" {' '.join(levels[1])} "
    times = sum(word == f"?{parameter}" for level in levels for word in level)
    return (
        not outside & _CHANGES
        and f" VALUES ?{parameter} {{ }} " in inside
        and _FORMS[parameter].search(inside) is not None
        and times <= _TIMES.get(parameter, times)
    )


def _levels(text: str) -> Sequence[Sequence[str]]:
    """The words of a query: those outside of its braces, those in the outermost, and all that are deeper."""
    found: list[list[str]] = [[], [], []]
    depth = 0
    for token in tokens(text):
        if token.says("}"):
            depth -= 1
        found[min(depth, 2)].append(token.text)
        if token.says("{"):
            depth += 1
    return found
