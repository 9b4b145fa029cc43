"""Any SPARQL 1.1 endpoint as a store, asked through SPARQLWrapper and behind this one class."""

from __future__ import annotations

import functools
import urllib.parse
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph import sparql
from mediagraph.errors import EndpointError, QueryError, UsageError
from mediagraph.store.answers import Answer, Solutions, Truth
from mediagraph.store.remote.publication import NOTE, OURS, QUESTION, Publication
from mediagraph.store.remote.settings import is_endpoint, timeout_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mediagraph.store.remote.access import Credentials
    from mediagraph.store.remote.client import Client


class RemoteStore:
    """Answers from a SPARQL endpoint.

    Where a build was published to it by `mediagraph publish`, its note says how to see the graph. Otherwise the
    endpoint's default graph has to be the merge of its named graphs, as the embedded store's is.
    """

    def __init__(
        self,
        address: str,
        *,
        timeout: float | None = None,
        tries: int = 3,
        credentials: Credentials | None = None,
    ) -> None:
        """Prepare to ask; nothing is sent yet.

        Args:
            address: of the query service; what stands after `?` is sent with each query.
            timeout: seconds that one question may keep its asker waiting; by default those of the environment.
            tries: how often a request is sent when the endpoint is busy or cannot be reached.
            credentials: by default those of the environment.

        Raises:
            UsageError: the address, the time-out or the credentials cannot be used.
        """
        from mediagraph.store.remote.client import Client

        self._client = Client(address, timeout=timeout_of(timeout), tries=tries, credentials=credentials)
        self._service, _, more = address.partition("?")
        self._parameters = urllib.parse.parse_qsl(more, keep_blank_values=True)

    @property
    def name(self) -> str:
        """The endpoint's address."""
        return self._client.address

    @property
    def version(self) -> str:
        """The digest of the build that was published there; nothing where that is not known."""
        return self.publication.version

    @functools.cached_property
    def publication(self) -> Publication:
        """What was published there, as it stands when this is first asked.

        Raises:
            EndpointError: the endpoint cannot be reached.
        """
        return self.look()

    def look(self) -> Publication:
        """Ask the endpoint what was published there.

        Raises:
            EndpointError: it cannot be reached.
        """
        found = self._ask(QUESTION, [], refused=lambda: Truth(False))
        if not isinstance(found, Solutions) or list(found.columns) != ["s", "p", "o"]:
            return Publication()
        return Publication.of((str(s), str(p), str(o)) for s, p, o in found)

    def query(self, text: str) -> Answer:
        """Answer a SPARQL query.

        Raises:
            QueryError: the endpoint says that the query is wrong.
            EndpointError: it fails, refuses, or does not answer in time.
        """
        if not sparql.form(text):
            raise QueryError("the query does not parse: it is no SELECT, ASK, CONSTRUCT or DESCRIBE")
        own = any(token.says("FROM") for token in sparql.tokens(text))  # the query's dataset goes before ours
        return self._ask(text, [] if own else self.publication.dataset())

    def count(self, graph: str = "") -> int:
        """Return the number of triples in a graph, or in what the endpoint itself takes for its default graph.

        Raises:
            EndpointError: it cannot be asked.
        """
        pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
        return self._number(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")

    def sees_notes(self) -> bool:
        """Tell whether the endpoint's own default graph takes in named graphs, the note among them.

        Raises:
            EndpointError: it cannot be asked.
        """
        return bool(self._number(f"SELECT (COUNT(*) AS ?n) WHERE {{ <{NOTE}> ?p ?o }}"))

    def _number(self, text: str) -> int:
        found = self._ask(text, [])
        if isinstance(found, Solutions):
            for row in found:
                return int(row[0])
        raise EndpointError(f"{self.name}: a COUNT was not answered with a number")

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the quads of the named graphs, our own notes aside.

        Raises:
            EndpointError: the endpoint fails.
        """
        rows = self.query("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
        if not isinstance(rows, Solutions):  # pragma: no cover - a SELECT gives rows
            raise EndpointError(f"{self.name}: a SELECT was not answered with rows")
        known = self.publication.graphs
        for terms in rows.terms():
            quad = ox.Quad(*terms)  # type: ignore[arg-type]
            name = str(quad.graph_name)[1:-1]
            if name not in OURS and (not known or name in known):
                yield quad

    def neighbour(self, address: str) -> Client:
        """Return what asks another service of this endpoint, with the same time-out and credentials.

        Raises:
            UsageError: the address cannot be used.
        """
        from mediagraph.store.remote.client import Client

        if not is_endpoint(address):
            raise UsageError(f"{address!r}: not an address; write it as https://host/path")
        client = self._client
        return Client(address, timeout=client.timeout, tries=client.tries, credentials=client.credentials)

    def close(self) -> None:
        """Do nothing: each answer closes its own connection."""

    def _ask(
        self, text: str, dataset: Sequence[tuple[str, str]], refused: Callable[[], Answer] | None = None
    ) -> Answer:
        from mediagraph.store.remote import answers
        from mediagraph.store.remote.requests import query_request

        parameters = [*self._parameters, *dataset]
        return self._client.ask(
            lambda budget: query_request(self._service, text, parameters, budget),
            lambda body: answers.read(self._client, text, body),
            refused=refused,
        )
