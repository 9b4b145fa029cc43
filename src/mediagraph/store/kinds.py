"""What kind of values stand in a column, and the pandas dtype that holds them all.

One rule decides, and the whole column follows it:

* whole numbers of 64 bits become Int64; numbers of any other kind among them make Float64;
* truth values become boolean;
* days, and moments without a zone, become datetime64; moments with a zone datetime64 in UTC;
* text and IRIs become string, and so do dates as soon as one of the column is partial (EDTF, a year, a month), lies
  beyond the calendar, or stands among text: then all of them are as they are written;
* everything else is mixed and stays objects, each with its own Python value; so does a column without any value.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph.store.terms import TermLike, python_value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

INTEGER, HUGE, NUMBER, TRUTH, DAY, MOMENT, ZONED, TEXT = range(8)
TEXTUAL = "string"
MIXED = "object"


def kind(value: Any) -> int:
    """Return the kind of a Python value, as `python_value` makes them of terms."""
    match value:
        case bool():
            return TRUTH
        case int():
            return INTEGER if -(2**63) <= value < 2**63 else HUGE
        case Decimal() | float():
            return NUMBER
        case datetime.datetime():
            if value.tzinfo is None:
                return MOMENT
            return ZONED if 1 < value.year < 9999 else TEXT  # UTC might lie beyond the calendar
        case datetime.date():
            return DAY
    return TEXT


def dtype(kinds: Collection[int]) -> str:
    """Return the pandas dtype of a column in which `kinds` of values stand."""
    found = frozenset(kinds)
    if not found:
        return MIXED
    if found == {INTEGER}:
        return "Int64"
    if found <= {INTEGER, HUGE, NUMBER} and NUMBER in found:
        return "Float64"
    if found == {TRUTH}:
        return "boolean"
    if found == {DAY}:
        return "datetime64[s]"
    if found <= {DAY, MOMENT}:
        return "datetime64[us]"
    if found == {ZONED}:
        return "datetime64[us, UTC]"
    return TEXTUAL if found <= {TEXT, DAY, MOMENT, ZONED} else MIXED


def cells(terms: Iterable[TermLike | None], dtype_: str) -> list[Any]:
    """Return the values of a column of that dtype, None for what is unbound."""
    if dtype_ == TEXTUAL:
        return [None if term is None else text(term) for term in terms]
    values = [python_value(term) for term in terms]
    if dtype_ == "datetime64[us, UTC]":
        return [None if value is None else value.astimezone(datetime.UTC) for value in values]
    if dtype_ == "datetime64[us]":
        return [datetime.datetime.combine(value, datetime.time()) if kind(value) == DAY else value for value in values]
    return values


def text(term: TermLike) -> str:
    """Return a term as text: an IRI, the text of a literal as it is written, `_:` and the name of a blank node."""
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return str(term)
