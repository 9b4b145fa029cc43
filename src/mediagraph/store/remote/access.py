"""Who asks: credentials from the environment, and the rule that they go to the endpoint's own host only."""

from __future__ import annotations

import base64
import os
import re
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, cast

from mediagraph.errors import EndpointError, UsageError
from mediagraph.store.remote.waiting import Request

if TYPE_CHECKING:
    from email.message import Message

USER_VARIABLE = "MEDIAGRAPH_ENDPOINT_USER"
PASSWORD_VARIABLE = "MEDIAGRAPH_ENDPOINT_PASSWORD"  # noqa: S105 - a name
TOKEN_VARIABLE = "MEDIAGRAPH_ENDPOINT_TOKEN"  # noqa: S105 - a name
_CHALLENGE = re.compile(r"\b(Digest|Basic)\s+(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Credentials:
    """Name and password, or a token, or none of them; they are not shown where this is printed."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls) -> Credentials:
        """Read MEDIAGRAPH_ENDPOINT_USER and _PASSWORD, or MEDIAGRAPH_ENDPOINT_TOKEN.

        Raises:
            UsageError: both kinds are there, or a user without a password.
        """
        user, password, token = (
            os.environ.get(name, "") for name in (USER_VARIABLE, PASSWORD_VARIABLE, TOKEN_VARIABLE)
        )
        if token and user:
            raise UsageError(f"both {TOKEN_VARIABLE} and {USER_VARIABLE} are set; keep one of them")
        if bool(user) != bool(password):
            raise UsageError(f"set {USER_VARIABLE} and {PASSWORD_VARIABLE} together, or neither")
        if any(not part.isascii() or not part.isprintable() for part in (user, password, token)):
            raise UsageError(f"{USER_VARIABLE}, {PASSWORD_VARIABLE} and {TOKEN_VARIABLE} take printable ASCII only")
        return cls(user, password, token)

    def hide(self, text: str) -> str:
        """Return `text` without the secrets, for a message: an endpoint may repeat what it was sent."""
        for secret in (self.password, self.token):
            if secret:
                text = text.replace(secret, "…")
        return text


def checked(address: str) -> str:
    """Return an address that holds no password.

    Raises:
        UsageError: it holds one, or names no host.
    """
    parts = urllib.parse.urlsplit(address)
    if parts.username or parts.password:
        raise UsageError(
            f"{parts.scheme}://…@{parts.hostname}: an address is shown in messages and logs;"
            f" put name and password into {USER_VARIABLE} and {PASSWORD_VARIABLE}"
        )
    if not parts.hostname or not address.isascii() or not address.isprintable() or " " in address:
        raise UsageError(f"{address!r}: not an address; write it as https://host/path, in ASCII")
    return address


class Login(urllib.request.HTTPDigestAuthHandler):
    """Answers a challenge once a request, by digest where that is asked for; a token is sent at once.

    The last challenge is remembered and answered beforehand: a server that refuses a large upload closes the
    connection on it, and the refusal is not always to be read then.
    """

    def __init__(self, credentials: Credentials) -> None:
        self.passwd = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        super().__init__(self.passwd)
        self._credentials = credentials
        self._challenge: tuple[str, str] | None = None

    def http_request(self, req: Any) -> urllib.request.Request:
        """Log in; headers of this kind are left behind when a request is sent on to another place."""
        if self._credentials.token:
            req.add_unredirected_header("Authorization", f"Bearer {self._credentials.token}")
        elif self._challenge and not req.has_header("Authorization"):
            req.add_unredirected_header("Authorization", self._answered(req, *self._challenge))
        return cast("urllib.request.Request", req)

    https_request = http_request

    def http_error_401(self, req: Any, fp: IO[bytes], _code: int, _reason: str, headers: Message) -> Any:
        """Ask again with name and password; an answer that was refused is not repeated."""
        if not self._credentials.user or req.challenged:
            return None
        for header in headers.get_all("WWW-Authenticate", []):
            challenge = _CHALLENGE.search(header)
            if challenge:
                fp.close()
                req.challenged = True
                self._challenge = challenge[1], challenge[2]
                req.add_unredirected_header("Authorization", self._answered(req, *self._challenge))
                return self.parent.open(req, timeout=req.timeout)
        return None

    def _answered(self, req: urllib.request.Request, scheme: str, rest: str) -> str:
        user, password = self._credentials.user, self._credentials.password
        if scheme.lower() == "basic":
            return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
        said = urllib.request.parse_keqv_list(list(filter(None, urllib.request.parse_http_list(rest))))
        self.passwd.add_password(None, req.full_url, user, password)
        return f"Digest {self.get_authorization(req, said)}"


class SameHost(urllib.request.HTTPRedirectHandler):
    """Follows redirections on the endpoint's own host; to any other, neither query nor credentials are sent."""

    def redirect_request(
        self, req: Any, _fp: IO[bytes], code: int, _reason: str, _headers: Any, newurl: str
    ) -> urllib.request.Request:
        """Return the request to send instead, with its method and data unless the answer is to be fetched (303).

        Raises:
            EndpointError: the new address lies elsewhere, or is less safe.
        """
        before, after = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if after.hostname != before.hostname or (
            (after.scheme, after.port) != (before.scheme, before.port)
            and (before.scheme, after.scheme) != ("http", "https")
        ):
            there = urllib.parse.urlunsplit((after.scheme, after.netloc.rpartition("@")[2], after.path, "", ""))
            raise EndpointError(
                f"{bare(req.full_url)}: it sends its askers on to {there}; if you trust that address, use it instead"
            )
        keep = code != 303
        headers = {key: value for key, value in req.headers.items() if keep or not key.lower().startswith("content-")}
        return Request(
            newurl,
            req.budget,
            data=req.data if keep else None,
            headers=headers,
            method=req.get_method() if keep else "GET",
        )


def bare(address: str) -> str:
    """Return an address without its query part, which may hold a key, for messages."""
    return address.partition("?")[0]
