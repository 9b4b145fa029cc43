"""Two ways to write graphs to an endpoint: the Graph Store Protocol, and SPARQL Update where that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from mediagraph.errors import EndpointError, QueryError
from mediagraph.store.remote.publication import NOTE, STAGE
from mediagraph.store.remote.requests import graph_request, update_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from mediagraph.store.remote.client import Body, Client

_BATCH_LINES, _BATCH_BYTES = 1000, 256_000


class Writer(Protocol):
    """Writes whole graphs; an empty name means the default graph."""

    def put(self, graph: str, file: Path) -> None:
        """Replace a graph by the N-Triples in `file`."""

    def merge(self, target: str, graphs: Sequence[str], files: Sequence[Path]) -> None:
        """Replace the graph `target` by the merge of others, which lie at the endpoint and in `files`."""

    def drop(self, graph: str) -> None:
        """Remove a graph, if it is there."""

    def note(self, file: Path) -> None:
        """Replace the note by the N-Triples in `file`."""


class GraphStore:
    """Sends graphs as they are; the endpoint takes each as a whole."""

    def __init__(self, client: Client, address: str) -> None:
        self._client, self._address, self._met = client, address, not client.credentials.user

    def put(self, graph: str, file: Path) -> None:
        """Replace a graph.

        Raises:
            EndpointError: it was not taken.
        """
        self.merge(graph, [], [file])

    def merge(self, target: str, graphs: Sequence[str], files: Sequence[Path]) -> None:  # noqa: ARG002
        """Replace a graph by all files: a triple that stands in two is one triple of the graph.

        Raises:
            EndpointError: it was not taken.
        """
        self._send(target, "PUT", files)

    def drop(self, graph: str) -> None:
        """Remove a graph.

        Raises:
            EndpointError: it was refused, for another reason than that there is none.
        """
        self._send(graph, "DELETE")

    def note(self, file: Path) -> None:
        """Replace the note.

        Raises:
            EndpointError: it was not taken.
        """
        self.put(NOTE, file)

    def _send(self, graph: str, method: str, files: Sequence[Path] = ()) -> None:
        try:
            if not self._met:  # how to log in is better asked with a small request than with a large one
                self._met = True
                self._client.ask(
                    lambda budget: graph_request(self._address, NOTE, budget, method="GET"),
                    _read_away,
                    refused=lambda: None,
                )
            self._client.ask(
                lambda budget: graph_request(self._address, graph, budget, method=method, files=files),
                _read_away,
                missing=(lambda: None) if method == "DELETE" else None,
            )
        except (QueryError, EndpointError) as error:
            raise EndpointError(f"graph {graph or 'by default'}: {method} failed: {error}") from error


class Update:
    """Fills a graph aside, batch by batch, and copies it to its place.

    Copies, and then drops, where MOVE would do both: a MOVE that is repeated because its answer was lost would
    find nothing to move, and empty its target.
    """

    def __init__(self, client: Client, address: str) -> None:
        self._client, self._address = client, address

    def put(self, graph: str, file: Path) -> None:
        """Replace a graph.

        Raises:
            EndpointError: it was not taken.
        """
        self._send(graph, f"DROP SILENT GRAPH <{STAGE}>")
        for batch in _batches(file):
            self._send(graph, f"INSERT DATA {{ GRAPH <{STAGE}> {{\n{batch}}} }}")
        self._place(graph)

    def merge(self, target: str, graphs: Sequence[str], files: Sequence[Path]) -> None:  # noqa: ARG002
        """Replace a graph by the merge of graphs that are there, without sending anything again.

        Raises:
            EndpointError: it was refused.
        """
        self._send(target, f"DROP SILENT GRAPH <{STAGE}>")
        for graph in graphs:
            self._send(target, f"ADD SILENT GRAPH <{graph}> TO GRAPH <{STAGE}>")
        self._place(target)

    def drop(self, graph: str) -> None:
        """Remove a graph.

        Raises:
            EndpointError: it was refused.
        """
        self._send(graph, f"DROP SILENT GRAPH <{graph}>" if graph else "DROP SILENT DEFAULT")

    def note(self, file: Path) -> None:
        """Replace the note, in one request.

        Raises:
            EndpointError: it was refused.
        """
        lines = file.read_text(encoding="utf-8")
        self._send(NOTE, f"DROP SILENT GRAPH <{NOTE}> ; INSERT DATA {{ GRAPH <{NOTE}> {{\n{lines}}} }}")

    def _place(self, graph: str) -> None:
        target = f"GRAPH <{graph}>" if graph else "DEFAULT"
        self._send(graph, f"COPY SILENT GRAPH <{STAGE}> TO {target}")
        self._send(graph, f"DROP SILENT GRAPH <{STAGE}>")

    def _send(self, graph: str, text: str) -> None:
        try:
            self._client.ask(lambda budget: update_request(self._address, text, budget), _read_away)
        except (QueryError, EndpointError) as error:
            what = " ".join(text.split()[:2])
            raise EndpointError(f"graph {graph or 'by default'}: {what} failed: {error}") from error


def _batches(file: Path) -> Iterator[str]:
    """Yield the lines of a file in portions that engines can compile."""
    with file.open(encoding="utf-8", newline="\n") as stream:
        yield from _portions(stream)


def _portions(lines: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if len(held) == _BATCH_LINES or size >= _BATCH_BYTES:
            yield "".join(held)
            held, size = [], 0
    if held:
        yield "".join(held)


def _read_away(body: Body) -> None:
    """Read what the endpoint says of success, which means nothing to us."""
    while body.read(1 << 16):
        pass
