"""Subjects in our own terms as records: the writer's inverse.

What the writer makes of these records are the triples that were read, but for the bounds of dates, which it computes,
and the named graph, which is that of the source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.errors import did_you_mean, nearest, shorten
from mediagraph.loaders.jsonld import UNDEFINED
from mediagraph.loaders.triples import BLANK, IRI, LITERAL, TRIPLE
from mediagraph.records import RDF_TYPE, XSD, Kind, Node, bounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediagraph.loaders.job import Job
    from mediagraph.loaders.triples import Stated, Subject, Triples, Value
    from mediagraph.records import Term

_BOUNDS = ("earliest", "latest")
_TERMS = "properties are listed in ontology/context.jsonld"
_GIVE_IRI = "give it an IRI such as work:red-silk, or for a statement one below its source"


class SubjectNode(Node):
    """A record of a subject; the place of a key is the subject, or the line where the file has one a statement."""

    __slots__ = ("_shown",)

    def __init__(self, items: Mapping[str, Any], *, line: int, shown: str) -> None:
        super().__init__(items, line=line)
        self._shown = shown

    def place(self, key: str) -> tuple[int, str]:
        """Return the line, or the number of the subject; and the subject with `key`."""
        return self.line, f"{self._shown} {key}"


class _RefusedError(Exception):
    def __init__(self, reason: str, accepted: str = "") -> None:
        self.reason, self.accepted = reason, accepted
        super().__init__(reason)


class OwnTerms:
    """Makes the records of one source."""

    def __init__(self, job: Job, triples: Triples, *, lined: bool) -> None:
        """Prepare to make records.

        Args:
            job: takes rejects, knows the terms.
            triples: of the file.
            lined: whether statements have lines.
        """
        self._job, self._triples, self._lined = job, triples, lined
        self._ids = job.context.prefixes["graph"].removesuffix("graph/")
        self.moved: list[str] = []

    def record(self, subject: Subject) -> Node | None:
        """Return the record of `subject`; None where it is rejected, with a fault for each reason."""
        row = subject.line if self._lined else subject.number
        if row in self._job.refused:
            return None
        shown = self._job.context.compress(subject.name)
        if subject.is_blank:
            if not self._triples.pointing_at(subject.name):  # else who points at it is told
                self._reject(row, "a blank node", subject.stated[0], "a node without an IRI", _GIVE_IRI)
            return None
        if not subject.name.startswith(self._ids):
            accepted = f"write an IRI of the graph, such as {self._ids}work/red-silk"
            self._reject(row, shown, None, "an IRI that is not of this graph", accepted)
            return None
        items: dict[str, Any] = {"id": shown}
        sound = True
        for stated in subject.stated:
            try:
                self._add(items, stated)
            except _RefusedError as refusal:
                self._reject(row, shown, stated, refusal.reason, refusal.accepted)
                sound = False
        if not sound:
            return None
        if wrong := self._without_bounds(items):
            self._job.reject(row, f"{shown} date", items["date"], *wrong)
            return None
        if "namedGraph" in items and items["namedGraph"] != f"graph:{self._job.source}":
            items["namedGraph"] = f"graph:{self._job.source}"
            self.moved.append(shown)
        return SubjectNode(items, line=row, shown=shown)

    def _add(self, items: dict[str, Any], stated: Stated) -> None:
        predicate, value = stated.predicate, stated.value
        context = self._job.context
        if predicate == RDF_TYPE:
            _append(items, "type", self._class(value))
            return
        term = context.terms.get(context.by_iri.get(predicate, ""))
        if term is None:
            name = _local(predicate)
            raise _RefusedError(f"unknown property {name!r}{did_you_mean(nearest(name, context.terms))}", _TERMS)
        if value.kind == TRIPLE:
            raise _RefusedError("a triple as a value", "state a node of its own, such as a Participation")
        if value.kind == BLANK:
            raise _RefusedError("a link to a node without an IRI", _GIVE_IRI)
        if term.kind is Kind.TEXT:
            if value.kind != LITERAL or not value.language:
                raise _RefusedError("text without a language", f'write "…"@en, or "…"@und; {term.name} is text')
            if value.datatype:
                raise _RefusedError("text with a direction of writing", "leave the direction out")
            _append(items.setdefault(term.name, {}), value.language, value.text)
        elif term.kind is Kind.LITERAL:
            _append(items, term.name, _literal(term, value))
        elif value.kind != IRI:
            raise _RefusedError("text where a link belongs", "write the IRI of a node")
        elif term.kind is Kind.CONCEPT and value.text.startswith(term.scheme):
            _append(items, term.name, value.text.removeprefix(term.scheme))
        else:
            _append(items, term.name, context.compress(value.text))

    def _class(self, value: Value) -> str:
        context = self._job.context
        name = context.by_iri.get(value.text, "")
        if name not in context.classes:
            near = did_you_mean(nearest(_local(value.text), context.classes))
            raise _RefusedError(f"unknown class {_local(value.text)!r}{near}", "classes are listed in ontology/modules")
        return name

    def _without_bounds(self, items: dict[str, Any]) -> tuple[str, str] | None:
        """Leave out the bounds that follow from the date; return what is wrong with them."""
        date = items.get("date")
        if date is None:
            return None
        if isinstance(date, list):
            return "several dates", "one date a node; rival dates are stated on nodes of their own"
        try:
            computed = bounds(date)
        except ValueError:
            return None  # the writer says what is wrong with the date
        for key, day in zip(_BOUNDS, computed, strict=True):
            given = items.pop(key, None)
            if given is not None and given != (day and day.isoformat()):
                return f"{key} is {shorten(given)}, which does not follow from the date", "leave the bounds out"
        return None

    def _reject(self, row: int, shown: str, stated: Stated | None, reason: str, accepted: str) -> None:
        if stated is None:
            self._job.reject(row, shown, "", reason, accepted)
            return
        context = self._job.context
        key = "type" if stated.predicate == RDF_TYPE else context.by_iri.get(stated.predicate, "")
        value = context.compress(stated.value.text) if stated.value.kind == IRI else stated.value.text
        value = "" if stated.value.kind == BLANK else value  # its label is the parser's
        known = key or context.compress(stated.predicate).removeprefix(UNDEFINED)
        line = stated.line if self._lined else row
        self._job.reject(line, f"{shown} {known}", value.removeprefix(UNDEFINED), reason, accepted)


def _literal(term: Term, value: Value) -> str:
    wanted = term.datatype.removeprefix(XSD)
    if value.kind != LITERAL:
        raise _RefusedError("a link where a value belongs", f"write a literal of {wanted}")
    if value.language:
        raise _RefusedError("text in a language where none belongs", f"write a literal of {wanted}")
    if value.datatype != term.datatype:
        given = value.datatype.removeprefix(XSD)
        raise _RefusedError(f"a literal of {given}, not of {wanted}", f'write "…"^^<{term.datatype}>')
    return value.text


def _append(items: dict[str, Any], key: str, value: str) -> None:
    """Add a value; a list of one is written without brackets, as people write it."""
    known = items.get(key)
    if known is None:
        items[key] = value
    elif isinstance(known, list):
        known.append(value)
    else:
        items[key] = [known, value]


def _local(iri: str) -> str:
    return iri[max(iri.rfind("/"), iri.rfind("#"), iri.rfind(":")) + 1 :] or iri
