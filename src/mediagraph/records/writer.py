"""The one writer: records in, N-Quads lines and the places of their subjects out.

It gives the triples that a JSON-LD 1.1 processor gives for the same nodes (tests compare the two), after
`complete` has added the bounds of each date, and refuses what a processor would drop or guess.
"""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import IO, TYPE_CHECKING, Any

from mediagraph.errors import Fault, MediagraphError, UnknownNameError, did_you_mean, nearest, shorten
from mediagraph.records.context import RDF_TYPE, XSD, Context, Kind, Term
from mediagraph.records.dates import EDTF, bounds
from mediagraph.records.record import Node
from mediagraph.records.written import WrittenRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from mediagraph.records.record import RecordFile

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_INTEGER = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f]')
_EDTF_HINT = 'write it in quotes: "2021-10-25", "2021-10", "2021" or "1924-04-07/1924-04-09"'
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


class RefusedError(Exception):
    """A value that its term cannot take; the caller knows the place."""

    def __init__(self, reason: str, accepted: str = "") -> None:
        self.reason, self.accepted = reason, accepted
        super().__init__(reason)


class Writer:
    """Writes the records of one file."""

    def __init__(self, context: Context, file: RecordFile, origins: IO[str] | None = None) -> None:
        """Prepare to write `file`.

        Args:
            context: what the keys mean.
            file: where the records come from; faults are added to its list.
            origins: text file that takes a line for each subject: subject, file, line, and lines by key.

        Raises:
            MediagraphError: the file's named graph is no IRI.
        """
        self.context = context.with_prefixes(file.prefixes)
        self.file = file
        self._origins = origins
        self._seen: dict[str, int] = {}
        self._links: dict[str, str] = {}
        try:
            self._graph = self.context.expand(file.graph)
        except ValueError as error:
            raise MediagraphError(f"{file.file}: the named graph {file.graph!r} is no IRI") from error
        self._convert: dict[Kind, Callable[[Term, Any], Iterator[str]]] = {
            Kind.LINK: self._link,
            Kind.CONCEPT: self._concept,
            Kind.TEXT: self._text,
            Kind.LITERAL: self._literal,
        }

    def lines(self) -> Iterator[str]:
        """Yield the N-Quads lines of all records; what is at fault is left out and listed in the file's faults."""
        end = f" <{self._graph}> .\n"
        for record in self.file.records:
            for triple in self._node(record):
                yield triple + end

    def texts(self, records: Iterable[Node | WrittenRow]) -> Iterator[str]:
        """Yield the N-Quads of `records`, some whole lines at a time; rows written beforehand go as they are.

        Args:
            records: nodes, which are written as those of the file are, and written rows.
        """
        end = f" <{self._graph}> .\n"
        for record in records:
            if not isinstance(record, WrittenRow):
                yield "".join([triple + end for triple in self._node(record)])
            elif self._takes(record):
                yield record.text
            else:
                for node in record.nodes():
                    yield "".join([triple + end for triple in self._node(node)])

    def objects(self, term: Term, value: Any) -> list[str]:
        """Return the N-Quads terms that one value of `term` gives; of a node, see `lines`.

        Raises:
            RefusedError: the term cannot take the value.
        """
        return list(self._convert[term.kind](term, value))

    def _takes(self, row: WrittenRow) -> bool:
        """Note the subjects of a row, unless one of them is taken."""
        subjects = dict.fromkeys(row.subjects, row.line)
        if len(subjects) != len(row.subjects) or not self._seen.keys().isdisjoint(subjects):
            return False
        self._seen.update(subjects)
        if self._origins is not None:
            end = f"\t{self.file.file}\t{row.line}\t\n"
            self._origins.write(end.join(row.subjects) + end)
        return True

    def _node(self, node: Mapping[str, Any]) -> Iterator[str]:
        subject = self._subject(node)
        if subject is None:
            return
        try:
            node = complete(node)
        except ValueError as error:
            self._fault(node, "date", node["date"], str(error), _EDTF_HINT)
            node = {key: value for key, value in node.items() if key != "date"}
        start = f"<{subject}> "
        for key, value in node.items():
            if key == "id":
                continue
            if key == "type":
                yield from self._types(start, node, value)
                continue
            term = self.context.terms.get(key)
            if term is None:
                near = did_you_mean(nearest(key, self.context.terms))
                self._fault(node, key, key, f"unknown term{near}", "terms are listed in ontology/context.jsonld")
                continue
            if term.reverse:
                yield from self._reversed(node, subject, term, value)
            else:
                yield from self._values(node, start, term, value)

    def _values(self, node: Mapping[str, Any], start: str, term: Term, value: Any) -> Iterator[str]:
        property_ = f"{start}<{term.iri}> "
        convert = self._convert[term.kind]
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, dict) and term.kind is Kind.LINK:
                nested = self._expand_id(item)
                if nested is not None:
                    yield f"{property_}<{nested}>"
                if nested is None or len(item) > 1:
                    yield from self._node(item)
                continue
            try:
                for text in convert(term, item):
                    yield property_ + text
            except RefusedError as refusal:
                self._fault(node, term.name, item, refusal.reason, refusal.accepted)

    def _reversed(self, node: Mapping[str, Any], subject: str, term: Term, value: Any) -> Iterator[str]:
        for item in value if isinstance(value, list) else (value,):
            try:
                for text in self._link(term, item):
                    yield f"{text} <{term.iri}> <{subject}>"
            except RefusedError as refusal:
                self._fault(node, term.name, item, refusal.reason, refusal.accepted)

    def _subject(self, node: Mapping[str, Any]) -> str | None:
        subject = self._expand_id(node)
        if subject is None:
            given = node.get("id")
            reason = "a node without an id" if given is None else "an id that is neither a CURIE nor an IRI"
            self._fault(node, "id", given, reason, "give it an id such as work:red-silk")
            return None
        line = node.line if isinstance(node, Node) else 0
        if subject in self._seen:
            first = f", first used in line {self._seen[subject]}" if self._seen[subject] else ""
            self._fault(node, "id", node["id"], f"duplicate id{first}", "give each node an id of its own")
            return None
        self._seen[subject] = line
        if self._origins is not None:
            marks = node.marks if isinstance(node, Node) else None
            by_key = json.dumps({k: m[0] for k, m in marks.items()}, separators=(",", ":")) if marks else ""
            self._origins.write(f"{subject}\t{self.file.file}\t{line}\t{by_key}\n")
        return subject

    def _expand_id(self, node: Mapping[str, Any]) -> str | None:
        try:
            return self.context.expand(node["id"])
        except (KeyError, ValueError, AttributeError, TypeError, UnknownNameError):
            return None

    def _types(self, start: str, node: Mapping[str, Any], value: Any) -> Iterator[str]:
        for name in value if isinstance(value, list) else (value,):
            iri = self.context.classes.get(name) if isinstance(name, str) else None
            if iri is None:
                near = did_you_mean(nearest(str(name), self.context.classes))
                self._fault(node, "type", name, f"unknown class{near}", "classes are listed in ontology/modules")
            else:
                yield f"{start}<{RDF_TYPE}> <{iri}>"

    def _link(self, _term: Term, value: Any) -> Iterator[str]:
        known = self._links.get(value) if isinstance(value, str) else None
        if known is None:
            if not isinstance(value, str):
                raise RefusedError("a link must be text", "write the CURIE of an entity, such as country:BE")
            try:
                known = self._links[value] = f"<{self.context.expand(value)}>"
            except UnknownNameError as error:
                raise RefusedError(str(error)) from None
            except ValueError:
                raise RefusedError(
                    "neither a CURIE nor an IRI", "write the CURIE of an entity, such as country:BE"
                ) from None
        yield known

    def _concept(self, term: Term, value: Any) -> Iterator[str]:
        if isinstance(value, str) and ":" in value:
            yield from self._link(term, value)
        elif isinstance(value, str) and _SLUG.fullmatch(value):
            yield f"<{term.scheme}{value}>"
        else:
            raise RefusedError("not the slug of a concept", "concepts are listed in ontology/schemes")

    def _text(self, term: Term, value: Any) -> Iterator[str]:
        if not isinstance(value, dict):
            raise RefusedError("text without a language", f'write {term.name}: {{en: "…"}}')
        for language, texts in value.items():
            if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
                raise RefusedError(f"not a language tag: {shorten(language)}", "write a BCP 47 tag such as zh-Hans")
            for text in texts if isinstance(texts, list) else (texts,):
                if not isinstance(text, str) or not text.strip():
                    raise RefusedError(f"the text in {language} is {shorten(text)}", "write text in quotes")
                # Engines lower-case tags; RDF 1.1 lets a writer do so (Concepts, section 3.3).
                yield f"{quote(text)}@{language.lower()}"

    def _literal(self, term: Term, value: Any) -> Iterator[str]:
        datatype = term.datatype
        if datatype == XSD + "string":
            if not isinstance(value, str) or not value.strip():
                raise RefusedError("not text", "write text in quotes")
            yield quote(value)
            return
        convert = _LEXICAL.get(datatype)
        if convert is None:
            raise RefusedError(f"the context gives {term.name} a datatype that is not supported: {datatype}")
        yield f'"{convert(value)}"^^<{datatype}>'

    def _fault(self, node: Mapping[str, Any], key: str, value: Any, reason: str, accepted: str = "") -> None:
        line, column = node.place(key) if isinstance(node, Node) else (0, key)
        shown = "" if value is None else shorten(value)
        self.file.faults.append(Fault(self.file.file, line, column, shown, reason, accepted))


