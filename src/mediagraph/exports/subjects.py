"""The statements of a graph, subject by subject: what every form of the export is written from."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from mediagraph.exports.terms import MOST_KEPT, TYPE, iri
from mediagraph.store.sorting import BLOCK, in_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    Row = tuple[bytes, bytes, bytes, bytes]
    Properties = Mapping[bytes, Sequence[bytes]]

GRAPH = itemgetter(3)
# Only an object can have blanks within: a literal. The first two ways to match one are quick.
_STATEMENT = re.compile(rb"""([^ ]*) ([^ ]*) (<[^>]*>|"[^"\n\\]*"[^ ]*|.*) ([^ ]*) \.\n""")


class Subject:
    """One subject; its terms are tokens.

    Attributes:
        node: it itself.
        rows: its statements, sorted: subject, predicate, object and graph.
        properties: the objects by predicate, each once, whichever graphs they are in; classes first.
        types: IRIs of its classes, sorted.
    """

    __slots__ = ("_graphs", "node", "properties", "rows", "types")

    def __init__(self, node: bytes, rows: Sequence[Row]) -> None:
        """Take the statements of `node`, which have to be sorted."""
        self.node, self.rows = node, rows
        self.properties = _properties(rows)
        self.types = _types(tuple(self.properties.get(TYPE, ())))
        self._graphs: dict[bytes, Properties] = {}

    @property
    def graphs(self) -> Mapping[bytes, Properties]:
        """Its properties by graph."""
        if not self._graphs:
            if len(names := set(map(GRAPH, self.rows))) == 1:
                self._graphs = dict.fromkeys(names, self.properties)
                return self._graphs
            by_graph: dict[bytes, list[Row]] = {}
            for row in self.rows:
                by_graph.setdefault(row[3], []).append(row)
            self._graphs = {graph: _properties(rows) for graph, rows in by_graph.items()}
        return self._graphs


def read_subjects(path: Path) -> Iterator[Subject]:
    """Yield the subjects of a file of canonical N-Quads whose lines are sorted.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        yield from _subjects(iter(lambda: stream.read(BLOCK) + stream.readline(), b""))


def subjects(lines: Iterable[bytes]) -> Iterator[Subject]:
    """Yield the subjects of canonical N-Quads, sorted by line; each statement has to be in a named graph."""
    yield from _subjects(map(b"".join, in_blocks(lines)))


def _subjects(texts: Iterable[bytes]) -> Iterator[Subject]:
    for node, rows in groupby(chain.from_iterable(map(_rows, texts)), key=itemgetter(0)):
        yield Subject(node, list(rows))


def _rows(text: bytes) -> list[Row]:
    """The statements of whole lines."""
    rows = _STATEMENT.findall(text)
    if len(rows) != text.count(b"\n"):
        raise ValueError("a line is no statement of a named graph")
    return rows


def _properties(rows: Iterable[Row]) -> Properties:
    found: dict[bytes, list[bytes]] = {}
    for _, predicate, object_, _ in rows:
        values = found.get(predicate)
        if values is None:
            found[predicate] = [object_]
        elif values[-1] != object_:
            values.append(object_)
    return {predicate: found[predicate] for predicate in _ordered(tuple(found))}


@lru_cache(MOST_KEPT)
def _ordered(predicates: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Predicates with classes first, then by IRI, which is not the order of the tokens."""
    return tuple(sorted(predicates, key=lambda one: (one != TYPE, iri(one))))


@cache
def _types(tokens: tuple[bytes, ...]) -> tuple[str, ...]:
    return tuple(sorted(iri(token) for token in tokens if token.startswith(b"<")))
