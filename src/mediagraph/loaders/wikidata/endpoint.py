"""A SPARQL endpoint that is asked politely: one request at a time, with pauses, and no sooner than it says.

Wikidata asks this of programs (https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual#Query_limits): a user
agent that says whom to turn to, one request at a time, and after an answer 429 a wait as long as `Retry-After` says.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, IncompleteRead
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError

from mediagraph.errors import EndpointError, shorten

if TYPE_CHECKING:
    from collections.abc import Callable

HOME = "https://w3id.org/mediagraph/ontology"
_LONGEST_GET = 2000
_LARGEST = 128 * 1024 * 1024
_BUSY = {429, 502, 503, 504}
_LONGEST_WAIT = 600
_HINT = "the pages that came are kept: run the same command again to go on"


class PoliteEndpoint:
    """Asks one endpoint, and waits when it must."""

    def __init__(
        self,
        address: str,
        *,
        delay: float = 1,
        timeout: int = 90,
        tries: int = 5,
        tell: Callable[[str], None] = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare to ask; nothing is sent yet.

        Args:
            address: of the query service.
            delay: seconds from an answer to the next request.
            timeout: seconds of silence after which a request is given up.
            tries: how often a request is sent when the endpoint is busy or cannot be reached.
            tell: is told of waits.
            sleep: waits for so many seconds.
        """
        self._address, self._delay, self._timeout, self._tries = address, delay, timeout, tries
        self._tell, self._sleep = tell, sleep
        self._answered: float | None = None

    def ask(self, query: str) -> Any:
        """Return the answer to a SELECT: a document in SPARQL's JSON form.

        Raises:
            EndpointError: the endpoint refuses, fails, or does not answer in time.
        """
        for attempt in range(1, self._tries + 1):
            self._pause()
            try:
                body = self._send(query)
            except (HTTPError, URLError, HTTPException, OSError) as error:
                wait = self._wait(error, attempt)
                self._tell(f"{self._address}: {_reason(error)}; asking again in {wait:.0f} s")
                self._sleep(wait)
                continue
            finally:
                self._answered = time.monotonic()
            try:
                return json.loads(body)
            except (ValueError, RecursionError) as error:
                raise EndpointError(f"{self._address}: {_unreadable(body)}; {_HINT}") from error
        raise AssertionError("unreachable")  # pragma: no cover

    def _pause(self) -> None:
        if self._answered is not None:
            left = self._delay - (time.monotonic() - self._answered)
            if left > 0:
                self._sleep(left)

    def _send(self, query: str) -> bytes:
        import SPARQLWrapper

        agent = f"mediagraph/{version('mediagraph')} ({HOME}) SPARQLWrapper/{SPARQLWrapper.__version__}"
        wrapper = SPARQLWrapper.SPARQLWrapper(self._address, agent=agent)
        wrapper.setTimeout(self._timeout)
        wrapper.setQuery(query)
        wrapper.queryType = SPARQLWrapper.SELECT  # SPARQLWrapper guesses it by a pattern that comments mislead
        wrapper.setMethod(SPARQLWrapper.GET if len(query) < _LONGEST_GET else SPARQLWrapper.POST)
        wrapper.addCustomHttpHeader("Accept", "application/sparql-results+json")
        try:
            with wrapper.query().response as response:
                body: bytes = response.read(_LARGEST + 1)
                if response.length and len(body) <= _LARGEST:  # a read with a limit does not tell that it fell short
                    raise IncompleteRead(body, response.length)
        except SPARQLWrapper.SPARQLExceptions.SPARQLWrapperException as error:  # 400, 401, 404, 414, 500
            raise EndpointError(f"{self._address}: {_words(str(error))}") from error
        if len(body) > _LARGEST:
            raise EndpointError(f"{self._address}: an answer of more than {_LARGEST} bytes; ask for a smaller --page")
        return body

    def _wait(self, error: Exception, attempt: int) -> float:
        """Return for how many seconds to wait before the next try.

        Raises:
            EndpointError: there is to be none.
        """
        if isinstance(error, HTTPError):
            said = _words(f"{error.code} {error.reason}: {error.read(4096).decode(errors='replace')}")
            if error.code not in _BUSY:
                raise EndpointError(f"{self._address}: {said}; {_HINT}") from error
            wait = retry_after(error.headers.get("Retry-After"), datetime.now(UTC))
            if wait is None:
                wait = 60.0 if error.code == 429 else 2.0**attempt
        else:
            said = f"no answer ({error}); is the address right?"
            wait = 2.0**attempt
        if attempt == self._tries:
            raise EndpointError(f"{self._address}: {said}; {_HINT}") from error
        if wait > _LONGEST_WAIT:
            raise EndpointError(f"{self._address}: it asks to wait for {wait:.0f} s ({said}); {_HINT}") from error
        return wait


def retry_after(header: str | None, now: datetime) -> float | None:
    """Return the seconds that `Retry-After` asks to wait (RFC 9110, section 10.2.3); None where it cannot be read.

    >>> retry_after("Fri, 31 Dec 1999 23:59:59 GMT", datetime(1999, 12, 31, 23, 59, 29, tzinfo=UTC))
    30.0
    """
    text = (header or "").strip()
    if text.isdecimal():
        return float(text)
    try:
        day = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (day.replace(tzinfo=day.tzinfo or UTC) - now).total_seconds())


def _reason(error: Exception) -> str:
    return f"answered {error.code}" if isinstance(error, HTTPError) else f"no answer ({error})"


def _unreadable(body: bytes) -> str:
    """What is wrong with an answer that is no JSON: it may break off with the endpoint's own error."""
    text = body.decode(errors="replace")
    if "TimeoutException" in text:
        return _words(text)
    return f"the answer cannot be read: {shorten(text.strip(), most=200) or 'it is empty'}"


def _words(text: str) -> str:
    """The endpoint's own words, in one line; Blazegraph's end in the cause, after the query."""
    plain = " ".join(text.replace("\\n", " ").split())
    if "TimeoutException" in plain:
        return "the query took longer there than is allowed; ask for fewer at a time: --page 10, or a smaller country"
    return shorten(plain, most=500)
