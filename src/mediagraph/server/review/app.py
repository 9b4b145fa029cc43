"""The application: pages of reviews, and the forms by which decisions are made."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from mediagraph.errors import DataError, MediagraphError, UsageError
from mediagraph.reviewing import Mark, find_words
from mediagraph.server.review.guarding import Guard, RefusedError, read_form
from mediagraph.server.review.showing import Asked, list_page, review_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request

    from mediagraph.reviewing import Review

_STATIC = {"review.css": "text/css; charset=utf-8", "review.js": "text/javascript; charset=utf-8"}


@dataclass
class _Desk:
    """What the routes share: the reviews by name, the token of this run, and what is to be told next."""

    reviews: dict[str, Review]
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    told: dict[str, Sequence[str]] = field(default_factory=dict)


def create_review_app(reviews: Sequence[Review], port: int) -> Starlette:
    """Return the ASGI application for `reviews`.

    Args:
        reviews: to be gone through.
        port: that it will be reached at, by which foreign names are told.
    """
    handlers: Any = {RefusedError: _refused, HTTPException: _http}
    app = Starlette(
        routes=[
            Route("/", home),
            Route("/review/{slug}", page),
            Route("/review/{slug}", decide, methods=["POST"]),
            Route("/static/{name}", static),
        ],
        middleware=[Middleware(Guard, port=port)],
        exception_handlers=handlers,
    )
    app.state.desk = _Desk({review.proposals.slug: review for review in reviews})
    return app


def _refused(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", error.status if isinstance(error, RefusedError) else 403)


def _http(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return PlainTextResponse(
        {404: "there is nothing here\n", 405: "not in this way\n"}.get(status, "refused\n"), status
    )


def _desk(request: Request) -> _Desk:
    desk: _Desk = request.app.state.desk
    return desk


def _review(request: Request) -> Review:
    found = _desk(request).reviews.get(request.path_params["slug"])
    if found is None:
        raise HTTPException(404)
    return found


def home(request: Request) -> Response:
    """The list of reviews; where there is one only, that one."""
    desk = _desk(request)
    if len(desk.reviews) == 1:
        return RedirectResponse(_address(next(iter(desk.reviews))), 303)
    return HTMLResponse(list_page(list(desk.reviews.values())))


def page(request: Request) -> Response:
    """A review."""
    desk, review, given = _desk(request), _review(request), request.query_params
    asked = Asked(at=given.get("at", ""), words=given.get("q", ""), told=desk.told.pop(review.proposals.slug, ()))
    if "new" in given:
        asked = _beginning(review, asked, dict(given))
    return HTMLResponse(review_page(review, desk.token, asked), 422 if asked.faults else 200)


def _beginning(review: Review, asked: Asked, given: dict[str, str]) -> Asked:
    """Begin a record about selected words; without scripts they are written, and looked for in the paragraph."""
    try:
        if given.get("start", "").isdecimal() and given.get("end", "").isdecimal():
            start, end = _number(given["start"]), _number(given["end"])
            mark = Mark(_number(given.get("p", "")), start, end, "reader")
        else:
            mark = find_words(review.proposals.paragraphs, _number(given.get("p", "")), given.get("words", ""))
        return asked.with_new(review.begin(given["new"], mark), mark)
    except MediagraphError as error:
        return asked.with_faults([str(error)])


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise UsageError("the number of the paragraph, or the place in it, is missing")
    return int(text)


async def decide(request: Request) -> Response:
    """Carry out a decision, and lead to what is to be decided next."""
    desk, review = _desk(request), _review(request)
    form = await read_form(request, desk.token)
    return await run_in_threadpool(_decided, desk, review, form)


def _decided(desk: _Desk, review: Review, form: dict[str, str]) -> Response:
    key, verb = form.get("key", ""), form.get("verb", "")
    slug = review.proposals.slug
    try:
        if verb == "save":
            desk.told[slug] = review.told(review.save())
        elif verb == "add":
            paragraph, start, end = (_number(form.get(name, "")) for name in ("p", "start", "end"))
            key = review.add(form.get("text", ""), Mark(paragraph, start, end, "reader"))
        elif verb in _VERBS:
            _VERBS[verb](review, key, form)
        else:
            raise UsageError(f"{verb!r} is no decision")
    except MediagraphError as error:
        faults = [str(fault) for fault in error.faults] if isinstance(error, DataError) else [str(error)]
        asked = Asked(at=key, text=form.get("text", "") if verb == "edit" else None).with_faults(faults)
        if verb == "add" and all(form.get(name, "").isdecimal() for name in ("p", "start", "end")):
            mark = Mark(int(form["p"]), int(form["start"]), int(form["end"]), "reader")
            asked = asked.with_new(form.get("text", ""), mark)
        return HTMLResponse(review_page(review, desk.token, asked), 422)
    at = review.standing().after(key) if verb in _ONWARDS else key
    return RedirectResponse(_address(slug, at), 303)


_ONWARDS = {"accept", "accept-along", "reject", "reject-along", "edit", "merge"}
_VERBS: dict[str, Callable[[Review, str, dict[str, str]], Any]] = {
    "accept": lambda review, key, _: review.accept(key),
    "accept-along": lambda review, key, _: review.accept(key, along=True),
    "reject": lambda review, key, _: review.reject(key),
    "reject-along": lambda review, key, _: review.reject(key, along=True),
    "clear": lambda review, key, _: review.clear(key),
    "edit": lambda review, key, form: review.edit(key, form.get("text", "")),
    "merge": lambda review, key, form: review.merge(key, form.get("into", "")),
    "drop": lambda review, key, form: review.drop(key, form.get("party", "")),
}


def _address(slug: str, at: str = "") -> str:
    query = f"?{urlencode({'at': at})}#now" if at else ""
    return f"/review/{quote(slug, safe='')}{query}"


def static(request: Request) -> Response:
    """The style sheet and the script, by allow-list."""
    name = request.path_params["name"]
    if name not in _STATIC:
        raise HTTPException(404)
    return Response((files("mediagraph.server.review") / "static" / name).read_bytes(), media_type=_STATIC[name])
