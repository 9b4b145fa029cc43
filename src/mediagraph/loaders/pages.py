"""Web pages: the JSON-LD in them, and what they say of their own address and language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_WRAPPED = re.compile(r"\s*(?://\s*)?(?:<!--|<!\[CDATA\[)(.*?)(?://\s*)?(?:-->|\]\]>)\s*", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """What of a web page is read.

    Attributes:
        scripts: the texts of its JSON-LD scripts, each with the line in which it begins.
        address: its canonical address; empty where it gives none.
        language: of the page as a whole; empty where it gives none.
    """

    scripts: list[tuple[int, str]] = field(default_factory=list)
    address: str = ""
    language: str = ""


def read_page(text: str) -> Page:
    """Return what of the HTML in `text` is read: the elements that hold JSON-LD, as the JSON-LD standard has them.

    https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents
    """
    parser = _Parser()
    parser.feed(text)
    parser.close()
    return Page(parser.scripts, parser.address, parser.language)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[tuple[int, str]] = []
        self.address = self.language = ""
        self._line = 0
        self._parts: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and given.get("type", "").partition(";")[0].strip().lower() == "application/ld+json":
            self._parts = []
            self._line = self.getpos()[0] + (self.get_starttag_text() or "").count("\n")
        elif tag == "html":
            self.language = self.language or given.get("lang", "").strip()
        elif tag == "link" and "canonical" in given.get("rel", "").lower().split():
            self.address = self.address or given.get("href", "").strip()

    def handle_data(self, data: str) -> None:
        if self._parts is not None:
            self._parts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._finish()

    def close(self) -> None:
        super().close()
        self._finish()  # a page that breaks off

    def _finish(self) -> None:
        if self._parts is not None:
            text = "".join(self._parts)
            wrapped = _WRAPPED.fullmatch(text)
            before = text[: wrapped.start(1)].count("\n") if wrapped else 0
            self.scripts.append((self._line + before, wrapped[1] if wrapped else text))
            self._parts = None
