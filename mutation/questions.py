"""Faults in SPARQL: a pattern, condition or optional part left out, another operator, predicate, number or order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mediagraph import sparql
from mutation.mutant import Mutant, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mediagraph.sparql import Token

_TRIPLE = re.compile(r"(?<=\n)[ ]*[?<\w][^\n{}()]* \.(?=\n)|(?<=\{) [?<\w][^\n{}()]* \.(?= \})")
_NAME = re.compile(r"[a-z]+:[A-Za-z]\w*")
_WORDS = {"MIN": "MAX", "MAX": "MIN", "COUNT": "MAX", "STRBEFORE": "STRAFTER", "STRAFTER": "STRBEFORE"}
_OPENING, _CLOSING = "({", ")}"


def mutants(file: str, text: str) -> Iterator[Mutant]:
    """Yield a mutant for each place where one is possible; the header and its data for parameters are left alone."""
    stream = list(sparql.tokens(text))
    head = next(
        place for place, token in enumerate(stream) if token.text.upper() in {"SELECT", "CONSTRUCT", "ASK", "DESCRIBE"}
    )
    blocks = [(block.start, block.end) for block in sparql.values_blocks(text)]

    def made(start: int, end: int, new: str, what: str) -> Iterator[Mutant]:
        if not any(begin <= start < close for begin, close in blocks):
            place = text[text.rfind("\n", 0, start) + 1 : text.find("\n", start)]
            yield Mutant(file, shown(place, 60), what, text[:start] + new + text[end:])

    first = stream[head].start
    for match in _TRIPLE.finditer(text, first):
        yield from made(match.start(), match.end(), "", f"without {shown(match.group())}")
    for place, token in enumerate(stream[head:], head):
        for end, new, what in _changes(stream, place):
            yield from made(token.start, end, new, what)


def _changes(stream: Sequence[Token], place: int) -> Iterator[tuple[int, str, str]]:
    """What can be changed at a token: up to where, the new text, and words for it."""
    token = stream[place]
    after = stream[place + 1] if place + 1 < len(stream) else token
    glued = after.text if after.start == token.end else ""
    if token.kind == "mark":
        yield from _marks(stream, place, glued)
    elif token.kind == "number" and token.text.isdigit():
        yield token.end, str(int(token.text) + 1), f"{token.text} -> {int(token.text) + 1}"
    elif token.kind == "name" and _NAME.fullmatch(token.text) and _is_predicate(stream, place):
        new = "skos:altLabel" if token.text == "rdfs:label" else "rdfs:label"
        if not any(one.text.startswith("skos:") for one in stream):
            new = "mg:about" if token.text != "mg:about" else "mg:agent"
        yield token.end, new, f"{token.text} -> {new}"
        if glued in {"*", "+"}:
            yield after.end, token.text, f"{token.text}{glued} -> {token.text}"
    elif token.kind == "name":
        yield from _words(stream, place, after)


def _words(stream: Sequence[Token], place: int, after: Token) -> Iterator[tuple[int, str, str]]:
    token, word = stream[place], stream[place].text.upper()
    if word in {"FILTER", "OPTIONAL", "MINUS"}:
        yield _end(stream, place), "", f"without {word}"
        if word == "OPTIONAL":
            yield token.end, "", "OPTIONAL -> always"
        if word == "FILTER" and after.says("NOT"):
            yield after.end, "FILTER", "NOT EXISTS -> EXISTS"
    elif word == "DISTINCT":
        yield after.start, "", "without DISTINCT"
    elif word == "BY" and stream[place - 1].says("ORDER"):
        if after.says("DESC"):
            yield after.end, "BY ASC", "DESC -> ASC"
        elif after.kind == "variable":
            yield after.end, f"BY DESC({after.text})", f"{after.text} -> DESC({after.text})"
    elif word in _WORDS and after.says("("):
        yield token.end, _WORDS[word], f"{word} -> {_WORDS[word]}"


def _marks(stream: Sequence[Token], place: int, glued: str) -> Iterator[tuple[int, str, str]]:
    token, before, after = stream[place], stream[place - 1], stream[min(place + 1, len(stream) - 1)]
    mark = token.text
    if mark in "<>" and before.end < token.start:
        old, new = (mark + "=", mark) if glued == "=" else (mark, mark + "=")
        yield token.start + len(old), new, f"{old} -> {new}"
    elif mark == "=" and before.end < token.start and after.start > token.end:
        yield token.end, "!=", "= -> !="
    elif mark == "!" and glued == "=":
        yield after.end, "=", "!= -> ="
    elif mark == "!":
        yield token.end, "", "without !"
    elif mark in "&|" and glued == mark:
        new = "||" if mark == "&" else "&&"
        yield after.end, new, f"{mark}{mark} -> {new}"
    elif mark in "+-" and before.end < token.start and after.start > token.end:
        new = "-" if mark == "+" else "+"
        yield token.end, new, f"{mark} -> {new}"
    elif mark == "|" and _NAME.fullmatch(before.text) and _NAME.fullmatch(after.text):
        yield after.end, "", f"without |{after.text}"


def _is_predicate(stream: Sequence[Token], place: int) -> bool:
    """Tell whether a name stands between subject and object, alone or in a path."""
    before, after = stream[place - 1], stream[min(place + 1, len(stream) - 1)]
    in_path = before.text in {"/", "|", "^", "("} or after.text in {"/", "|", "*", "+"}
    alone = before.kind in {"variable", "iri"} and after.kind in {"variable", "name", "iri", "text"}
    return (alone or in_path) and before.text != "?" and stream[place].text.partition(":")[0] in {"mg", "rdfs", "skos"}


def _end(stream: Sequence[Token], place: int) -> int:
    """Where what a keyword begins ends: behind its bracket."""
    depth = 0
    for token in stream[place:]:
        if token.kind == "mark" and token.text in _OPENING:
            depth += 1
        elif token.kind == "mark" and token.text in _CLOSING:
            depth -= 1
            if not depth:
                return token.end
    return stream[-1].end
