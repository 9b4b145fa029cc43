"""The server: SPARQL, stored queries, entities, reports and pages over HTTP, read-only by construction.

The process that listens holds no graph: it reads requests, hands jobs to workers and sends what they answer.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from mediagraph.errors import MediagraphError
from mediagraph.server.engine import Engine
from mediagraph.server.observing import Figures, Observed, log
from mediagraph.server.problems import Problem, of_error
from mediagraph.server.responses import HEADERS, as_json, of_status, refusal
from mediagraph.server.routes import ROUTES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from mediagraph.project import Project
    from mediagraph.server.limits import Limits

_OURS = "this could not be answered, which is our fault"


def create_app(store: Path, project: Project, limits: Limits, *, base: str = "") -> Starlette:
    """Return the ASGI application that serves the published graph below `store`.

    Args:
        store: folder of the store.
        project: whose queries and context are used.
        limits: what a visitor may take.
        base: address that the server is reached by, for documents that need whole addresses.
    """
    engine = Engine(store, project, limits, base=base)
    figures = Figures(engine.lanes)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await engine.start()
        log.info("ready", extra={"fields": {"version": engine.version, "store": str(store)}})
        try:
            yield
        finally:
            await engine.stop()
            log.info("stopped", extra={"fields": {}})

    handlers: Any = {Problem: _problem, MediagraphError: _error, HTTPException: _http, Exception: _fault}
    app = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        exception_handlers=handlers,
        middleware=[
            Middleware(Observed, figures=figures, headers=HEADERS),
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=["GET", "HEAD", "POST"],
                allow_headers=["*"],
                expose_headers=["ETag", "Graph-Version", "Link", "Location", "Retry-After"],
            ),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
    )
    app.state.engine, app.state.figures, app.state.base = engine, figures, base
    return app


async def _problem(request: Request, error: Problem) -> Response:
    return _refused(request, error)


def _refused(request: Request, error: Problem) -> Response:
    request.app.state.figures.problems.labels(error.name).inc()
    request.scope["mediagraph.fields"] = {**request.scope.get("mediagraph.fields", {}), "problem": error.name}
    return refusal(request, error)


async def _error(request: Request, error: MediagraphError) -> Response:
    return _refused(request, of_error(error))


async def _http(request: Request, error: HTTPException) -> Response:
    response = _refused(request, of_status(error.status_code, f"{request.method} {request.url.path}: {error.detail}"))
    response.headers.update(error.headers or {})
    return response


async def _fault(request: Request, error: Exception) -> Response:
    log.error("fault", exc_info=error, extra={"fields": {"path": request.url.path}})
    return as_json(Problem("fault", _OURS).document(), media="application/problem+json", status=500)
