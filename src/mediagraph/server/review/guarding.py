"""What keeps a review to the reader at this machine: no other host's name, no other site's posts, no page around it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.responses import PlainTextResponse

from mediagraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL = ("127.0.0.1", "localhost")
MOST_BYTES = 1 << 20
_MOST_FIELDS = 50
_FORM = "application/x-www-form-urlencoded"
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    b"frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    # A stricter policy would keep browsers from naming the origin of a form.
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


class RefusedError(Exception):
    """A request that is not the reader's own.

    Attributes:
        status: of the response.
    """

    def __init__(self, reason: str, status: int = 403) -> None:
        self.status = status
        super().__init__(reason)


def check_host(host: str) -> None:
    """Refuse to listen where others could call.

    Raises:
        UsageError: `host` is not this machine alone.
    """
    if host not in LOCAL:
        raise UsageError(f"--host {host}: a review can write files, and is for this machine alone; use {LOCAL[0]}")


class Guard:
    """ASGI middleware: refuses requests by other names and from other sites, and adds the headers of all responses.

    A name that another site has pointed to this machine ("DNS rebinding") is in the Host field, and not one of ours.
    A form of another site has that one's Origin, or none.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = {f"{name}:{port}" for name in LOCAL} | (set(LOCAL) if port == 80 else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in _HEADERS}
                message["headers"] = [*(pair for pair in message["headers"] if pair[0].lower() not in names), *_HEADERS]
            await send(message)

        reason = _reason(scope, self._hosts)
        app = PlainTextResponse(f"{reason}\n", 403) if reason else self._app
        await app(scope, receive, sending)


def _reason(scope: Scope, hosts: Collection[str]) -> str:
    """Return why a request is refused; nothing if it is not."""
    given: dict[bytes, list[str]] = {}
    for name, value in scope["headers"]:
        given.setdefault(name.lower(), []).append(value.decode("latin-1"))
    host = given.get(b"host", [])
    if len(host) != 1 or host[0].lower() not in hosts:
        return "this is a review on the reader's own machine, and goes by no other name"
    if scope["method"] in {"GET", "HEAD"}:
        return ""
    if given.get(b"origin", []) != [f"http://{host[0]}"] or given.get(b"sec-fetch-site", ["same-origin"]) != [
        "same-origin"
    ]:
        return "this did not come from a page of the review itself"
    return ""


async def read_form(request: Request, token: str) -> dict[str, str]:
    """Return the fields of a form that a page of this server has made.

    Raises:
        RefusedError: it is too long, no form, or without the token that the pages bear.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise RefusedError("this is not a form of the review", 415)
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > MOST_BYTES:
            raise RefusedError(f"longer than {MOST_BYTES} bytes", 413)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise RefusedError("the form cannot be read", 400) from None
    form = {key: value.replace("\r\n", "\n") for key, value in pairs}
    if not secrets.compare_digest(form.get("token", "").encode(), token.encode()):
        raise RefusedError("the page is of another run of the server; load it again")
    return form
