"""The rows of a table through a compiled mapping; a row that is not regular goes the long way, node by node."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mediagraph.errors import MediagraphError
from mediagraph.loaders.compiled import CompiledMapping
from mediagraph.loaders.mapping import map_row, map_rows
from mediagraph.loaders.rowcode import IrregularError, UncompilableError
from mediagraph.records import WrittenRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mediagraph.errors import Fault
    from mediagraph.loaders.job import Gazetteer
    from mediagraph.loaders.mapping import TableMapping
    from mediagraph.records import Context, Node


def write_rows(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    mapping: TableMapping,
    gazetteers: Mapping[str, Gazetteer],
    shown: str,
    faults: list[Fault],
    *,
    source: str,
    context: Context,
    graph: str,
    refused: frozenset[int] = frozenset(),
) -> Iterator[Node | WrittenRow]:
    """Yield what `map_rows` yields, but regular rows as text, in the order of rows.

    Args:
        rows: cells by column, with the number of the row.
        mapping: what becomes of them.
        gazetteers: by the names that the mapping uses.
        shown: name of the table in faults.
        faults: takes what is rejected.
        source: slug that `{source}` stands for.
        context: what the keys of the mapping mean.
        graph: the named graph that the text is written for, as CURIE or IRI.
        refused: rows to pass over.
    """
    try:
        write = CompiledMapping(mapping, context, graph, gazetteers, source).write
    except (UncompilableError, MediagraphError, ValueError):  # the long way says what is wrong, if anything is
        yield from map_rows(rows, mapping, gazetteers, shown, faults, source=source, refused=refused)
        return
    once: set[str] = set()
    nodes = partial(
        map_row, mapping=mapping, gazetteers=gazetteers, shown=shown, faults=faults, source=source, once=once
    )

    def again(number: int, row: Mapping[str, str], marked: Sequence[str]) -> Iterator[Node]:
        once.difference_update(marked)
        return nodes(number, row)

    for number, row in rows:
        if number in refused:
            continue
        marked: list[str] = []
        try:
            text, subjects = write(number, row, once, marked)
        except IrregularError:
            yield from again(number, row, marked)
            continue
        if subjects:
            yield WrittenRow(number, text, subjects, partial(again, number, row, marked))
