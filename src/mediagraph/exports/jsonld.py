"""Quads as JSON-LD records: the writer's inverse, with the same context."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph.records import RDF_TYPE, XSD, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mediagraph.records import Context


def records(quads: Iterable[ox.Quad], context: Context) -> Iterable[dict[str, Any]]:
    """Yield the records of quads that are sorted by subject."""
    for subject, group in groupby(quads, key=lambda quad: quad.subject):
        yield record(subject, group, context)


def record(subject: Any, statements: Iterable[ox.Quad | ox.Triple], context: Context) -> dict[str, Any]:
    """Return the record of a subject, with its statements in their order."""
    made: dict[str, Any] = {"id": context.compress(_iri(subject))}
    for one in statements:
        _add(made, one.predicate.value, one.object, context)
    return {key: _single(value) for key, value in made.items()}


def _add(record: dict[str, Any], predicate: str, value: Any, context: Context) -> None:
    if predicate == RDF_TYPE:
        record.setdefault("type", []).append(context.by_iri.get(value.value, value.value))
        return
    term = context.terms.get(context.by_iri.get(predicate, ""))
    if term is None:
        record.setdefault(context.compress(predicate), []).append(_expanded(value, context))
    elif term.kind is Kind.TEXT and isinstance(value, ox.Literal) and value.language:
        record.setdefault(term.name, {}).setdefault(value.language, []).append(value.value)
    elif term.kind is Kind.LITERAL and isinstance(value, ox.Literal) and value.datatype.value == term.datatype:
        integer = term.datatype == XSD + "integer"
        record.setdefault(term.name, []).append(int(value.value) if integer else value.value)
    elif term.kind is Kind.LINK and isinstance(value, ox.NamedNode):
        record.setdefault(term.name, []).append(context.compress(value.value))
    elif term.kind is Kind.CONCEPT and isinstance(value, ox.NamedNode):
        inside = value.value.startswith(term.scheme)
        slug = value.value.removeprefix(term.scheme) if inside else context.compress(value.value)
        record.setdefault(term.name, []).append(slug)
    else:  # a value of another kind than the context expects is written out in full
        record.setdefault(context.compress(predicate), []).append(_expanded(value, context))


def _expanded(value: Any, context: Context) -> Any:
    if isinstance(value, ox.NamedNode):
        return {"id": context.compress(value.value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype.value == XSD + "string":
        return {"@value": value.value}
    return {"@value": value.value, "@type": value.datatype.value}


def _single(value: Any) -> Any:
    """A list of one is written without its brackets, as people write it."""
    if isinstance(value, list):
        return value[0] if len(value) == 1 else value
    if isinstance(value, dict) and "@value" not in value:
        return {key: _single(item) for key, item in value.items()}
    return value


def _iri(node: Any) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)
