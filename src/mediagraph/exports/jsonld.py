"""Quads as JSON-LD records: the writer's inverse, with the same context."""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from mediagraph.exports.terms import TYPE, Kept, iri, token, value
from mediagraph.records import XSD, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pyoxigraph as ox

    from mediagraph.records import Context, Term

    # Key, language and value, all as JSON has them; most have no language.
    Entry = tuple[bytes, bytes, bytes]

_INTEGER, _STRING = XSD + "integer", XSD + "string"
# A name as every prefix takes it, and the folder before it.
_SPLIT = re.compile(rb"<(.*[/#])([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)>")
_dump = json.JSONEncoder(ensure_ascii=False).encode


def records(quads: Iterable[ox.Quad], context: Context) -> Iterable[dict[str, Any]]:
    """Yield the records of quads that are sorted by subject."""
    for subject, group in groupby(quads, key=lambda quad: quad.subject):
        yield record(subject, group, context)


def record(subject: Any, statements: Iterable[ox.Quad | ox.Triple], context: Context) -> dict[str, Any]:
    """Return the record of a subject, with its statements in their order."""
    properties: dict[bytes, list[bytes]] = {}
    for one in statements:
        properties.setdefault(token(one.predicate), []).append(token(one.object))
    made: dict[str, Any] = json.loads(Records(context).text(token(subject), properties.items()))
    return made


class Records:
    """Makes records from statements, whose terms are tokens."""

    def __init__(self, context: Context) -> None:
        """Prepare to make records of the terms of `context`."""
        self._context = context
        self._folders: dict[bytes, bytes] = {}
        self._names: Kept[bytes, bytes] = Kept(self._compressed)
        self._readers: Kept[bytes, Callable[[bytes], Entry]] = Kept(self._reader)

    def text(self, subject: bytes, properties: Iterable[tuple[bytes, Sequence[bytes]]]) -> bytes:
        """Return the record of a subject as JSON, with its properties, each once, in their order."""
        names, readers = self._names, self._readers
        pairs = [b'"id": ' + names[subject]]
        for predicate, objects in properties:
            read = readers[predicate]
            if len(objects) == 1:
                key, language, text = read(objects[0])
                pairs.append(b"%b: {%b: %b}" % (key, language, text) if language else key + b": " + text)
                continue
            found: dict[bytes, dict[bytes, list[bytes]]] = {}
            for key, language, text in map(read, objects):
                found.setdefault(key, {}).setdefault(language, []).append(text)
            for key, values in found.items():
                texts = [
                    language + b": " + _list(several) if language else _list(several)
                    for language, several in values.items()
                ]
                pairs.append(key + b": " + (texts[0] if b"" in values else b"{" + b", ".join(texts) + b"}"))
        return b"{" + b", ".join(pairs) + b"}"

    def _compressed(self, node: bytes) -> bytes:
        """The CURIE of an IRI."""
        found = _SPLIT.fullmatch(node)
        if not found:
            return _json(self._context.compress(iri(node)))
        folder, name = found.groups()
        start = self._folders.get(folder)
        if start is None:
            # All names in one folder are compressed alike, or none is.
            start = self._folders[folder] = _json(self._context.compress(folder.decode() + "x"))[:-2]
        return start + name + b'"'

    def _reader(self, predicate: bytes) -> Callable[[bytes], Entry]:
        """What makes entries of the values of a property."""
        if predicate == TYPE:
            return self._class
        full = self._names[predicate]
        term = self._context.terms.get(self._context.by_iri.get(iri(predicate), ""))

        def expanded(one: bytes) -> Entry:
            # A value of another kind than the context expects is written out in full.
            return full, b"", _dump(self._expanded(one)).encode()

        if term is None:
            return expanded
        return {Kind.LINK: self._link, Kind.CONCEPT: self._concept, Kind.TEXT: _text, Kind.LITERAL: _literal}[
            term.kind
        ](term, expanded)

    def _class(self, one: bytes) -> Entry:
        return b'"type"', b"", _json(self._context.by_iri.get(iri(one), iri(one)))

    def _link(self, term: Term, other: Callable[[bytes], Entry]) -> Callable[[bytes], Entry]:
        key, names = _json(term.name), self._names
        return lambda one: (key, b"", names[one]) if one[:1] != b'"' else other(one)

    def _concept(self, term: Term, other: Callable[[bytes], Entry]) -> Callable[[bytes], Entry]:
        key, scheme = _json(term.name), term.scheme

        def read(one: bytes) -> Entry:
            if one[:1] == b'"':
                return other(one)
            text = iri(one)
            slug = _json(text.removeprefix(scheme)) if text.startswith(scheme) else self._names[one]
            return key, b"", slug

        return Kept(read).__getitem__

    def _expanded(self, one: bytes) -> Any:
        text, datatype, language = value(one)
        if not datatype:
            return {"id": self._context.compress(text)}
        if language:
            return {"@value": text, "@language": language}
        if datatype == _STRING:
            return {"@value": text}
        return {"@value": text, "@type": datatype}


def _text(term: Term, other: Callable[[bytes], Entry]) -> Callable[[bytes], Entry]:
    key = _json(term.name)

    def read(one: bytes) -> Entry:
        if one[-1:] in b'">' or one[:1] != b'"':
            return other(one)
        text, _, language = one.rpartition(b'"@')
        language = language.partition(b"--")[0]
        return key, b'"%b"' % language, text + b'"' if b"\\" not in text else _json(value(one).text)

    return read


def _literal(term: Term, other: Callable[[bytes], Entry]) -> Callable[[bytes], Entry]:
    key = _json(term.name)
    end = b'"' if term.datatype == _STRING else f'"^^<{term.datatype}>'.encode()
    cut = len(end) - 1

    def read(one: bytes) -> Entry:
        if not one.endswith(end) or one[:1] != b'"':
            return other(one)
        if term.datatype == _INTEGER:
            return key, b"", b"%d" % int(value(one).text)
        # But for what needs a backslash, JSON has texts as N-Triples has them.
        return key, b"", one[: len(one) - cut] if b"\\" not in one else _json(value(one).text)

    return read


def _json(text: str) -> bytes:
    return _dump(text).encode()


def _list(values: Sequence[bytes]) -> bytes:
    """Several values; a list of one is written without its brackets, as people write it."""
    return values[0] if len(values) == 1 else b"[" + b", ".join(values) + b"]"
