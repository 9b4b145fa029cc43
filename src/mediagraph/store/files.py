"""Files that are written whole or not at all."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from mediagraph.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def whole_file(path: str | Path) -> Iterator[IO[bytes]]:
    """Give a stream beside `path` that takes its place at the end; when anything fails, `path` stays as it was.

    Raises:
        FileError: the file cannot be written.
    """
    place = Path(path)
    beside = place.with_name(place.name + ".new")
    try:
        with beside.open("wb") as stream:
            yield stream
        beside.replace(place)
    except OSError as error:
        raise FileError(f"{place}: cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
