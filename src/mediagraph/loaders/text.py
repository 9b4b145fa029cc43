"""Text files, read strictly: UTF-8 or a fault that names the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagraph.errors import DataError, Fault, FileError

if TYPE_CHECKING:
    from pathlib import Path


def read_text(path: Path, shown: str, *, most: int = 64 * 1024 * 1024) -> str:
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
