"""A limit on waiting that holds whatever the other side does: HTTP connections that share one budget of seconds.

A socket's own time-out starts anew with each byte, so an endpoint that drips keeps its caller for ever. Here each
wait for the network is paid from a budget, and what is left of it is the time-out of the next wait.
"""

from __future__ import annotations

import functools
import http.client
import io
import time
import urllib.request
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Iterator

RATE = 100_000
_LEAST = 0.001


class Budget:
    """Seconds that may be spent on waiting, in all; time that the caller spends on rows is not counted.

    What arrives or is sent earns a second for each 100 kB, never more than there was at first: a large answer that
    flows may take its time, one that drips may not.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._left = seconds

    def left(self) -> float:
        """Return the seconds that are left.

        Raises:
            TimeoutError: none are.
        """
        if self._left <= 0:
            raise TimeoutError("timed out")
        return max(self._left, _LEAST)

    def affords(self, seconds: float) -> bool:
        """Tell whether a pause of so many seconds can be paid."""
        return seconds < self._left

    def pause(self, seconds: float) -> None:
        """Wait, and pay for it."""
        with self.waiting():
            time.sleep(seconds)

    def earn(self, size: int) -> None:
        """Note that so many bytes went through."""
        self._left = min(self.seconds, self._left + size / RATE)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Pay for what is done meanwhile."""
        begin = time.monotonic()
        try:
            yield
        finally:
            self._left -= time.monotonic() - begin


class Request(urllib.request.Request):
    """A request with a budget, which redirections and log-ins hand on."""

    def __init__(self, address: str, budget: Budget, **options: Any) -> None:
        super().__init__(address, **options)
        self.budget = budget
        self.challenged = False


class _Reader(io.RawIOBase):
    """The bytes of a socket, each wait for them limited by the budget."""

    def __init__(self, raw: Any, sock: socket.socket, budget: Budget) -> None:
        self._raw, self._sock, self._budget = raw, sock, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._budget.left())
        with self._budget.waiting():
            count: int = self._raw.readinto(buffer)
        self._budget.earn(count)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """A response that is read within the budget, from its first line on."""

    def __init__(self, sock: socket.socket, *args: Any, budget: Budget, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        reader: Any = self.fp
        self.fp = io.BufferedReader(_Reader(reader.detach(), sock, budget), 1 << 16)


class _Spending:
    """What both kinds of connection do with the budget."""

    sock: Any
    timeout: Any
    response_class: Any

    def __init__(self, *args: Any, budget: Budget, **options: Any) -> None:
        super().__init__(*args, **options)
        self._budget = budget
        self.response_class = functools.partial(_Response, budget=budget)

    def connect(self) -> None:
        self.timeout = self._budget.left()
        with self._budget.waiting():
            super().connect()  # type: ignore[misc]

    def send(self, data: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(self._budget.left())
        # Who closes the connection on what we send may have said why.
        with self._budget.waiting(), suppress(BrokenPipeError):
            super().send(data)  # type: ignore[misc]
        if isinstance(data, bytes):
            self._budget.earn(len(data))


class _Connection(_Spending, http.client.HTTPConnection):
    pass


class _SecureConnection(_Spending, http.client.HTTPSConnection):
    pass


class PlainHandler(urllib.request.HTTPHandler):
    """Opens `http:` addresses."""

    def http_open(self, req: Any) -> http.client.HTTPResponse:
        """Open a connection that spends the request's budget."""
        return self.do_open(functools.partial(_Connection, budget=req.budget), req)


class SecureHandler(urllib.request.HTTPSHandler):
    """Opens `https:` addresses; certificates are checked as Python does by default."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        super().__init__(context=context)
        self._checked = context

    def https_open(self, req: Any) -> http.client.HTTPResponse:
        """Open a connection that spends the request's budget."""
        make = functools.partial(_SecureConnection, budget=req.budget, context=self._checked)
        return self.do_open(make, req)
