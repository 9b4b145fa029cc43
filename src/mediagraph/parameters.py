"""From what a caller gives to the terms of a parameter: codes, names, CURIEs and IRIs, numbers, dates, text."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph.errors import ParameterError, UnknownNameError, did_you_mean, nearest, shorten
from mediagraph.records import XSD
from mediagraph.store import EmbeddedStore, Solutions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediagraph.catalogue import Catalogue, Parameter, StoredQuery
    from mediagraph.records import Context
    from mediagraph.store import Store

_INTEGER = re.compile(r"[+-]?\d{1,18}")
_CODE = re.compile(r"[A-Za-z]{2,3}")
# no name is longer; likeness of longer texts would only cost time
_LONGEST = 200
_MOST_KNOWN = 10_000


class Binder:
    """Binds values to the parameters of stored queries, looking names up in a store."""

    def __init__(self, catalogue: Catalogue, context: Context, store: Store) -> None:
        self._catalogue, self._context, self._store = catalogue, context, store
        self._known: dict[tuple[str, str], ox.NamedNode] = {}

    def bind(self, query: StoredQuery, values: Mapping[str, Any]) -> str:
        """Return the text of `query` with `values` in place; a value that is None counts as left out.

        Raises:
            UnknownNameError: the query has no such parameter.
            ParameterError: a value does not suit its parameter.
        """
        for name in values:
            if name not in query.parameters:
                takes = f"{query.name} takes {', '.join(query.parameters) or 'no parameter'}"
                raise UnknownNameError("parameter", name, query.parameters, hint=takes)
        given = {name: value for name, value in values.items() if value is not None}
        return query.bind({name: self._terms(query.parameters[name], value) for name, value in given.items()})

    def _terms(self, parameter: Parameter, value: Any) -> str:
        items = value if isinstance(value, list | tuple | set | frozenset) else [value]
        if not items:
            raise ParameterError(f"{parameter.name}: an empty list; leave the parameter out instead")
        return " ".join(str(self.term(parameter, item)) for item in items)

    def term(self, parameter: Parameter, value: Any) -> ox.NamedNode | ox.Literal:
        """Return the RDF term that `value` means for `parameter`.

        Raises:
            ParameterError: it means none, or several.
        """
        match parameter.type:
            case "integer":
                return _integer(parameter, value)
            case "date":
                return _date(parameter, value)
            case "string":
                return _string(parameter, value)
            case "concept":
                return self._concept(parameter, value)
        return self._entity(parameter, value)

    def _concept(self, parameter: Parameter, value: Any) -> ox.NamedNode:
        known = {str(row[0]) for row in self._rows("concepts/in-scheme", scheme=parameter.scheme)}
        by_slug = {iri.rsplit("/", 1)[-1]: iri for iri in known}
        text = _text(parameter, value)
        iri = self._iri(text) if ":" in text else by_slug.get(text)
        iri = iri if iri in known else None
        if iri is None:
            near = (
                did_you_mean(nearest(text.rpartition(":")[2][:_LONGEST], by_slug))
                or f"; there are {', '.join(sorted(by_slug))}"
            )
            raise ParameterError(f"{parameter.name}: no {parameter.scheme} is called {shorten(text)!r}{near}")
        return ox.NamedNode(iri)

    def _entity(self, parameter: Parameter, value: Any) -> ox.NamedNode:
        if isinstance(value, ox.NamedNode):  # a term, from an answer say, needs no looking up
            return value
        text = _text(parameter, value)
        class_ = parameter.class_ and self._context.expand(parameter.class_)
        known = self._known.get((class_, text))
        if known is None:
            iri = self._iri(text) if ":" in text else None
            if iri is not None:
                known = self._current(parameter, iri, text, class_)
            else:
                known = self._coded(text, class_) or self._named(parameter, text, class_)
            if isinstance(self._store, EmbeddedStore):  # what an endpoint holds may change meanwhile
                if len(self._known) >= _MOST_KNOWN:  # a service is asked for ever more of them
                    self._known.clear()
                self._known[class_, text] = known
        return known

    def _current(self, parameter: Parameter, iri: str, text: str, class_: str) -> ox.NamedNode:
        """Return the entity that an IRI means: another one, where it was merged."""
        restriction = {"class": ox.NamedNode(class_)} if class_ else {}
        for row in self._rows("entities/typed", entity=ox.NamedNode(iri), **restriction):
            return ox.NamedNode(row.current)
        raise ParameterError(f"{parameter.name}: {shorten(text)} is no {_kind(parameter)} of this graph")

    def _iri(self, text: str) -> str | None:
        """Return the IRI that a CURIE or IRI means; nothing for other text: names have colons too, as titles do."""
        try:
            return ox.NamedNode(self._context.expand(text)).value
        except (UnknownNameError, ValueError):
            return None

    def _coded(self, text: str, class_: str) -> ox.NamedNode | None:
        """Return the present country with a code, which goes before all names, without a search through these."""
        if not _CODE.fullmatch(text):
            return None
        found = [ox.NamedNode(row[0]) for row in self._rows("entities/coded", code=text.upper())]
        restriction = {"class": ox.NamedNode(class_)} if class_ else {}
        found = [node for node in found if list(self._rows("entities/typed", entity=node, **restriction))]
        return found[0] if len(found) == 1 else None

    def _named(self, parameter: Parameter, text: str, class_: str) -> ox.NamedNode:
        restriction = {"class": ox.NamedNode(class_)} if class_ else {}
        rows = [
            tuple(row) for row in self._rows("entities/named", text=_string(parameter, text.lower()), **restriction)
        ]
        best = min((row[1] for row in rows), default=None)
        found = sorted({row[0] for row in rows if row[1] == best})
        if len(found) == 1:
            return ox.NamedNode(found[0])
        if found:
            names = " or ".join(map(self._context.compress, found))
            raise ParameterError(f"{parameter.name}: {shorten(text)!r} is the name of several; say {names}")
        known = {str(row[0]) for row in self._rows("entities/names", **restriction)}
        near = (
            did_you_mean(nearest(text[:_LONGEST], known))
            or "; `mediagraph query entities/find --param text=…` searches names"
        )
        raise ParameterError(f"{parameter.name}: no {_kind(parameter)} has the code or name {shorten(text)!r}{near}")

    def _rows(self, name: str, **terms: ox.NamedNode | ox.Literal | str) -> Solutions:
        """Ask one of the queries that look names up; they are stored as the others are."""
        data = {key: str(_string(None, term) if isinstance(term, str) else term) for key, term in terms.items()}
        rows = self._store.query(self._catalogue[name].bind(data))
        if not isinstance(rows, Solutions):
            raise ParameterError(f"queries/{name}.rq must be a SELECT, names are looked up with it")
        return rows


def _kind(parameter: Parameter) -> str:
    return parameter.class_.rpartition(":")[2] or "entity"


def _integer(parameter: Parameter, value: Any) -> ox.Literal:
    if isinstance(value, bool) or not _INTEGER.fullmatch(str(value)):
        raise ParameterError(f"{parameter.name}: {shorten(value)} is not a whole number")
    return ox.Literal(str(int(value)), datatype=ox.NamedNode(XSD + "integer"))


def _date(parameter: Parameter, value: Any) -> ox.Literal:
    try:
        day = value if isinstance(value, datetime.date) else datetime.date.fromisoformat(str(value))
        text = f"{day:%Y-%m-%d}".rjust(10, "0")
    except ValueError:
        raise ParameterError(
            f"{parameter.name}: {shorten(value)} is not a day of the calendar; write it as YYYY-MM-DD"
        ) from None
    return ox.Literal(text, datatype=ox.NamedNode(XSD + "date"))


def _text(parameter: Parameter | None, value: Any) -> str:
    """Return what stands for text: text, a term of an answer, a number or a day."""
    if isinstance(value, ox.Literal | ox.NamedNode):
        return value.value
    if isinstance(value, bool | bytes | float) or not isinstance(value, str | int | datetime.date):
        name = f"{parameter.name}: " if parameter else ""
        raise ParameterError(f"{name}{shorten(value)} ({type(value).__name__}) is no text")
    return str(value)


def _string(parameter: Parameter | None, value: Any) -> ox.Literal:
    try:
        return ox.Literal(_text(parameter, value))
    except ValueError:
        name = f"{parameter.name}: " if parameter else ""
        raise ParameterError(f"{name}the text has half a character (a lone surrogate) in it") from None
