"""The folder of a site: written beside the former one, which it replaces at the end; what is not ours stays.

DIR/.mediagraph-site.txt    the files of the site, one a line, sorted
DIR.mediagraph-new/         what is being written
DIR.mediagraph-old/         the former site, for the moment of the change
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from mediagraph.errors import FileError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST = ".mediagraph-site.txt"
_LOCK = ".mediagraph-site.lock"
_FIRST_LINE = "# The files that `mediagraph site` wrote here; all others are yours, and stay."


class Folder:
    """What a site is written into."""

    def __init__(self, staging: Path) -> None:
        self._staging = staging
        self._made: set[str] = set()
        self.files: list[str] = []

    def write(self, path: str, content: str | bytes) -> None:
        """Write one file.

        Raises:
            FileError: it cannot be written.
        """
        target = f"{self._staging}/{path}"
        parent = path.rpartition("/")[0]
        try:
            if parent not in self._made:
                os.makedirs(f"{self._staging}/{parent}", exist_ok=True)  # noqa: PTH103 - texts are quicker, by far
                self._made.add(parent)
            with open(target, "xb") as stream:  # noqa: PTH123 - the same
                stream.write(content.encode() if isinstance(content, str) else content)
        except OSError as error:
            raise FileError(f"{target}: cannot be written: {error.strerror}") from error
        self.files.append(path)


@contextmanager
def new_site(place: Path) -> Iterator[Folder]:
    """Give a folder to write a site into; at the end it takes the place of the former one, files of others included.

    Anything that goes wrong before leaves the former site as it was.

    Raises:
        UsageError: `place` holds files and no site.
        FileError: something cannot be written.
    """
    place = place.resolve()
    if not place.name:
        raise UsageError(f"{place}: no folder for a site; name one")
    staging, former = (place.with_name(f"{place.name}.mediagraph-{which}") for which in ("new", "old"))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _alone(staging) as lock:
            try:
                _settle(place, former)
                _refuse_foreign(place)
                folder = Folder(staging)
                yield folder
                _write_manifest(staging, folder.files)
                (staging / _LOCK).unlink()
                _swap(place, staging, former)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
                lock.close()
    except OSError as error:
        raise FileError(f"{error.filename or place}: cannot be written: {error.strerror or error}") from error


@contextmanager
def _alone(staging: Path) -> Iterator[IO[str]]:
    """Make the staging folder anew, unless another process is writing it, or it is not ours."""
    if staging.exists() and not (staging / _LOCK).is_file():
        raise UsageError(f"{staging}: in the way, and not made by mediagraph; move it elsewhere")
    staging.mkdir(exist_ok=True)
    lock = (staging / _LOCK).open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise FileError(f"{staging}: another process is writing this site; wait for it") from error
    with lock:
        for left in staging.iterdir():
            if left.name != _LOCK:
                shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
        yield lock


def _refuse_foreign(place: Path) -> None:
    if place.exists() and not place.is_dir():
        raise UsageError(f"{place}: a file, not a folder")
    if place.is_dir() and any(place.iterdir()) and _manifest(place) is None:
        raise UsageError(f"{place}: holds files that `mediagraph site` did not make; give a new or an empty folder")


def _swap(place: Path, staging: Path, former: Path) -> None:
    """Put the new site in its place, bring over what others put into the former one, and remove that."""
    if not place.exists():
        staging.rename(place)
        return
    for path in _foreign(place):
        if os.path.lexists(staging / path):
            raise UsageError(f"{place / path}: not made by mediagraph, and in the way of a page; move it elsewhere")
    place.rename(former)
    try:
        staging.rename(place)
    except OSError:
        former.rename(place)
        raise
    _settle(place, former)


def _settle(place: Path, former: Path) -> None:
    """Finish a change that may have been cut short: bring over what is not ours, then remove the former site."""
    if not former.is_dir():
        return
    if not place.exists():
        former.rename(place)
        return
    own = _manifest(former)
    if own is None:
        raise UsageError(f"{former}: in the way, and not made by mediagraph; move it elsewhere")
    for path in _foreign(former):
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(target):
            (former / path).rename(target)
    # folders that are empty now were there for what was in them
    left = [path for path in _foreign(former) if not (former / path).is_dir()]
    if left:
        raise FileError(f"{former / min(left)}: not made by mediagraph, and its place is taken; move it elsewhere")
    shutil.rmtree(former)


def _foreign(folder: Path) -> list[str]:
    """Paths of what is not in the manifest: files, links, and empty folders; nothing is followed."""
    own = _manifest(folder) or set()
    found = []
    for root, folders, files in os.walk(folder):
        inside = os.path.relpath(root, folder)
        prefix = "" if inside == "." else inside + "/"
        links = [name for name in folders if os.path.islink(os.path.join(root, name))]  # noqa: PTH114, PTH118
        found += [prefix + name for name in (*files, *links) if prefix + name not in own and prefix + name != MANIFEST]
        if prefix and not folders and not files:
            found.append(inside)
    return sorted(found)


def _manifest(folder: Path) -> set[str] | None:
    """The files that a site consists of, or nothing where there is none."""
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return None
    return set(lines[1:]) if lines[:1] == [_FIRST_LINE] else None


def _write_manifest(folder: Path, files: list[str]) -> None:
    (folder / MANIFEST).write_text("\n".join([_FIRST_LINE, *sorted(files)]) + "\n", encoding="utf-8")
