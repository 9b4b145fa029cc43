"""The forms that hold the graph statement by statement, written from one pass over the sorted statements."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.exports.description import LICENCE, TITLE
from mediagraph.exports.subjects import read_subjects
from mediagraph.exports.tables import TablesWriter, table_files
from mediagraph.exports.writers import JsonLdWriter, TrigWriter, TurtleWriter, packed, write_ntriples

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from mediagraph.exports.kinds import Kinds
    from mediagraph.exports.subjects import Subject
    from mediagraph.exports.tablefile import Table
    from mediagraph.exports.writers import SubjectWriter
    from mediagraph.records import Context

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
WORK = "work"


@dataclass(frozen=True)
class Task:
    """What a process has to know to write forms; it can be handed to another one.

    Attributes:
        place: takes the files; in its folder `work` are the statements.
        context: the terms.
        kinds: the classes.
        tables: that are to be written, for the form `csv`.
    """

    place: Path
    context: Context
    kinds: Kinds
    tables: Sequence[Table]

    @property
    def quads(self) -> Path:
        """The statements: canonical N-Quads, sorted."""
        return self.place / WORK / "sorted.nq"

    def files(self, form: str) -> list[str]:
        """Return the names of the files of a form."""
        return [f"csv/{name}" for name in table_files(self.tables)] if form == "csv" else [FORMATS[form]]


def write_forms(
    task: Task,
    forms: Sequence[str],
    *,
    work: str = "parts",
    also: Callable[[Subject], None] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Write `forms`, each whole.

    Args:
        task: where and how.
        forms: names of FORMATS but for the view and the ontology.
        work: name of a folder that takes parts of files; it must not be there.
        also: takes each subject.
        tell: takes what is being done.

    Raises:
        OSError: a file cannot be written.
    """
    folder = task.place / WORK / work
    folder.mkdir()
    with ExitStack() as stack:
        writers = [writer for form in forms if (writer := _writer(task, form, folder, stack))]
        if writers or also:
            takers = [*([also] if also else []), *(writer.add for writer in writers)]
            for subject in read_subjects(task.quads):
                for take in takers:
                    take(subject)
        for writer in writers:
            writer.finish()
    if "ntriples" in forms:
        tell("packing")
        write_ntriples(task.quads, task.place / FORMATS["ntriples"])
    if "nquads" in forms:
        tell("packing")
        with packed(task.place / FORMATS["nquads"]) as stream, task.quads.open("rb") as lines:
            shutil.copyfileobj(lines, stream, 1 << 20)


def remove(task: Task, forms: Sequence[str]) -> None:
    """Remove what there is of `forms`, whole or not."""
    for form in forms:
        shutil.rmtree(task.place / FORMATS[form], ignore_errors=True)
        (task.place / FORMATS[form]).unlink(missing_ok=True)


def _writer(task: Task, form: str, folder: Path, stack: ExitStack) -> SubjectWriter | None:
    path = task.place / FORMATS[form]
    if form == "turtle":
        return TurtleWriter(path, folder / form, task.context, task.kinds)
    if form == "trig":
        return TrigWriter(path, folder / form, task.context)
    if form == "jsonld":
        return JsonLdWriter(path, folder / form, task.context)
    if form == "csv":
        about = {"dc:title": TITLE, "dc:license": {"@id": LICENCE}}
        return TablesWriter(path, task.tables, task.context, task.kinds, about, stack)
    return None
