"""What an operator sees of the server: a line of JSON for each request, and figures for Prometheus."""

from __future__ import annotations

import datetime
import json
import logging
import sys
import time
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from mediagraph.server.pool import Lane

log = logging.getLogger("mediagraph.server")


class JsonLines(logging.Formatter):
    """Formats records as JSON, a line each."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record; what it has as `fields` are members of their own."""
        when = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": when, "level": record.levelname.lower(), "event": record.getMessage()}
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure_logs() -> None:
    """Send the server's log to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in ("mediagraph.server", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.INFO if name.startswith("mediagraph") else logging.WARNING)


class Figures:
    """The server's own figures; they cost nothing to keep, and `/metrics` shows them."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "mediagraph_requests", "Requests", ["route", "method", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "mediagraph_request_seconds", "Time to the end of the response", ["route"], registry=self.registry
        )
        self.problems = Counter("mediagraph_problems", "Refusals by kind", ["kind"], registry=self.registry)
        self.cache_hits = Counter("mediagraph_cache_hits", "Answers sent again", registry=self.registry)
        self.builds = Counter("mediagraph_builds_picked_up", "New builds picked up", registry=self.registry)
        self._gauges = {
            name: Gauge(f"mediagraph_workers_{name}", doc, ["lane"], registry=self.registry)
            for name, doc in {
                "alive": "Workers",
                "waiting": "Requests that wait for a worker",
                "jobs": "Jobs since the start",
                "killed": "Workers that were ended at a job",
            }.items()
        }
        self._lanes = lanes

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        for lane in self._lanes:
            now = {"alive": lane.alive, "waiting": lane.waiting, "jobs": lane.counts.jobs, "killed": lane.counts.killed}
            for name, value in now.items():
                self._gauges[name].labels(lane.name).set(value)
        return generate_latest(self.registry)


class Observed:
    """ASGI middleware: logs and counts requests, and adds the headers that every response has."""

    def __init__(self, app: ASGIApp, figures: Figures, headers: Sequence[tuple[bytes, bytes]]) -> None:
        self._app, self._figures, self._headers = app, figures, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status, size = 0, 0

        async def sending(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(pair for pair in self._headers if pair[0] not in present),
                ]
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            took = time.perf_counter() - begun
            route = scope.get("mediagraph.route", "other")
            self._figures.requests.labels(route, scope["method"], str(status)).inc()
            self._figures.seconds.labels(route).observe(took)
            fields = {
                "method": scope["method"], "path": scope["path"], "status": status, "bytes": size,
                "ms": round(took * 1000, 1), "client": (scope.get("client") or ("",))[0], "route": route,
                **scope.get("mediagraph.fields", {}),
            }  # fmt: skip
            log.info("request", extra={"fields": fields})
