"""RDF terms as Python values."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph.records import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TermLike = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def python_value(term: TermLike | None) -> Any:
    """Return the Python value of an RDF term; text for what has no nearer one."""
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        convert = _VALUES.get(term.datatype.value.removeprefix(XSD))
        if convert is None:
            return term.value
        try:
            return convert(term.value)
        except (ValueError, ArithmeticError):
            return term.value  # a value beyond Python's calendar, say: the text loses nothing
    if isinstance(term, ox.Triple):
        return str(term)
    return term.value


_VALUES: Mapping[str, Callable[[str], Any]] = {
    "integer": int,
    "decimal": Decimal,
    "double": float,
    "float": float,
    "boolean": lambda text: text in {"true", "1"},
    "date": datetime.date.fromisoformat,
    "dateTime": datetime.datetime.fromisoformat,
}
