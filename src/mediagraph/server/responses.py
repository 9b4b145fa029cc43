"""From answers and problems to HTTP responses: entity tags, conditional requests, types, and pages for people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from mediagraph.server import formats
from mediagraph.server.problems import KINDS, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from mediagraph.server.engine import Answer

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# on every response that does not say otherwise
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)


def respond(request: Request, answer: Answer, version: str) -> Response:
    """Return the response that carries an answer, or says that the visitor has it already."""
    headers = {
        "ETag": answer.tag,
        "Vary": "Accept",
        "Cache-Control": "no-cache",  # keep it, and ask whether it still holds
        "Graph-Version": version,
        **answer.head["headers"],
    }
    status = answer.head["status"]
    if status == 200 and answer.tag in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, status, headers, media_type=answer.head["media"])


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


def as_json(content: Any, *, media: str = "application/json", status: int = 200) -> Response:
    """Return a JSON document."""
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return Response(text, status, {"Cache-Control": "no-cache"}, media_type=media)


def refusal(request: Request, problem: Problem) -> Response:
    """Return a problem, as RFC 9457 has it or as a page."""
    document = problem.document() | {"instance": request.url.path}
    headers: Mapping[str, str] = {"Cache-Control": "no-store", "Vary": "Accept", **problem.headers}
    accepted = formats.chosen(request.headers.get("accept", ""), formats.JSON, "json")
    if accepted == "html":
        from mediagraph.server.showing import problem_page

        return Response(problem_page(document), problem.status, headers, media_type=formats.HTML.media)
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return Response(text, problem.status, headers, media_type="application/problem+json")


def of_status(status: int, detail: str) -> Problem:
    """Return the problem for a status that the framework raised."""
    names = {404: "not-found", 405: "method"}
    name = names.get(status) or next((name for name, kind in KINDS.items() if kind.status == status), "fault")
    return Problem(name, detail)
