"""JSON-LD made safe to parse: contexts from memory instead of the web, and no value that would be lost in silence.

A JSON-LD processor fetches the contexts that a document names, and drops what it cannot expand: a key without a
definition, an IRI with a blank in it, a language that is no tag (JSON-LD 1.1 Processing Algorithms,
https://www.w3.org/TR/json-ld11-api/#expansion-algorithm). Here nothing is fetched, and nothing is dropped unnamed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn

from mediagraph.errors import shorten
from mediagraph.records import CONTEXT_IRI, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mediagraph.records import Context

SCHEMA_ORG = "http://schema.org/"
SCHEMA_ORG_SECURE = "https://schema.org/"  # the same terms; files write the one or the other
UNDEFINED = "https://w3id.org/mediagraph/undefined#"
_SCHEMA_ORG_CONTEXT = re.compile(r"https?://(www\.)?schema\.org(/(docs/jsonldcontext\.jsonl?d?)?)?")
_NO_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
# Addresses stay text: as links, those that are no IRIs would be dropped, and no fault could name them.
_SCHEMA_ORG_TERMS = {"@vocab": SCHEMA_ORG, "schema": SCHEMA_ORG, "id": "@id", "type": "@type"}
_KNOWN = f"https://schema.org and {CONTEXT_IRI} are known here; write the terms of another one into the document"


class RefusedError(Exception):
    """A document that cannot be read as it stands; `place` is a line, or a path of keys."""

    def __init__(self, place: str, value: str, reason: str, accepted: str = "", *, line: int = 0) -> None:
        self.place, self.value, self.reason, self.accepted, self.line = place, value, reason, accepted, line
        super().__init__(reason)


def prepare(text: str, context: Context) -> tuple[bytes, bool]:
    """Return a JSON-LD document ready for a parser, and whether any of its objects names a context.

    Args:
        text: the document.
        context: our own terms.

    Raises:
        RefusedError: it is not JSON, names a context that is not known here, or holds what would be dropped.
    """
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
        walk = _Walk(context, own=CONTEXT_IRI in text)
        return json.dumps(walk.value(document, "")).encode(), walk.contexts
    except json.JSONDecodeError as error:
        raise RefusedError(str(error.colno), "", f"not JSON: {error.msg}", line=error.lineno) from error
    except RecursionError as error:
        raise RefusedError("", "", "nested too deeply to be read", "flatten it") from error
    except ValueError as error:  # numbers of thousands of digits
        raise RefusedError("", "", f"not JSON that can be read: {error}") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise RefusedError("", twice, "a key twice in one object", "keep one of the two, or use a list")
    return made


def _constant(name: str) -> NoReturn:
    raise RefusedError("", name, "no number of JSON", "write a number, or null")


class _Walk:
    """Goes through a document once."""

    def __init__(self, context: Context, *, own: bool) -> None:
        self.contexts = False
        self._own: dict[str, Any] = {"@vocab": UNDEFINED, **context.source}
        links = {name for name, term in context.terms.items() if term.kind in {Kind.LINK, Kind.CONCEPT}}
        self._nodes = {"@id", "id", "@type", "type", *(links if own else ())}

    def value(self, value: Any, path: str) -> Any:
        if isinstance(value, list):
            return [self.value(item, f"{path}/{at}") for at, item in enumerate(value)]
        return dict(self._items(value, path)) if isinstance(value, dict) else value

    def _items(self, node: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
        for key, value in node.items():
            inner = f"{path}/{key}" if path else key
            if key == "@context":
                self.contexts = True
                yield key, self._context(value, inner)
                continue
            if _NO_IRI.search(key):
                raise RefusedError(path, shorten(key), "a key that cannot be a property", "write a term, or an IRI")
            if key in self._nodes:
                for item in value if isinstance(value, list) else [value]:
                    if isinstance(item, str) and (not item or _NO_IRI.search(item)):
                        raise RefusedError(inner, shorten(item), "no IRI, nor a part of one", "write it without blanks")
            if key == "@language" and not (isinstance(value, str) and _LANGUAGE.fullmatch(value)):
                raise RefusedError(inner, shorten(value), "not a language tag", "write a BCP 47 tag such as zh-Hans")
            yield key, self.value(value, inner)

    def _context(self, value: Any, path: str) -> Any:
        """A context without the addresses of others."""
        if isinstance(value, list):
            return [self._context(item, path) for item in value]
        if isinstance(value, str):
            if _SCHEMA_ORG_CONTEXT.fullmatch(value.rstrip("/")):
                return _SCHEMA_ORG_TERMS
            if value == CONTEXT_IRI:
                return self._own
            raise RefusedError(path, shorten(value), "a context that is not known here; nothing is fetched", _KNOWN)
        if not isinstance(value, dict):
            return value
        if "@import" in value:
            raise RefusedError(path, shorten(value["@import"]), "an imported context; nothing is fetched", _KNOWN)
        scoped = {
            name: {**term, "@context": self._context(term["@context"], f"{path}/{name}")}
            for name, term in value.items()
            if isinstance(term, dict) and "@context" in term
        }
        return {**value, **scoped}
