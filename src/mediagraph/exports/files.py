"""Writes the export: the same statements in several forms, the ontology, a view, and what describes them all.

Equal graphs give equal bytes: the statements are sorted, there are no blank nodes, and no clock is read. Nothing is
held in memory as a whole: statements are sorted on disk, and the forms are written as these pass, where there are many
statements by two processes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mediagraph.errors import UnknownNameError, UsageError
from mediagraph.exports.beside import dealt, written_beside
from mediagraph.exports.counting import Counts
from mediagraph.exports.description import Facts, description, newest_day, release_day
from mediagraph.exports.forms import FORMATS, WORK, Task, write_forms
from mediagraph.exports.kinds import Kinds
from mediagraph.exports.staging import publish, staging
from mediagraph.exports.statements import copy_statements
from mediagraph.exports.tablefile import read_tables
from mediagraph.exports.turtle import triple_key, write_turtle
from mediagraph.exports.views import view_queries, write_view
from mediagraph.judging import ontology_files
from mediagraph.shapes import read_quads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from mediagraph.exports.subjects import Subject
    from mediagraph.questions import Questions

__all__ = ["FORMATS", "export", "write_turtle"]

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
        task = Task(place, graph.project.context, Kinds(terms), read_tables(graph.project) if "csv" in chosen else [])
        work = place / WORK
        work.mkdir()
        tell("sorting")
        digest = copy_statements(graph.store, task.quads)
        counts = Counts()

        def count(subject: Subject) -> None:
            if counts.subjects % _OFTEN == 0:
                tell(f"writing: {counts.quads:,} statements")
            counts.add(subject)

        ours, others = dealt(chosen, task.quads.stat().st_size)
        with written_beside(task, others) as wait:
            write_forms(task, ours, also=count, tell=tell)
            if "ontology" in chosen:
                with (place / FORMATS["ontology"]).open("wb") as stream:
                    write_turtle(terms, stream, graph.project.context)
            if "schema" in chosen:
                write_view(graph, task.quads, place / FORMATS["schema"], work, tell)
            if others:
                tell(f"writing: {', '.join(FORMATS[form] for form in others)}")
            wait()
        names = [name for form in sorted(chosen, key="csv".__eq__) for name in task.files(form)]
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
