"""The addresses of the server, each with what it answers."""

from __future__ import annotations

import asyncio
import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediagraph.catalogue import Catalogue
from mediagraph.server import formats, protocol
from mediagraph.server.formats import chosen
from mediagraph.server.problems import Problem
from mediagraph.server.responses import as_json, respond

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from starlette.requests import Request

    from mediagraph.server.engine import Answer, Engine

_FILES = {"csv", "tsv", "json", "xml", "parquet", "ttl", "nt", "jsonld", "rdf", "html"}
_OWN = {"format", "safe", "view"}
_LEFT = 499  # for the log: nobody is there to read it


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


async def _page(request: Request, **job: Any) -> Response:
    engine = _engine(request)
    answer = await engine.page(job)
    return _sent(request, answer)


def _sent(request: Request, answer: Any) -> Response:
    if answer.kept:
        request.app.state.figures.cache_hits.inc()
    return respond(request, answer, _engine(request).version)


def _accept(request: Request) -> str:
    return str(request.headers.get("accept", ""))


def _today() -> str:
    return datetime.datetime.now(datetime.UTC).date().isoformat()


async def sparql(request: Request) -> Response:
    """SPARQL 1.1 Protocol; without a query the console, or the service description."""
    engine = _engine(request)
    job = await protocol.read_job(request, engine.limits.body_kilobytes << 10)
    if job is not None:
        job["base"] = f"{_base(request)}/sparql"
        answer = await _while_there(request, engine.ask(job, _client(request)))
        return Response(status_code=_LEFT) if answer is None else _sent(request, answer)
    accept = _accept(request)
    if chosen(accept, formats.ENTITIES, "ttl") == "html":
        return await _page(request, job="console_page")
    return await _page(request, job="service", accept=accept, base=_base(request))


