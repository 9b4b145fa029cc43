"""Answers to queries: rows, triples or yes/no, as Python values, data frames, graphs and files."""

from __future__ import annotations

import io
from collections import namedtuple
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from mediagraph.errors import MediagraphError, UsageError
from mediagraph.records import XSD
from mediagraph.store.files import whole_file
from mediagraph.store.reading import Once
from mediagraph.store.tables import WRITERS, write_csv
from mediagraph.store.terms import TermLike, python_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import pandas as pd
    import rdflib

    Target = str | Path | IO[str] | IO[bytes] | None


@lru_cache(maxsize=256)
def _row(columns: tuple[str, ...]) -> Callable[..., Any]:
    """The class of rows with these columns; to make one takes longer than many a query."""
    return namedtuple("Row", columns, rename=True)  # noqa: PYI024


class _Shown:
    """What an answer brings along: where it comes from, and how the IRIs in it are shown.

    Attributes:
        columns: names of the columns.
        attributes: where the answer comes from; a data frame has them as its `attrs`.
        compress: makes a CURIE of an IRI, for tables.
        names: gives names of entities by IRI, for tables.
        prefixes: namespaces by prefix, for graphs.
    """

    columns: Sequence[str]

    def __init__(self, attributes: Mapping[str, Any] | None = None) -> None:
        self.attributes = dict(attributes or {})
        self.compress: Callable[[str], str] = str
        self.names: Callable[[Sequence[str]], Mapping[str, str]] = lambda _: {}
        self.prefixes: Mapping[str, str] = {}

    def _html(self, rows: Sequence[Sequence[TermLike | None]]) -> str:
        from mediagraph.store.markup import html_table, iris

        try:
            titles = self.names(iris(rows))
        except MediagraphError:
            titles = {}  # names are an ornament here, and must not keep the rows from view
        return html_table(self.columns, rows, self.compress, titles)


