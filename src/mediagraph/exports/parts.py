"""Parts of files that grow side by side, kept on disk, so that what is read once is written in another order."""

from __future__ import annotations

import shutil
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_HELD = 4 << 20


class Parts:
    """Parts by name; any number of them, with no file held open."""

    def __init__(self, folder: Path) -> None:
        """Make the folder that holds them.

        Raises:
            OSError: it cannot be written.
        """
        folder.mkdir()
        self._folder = folder
        self._held: dict[str, list[bytes]] = {}
        self._size = 0
        self._paths: dict[str, Path] = {}

    def add(self, name: str, content: bytes) -> None:
        """Put `content` at the end of the part called `name`.

        Raises:
            OSError: it cannot be written.
        """
        self._held.setdefault(name, []).append(content)
        self._size += len(content)
        if self._size > _HELD:
            self._flush()

    def names(self) -> list[str]:
        """Return the names of the parts, sorted."""
        return sorted(self._paths.keys() | self._held.keys())

    def copy(self, name: str, stream: IO[bytes], *, cut: int = 0) -> None:
        """Write a part to `stream`, but for the last `cut` bytes.

        Raises:
            OSError: one of the two fails.
        """
        self._flush()
        path = self._paths[name]
        if cut:
            with path.open("r+b") as part:
                part.truncate(path.stat().st_size - cut)
        with path.open("rb") as part:
            shutil.copyfileobj(part, stream, 1 << 20)

    def _flush(self) -> None:
        for name, blocks in self._held.items():
            path = self._paths.setdefault(name, self._folder / f"{len(self._paths):06d}")
            with path.open("ab") as part:
                part.write(b"".join(blocks))
        self._held, self._size = {}, 0
