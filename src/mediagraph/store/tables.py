"""Rows as text, row by row: CSV, TSV, JSON and XML.

CSV and TSV follow SPARQL 1.1 Query Results CSV and TSV Formats (https://www.w3.org/TR/sparql11-results-csv-tsv/), CSV
being that of RFC 4180; JSON follows SPARQL 1.1 Query Results JSON Format (https://www.w3.org/TR/sparql11-results-json/)
and, for triple terms, its version 1.2.
"""

from __future__ import annotations

import json
import re
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from mediagraph.records import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from mediagraph.store.terms import TermLike

    Row = Sequence[TermLike | None]

_BLOCK = 1 << 16
_RESULTS = "http://www.w3.org/2005/sparql-results#"
# what XML 1.0 cannot hold at all, and a line's end that its readers would change
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_QUOTED = re.compile('[",\r\n]')
# what spreadsheets take for the beginning of a formula; OWASP, "CSV Injection"
_FORMULA = re.compile("[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_NUMERIC = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
# terminals of Turtle, which TSV lets stand for the literals that they mean
_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"),
    XSD + "boolean": re.compile("true|false"),
}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def write_csv(columns: Sequence[str], rows: Iterable[Row], stream: IO[bytes], *, spreadsheet_safe: bool) -> None:
    """Write CSV: IRIs and literals as their bare text, nothing for what is unbound.

    Args:
        columns: names of the columns.
        rows: terms in the order of the columns.
        stream: what to write to.
        spreadsheet_safe: put an apostrophe before what a spreadsheet would take for a formula; a literal that is
            a number stays as it is.
    """
    text = _safe if spreadsheet_safe else _bare
    single = len(columns) == 1

    def lines() -> Iterator[str]:
        yield ",".join(columns) + "\r\n"
        for row in rows:
            line = ",".join([_quoted(text(term)) if term is not None else "" for term in row])
            # an empty line would be no row to many readers
            yield ('""' if single and not line else line) + "\r\n"

    _write(lines(), stream)


def write_tsv(columns: Sequence[str], rows: Iterable[Row], stream: IO[bytes]) -> None:
    """Write TSV: terms as in Turtle, nothing for what is unbound."""

    def lines() -> Iterator[str]:
        yield "\t".join("?" + column for column in columns) + "\n"
        for row in rows:
            yield "\t".join([_turtle(term) if term is not None else "" for term in row]) + "\n"

    _write(lines(), stream)


def write_json(columns: Sequence[str], rows: Iterable[Row], stream: IO[bytes]) -> None:
    """Write SPARQL results JSON, a row a line."""
    dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

    def lines() -> Iterator[str]:
        between = f'{{"head":{{"vars":{dump(list(columns))}}},"results":{{"bindings":[\n'
        for row in rows:
            yield between + dump({name: _object(term) for name, term in zip(columns, row, strict=True) if term})
            between = ",\n"
        yield ("" if between == ",\n" else between) + "\n]}}\n"

    _write(lines(), stream)


def write_xml(columns: Sequence[str], rows: Iterable[Row], stream: IO[bytes]) -> None:
    """Write SPARQL Query Results XML (https://www.w3.org/TR/rdf-sparql-XMLres/), a row a line."""

    def lines() -> Iterator[str]:
        head = "".join(f"<variable name={quoteattr(name)}/>" for name in columns)
        yield f'<?xml version="1.0"?>\n<sparql xmlns="{_RESULTS}"><head>{head}</head><results>\n'
        for row in rows:
            bindings = (
                f"<binding name={quoteattr(name)}>{_element(term)}</binding>"
                for name, term in zip(columns, row, strict=True)
                if term is not None
            )
            yield f"<result>{''.join(bindings)}</result>\n"
        yield "</results></sparql>\n"

    _write(lines(), stream)


WRITERS: dict[str, Callable[[Sequence[str], Iterable[Row], IO[bytes]], None]] = {
    "csv": lambda columns, rows, stream: write_csv(columns, rows, stream, spreadsheet_safe=False),
    "tsv": write_tsv,
    "json": write_json,
    "xml": write_xml,
}


def _write(lines: Iterable[str], stream: IO[bytes]) -> None:
    """Write lines in blocks, so that an answer that fails soon leaves nothing and a long one does not grow."""
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _BLOCK:
            write_all("".join(held).encode(), stream)
            held, size = [], 0
    write_all("".join(held).encode(), stream)


def write_all(content: bytes, stream: IO[bytes]) -> None:
    """Write `content`; a stream without a buffer, as PYTHONUNBUFFERED makes it, may take a part only."""
    left = memoryview(content)
    while left:
        left = left[stream.write(left) :]


def _bare(term: TermLike) -> str:
    if isinstance(term, ox.Literal | ox.NamedNode):
        return term.value
    if isinstance(term, ox.Triple):
        return f"{_bare(term.subject)} {_bare(term.predicate)} {_turtle(term.object)}"
    return str(term)


def _safe(term: TermLike) -> str:
    text = _bare(term)
    if not _FORMULA.match(text):
        return text
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMERIC and _NUMBER.fullmatch(text):
        return text
    return "'" + text


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _turtle(term: TermLike) -> str:
    if isinstance(term, ox.Literal):
        bare = _BARE.get(term.datatype.value)
        if bare and bare.fullmatch(term.value):
            return term.value
        quoted = f'"{term.value.translate(_ESCAPES)}"'
        if term.language:
            direction = f"--{term.direction.value}" if term.direction else ""
            return f"{quoted}@{term.language}{direction}"
        return quoted if term.datatype.value == XSD + "string" else f"{quoted}^^{term.datatype}"
    if isinstance(term, ox.Triple):
        return f"<<( {term.subject} {term.predicate} {_turtle(term.object)} )>>"
    return str(term)


def _object(term: TermLike) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _object(part) for name, part in parts.items()}}
    found = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
        if term.direction:
            found["its:dir"] = term.direction.value
    elif term.datatype.value != XSD + "string":
        found["datatype"] = term.datatype.value
    return found


def _element(term: TermLike) -> str:
    """Return a term as an element of results in XML; triple terms as SPARQL 1.2 has them."""
    if isinstance(term, ox.NamedNode):
        return f"<uri>{_xml(term.value)}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{_xml(term.value)}</bnode>"
    if isinstance(term, ox.Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return f"<triple>{''.join(f'<{name}>{_element(part)}</{name}>' for name, part in parts)}</triple>"
    about = ""
    if term.language:
        about = f" xml:lang={quoteattr(term.language)}"
        if term.direction:
            about += f' xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0" its:dir="{term.direction.value}"'
    elif term.datatype.value != XSD + "string":
        about = f" datatype={quoteattr(term.datatype.value)}"
    return f"<literal{about}>{_xml(term.value)}</literal>"


def _xml(text: str) -> str:
    return _UNFIT.sub("\ufffd", escape(text, {"\r": "&#13;"}))
