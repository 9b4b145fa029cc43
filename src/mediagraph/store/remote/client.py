"""Sends requests to one endpoint: again where it is busy, within one budget of seconds, with errors in its words."""

from __future__ import annotations

import html
import re
import ssl
import time
import urllib.request
from email.utils import parsedate_to_datetime
from http.client import HTTPException, IncompleteRead
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.error import HTTPError, URLError

from mediagraph.errors import EndpointError, MediagraphError, QueryError, shorten
from mediagraph.store.remote.access import (
    PASSWORD_VARIABLE,
    TOKEN_VARIABLE,
    USER_VARIABLE,
    Credentials,
    Login,
    SameHost,
    bare,
    checked,
)
from mediagraph.store.remote.settings import TIMEOUT_VARIABLE
from mediagraph.store.remote.waiting import Budget, PlainHandler, SecureHandler

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message

    from mediagraph.store.remote.waiting import Request

_RETRIED = {429, 502, 503, 504}
_BLOCK = 1 << 16
_LONGEST_PAUSE = 5
_SPOKEN = 4096
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_VIRTUOSO = re.compile(r"Virtuoso \w{5} Error .*", re.DOTALL)
T = TypeVar("T")


class Body:
    """What an endpoint sends, block by block; an end before its time is an error."""

    def __init__(self, response: Any, budget: Budget) -> None:
        self._response, self.budget = response, budget
        self.headers: Message = response.headers

    @property
    def media_type(self) -> str:
        """What the endpoint says that it sends, without parameters."""
        return str(self.headers.get_content_type())

    @property
    def framed(self) -> bool:
        """Whether the end can be told from a broken connection: by a length or by chunks."""
        return bool(self._response.chunked) or self._response.length is not None

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes.

        Raises:
            TimeoutError: the budget is spent.
            IncompleteRead: the connection ended too early.
        """
        if size < 0:
            return b"".join(iter(lambda: self.read(_BLOCK), b""))
        content: bytes = self._response.read(size)
        if not content and size and self._response.length:
            raise IncompleteRead(b"", self._response.length)
        return content

    def close(self) -> None:
        """Close the connection."""
        self._response.close()

    def __del__(self) -> None:
        self.close()


class Client:
    """Asks one endpoint."""

    def __init__(
        self,
        address: str,
        *,
        timeout: float = 60,
        tries: int = 3,
        credentials: Credentials | None = None,
    ) -> None:
        """Prepare to ask; nothing is sent yet.

        Args:
            address: for messages, and to see that it holds no password.
            timeout: seconds that one question may keep its asker waiting, repetitions included.
            tries: how often a request is sent when the endpoint is busy or cannot be reached.
            credentials: by default those of the environment.

        Raises:
            UsageError: the address or the environment is at fault.
        """
        self.address = bare(checked(address))
        self.timeout, self.tries = timeout, tries
        self.credentials = Credentials.from_environment() if credentials is None else credentials
        handlers = [Login(self.credentials), SameHost(), PlainHandler()]
        secure = [SecureHandler(ssl.create_default_context())] if address.startswith("https:") else [SecureHandler()]
        self._opener = urllib.request.build_opener(*handlers, *secure)

    def ask(
        self,
        make: Callable[[Budget], Request],
        read: Callable[[Body], T],
        *,
        refused: Callable[[], T] | None = None,
        missing: Callable[[], T] | None = None,
    ) -> T:
        """Send a request and read the answer; it may be sent again, so that it has to mean the same when repeated.

        Args:
            make: makes the request anew for each try.
            read: reads as much of the answer as has to be there before a failure is no longer mended by asking again.
            refused: makes what to return where the endpoint says no; by default that is an error.
            missing: the same, where it says that there is no such thing (404) only.

        Raises:
            QueryError: the endpoint says that the request is wrong.
            EndpointError: it fails, refuses, or does not answer in time.
        """
        budget = Budget(self.timeout)
        for attempt in range(1, self.tries + 1):
            pause = min(2**attempt / 4, _LONGEST_PAUSE)
            try:
                return self._once(make(budget), read, budget)
            except HTTPError as error:
                with error:
                    text = self.credentials.hide(_said(error))
                asked_for = _retry_after(error.headers)
                retried = error.code in _RETRIED and attempt < self.tries
                pause = asked_for if asked_for is not None else pause
                if not retried or not budget.affords(pause):
                    if refused is not None and error.code not in _RETRIED:
                        return refused()
                    if missing is not None and error.code == 404:
                        return missing()
                    raise self._refusal(error, text, asked_for) from None
            except (HTTPException, OSError) as error:
                if attempt == self.tries or not _passes(error) or not budget.affords(pause):
                    raise self.failure(error) from error
            budget.pause(pause)
        raise AssertionError("unreachable")  # pragma: no cover

    def _once(self, request: Request, read: Callable[[Body], T], budget: Budget) -> T:
        try:
            body = Body(self._opener.open(request, timeout=budget.left()), budget)
        except ValueError as error:  # of a challenge or an address that it gave
            raise EndpointError(f"{self.address}: it asks for something that is not known here: {error}") from error
        try:
            return read(body)
        except (SyntaxError, ValueError) as error:
            raise self.unreadable(body, error) from error

    def unreadable(self, body: Body, error: Exception) -> EndpointError:
        """Return the error for an answer that is not what it should be."""
        page = "; that is a web page, is the address that of the query service?" if "html" in body.media_type else ""
        return EndpointError(f"{self.address}: the answer cannot be read: {error}{page}")

    def failure(self, error: Exception) -> MediagraphError:
        """Return the error for a connection that failed."""
        if isinstance(error, MediagraphError):
            return error
        cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
        if isinstance(cause, TimeoutError):
            return EndpointError(
                f"{self.address}: no answer, or not the whole of it, within {self.timeout:g} s; ask for less,"
                f" or wait longer by --timeout SECONDS or {TIMEOUT_VARIABLE}"
            )
        if isinstance(cause, IncompleteRead):
            return EndpointError(f"{self.address}: the answer broke off; what came of it is not used")
        return EndpointError(f"{self.address}: no answer ({self.credentials.hide(str(cause))}); is the address right?")

    def _refusal(self, error: HTTPError, text: str, pause: float | None) -> MediagraphError:
        said = f": {text}" if text else ""
        if error.code == 400:
            return QueryError(f"{self.address}: {text or 'the query is wrong, it does not say why'}")
        advice = ""
        if error.code in {401, 403}:
            given = self.credentials.user or self.credentials.token
            advice = (
                "; it does not take the credentials of the environment for this"
                if given
                else f"; give credentials by {USER_VARIABLE} and {PASSWORD_VARIABLE}, or by {TOKEN_VARIABLE}"
            )
        elif pause is not None:
            advice = f"; it asks to come back in {pause:g} s, and {self.timeout:g} s is how long we wait"
        return EndpointError(f"{self.address}: {error.code} {error.reason}{said}{advice}")


def _passes(error: Exception) -> bool:
    """Tell whether a failure may pass; a time-out has used up the time there was."""
    cause = error.reason if isinstance(error, URLError) else error
    return not isinstance(cause, TimeoutError | ssl.SSLCertVerificationError)


def _retry_after(headers: Message) -> float | None:
    """Return the seconds that the endpoint wants to be left alone for (RFC 9110, section 10.2.3)."""
    value = (headers.get("Retry-After") or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _said(error: HTTPError) -> str:
    """Return the endpoint's own words, in one line; where they follow on half an answer, those alone."""
    head, tail = b"", b""
    try:
        while block := error.read(_BLOCK):
            head = head or block[:_SPOKEN]
            tail = (tail + block)[-_SPOKEN:]
    except (HTTPException, OSError, ValueError, AttributeError):  # what came before is better than nothing
        pass
    text = (head if tail == head else head + tail).decode(errors="replace")
    virtuoso = _VIRTUOSO.search(text)
    if virtuoso:
        text = virtuoso.group().partition("\n\nSPARQL query:")[0]
    elif "html" in str(error.headers.get_content_type()):
        text = html.unescape(_TAGS.sub(" ", text))
    return shorten(" ".join(text.split()), most=500)
