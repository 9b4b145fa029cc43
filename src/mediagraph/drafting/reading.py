"""Articles from files: text, saved pages and PDF documents, or standard input; nothing is fetched."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediagraph.drafting.article import MOST_CHARACTERS, MOST_IN_PARAGRAPH, Article, paragraphs_of
from mediagraph.errors import DataError, Fault, FileError, UsageError
from mediagraph.loaders.templates import slug
from mediagraph.loaders.text import read_text
from mediagraph.records import bounds

if TYPE_CHECKING:
    from mediagraph.drafting.languages import Languages

STANDARD_INPUT = "-"
_HTML = {".html", ".htm", ".xhtml"}
_FIELDS = ("url", "title", "publisher", "date", "language")


@dataclass(frozen=True)
class Given:
    """What the caller states of an article; it goes before what stands in the file."""

    language: str = ""
    date: str = ""
    publisher: str = ""
    address: str = ""
    name: str = ""


def read_article(path: str, languages: Languages, given: Given | None = None) -> Article:
    """Return the article in the file at `path`; `-` is standard input.

    A file `NAME.json` beside `NAME.txt` may state its url, title, publisher, date and language.

    Raises:
        FileError: the file cannot be read, or holds no text.
        DataError: it is not UTF-8, or what stands beside it is at fault.
        UsageError: the date given is none.
    """
    given = given or Given()
    text, stated = _contents(path)
    if path != STANDARD_INPUT:
        stated |= _beside(Path(path))
    if not (lines := paragraphs_of(text)):
        raise FileError(f"{path}: holds no text; a scanned document has to be recognised first")
    if len(text) > MOST_CHARACTERS:
        raise FileError(f"{path}: longer than {MOST_CHARACTERS} characters; give one article a file")
    number = next((n for n, line in enumerate(lines, start=1) if len(line) > MOST_IN_PARAGRAPH), 0)
    if number:
        reason = f"paragraph {number} has more than {MOST_IN_PARAGRAPH} characters"
        raise FileError(f"{path}: {reason}; give each paragraph a line of its own")
    if given.date:
        _check_date(given.date)
    tag = given.language or stated.get("language", "")
    known = tag.split("-")[0] in languages.codes or given.language
    title = stated.get("title", "")
    return Article(
        slug=slug(given.name) or _name(path, title or lines[0]),
        paragraphs=lines,
        language=languages[tag] if tag and known else languages.detect("\n".join(lines)),
        title=title,
        date=given.date or stated.get("date", ""),
        publisher=given.publisher or stated.get("publisher", ""),
        address=given.address or stated.get("url", ""),
    )


def _contents(path: str) -> tuple[str, dict[str, str]]:
    if path == STANDARD_INPUT:
        try:
            return sys.stdin.read(), {}
        except UnicodeDecodeError as error:
            raise DataError([Fault("standard input", 0, "", "", "not UTF-8", "send UTF-8")]) from error
    place = Path(path)
    suffix = place.suffix.lower()
    if suffix == ".pdf":
        return _pdf(place), {}
    text = read_text(place, path)
    if suffix in _HTML or re.match(r"\s*(<\?xml[^>]*>\s*)?<(!doctype html|html)\b", text[:500], re.IGNORECASE):
        return _html(text, path)
    return text, {}


def _html(text: str, shown: str) -> tuple[str, dict[str, str]]:
    from trafilatura import bare_extraction

    found: Any = bare_extraction(text, with_metadata=True, include_comments=False, include_tables=False)
    if found is None or not found.text:
        raise FileError(f"{shown}: no article is found in the page; save its text in a .txt file")
    title = found.title or ""
    body = found.text
    if title and title.casefold() not in body[: len(title) + 200].casefold():
        body = f"{title}\n{body}"
    stated = {"title": title, "date": found.date or "", "publisher": found.sitename or "", "url": found.url or ""}
    return body, {key: value for key, value in stated.items() if value}


def _pdf(path: Path) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        with path.open("rb") as stream:
            pages = [page.extract_text() for page in PdfReader(stream).pages]
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {error.strerror}") from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FileError(f"{path}: not a PDF document that can be read: {error}") from error
    return _unwrapped("\n\n".join(pages))


def _unwrapped(text: str) -> str:
    """Join the lines that a page breaks, so that a paragraph is one line."""
    made: list[str] = []
    widest = max((len(line) for line in text.split("\n")), default=0)
    last = 0
    for line in (line.strip() for line in text.split("\n")):
        if not line:
            last = 0
        elif made and last > widest * 0.75:
            glue = "" if ord(made[-1][-1]) > 0x2E80 else " "
            made[-1] = made[-1][:-1] + line if made[-1].endswith("\u00ad") else made[-1] + glue + line
            last = len(line)
        else:
            made.append(line)
            last = len(line)
    return "\n".join(made)


def _beside(path: Path) -> dict[str, str]:
    beside = path.with_suffix(".json")
    if path.suffix == ".json" or not beside.is_file():
        return {}
    shown = str(beside)
    try:
        content = json.loads(read_text(beside, shown))
    except (json.JSONDecodeError, RecursionError) as error:
        raise DataError([Fault(shown, getattr(error, "lineno", 0), "", "", f"not JSON: {error}")]) from error
    if not isinstance(content, dict):
        raise DataError([Fault(shown, 1, "", "", "not an object", f"write {', '.join(_FIELDS)}")])
    stated = {key: value for key in _FIELDS if isinstance(value := content.get(key), str) and value}
    if "date" in stated:
        try:
            bounds(stated["date"])
        except ValueError as error:
            raise DataError([Fault(shown, 0, "date", stated["date"], str(error), "write 2024-07-01")]) from error
    return stated


def _check_date(date: str) -> None:
    try:
        bounds(date)
    except ValueError as error:
        raise UsageError(f"{error}; write a date such as 2024-07-01 or 2024-07") from error


def _name(path: str, title: str) -> str:
    if path != STANDARD_INPUT:
        return slug(Path(path).stem) or "article"
    from anyascii import anyascii

    words = slug(anyascii(title)).split("-")
    return "-".join(words[:6])[:48].strip("-") or "article"
