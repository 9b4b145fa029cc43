"""Files as they are, and gzip-compressed ones unpacked as they are read, up to a limit."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import IO, TYPE_CHECKING, Any

from mediagraph.errors import FileError

if TYPE_CHECKING:
    from pathlib import Path

    from _typeshed import WriteableBuffer

GZIP = ".gz"
MOST_BYTES = 8 * 1024**3
MOST_IN_A_LINE = 64 * 1024**2


def suffix(path: Path) -> str:
    """Return the suffix that says the format, in lower case: that before `.gz`, if the file is compressed.

    >>> from pathlib import Path
    >>> suffix(Path("films.2024.csv.gz")), suffix(Path("films.XLSX"))
    ('.csv', '.xlsx')
    """
    inner = path.with_suffix("") if is_packed(path) else path
    return inner.suffix.lower()


def is_packed(path: Path) -> bool:
    """Tell whether the name says that the file is compressed."""
    return path.suffix.lower() == GZIP


def opened(path: Path, shown: str, *, most: int = MOST_BYTES, longest: int = MOST_IN_A_LINE) -> io.BufferedReader[Any]:
    """Open a file for reading; what is compressed is unpacked while it is read.

    A few bytes of gzip can unpack to any amount, so that the whole is limited; and the single line of any file, since
    readers hold a line in memory.

    Args:
        path: the file.
        shown: its name in errors.
        most: the most bytes that a compressed file may unpack to.
        longest: the most bytes without a line's end in it.

    Raises:
        FileError: it cannot be opened; or, while it is read, is broken or unpacks to too much.
    """
    try:
        stream: Any = gzip.open(path, "rb") if is_packed(path) else path.open("rb")  # noqa: SIM115 - _Counted closes it
        return io.BufferedReader(_Counted(stream, shown, most if is_packed(path) else None, longest), 1 << 16)
    except OSError as error:
        raise FileError(f"{shown}: cannot be read: {error.strerror}") from error


class _Counted(io.RawIOBase):
    """What a file holds, or unpacks to, counted; `most` is None for one whose size is known."""

    def __init__(self, stream: IO[bytes], shown: str, most: int | None, longest: int) -> None:
        self._stream = stream
        self._shown, self._most, self._longest = shown, most, longest
        self._bytes = self._in_line = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        try:
            block = self._stream.read(len(view))
        except (OSError, EOFError, zlib.error) as error:
            if self._most is None:
                raise
            reason = "it ends in the middle" if isinstance(error, EOFError) else str(error)
            raise FileError(f"{self._shown}: cannot be unpacked: {reason}; compress it again") from error
        self._count(block)
        view[: len(block)] = block
        return len(block)

    def _count(self, block: bytes) -> None:
        end = block.rfind(b"\n")
        self._bytes += len(block)
        self._in_line = len(block) - end - 1 if end >= 0 else self._in_line + len(block)
        if self._most is not None and self._bytes > self._most:
            raise FileError(f"{self._shown}: unpacks to more than {self._most} bytes; split it")
        if self._in_line > self._longest:
            what = "has" if self._most is None else "unpacks to"
            raise FileError(f"{self._shown}: {what} a line of more than {self._longest} bytes; no such file is read")

    def close(self) -> None:
        self._stream.close()
        super().close()
