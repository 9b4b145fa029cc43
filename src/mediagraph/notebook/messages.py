"""What a notebook shows of an error: one message, for a fault of SPARQL with the line and a caret under the column."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from mediagraph.errors import QueryError

if TYPE_CHECKING:
    from mediagraph.errors import MediagraphError
    from mediagraph.notebook.values import Bound


def message(error: MediagraphError, query: Bound | None) -> str:
    """Return the text of `error`; where it names a place in `query`, the line is shown, with a caret.

    Args:
        error: what was raised.
        query: the query that was sent, where it was written in the notebook.
    """
    if query is None or not isinstance(error, QueryError) or not error.line:
        return str(error)
    line, column = error.line, error.column
    sent = query.text.split("\n")
    offset = sum(len(each) + 1 for each in sent[: line - 1]) + max(column, 1) - 1
    written = query.written(min(offset, len(query.text)))
    row = query.source.count("\n", 0, written)
    start = query.source.rfind("\n", 0, written) + 1
    text = query.source.split("\n")[row]
    if not text.strip() and row:  # the fault was noticed behind the last word
        before = query.source[:written].rstrip()
        row, start, written = before.count("\n"), before.rfind("\n") + 1, len(before)
        text = query.source.split("\n")[row]
    if not error.column:  # an engine that names the line alone
        return f"{error.message}, at line {row + 1}\n  {text}"
    pointer = "".join(_blank(character) for character in text[: written - start])
    return f"{error.message}, at line {row + 1}, column {written - start + 1}\n  {text}\n  {pointer}^"


def _blank(character: str) -> str:
    """What takes as much room as `character` does."""
    if character == "\t":
        return character
    if unicodedata.combining(character):
        return ""
    return "  " if unicodedata.east_asian_width(character) in "WF" else " "
