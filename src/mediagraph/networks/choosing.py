"""The rows of a network, by kinds and years: from its edge table where there is one, else asked of the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mediagraph.errors import HeaderError, ParameterError, UnknownNameError, did_you_mean, nearest, shorten
from mediagraph.networks.rows import COLUMNS, Rows, slug
from mediagraph.networks.selecting import selects
from mediagraph.networks.tables import CLASSES, FOLDER, LABELS, Table, kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mediagraph.catalogue import StoredQuery
    from mediagraph.questions import Questions

# A network whose query bears this tag has two sides: sources and targets.
_BIPARTITE = "bipartite"


@dataclass(frozen=True, eq=False)
class Chosen:
    """Rows of a network, and what else is known of it.

    Attributes:
        rows: those that were chosen.
        bipartite: whether sources and targets are two sides.
        table: the network's edge table, where there is one.
    """

    rows: Rows
    bipartite: bool
    table: Table | None


def names(graph: Questions) -> list[str]:
    """Return the names of the networks that the project offers."""
    return [name.removeprefix(FOLDER) for name in graph.queries.names() if name.startswith(FOLDER)]


def choose(
    graph: Questions,
    name: str,
    *,
    kinds: Sequence[str] | None = None,
    since: int | None = None,
    until: int | None = None,
    answer: Callable[[], Iterable[Sequence[Any]]] | None = None,
) -> Chosen:
    """Return the rows of the network called `name`; see `mediagraph.graph.Graph.network`.

    Args:
        graph: to ask.
        name: of the network.
        kinds: of cooperation.
        since: first year.
        until: last year.
        answer: gives the rows of `question` where it was asked before.

    Raises:
        UnknownNameError: there is no such network.
        ParameterError: there is no such kind of cooperation, or no such kind in this network.
        HeaderError: the query does not give the columns of a network.
    """
    query = _query(graph, name)
    given = _given(query, kinds, since)
    table = kept(graph, query.name)
    if table is not None and _suffices(query, given):
        rows = _selected(graph, query, table.rows, given)
    else:
        rows = _asked(graph, query, given, answer)
    if kinds and "kind" not in query.parameters:
        rows = _of_kinds(graph, query, rows, kinds, table)
    return Chosen(rows.between(None, until), _BIPARTITE in query.tags, table)


def question(
    graph: Questions, name: str, *, kinds: Sequence[str] | None = None, since: int | None = None
) -> tuple[str, Mapping[str, Any]] | None:
    """Return the stored query and the parameters that `choose` asks the store, or None where a table has the rows.

    Raises:
        UnknownNameError: there is no such network.
        HeaderError: the query does not give the columns of a network.
    """
    query = _query(graph, name)
    given = _given(query, kinds, since)
    return None if kept(graph, query.name) is not None and _suffices(query, given) else (query.name, given)


def labels(graph: Questions, entities: Sequence[str], table: Table | None) -> dict[str, str]:
    """Return a name for each entity: a statement that makes an edge, having none, goes by its CURIE."""
    found: dict[str, str | None] = {}
    if table is not None:
        found = dict(zip(table.rows.nodes, table.node_labels, strict=True))
        if not found.keys() >= set(entities):
            found = {**dict(zip(table.rows.works, table.work_labels, strict=True)), **found}
    unknown = [entity for entity in entities if entity not in found]
    if unknown:
        found.update({row.entity: row.label for row in graph.rows_of(LABELS, "entity", unknown, ordered=False)})
    compress = graph.project.context.compress
    return {entity: label if (label := found.get(entity)) is not None else compress(entity) for entity in entities}


def classes(graph: Questions, entities: Sequence[str], table: Table | None) -> dict[str, str]:
    """Return the class of each entity that has one, by its name: Country, Organisation, Channel."""
    if table is not None:
        found = dict(zip(table.rows.nodes, table.classes, strict=True))
        return {entity: slug(class_) for entity in entities if (class_ := found.get(entity)) is not None}
    return {row.entity: slug(row.type) for row in graph.rows_of(CLASSES, "entity", entities, ordered=False)}


def _query(graph: Questions, name: str) -> StoredQuery:
    known = names(graph)
    if name not in known:
        raise UnknownNameError("network", name, known, hint=f"there are {', '.join(known)}")
    query = graph.queries[FOLDER + name]
    if tuple(query.columns) != COLUMNS:
        raise HeaderError(f"{query.file}:1: a network gives the columns {', '.join(COLUMNS)}")
    return query


def _given(query: StoredQuery, kinds: Sequence[str] | None, since: int | None) -> dict[str, Any]:
    """What the query is asked with."""
    chosen = {"kind": list(kinds) if kinds and "kind" in query.parameters else None, "since": since}
    return {key: value for key, value in chosen.items() if value is not None}


def _suffices(query: StoredQuery, given: Mapping[str, Any]) -> bool:
    """Tell whether the rows that the query gives with some values can be chosen from all of its rows."""
    return all(selects(query.text, parameter) for parameter in given)


def _asked(
    graph: Questions,
    query: StoredQuery,
    given: Mapping[str, Any],
    answer: Callable[[], Iterable[Sequence[Any]]] | None = None,
) -> Rows:
    try:
        return Rows.of(answer() if answer else graph.rows(query.name, **given))
    except (TypeError, OverflowError) as error:
        raise HeaderError(
            f"{query.file}:1: a network gives four IRIs, and a whole number or nothing as the year"
        ) from error


def _selected(graph: Questions, query: StoredQuery, rows: Rows, given: Mapping[str, Any]) -> Rows:
    """The rows that the query would give with some values."""
    for parameter, value in given.items():
        if parameter == "kind":
            wanted = {graph.term(query.name, parameter, kind).value for kind in value}
            chosen = np.array([kind in wanted for kind in rows.kinds], np.bool_)
            rows = rows.where(chosen[rows.kind])
        else:
            rows = rows.between(int(graph.term(query.name, parameter, value).value), None)
    return rows


def _of_kinds(graph: Questions, query: StoredQuery, rows: Rows, kinds: Sequence[str], table: Table | None) -> Rows:
    """The rows of some kinds, of a network whose query does not take them."""
    wanted = {slug(kind.rpartition(":")[2]) for kind in kinds}
    found, place = rows.slugs()
    if wanted - set(found):
        known, _ = (table.rows if table is not None else _asked(graph, query, {})).slugs()
        for kind in sorted(wanted - set(known)):
            near = did_you_mean(nearest(kind, known)) or f"; there are {', '.join(known) or 'none'}"
            name = query.name.removeprefix(FOLDER)
            raise ParameterError(f"kind: no edge of the network {name} is through {shorten(kind)!r}{near}")
    return rows.where(np.array([kind in wanted for kind in found], np.bool_)[place])
