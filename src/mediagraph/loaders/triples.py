"""Triples of one file on disk, by subject, in the order in which the file first speaks of each.

A subject may be spread over a dump that is larger than memory: SQLite keeps the triples in a file and groups them.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Self

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

IRI, BLANK, LITERAL, TRIPLE = "iri", "blank", "literal", "triple"
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE statement (
  line INTEGER, subject TEXT, predicate TEXT, kind TEXT, text TEXT, datatype TEXT, language TEXT
);
"""
_INDEXES = """
CREATE INDEX statement_subject ON statement (subject, line);
CREATE INDEX statement_object ON statement (text) WHERE kind IN ('iri', 'blank');
CREATE TABLE subject (number INTEGER PRIMARY KEY, name TEXT UNIQUE, line INTEGER);
INSERT INTO subject (name, line) SELECT subject, MIN(line) FROM statement GROUP BY subject ORDER BY MIN(line);
"""
_ALL = """
SELECT s.name, s.number, s.line, t.line, t.predicate, t.kind, t.text, t.datatype, t.language
FROM subject AS s CROSS JOIN statement AS t ON t.subject = s.name
"""


@dataclass(frozen=True, slots=True)
class Value:
    """The object of a triple.

    Attributes:
        kind: IRI, BLANK, LITERAL, or TRIPLE for a triple about which something is said.
        text: IRI, label of the blank node with `_:` before it, or lexical form.
        datatype: of a literal, its IRI; empty for text in a language.
        language: of a literal, in lower case.
    """

    kind: str
    text: str
    datatype: str = ""
    language: str = ""

    @property
    def is_node(self) -> bool:
        """Whether it is an IRI or a blank node."""
        return self.kind in {IRI, BLANK}


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing that is stated of a subject: its line, or its place among the statements; property and value."""

    line: int
    predicate: str
    value: Value


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject and all that the file states of it.

    Attributes:
        name: IRI, or label of the blank node with `_:` before it.
        number: its place among the subjects, from 1, in the order in which the file begins to speak of them.
        line: of the first statement.
        stated: the statements, each once.
    """

    name: str
    number: int
    line: int
    stated: tuple[Stated, ...]

    @property
    def is_blank(self) -> bool:
        """Whether it has no IRI."""
        return self.name.startswith("_:")


class Triples:
    """The triples of a file, in a file of their own."""

    def __init__(self, path: Path, statements: Iterable[tuple[int, ox.Quad]]) -> None:
        """Write `statements`, each with its line, to the new file `path`; their named graphs are forgotten."""
        self._database = sqlite3.connect(path, isolation_level=None)
        try:
            self._fill(statements)
        except BaseException:
            self._database.close()
            raise

    def _fill(self, statements: Iterable[tuple[int, ox.Quad]]) -> None:
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")
        rows = ((line, *_row(quad)) for line, quad in statements)
        self._database.executemany("INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self._database.execute("COMMIT")
        self._database.executescript(_INDEXES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def __len__(self) -> int:
        """The number of subjects."""
        return int(self._database.execute("SELECT COUNT(*) FROM subject").fetchone()[0])

    def subjects(self) -> Iterator[Subject]:
        """Yield the subjects in the order in which the file begins to speak of them."""
        rows = self._database.execute(_ALL + "ORDER BY s.number, t.line")
        for _, group in groupby(rows, key=itemgetter(1)):
            yield _subject(group)

    def subject(self, name: str) -> Subject | None:
        """Return the subject called `name`; None where nothing is stated of it."""
        rows = self._database.execute(_ALL + "WHERE s.name = ? ORDER BY t.line", (name,)).fetchall()
        return _subject(rows) if rows else None

    def pointing_at(self, name: str) -> list[tuple[str, str]]:
        """Return subject and property of each statement whose object is the node called `name`, in their order."""
        query = "SELECT subject, predicate FROM statement WHERE text = ? AND kind IN ('iri', 'blank') ORDER BY line"
        return self._database.execute(query, (name,)).fetchall()

    def mentions(self, namespace: str) -> bool:
        """Tell whether a property, or a class of something, is in `namespace`."""
        query = """
          SELECT EXISTS (SELECT 1 FROM statement WHERE predicate GLOB ?1 OR (predicate GLOB '*#type' AND text GLOB ?1))
        """
        return bool(self._database.execute(query, (namespace + "*",)).fetchone()[0])


def _row(quad: ox.Quad) -> tuple[str, ...]:
    value: Any = quad.object
    predicate = quad.predicate.value
    subject = _name(quad.subject)
    if isinstance(value, ox.Literal):
        language = (value.language or "").lower()
        plain = language and value.direction is None  # RDF 1.2 knows text with a direction of writing
        return subject, predicate, LITERAL, value.value, "" if plain else value.datatype.value, language
    if isinstance(value, ox.Triple):
        return subject, predicate, TRIPLE, str(value), "", ""
    return subject, predicate, BLANK if isinstance(value, ox.BlankNode) else IRI, _name(value), "", ""


def _name(node: Any) -> str:
    return f"_:{node.value}" if isinstance(node, ox.BlankNode) else str(node.value)


def _subject(rows: Iterable[tuple[Any, ...]]) -> Subject:
    stated: dict[tuple[str, Value], Stated] = {}
    name, number, first = "", 0, 0
    for name, number, first, line, predicate, *value in rows:  # noqa: B007 - the same in each row
        one = Value(*value)
        stated.setdefault((predicate, one), Stated(line, predicate, one))
    return Subject(name, number, first, tuple(stated.values()))
