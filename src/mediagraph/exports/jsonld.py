"""Quads as JSON-LD records: the writer's inverse, with the same context."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from mediagraph.exports.terms import MOST_KEPT, TYPE, Value, iri, token, value
from mediagraph.records import XSD, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyoxigraph as ox

    from mediagraph.records import Context

_INTEGER = XSD + "integer"


def records(quads: Iterable[ox.Quad], context: Context) -> Iterable[dict[str, Any]]:
    """Yield the records of quads that are sorted by subject."""
    for subject, group in groupby(quads, key=lambda quad: quad.subject):
        yield record(subject, group, context)


def record(subject: Any, statements: Iterable[ox.Quad | ox.Triple], context: Context) -> dict[str, Any]:
    """Return the record of a subject, with its statements in their order."""
    properties = ((token(one.predicate), [token(one.object)]) for one in statements)
    return Records(context).record(token(subject), properties)


class Records:
    """Makes records from statements, whose terms are tokens."""

    def __init__(self, context: Context) -> None:
        """Prepare to make records of the terms of `context`."""
        self._context = context
        self._compress = lru_cache(MOST_KEPT)(context.compress)
        self._term = cache(self._found)

    def record(self, subject: bytes, properties: Iterable[tuple[bytes, Sequence[bytes]]]) -> dict[str, Any]:
        """Return the record of a subject, with its properties in their order."""
        made: dict[str, Any] = {"id": self._compress(iri(subject))}
        for predicate, objects in properties:
            self._add(made, predicate, map(value, objects))
        return {key: _single(value) for key, value in made.items()}

    def _add(self, made: dict[str, Any], predicate: bytes, values: Iterable[Value]) -> None:
        if predicate == TYPE:
            by_iri = self._context.by_iri
            made.setdefault("type", []).extend(by_iri.get(one.text, one.text) for one in values)
            return
        full, name, kind, datatype, scheme = self._term(predicate)
        for text, type_, language in values:
            if kind is Kind.LITERAL and type_ == datatype:
                made.setdefault(name, []).append(int(text) if datatype == _INTEGER else text)
            elif kind is Kind.LINK and not type_:
                made.setdefault(name, []).append(self._compress(text))
            elif kind is Kind.CONCEPT and not type_:
                slug = text.removeprefix(scheme) if text.startswith(scheme) else self._compress(text)
                made.setdefault(name, []).append(slug)
            elif kind is Kind.TEXT and language:
                made.setdefault(name, {}).setdefault(language, []).append(text)
            else:  # a value of another kind than the context expects is written out in full
                made.setdefault(full, []).append(self._expanded(Value(text, type_, language)))

    def _found(self, predicate: bytes) -> tuple[str, str, Kind | None, str, str]:
        """The CURIE of a property; name, kind, datatype and scheme of its term, where there is one."""
        name = iri(predicate)
        term = self._context.terms.get(self._context.by_iri.get(name, ""))
        full = self._compress(name)
        return (full, term.name, term.kind, term.datatype, term.scheme) if term else (full, "", None, "", "")

    def _expanded(self, value: Value) -> Any:
        if not value.datatype:
            return {"id": self._compress(value.text)}
        if value.language:
            return {"@value": value.text, "@language": value.language}
        if value.datatype == XSD + "string":
            return {"@value": value.text}
        return {"@value": value.text, "@type": value.datatype}


def _single(value: Any) -> Any:
    """A list of one is written without its brackets, as people write it."""
    if isinstance(value, list):
        return value[0] if len(value) == 1 else value
    if isinstance(value, dict) and "@value" not in value:
        return {key: _single(item) for key, item in value.items()}
    return value
