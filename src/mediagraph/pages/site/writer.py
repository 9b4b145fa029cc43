"""Writes a site: a page, Turtle and JSON-LD for each entity, lists, the calendar, the index of names."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlsplit

from mediagraph.errors import UsageError
from mediagraph.pages.composing import SHOWN
from mediagraph.pages.model import Claims
from mediagraph.pages.naming import labels_of
from mediagraph.pages.reading import Reader
from mediagraph.pages.rendering import render, render_html, render_jsonld, render_turtle
from mediagraph.pages.sections import CALENDAR
from mediagraph.pages.site import lists
from mediagraph.pages.site.calendar import calendar
from mediagraph.pages.site.folder import new_site
from mediagraph.pages.site.home import home
from mediagraph.pages.site.links import SiteLinks, group_file, list_file
from mediagraph.pages.site.paths import Places
from mediagraph.pages.site.search import Names
from mediagraph.pages.vocabulary import ALT_LABEL, LABEL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from mediagraph.pages.model import Group, Page, Value
    from mediagraph.pages.sections import Section
    from mediagraph.pages.site.folder import Folder
    from mediagraph.questions import Questions

T = TypeVar("T")
_TOLD_EVERY = 500
_MAP_HOLDS = 50_000
"""Addresses in one file of a site map (https://www.sitemaps.org/protocol.html)."""


def write_site(
    graph: Questions, folder: Path, *, base: str | None = None, tell: Callable[[str], None] = lambda _: None
) -> int:
    """Write the site of a graph into `folder`, and return the number of its files; the former site stays until then.

    Args:
        graph: what the site tells of.
        folder: new, empty, or that of a former site.
        base: address that the site will have, for a site map.
        tell: is told what is being done.

    Raises:
        UsageError: the folder holds something else, or `base` is no address.
        FileError: something cannot be written.
    """
    address = checked_base(base) if base is not None else None
    with new_site(folder) as made:
        tell("reading the graph")
        site = Site(graph, made, tell)
        site.write()
        if address is not None:
            site.write_map(address)
        tell("putting the site in its place")
        return len(made.files)


class Site:
    """The site while it is written."""

    def __init__(self, graph: Questions, folder: Folder, tell: Callable[[str], None]) -> None:
        self._graph, self._folder, self._tell = graph, folder, tell
        self._context = graph.project.context
        self._reader = Reader(graph)
        self._places = Places(self._reader.entities)
        self._sections = lists.sections(self._reader)
        self._lists = {section.slug: -(-len(values) // lists.AT_ONCE) for section, values in self._sections.items()}
        self._calendar = calendar(self._reader)
        if self._calendar:
            self._lists[CALENDAR] = 1

    def write(self) -> None:
        """Write all but the map."""
        self._write_assets()
        self._write_names()
        for section, values in self._sections.items():
            self._write_section(section, values)
        self._write_calendar()
        self._page("index.html", "site-home.html.j2", **home(self._graph, self._reader, self._sections))
        total = len(self._reader.entities)
        for number, iri in enumerate(self._reader.entities):
            if number % _TOLD_EVERY == 0:
                self._tell(f"writing pages: {number:,} of {total:,}")
            self._write_entity(iri)

    def write_map(self, base: str) -> None:
        """Write the site map: addresses of the pages of entities and of the lists."""
        kept = [path for path in self._folder.files if path.endswith(".html") and not path.startswith("all/")]
        parts = [kept[start : start + _MAP_HOLDS] for start in range(0, len(kept), _MAP_HOLDS)]
        names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
        for name, part in zip(names, parts, strict=True):
            self._folder.write(name, _map("urlset", "url", [base + quote(path, safe="/~") for path in sorted(part)]))
        self._folder.write("sitemap.xml", _map("sitemapindex", "sitemap", [base + name for name in names]))
        self._folder.write("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n")

    def _write_assets(self) -> None:
        for file in sorted((files("mediagraph.pages") / "static").iterdir(), key=lambda file: file.name):
            self._folder.write(f"assets/{file.name}", file.read_bytes())

    def _write_names(self) -> None:
        self._tell("indexing names")
        names = Names()
        naming = self._reader.composer.naming
        for section, values in self._sections.items():
            for value in values if section.searched else ():
                path = quote(f"{self._places[value.iri]}.html", safe="/~")
                kind = naming.label(naming.vocabulary.main(naming.classes(value.iri)))
                names.add(self._names(value.iri) or [value.text], title=value.text, path=path, kind=kind)
        for path, content in names.files():
            self._folder.write(path, content)

    def _names(self, iri: str) -> list[str]:
        return [name.value for name in labels_of(self._reader.facts.about(iri), LABEL, ALT_LABEL)]

    def _write_section(self, section: Section, values: Sequence[Value]) -> None:
        made = lists.pages(values)
        jumps = lists.jumps(made)
        for number, page in enumerate(made, 1):
            self._page(
                list_file(section.slug, number),
                "list.html.j2",
                section=section,
                initials=page.initials,
                count=len(values),
                number=number,
                pages=len(made),
                jumps=jumps if len(jumps) > 1 else {},
            )

    def _write_calendar(self) -> None:
        years = list(self._calendar)
        counts = {year: sum(map(len, months.values())) for year, months in self._calendar.items()}
        if years:
            centuries: dict[str, list[int]] = {}
            for year in reversed(years):
                centuries.setdefault(f"{year // 100 * 100}s", []).append(year)
            self._page(list_file(CALENDAR, 1), "years.html.j2", centuries=centuries, counts=counts)
        for place, (year, months) in enumerate(self._calendar.items()):
            beside = {"before": years[place - 1] if place else None, "after": [*years, None][place + 1]}
            self._page(f"{CALENDAR}/year-{year}.html", "year.html.j2", year=year, months=months, **beside)

    def _write_entity(self, iri: str) -> None:
        page = self._reader.page(iri)
        place = self._places[iri]
        self._folder.write(f"{place}.html", render_html(page, self._links(f"{place}.html")))
        self._folder.write(f"{place}.ttl", render_turtle(page, self._context))
        self._folder.write(f"{place}.jsonld", render_jsonld(page, self._context))
        groups: tuple[Group | Claims, ...] = (*page.statements, *page.incoming, *page.claims)
        large = {group.key for group in groups if group.count > _shown(group)}
        if large or page.passages_count > len(page.passages):
            self._write_groups(self._reader.whole(iri), large)

    def _write_groups(self, page: Page, large: set[str]) -> None:
        """Write all of the groups that the page itself shows in part."""
        for group in (*page.statements, *page.incoming):
            if group.key in large:
                heading = f"{group.kind}, {group.label}" if group.kind else group.label
                self._write_group(
                    page, group.key, heading, [replace(group, values=part) for part in _cut(group.values)]
                )
        for claims in page.claims:
            if claims.key in large:
                heading = f"{claims.label}, {claims.link}"
                self._write_group(
                    page, claims.key, heading, [replace(claims, claims=part) for part in _cut(claims.claims)]
                )
        if page.passages_count > SHOWN:
            self._write_group(page, "passages", "passages", _cut(page.passages))

    def _write_group(self, page: Page, key: str, heading: str, parts: Sequence[object]) -> None:
        place = self._places[page.iri]
        names = [group_file(place, key, number) for number in range(1, len(parts) + 1)]
        for number, (name, part) in enumerate(zip(names, parts, strict=True), 1):
            self._page(name, "group.html.j2", page=page, heading=heading, part=part, names=names, number=number)

    def _page(self, path: str, template: str, **given: object) -> None:
        self._folder.write(path, render(template, self._links(path), **given))

    def _links(self, here: str) -> SiteLinks:
        return SiteLinks(self._places, self._lists, here)


def checked_base(base: str) -> str:
    """Return the address of a site, with a slash at its end.

    Raises:
        UsageError: it is none.
    """
    parts = urlsplit(base)
    wrong = parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment
    if wrong or parts.username is not None or not re.fullmatch(r"[A-Za-z0-9:/._~%\[\]-]+", base):
        raise UsageError(f"--base {base}: not the address of a site; write it as https://example.org/media/")
    return base.rstrip("/") + "/"


def _shown(group: Group | Claims) -> int:
    return len(group.claims if isinstance(group, Claims) else group.values)


def _cut(items: Sequence[T]) -> list[tuple[T, ...]]:
    return [tuple(items[start : start + lists.AT_ONCE]) for start in range(0, len(items), lists.AT_ONCE)]


def _map(root: str, item: str, addresses: Sequence[str]) -> str:
    from xml.sax.saxutils import escape

    lines = "".join(f"<{item}><loc>{escape(address)}</loc></{item}>\n" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</{root}>\n'
    )
