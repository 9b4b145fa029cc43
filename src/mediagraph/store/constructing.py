"""What a CONSTRUCT makes, as N-Quads: the engine writes them by itself, and lets go of Python's lock meanwhile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.errors import FileError, HeaderError, QueryError
from mediagraph.store.unparsed import unparsed

if TYPE_CHECKING:
    from collections.abc import Callable

# A blank node as the subject or the object of a line of N-Triples; no literal ends a line without a quote or a name.
_BLANK = re.compile(rb'^_:|> _:[^ "]+ \.$', re.MULTILINE)


def construct(store: ox.Store, text: str, file: str, graph: str, take: Callable[[bytes], object]) -> None:
    """Hand on what a CONSTRUCT makes of a store, as N-Quads in one graph; a statement may come twice.

    Args:
        store: its default graph is asked.
        text: the query.
        file: where the query stands, for errors.
        graph: IRI of the graph that the statements are to be in.
        take: takes whole lines, some at once.

    Raises:
        QueryError: the query does not parse, or fails.
        HeaderError: it makes a blank node, which would have no stable name.
        FileError: what it makes cannot be written.
    """
    try:
        result = store.query(text)
        if isinstance(result, ox.QueryTriples):
            result.serialize(_Lines(file, graph, take), ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
    except SyntaxError as error:
        raise QueryError(f"{file}: {unparsed(error, text)}") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise QueryError(f"{file}: the query cannot be evaluated: {error}") from error


class _Lines:
    """Takes N-Triples wherever they are cut, and hands on whole lines with the name of their graph."""

    def __init__(self, file: str, graph: str, take: Callable[[bytes], object]) -> None:
        self._file, self._end, self._take = file, f" <{graph}> .\n".encode(), take
        self._begun = b""

    def write(self, block: bytes) -> int:
        whole, newline, begun = block.rpartition(b"\n")
        if not newline:
            self._begun += begun
            return len(block)
        lines, self._begun = self._begun + whole + newline, begun
        if _BLANK.search(lines):
            raise HeaderError(f"{self._file}: it makes blank nodes; mint an IRI")
        try:
            # A line's end stands in no literal unescaped, so what is replaced is an end and nothing else.
            self._take(lines.replace(b" .\n", self._end))
        except OSError as error:
            raise FileError(f"{self._file}: what it makes cannot be written: {error.strerror}") from error
        return len(block)

    def flush(self) -> None:
        """Do nothing: who takes the lines sees to that."""
