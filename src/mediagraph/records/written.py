"""Rows that their loader has written as N-Quads beforehand, and how to have them as records after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mediagraph.records.record import Node


class WrittenRow:
    """One row of a table: the N-Quads that the writer would give for its records, if none of them is at fault.

    Attributes:
        line: number of the row.
        text: whole lines of N-Quads.
        subjects: IRIs of the nodes that the row describes, in the order of the text, and as often as it does.
        nodes: gives the records of the row instead, where a subject turns out to be taken.
    """

    __slots__ = ("line", "nodes", "subjects", "text")

    def __init__(self, line: int, text: str, subjects: Sequence[str], nodes: Callable[[], Iterator[Node]]) -> None:
        self.line, self.text, self.subjects, self.nodes = line, text, subjects, nodes
