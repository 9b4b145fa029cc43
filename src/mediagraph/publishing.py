"""Publishing a build to an endpoint, graph by graph; what is there already is not sent again.

A note at the endpoint (see `store/remote/publication.py`) tells which graphs are there, so that a publication that
was interrupted goes on where it stopped, and readers know which build they ask and how to see it as one graph.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.errors import EndpointError, FileError, UsageError
from mediagraph.store import Solutions
from mediagraph.store.digests import Digest
from mediagraph.store.remote.publication import MERGE, NOTE, OURS, Publication
from mediagraph.store.remote.writers import GraphStore, Update

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mediagraph.store import RemoteStore, Store
    from mediagraph.store.remote.writers import Writer

_PENDING = "pending"
_HELD = 20_000


@dataclass(frozen=True)
class Published:
    """What a publication did.

    Attributes:
        version: digest of what is there now, that of the build.
        statements: how many stand in the named graphs.
        sent: graphs that were written.
        kept: graphs that were there already, with the same statements.
        removed: graphs of an earlier publication that are no more.
        default: where the merge of the graphs is; see `Publication`.
    """

    version: str
    statements: int
    sent: Sequence[str]
    kept: Sequence[str]
    removed: Sequence[str]
    default: str


@dataclass
class _Spooled:
    """One graph on disk."""

    file: Path
    count: int = 0
    sum: Digest = field(default_factory=Digest)

    @property
    def digest(self) -> str:
        return str(self.sum)


def publish(
    source: Store,
    endpoint: RemoteStore,
    *,
    graph_store: str = "",
    update: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> Published:
    """Make an endpoint hold what `source` holds: the same named graphs, and their merge as default graph.

    Args:
        source: the store to publish.
        endpoint: its query service, to see what is there.
        graph_store: address of its Graph Store Protocol service, the better way where there is one.
        update: address of its SPARQL Update service; used where no graph store is given.
        progress: is told of each graph.

    Raises:
        UsageError: no address to write to, or the source cannot be published.
        EndpointError: the endpoint fails or refuses; the message names the graph.
        FileError: the graphs cannot be laid aside on this machine.
    """
    writer = _writer(endpoint, graph_store, update)
    before = endpoint.look()
    with tempfile.TemporaryDirectory(prefix="mediagraph-") as folder:
        progress("reading the graphs")
        try:
            graphs = _spool(source, Path(folder))
        except OSError as error:
            raise FileError(f"{error.filename or folder}: cannot be written: {error.strerror}") from error
        return _Publishing(source, endpoint, writer, Path(folder), graphs, progress).run(before)


def _writer(endpoint: RemoteStore, graph_store: str, update: str) -> Writer:
    if graph_store:
        return GraphStore(endpoint.neighbour(graph_store), graph_store)
    if update:
        return Update(endpoint.neighbour(update), update)
    raise UsageError(
        "publishing needs an address to write to: --graph-store URL (Graph Store Protocol) or --update-url URL"
        " (SPARQL Update); docs/endpoints.md lists those of each engine"
    )


class _Publishing:
    """One publication under way."""

    def __init__(
        self,
        source: Store,
        endpoint: RemoteStore,
        writer: Writer,
        folder: Path,
        graphs: Mapping[str, _Spooled],
        progress: Callable[[str], None],
    ) -> None:
        self._source, self._endpoint, self._writer = source, endpoint, writer
        self._folder, self._graphs, self._progress = folder, graphs, progress
        self._note = Publication()

    def run(self, before: Publication) -> Published:
        """Bring the endpoint from what the note says to what the source holds."""
        version = str(Digest(sum(graph.sum.total for graph in self._graphs.values())))
        kept = [name for name, graph in self._graphs.items() if self._is_there(name, graph, before)]
        gone = [name for name in before.graphs if name not in self._graphs]
        sent = [name for name in self._graphs if name not in kept]
        if sent or gone or before.version != version or not self._merge_is_there(before):
            # Graphs that change are marked before they do, so that one left half-done is not taken for whole.
            marked = {name: self._graphs[name].digest if name in kept else _PENDING for name in self._graphs}
            self._tell(replace(before, version="", graphs={**before.graphs, **marked}))
            for number, name in enumerate(sent, start=1):
                self._progress(f"graph {number} of {len(sent)}: {name}, {self._graphs[name].count} statements")
                self._send(name)
            for name in gone:
                self._progress(f"removing {name}")
                self._writer.drop(name)
            self._tell(replace(self._note, graphs={name: graph.digest for name, graph in self._graphs.items()}))
            default = self._settle(before.default)
            self._tell(replace(self._note, version=version, default=default))
        else:
            self._note = before
        count = sum(graph.count for graph in self._graphs.values())
        return Published(version, count, sent, kept, gone, self._note.default)

    def _is_there(self, name: str, graph: _Spooled, before: Publication) -> bool:
        return before.graphs.get(name) == graph.digest and self._endpoint.count(name) == graph.count

    def _merge_is_there(self, before: Publication) -> bool:
        """Tell whether the merge of an earlier publication is as large as it should be."""
        if before.default == "merged":
            return self._endpoint.count(MERGE) == self._merged
        return bool(before.default) and self._endpoint.count() - self._strange == self._merged

    def _send(self, name: str) -> None:
        graph = self._graphs[name]
        self._writer.put(name, graph.file)
        there = self._endpoint.count(name)
        if there != graph.count:
            raise EndpointError(
                f"graph {name}: {graph.count} statements were sent, and {there} are there; the endpoint does not keep"
                " them as they are"
            )
        self._tell(replace(self._note, graphs={**self._note.graphs, name: graph.digest}))

    def _tell(self, note: Publication) -> None:
        self._note = note
        file = self._folder / "note.nt"
        file.write_text("".join(note.lines()), encoding="utf-8")
        self._writer.note(file)

    def _settle(self, before: str) -> str:
        """Make a default graph of the merge, and return where it is.

        An engine's own union of graphs serves only where it is a set, and has nothing else in it. Its own default
        graph is written to only where that is empty or was ours before.
        """
        self._progress("merging the graphs")
        if self._endpoint.sees_notes():
            where = "shared" if self._endpoint.count() - self._strange == self._merged else "merged"
        else:
            where = "own" if before == "own" or self._endpoint.count() == 0 else "merged"
        if where != "shared":
            target = MERGE if where == "merged" else ""
            self._writer.merge(target, list(self._graphs), [graph.file for graph in self._graphs.values()])
            there = self._endpoint.count(target)
            if there != self._merged:
                raise EndpointError(f"the merge of the graphs: {self._merged} statements expected, {there} are there")
        if where != "merged" and before == "merged":
            self._writer.drop(MERGE)
        return where

    @property
    def _merged(self) -> int:
        """How many statements the merge of all graphs has: a statement of two sources counts once."""
        rows = self._source.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
        if isinstance(rows, Solutions):
            for row in rows:
                return int(row[0])
        raise UsageError(f"{self._source.name}: a COUNT was not answered with a number")  # pragma: no cover

    @property
    def _strange(self) -> int:
        """How many statements of ours that are no data the endpoint's union of graphs has in it."""
        return sum(self._endpoint.count(name) for name in (NOTE, MERGE)) if self._endpoint.sees_notes() else 0


