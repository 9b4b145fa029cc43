"""Answers of endpoints as they arrive, with what engines do otherwise than the standard says set right or told."""

from __future__ import annotations

import re
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from mediagraph import sparql
from mediagraph.errors import EndpointError
from mediagraph.store.answers import Answer, Solutions, Triples, Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mediagraph.store.remote.client import Body, Client

ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
TRIPLES = "application/n-triples, text/turtle;q=0.5"
_BLOCK = 1 << 16
_HELD = 64
_FAILURES = (OSError, HTTPException, SyntaxError, ValueError)
# Virtuoso names blank nodes by what no blank node may be called.
_NODE_ID = re.compile(rb'("type":\s*"bnode",\s*"value":\s*")nodeID://')


def accepted(form: str) -> str:
    """Return the Accept header for a query's form."""
    return ROWS if form in {"SELECT", "ASK"} else TRIPLES


def read(client: Client, text: str, body: Body) -> Answer:
    """Return the answer to the query `text`; its rows or triples are read from the connection when they are asked for.

    Raises:
        EndpointError: the endpoint says that the answer is not whole, or sends something else.
        SyntaxError, ValueError: the beginning cannot be read.
        OSError, HTTPException: the connection failed.
    """
    _refuse_partial(client, body)
    form = sparql.form(text)
    if form not in {"SELECT", "ASK"}:
        if not body.framed:
            raise EndpointError(
                f"{client.address}: it does not say where its answer ends, so that a broken one could not be told"
                " from a whole one; ask with SELECT instead"
            )
        syntax = ox.RdfFormat.from_media_type(body.media_type) or ox.RdfFormat.N_TRIPLES
        return Triples(_triples(client, body, syntax))
    source: Any = _Source(body)
    if body.headers.get("X-SPARQL-MaxRows"):
        source = _whole(client, text, body, source)
    results = ox.parse_query_results(source, _results_format(body))
    if isinstance(results, ox.QueryBoolean):
        return Truth(bool(results))
    if form == "ASK":  # Virtuoso answers with a row of 1, or none
        return Truth(any(str(row[0].value) in {"1", "true"} for row in results if row[0] is not None))
    return Solutions(cast("ox.QuerySolutions", _Rows(client, body, results)))


def _results_format(body: Body) -> ox.QueryResultsFormat:
    return ox.QueryResultsFormat.XML if body.media_type.endswith("xml") else ox.QueryResultsFormat.JSON


def _own_limit(text: str) -> int | None:
    """Return the LIMIT of the query as a whole, not that of a subquery."""
    depth, found, before = 0, None, ""
    for token in sparql.tokens(text):
        depth += (token.text == "{") - (token.text == "}") if token.kind == "mark" else 0
        if depth == 0 and before == "LIMIT" and token.kind == "number":
            found = int(token.text)
        before = token.text.upper() if token.kind == "name" else ""
    return found


def _refuse_partial(client: Client, body: Body) -> None:
    """Virtuoso's "anytime" queries give what was found in time, and say so in a header only.

    Raises:
        EndpointError: so it is.
    """
    if body.headers.get("X-SQL-State"):
        raise EndpointError(
            f"{client.address}: the endpoint ran out of time and sent a part of the answer"
            f" ({body.headers['X-SQL-State']}); ask for less, or let it work longer"
            " (Virtuoso: MaxQueryExecutionTime, or timeout= in the address)"
        )


def _whole(client: Client, text: str, body: Body, source: _Source) -> bytes:
    """Return an answer that is as long as the endpoint allows if the query wanted no more.

    Raises:
        EndpointError: it was cut.
    """
    most = int(body.headers["X-SPARQL-MaxRows"])
    content = b"".join(iter(lambda: source.read(_BLOCK), b""))
    results = ox.parse_query_results(content, _results_format(body))
    limit = _own_limit(text)
    if isinstance(results, ox.QuerySolutions) and (limit is None or limit > most):
        count = sum(1 for _ in results)
        if count >= most:
            raise EndpointError(
                f"{client.address}: the endpoint gives {most} rows at most, and cut the answer there; ask page by page"
                f" with ORDER BY, LIMIT {most} and OFFSET, or have the limit raised (Virtuoso: ResultSetMaxRows)"
            )
    return content


class _Source:
    """The bytes of an answer in blocks for the parser, which asks for small ones."""

    def __init__(self, body: Body) -> None:
        self._body, self._held, self._ready, self._ended = body, b"", b"", False

    def read(self, size: int = -1) -> bytes:
        while not self._ready and not self._ended:
            block = self._body.read(_BLOCK)
            self._ended = not block
            content = _NODE_ID.sub(rb"\1", self._held + block)
            cut = len(content) if self._ended else max(len(content) - _HELD, 0)
            self._ready, self._held = content[:cut], content[cut:]
        if size < 0:
            size = len(self._ready)
        given, self._ready = self._ready[:size], self._ready[size:]
        return given


class _Rows:
    """The rows of an answer, with the errors of the connection that they come through."""

    def __init__(self, client: Client, body: Body, results: ox.QuerySolutions) -> None:
        self._client, self._body, self._results = client, body, results
        self.variables: Sequence[ox.Variable] = results.variables

    def __iter__(self) -> Iterator[ox.QuerySolution]:
        try:
            yield from self._results
        except _FAILURES as error:
            raise _told(self._client, self._body, error) from error


def _triples(client: Client, body: Body, syntax: ox.RdfFormat) -> Iterator[ox.Triple]:
    try:
        for quad in ox.parse(_Source(body), syntax):  # type: ignore[arg-type]
            yield quad.triple
    except _FAILURES as error:
        raise _told(client, body, error) from error


def _told(client: Client, body: Body, error: Exception) -> Exception:
    """Return the error to raise once rows were given out."""
    if isinstance(error, OSError | HTTPException):
        return client.failure(error)
    return client.unreadable(body, error)
