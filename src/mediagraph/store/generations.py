"""Generations: a build is written beside the graph that readers use, and takes its place in one step.

    STORE/
      current                  the name of the published generation, replaced atomically
      lock                     held by the process that builds
      generations/<name>/      database/ (Oxigraph), statements.nq, origins.tsv, manifest.json, sources/, edges/
      rejects/                 tables of the rows that loads rejected, for people

A build that fails or is killed leaves `current` as it was; what it left behind is swept by the next build.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mediagraph.errors import FileError, StoreError, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FORMAT = 1
_NAME = re.compile(r"[0-9]{6,18}")


@dataclass(frozen=True)
class Manifest:
    """What is known of a generation.

    Attributes:
        digest: sum modulo 2^256 of the SHA-256 of each N-Quads line of the named graphs, in hexadecimal: a digest
            of a set, whatever its order (Bellare and Micciancio, Eurocrypt 1997).
        quads: number of quads in the named graphs.
        graphs: quads by named graph.
        statements: SHA-256 of `statements.nq`, in hexadecimal; empty where an older build has no such file.
        project: folder that it was built from.
        mediagraph: version of the program.
        format: version of this layout.
    """

    digest: str
    quads: int
    graphs: Mapping[str, int]
    project: str
    mediagraph: str
    statements: str = ""
    format: int = FORMAT


@dataclass(frozen=True)
class Generation:
    """One build on disk."""

    store: Path
    path: Path

    @property
    def database(self) -> Path:
        """Folder of the Oxigraph database."""
        return self.path / "database"

    @property
    def records(self) -> Path:
        """The N-Quads of all sources and rules, as written; it is there until the build is finished."""
        return self.path / "records.nq"

    @property
    def statements(self) -> Path:
        """The same as the database has them, sorted; see `mediagraph.store.statements`."""
        return self.path / "statements.nq"

    @property
    def origins(self) -> Path:
        """Places of subjects: tab-separated subject, file, line, and lines by key as JSON."""
        return self.path / "origins.tsv"

    @property
    def edges(self) -> Path:
        """Folder of the edge tables; see `mediagraph.networks.tables`."""
        return self.path / "edges"

    @cached_property
    def manifest(self) -> Manifest:
        """What is known of it.

        Raises:
            StoreError: the manifest is missing or of another layout.
        """
        try:
            content = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
            manifest = Manifest(**content)
        except (OSError, ValueError, TypeError) as error:
            raise StoreError(f"{self.path}: the manifest cannot be read; run `mediagraph build`") from error
        if manifest.format != FORMAT:
            raise StoreError(f"{self.path}: made by another version of mediagraph; run `mediagraph build`")
        return manifest


class Generations:
    """The generations below one store folder."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self._folder = store / "generations"

    def current(self) -> Generation:
        """Return the published generation.

        Raises:
            StoreError: nothing was published here.
        """
        try:
            name = (self.store / "current").read_text(encoding="utf-8").strip()
        except OSError as error:
            raise StoreError(f"{self.store}: no graph here yet; run `mediagraph build` first") from error
        except UnicodeDecodeError:
            name = ""
        generation = Generation(self.store, self._folder / name)
        if not _NAME.fullmatch(name) or not generation.path.is_dir():
            raise StoreError(f"{self.store}: the published graph {shorten(name)!r} is gone; run `mediagraph build`")
        return generation

    def published(self) -> Generation | None:
        """Return the published generation, or nothing where there is none that can be opened."""
        try:
            return self.current()
        except StoreError:
            return None

    @contextmanager
    def building(self) -> Iterator[Generation]:
        """Give a new, unpublished generation to write; sweep it unless it gets published.

        Raises:
            StoreError: another process is writing this store.
            FileError: the folder cannot be written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = (self.store / "lock").open("w")
        except OSError as error:
            raise FileError(f"{self.store}: cannot be written: {error.strerror}") from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise StoreError(
                    f"{self.store}: another process is building this store; wait for it, or use --store elsewhere"
                ) from error
            self._sweep()
            generation = Generation(self.store, self._folder / self._next_name())
            try:
                generation.path.mkdir()
                yield generation
            except OSError as error:
                raise FileError(
                    f"{error.filename or self.store}: cannot be written: {error.strerror or error}"
                ) from error
            finally:
                if self._current_name() != generation.path.name:
                    _remove(generation.path)

    def publish(self, generation: Generation, manifest: Manifest) -> None:
        """Make `generation` the one that readers open, and keep the one before it for those that read it now."""
        text = json.dumps(asdict(manifest), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        _write_durably(generation.path / "manifest.json", text)
        _sync_tree(generation.path)
        _sync(self._folder)
        before = self._current_name()
        _write_durably(self.store / "current.new", generation.path.name + "\n")
        (self.store / "current.new").replace(self.store / "current")
        _sync(self.store)
        for path in self._folder.iterdir():
            if path.name not in {generation.path.name, before}:
                _remove(path)

    def _current_name(self) -> str:
        try:
            name = (self.store / "current").read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""
        return name if _NAME.fullmatch(name) else ""

    def _next_name(self) -> str:
        names = [self._current_name(), *(path.name for path in self._folder.iterdir())]
        return f"{max((int(name) for name in names if name.isdigit()), default=0) + 1:06d}"

    def _sweep(self) -> None:
        """Remove what a killed build left: generations newer than the published one."""
        published = self._current_name()
        for path in self._folder.iterdir():
            if path.name > published:
                _remove(path)


def _remove(folder: Path) -> None:
    """Remove a folder; a database that an error still holds may write to it meanwhile, so look again."""
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
