"""What a file says in terms of schema.org, as records: a row for each thing that stands on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagraph.loaders.schemaorg.agents import AGENTS, agent
from mediagraph.loaders.schemaorg.kinds import PARTS, PRODUCED, sort
from mediagraph.loaders.schemaorg.occasions import article, event
from mediagraph.loaders.schemaorg.rows import Desk, Row, Surroundings, merge
from mediagraph.loaders.schemaorg.things import Thing, Things
from mediagraph.loaders.schemaorg.works import series, showing, work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.loaders.job import Job
    from mediagraph.loaders.triples import Subject, Triples
    from mediagraph.records import Node

_RELEASED_BY = ("releasedEvent", "publication")


class SchemaOrg:
    """Makes the records of one source. Works come as they are read, what several of them speak of at the end."""

    def __init__(self, job: Job, triples: Triples, surroundings: Surroundings) -> None:
        """Prepare to make records.

        Args:
            job: takes rejects, knows countries and concepts.
            triples: of the file.
            surroundings: what is known of the file as a whole.
        """
        self._job = job
        self._things = Things(triples)
        self._desk = Desk(job, self._things, surroundings)
        self._shared: dict[str, Node] = {}
        self._rows: dict[str, int] = {}  # rows by the ids of works, articles and releases
        self._passed: set[str] = set()

    def records(self, subject: Subject) -> Iterator[Node]:
        """Yield the records of a subject, if it stands on its own."""
        thing = self._things.of(subject)
        if thing.name in self._desk.told or thing.name in self._passed:
            return
        kind, _ = sort(thing.types)
        if not kind or (thing.types == {"CreativeWork"} and not any(name in thing.values for name in PRODUCED)):
            self._pass_over(thing)
            return
        if kind == "Release" and self._things.pointing_at(thing, *_RELEASED_BY):
            return  # told with its work
        if kind in AGENTS and not thing.iri and self._things.pointing_at(thing):
            return  # told with what it is said of, or left out with it
        row = Row(self._desk, thing)
        try:
            nodes = self._nodes(row, thing)
        except RecursionError:
            nodes = []
            row.reject("", thing.iri, "nested too deeply to be read", "flatten it")
        yield from self._told(row, nodes)

    def shared(self) -> Iterator[Node]:
        """Yield the records of what several things may speak of: agents, outlets, series, events."""
        yield from self._shared.values()

    def unread(self) -> Iterator[tuple[str, list[str]]]:
        """Yield what was not read, and how often."""
        yield from self._desk.unread()

    def _pass_over(self, thing: Thing) -> None:
        standing = not self._things.pointing_at(thing)
        for name in thing.types if standing else thing.types - PARTS:
            if not name.endswith(("Role", "#List")):
                self._desk.leave("types not read", name)
        if not thing.types and standing:
            self._desk.leave("types not read", "none")

    def _nodes(self, row: Row, thing: Thing) -> list[Node]:
        kind, more = sort(thing.types)
        match kind:
            case "Work" if more == "Series":
                series(row, thing)
            case "Work":
                return work(row, thing, more)
            case "Article":
                return article(row, thing)
            case "Release":
                return showing(row, thing)
            case "Event":
                event(row, thing)
            case _:
                agent(row, thing, "", kind)
        return []

    def _once(self, row: Row, nodes: list[Node]) -> None:
        """Reject what the file tells twice: which of the two is right, only its author knows."""
        series_ = [node for node in row.shared.values() if node["type"] == "Series"]
        for node in [*nodes, *series_]:
            first = self._rows.get(node["id"])
            if first is None and node["type"] != "Series" and (other := self._shared.get(node["id"])):
                first = other.line
            if first is None and any(node["id"] == other["id"] for other in series_ if other is not node):
                first = row.number
            if first is not None:
                row.reject("@id", node["id"], f"the same as in row {first}", "each film, article and release once")

    def _told(self, row: Row, nodes: list[Node]) -> Iterator[Node]:
        self._once(row, nodes)
        refused = row.number in self._job.refused
        if row.faults or refused:
            for fault in () if refused else row.faults:
                self._job.reject(row.number, *fault)
            # What only hangs on a row that is left out is left out with it.
            self._passed.update(name for name in row.told if name.startswith("_:"))
            return
        if not nodes and not row.shared:
            return
        self._desk.told |= row.told
        self._desk.owners |= row.owners
        self._rows |= dict.fromkeys((node["id"] for node in nodes if node["type"] != "Cooperation"), row.number)
        yield self._job.row(row.number, row.address)
        for node in row.shared.values():
            merge(self._shared, node)
        yield from nodes
