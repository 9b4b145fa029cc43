"""The graph as a caller sees it: open it, ask it, measure it, export it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from mediagraph.errors import StoreError, UsageError
from mediagraph.project import STORE_VARIABLE, Project
from mediagraph.questions import Questions
from mediagraph.store import EmbeddedStore, Generations, RemoteStore, is_endpoint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    import networkx as nx

    from mediagraph.networks import HubTable, JointAnniversary, Pair, Partners


class Graph(Questions):
    """A graph that is open for questions; close it, or use it in a `with`."""

    def network(
        self,
        name: str,
        *,
        kind: str | Sequence[str] | None = None,
        since: int | None = None,
        until: int | None = None,
        weight: str = "count",
    ) -> nx.Graph[str]:
        """Return the network called `name`, such as `countries`, `organisations` or `people`.

        Edges bear `strength` (what two partners share, by the weighting) and `distance` (1/strength), the `works`
        behind them (sorted IRIs), their `kinds`, and `first` and `last`, the years known of the works; nodes bear
        `label` and `type`, the name of their class, and in a network of two sides, such as `outlets-countries`,
        `bipartite`: 0 for outlets, 1 for countries. The network's own attributes say what was chosen: `name`, `kinds`
        with their number of works, `since`, `until`, `weight`, `bipartite`, `version` of the graph; `labels` of nodes
        and works, `years`, number of `parties` and `shares` of works, and the `rows` that it was made of.

        Args:
            name: of a projection below `queries/networks/`.
            kind: kinds of cooperation, or of another tie that the network has, that make an edge; all by default.
            since: first year that counts; works without a year do not, then.
            until: last year that counts, likewise.
            weight: `count` of works, `newman` (1/(n-1) for a work of n parties) or `fractional` (2/(n(n-1))). Between
                sides of a and b parties these are (1/a + 1/b)/2 and 1/(ab).
        """
        from mediagraph.networks import project

        return project(self, name, kinds=_several(kind), since=since, until=until, weight=weight)

    def hubs(
        self,
        name: str = "countries",
        *,
        kind: str | Sequence[str] | None = None,
        since: int | None = None,
        until: int | None = None,
        weight: str = "count",
    ) -> HubTable:
        """Return the hub table of the network called `name`, best first; see `network`."""
        from mediagraph.networks import hub_table

        return hub_table(self.network(name, kind=kind, since=since, until=until, weight=weight))

    def pairs(
        self,
        name: str = "countries",
        *,
        kind: str | Sequence[str] | None = None,
        since: int | None = None,
        until: int | None = None,
    ) -> list[Pair]:
        """Return the pairs of the network called `name`, with the number of their joint works; most works first.

        Each is a named tuple: `one` and `other` with their labels, `works`, `kinds` with the works of each, and
        `first` and `last`, the years known. See `network` for the arguments and for what counts.
        """
        from mediagraph.networks import pairs

        return pairs(self, name, kinds=_several(kind), since=since, until=until)

    def partners(
        self,
        name: str = "organisations",
        *,
        kind: str | Sequence[str] | None = None,
        since: int | None = None,
        until: int | None = None,
    ) -> list[Partners]:
        """Return the nodes of the network called `name`, with how many partners each has; most partners first.

        Each is a named tuple: `entity`, `label`, `partners` and `works`. See `network` for the arguments.
        """
        from mediagraph.networks import partners

        return partners(self, name, kinds=_several(kind), since=since, until=until)

    def anniversaries(
        self,
        year: int,
        *,
        through: int | None = None,
        kind: str | Sequence[str] | None = None,
        since: int | None = None,
        until: int | None = None,
    ) -> list[JointAnniversary]:
        """Return the round anniversaries of relations that fall in a year, with the joint works of both countries.

        Each is a named tuple: `ordinal`, `date`, `earliest`, `latest`, `relation`, `one` and `other` with their
        labels, and `works`, which is 0 where no joint work is known; in the order of their dates.

        Args:
            year: in which they fall.
            through: last year in which they fall, if there are several.
            kind: kinds of cooperation whose works count; all by default.
            since: first year of the works that count.
            until: last year of the works that count.

        Raises:
            UsageError: no calendar has such a year.
        """
        import datetime

        from mediagraph.networks import anniversaries

        try:
            first, last = datetime.date(year, 1, 1), datetime.date(year if through is None else through, 12, 31)
        except (ValueError, OverflowError, TypeError) as error:
            raise UsageError(f"a year is a number from 1 to 9999, as 2027: {error}") from error
        return anniversaries(self, first, last, kinds=_several(kind), since=since, until=until)

    def export(self, folder: str | Path, *, only: Sequence[str] = (), base: str = "") -> Sequence[Path]:
        """Write the graph as linked data and tables, with its description and checksums, and return the files.

        Args:
            folder: takes the files; other files there stay.
            only: of turtle, ntriples, nquads, trig, jsonld, csv, schema and ontology; all by default.
            base: address of the folder where the files will be published, for their description.

        Raises:
            FileError: the folder cannot be written.
            UsageError: a format is not known.
        """
        from mediagraph.exports import export

        return export(self, Path(folder), only=only, base=base)

    def close(self) -> None:
        """Release the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<mediagraph.Graph {self.store.name}>"


def open_graph(
    store: str | Path | None = None, *, project: str | Path | None = None, timeout: float | None = None
) -> Graph:
    """Open the published graph.

    Args:
        store: folder of a store, or address of a SPARQL endpoint; by default the project's own store.
        project: folder with `ontology/`, `data/` and `queries/`; by default the shipped one.
        timeout: seconds to wait for an endpoint; by default MEDIAGRAPH_TIMEOUT, else 60.

    Raises:
        StoreError: there is no graph; the message says how to build it.
        FileError: the project's folder lacks something.
    """
    found = Project.find(project)
    store = store or os.environ.get(STORE_VARIABLE)
    if is_endpoint(store):
        return Graph(found, RemoteStore(str(store), timeout=timeout))
    folder = Path(store) if store else found.default_store
    if str(folder).startswith(("http:", "https:")):
        raise UsageError(f"{folder}: an address has two slashes after its scheme; give it as text")
    try:
        return Graph(found, EmbeddedStore(Generations(folder).current()))
    except StoreError:
        if folder.is_file():
            raise StoreError(f"{folder}: a file, not the folder of a store") from None
        raise


def _several(kind: str | Sequence[str] | None) -> Sequence[str] | None:
    return [kind] if isinstance(kind, str) else kind
