"""Any SPARQL 1.1 endpoint as a store, asked through SPARQLWrapper and behind this one class."""

from __future__ import annotations

import time
from collections import deque
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError

import pyoxigraph as ox

from mediagraph import sparql
from mediagraph.errors import EndpointError, QueryError, shorten
from mediagraph.store.answers import Answer, Triples, answer

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_GET = 2000
_RETRIED = {429, 502, 503, 504}


def is_endpoint(store: object) -> bool:
    """Tell whether `store` is the address of an endpoint rather than a folder."""
    return isinstance(store, str) and store.startswith(("http://", "https://"))


class RemoteStore:
    """Answers from a SPARQL endpoint.

    The endpoint's default graph has to be the merge of its named graphs (Oxigraph's server:
    `--union-default-graph`; Virtuoso: as it is), as the embedded store's is.
    """

    def __init__(self, address: str, *, timeout: int = 60, tries: int = 3) -> None:
        """Prepare to ask; nothing is sent yet.

        Args:
            address: of the query service.
            timeout: seconds of silence after which a request is given up.
            tries: how often a request is sent when the endpoint is busy or cannot be reached.
        """
        self._address, self._timeout, self._tries = address, timeout, tries

    @property
    def name(self) -> str:
        """The endpoint's address."""
        return self._address

    @property
    def version(self) -> str:
        """Nothing: an endpoint does not say which state of the graph it holds."""
        return ""

    def query(self, text: str) -> Answer:
        """Answer a SPARQL query.

        Raises:
            QueryError: the endpoint says that the query is wrong.
            EndpointError: it fails, refuses, or does not answer in time.
        """
        form = sparql.form(text)
        if not form:
            raise QueryError("the query does not parse: it is no SELECT, ASK, CONSTRUCT or DESCRIBE")
        rows = form in {"SELECT", "ASK"}
        body = self._ask(text, "application/sparql-results+json" if rows else "application/n-triples")
        try:
            if rows:
                result = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
                if isinstance(result, ox.QuerySolutions):  # they are parsed as they are read: once for faults
                    deque(result, maxlen=0)
                    result = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
                return answer(result)
            return Triples(iter([quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES)]))
        except (SyntaxError, ValueError) as error:
            raise EndpointError(f"{self._address}: the answer cannot be read: {error}") from error

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the quads of the named graphs.

        Raises:
            EndpointError: the endpoint fails.
        """
        rows = self.query("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
        if isinstance(rows, Triples) or not hasattr(rows, "terms"):  # pragma: no cover - a SELECT gives rows
            raise EndpointError(f"{self._address}: a SELECT was not answered with rows")
        for terms in rows.terms():
            yield ox.Quad(*terms)

    def close(self) -> None:
        """Do nothing: each request closes its own connection."""

    def _ask(self, text: str, accept: str) -> bytes:
        import SPARQLWrapper

        wrapper = SPARQLWrapper.SPARQLWrapper(self._address, agent="mediagraph (SPARQLWrapper)")
        wrapper.setTimeout(self._timeout)
        wrapper.setQuery(text)
        wrapper.queryType = sparql.form(text)  # SPARQLWrapper guesses it by a pattern that comments mislead
        wrapper.setMethod(SPARQLWrapper.GET if len(text) < _LONGEST_GET else SPARQLWrapper.POST)
        wrapper.addCustomHttpHeader("Accept", accept)
        for attempt in range(1, self._tries + 1):
            try:
                response = wrapper.query().response
                body: bytes = response.read()
                return body
            except SPARQLWrapper.SPARQLExceptions.QueryBadFormed as error:
                raise QueryError(f"{self._address}: {_said(error)}") from error
            except SPARQLWrapper.SPARQLExceptions.SPARQLWrapperException as error:  # 401, 404, 414, 500
                raise EndpointError(f"{self._address}: {_said(error)}") from error
            except HTTPError as error:
                if error.code not in _RETRIED or attempt == self._tries:
                    raise EndpointError(f"{self._address}: {_said(error)}") from error
            except (URLError, HTTPException, OSError) as error:
                if attempt == self._tries:
                    raise EndpointError(f"{self._address}: no answer ({error}); is the address right?") from error
            time.sleep(min(2**attempt / 4, 5))
        raise AssertionError("unreachable")  # pragma: no cover


def _said(error: Exception) -> str:
    """The endpoint's own words, in one line."""
    return shorten(" ".join(str(error).replace("\\n", " ").split()), most=500)