def _spool(source: Store, folder: Path) -> dict[str, _Spooled]:
    """Write each named graph to a file, and return them by name, sorted.

    Raises:
        UsageError: there is nothing to publish, or a node without a name.
    """
    graphs: dict[str, _Spooled] = {}
    held: defaultdict[str, list[bytes]] = defaultdict(list)
    for quad in source.quads():
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            raise UsageError(f"graph {name}: a node of it has no name ({quad}), so it cannot be told again; name it")
        if not name or name in OURS:
            raise UsageError(f"graph {name or 'by default'}: statements there cannot be published; use another name")
        graph = graphs.setdefault(name, _Spooled(folder / f"{len(graphs):06d}.nt"))
        lines = held[name]
        lines.append(str(quad.triple).encode())
        if len(lines) >= _HELD:
            _append(name, graph, lines)
    for name, graph in graphs.items():
        _append(name, graph, held[name])
    if not graphs:
        raise UsageError(f"{source.name}: no statements to publish")
    return dict(sorted(graphs.items()))


def _append(name: str, graph: _Spooled, triples: list[bytes]) -> None:
    end = f" {ox.NamedNode(name)} .\n".encode()
    graph.sum.add([triple + end for triple in triples])
    graph.count += len(triples)
    with graph.file.open("ab") as stream:
        stream.writelines([triple + b" .\n" for triple in triples])
    triples.clear()
