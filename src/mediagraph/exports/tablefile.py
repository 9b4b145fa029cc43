"""The file that says which tables there are, `ontology/views/tables.yaml`, read and checked against the context."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediagraph.errors import DataError, HeaderError, did_you_mean, nearest
from mediagraph.loaders.text import read_text
from mediagraph.loaders.yamlld import parse_yaml
from mediagraph.records import XSD, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from mediagraph.project import Project
    from mediagraph.records import Context, Term

PLACE = "views/tables.yaml"
TYPE, NAME = "type", "name"
_KEYS = ("about", "classes", "columns", "each", "beside", "references", "several")
_TAKEN = ("links", "literals")


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes:
        name: of its file, without the suffix.
        about: what its rows are, as a sentence.
        classes: IRIs of the classes whose subjects it holds; empty for all.
        columns: `type`, terms and `name`, in their order; of a table of links the one property.
        is_links: whether a row is one value of one property.
        beside: the table of whose rows it says more; empty where it has its own.
        references: by column, the table in which its values have their rows.
        several: names of the columns whose cells may hold several values.
    """

    name: str
    about: str
    classes: Sequence[str]
    columns: Sequence[Term | str]
    is_links: bool
    beside: str
    references: Mapping[str, str]
    several: frozenset[str] = frozenset()


def read_tables(project: Project) -> list[Table]:
    """Return the tables of a project, in the order of their file; none where it has no such file.

    Raises:
        HeaderError: the file breaks the form, or names what is not in the context.
        FileError: it cannot be read.
    """
    path = project.ontology / PLACE
    if not path.exists():
        return []
    shown = project.show(path)
    try:
        document = parse_yaml(read_text(path, shown), shown)
    except DataError as error:
        raise HeaderError(str(error)) from error
    if not isinstance(document, dict):
        raise HeaderError(f"{shown}:1: not a mapping of names to tables")
    reader = _Reader(path, shown, project.context, document)
    tables = [reader.table(name) for name in document]
    held = [table.name for table in tables if not table.is_links]
    for table in tables:
        for column, other in table.references.items():
            reader.known(table.name, "table", other, held)
            reader.known(table.name, "column", column, ["id", *map(column_name, table.columns)])
        if table.beside:
            reader.known(table.name, "table", table.beside, held)
    return tables


def column_name(column: Term | str) -> str:
    """Return the name of a column."""
    return column if isinstance(column, str) else column.name


class _Reader:
    def __init__(self, path: Path, shown: str, context: Context, document: Any) -> None:
        self._path, self._shown, self._context, self._document = path, shown, context, document

    def table(self, name: str) -> Table:
        given = self._document[name]
        if name in _TAKEN:
            raise self._refuse(name, "this table is made of what no other holds; take another name")
        if not isinstance(given, dict) or not isinstance(given.get("about"), str):
            raise self._refuse(name, "a table needs `about`, a sentence that says what its rows are")
        for key in given:
            self.known(name, "key", key, _KEYS)
        columns, each = given.get("columns"), given.get("each")
        if (columns is None) == (each is None) or not isinstance(columns or [], list):
            raise self._refuse(name, "a table has either `columns`, a list of terms, or `each`, one term")
        classes = [self.known(name, "class", one, self._context.classes) for one in given.get("classes", [])]
        if each is None and not classes:
            raise self._refuse(name, "a table with `columns` names the `classes` of its subjects")
        return Table(
            name=name,
            about=given["about"],
            classes=[self._context.classes[one] for one in classes],
            columns=[self._link(name, each)] if each else [TYPE, *(self._column(name, one) for one in columns or ())],
            is_links=each is not None,
            beside=str(given.get("beside", "")),
            references={column: f"{table}" for column, table in given.get("references", {}).items()},
            several=frozenset(self._codes(name, given)),
        )

    def _codes(self, table: str, given: Any) -> Iterable[str]:
        """The columns of several values: codes, for links have tables of their own, and numbers are one."""
        literals = [name for name, term in self._context.terms.items() if term.kind is Kind.LITERAL]
        plain = [name for name in literals if self._context.terms[name].datatype == XSD + "string"]
        for name in given.get("several", []):
            yield self.known(
                table, "column of text", name, [one for one in plain if one in (given.get("columns") or [])]
            )

    def _column(self, table: str, name: str) -> Term | str:
        if name == NAME:
            return NAME
        term = self._term(table, name)
        if term.kind is Kind.TEXT:
            raise self._refuse(table, f"{name} is text by language, which stands in the table literals")
        return term

    def _link(self, table: str, name: str) -> Term:
        term = self._term(table, name)
        if term.kind not in {Kind.LINK, Kind.CONCEPT}:
            raise self._refuse(table, f"{name} leads to no entity; `each` takes a link or a concept")
        return term

    def _term(self, table: str, name: str) -> Term:
        known = [one for one, term in self._context.terms.items() if not term.reverse]
        return self._context.terms[self.known(table, "term", name, known)]

    def known(self, table: str, what: str, name: str, names: Iterable[str]) -> str:
        """Return `name`, which has to be one of `names`."""
        known = list(names)
        if name not in known:
            raise self._refuse(table, f"unknown {what} {name!r}{did_you_mean(nearest(str(name), known))}")
        return name

    def _refuse(self, table: str, reason: str) -> HeaderError:
        return HeaderError(f"{self._shown}:{self._document.place(table)[0]}: {table}: {reason}")
