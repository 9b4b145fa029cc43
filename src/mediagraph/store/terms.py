"""RDF terms as Python values."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph.records import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TermLike = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

# The whole numbers of XML Schema 1.1, part 2, section 3.4.
_INTEGERS = (
    *("integer", "nonPositiveInteger", "negativeInteger", "nonNegativeInteger", "positiveInteger"),
    *("long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
)
_INTEGER = re.compile(r"\s*[+-]?[0-9]+\s*", re.ASCII)
_DECIMAL = re.compile(r"\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\s*", re.ASCII)
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


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


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):  # Python reads more: 1_000, and the digits of any script
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise ValueError(text)
    return Decimal(text.strip())


def _truth(text: str) -> bool:
    if text.strip() not in _TRUTH:
        raise ValueError(text)
    return _TRUTH[text.strip()]


_VALUES: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(_INTEGERS, _integer),
    "decimal": _decimal,
    "double": float,
    "float": float,
    "boolean": _truth,
    "date": datetime.date.fromisoformat,
    "dateTime": datetime.datetime.fromisoformat,
    "dateTimeStamp": datetime.datetime.fromisoformat,
}
