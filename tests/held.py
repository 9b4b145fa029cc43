"""Quads in memory that are asked like a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.store.embedded import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mediagraph.store import Answer


class Held:
    """A store for judges that needs no folder.

    Attributes:
        store: the engine's own.
        asked: the queries so far.
    """

    name = "data"
    version = ""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.store = ox.Store()
        self.store.bulk_extend(quads)
        self.asked: list[str] = []

    def query(self, text: str) -> Answer:
        self.asked.append(text)
        return evaluate(self.store, text)

    def quads(self) -> Iterator[ox.Quad]:
        return iter(self.store)

    def close(self) -> None:
        """Nothing is open."""
