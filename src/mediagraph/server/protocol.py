"""The SPARQL 1.1 Protocol, query operation (https://www.w3.org/TR/sparql11-protocol/#query-operation)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from mediagraph.server import formats
from mediagraph.server.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

FORM, DIRECT, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
MOST_PARAMETERS = 200

Pairs = list[tuple[str, str]]


async def read_job(request: Request, longest: int) -> dict[str, Any] | None:
    """Return the job that a request asks for; None where it asks for no query at all.

    Args:
        request: to the endpoint.
        longest: bytes that its body may have.

    Raises:
        Problem: it breaks the protocol.
    """
    pairs = decoded(request.url.query)
    if request.method == "POST":
        pairs += await _posted(request, longest)
    if any(name in {"update", "using-graph-uri", "using-named-graph-uri"} for name, _ in pairs):
        raise read_only()
    queries = [value for name, value in pairs if name == "query"]
    if not queries and request.method in {"GET", "HEAD"} and not _of(pairs, "default-graph-uri"):
        return None
    if len(queries) != 1:
        raise Problem("bad-request", f"exactly one `query` is needed; {len(queries)} are there")
    return {
        "job": "sparql",
        "query": queries[0],
        "default_graphs": _of(pairs, "default-graph-uri"),
        "named_graphs": _of(pairs, "named-graph-uri"),
        "accept": request.headers.get("accept", ""),
        "name": formats.named(next(iter(_of(pairs, "format")), "")),
        "safe": "safe" in dict(pairs),
    }


async def _posted(request: Request, longest: int) -> Pairs:
    kind = request.headers.get("content-type", "")
    media, _, parameters = kind.partition(";")
    media = formats.bare(media)
    if media == UPDATE:
        raise read_only()
    if media not in {FORM, DIRECT}:
        raise Problem("media-type", f"send {FORM} or {DIRECT}, not {media or 'a body without a type'}")
    charset = parameters.lower().partition("charset=")[2].strip(" \"'")
    if charset and charset not in {"utf-8", "utf8", "us-ascii"}:
        raise Problem("bad-request", f"queries are read as UTF-8, not as {charset}")
    body = await read_body(request, longest)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem("bad-request", f"the body is not UTF-8: byte {error.start} cannot be read") from None
    return [("query", text)] if media == DIRECT else decoded(text)


async def read_body(request: Request, longest: int) -> bytes:
    """Return the body of a request.

    Raises:
        Problem: it is longer than allowed.
    """
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > longest:
            raise Problem(
                "too-long",
                f"the body has more than {longest >> 10} kB",
                {"limit": "body_kilobytes", "most": longest >> 10},
                {"Connection": "close"},
            )
    return bytes(body)


def decoded(query: str) -> Pairs:
    """Return names and values of a URL's query or of a form.

    Raises:
        Problem: they are not UTF-8, or too many.
    """
    try:
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise Problem("bad-request", "the parameters are not UTF-8") from None
    except ValueError:
        raise Problem("bad-request", f"there are more than {MOST_PARAMETERS} parameters") from None


def read_only() -> Problem:
    """Return the refusal of an update."""
    return Problem("read-only", "this server answers queries and takes no updates; build the graph anew to change it")


def _of(pairs: Pairs, name: str) -> Sequence[str]:
    return [value for key, value in pairs if key == name]
