"""Jobs that show: pages for people, made on the server, which work without scripts."""

from __future__ import annotations

import itertools
import json
import re
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from mediagraph.pages.composing import SHOWN
from mediagraph.pages.sections import SECTIONS
from mediagraph.server import formats
from mediagraph.server.assets import assets
from mediagraph.server.jobs import Reply, whole
from mediagraph.server.limits import Limits
from mediagraph.server.links import ServerLinks
from mediagraph.server.problems import KINDS, Problem, of_error
from mediagraph.server.searching import folded
from mediagraph.server.tabling import table_of
from mediagraph.server.terms import terms
from mediagraph.store import Triples

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import jinja2

    from mediagraph.catalogue import Catalogue, StoredQuery
    from mediagraph.errors import MediagraphError
    from mediagraph.pages.sections import Section
    from mediagraph.server.jobs import Desk
    from mediagraph.store import Answer

ONTOLOGY = "https://w3id.org/mediagraph/ontology#"
_LISTED = 200
_UNNAMED = ("relations", "judgements")  # few of them have names; what they are about leads to them
_FOUND = 100
_DOWNLOADS = {"rows": ("csv", "json", "xml", "tsv"), "triples": ("ttl", "nt", "jsonld", "rdf")}
_EXAMPLES = (
    "co-productions/country-pairs",
    "relations/timeline",
    "works/releases",
    "anniversaries/falling",
    "partnerships/organisations",
    "outlets/of-owner",
)


_NAVIGATION = (
    ("report", "Hubs"),
    ("anniversaries", "Calendar"),
    ("dossier", "Dossier"),
    ("queries", "Queries"),
    ("sparql", "SPARQL"),
    ("about", "About"),
)


@cache
def _templates() -> jinja2.Environment:
    from mediagraph.pages import environment

    made = environment("mediagraph.server")
    made.globals["navigation"] = _NAVIGATION
    return made


def _page(template: str, *, status: int = 200, **given: Any) -> Reply:
    return whole(formats.HTML.media, _rendered(template, **given), status=status)


def _rendered(template: str, **given: Any) -> str:
    shared = {"links": ServerLinks(), "version": version("mediagraph"), "page_query": ""}
    return _templates().get_template(template).render(shared | given)


def home(desk: Desk) -> Reply:
    """Return the first page: what there is, and the ways in."""
    graph = desk.graph
    sections = [(section, len(_members(desk, section))) for section in SECTIONS if section.slug not in _UNNAMED]
    topics = _by_topic(graph.queries)
    return _page("home.html.j2", sections=sections, topics=topics, graph_version=graph.store.version)


