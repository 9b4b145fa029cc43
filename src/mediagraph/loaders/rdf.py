"""The loader `rdf`: files of any RDF format, in our own terms or in those of schema.org; nothing is fetched."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from mediagraph.errors import FileError, UsageError
from mediagraph.loaders.job import Loader
from mediagraph.loaders.jsonld import SCHEMA_ORG, SCHEMA_ORG_SECURE
from mediagraph.loaders.ownterms import OwnTerms
from mediagraph.loaders.rdffile import NO_BASE, SUFFIXES, RdfFile
from mediagraph.loaders.schemaorg import SchemaOrg, Surroundings
from mediagraph.loaders.triples import Triples

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyoxigraph as ox

    from mediagraph.loaders.job import Job
    from mediagraph.loaders.triples import Subject
    from mediagraph.records import Node

MOST_STATEMENTS = 100_000_000  # of one file
LONGEST_LITERAL = 1_000_000  # characters
_DERIVED = ("graph/rule-",)


def records(job: Job) -> Iterator[Node]:
    """Yield the description of the source, and the records of what the file speaks of.

    Raises:
        UsageError: an option is wrong, or the file is of no RDF format.
        FileError: the file cannot be read.
        DataError: its syntax is wrong, it has a context that is not known, or a document type declaration.
    """
    if job.path is None:
        raise UsageError("name the RDF file to load")
    retrieved = _day(job.option("retrieved"))
    file = RdfFile(job.path, job.shown, job.context, job.faults, _address(job.option("address")))
    left_out: Counter[str] = Counter()
    with (
        TemporaryDirectory(prefix="rdf-", dir=job.folder) as folder,
        Triples(Path(folder) / "triples", _wanted(job, file, left_out)) as triples,
    ):
        job.tell(f"{job.shown}: {len(triples):,} subjects")
        own = OwnTerms(job, triples, lined=file.lined)
        surroundings = Surroundings(
            base=file.base,
            language=job.option("language") or file.language,
            day=retrieved or datetime.datetime.now(tz=datetime.UTC).date(),
            lined=file.lined,
        )
        theirs = SchemaOrg(job, triples, surroundings)
        yield _description(job, file, own, triples, retrieved)
        foreign = any(map(triples.mentions, (SCHEMA_ORG, SCHEMA_ORG_SECURE)))
        for subject in triples.subjects():
            if subject.name == _own_name(job):
                continue
            if foreign and _is_foreign(subject, job):
                yield from theirs.records(subject)
            elif record := own.record(subject):
                yield record
        yield from theirs.shared()
        _note(job, "graphs left out", (f"{name} ({count:,} statements)" for name, count in left_out.items()))
        _note(job, "sources whose named graph is now that of this source", own.moved)
        for what, values in theirs.unread():
            _note(job, what, values)


def _wanted(job: Job, file: RdfFile, left_out: Counter[str]) -> Iterator[tuple[int, ox.Quad]]:
    """The statements of the graphs that are wanted: not what rules derive anew, nor the ontology.

    Raises:
        FileError: there are more than are read from one file.
    """
    only = {_expanded(job, name) for name in job.options.get("graph", ())}
    ids = job.context.prefixes["graph"].removesuffix("graph/")
    dropped = (*(ids + part for part in _DERIVED), job.context.prefixes["mg"].rstrip("#"))
    known: dict[str, bool] = {}
    for count, (number, quad) in enumerate(file.statements(), start=1):
        if count > MOST_STATEMENTS:
            raise FileError(f"{job.shown}: more than {MOST_STATEMENTS:,} statements; split it")
        value = getattr(quad.object, "value", "")
        if len(value) > LONGEST_LITERAL:
            reason = f"a text of {len(value):,} characters, more than {LONGEST_LITERAL:,}"
            job.reject(number if file.lined else 0, quad.predicate.value, value, reason, "shorten it, or leave it out")
            continue
        name = getattr(quad.graph_name, "value", "")
        wanted = known.get(name)
        if wanted is None:
            wanted = known[name] = name in only if only else not name.startswith(dropped)
        if wanted:
            yield number, quad
        else:
            left_out[job.context.compress(name) if name else "the graph without a name"] += 1
    missing = only - known.keys()
    if missing:
        there = ", ".join(map(job.context.compress, filter(None, known))) or "none that has a name"
        raise UsageError(f"{job.shown}: no graph {', '.join(sorted(missing))}; it has {there}")


def _expanded(job: Job, name: str) -> str:
    try:
        return job.context.expand(name)
    except ValueError as error:
        raise UsageError(f"--graph {name!r}: write a CURIE such as graph:films, or an IRI") from error


def _description(job: Job, file: RdfFile, own: OwnTerms, triples: Triples, retrieved: datetime.date | None) -> Node:
    """What the source is: as the file itself describes it, where it does, else by the options."""
    described = triples.subject(_own_name(job))
    if described is not None and (record := own.record(described)) is not None:
        record["namedGraph"] = f"graph:{job.source}"
        own.moved.clear()
        return record
    assert job.path is not None  # noqa: S101 - the caller made sure
    address = job.option("address") or ("" if file.base.startswith(NO_BASE) else file.base)
    record = job.dataset(name=job.option("name") or job.path.name, licence=job.option("licence"), address=address)
    if retrieved:
        record["retrieved"] = retrieved.isoformat()
    return record


def _own_name(job: Job) -> str:
    return job.context.expand(f"source:{job.source}")


def _is_foreign(subject: Subject, job: Job) -> bool:
    """Whether a subject of a file that speaks schema.org is told in its terms: whatever is not told in ours."""
    ours = job.context.prefixes["mg"]
    return not any(
        stated.predicate.startswith(ours) or (stated.predicate.endswith("#type") and stated.value.text.startswith(ours))
        for stated in subject.stated
    )


def _address(text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise UsageError(f"--address {text!r}: write it in full, beginning with https:// or http://")
    return text


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"--retrieved {text!r}: write a day such as 2026-03-14") from error


def _note(job: Job, what: str, values: Iterator[str] | list[str]) -> None:
    """Note it for the end; a file that is read again, without rows at fault, is noted once."""
    job.notes[:] = [note for note in job.notes if not note.startswith(f"{what}: ")]
    shown = list(values)
    if shown:
        more = f", and {len(shown) - _MOST_SHOWN} more" if len(shown) > _MOST_SHOWN else ""
        job.notes.append(f"{what}: {', '.join(shown[:_MOST_SHOWN])}{more}")


_MOST_SHOWN = 20

RDF = Loader(
    records,
    "RDF of any format, in our own terms or in those of schema.org, and the JSON-LD of web pages.",
    options={
        "graph": "Only this named graph of the file; may be repeated [default: all that rules do not derive].",
        "name": "Name of the source, in English [default: that of the file].",
        "licence": "Address of its terms of use.",
        "address": "Where it is published; relative addresses in it are resolved against this.",
        "language": "Of the texts that bear none [default: that of the page, else und].",
        "retrieved": "Day on which it was read, YYYY-MM-DD; what is dated later is planned [default: today].",
    },
    note="\n\n".join(
        (
            f"Formats, by suffix: {', '.join(SUFFIXES)}; and any of them with .gz, but for pages and JSON-LD.",
            "\b\nmediagraph load rdf film.html --licence https://example.org/terms --retrieved 2026-03-14",
            "\b\nmediagraph load rdf other-graph.nq.gz --graph graph:films --source films",
        )
    ),
)
