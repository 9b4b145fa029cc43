"""Answers to queries: rows, triples or yes/no, as Python values, data frames, graphs and files."""

from __future__ import annotations

import io
from collections import namedtuple
from typing import IO, TYPE_CHECKING, Any, TypeVar

import pyoxigraph as ox

from mediagraph.errors import QueryError, UsageError
from mediagraph.records import XSD
from mediagraph.store.terms import TermLike, python_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import pandas as pd
    import rdflib

TEXT_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
}
_FAILURES = (OSError, ValueError, RuntimeError)
T = TypeVar("T")


class Solutions:
    """The rows of a SELECT, read once, in order.

    Iterating gives named tuples of Python values: IRIs and text as `str`, numbers as `int`, `Decimal` or `float`,
    days as `date`, what is unbound as None.
    """

    def __init__(self, solutions: ox.QuerySolutions, attributes: Mapping[str, Any] | None = None) -> None:
        self._solutions = solutions
        self.columns: Sequence[str] = [variable.value for variable in solutions.variables]
        self.attributes = dict(attributes or {})
        self._row: Callable[..., Any] = namedtuple("Row", self.columns, rename=True)  # type: ignore[misc]  # noqa: PYI024

    def terms(self) -> Iterator[tuple[TermLike | None, ...]]:
        """Yield the rows as RDF terms.

        Raises:
            QueryError: the evaluation failed on the way.
        """
        places = range(len(self.columns))
        for solution in _evaluated(self._solutions):
            yield tuple(solution[place] for place in places)

    def __iter__(self) -> Iterator[Any]:
        row = self._row
        for terms in self.terms():
            yield row(*(python_value(term) for term in terms))

    def df(self) -> pd.DataFrame:
        """Return a pandas DataFrame whose columns are typed by the datatypes of their values.

        Whole numbers become Int64, other numbers Float64, truth values boolean, days datetime64; everything
        else, dates of partial precision among it, is text. Columns are there even when there are no rows.

        Raises:
            UsageError: pandas is not installed.
        """
        from mediagraph.store.frames import data_frame

        return data_frame(self.columns, list(self.terms()), self.attributes)

    def graph(self) -> rdflib.Graph:
        """Refuse: rows are no graph.

        Raises:
            UsageError: always.
        """
        raise UsageError("a SELECT gives rows, not a graph; ask with CONSTRUCT or DESCRIBE, or use df()")

    def write(self, stream: IO[bytes], format_: str) -> None:
        """Write the rows as `csv`, `tsv` (both SPARQL 1.1 results) or `json` (SPARQL 1.1 results JSON).

        Raises:
            UsageError: the format does not suit rows.
            QueryError: the evaluation failed on the way; then nothing was written.
        """
        if format_ not in TEXT_FORMATS:
            raise UsageError(f"rows cannot be written as {format_}; use {', '.join(TEXT_FORMATS)} or table")
        try:
            content = self._solutions.serialize(format=TEXT_FORMATS[format_]) or b""
        except _FAILURES as error:
            raise QueryError(f"the query cannot be evaluated: {error}") from error
        stream.write(content)


class Triples:
    """The triples of a CONSTRUCT or DESCRIBE, read once."""

    columns: Sequence[str] = ("subject", "predicate", "object")

    def __init__(self, triples: Iterator[ox.Triple]) -> None:
        self._triples = triples

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self._triples)

    def graph(self) -> rdflib.Graph:
        """Return the triples as an rdflib graph."""
        from mediagraph.store.frames import rdflib_graph

        return rdflib_graph(self._triples)

    def df(self) -> pd.DataFrame:
        """Return a data frame with a column each for subject, predicate and object.

        Raises:
            UsageError: pandas is not installed.
        """
        from mediagraph.store.frames import data_frame

        rows = [(triple.subject, triple.predicate, triple.object) for triple in self._triples]
        return data_frame(self.columns, rows, {})

    def write(self, stream: IO[bytes], format_: str, prefixes: Mapping[str, str] | None = None) -> None:
        """Write the triples as `turtle`, sorted.

        Raises:
            UsageError: the format does not suit triples.
        """
        if format_ != "turtle":
            raise UsageError(f"triples cannot be written as {format_}; use turtle")
        ordered = sorted(set(self._triples), key=str)
        ox.serialize(ordered, stream, ox.RdfFormat.TURTLE, prefixes=dict(prefixes or {}))


class Truth:
    """The yes or no of an ASK."""

    columns: Sequence[str] = ("answer",)

    def __init__(self, value: bool) -> None:  # noqa: FBT001 - the value itself
        self.value = value

    def __bool__(self) -> bool:
        return self.value

    def __iter__(self) -> Iterator[tuple[bool]]:
        yield (self.value,)

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
        return data_frame(self.columns, [(literal,)], {})

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
        return Triples(_evaluated(result))
    return Truth(bool(result))


def _evaluated(results: Iterable[T]) -> Iterator[T]:
    """Yield results that are evaluated as they are read."""
    try:
        yield from results
    except _FAILURES as error:
        raise QueryError(f"the query cannot be evaluated: {error}") from error


def to_text(value: Answer, format_: str) -> str:
    """Return an answer as text in `format_`."""
    stream = io.BytesIO()
    value.write(stream, format_)
    return stream.getvalue().decode()
