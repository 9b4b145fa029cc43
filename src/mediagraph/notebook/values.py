"""Python values as data of a query: they become RDF terms in VALUES blocks, and never text of the query."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph import sparql
from mediagraph.errors import ParameterError, UnknownNameError, UsageError, shorten
from mediagraph.records import XSD

if TYPE_CHECKING:
    from collections.abc import Sequence

Term = ox.NamedNode | ox.Literal
_IRI = re.compile(r"(?:https?://|urn:)[^\x00-\x20<>\"{}|^`\\]+")


@dataclass(frozen=True, slots=True)
class Bound:
    """A query with data in place.

    Attributes:
        source: the query as it was written.
        text: the query with the data.
        edits: what was put where: start and end in the source, and what stands there now.
    """

    source: str
    text: str
    edits: Sequence[tuple[int, int, str]]

    def written(self, offset: int) -> int:
        """Return the place in the source of a place in the text; the start of the data for places within them."""
        shift = 0
        for start, end, data in self.edits:
            if offset < start + shift:
                break
            if offset < start + shift + len(data):
                return start
            shift += len(data) - (end - start)
        return offset - shift


def bind(query: str, values: Mapping[str, Any]) -> Bound:
    """Return `query` with the data of its variables in VALUES blocks.

    Where the query has the line `VALUES ?name { … }`, its data are replaced; else a block is put in front of what its
    outermost WHERE asks.

    Args:
        query: as it was written.
        values: Python values by variable.

    Raises:
        UnknownNameError: the query has no such variable.
        ParameterError: a value has no RDF term.
        UsageError: the query has no place for data.
    """
    variables = {token.text[1:] for token in sparql.tokens(query) if token.kind == "variable"}
    blocks = sparql.values_blocks(query)
    edits: list[tuple[int, int, str]] = []
    added: list[str] = []
    for name, value in values.items():
        if name not in variables:
            shown = ", ".join(f"?{each}" for each in sorted(variables)) or "none"
            raise UnknownNameError("variable", name, variables, hint=f"the query has {shown}")
        data = " ".join(map(str, terms(name, value)))
        places = [block.data for block in blocks if block.name == name]
        edits += [(start, end, f" {data} ") for start, end in places]
        if not places:
            added.append(f" VALUES ?{name} {{ {data} }}")
    if added:
        place = _outermost(query)
        edits.append((place, place, "".join(added)))
    edits.sort()
    parts, done = [], 0
    for start, end, data in edits:
        parts += [query[done:start], data]
        done = end
    return Bound(query, "".join(parts) + query[done:], edits)


def terms(name: str, value: Any) -> list[Term]:
    """Return the RDF terms of one value, or of each value of a list, a series, an array or the like.

    Raises:
        ParameterError: there is none, or one of them has no term.
    """
    if isinstance(value, Mapping) or hasattr(value, "columns"):
        raise ParameterError(f"{name}: a table has many columns; give one of them, such as frame.{name}")
    if isinstance(value, str | bytes) or not isinstance(value, Iterable) or hasattr(value, "n3"):
        return [term(name, value)]
    found = [term(name, item) for item in value]
    if not found:
        raise ParameterError(f"{name}: an empty list; there is nothing to ask for")
    return list(dict.fromkeys(found))


def term(name: str, value: Any) -> Term:
    """Return the RDF term of a Python value.

    Text that is an IRI of http, https or urn, as answers give it, is an IRI; all other text is text. Terms of
    pyoxigraph and rdflib stay what they are.

    Raises:
        ParameterError: it has none.
    """
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value
    try:
        if hasattr(value, "n3"):
            return _of_rdflib(name, value)
        if hasattr(value, "dtype") and hasattr(value, "item"):  # a number of numpy's
            value = value.item()
        return _of_python(name, value)
    except ValueError as error:
        raise ParameterError(f"{name}: {shorten(value)} cannot stand in a query: {error}") from error


def _of_python(name: str, value: Any) -> Term:
    match value:
        case bool():
            return _literal(str(value).lower(), "boolean")
        case int():
            return _literal(str(value), "integer")
        case Decimal() if value.is_finite():
            return _literal(f"{value:f}", "decimal")
        case float() if value == value:  # noqa: PLR0124 - what is not a number is unlike itself: a gap of a frame
            return _literal(repr(value).replace("inf", "INF"), "double")
        case datetime.datetime() if value == value:  # noqa: PLR0124 - pandas' gap among days, likewise
            # data frames hold days as moments of midnight
            if type(value).__module__.startswith("pandas") and value.isoformat().endswith("T00:00:00"):
                return _literal(value.date().isoformat(), "date")
            return _literal(value.isoformat(), "dateTime")
        case datetime.date() if value == value:  # noqa: PLR0124 - the same
            return _literal(value.isoformat(), "date")
        case str():
            return ox.NamedNode(value) if _IRI.fullmatch(value) else ox.Literal(value)
    if value is None or isinstance(value, float | datetime.date | Decimal) or type(value).__name__ == "NAType":
        raise ParameterError(f"{name}: a value is missing; leave gaps out, with dropna() say")
    raise ParameterError(
        f"{name}: a {type(value).__name__} is no value of a query; text, numbers, truth values, dates and RDF terms are"
    )


def _of_rdflib(name: str, value: Any) -> Term:
    import rdflib

    if isinstance(value, rdflib.URIRef):
        return ox.NamedNode(str(value))
    if isinstance(value, rdflib.Literal):
        if value.language:
            return ox.Literal(str(value), language=value.language)
        return ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype or XSD + "string")))
    raise ParameterError(f"{name}: {shorten(value)} has no name of its own; give IRIs or values")


def _literal(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


def _outermost(query: str) -> int:
    """The place behind the brace that opens the outermost WHERE."""
    form = sparql.form(query)
    seen = False
    template = form == "CONSTRUCT"  # whose braces come first
    brackets = braces = 0
    for token in sparql.tokens(query):
        seen = seen or token.says(form)
        if template and token.says("WHERE"):
            raise UsageError("CONSTRUCT WHERE { … } takes no data; write CONSTRUCT { … } WHERE { … }")
        if seen and token.says("{"):
            # braces in brackets belong to an expression
            if not (brackets or braces or template):
                return token.end
            template = False
            braces += 1
        elif seen and token.says("}"):
            braces -= 1
        elif seen and (token.says("(") or token.says(")")):
            brackets += 1 if token.text == "(" else -1
    raise UsageError("the query has no WHERE { … } that data could stand in; write one")
