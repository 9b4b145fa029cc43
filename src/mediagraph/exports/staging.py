"""A folder whose files are made aside and take their places together, at the end; a killed export leaves none of them.

DIR/
  .export/                 what is being made; swept by the next export where this one was killed
  mediagraph.ttl ...       whole files only
  mediagraph.sha256        their digests, in the form of sha256sum; the last to take its place
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mediagraph.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

CHECKSUMS = "mediagraph.sha256"
_LISTED = re.compile(r"[0-9a-f]{64}  ((?:csv/)?[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+)")


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give an empty folder inside of `folder`, which only this process uses, and remove it at the end.

    Raises:
        FileError: `folder` cannot be written, or another process is exporting to it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise FileError(f"{folder}: cannot be written: {error.strerror or error}") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise FileError(f"{folder}: another process is exporting to it; wait, or name another folder") from error
        place = folder / ".export"
        shutil.rmtree(place, ignore_errors=True)
        try:
            place.mkdir()
            yield place
        except OSError as error:
            raise FileError(f"{error.filename or folder}: cannot be written: {error.strerror or error}") from error
        finally:
            shutil.rmtree(place, ignore_errors=True)
    finally:
        os.close(handle)


def publish(place: Path, names: Sequence[str], folder: Path) -> list[Path]:
    """Move the files called `names` from `place` to `folder`, with their checksums, and return them.

    What a former export left there and this one does not make is removed, so that all files are of one graph.

    Raises:
        OSError: a file cannot be moved.
    """
    lines = [f"{sha256(place / name)}  {name}\n" for name in sorted(names)]
    (place / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
    former = _listed(folder / CHECKSUMS)
    for name in [*names, CHECKSUMS]:
        (folder / name).parent.mkdir(exist_ok=True)
        (place / name).replace(folder / name)
    for name in former:
        if name not in names:
            (folder / name).unlink(missing_ok=True)
    if (folder / "csv").is_dir() and not any((folder / "csv").iterdir()):
        (folder / "csv").rmdir()
    return [folder / name for name in [*names, CHECKSUMS]]


def sha256(path: Path) -> str:
    """Return the SHA-256 digest of a file, in hexadecimal.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _listed(path: Path) -> list[str]:
    """Return the names in a former file of checksums; lines of another form are none of ours."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    return [found[1] for line in lines if (found := _LISTED.fullmatch(line))]
