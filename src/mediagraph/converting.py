"""Converting: the records of one outside source into N-Quads on disk; rows at fault are left out whole, by name."""

from __future__ import annotations

import csv
import hashlib
import inspect
import json
import shutil
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from mediagraph.errors import DataError, Fault, FileError, MediagraphError
from mediagraph.records import Node, RecordFile, Writer, WrittenRow
from mediagraph.store.sources import LoadedSource, SourceNote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from mediagraph.loaders.job import Job, Loader

_SHOWN_EVERY = 500
_BLOCK = 1 << 20
_WAITING = 4  # blocks


@dataclass(frozen=True)
class Converted:
    """What a conversion gave.

    Attributes:
        source: the folder with the records.
        rejects: what was rejected, in the order of rows.
        refused: rows that were left out since a value in them was refused by the writer or by the judges.
    """

    source: LoadedSource
    rejects: Sequence[Fault]
    refused: frozenset[int]


def convert(
    loader: Loader, name: str, job: Job, folder: Path, *, inputs: str = "", rejects: Sequence[Fault] = ()
) -> Converted:
    """Write the records that `loader` yields for `job` into `folder`.

    A row with a value that the writer refuses is left out whole: the source is read once more without it, since
    what it shares with other rows (a person, a company) must come from one of these then.

    Args:
        loader: yields the records.
        name: of the loader.
        job: what it is called with; `job.refused` names rows that are known to be at fault.
        folder: to write to.
        inputs: digest of what the records follow from, to be noted.
        rejects: why those rows are refused.

    Raises:
        DataError: the source is at fault as a whole.
        MediagraphError: the loader breaks its contract.
    """
    refused = set(job.refused)
    known = list(rejects)
    source = LoadedSource(folder)
    while True:
        one = replace(job, refused=frozenset(refused), faults=[])
        shutil.rmtree(folder, ignore_errors=True)
        faults, rows, digest = _write(loader, name, one, source)
        if any(fault.ends for fault in one.faults):  # what stands behind it is not known, so nothing is replaced
            raise DataError(one.faults)
        fresh = [fault for fault in faults if fault.line not in refused]
        if not fresh:
            break
        unplaced = [fault for fault in fresh if not fault.line]
        if unplaced:
            raise DataError(unplaced)
        known += fresh
        refused.update(fault.line for fault in fresh)
    found = sorted({*one.faults, *known})
    note = SourceNote(
        loader=name,
        file=job.shown if job.path else "",
        inputs=inputs,
        digest=digest,
        rows=len(rows | {fault.line for fault in found if fault.line}),
        rejected=len({fault.line for fault in found}),
        options={key: list(values) for key, values in job.options.items()},
    )
    if found:
        write_rejects(found, source.rejects)
    source.finish(note)
    return Converted(source, found, frozenset(refused))


def _write(loader: Loader, name: str, job: Job, source: LoadedSource) -> tuple[list[Fault], set[int], str]:
    """Write one pass; return the writer's faults, the rows that gave records, and the digest."""
    faults: list[Fault] = []
    rows: set[int] = set()
    digest = hashlib.sha256()
    records = _counted(_checked((loader.written or loader.records)(job), name, job), rows, job)
    file = RecordFile(job.shown, f"graph:{job.source}", (), {}, faults)
    quads, origins = source.writing()

    def put(block: str) -> None:
        encoded = block.encode()
        quads.buffer.write(encoded)
        digest.update(encoded)

    # Packing and hashing let go of Python's lock, so that they take another processor than writing the next block does.
    waiting: deque[Future[None]] = deque()
    with quads, origins, ThreadPoolExecutor(1) as pool:
        for block in _blocks(Writer(job.context, file, origins).texts(records)):
            if len(waiting) == _WAITING:
                waiting.popleft().result()
            waiting.append(pool.submit(put, block))
        for each in waiting:
            each.result()
    return faults, rows, digest.hexdigest()


def _blocks(texts: Iterable[str]) -> Iterator[str]:
    """Join texts to blocks, since files and digests take a few large ones sooner than many small ones."""
    parts: list[str] = []
    length = 0
    for text in texts:
        parts.append(text)
        length += len(text)
        if length >= _BLOCK:
            yield "".join(parts)
            parts, length = [], 0
    yield "".join(parts)


def _checked(records: Iterator[Node | WrittenRow], name: str, job: Job) -> Iterator[Node | WrittenRow]:
    """Make sure that the source is described first, under its own name."""
    first = next(records, None)
    if first is None:
        raise DataError(sorted(job.faults) or [Fault(job.shown, 0, "", "", "nothing in it to load")])
    if not isinstance(first, Node) or first.get("id") != f"source:{job.source}":
        raise MediagraphError(
            f"the loader {name!r} did not begin with the description of source:{job.source}; "
            "a loader yields Job.dataset(...) first"
        )
    yield first
    yield from records


def _counted(records: Iterable[Node | WrittenRow], rows: set[int], job: Job) -> Iterator[Node | WrittenRow]:
    last = shown = 0
    for node in records:
        if node.line and node.line != last:
            last = node.line
            rows.add(last)
            if len(rows) - shown >= _SHOWN_EVERY:
                shown = len(rows)
                rejected = f", {len(job.faults):,} faults" if job.faults else ""
                job.tell(f"{job.shown}: {shown:,} rows{rejected}")
        yield node


def digest_of_inputs(loader: Loader, name: str, job: Job, more: Iterable[Path] = ()) -> str:
    """Return a digest of all that the records follow from: file, options, program; nothing for a download.

    Args:
        loader: yields the records.
        name: of the loader.
        job: what it is called with.
        more: files that the records follow from beside those.

    Raises:
        FileError: a file cannot be read.
    """
    if job.path is None:
        return ""
    digest = hashlib.sha256()
    module = inspect.getmodule(loader.records)
    code = sorted(Path(module.__file__).parent.rglob("*.py")) if module and module.__file__ else []
    said = [name, version("mediagraph"), job.source, job.shown, json.dumps(job.context.source, sort_keys=True)]
    said += [f"{key}={value}" for key, values in sorted(job.options.items()) for value in values]
    digest.update("\0".join(said).encode())
    options = (Path(value) for values in job.options.values() for value in values)
    for path in (job.path, *code, *options, *more):
        if path and path.is_file():
            digest.update(_hash(path))
    return digest.hexdigest()


def _hash(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").digest()
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {error.strerror}") from error


def write_rejects(rejects: Iterable[Fault], path: Path) -> None:
    """Write the table of what was rejected; `read_rejects` reads it again.

    Raises:
        FileError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream)
            rows.writerow(["file", "row", "column", "value", "reason", "accepted"])
            rows.writerows([f.file, f.line or "", f.column, f.value, f.reason, f.accepted] for f in rejects)
    except OSError as error:
        raise FileError(f"{path}: cannot be written: {error.strerror}") from error


def read_rejects(path: Path) -> list[Fault]:
    """Return what a table of rejects says; nothing where there is none."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    return [
        Fault(file, int(row or 0), column, value, reason, accepted)
        for file, row, column, value, reason, accepted in rows
    ]
