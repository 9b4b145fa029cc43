"""Jobs that ask: SPARQL as visitors write it, and the project's stored queries."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph import guard
from mediagraph.errors import ParameterError, QueryError
from mediagraph.server import formats
from mediagraph.server.formats import Format, chosen
from mediagraph.server.jobs import Reply
from mediagraph.server.problems import Problem
from mediagraph.store import Answer, Solutions, Triples
from mediagraph.store.tables import WRITERS, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeVar

    from mediagraph.server.jobs import Desk

    T = TypeVar("T")

_RDF = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
}
_DEFAULTS = ("json", "ttl")
_NONE: Mapping[str, Format] = {}
_PARQUET = {"parquet": formats.PARQUET}


def sparql(
    desk: Desk,
    *,
    query: str,
    accept: str,
    name: str = "",
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    base: str = "",
    safe: bool = False,
) -> Reply:
    """Answer a visitor's query.

    Args:
        desk: of the worker.
        query: SPARQL.
        accept: the Accept header.
        name: of a format, which counts more than the header.
        default_graphs: of the data set, if others than the graph's own.
        named_graphs: likewise.
        base: address of the service, which relative IRIs are resolved against (SPARQL 1.1 Query, section 4.1.1.2).
        safe: whether CSV is made harmless to spreadsheets.
    """
    html = _wants_html(accept, name)
    try:
        found = _evaluated(desk, query, base, default_graphs=default_graphs, named_graphs=named_graphs)
    except QueryError as error:
        if html:
            return _console(desk, query, None, error)
        raise
    if html:
        return _console(desk, query, found, None)
    return answered(desk, found, accept, name, safe=safe)


def _evaluated(desk: Desk, query: str, base: str, **dataset: Sequence[str]) -> Answer:
    limits = desk.limits
    guard.refuse(query, longest=limits.query_kilobytes << 10, deepest=limits.depth)
    return desk.graph.sparql(query, base=base or None, **dataset)


def stored(
    desk: Desk, *, query: str, parameters: Mapping[str, Any], accept: str, name: str = "", safe: bool = False
) -> Reply:
    """Answer a stored query; as a page it is shown with its form."""
    if _wants_html(accept, name):
        from mediagraph.server.showing import stored_page

        return stored_page(desk, query, parameters)
    return answered(desk, desk.graph.query(query, **parameters), accept, name, safe=safe, more=_PARQUET)


def answered(
    desk: Desk, found: Answer, accept: str, name: str, *, safe: bool, more: Mapping[str, Format] = _NONE
) -> Reply:
    """Return an answer in the format that is asked for.

    Raises:
        Problem: it cannot be given in any format that is accepted.
    """
    graphs = isinstance(found, Triples)
    offered = formats.GRAPHS if graphs else formats.ROWS
    offered = {key: format_ for key, format_ in offered.items() if key != "html"}
    if not graphs and isinstance(found, Solutions):
        offered = {**offered, **more}
    format_ = name or chosen(accept, offered, _DEFAULTS[graphs])
    if format_ not in offered:
        types = ", ".join(formats.bare(one.media) for one in offered.values())
        what = "triples" if graphs else "rows"
        raise Problem("not-acceptable", f"{what} can be had as {types}", {"offered": [*offered]})
    if isinstance(found, Triples):
        return Reply(offered[format_].media, lambda stream: _write_triples(desk, found, stream, format_))
    if isinstance(found, Solutions):
        return Reply(offered[format_].media, lambda stream: _write_rows(desk, found, stream, format_, safe=safe))
    return Reply(offered[format_].media, lambda stream: _write_truth(bool(found), stream, format_))


def _write_rows(desk: Desk, found: Solutions, stream: IO[bytes], format_: str, *, safe: bool) -> None:
    rows = limited(found.terms(), desk, "rows")
    if format_ == "csv":
        write_csv(found.columns, rows, stream, spreadsheet_safe=safe)
    elif format_ == "parquet":
        from mediagraph.store.parquet import write_parquet

        file = io.BytesIO()  # which is written to in several places
        write_parquet(found.columns, rows, found.attributes, file)
        stream.write(file.getvalue())
    else:
        WRITERS[format_](found.columns, rows, stream)


def _write_triples(desk: Desk, found: Triples, stream: IO[bytes], format_: str) -> None:
    ordered = sorted(set(limited(found, desk, "triples")), key=str)
    prefixes = dict(desk.graph.project.context.prefixes) if format_ in {"ttl", "trig", "rdf", "jsonld"} else None
    ox.serialize(ordered, stream, _RDF[format_], prefixes=prefixes)


def _write_truth(value: bool, stream: IO[bytes], format_: str) -> None:  # noqa: FBT001 - the value
    word = str(value).lower()
    if format_ == "xml":
        head = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/>'
        stream.write(f"{head}<boolean>{word}</boolean></sparql>\n".encode())
    elif format_ == "json":
        stream.write(f'{{"head":{{}},"boolean":{word}}}\n'.encode())
    else:
        stream.write(f"{word}\n".encode())


def limited(items: Iterable[T], desk: Desk, what: str) -> Iterator[T]:
    """Yield items up to the limit.

    Raises:
        Problem: there are more.
    """
    most = desk.limits.rows
    for count, item in enumerate(items):
        if count >= most:
            raise Problem(
                "answer-too-large",
                f"the answer has more than {most:,} {what}; ask for less at once, with LIMIT and OFFSET",
                {"limit": "rows", "most": most},
            )
        yield item


def _wants_html(accept: str, name: str) -> bool:
    return name == "html" if name else chosen(accept, {**formats.GRAPHS, **formats.ROWS}, "json") == "html"


def _console(desk: Desk, query: str, found: Answer | None, error: QueryError | None) -> Reply:
    from mediagraph.server.showing import console

    return console(desk, query, found, error)


def warm_up(desk: Desk) -> None:
    """Answer one query in each format, so that everything is imported and read."""
    select, construct = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 2", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 2"
    for query, offered in (
        (select, formats.ROWS),
        (construct, formats.GRAPHS),
        ("ASK {}", formats.ROWS),
        ("ASK { oops", formats.ROWS),
    ):
        for name in offered:
            try:
                sparql(desk, query=query, accept="", name=name).write(io.BytesIO())
            except (QueryError, ParameterError):
                continue


JOBS: dict[str, Callable[..., Reply]] = {"sparql": sparql, "stored": stored}
