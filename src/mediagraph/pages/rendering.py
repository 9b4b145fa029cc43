"""A page as HTML, Turtle and JSON-LD."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from mediagraph.exports.jsonld import record
from mediagraph.exports.turtle import write_turtle
from mediagraph.pages.sections import NAVIGATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import jinja2

    from mediagraph.pages.links import Links
    from mediagraph.pages.model import Citation, Page
    from mediagraph.records import Context

_OURS = "https://w3id.org/mediagraph/"
_WEB = re.compile(r"https?://[^\s<>\"]+")
_LINK = re.compile(r"([A-Za-z][A-Za-z0-9]*):")


@cache
def environment(*packages: str) -> jinja2.Environment:
    """Return the templates of this package, and before them those of `packages`, with autoescape."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader(name) for name in (*packages, "mediagraph.pages")]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.globals["navigation"] = NAVIGATION
    made.filters["outside"] = outside
    made.filters["tag"] = tag
    return made


def render(template: str, links: Links, **given: Any) -> str:
    """Return a template of this package, filled."""
    return environment().get_template(template).render(links=links, **given)


def render_html(page: Page, links: Links) -> str:
    """Return the page for people: it works without scripts, and loads nothing from elsewhere."""
    return render("entity.html.j2", links, page=page, notes=Notes())


def render_turtle(page: Page, context: Context) -> bytes:
    """Return the statements of the page as Turtle."""
    stream = io.BytesIO()
    write_turtle(page.triples, stream, context)
    return stream.getvalue()


def render_jsonld(page: Page, context: Context) -> bytes:
    """Return the statements of the page as JSON-LD that brings its own context along: nothing has to be fetched."""
    by_subject = groupby(page.triples, key=lambda triple: triple.subject)
    nodes = [record(subject, triples, context) for subject, triples in by_subject]
    dump = json.JSONEncoder(ensure_ascii=False).encode
    lines = ",\n  ".join(dump(node) for node in nodes)
    return f'{{"@context": {dump(_used(nodes, context))},\n "@graph": [\n  {lines}\n]}}\n'.encode()


class Notes:
    """The sources of a page, numbered in the order in which it comes to speak of them."""

    def __init__(self) -> None:
        self.numbers: dict[Citation, int] = {}

    def number(self, citation: Citation) -> int:
        """Return the number of a citation."""
        return self.numbers.setdefault(citation, len(self.numbers) + 1)


def outside(iri: str) -> str:
    """Return the address of something elsewhere, or nothing: only the web is linked to, and not what is ours."""
    return iri if _WEB.fullmatch(iri) and not iri.startswith(_OURS) else ""


def tag(language: str) -> str:
    """Return a language tag for HTML; what is undetermined has none."""
    return "" if language == "und" else language


def _used(nodes: Iterable[Mapping[str, Any]], context: Context) -> dict[str, Any]:
    """The part of the context that some records use."""
    names: set[str] = {"id", "type"}
    for node in nodes:
        for key, value in node.items():
            _collect(key, value, names)
    source = {name: context.source[name] for name in sorted(names) if name in context.source}
    needed = {found[1] for value in source.values() if (found := _LINK.match(_definition(value)))}
    needed |= {found[1] for value in source.values() if (found := _LINK.match(_datatype(value)))}
    prefixes = {name: iri for name, iri in context.prefixes.items() if name in needed | names}
    return {"@version": 1.1, **{name: context.source[name] for name in ("id", "type")}, **prefixes, **source}


def _collect(key: str, value: Any, names: set[str]) -> None:
    names.add(key)
    found = _LINK.match(key)
    if found:
        names.add(found[1])
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            for inner, one in item.items():
                _collect(inner, one, names)
        elif isinstance(item, str):
            names.add(item) if key == "type" else None
            found = _LINK.match(item)
            if found:
                names.add(found[1])


def _definition(value: Any) -> str:
    return value if isinstance(value, str) else str(value.get("@id", value.get("@reverse", "")))


def _datatype(value: Any) -> str:
    return "" if isinstance(value, str) else str(value.get("@type", ""))
