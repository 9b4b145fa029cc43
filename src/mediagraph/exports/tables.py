"""The graph as tables: subjects by kind, links between them, and what is left, so that no statement is lost."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from mediagraph.exports.csvw import metadata
from mediagraph.exports.tablefile import NAME, Table, column_name
from mediagraph.exports.terms import TYPE, Kept, Value, iri, value
from mediagraph.records import XSD, Kind, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import ExitStack
    from pathlib import Path

    from mediagraph.exports.kinds import Kinds
    from mediagraph.exports.subjects import Subject
    from mediagraph.records import Context

    # What of a subject no table holds so far.
    Left = dict[bytes, Sequence[bytes]]
    Fill = Callable[[str, Left], None]
    Cell = Callable[[Left], str]
    Read = Callable[[bytes], str]

LINKS, LITERALS, METADATA = "links", "literals", "csv-metadata.json"
SEPARATOR = "|"
_LABEL = b"<http://www.w3.org/2000/01/rdf-schema#label>"
_SLUG = re.compile(r"[A-Za-z0-9_.~-]+")
# What can stand in an expanded URI template as it is (RFC 6570, section 3.2.3).
# Names of nodes alone can be matched: literals begin with what cannot.
_SIGNS = rb"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]*"
_PLAIN = re.compile(rb"<?(%b(?:%%[0-9A-Fa-f]{2}%b)*)>?" % (_SIGNS, _SIGNS))
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
        self._fills = Kept(self._fills_of)
        self._streams: dict[str, io.TextIOWrapper] = {}
        self._write = {table.name: self._open(table.name, _header(table)) for table in tables}
        self._write[LINKS] = self._open(LINKS, ["id", "property", "value"])
        self._write[LITERALS] = self._open(LITERALS, ["id", "property", "value", "language", "datatype"])

    def _open(self, name: str, header: Sequence[str]) -> Callable[[Sequence[str]], object]:
        raw = self._stack.enter_context((self._folder / f"{name}.csv").open("wb"))
        text = self._stack.enter_context(io.TextIOWrapper(raw, encoding="utf-8", newline=""))
        self._streams[name] = text
        write = csv.writer(text, lineterminator="\n").writerow
        write(header)
        return write

    def add(self, subject: Subject) -> None:
        """Write a subject: each of its statements into one table."""
        left = dict(subject.properties)
        id_ = _plain(subject.node)
        # A name that is not plain, its own columns could not lead back to.
        for predicate, fill in self._fills[subject.types] if id_ else ():
            if not predicate or predicate in left:
                fill(id_, left)
        for predicate, values in left.items():
            for one in values:
                self._leave(id_ or iri(subject.node), iri(predicate), value(one))

    def finish(self) -> None:
        """Write the metadata."""
        text = metadata(self._tables, self._context, self._description, SEPARATOR)
        (self._folder / METADATA).write_text(text, encoding="utf-8", newline="\n")

    def _suitable(self, types: tuple[str, ...]) -> list[Table]:
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

    def _fills_of(self, types: tuple[str, ...]) -> list[tuple[bytes, Fill]]:
        """What writes a subject of these classes into each table that suits, and takes what it wrote.

        Before it stands the property without which there is nothing to write, if there is such a one.
        """
        ordered = self._kinds.ordered(types)
        return [self._links(table) if table.is_links else self._row(table, ordered) for table in self._suitable(types)]

    def _links(self, table: Table) -> tuple[bytes, Fill]:
        (term,) = table.columns
        assert isinstance(term, Term)  # noqa: S101 - the reader of the file made sure
        predicate, read = _token(term.iri), _reader(term)
        write, quoted = self._streams[table.name].write, self._write[table.name]

        def fill(id_: str, left: Left) -> None:
            rest = []
            for one in left.pop(predicate):
                cell = read(one)
                if not cell:
                    rest.append(one)
                # Of what has to be quoted, plain names and slugs can only have commas.
                elif "," in cell or "," in id_:
                    quoted([id_, cell])
                else:
                    write(f"{id_},{cell}\n")
            if rest:
                left[predicate] = rest

        return predicate, fill

    def _row(self, table: Table, types: Sequence[str]) -> tuple[bytes, Fill]:
        write = self._write[table.name]
        columns = [self._column(table, column, types) for column in table.columns]

        def fill(id_: str, left: Left) -> None:
            write([id_, *[cell(left) if predicate in left else "" for predicate, cell in columns]])

        return b"", fill

    def _column(self, table: Table, column: Term | str, types: Sequence[str]) -> tuple[bytes, Cell]:
        """The property that a column has its cells from, and what makes them of subjects that have it."""
        if column == NAME:
            return _LABEL, _shown
        if isinstance(column, str):
            return TYPE, self._type(table, types)
        predicate = _token(column.iri)
        if column.kind in {Kind.LINK, Kind.CONCEPT} or column.name not in table.several:
            return predicate, _first(predicate, _reader(column))
        return predicate, _joined(predicate, _reader(column, several=True))

    def _type(self, table: Table, types: Sequence[str]) -> Cell:
        ours = self._context.prefixes["mg"]
        names = [(_token(one), one.removeprefix(ours)) for one in types if self._is_of(table, one)]
        plain = [(one, name) for one, name in names if one.startswith(_token(ours)[:-1]) and _SLUG.fullmatch(name)]

        def cell(left: Left) -> str:
            for one, name in plain:
                if one in left[TYPE]:
                    _take(left, TYPE, [one])
                    return name
            return ""

        return cell

    def _is_of(self, table: Table, class_: str) -> bool:
        return not self._kinds.above(class_).isdisjoint(table.classes)

    def _leave(self, id_: str, predicate: str, one: Value) -> None:
        if one.datatype:
            self._write[LITERALS]([id_, predicate, one.text, one.language, one.datatype])
        else:
            self._write[LINKS]([id_, predicate, one.text])


def table_files(tables: Sequence[Table]) -> list[str]:
    """Return the names of the files that `tables` are written to."""
    return [*(f"{name}.csv" for name in sorted([*(table.name for table in tables), LINKS, LITERALS])), METADATA]


def _header(table: Table) -> list[str]:
    return ["id", *map(column_name, table.columns)]


def _take(left: Left, predicate: bytes, used: Sequence[bytes]) -> None:
    rest = [one for one in left[predicate] if one not in used] if len(used) < len(left[predicate]) else []
    if rest:
        left[predicate] = rest
    else:
        del left[predicate]


def _first(predicate: bytes, read: Read) -> Cell:
    """What takes the first value that a cell can hold."""

    def cell(left: Left) -> str:
        for one in left[predicate]:
            found = read(one)
            if found:
                _take(left, predicate, [one])
                return found
        return ""

    return cell


def _joined(predicate: bytes, read: Read) -> Cell:
    """What takes all values that a cell can hold."""

    def cell(left: Left) -> str:
        found = {one: text for one in left[predicate] if (text := read(one))}
        _take(left, predicate, list(found))
        return SEPARATOR.join(found.values())

    return cell


def _shown(left: Left) -> str:
    """The name that a subject is shown with: the English one, else the first by language."""
    found = [one for one in map(value, left[_LABEL]) if one.datatype]
    return min(((one.language != "en", one.language, one.text) for one in found), default=("", "", ""))[2]


def _reader(term: Term, *, several: bool = False) -> Read:
    """What makes the cell of a value of a term: nothing where it could not be read from it again."""
    if term.kind is Kind.LINK:
        return _plain
    return _slug(term.scheme) if term.kind is Kind.CONCEPT else _literal(term.datatype, several=several)


def _plain(one: bytes) -> str:
    found = _PLAIN.fullmatch(one)
    return found[1].decode() if found else ""


def _slug(scheme: str) -> Read:
    def read(one: bytes) -> str:
        text = iri(one)
        slug = text.removeprefix(scheme)
        return slug if one[:1] != b'"' and text.startswith(scheme) and _SLUG.fullmatch(slug) else ""

    return Kept(read).__getitem__


def _literal(datatype: str, *, several: bool) -> Read:
    form = _FORMS.get(datatype)

    def read(one: bytes) -> str:
        text, given, _ = value(one)
        if given != datatype:
            return ""
        if form:
            return text if form.fullmatch(text) else ""
        return "" if text != text.strip() or (several and SEPARATOR in text) else text

    return read


def _token(iri: str) -> bytes:
    return f"<{iri}>".encode()
