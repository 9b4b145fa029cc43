"""Edge tables: the answers of the queries that networks are mostly made of, kept beside the graph that was asked.

    STORE/generations/<name>/edges/<network>.npz

They are written when a draft is finished, so that they are published with the graph or not at all. A table is asked
only in place of the very query that it answers, word for word, of the very graph; without one the store is asked.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyoxigraph as ox

from mediagraph.errors import MediagraphError
from mediagraph.networks.rows import COLUMNS, Rows
from mediagraph.sparql import unordered
from mediagraph.store import EmbeddedStore, Solutions
from mediagraph.store.terms import python_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from mediagraph.networks.rows import Numbers
    from mediagraph.questions import Questions

FOLDER = "networks/"
# What networks and counts are mostly asked of. A build waits for each of them, and others have few rows for their cost.
TABLES = ("countries", "organisations")
LABELS, CLASSES = "entities/labels", "entities/classes"
_FORMAT = 1
_LISTS = ("nodes", "kinds", "works", "node_labels", "work_labels", "classes")
# What reading a file that is not there, not ours, cut off or spoilt can raise; NotImplementedError is for a way to pack
# that zipfile has not.
_BROKEN = (OSError, ValueError, TypeError, KeyError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True, eq=False)
class Table:
    """The rows of a network, and how its nodes and works are called.

    Attributes:
        rows: all that the query gives, in its order.
        node_labels: of the nodes, where they have one.
        work_labels: of the works, likewise.
        classes: IRIs of the classes of the nodes, likewise.
    """

    rows: Rows
    node_labels: Sequence[str | None]
    work_labels: Sequence[str | None]
    classes: Sequence[str | None]


def keep(graph: Questions, folder: Path, version: Callable[[], str]) -> None:
    """Write the edge tables of a graph; a query that fails, or gives no network, gets none.

    Args:
        graph: to be asked.
        folder: takes the files.
        version: returns that of the graph; it is called when all has been asked.

    Raises:
        OSError: a file cannot be written.
    """
    labels: dict[str, str | None] = {}
    found: dict[Path, tuple[str, dict[str, Any]]] = {}
    for query in [FOLDER + name for name in TABLES]:
        try:
            if tuple(graph.queries[query].columns) != COLUMNS:
                continue
            rows = _rows(graph, query)
            nodes, works = list(rows.nodes), list(rows.works)
            unknown = sorted({*nodes, *works} - labels.keys())
            labels.update(dict.fromkeys(unknown))
            labels.update({row.entity: row.label for row in graph.rows_of(LABELS, "entity", unknown, ordered=False)})
            classes = {row.entity: row.type for row in graph.rows_of(CLASSES, "entity", nodes, ordered=False)}
            key = _key(graph, query)
        except (MediagraphError, TypeError, ValueError, OverflowError):
            continue
        names: dict[str, list[str] | list[str | None]] = {
            "nodes": nodes,
            "kinds": list(rows.kinds),
            "works": works,
            "node_labels": [labels[node] for node in nodes],
            "work_labels": [labels[work] for work in works],
            "classes": [classes.get(node) for node in nodes],
        }
        columns = {name: _narrow(getattr(rows, name)) for name in COLUMNS if name != "year"}
        arrays = {name: _packed(items) for name, items in names.items()} | columns | {"year": rows.year}
        found[_path(folder, query)] = key, arrays
    for path, (key, arrays) in found.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, head=_packed([_FORMAT, version(), key]), **arrays)


def kept(graph: Questions, query: str) -> Table | None:
    """Return the table of a query below `networks/`; none where the store itself has to be asked."""
    if not isinstance(graph.store, EmbeddedStore):
        return None
    try:
        # Whoever gives numpy a path leaves it to numpy to close a broken file, which it does not.
        with _path(graph.store.generation.edges, query).open("rb") as stream, np.load(stream) as file:
            if _unpacked(file["head"]) != [_FORMAT, graph.store.version, _key(graph, query)]:
                return None
            return _table(file)
    except _BROKEN:
        return None


def _table(file: Mapping[str, Numbers]) -> Table:
    names: dict[str, list[Any]] = {name: _unpacked(file[name]) for name in _LISTS}
    columns = {name: file[name].astype(np.int64) for name in COLUMNS}
    counts = {"source": "nodes", "target": "nodes", "kind": "kinds", "work": "works"}
    for column, of in counts.items():
        places = columns[column]
        if places.shape != columns["year"].shape or not _within(places, len(names[of])):
            raise ValueError(column)
    if len(names["node_labels"]) != len(names["nodes"]) or len(names["classes"]) != len(names["nodes"]):
        raise ValueError("nodes")
    if len(names["work_labels"]) != len(names["works"]):
        raise ValueError("works")
    rows = Rows(names["nodes"], names["kinds"], names["works"], **columns)
    return Table(rows, names["node_labels"], names["work_labels"], names["classes"])


def _rows(graph: Questions, query: str) -> Rows:
    """The rows of a network in its query's order, which is left to us where it is that of the columns, all of IRIs."""
    text, order = unordered(graph.bound(query))
    if order == list(COLUMNS[:-1]) and isinstance(found := graph.sparql(text), Solutions):
        kinds: set[type] = set()
        rows = Rows.of(_values(found, kinds))
        if kinds <= {ox.NamedNode}:
            return rows.in_order()
    return Rows.of(graph.rows(query))


def _values(found: Solutions, kinds: set[type]) -> Iterator[list[Any]]:
    """The rows as values; takes down of what kind the terms are that name something."""
    for terms in found.terms():
        kinds.update(map(type, terms[:-1]))
        yield [python_value(term) for term in terms]


def _within(places: Numbers, count: int) -> bool:
    return places.ndim == 1 and int(places.min(initial=0)) >= 0 and int(places.max(initial=-1)) < count


def _key(graph: Questions, query: str) -> str:
    """What the table follows from, but for the graph: the texts of the queries, as they are sent."""
    texts = [graph.bound(query), graph.queries[LABELS].text, graph.queries[CLASSES].text]
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def _path(folder: Path, query: str) -> Path:
    return folder / f"{query.removeprefix(FOLDER)}.npz"


def _packed(items: Sequence[Any]) -> Any:
    return np.frombuffer(json.dumps(items, ensure_ascii=False).encode(), np.uint8)


def _unpacked(content: Any) -> list[Any]:
    found = json.loads(content.tobytes())
    if not isinstance(found, list):
        raise TypeError(type(found))
    return found


def _narrow(places: Numbers) -> Any:
    return places.astype(np.int32)
