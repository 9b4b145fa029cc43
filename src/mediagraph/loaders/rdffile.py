"""Statements of an RDF file, read strictly: each with its line, or its place where a parser does not tell lines."""

from __future__ import annotations

import re
from itertools import count
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urljoin

import pyoxigraph as ox

from mediagraph.errors import DataError, Fault, FileError, UsageError, shorten
from mediagraph.loaders.jsonld import RefusedError, prepare
from mediagraph.loaders.packed import is_packed, opened, suffix
from mediagraph.loaders.pages import read_page
from mediagraph.loaders.text import lines_of, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mediagraph.records import Context

Statements = "Iterator[tuple[int, ox.Quad]]"
LINES = {".nt": ox.RdfFormat.N_TRIPLES, ".nq": ox.RdfFormat.N_QUADS}
WHOLE = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
}
JSON = (".jsonld", ".json")
HTML = (".html", ".htm")
SUFFIXES = (*WHOLE, *LINES, *JSON, *HTML)
NO_BASE = "https://no-address.invalid/"  # a name that resolves nowhere (RFC 2606, section 2)
_MARKUP = (b"<!doctype", b"<!entity")
_ADDRESS = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\]+")
_PLACE = re.compile(r"^Parser error at line \d+ .*?: ")


class RdfFile:
    """A file of any RDF format.

    Attributes:
        lined: whether its statements bear lines.
        base: what relative IRIs are resolved against; NO_BASE where no address is known.
        language: of its texts as a whole; empty where it does not say so.
    """

    def __init__(self, path: Path, shown: str, context: Context, faults: list[Fault], address: str = "") -> None:
        """Prepare to read.

        Args:
            path: the file; its suffix says the format, and `.gz` after it that it is compressed.
            shown: its name in faults.
            context: our own terms, for JSON-LD.
            faults: takes what of the file cannot be read.
            address: where it is published.

        Raises:
            UsageError: no RDF format.
            FileError: it cannot be read.
            DataError: it is not UTF-8.
        """
        self._path, self._shown, self._context, self._faults = path, shown, context, faults
        self._kind = suffix(path)
        if self._kind not in SUFFIXES:
            kind = self._kind or "a file without a suffix"
            raise UsageError(f"{shown}: {kind} is no RDF format; use {', '.join(SUFFIXES)}")
        if is_packed(path) and self._kind in {*JSON, *HTML}:
            raise UsageError(f"{shown}: JSON-LD and pages are read whole; unpack it first")
        self.lined = self._kind in LINES
        self.language = ""
        self._scripts: list[tuple[int, str]] = []
        if self._kind in HTML:
            page = read_page(read_text(path, shown))
            self._scripts, self.language = page.scripts, page.language
            address = address or page.address
        self.base = _base(address)

    def statements(self) -> Iterator[tuple[int, ox.Quad]]:
        """Yield the statements, each with its line, or its place among them.

        Raises:
            FileError: it cannot be read.
            DataError: its syntax is wrong. Of N-Triples and N-Quads only the line is left out, of a page the script.
        """
        if self.lined:
            return self._lines(LINES[self._kind])
        if self._kind in JSON:
            return self._document()
        return self._pages() if self._kind in HTML else self._whole(WHOLE[self._kind])

    def _lines(self, format_: ox.RdfFormat) -> Iterator[tuple[int, ox.Quad]]:
        for number, line in lines_of(self._path, self._shown, self._faults):
            try:
                for quad in ox.parse(line, format_):
                    yield number, quad
            except SyntaxError as error:
                self._faults.append(Fault(self._shown, number, "", shorten(line.strip()), _said(error, format_)))

    def _whole(self, format_: ox.RdfFormat) -> Iterator[tuple[int, ox.Quad]]:
        with opened(self._path, self._shown) as stream:
            guarded = Guarded(stream, self._shown) if format_ is ox.RdfFormat.RDF_XML else stream
            yield from self._parsed(guarded, format_, count(1))

    def _document(self) -> Iterator[tuple[int, ox.Quad]]:
        text = read_text(self._path, self._shown)
        try:
            yield from self._json(text, count(1))
        except RefusedError as error:
            place = error.place
            raise DataError(
                [Fault(self._shown, error.line, place, error.value, error.reason, error.accepted)]
            ) from error

    def _pages(self) -> Iterator[tuple[int, ox.Quad]]:
        numbers = count(1)
        for line, text in self._scripts:
            try:
                yield from list(self._json(text, numbers))  # a script is read whole or not at all
            except RefusedError as error:
                at = line + max(error.line - 1, 0)
                self._faults.append(Fault(self._shown, at, error.place, error.value, error.reason, error.accepted))
            except DataError as error:
                self._faults += (Fault(f.file, line, "", f.value, f.reason, f.accepted) for f in error.faults)
        if not self._scripts:
            reason = "a page without JSON-LD"
            accepted = 'what a page says in <script type="application/ld+json"> is read'
            raise DataError([Fault(self._shown, 0, "", "", reason, accepted)])

    def _json(self, text: str, numbers: Iterator[int]) -> Iterator[tuple[int, ox.Quad]]:
        document, has_context = prepare(text, self._context)
        if not has_context:
            accepted = 'begin with "@context": "https://schema.org", or that of this graph'
            raise RefusedError("", "", "JSON-LD without a context, so that its keys mean nothing", accepted)
        yield from self._parsed(document, ox.RdfFormat.JSON_LD, numbers)

    def _parsed(
        self, source: IO[bytes] | bytes | Any, format_: ox.RdfFormat, numbers: Iterator[int]
    ) -> Iterator[tuple[int, ox.Quad]]:
        based = format_ not in LINES.values()
        try:
            quads = ox.parse(source, format_, base_iri=self.base if based else None, rename_blank_nodes=True)
            for quad in quads:
                yield next(numbers), quad
        except SyntaxError as error:
            at = str(error.offset or "")
            raise DataError([Fault(self._shown, error.lineno or 0, at, "", _said(error, format_))]) from error
        except OSError as error:
            raise FileError(f"{self._shown}: cannot be read: {error.strerror or error}") from error


def _base(address: str) -> str:
    """What relative IRIs are resolved against: an address of the web, else one that leads nowhere."""
    try:
        found = ox.NamedNode(urljoin(NO_BASE, address)).value
    except ValueError:  # no IRI, such as one with a host in brackets that is no IPv6 address
        return NO_BASE
    return found if _ADDRESS.fullmatch(found) else NO_BASE


def _said(error: SyntaxError, format_: ox.RdfFormat) -> str:
    return f"not {format_.name}: {_PLACE.sub('', error.msg)}"


class Guarded:
    """RDF/XML without document type declarations: a few bytes of entities can stand for any amount of text."""

    def __init__(self, stream: Any, shown: str) -> None:
        """Guard `stream`, which messages call `shown`."""
        self._stream, self._shown, self._end = stream, shown, b""

    def read(self, size: int = -1) -> bytes:
        """Read on.

        Raises:
            DataError: there is such a declaration.
        """
        block: bytes = self._stream.read(size)
        seen = (self._end + block).lower()
        if any(mark in seen for mark in _MARKUP):
            reason = "a document type declaration, which may multiply entities without end"
            raise DataError([Fault(self._shown, 0, "", "", reason, "write the entities out, and leave the DTD out")])
        self._end = seen[-len(_MARKUP[0]) :]
        return block
