"""Sends messages to a model's endpoint and returns its answer: within limits of time and size, to that host only."""

from __future__ import annotations

import json
import re
import ssl
import time
import urllib.request
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError

from mediagraph.drafting.modelling.endpoint import KEY_VARIABLE, ModelEndpoint
from mediagraph.errors import EndpointError, shorten
from mediagraph.store.remote.access import Credentials, Login, SameHost
from mediagraph.store.remote.waiting import Budget, PlainHandler, Request, SecureHandler

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from email.message import Message

MOST_BYTES = 4 << 20  # of an answer
_BLOCK = 1 << 16
_SPOKEN = 4096  # bytes that are read of what a refusal says
_LONGEST_PAUSE = 5.0
_BUSY = 429
_UNKNOWN_OPTION = frozenset({400, 415, 422, 501})  # how endpoints refuse an option that they do not have
_HEADERS = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "mediagraph"}


class ChatClient:
    """Asks one model."""

    def __init__(self, endpoint: ModelEndpoint) -> None:
        """Prepare to ask; nothing is sent yet."""
        self.endpoint = endpoint
        # a proxy of the environment would read what is not encrypted
        proxied = endpoint.address.startswith("https:") and not endpoint.local
        self._opener = urllib.request.build_opener(
            Login(Credentials(token=endpoint.key)),
            SameHost(),
            PlainHandler(),
            SecureHandler(ssl.create_default_context()) if endpoint.address.startswith("https:") else SecureHandler(),
            urllib.request.ProxyHandler(None if proxied else {}),
        )
        self._asks_for_json = True

    def answer(self, messages: Sequence[Mapping[str, str]]) -> str:
        """Return what the model says to `messages`; nothing where it gives no text.

        Raises:
            EndpointError: the endpoint fails, refuses, or answers in another form.
        """
        try:
            content = self._sent(messages)
        except EndpointError as error:
            raise self._error(str(error)) from None
        try:
            text = json.loads(content)["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            page = content.lstrip()[:1] == b"<"
            advice = "that is a page, is the address that of the interface? it often ends in /v1" if page else ""
            raise self._error(f"the answer is not one of chat completions{'; ' + advice if advice else ''}") from None
        return text if isinstance(text, str) else ""

    def _sent(self, messages: Sequence[Mapping[str, str]]) -> bytes:
        budget = Budget(self.endpoint.seconds)
        attempt = 1
        while True:
            pause = min(2**attempt / 4, _LONGEST_PAUSE)
            try:
                return self._once(self._body(messages), budget)
            except HTTPError as error:
                with error:
                    said = self._said(error)
                if error.code in _UNKNOWN_OPTION and self._asks_for_json:
                    self._asks_for_json = False  # not every endpoint has this option; the instructions ask for JSON too
                    continue
                asked_for = _retry_after(error.headers)
                pause = pause if asked_for is None else asked_for
                passes = error.code == _BUSY or 500 <= error.code <= 599
                if not passes or attempt == self.endpoint.tries or not budget.affords(pause):
                    raise self._refusal(error, said, asked_for) from None
            except (HTTPException, OSError) as error:
                if attempt == self.endpoint.tries or not _passes(error) or not budget.affords(pause):
                    raise self._failure(error) from None
            budget.pause(pause)
            attempt += 1

    def _body(self, messages: Sequence[Mapping[str, str]]) -> bytes:
        body: dict[str, Any] = {"model": self.endpoint.name, "messages": list(messages), "temperature": 0}
        if self._asks_for_json:
            body["response_format"] = {"type": "json_object"}
        return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")

    def _once(self, body: bytes, budget: Budget) -> bytes:
        request = Request(self.endpoint.address, budget, data=body, headers=_HEADERS, method="POST")
        try:
            response = self._opener.open(request, timeout=budget.left())
        except ValueError as error:  # of an address that it sends its askers on to
            raise EndpointError(f"it asks for something that is not known here: {error}") from None
        with response:
            blocks: list[bytes] = []
            size = 0
            while block := response.read(_BLOCK):
                size += len(block)
                if size > MOST_BYTES:
                    raise EndpointError(f"the answer has more than {MOST_BYTES >> 20} MiB")
                blocks.append(block)
            if response.length:
                raise EndpointError("the answer broke off")
        return b"".join(blocks)

    def _said(self, error: HTTPError) -> str:
        """Return the endpoint's own words, without the key, also where they are cut within it."""
        try:
            content = error.read(_SPOKEN)
        except (HTTPException, OSError, ValueError, AttributeError):
            return ""
        text = content.decode(errors="replace")
        try:
            spoken = json.loads(text)["error"]
            text = str(spoken["message"] if isinstance(spoken, dict) else spoken)
        except (ValueError, KeyError, TypeError, RecursionError):
            kind = str(error.headers.get_content_type())  # pages say nothing, and escapes would hide a key
            text = "" if "html" in kind or "json" in kind else text
        text = self.endpoint.hide(text)
        for length in range(len(self.endpoint.key) - 1, 0, -1):
            if text.endswith(self.endpoint.key[:length]):
                text = text[:-length]
                break
        return shorten(_plain(text), most=300)

    def _refusal(self, error: HTTPError, said: str, pause: float | None) -> EndpointError:
        advice = ""
        if error.code in {401, 403}:
            advice = f"; is the key in {KEY_VARIABLE} the right one?" if self.endpoint.key else f"; set {KEY_VARIABLE}"
        elif error.code == 404:
            advice = "; are the address and the name of the model right?"
        elif pause is not None and not pause < self.endpoint.seconds:
            advice = f"; it asks to come back in {pause:g} s, and {self.endpoint.seconds:g} s is how long we wait"
        return EndpointError(f"{error.code} {error.reason}{': ' + said if said else ''}{advice}")

    def _failure(self, error: Exception) -> EndpointError:
        cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
        if isinstance(cause, TimeoutError):
            wait = f"no answer, or not the whole of it, within {self.endpoint.seconds:g} s"
            return EndpointError(f"{wait}; wait longer by --model-timeout SECONDS")
        if isinstance(cause, HTTPException):
            return EndpointError("the answer broke off, or is none of HTTP")
        return EndpointError(f"no answer ({cause}); is the address right?")

    def _error(self, text: str) -> EndpointError:
        """Return an error in one line, without the key."""
        return EndpointError(f"{self.endpoint.address}: {_plain(self.endpoint.hide(text))}")


def _plain(text: str) -> str:
    """Return `text` in one line, with a sign for each character that is not seen but acts on a terminal."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in " ".join(text.split()))


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
