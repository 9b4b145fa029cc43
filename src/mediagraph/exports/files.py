"""Writes the export: the same statements in several forms, the ontology, a view, and what describes them all.

Equal graphs give equal bytes: the statements are sorted, there are no blank nodes, and no clock is read. Nothing is
held in memory as a whole: statements are sorted on disk, and every form is written from one pass over them.
"""

from __future__ import annotations

import re
import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING

from mediagraph.errors import UnknownNameError, UsageError
from mediagraph.exports.counting import Counts
from mediagraph.exports.description import LICENCE, TITLE, Facts, description, newest_day, release_day
from mediagraph.exports.kinds import Kinds
from mediagraph.exports.staging import publish, staging
from mediagraph.exports.statements import write_statements
from mediagraph.exports.subjects import read_subjects
from mediagraph.exports.tablefile import read_tables
from mediagraph.exports.tables import TablesWriter
from mediagraph.exports.turtle import triple_key, write_turtle
from mediagraph.exports.views import view_queries, write_view
from mediagraph.exports.writers import JsonLdWriter, NTriplesWriter, TrigWriter, TurtleWriter, packed
from mediagraph.judging import ontology_files
from mediagraph.shapes import read_quads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from mediagraph.exports.writers import SubjectWriter
    from mediagraph.questions import Questions

__all__ = ["FORMATS", "export", "write_turtle"]

FORMATS = {
    "turtle": "mediagraph.ttl",
    "ntriples": "mediagraph.nt.gz",
    "nquads": "mediagraph.nq.gz",
    "trig": "mediagraph.trig",
    "jsonld": "mediagraph.jsonld",
    "csv": "csv",
    "schema": "schema.ttl",
    "ontology": "ontology.ttl",
}
_DESCRIPTION = "dataset.ttl"
_OFTEN = 10_000
_ADDRESS = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\]+")


def export(
    graph: Questions,
    folder: Path,
    *,
    only: Sequence[str] = (),
    base: str = "",
    tell: Callable[[str], None] = lambda _: None,
) -> Sequence[Path]:
    """Write the export of `graph` into `folder`, each file whole, and return the files.

    Turtle, N-Triples and the tables hold the merge of all sources; N-Quads, TriG and JSON-LD keep each source in its
    named graph. `dataset.ttl` describes them, and `mediagraph.sha256` has their digests. What a former export left
    in `folder` is replaced; other files stay.

    Args:
        graph: what to export.
        folder: takes the files.
        only: names of FORMATS; all by default.
        base: address of the folder where the files will be published, for their description.
        tell: takes what is being done.

    Raises:
        UsageError: a format is not known, an address or SOURCE_DATE_EPOCH cannot be read.
        FileError: the folder cannot be written, or another process is exporting to it.
        HeaderError: a file below `ontology/views` breaks the form.
    """
    chosen = _chosen(graph, only)
    if base and not _ADDRESS.fullmatch(base):
        raise UsageError(f"--base {base!r}: write it in full, beginning with https:// or http://")
    issued = release_day()
    terms = sorted(_terms(graph), key=triple_key)
    with staging(folder) as place:
        work = place / "work"
        work.mkdir()
        quads = work / "sorted.nq"
        tell("sorting")
        digest = write_statements(graph.store, quads)
        counts, names = _write_subjects(graph, chosen, quads, terms, place, tell)
        if "nquads" in chosen:
            tell("packing")
            with packed(place / FORMATS["nquads"]) as stream, quads.open("rb") as lines:
                shutil.copyfileobj(lines, stream, 1 << 20)
        if "ontology" in chosen:
            with (place / FORMATS["ontology"]).open("wb") as stream:
                write_turtle(terms, stream, graph.project.context)
        if "schema" in chosen:
            write_view(graph, quads, place / FORMATS["schema"], work, tell)
        facts = Facts(counts, digest, newest_day(terms, counts), issued, base and base.rstrip("/") + "/")
        described = sorted(description(graph, facts, terms, place, names), key=triple_key)
        with (place / _DESCRIPTION).open("wb") as stream:
            write_turtle(described, stream, graph.project.context)
        return publish(place, [*names, _DESCRIPTION], folder)


def _chosen(graph: Questions, only: Sequence[str]) -> list[str]:
    for name in only:
        if name not in FORMATS:
            raise UnknownNameError("format", name, FORMATS, hint=f"there are {', '.join(FORMATS)}")
    chosen = [name for name in FORMATS if not only or name in only]
    if "schema" in chosen and not view_queries(graph):
        if only:
            raise UsageError(f"{graph.project.show(graph.project.ontology)}/views/schema: no queries that make a view")
        chosen.remove("schema")
    return chosen


def _terms(graph: Questions) -> set[ox.Triple]:
    return {
        quad.triple for path in ontology_files(graph.project) for quad in read_quads(path, graph.project.show(path))
    }


def _write_subjects(
    graph: Questions,
    chosen: Sequence[str],
    quads: Path,
    terms: Iterable[ox.Triple],
    place: Path,
    tell: Callable[[str], None],
) -> tuple[Counts, list[str]]:
    """Write the forms that hold the graph subject by subject; return counts, and the names of all files but one."""
    context, kinds, work = graph.project.context, Kinds(terms), quads.parent
    counts = Counts()
    writers: list[SubjectWriter] = []
    names = [FORMATS[name] for name in chosen if name != "csv"]
    with ExitStack() as stack:
        if "turtle" in chosen:
            writers.append(TurtleWriter(place / FORMATS["turtle"], work / "turtle", context, kinds))
        if "ntriples" in chosen:
            writers.append(NTriplesWriter(stack.enter_context(packed(place / FORMATS["ntriples"]))))
        if "trig" in chosen:
            writers.append(TrigWriter(place / FORMATS["trig"], work / "trig", context))
        if "jsonld" in chosen:
            writers.append(JsonLdWriter(place / FORMATS["jsonld"], work / "jsonld", context))
        if "csv" in chosen:
            about = {"dc:title": TITLE, "dc:license": {"@id": LICENCE}}
            tables = TablesWriter(place / "csv", read_tables(graph.project), context, kinds, about, stack)
            writers.append(tables)
            names += [f"csv/{name}" for name in tables.names]
        for subject in read_subjects(quads):
            if counts.subjects % _OFTEN == 0:
                tell(f"writing: {counts.quads:,} statements")
            counts.add(subject)
            for writer in writers:
                writer.add(subject)
        for writer in writers:
            writer.finish()
    return counts, names