class Solutions(_Shown):
    """The rows of a SELECT, evaluated while they are read, and read once.

    Iterating gives named tuples of Python values: IRIs and text as `str`, numbers as `int`, `Decimal` or `float`,
    days as `date`, what is unbound as None. Whoever reads them a second time, in whatever form, gets a UsageError;
    a table in a notebook only looks, and takes nothing away.
    """

    def __init__(self, solutions: ox.QuerySolutions, attributes: Mapping[str, Any] | None = None) -> None:
        super().__init__(attributes)
        self.columns = [variable.value for variable in solutions.variables]
        self._rows: Once[tuple[TermLike | None, ...]] = Once(solutions, "rows", tuple)
        self._row = _row(tuple(self.columns))

    def terms(self) -> Iterator[tuple[TermLike | None, ...]]:
        """Return the rows as RDF terms.

        Raises:
            UsageError: the rows were read before.
            QueryError: while they are read: the evaluation failed on the way.
        """
        return self._rows.read()

    def __iter__(self) -> Iterator[Any]:
        row = self._row
        return (row(*map(python_value, terms)) for terms in self.terms())

    def df(self) -> pd.DataFrame:
        """Return a pandas DataFrame whose columns are typed by the datatypes of their values.

        Whole numbers become Int64, other numbers Float64, truth values boolean, days and moments datetime64, text
        and IRIs string. Dates are text as soon as one of their column is partial. Other columns stay objects, those
        without a value among them. Columns are there even when there are no rows. `attrs` says where they come from.

        Raises:
            UsageError: pandas is not installed, or the rows were read before.
        """
        from mediagraph.store.frames import data_frame, pandas

        pandas()
        return data_frame(self.columns, list(self.terms()), self.attributes)

    def graph(self) -> rdflib.Graph:
        """Refuse: rows are no graph.

        Raises:
            UsageError: always.
        """
        raise UsageError("a SELECT gives rows, not a graph; ask with CONSTRUCT or DESCRIBE, or use df()")

    def to_csv(self, target: Target = None, *, spreadsheet_safe: bool = False) -> str | None:
        """Write CSV (RFC 4180) to a file, whole or not at all, or to an open stream; without one, return the text.

        Args:
            target: path, or stream of text or bytes.
            spreadsheet_safe: put an apostrophe before each cell that begins with `=`, `+`, `-`, `@`, a tab or the
                end of a line, unless it is a number, so that no spreadsheet takes it for a formula. Else the file is
                faithful.

        Raises:
            FileError: the file cannot be written.
            UsageError: the rows were read before.
        """
        return _to(
            target,
            lambda stream: self.write(stream, "csv", spreadsheet_safe=spreadsheet_safe),
        )

    def to_json(self, target: Target = None) -> str | None:
        """Write SPARQL results JSON; as `to_csv`."""
        return _to(target, lambda stream: self.write(stream, "json"))

    def to_parquet(self, path: str | Path) -> None:
        """Write a Parquet file, whole or not at all, with columns typed as in `df` and mixed ones as text.

        Raises:
            FileError: the file cannot be written.
            UsageError: pyarrow or pandas is not installed, or the rows were read before.
        """
        from mediagraph.store.parquet import pyarrow

        pyarrow()
        with whole_file(path) as stream:
            self.write(stream, "parquet")

    def write(self, stream: IO[bytes], format_: str, *, spreadsheet_safe: bool = False) -> None:
        """Write the rows as they come, as `csv`, `tsv` (SPARQL 1.1 results), `json` (SPARQL results JSON) or `parquet`.

        Raises:
            UsageError: the format does not suit rows, or they were read before; then nothing was written.
            QueryError: the evaluation failed on the way; what came before may have been written.
        """
        if format_ == "parquet":
            from mediagraph.store.parquet import pyarrow, write_parquet

            pyarrow()
            write_parquet(self.columns, self.terms(), self.attributes, stream)
        elif format_ not in WRITERS:
            raise UsageError(f"rows cannot be written as {format_}; use {', '.join(WRITERS)}, parquet or table")
        elif format_ == "csv":
            write_csv(self.columns, self.terms(), stream, spreadsheet_safe=spreadsheet_safe)
        else:
            WRITERS[format_](self.columns, self.terms(), stream)

    def __repr__(self) -> str:
        state = ", read already" if self._rows.begun else ""
        return f"<Solutions ({', '.join(self.columns)}){state}>"

    def _repr_html_(self) -> str:
        """Show the first rows in a notebook; they can still be read afterwards."""
        from mediagraph.store.markup import COUNTED

        if self._rows.begun:
            return "<p>The rows of this answer were read already; ask again to see them.</p>"
        return self._html(self._rows.look(COUNTED + 1))


class Triples(_Shown):
    """The triples of a CONSTRUCT or DESCRIBE, evaluated while they are read, and read once."""

    columns: Sequence[str] = ("subject", "predicate", "object")

    def __init__(self, triples: Iterable[ox.Triple], attributes: Mapping[str, Any] | None = None) -> None:
        super().__init__(attributes)
        self._triples: Once[ox.Triple] = Once(triples, "triples", lambda triple: triple)

    def __iter__(self) -> Iterator[ox.Triple]:
        return self._triples.read()

    def graph(self) -> rdflib.Graph:
        """Return the triples as an rdflib graph, which knows the prefixes of the context.

        Raises:
            UsageError: they were read before.
        """
        from mediagraph.store.frames import rdflib_graph

        return rdflib_graph(self, self.prefixes)

    def df(self) -> pd.DataFrame:
        """Return a data frame with a column each for subject, predicate and object.

        Raises:
            UsageError: pandas is not installed, or the triples were read before.
        """
        from mediagraph.store.frames import data_frame, pandas

        pandas()
        return data_frame(self.columns, [_parts(triple) for triple in self], self.attributes)

    def write(self, stream: IO[bytes], format_: str, prefixes: Mapping[str, str] | None = None) -> None:
        """Write the triples as `turtle`, sorted.

        Raises:
            UsageError: the format does not suit triples, or they were read before.
        """
        if format_ != "turtle":
            raise UsageError(f"triples cannot be written as {format_}; use turtle")
        ordered = sorted(set(self), key=str)
        ox.serialize(ordered, stream, ox.RdfFormat.TURTLE, prefixes=dict(prefixes or self.prefixes))

    def __repr__(self) -> str:
        return f"<Triples{' (read already)' if self._triples.begun else ''}>"

    def _repr_html_(self) -> str:
        """Show the first triples in a notebook; they can still be read afterwards."""
        from mediagraph.store.markup import COUNTED

        if self._triples.begun:
            return "<p>The triples of this answer were read already; ask again to see them.</p>"
        return self._html([_parts(triple) for triple in self._triples.look(COUNTED + 1)])


