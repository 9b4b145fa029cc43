"""Writers of the whole graph: they take subject after subject, and end with a file."""

from __future__ import annotations

import gzip
import json
from contextlib import contextmanager
from functools import cache
from typing import IO, TYPE_CHECKING, Any, Protocol, cast

from mediagraph.exports.jsonld import Records
from mediagraph.exports.parts import Parts
from mediagraph.exports.terms import iri
from mediagraph.exports.turtle import turtle
from mediagraph.store.sorting import read_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mediagraph.exports.kinds import Kinds
    from mediagraph.exports.subjects import Subject
    from mediagraph.records import Context

_LAST = "~"  # stands behind every name


class SubjectWriter(Protocol):
    """What takes the subjects of a graph in their order."""

    def add(self, subject: Subject) -> None:
        """Write a subject."""

    def finish(self) -> None:
        """Complete what was written."""


@contextmanager
def packed(path: Path) -> Iterator[IO[bytes]]:
    """Give a stream into a gzip file that holds neither a name nor a time (RFC 1952, section 2.3.1)."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as stream:
        yield cast("IO[bytes]", stream)


def write_ntriples(quads: Path, target: Path) -> None:
    """Write the merge of all graphs as canonical N-Triples, packed.

    Args:
        quads: canonical N-Quads whose lines are sorted, each in a named graph.
        target: file to write.

    Raises:
        OSError: a file cannot be read or written.
    """
    last = b""
    with packed(target) as stream:
        for lines in read_blocks(quads):
            # What several graphs state stands together.
            triples = dict.fromkeys([line[: line.rindex(b" ", 0, -3)] for line in lines])
            triples.pop(last, None)
            if triples:
                last = next(reversed(triples))
                stream.write(b" .\n".join([*triples, b""]))


class TurtleWriter:
    """The merge of all graphs as Turtle, grouped by kind."""

    def __init__(self, path: Path, folder: Path, context: Context, kinds: Kinds) -> None:
        self._path, self._kinds = path, kinds
        self._text = turtle(context)
        self._parts = Parts(folder)
        self._kind = cache(self._named)

    def add(self, subject: Subject) -> None:
        """Write a subject."""
        self._parts.add(self._kind(subject.types), b"\n" + self._text.block(subject.node, subject.properties))

    def finish(self) -> None:
        """Complete the file."""
        with self._path.open("wb") as stream:
            stream.write(self._text.header())
            for kind in self._parts.names():
                heading = "No class" if kind == _LAST else kind
                stream.write(f"\n# {heading}\n".encode())
                self._parts.copy(kind, stream)

    def _named(self, types: tuple[str, ...]) -> str:
        """The kind of subjects that have these classes."""
        if not types:
            return _LAST
        narrow = f"<{self._kinds.ordered(types)[0]}>"
        return self._text.term(narrow.encode()).decode().removeprefix("mg:")


class TrigWriter:
    """All graphs as TriG."""

    def __init__(self, path: Path, folder: Path, context: Context) -> None:
        self._path = path
        self._text = turtle(context)
        self._parts = Parts(folder)

    def add(self, subject: Subject) -> None:
        """Write a subject."""
        for graph, properties in subject.graphs.items():
            self._parts.add(iri(graph), b"\n" + self._text.block(subject.node, properties, b"  "))

    def finish(self) -> None:
        """Complete the file."""
        names = [self._text.term(f"<{graph}>".encode()) for graph in self._parts.names()]
        with self._path.open("wb") as stream:
            stream.write(self._text.header())
            for graph, name in zip(self._parts.names(), names, strict=True):
                stream.write(b"\n%b {" % name)
                self._parts.copy(graph, stream)
                stream.write(b"}\n")


class JsonLdWriter:
    """All graphs as JSON-LD: a node a named graph, and in it a record a subject, a record a line."""

    def __init__(self, path: Path, folder: Path, context: Context) -> None:
        self._path, self._context = path, context
        self._parts = Parts(folder)
        self._records = Records(context)
        self._dump = json.JSONEncoder(ensure_ascii=False).encode

    def add(self, subject: Subject) -> None:
        """Write a subject."""
        for graph, properties in subject.graphs.items():
            line = self._records.text(subject.node, properties.items())
            self._parts.add(iri(graph), b"  " + line + b",\n")

    def finish(self) -> None:
        """Complete the file."""
        source: dict[str, Any] = dict(self._context.source)
        with self._path.open("wb") as stream:
            stream.write(f'{{"@context": {self._dump(source)},\n"@graph": ['.encode())
            for number, graph in enumerate(self._parts.names()):
                name = self._dump(self._context.compress(graph))
                stream.write(f'{"," if number else ""}\n{{"id": {name}, "@graph": [\n'.encode())
                self._parts.copy(graph, stream, cut=len(",\n"))
                stream.write(b"\n]}")
            stream.write(b"\n]}\n")