async def _while_there(request: Request, answering: Coroutine[Any, Any, Answer]) -> Answer | None:
    """Return the answer, or None where its visitor left before: a query that nobody waits for is ended."""
    doing, leaving = asyncio.ensure_future(answering), asyncio.ensure_future(_leaving(request))
    try:
        await asyncio.wait({doing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return await doing if doing.done() else None
    finally:
        doing.cancel()
        leaving.cancel()


async def _leaving(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def queries(request: Request) -> Response:
    """List the stored queries."""
    words = request.query_params.get("q", "")
    form = chosen(_accept(request), formats.JSON, "json")
    return await _page(request, job="queries", words=words, html=form == "html")


async def query(request: Request) -> Response:
    """Answer a stored query: its page, or its rows where a suffix, `format` or Accept asks for data."""
    name, suffix = _split(request.path_params["name"], _FILES)
    if request.method == "POST":
        body = await protocol.read_body(request, _engine(request).limits.body_kilobytes << 10)
        pairs = protocol.decoded(request.url.query) + protocol.decoded(body.decode("utf-8", "replace"))
    else:
        pairs = protocol.decoded(request.url.query)
    given: dict[str, list[str]] = {}
    for key, value in pairs:
        if key not in _OWN and value.strip():
            given.setdefault(key, []).append(value)
    values = {key: items if len(items) > 1 else items[0] for key, items in given.items()}
    form = suffix or dict(pairs).get("format", "")
    if form and form not in _FILES:
        raise Problem("not-acceptable", f"there is no format {form!r}", {"offered": sorted(_FILES)})
    safe = dict(pairs).get("safe", "") not in {"", "0", "false"}
    return await _page(
        request, job="stored", query=name, parameters=values, accept=_accept(request), name=form, safe=safe
    )


async def entity(request: Request) -> Response:
    """Answer for a thing with 303 and the address of a document about it; the documents have suffixes."""
    path, suffix = _split(request.path_params["path"], formats.ENTITIES)
    if suffix:
        return await _page(
            request, job="entity", path=path, format_=suffix, whole_=bool(request.query_params.get("all"))
        )
    form = chosen(_accept(request), formats.ENTITIES, "html")
    if form is None:
        offered = [formats.bare(one.media) for one in formats.ENTITIES.values()]
        raise Problem("not-acceptable", f"documents can be had as {', '.join(offered)}", {"offered": offered})
    found = await _engine(request).page({"job": "known", "path": path})
    place = found.body.decode() or path
    return RedirectResponse(f"/id/{place}.{form}", 303, {"Vary": "Accept", "Cache-Control": "no-cache"})


async def browse(request: Request) -> Response:
    """A page of things of a kind."""
    return await _page(
        request, job="browse", kind=request.path_params["kind"], page=request.query_params.get("page", "1")
    )


async def search(request: Request) -> Response:
    """Search names in any script."""
    text, suffix = request.query_params.get("q", ""), request.path_params.get("suffix", "")
    form = suffix or chosen(_accept(request), formats.JSON, "json")
    kind = request.query_params.get("kind", "")
    return await _page(request, job="search", text=text[:200], kind=kind, html=form == "html")


async def report(request: Request) -> Response:
    """The report on partnership hubs, made when it is first asked for; its files lie beside it."""
    name = request.path_params.get("file") or "hubs.html"
    choice = {key: value for key, value in request.query_params.items() if key in {"since", "until", "weight"}}
    return await _page(request, job="report", file=name, choice=choice, day=_today())


async def dossier(request: Request) -> Response:
    """The dossier of two countries."""
    one, other = request.path_params["one"], request.path_params["other"]
    other, suffix = _split(other, {"html", "md", "json"})
    offered = {"html": formats.HTML, "json": formats.JSON["json"], "md": formats.Format("md", "text/markdown")}
    form = suffix or chosen(_accept(request), offered, "html")
    return await _page(request, job="dossier", one=one, other=other, format_=form or "html", day=_today())


async def dossiers(request: Request) -> Response:
    """The form that asks for two countries, which leads to their dossier."""
    one, other = request.query_params.get("one", "").strip(), request.query_params.get("other", "").strip()
    if one and other:
        return RedirectResponse(f"/dossier/{quote(one, safe='')}/{quote(other, safe='')}", 303)
    return await _page(request, job="dossier_form", one=one, other=other)


async def calendar(request: Request) -> Response:
    """The anniversaries of a period, as a page, iCalendar or rows."""
    given = {key: value for key, value in request.query_params.items() if value.strip()}
    form = request.path_params.get("suffix") or chosen(
        _accept(request), {"html": formats.HTML, "ics": formats.Format("ics", "text/calendar")}, "html"
    )
    return await _page(request, job="calendar", format_=form or "html", given=given, day=_today())


async def plain(request: Request) -> Response:
    """A page that takes nothing."""
    return await _page(request, job=request.scope["mediagraph.route"])


async def openapi(request: Request) -> Response:
    """The description of this service, OpenAPI 3.1."""
    from mediagraph.server.openapi import document

    return as_json(document(Catalogue(_engine(request).project.queries), _base(request)))


async def health(request: Request) -> Response:
    """Whether the server can answer."""
    engine = _engine(request)
    lanes = {lane.name: {"alive": lane.alive, "of": lane.size} for lane in engine.lanes}
    status = "ok" if engine.ready else "starting"
    content = {"status": status, "graph_version": engine.version, "workers": lanes}
    return as_json(content, status=200 if engine.ready else 503)


async def metrics(request: Request) -> Response:
    """Figures for Prometheus."""
    figures = request.app.state.figures
    figures.builds.inc(max(0, _engine(request).builds - figures.builds._value.get()))  # noqa: SLF001 - its one reading
    return Response(figures.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


async def static(request: Request) -> Response:
    """A style sheet, script or picture of the package, by allow-list."""
    from mediagraph.server.assets import assets

    found = assets().get(request.path_params["name"])
    if found is None:
        raise Problem("not-found", "there is no such file")
    content, media, tag = found
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(content, headers={"ETag": tag, "Cache-Control": "max-age=3600"}, media_type=media)


async def robots(_: Request) -> Response:
    """What crawlers should leave alone: what is computed for each address."""
    return Response(
        "User-agent: *\nDisallow: /sparql\nDisallow: /search\nDisallow: /queries/\n", media_type="text/plain"
    )


async def void(_: Request) -> Response:
    """Where the description of the data set is (VoID, section 7.2)."""
    return RedirectResponse("/dataset.ttl", 303)


def _base(request: Request) -> str:
    return str(request.app.state.base or request.base_url).rstrip("/")


def _split(name: str, suffixes: Any) -> tuple[str, str]:
    """Part a path from a suffix that names a format."""
    stem, dot, suffix = name.rpartition(".")
    return (stem, suffix) if dot and stem and suffix in suffixes else (name, "")


def _route(path: str, answer: Callable[[Request], Awaitable[Response]], name: str, *methods: str) -> Route:
    async def endpoint(request: Request) -> Response:
        request.scope["mediagraph.route"] = name
        return await answer(request)

    return Route(path, endpoint, name=name, methods=list(methods or ("GET",)))


ROUTES = [
    _route("/", plain, "home"),
    _route("/sparql", sparql, "sparql", "GET", "POST"),
    _route("/sparql/", sparql, "sparql", "GET", "POST"),
    _route("/queries", queries, "queries"),
    _route("/queries/{name:path}", query, "query", "GET", "POST"),
    _route("/id/{path:path}", entity, "entity"),
    _route("/browse/{kind}", browse, "browse"),
    _route("/search", search, "search"),
    _route("/search.{suffix:str}", search, "search"),
    _route("/report/", report, "report"),
    _route("/report/{file}", report, "report"),
    _route("/dossier", dossiers, "dossier"),
    _route("/dossier/{one}/{other}", dossier, "dossier"),
    _route("/calendar", calendar, "calendar"),
    _route("/calendar.{suffix:str}", calendar, "calendar"),
    _route("/about", plain, "about"),
    _route("/about/problems", plain, "problems"),
    _route("/docs", plain, "docs"),
    _route("/dataset.ttl", plain, "dataset"),
    _route("/.well-known/void", void, "void"),
    _route("/terms.json", plain, "terms"),
    _route("/openapi.json", openapi, "openapi"),
    _route("/health", health, "health"),
    _route("/metrics", metrics, "metrics"),
    _route("/static/{name:path}", static, "static"),
    _route("/robots.txt", robots, "robots"),
]
