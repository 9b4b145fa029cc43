"""Loaded sources: what was put into a store from outside the project, kept beside each generation.

A generation holds the sources that it was made of, so that one step publishes the graph and its sources together:

    generations/<name>/sources/<slug>/   records.nq.gz, origins.tsv.gz, rejects.csv, source.json
    staging/<slug>/                      what an interrupted load had done: downloaded pages, converted records
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from typing import IO, TYPE_CHECKING, TextIO

from mediagraph.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from mediagraph.store.generations import Generation


@dataclass(frozen=True)
class SourceNote:
    """What is known of a loaded source.

    Attributes:
        loader: name of the loader.
        file: what was read; empty for a download.
        inputs: digest of all that the records follow from, where that is known.
        digest: SHA-256 of the N-Quads, as written.
        rows: rows that were read, the rejected ones among them.
        rejected: rows that were rejected.
        options: given to the loader.
    """

    loader: str
    file: str
    inputs: str
    digest: str
    rows: int
    rejected: int
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class LoadedSource:
    """The folder of one loaded source."""

    path: Path

    @property
    def name(self) -> str:
        """Its slug."""
        return self.path.name

    @property
    def rejects(self) -> Path:
        """Table of the rejected rows; there is none where all were fine."""
        return self.path / "rejects.csv"

    @property
    def note(self) -> SourceNote:
        """What is known of it.

        Raises:
            StoreError: the note is missing or broken.
        """
        try:
            return SourceNote(**json.loads((self.path / "source.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise StoreError(f"{self.path}: this loaded source is broken; load it again") from error

    @property
    def whole(self) -> bool:
        """Whether the conversion came to its end: the note is written last."""
        return (self.path / "source.json").exists()

    def finish(self, note: SourceNote) -> None:
        """Write the note, after everything else."""
        text = json.dumps(asdict(note), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        beside = self.path / "source.json.new"
        beside.write_text(text, encoding="utf-8")
        beside.replace(self.path / "source.json")

    def writing(self) -> tuple[TextIO, TextIO]:
        """Open the two files, records and origins, for writing."""
        self.path.mkdir(parents=True, exist_ok=True)
        return tuple(  # type: ignore[return-value]
            gzip.open(self.path / name, "wt", compresslevel=1, encoding="utf-8", newline="\n")
            for name in ("records.nq.gz", "origins.tsv.gz")
        )

    def lines(self) -> Iterator[str]:
        """Yield the N-Quads lines."""
        with gzip.open(self.path / "records.nq.gz", "rt", encoding="utf-8", newline="\n") as stream:
            yield from stream

    def rows_of(self, subjects: Collection[str]) -> dict[str, int]:
        """Return the rows in which the source speaks of some subjects; what comes from no row is left out."""
        found: dict[str, int] = {}
        with gzip.open(self.path / "origins.tsv.gz", "rt", encoding="utf-8", newline="\n") as stream:
            for line in stream:
                subject, _, rest = line.partition("\t")
                if subject in subjects:
                    row = rest.split("\t")[1]
                    if row != "0":
                        found[subject] = int(row)
        return found

    def copy_to(self, records: IO[bytes], origins: IO[bytes]) -> None:
        """Append records and origins to open files."""
        for name, target in (("records.nq.gz", records), ("origins.tsv.gz", origins)):
            with gzip.open(self.path / name, "rb") as stream:
                shutil.copyfileobj(stream, target, 1 << 20)


def loaded(generation: Generation) -> list[LoadedSource]:
    """Return the sources of a generation that were loaded, by name."""
    folder = generation.path / "sources"
    return [LoadedSource(path) for path in sorted(folder.iterdir())] if folder.is_dir() else []


def carry(before: Generation | None, generation: Generation, *, leave_out: str = "") -> None:
    """Give a new generation the loaded sources of the one before it; their files never change, so links suffice."""
    for source in loaded(before) if before else []:
        if source.name != leave_out:
            adopt(source, generation)


def adopt(source: LoadedSource, generation: Generation, name: str = "") -> LoadedSource:
    """Give a generation a source that lies elsewhere in the store, in place of one of that name."""
    target = generation.path / "sources" / (name or source.name)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for path in source.path.iterdir():
        try:
            os.link(path, target / path.name)
        except OSError:  # a file system without links
            shutil.copy2(path, target / path.name)
    return LoadedSource(target)