def browse(desk: Desk, *, kind: str, page: str) -> Reply:
    """Return a page of the entities of a section."""
    section = next((section for section in SECTIONS if section.slug == kind), None)
    if section is None:
        known = ", ".join(section.slug for section in SECTIONS)
        raise Problem("not-found", f"there is no section {kind[:40]}; there are {known}")
    members = _members(desk, section)
    pages = max(1, -(-len(members) // _LISTED))
    if not page.isdigit() or len(page) > 9 or not 1 <= int(page) <= pages:
        raise Problem("not-found", f"{section.title} have {pages} pages")
    begin = (int(page) - 1) * _LISTED
    shown = members[begin : begin + _LISTED]
    return _page("browse.html.j2", section=section, shown=shown, count=len(members), page=int(page), pages=pages)


def _members(desk: Desk, section: Section) -> list[tuple[str, str]]:
    """The entities of a section with their names, in the order of the alphabet; each stands in the first that suits.

    Anniversaries are left to the calendar: there are thousands.
    """
    kept: dict[str, list[tuple[str, str]]] = desk.kept.setdefault("members", {})
    if not kept:
        done = {row.entity for row in desk.graph.rows("entities/of-class", **{"class": _class("Anniversary")})}
        for one in SECTIONS:
            found: dict[str, str] = {}
            for name in one.classes:
                for row in desk.graph.rows("entities/of-class", **{"class": _class(name)}):
                    if row.entity not in done and ServerLinks().entity(row.entity):
                        found.setdefault(row.entity, row.label)
            done |= found.keys()
            kept[one.slug] = sorted(found.items(), key=lambda item: (folded(item[1]), item[0]))
    return kept[section.slug]


def _class(name: str) -> ox.NamedNode:
    return ox.NamedNode(ONTOLOGY + name)


def _by_topic(catalogue: Catalogue) -> list[tuple[str, list[StoredQuery]]]:
    return [
        (topic, list(found))
        for topic, found in itertools.groupby(catalogue, key=lambda query: query.name.partition("/")[0])
    ]


def console_page(desk: Desk) -> Reply:
    """Return the console before anything is asked."""
    return console(desk, "", None, None)


def console(desk: Desk, query: str, found: Answer | None, error: MediagraphError | None) -> Reply:
    """Return the console with a query, and its answer or what is wrong with it."""
    table = table_of(desk, found) if found is not None else None
    kind = "triples" if isinstance(found, Triples) else "rows"
    downloads = [(name, "/sparql?" + urlencode({"query": query, "format": name})) for name in _DOWNLOADS[kind]]
    return _page(
        "console.html.j2",
        status=of_error(error).status if error is not None else 200,
        query=query,
        table=table,
        error=error,
        place=_place(query, error),
        editor="editor.js" in assets(),
        downloads=downloads if found is not None else [],
        examples=_examples(desk),
        limits=desk.limits,
    )


def _place(query: str, error: MediagraphError | None) -> tuple[int, str, str, str] | None:
    """Return the line where a query is wrong: its number, what stands before the place, there and behind it."""
    from mediagraph.errors import QueryError

    lines = re.split("\r\n|\r|\n", query)
    if not isinstance(error, QueryError) or not 1 <= error.line <= len(lines):
        return None
    line, at = lines[error.line - 1], max(error.column, 1) - 1
    return error.line, line[:at], line[at : at + 1], line[at + 1 :]


def _examples(desk: Desk) -> list[tuple[str, str]]:
    if "examples" not in desk.kept:
        names = set(desk.graph.queries.names())
        chosen = [desk.graph.queries[name] for name in _EXAMPLES if name in names]
        desk.kept["examples"] = [(query.summary, _sparql_of(query)) for query in chosen]
    examples: list[tuple[str, str]] = desk.kept["examples"]
    return examples


def _sparql_of(query: StoredQuery) -> str:
    """The query of a file without its header, as it runs with its defaults."""
    return "\n".join(line for line in query.text.splitlines() if not line.startswith("#+")).strip() + "\n"


def queries(desk: Desk, *, words: str, html: bool) -> Reply:
    """Return the stored queries that speak of all words."""
    wanted = words.casefold().split()
    found = [query for query in desk.graph.queries if all(word in _words(query) for word in wanted)]
    if html:
        topics = [
            (topic, list(of)) for topic, of in itertools.groupby(found, key=lambda query: query.name.partition("/")[0])
        ]
        return _page("queries.html.j2", topics=topics, words=words, count=len(found))
    content = [
        {
            "name": query.name,
            "href": f"/queries/{query.name}",
            "summary": query.summary,
            "parameters": [*query.parameters],
            "columns": [*query.columns],
        }
        for query in found
    ]
    return whole("application/json", json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _words(query: StoredQuery) -> str:
    return " ".join([query.name, query.summary, query.description, *query.tags, *query.parameters]).casefold()


def stored_page(desk: Desk, name: str, parameters: Mapping[str, Any]) -> Reply:
    """Return the page of a stored query: what it answers, its form, and its answer to what was given."""
    from mediagraph.errors import MediagraphError, UnknownNameError

    query = desk.graph.queries[name]
    error: MediagraphError | None = None
    table, sent = None, ""
    try:
        found = desk.graph.query(name, **parameters)
        sent = str(found.attributes.get("sparql", ""))
        table = table_of(desk, found)
    except UnknownNameError as wrong:
        if wrong.kind != "parameter":
            raise
        error = wrong
    except MediagraphError as wrong:
        error = wrong
    pairs = [(key, one) for key, value in parameters.items() for one in (value if isinstance(value, list) else [value])]
    kind = "triples" if table is not None and table["triples"] else "rows"
    downloads = [(form, f"/queries/{name}.{form}?{urlencode(pairs)}".rstrip("?")) for form in _DOWNLOADS[kind]]
    return _page(
        "query.html.j2",
        status=of_error(error).status if error is not None else 200,
        query=query,
        given={key: value if isinstance(value, list) else [value] for key, value in parameters.items()},
        choices={one.name: _choices(desk, one.scheme) for one in query.parameters.values() if one.scheme},
        error=error,
        table=table,
        sent=sent,
        downloads=downloads if table is not None else [],
    )


def _choices(desk: Desk, scheme: str) -> list[tuple[str, str]]:
    """The concepts of a scheme: the last part of the IRI, and the label."""
    rows = desk.graph.rows("concepts/in-scheme", scheme=scheme)
    return [(str(row[0]).rpartition("/")[2], str(row[1])) for row in rows]


def search(desk: Desk, *, text: str, kind: str, html: bool) -> Reply:
    """Return the entities whose names are like a text, in whatever script."""
    from mediagraph.server.searching import Index

    index = desk.kept.get("index")
    if index is None:
        index = desk.kept["index"] = Index.of(desk.graph)
    hits = index.search(text, kind=kind, most=_FOUND) if text.strip() else []
    if html:
        return _page("search.html.j2", text=text, hits=hits, kind=kind, kinds=index.kinds, page_query=text)
    content = [
        {"iri": hit.iri, "href": hit.href, "label": hit.label, "kind": hit.kind, "name": hit.name} for hit in hits
    ]
    return whole("application/json", json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def known(desk: Desk, *, path: str) -> Reply:
    """Return the path of the entity that a path means: its own, or that of the one it was merged into."""
    iri = _known(desk, path)
    return whole("text/plain", ServerLinks.path(iri))


def _known(desk: Desk, path: str) -> str:
    iri = ServerLinks.iri(path)
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        raise Problem("not-found", f"/id/{path} names nothing") from None
    for row in desk.graph.rows("entities/typed", entity=node):
        return str(row.current)
    raise Problem("not-found", f"there is no entity {iri}; search by name instead: /search?q={quote(path)}")


def entity(desk: Desk, *, path: str, format_: str, whole_: bool = False) -> Reply:
    """Return the document about an entity, in a format."""
    from mediagraph import pages

    iri = _known(desk, path)
    page = pages.read_page(desk.graph, iri, shown=None if whole_ else SHOWN)
    if page is None:
        raise Problem("not-found", f"nothing is said of {iri}")
    media = formats.ENTITIES[format_].media
    context = desk.graph.project.context
    about = {"Link": f'<{iri}>; rel="describes"'}
    if format_ == "html":
        text = _rendered("document.html.j2", page=page, notes=pages.Notes())
        return whole(media, text, headers=about)
    if format_ == "jsonld":
        return whole(media, pages.render_jsonld(page, context), headers=about)
    turtle = pages.render_turtle(page, context)
    if format_ == "nt":
        lines = sorted(str(triple) + " .\n" for triple in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
        return whole(media, "".join(lines), headers=about)
    return whole(media, turtle, headers=about)


def problem_page(document: Mapping[str, Any]) -> str:
    """Return a refusal as a page."""
    return _rendered("problem.html.j2", problem=document)


def about(desk: Desk) -> Reply:
    """Return the page on limits, sources and licences."""
    sources = list(desk.graph.rows("sources/licences"))
    limits = [(name, getattr(desk.limits, name), doc) for name, (_, _, doc) in Limits.described().items()]
    return _page("about.html.j2", sources=sources, limits=limits, graph_version=desk.graph.store.version)


def problems(_: Desk) -> Reply:
    """Return the page that explains the refusals."""
    return _page("problems.html.j2", kinds=KINDS)


def docs(desk: Desk) -> Reply:
    """Return the page on the interface for programs."""
    return _page("docs.html.j2", topics=_by_topic(desk.graph.queries))


def dossier_form(desk: Desk, *, one: str, other: str) -> Reply:
    """Return the form that asks for two countries."""
    rows = desk.graph.sparql(
        "SELECT ?name { ?c a mg:Country ; rdfs:label ?name FILTER(LANG(?name) = 'en') } ORDER BY ?name"
    )
    countries = [str(row[0]) for row in rows]
    return _page("dossier-form.html.j2", countries=countries, one=one, other=other)


JOBS: dict[str, Callable[..., Reply]] = {
    "home": home,
    "console_page": console_page,
    "queries": queries,
    "search": search,
    "browse": browse,
    "known": known,
    "terms": terms,
    "entity": entity,
    "about": about,
    "problems": problems,
    "docs": docs,
    "dossier_form": dossier_form,
}
