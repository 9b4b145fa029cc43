"""Text files, read strictly: UTF-8 or a fault that names the line."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from mediagraph.errors import DataError, Fault, FileError
from mediagraph.loaders.packed import opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


MOST_BYTES = 64 * 1024**2


def read_text(path: Path, shown: str, *, most: int = MOST_BYTES) -> str:
    """Return the text of the file at `path`, without a byte order mark.

    Args:
        path: the file.
        shown: its name in faults.
        most: the most bytes that are read.

    Raises:
        FileError: it cannot be read, or is too large.
        DataError: it is not UTF-8.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(most + 1)
    except OSError as error:
        raise FileError(f"{shown}: cannot be read: {error.strerror}") from error
    if len(raw) > most:
        raise FileError(f"{shown}: larger than {most} bytes; split it")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        bad = f"byte 0x{raw[error.start]:02x}"
        raise DataError([Fault(shown, line, str(column), bad, "not UTF-8", "save the file as UTF-8")]) from error


def lines_of(path: Path, shown: str, faults: list[Fault]) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file with their numbers, as they are read; a byte that is no UTF-8 ends it with a fault.

    A file that is compressed by gzip is unpacked as it is read.

    Raises:
        FileError: it cannot be read.
    """
    try:
        with io.TextIOWrapper(opened(path, shown), encoding="utf-8-sig", newline="\n") as stream:
            yield from enumerate(stream, start=1)
    except OSError as error:
        raise FileError(f"{shown}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        faults.append(undecodable(path, shown, error))


def undecodable(path: Path, shown: str, error: UnicodeDecodeError) -> Fault:
    """Return the fault of a byte that is no UTF-8; the decoder reads ahead, so its line is looked for once more."""
    bad = f"byte 0x{error.object[error.start]:02x}"
    with opened(path, shown) as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return Fault(shown, number, "", bad, "not UTF-8", "save the file as UTF-8", ends=True)
    return Fault(shown, 0, "", bad, "not UTF-8", "save the file as UTF-8", ends=True)
