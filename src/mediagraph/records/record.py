"""What a loader yields: records with their places, grouped by the file that they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mediagraph.errors import Fault


class Node(dict[str, Any]):
    """A record, or a node nested in one, that knows where it was written.

    Attributes:
        line: line or row of its beginning, from 1; 0 when it was made in memory.
        marks: for text files, line and column of each key; None for tables, where the key is the column.
    """

    __slots__ = ("line", "marks")

    def __init__(
        self, items: Mapping[str, Any], *, line: int = 0, marks: dict[str, tuple[int, int]] | None = None
    ) -> None:
        super().__init__(items)
        self.line = line
        self.marks = marks

    def place(self, key: str) -> tuple[int, str]:
        """Return line and column of `key`, the column being a name in tables."""
        if self.marks is None:
            return self.line, key
        line, column = self.marks.get(key, (self.line, 0))
        return line, str(column) if column else ""


@dataclass(frozen=True)
class RecordFile:
    """The records of one file, all of one named graph.

    Attributes:
        file: the name that findings and faults show.
        graph: the named graph, as written in the file (CURIE or IRI).
        records: its nodes, read as they are asked for; reading them may add faults.
        prefixes: prefixes that the file adds to the context's own.
        faults: rejected records and cells.
    """

    file: str
    graph: str
    records: Iterable[Node]
    prefixes: Mapping[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
