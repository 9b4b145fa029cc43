"""The loader `wikidata`: productions, organisations and diplomatic relations of Wikidata, asked for or from a file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from mediagraph.loaders.job import Loader
from mediagraph.loaders.wikidata import organisations, productions, relations
from mediagraph.loaders.wikidata.desk import Desk
from mediagraph.loaders.wikidata.download import Download
from mediagraph.loaders.wikidata.endpoint import PoliteEndpoint
from mediagraph.loaders.wikidata.saved import SavedItems
from mediagraph.loaders.wikidata.wanted import ENDPOINT, KINDS, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mediagraph.loaders.job import Job
    from mediagraph.loaders.wikidata.items import Found, Item
    from mediagraph.records import Node

__all__ = ["WIKIDATA"]

_ADDRESS = "https://www.wikidata.org/"
_LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
_NOTE = (
    "Statements of the best rank; deprecated ones are left out. Wikidata names the production companies of a work and "
    "does not say who led: two or more are co-producers, one alone is the producer. A row is an item."
)
_IS: dict[str, Callable[[Item], bool]] = {
    "organisations": organisations.is_organisation,
    "productions": productions.is_production,
    "relations": relations.has_relations,
}
_IS_WANTED: dict[str, Callable[[Desk, Found], bool]] = {
    "organisations": organisations.is_wanted,
    "productions": productions.is_wanted,
    "relations": relations.is_wanted,
}
_RECORDS: dict[str, Callable[[Desk, Found], Iterator[Node]]] = {
    "organisations": organisations.organisations,
    "productions": productions.productions,
    "relations": relations.relations,
}


def records(job: Job) -> Iterator[Node]:
    """Yield the description of the source and the records of its items.

    Raises:
        UsageError: an option cannot be carried out.
        EndpointError: the endpoint refuses, fails, or does not answer in time.
        FileError: the file cannot be read, or a page cannot be kept.
        DataError: nothing in the file can be read.
    """
    wanted = Wanted.of(job)
    if job.path is None:
        endpoint = PoliteEndpoint(wanted.endpoint, delay=wanted.delay, tell=job.tell)
        download = Download(wanted, endpoint, job.folder, job.tell)
        desk = Desk(job, wanted, download.day)
        yield _dataset(job, wanted, live=desk)
        for kind in wanted.kinds:
            yield from _converted(desk, kind, download.items(kind))
    else:
        saved = SavedItems(job.path, job.shown, job.faults)
        desk = Desk(job, wanted, _day(job.path))
        yield _dataset(job, wanted)
        for kind in wanted.kinds:
            yield from _converted(desk, kind, _chosen(desk, kind, saved))
    desk.tell_left_out()


def _dataset(job: Job, wanted: Wanted, live: Desk | None = None) -> Node:
    """The description of the source; the day of retrieval is known of a download only."""
    codes = " and ".join(sorted(curie.partition(":")[2] for curie in wanted.countries))
    years = f", {wanted.since or ''}-{wanted.until or ''}" if wanted.since or wanted.until else ""
    name = f"Wikidata: {' and '.join(wanted.kinds)}{f' of {codes}' if codes else ''}{years}"
    node = job.dataset(name=name, licence=_LICENCE, address=_ADDRESS, note=_NOTE)
    if live is not None:
        node["retrieved"] = live.day.isoformat()
    return node


def _day(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def _chosen(desk: Desk, kind: str, saved: SavedItems) -> Iterator[Found]:
    """The items of a file that are asked for; one that is of no kind at all, and that no other names, is rejected."""
    for found in saved:
        if _IS[kind](found.item):
            if _IS_WANTED[kind](desk, found):
                yield found
            else:
                desk.left_out[f"one of the {kind}, of other countries or years than those asked for"] += 1
        elif kind == desk.wanted.kinds[0] and found.item.id not in saved.named:
            _pass_over(desk, found)


def _pass_over(desk: Desk, found: Found) -> None:
    """Tell of an item that is not of the first kind that is asked for, and that no other names."""
    kinds = [one for one in KINDS if _IS[one](found.item)]
    if found.number in desk.job.refused:
        return
    if not kinds:
        reason = f"none of {', '.join(KINDS)}"
        accepted = "an item whose class is known; or add the items of its classes, up to a known one"
        desk.job.reject(found.number, found.item.id, found.item.shown, reason, accepted)
    elif not set(kinds) & set(desk.wanted.kinds):
        desk.left_out[f"one of the {kinds[0]}, which --kind {kinds[0]} asks for"] += 1


def _converted(desk: Desk, kind: str, items: Iterator[Found]) -> Iterator[Node]:
    for found in items:
        if found.number not in desk.job.refused:
            yield from _RECORDS[kind](desk, found)
    yield from desk.finish()


WIKIDATA = Loader(
    records=records,
    summary="Films, series, organisations and diplomatic relations of Wikidata, from its query service or a file.",
    options={
        "kind": f"{', '.join(KINDS)}; repeatable [default: productions].",
        "country": "Code, or name in any language; repeatable; needed unless a FILE is given.",
        "since": "First year: of the first publication, or of the change of a relation.",
        "until": "Last year, likewise.",
        "endpoint": f"Address of the SPARQL endpoint [default: {ENDPOINT}].",
        "page": "Items a request [default: 50].",
        "delay": "Seconds between two requests [default: 1].",
    },
    file="optional",
    note=(
        "Without a FILE, the endpoint is asked page by page; an interrupted download goes on after the last whole "
        "page. A FILE holds answers to the same queries, in SPARQL's JSON form, or entities in Wikidata's own JSON; "
        "each as one document or one a line.\n\n"
        "\b\n"
        "mediagraph load wikidata --country BE --since 2015\n"
        "mediagraph load wikidata --kind relations --country BE --country CN\n"
        "mediagraph load wikidata saved.json"
    ),
)
