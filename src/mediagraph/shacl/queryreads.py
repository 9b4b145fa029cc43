"""What a constraint in SPARQL reads (SHACL, section 5): the ways that lead from $this to each of its patterns.

A row comes or goes only if a statement changes that one of the patterns matches, and all patterns that stand beside
or around that one match as well. So each pattern is reached from $this by patterns of its own group and of the groups
around it. A query with a pattern that is not reached in that way may depend on anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import rdflib

from mediagraph import sparql
from mediagraph.shacl.embedded import analyse, prefixes_of, with_path
from mediagraph.shacl.paths import Path, backwards
from mediagraph.shacl.terms import RDF, SH, NotCovered
from mediagraph.shacl.ways import Read, along

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mediagraph.shacl.model import Shape
    from mediagraph.sparql import Token

_VOLATILE = {"NOW", "RAND", "UUID", "STRUUID"}
_AFTER = {"*": "star", "+": "plus", "?": "optional"}
_THIS = "?this"


@dataclass(frozen=True)
class _Pattern:
    """A triple pattern: two ends and a path, None where a variable stands for the property; and the groups around."""

    start: str
    path: Path | None
    end: str
    groups: tuple[int, ...]


@dataclass
class _Reader:
    """Reads the patterns of a query from its tokens."""

    tokens: Sequence[Token]
    prefixes: Mapping[str, str]
    place: int = 0
    groups: int = 0
    found: list[_Pattern] = field(default_factory=list)

    @property
    def token(self) -> Token:
        if self.place >= len(self.tokens):
            raise NotCovered("a query of sh:sparql does not end")
        return self.tokens[self.place]

    def takes(self, word: str) -> bool:
        """Pass over a word or mark, if it comes next."""
        if not self.token.says(word):
            return False
        self.place += 1
        return True

    def group(self, around: tuple[int, ...] = ()) -> None:
        """Read a group from behind its brace to behind the other."""
        self.groups += 1
        groups = (*around, self.groups)
        while not self.takes("}"):
            if self.takes("{"):
                self.group(groups)
            elif self.takes("FILTER") or self.takes("BIND"):
                self.expression(groups)
            elif not any(map(self.takes, (".", "OPTIONAL", "UNION"))):
                self.statements(groups)

    def expression(self, groups: tuple[int, ...]) -> None:
        """Read an expression: a call, something in parentheses, or EXISTS; the groups in it are read as others are."""
        depth = 0
        while True:
            if self.takes("{"):
                self.group(groups)
                if not depth:
                    return
                continue
            depth += self.token.says("(") - self.token.says(")")
            self.place += 1
            if not depth and self.tokens[self.place - 1].says(")"):
                return

    def statements(self, groups: tuple[int, ...]) -> None:
        """Read what is said of one subject."""
        start = self.end()
        while True:
            path = None if self.token.kind == "variable" else self.path()
            self.place += path is None
            while True:
                self.found.append(_Pattern(start, path, self.end(), groups))
                if not self.takes(","):
                    break
            if not self.takes(";"):
                return
            while self.takes(";"):
                pass
            if self.token.says(".") or self.token.says("}"):
                return

    def end(self) -> str:
        """Read a term or a variable; all variables begin with a question mark."""
        token = self.token
        self.place += 1
        if token.kind == "variable":
            return f"?{token.text[1:]}"
        if token.text in {"+", "-"} and self.token.kind == "number":
            self.place += 1
        elif token.kind == "text":
            if self.takes("^"):
                self.place += 2
            elif self.token.text.startswith("@"):
                self.place += 1
        elif token.kind in {"mark", "space"} or token.text.startswith("_:"):
            raise NotCovered("a query of sh:sparql has blank nodes or lists")
        return token.text

    def path(self) -> Path:
        """Read a property path (SPARQL 1.1, section 9.1)."""
        return self._parts("alternative", "|", lambda: self._parts("sequence", "/", self._step))

    def _parts(self, kind: str, sign: str, read: Callable[[], Path]) -> Path:
        parts = [read()]
        while self.takes(sign):
            parts.append(read())
        return Path(kind, tuple(parts)) if len(parts) > 1 else parts[0]

    def _step(self) -> Path:
        if self.takes("^"):
            return backwards(self._step())
        if self.takes("("):
            path = self.path()
            if not self.takes(")"):
                raise NotCovered("a query of sh:sparql has a path that cannot be read")
        else:
            path = Path("iri", predicate=self._name())
        if self.token.kind == "mark" and self.token.text in _AFTER:
            path = Path(_AFTER[self.token.text], (path,))
            self.place += 1
        return path

    def _name(self) -> str:
        token = self.token
        self.place += 1
        if token.kind == "iri" and "\\" not in token.text:
            return token.text[1:-1]
        if token.text == "a":
            return f"{RDF}type"
        prefix, colon, local = token.text.partition(":")
        if token.kind != "name" or not colon or prefix not in self.prefixes:
            raise NotCovered("a query of sh:sparql has a path that cannot be read")
        return self.prefixes[prefix] + local.replace("\\", "")


def query_reads(graph: rdflib.Graph, shape: Shape) -> Iterator[Read]:
    """Yield what the queries of a shape read.

    Raises:
        NotCovered: that cannot be told.
    """
    for node in shape.all("sparql"):
        for query in graph.objects(node, rdflib.URIRef(SH + "select")):
            text = with_path(str(query), shape)
            analyse(text, shape)
            tokens = list(sparql.tokens(text))
            if any(token.text.upper() in _VOLATILE for token in tokens):
                raise NotCovered("a query of sh:sparql asks for what changes by itself")
            opening = next(place for place, token in enumerate(tokens) if token.says("{"))
            reader = _Reader(tokens, prefixes_of(graph, node), opening + 1)
            reader.group()
            if any(token.says("{") for token in tokens[reader.place :]):
                raise NotCovered("a query of sh:sparql has patterns outside of its WHERE")
            for way, path, inverse in _reached(reader.found):
                if path is None:
                    yield Read(way, None, inverse)
                else:
                    yield from along(way, path)


def _reached(patterns: Sequence[_Pattern]) -> Iterator[tuple[tuple[Path, ...], Path | None, bool]]:
    """Yield for each pattern a way to one of its ends, and its path from there."""
    known: list[tuple[str, tuple[Path, ...], int | None]] = [(_THIS, (), None)]
    waiting = list(patterns)
    while waiting:
        for pattern in waiting:
            ways = [(way, name) for name, way, group in known if group is None or group in pattern.groups]
            forth = [way for way, name in ways if name == pattern.start]
            back = [way for way, name in ways if name == pattern.end]
            if forth or back:
                break
        else:
            raise NotCovered("a query of sh:sparql has patterns that do not hang together")
        waiting.remove(pattern)
        way = min(forth or back, key=len)
        path = pattern.path if forth or pattern.path is None else backwards(pattern.path)
        yield way, path, not forth
        group = pattern.groups[-1]
        known.append((pattern.start if forth else pattern.end, way, group))
        other = pattern.end if forth else pattern.start
        if path is not None and other.startswith("?"):
            known.append((other, (*way, path), group))