def complete(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `node` with the bounds of its date added; nested nodes are left as they are.

    Raises:
        ValueError: the date cannot be read, or bounds were written by hand beside it.
    """
    given = node.get("date")
    if given is None:
        return node
    if "earliest" in node or "latest" in node:
        raise ValueError("earliest and latest follow from the date")
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise ValueError("not an EDTF date")  # noqa: TRY004 - a value of the wrong form, wherever it comes from
    first, last = bounds(str(given))
    added = {"earliest": first and first.isoformat(), "latest": last and last.isoformat()}
    if first is not None and last is not None and first > last:
        raise ValueError("the interval ends before it begins")
    items = {**node, **{key: value for key, value in added.items() if value}}
    return Node(items, line=node.line, marks=node.marks) if isinstance(node, Node) else items


def quote(text: str) -> str:
    r"""Return `text` as a canonical N-Triples string (RDF 1.1 N-Triples, section 4).

    >>> print(quote('a "b"\n'))
    "a \"b\"\n"
    """
    if _ESCAPE.search(text):
        text = _ESCAPE.sub(lambda m: _SHORT_ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04X}", text)
    return f'"{text}"'


def _integer(value: Any) -> str:
    if isinstance(value, bool) or not (isinstance(value, int) or _is(value, _INTEGER)):
        raise RefusedError("not a whole number", "write digits only")
    return str(int(value))


def _decimal(value: Any) -> str:
    if isinstance(value, bool) or not (isinstance(value, int) or _is(value, _DECIMAL)):
        raise RefusedError("not a decimal number", 'write a whole number, or a decimal in quotes such as "1.5"')
    try:
        text = format(Decimal(value), "f")
    except InvalidOperation:  # pragma: no cover - the pattern lets no such text through
        raise RefusedError("not a decimal number") from None
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text  # as stores write it


def _date(value: Any) -> str:
    try:
        return date.fromisoformat(value if len(value) == 10 else "").isoformat()
    except (TypeError, ValueError):
        raise RefusedError("not a day of the calendar", "write it as YYYY-MM-DD, in quotes") from None


def _edtf(value: Any) -> str:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    try:
        bounds(text)  # YAML reads a bare year as a number, which says the same
    except ValueError:
        raise RefusedError("not an EDTF date", _EDTF_HINT) from None
    return text


def _is(value: Any, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


_LEXICAL: dict[str, Callable[[Any], str]] = {
    XSD + "integer": _integer,
    XSD + "decimal": _decimal,
    XSD + "date": _date,
    EDTF: _edtf,
}
