"""Lint of stored queries: what engines answer wrongly, or unlike each other, is refused before it is asked.

Each rule works on the terminals of the query, so that texts, IRIs and comments never mislead it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph import sparql
from mediagraph.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mediagraph.sparql import Token

_UNSTEADY = ("NOW", "RAND", "UUID", "STRUUID", "BNODE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE")
_CLAUSES = ("SELECT", "VALUES", "MINUS", "OPTIONAL")
_CALLING = ("FILTER", "BIND", "HAVING", "BY")
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Smell:
    """One thing that is wrong with a query.

    Attributes:
        rule: name of the rule.
        start: place in the text.
        reason: what is wrong and how to mend it.
        wrong: whether an engine in use answers it wrongly; else it is only not portable.
    """

    rule: str
    start: int
    reason: str
    wrong: bool = False


def lint(text: str) -> list[Smell]:
    """Return what is wrong with a query, in the order of the text."""
    stream = list(sparql.tokens(text))
    found = [
        *_stars(stream),
        *_graph_braces(stream),
        *_reaching_out(stream),
        *_functions(stream),
        *_paths_from_constants(stream),
        *_durations(stream),
        *_prefixes(stream),
        *_shape(text, stream),
    ]
    return sorted(found, key=lambda smell: smell.start)


def faults(text: str, shown: str) -> list[Fault]:
    """Return the same as faults of the file `shown`, each with its line and column."""
    made = []
    for smell in lint(text):
        line = text.count("\n", 0, smell.start) + 1
        column = smell.start - (text.rfind("\n", 0, smell.start) + 1) + 1
        made.append(Fault(shown, line, str(column), "", f"{smell.reason} [{smell.rule}]"))
    return made


def _stars(stream: Sequence[Token]) -> Iterator[Smell]:
    for place, token in enumerate(stream[:-2]):
        if token.says("SELECT") and any(stream[place + ahead].says("*") for ahead in (1, 2)):
            yield Smell(
                "select-star", token.start, "`SELECT *` leaves the columns to the engine; name them", wrong=True
            )


def _graph_braces(stream: Sequence[Token]) -> Iterator[Smell]:
    """Find clauses inside `GRAPH ?g { … }` that Oxigraph 0.5 answers without regard to the graph."""
    for place, token in enumerate(stream[:-3]):
        if not (token.says("GRAPH") and stream[place + 1].kind == "variable" and stream[place + 2].says("{")):
            continue
        depth = 0
        for inner in stream[place + 2 :]:
            depth += {"{": 1, "}": -1}.get(inner.text, 0) if inner.kind == "mark" else 0
            if depth == 0:
                break
            if any(inner.says(word) for word in _CLAUSES):
                reason = (
                    f"{inner.text.upper()} inside `GRAPH ?g {{ … }}` is answered wrongly by Oxigraph; "
                    "write it outside of the graph's braces"
                )
                yield Smell("graph-braces", inner.start, reason, wrong=True)
                break


def _reaching_out(stream: Sequence[Token]) -> Iterator[Smell]:
    for token in stream:
        if token.says("SERVICE"):
            yield Smell("service", token.start, "SERVICE asks another machine; a stored query asks its own graph")
        elif token.says("FROM"):
            yield Smell("from", token.start, "FROM means something else in each engine; use GRAPH")
        elif any(token.says(word) for word in _UPDATES):
            yield Smell("update", token.start, f"{token.text.upper()} changes a graph; a stored query only asks")


def _functions(stream: Sequence[Token]) -> Iterator[Smell]:
    for token, after in itertools.pairwise(stream):
        if not after.says("("):
            continue
        name = token.text.upper()
        if token.kind == "iri" or (token.kind == "name" and ":" in token.text and not name.startswith("XSD:")):
            yield Smell("function", token.start, f"{token.text} is a function of one engine; use those of SPARQL 1.1")
        elif token.kind == "name" and name in _UNSTEADY:
            yield Smell("unsteady", token.start, f"{name} answers otherwise each time")
    for place, token in enumerate(stream[:-4]):
        if not token.says("GROUP_CONCAT"):
            continue
        inner = stream[place + 2 + stream[place + 2].says("DISTINCT")]
        if not inner.says("STR"):
            reason = "engines keep or drop the language that the values share; write GROUP_CONCAT(STR(...) ...)"
            yield Smell("group-concat", token.start, reason, wrong=True)


def _paths_from_constants(stream: Sequence[Token]) -> Iterator[Smell]:
    """Find `constant path* …`: Oxigraph finds nothing where the graph does not hold the constant."""
    place, begins = 0, False
    while place < len(stream):
        token = stream[place]
        place += 1
        if token.text in {"{", "}", "."}:
            begins = True
        elif any(token.says(word) for word in _CALLING) or (begins and token.says("(")):  # expressions, no triples
            place, begins = _behind_call(stream, place - 1), True
        elif begins and _is_constant(token):
            begins = False
            if _is_zero_length(stream[place:]):
                reason = "a path of length zero from a constant finds nothing where the graph lacks it; begin at ?x"
                yield Smell("constant-path", token.start, reason, wrong=True)
        elif token.kind != "name" or ":" in token.text or token.text.upper() == "A":
            begins = False
        begins = begins or (token.kind == "name" and token.text.endswith("."))


def _behind_call(stream: Sequence[Token], place: int) -> int:
    """Return the place behind the brackets that begin at `place`, or after the name of a function that stands there."""
    while place < len(stream) and not any(stream[place].says(mark) for mark in ("(", "{", "}")):
        place += 1
    depth = 0
    while place < len(stream):
        depth += {"(": 1, ")": -1}.get(stream[place].text, 0) if stream[place].kind == "mark" else 0
        if depth == 0:
            return place + stream[place].says(")")
        place += 1
    return place


def _is_constant(token: Token) -> bool:
    named = token.kind == "name" and ":" in token.text and not token.text.startswith("_:")
    return named or token.kind in {"iri", "text", "number"} or token.says("TRUE") or token.says("FALSE")


def _is_zero_length(behind: Sequence[Token]) -> bool:
    """Tell whether a path of these triples, up to their end, may have no step."""
    for step in behind:
        if any(step.says(mark) for mark in ("{", "}", ".")):
            return False
        if step.says("*") or step.says("?"):
            return True
        if step.kind == "name" and step.text.endswith("."):
            return False
    return False


def _durations(stream: Sequence[Token]) -> Iterator[Smell]:
    for token in stream:
        if token.kind in {"name", "iri"} and token.text.rstrip(">").endswith("Duration"):
            yield Smell("duration", token.start, "durations are not portable; compare days, or use YEAR()", wrong=True)


def _prefixes(stream: Sequence[Token]) -> Iterator[Smell]:
    declared = {after.text.partition(":")[0] for token, after in itertools.pairwise(stream) if token.says("PREFIX")}
    used: dict[str, Token] = {}
    for token in stream:
        if token.kind == "name" and ":" in token.text and not token.text.startswith("_:"):
            used.setdefault(token.text.partition(":")[0], token)
    for prefix, token in used.items():
        if prefix not in declared:
            yield Smell("prefix", token.start, f"the prefix {prefix}: is not declared; the file runs as it stands")


def _shape(text: str, stream: Sequence[Token]) -> Iterator[Smell]:
    form = sparql.form(text)
    if form == "DESCRIBE":
        place = next(token.start for token in stream if token.says("DESCRIBE"))
        yield Smell("describe", place, "each engine describes in its own way; write a CONSTRUCT")
    depth = 0
    ordered = False
    for token in stream:
        if token.kind != "mark":
            ordered = ordered or (depth == 0 and token.says("ORDER"))
            continue
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth > _DEEPEST:
            yield Smell("depth", token.start, f"nested more than {_DEEPEST} deep; engines crash on such queries")
            return
    if form == "SELECT" and not ordered:
        place = next(token.start for token in stream if token.says("SELECT"))
        yield Smell("order", place, "rows come in any order; end the query with ORDER BY")