class Truth(_Shown):
    """The yes or no of an ASK."""

    columns: Sequence[str] = ("answer",)

    def __init__(self, value: bool, attributes: Mapping[str, Any] | None = None) -> None:  # noqa: FBT001 - the value
        super().__init__(attributes)
        self.value = value

    def __bool__(self) -> bool:
        return self.value

    def __iter__(self) -> Iterator[tuple[bool]]:
        yield (self.value,)

    def __repr__(self) -> str:
        return f"Truth({self.value})"

    def __str__(self) -> str:
        return "yes" if self.value else "no"

    def _repr_html_(self) -> str:
        """Show the answer in a notebook."""
        return f"<p>{self}</p>"

    def graph(self) -> rdflib.Graph:
        """Refuse: a yes or no is no graph.

        Raises:
            UsageError: always.
        """
        raise UsageError("an ASK gives yes or no, not a graph; ask with CONSTRUCT or DESCRIBE")

    def df(self) -> pd.DataFrame:
        """Return a data frame of one row and one column.

        Raises:
            UsageError: pandas is not installed.
        """
        from mediagraph.store.frames import data_frame

        literal = ox.Literal(str(self.value).lower(), datatype=ox.NamedNode(XSD + "boolean"))
        return data_frame(self.columns, [(literal,)], self.attributes)

    def write(self, stream: IO[bytes], format_: str) -> None:
        """Write `true` or `false`, or SPARQL 1.1 results JSON.

        Raises:
            UsageError: the format does not suit a yes or no.
        """
        if format_ == "json":
            stream.write(b'{"head":{},"boolean":%s}\n' % str(self.value).lower().encode())
        elif format_ in {"csv", "tsv"}:
            stream.write(str(self.value).lower().encode() + b"\n")
        else:
            raise UsageError(f"a yes or no cannot be written as {format_}; use json, csv, tsv or table")


Answer = Solutions | Triples | Truth


def answer(result: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean) -> Answer:
    """Wrap what Oxigraph answers."""
    if isinstance(result, ox.QuerySolutions):
        return Solutions(result)
    if isinstance(result, ox.QueryTriples):
        return Triples(result)
    return Truth(bool(result))


def to_text(value: Answer, format_: str) -> str:
    """Return an answer as text in `format_`."""
    stream = io.BytesIO()
    value.write(stream, format_)
    return stream.getvalue().decode()


def _parts(triple: ox.Triple) -> tuple[TermLike, TermLike, TermLike]:
    return triple.subject, triple.predicate, triple.object


def _to(target: Target, write: Callable[[IO[bytes]], None]) -> str | None:
    """Let `write` write to a path, a stream, or nowhere: then return the text."""
    if target is None:
        kept = io.BytesIO()
        write(kept)
        return kept.getvalue().decode()
    if isinstance(target, str | Path):
        with whole_file(target) as stream:
            write(stream)
    elif isinstance(target, io.TextIOBase):
        write(cast("IO[bytes]", _Encoded(target)))
    else:
        write(cast("IO[bytes]", target))
    return None


class _Encoded:
    """A stream of text that takes UTF-8; what is written to it ends at the end of a character."""

    def __init__(self, stream: io.TextIOBase) -> None:
        self._stream = stream

    def write(self, content: memoryview) -> int:
        self._stream.write(bytes(content).decode())
        return len(content)
