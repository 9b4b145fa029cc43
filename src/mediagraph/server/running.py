"""Runs the server: the socket, the log, and the graceful end."""

from __future__ import annotations

import signal
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import uvicorn

from mediagraph.errors import FileError, StoreError
from mediagraph.server.observing import configure_logs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from starlette.applications import Starlette

    from mediagraph.project import Project
    from mediagraph.reviewing import Review
    from mediagraph.server.limits import Limits

_GRACE_SECONDS = 15
_BACKLOG = 2048


def run(
    store: Path,
    project: Project,
    limits: Limits,
    *,
    host: str,
    port: int,
    base: str,
    tell: Callable[[str, dict[str, str]], Any],
) -> None:
    """Serve until SIGTERM or SIGINT; then finish what was begun, and end.

    Args:
        store: folder of the store.
        project: whose queries are served.
        limits: what a visitor may take.
        host: to listen at.
        port: to listen at; 0 takes a free one.
        base: address that visitors use; that of the request where empty.
        tell: gets the address, and what else is good to know, once the server listens.

    Raises:
        FileError: the port cannot be had.
        StoreError: the workers do not start.
    """
    from mediagraph.server.app import create_app

    _run(
        lambda _: create_app(store, project, limits, base=base),
        host=host,
        port=port,
        tell=lambda place: tell(place, {"console": f"{place}/sparql", "interface": f"{place}/docs"}),
        longest_head=limits.query_kilobytes << 12,
    )


def run_reviews(reviews: Sequence[Review], *, host: str, port: int, tell: Callable[[str, dict[str, str]], Any]) -> None:
    """Serve the pages of reviews, and nothing else, at this machine until SIGTERM or SIGINT.

    Args:
        reviews: to be gone through.
        host: to listen at; one that only this machine reaches.
        port: to listen at; 0 takes a free one.
        tell: gets the address, and that of each review, once the server listens.

    Raises:
        UsageError: others could reach `host`.
        FileError: the port cannot be had.
        StoreError: the server does not start.
    """
    from mediagraph.server.review import create_review_app
    from mediagraph.server.review.guarding import check_host

    check_host(host)
    slugs = [review.proposals.slug for review in reviews]
    _run(
        lambda taken: create_review_app(reviews, taken),
        host=host,
        port=port,
        tell=lambda place: tell(place, {slug: f"{place}/review/{quote(slug, safe='')}" for slug in slugs}),
    )


def _run(
    make: Callable[[int], Starlette],
    *,
    host: str,
    port: int,
    tell: Callable[[str], Any],
    longest_head: int | None = None,
) -> None:
    """Serve the application that `make` returns for the port that was taken."""
    configure_logs()
    try:
        listening = socket.create_server((host, port), backlog=_BACKLOG, reuse_port=False)
    except OSError as error:
        raise FileError(
            f"{host}:{port}: cannot be listened at: {error.strerror or error}; name another --port"
        ) from error
    # Connections inherit it. Without it each answer waits 40 ms for an acknowledgement that the other side puts off;
    # asyncio sets it by itself only on sockets that name their protocol, and this one comes from a host and a port.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    place = f"http://{host}:{listening.getsockname()[1]}"
    config = uvicorn.Config(
        make(listening.getsockname()[1]),
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        timeout_keep_alive=15,
        h11_max_incomplete_event_size=longest_head,
        limit_concurrency=1000,
        backlog=_BACKLOG,
    )
    server = _Server(config, lambda: tell(place))
    try:
        server.run(sockets=[listening])
    except (SystemExit, RuntimeError) as error:
        raise StoreError("the server could not start; the log above says why") from error
    finally:
        listening.close()
    if not server.started:
        raise StoreError("the server could not start; the log above says why")


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], Any]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End gracefully on SIGTERM and SIGINT; the library would raise the signal once more when all is done."""
        former = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets=sockets)
        if self.started:
            self._ready()
