"""The graph as tables: subjects by kind, links between them, and what is left, so that no statement is lost."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from typing import TYPE_CHECKING

from mediagraph.exports.csvw import metadata
from mediagraph.exports.tablefile import NAME, Table, column_name
from mediagraph.exports.terms import Value, iri, value
from mediagraph.records import RDF_TYPE, XSD, Kind, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import ExitStack
    from pathlib import Path

    from mediagraph.exports.kinds import Kinds
    from mediagraph.exports.subjects import Subject
    from mediagraph.records import Context

    Left = dict[str, list[Value]]

LINKS, LITERALS, METADATA = "links", "literals", "csv-metadata.json"
SEPARATOR = "|"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_SLUG = re.compile(r"[A-Za-z0-9_.~-]+")
# What can stand in an expanded URI template as it is (RFC 6570, section 3.2.3).
_PLAIN = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
# Forms that CSV on the Web reads without a format of their own.
_FORMS = {
    XSD + "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]+(\.[0-9]+)?"),
    XSD + "integer": re.compile("[+-]?[0-9]+"),
}


class TablesWriter:
    """Writes all tables at once, a row after the other, and their metadata at the end."""

    def __init__(
        self,
        folder: Path,
        tables: Sequence[Table],
        context: Context,
        kinds: Kinds,
        description: Mapping[str, object],
        stack: ExitStack,
    ) -> None:
        """Open the tables.

        Args:
            folder: takes them; it must not be there yet.
            tables: that are to be written.
            context: the terms.
            kinds: the classes.
            description: of the tables as a whole, for their metadata.
            stack: closes them.

        Raises:
            OSError: the folder cannot be written.
        """
        folder.mkdir()
        self._folder, self._tables, self._context = folder, tables, context
        self._kinds, self._description, self._stack = kinds, description, stack
        self._suitable = cache(self._suitable_to)
        self._write = {table.name: self._open(table.name, _header(table)) for table in tables}
        self._write[LINKS] = self._open(LINKS, ["id", "property", "value"])
        self._write[LITERALS] = self._open(LITERALS, ["id", "property", "value", "language", "datatype"])
        self.names = [*(f"{name}.csv" for name in sorted(self._write)), METADATA]

    def _open(self, name: str, header: Sequence[str]) -> Callable[[Sequence[str]], object]:
        raw = self._stack.enter_context((self._folder / f"{name}.csv").open("wb"))
        text = self._stack.enter_context(io.TextIOWrapper(raw, encoding="utf-8", newline=""))
        write = csv.writer(text, lineterminator="\n").writerow
        write(header)
        return write

    def add(self, subject: Subject) -> None:
        """Write a subject: each of its statements into one table."""
        left: Left = {iri(one): list(map(value, objects)) for one, objects in subject.properties.items()}
        id_ = iri(subject.node)
        types = self._kinds.ordered(subject.types)
        # A name that is not plain, its own columns could not lead back to.
        for table in self._suitable(subject.types) if _PLAIN.fullmatch(id_) else ():
            if table.is_links:
                self._links(table, id_, left)
            else:
                row = [self._cell(table, column, left, types) for column in table.columns]
                self._write[table.name]([id_, *row])
        for predicate, values in left.items():
            for one in values:
                self._leave(id_, predicate, one)

    def finish(self) -> None:
        """Write the metadata."""
        text = metadata(self._tables, self._context, self._description, SEPARATOR)
        (self._folder / METADATA).write_text(text, encoding="utf-8", newline="\n")

    def _suitable_to(self, types: tuple[str, ...]) -> list[Table]:
        """The tables for subjects of these classes: of those with rows of their own, the first."""
        covered = {above for one in types for above in self._kinds.above(one)}
        found: list[Table] = []
        taken = False
        for table in self._tables:
            own = not table.is_links and not table.beside
            if (not table.classes or not covered.isdisjoint(table.classes)) and not (own and taken):
                found.append(table)
                taken = taken or own
        return found

    def _links(self, table: Table, id_: str, left: Left) -> None:
        (term,) = table.columns
        assert isinstance(term, Term)  # noqa: S101 - the reader of the file made sure
        if term.iri not in left:
            return
        rest = []
        for one in left.pop(term.iri):
            cell = _link(term, one)
            if cell:
                self._write[table.name]([id_, cell])
            else:
                rest.append(one)
        if rest:
            left[term.iri] = rest

    def _cell(self, table: Table, column: Term | str, left: Left, types: Sequence[str]) -> str:
        if isinstance(column, str):
            return _shown(left.get(_LABEL, ())) if column == NAME else self._type(table, left, types)
        values = left.get(column.iri)
        if values is None:
            return ""
        if column.kind in {Kind.LINK, Kind.CONCEPT}:
            cell, used = next(((cell, [one]) for one in values if (cell := _link(column, one))), ("", []))
        else:
            several = column.name in table.several
            used = [one for one in values if _fits(column, one, several=several)]
            used = used if several else used[:1]
            cell = SEPARATOR.join(one.text for one in used)
        _take(left, column.iri, used)
        return cell

    def _type(self, table: Table, left: Left, types: Sequence[str]) -> str:
        ours = self._context.prefixes["mg"]
        for one in types:
            node = Value(one)
            name = one.removeprefix(ours)
            fits = not self._kinds.above(one).isdisjoint(table.classes)
            if fits and node in left.get(RDF_TYPE, ()) and one.startswith(ours) and _SLUG.fullmatch(name):
                _take(left, RDF_TYPE, [node])
                return name
        return ""

    def _leave(self, id_: str, predicate: str, one: Value) -> None:
        if one.datatype:
            self._write[LITERALS]([id_, predicate, one.text, one.language, one.datatype])
        else:
            self._write[LINKS]([id_, predicate, one.text])


def _header(table: Table) -> list[str]:
    return ["id", *map(column_name, table.columns)]


def _take(left: Left, predicate: str, used: Sequence[Value]) -> None:
    rest = [one for one in left.get(predicate, ()) if one not in used]
    if rest:
        left[predicate] = rest
    else:
        left.pop(predicate, None)


def _link(term: Term, one: Value) -> str:
    """The cell of a link or a concept; nothing where the value is of another sort."""
    text = one.text
    if one.datatype:
        return ""
    if term.kind is Kind.LINK:
        return text if _PLAIN.fullmatch(text) else ""
    slug = text.removeprefix(term.scheme)
    return slug if text.startswith(term.scheme) and _SLUG.fullmatch(slug) else ""


def _fits(term: Term, one: Value, *, several: bool) -> bool:
    """Whether a literal can stand in the column of a term and be read from it again."""
    if one.datatype != term.datatype:
        return False
    text = one.text
    form = _FORMS.get(term.datatype)
    if form:
        return form.fullmatch(text) is not None
    return bool(text) and text == text.strip() and not (several and SEPARATOR in text)


def _shown(labels: Sequence[Value]) -> str:
    """The name that a subject is shown with: the English one, else the first by language."""
    found = [one for one in labels if one.datatype]
    return min(((one.language != "en", one.language, one.text) for one in found), default=("", "", ""))[2]
