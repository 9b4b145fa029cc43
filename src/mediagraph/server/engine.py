"""The engine room: lanes of workers on the published generation, answers that are kept, a share for each visitor."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
from collections import Counter, OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediagraph.errors import StoreError
from mediagraph.server.observing import log
from mediagraph.server.pool import Lane
from mediagraph.server.problems import Problem
from mediagraph.store import Generations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from mediagraph.project import Project
    from mediagraph.server.limits import Limits

_WATCH_SECONDS = 1.0
_KEPT = 1 << 20  # larger answers are made anew


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer.

    Attributes:
        head: status, media type and headers.
        body: its bytes.
        tag: entity tag: equal for equal bytes.
        kept: whether it was there already.
    """

    head: Mapping[str, Any]
    body: bytes
    tag: str
    kept: bool = False


class Engine:
    """Answers jobs; `start` it before and `stop` it afterwards."""

    def __init__(self, store: Path, project: Project, limits: Limits, *, base: str = "") -> None:
        self.store, self.project, self.limits = store, project, limits
        config = {"store": str(store), "project": str(project.root), "base": base}
        self.queries = Lane("queries", limits.queries, limits.seconds, limits, config)
        self.pages = Lane("pages", limits.pages, limits.page_seconds, limits, config)
        self.lanes = (self.queries, self.pages)
        self.version = ""
        self.builds = 0
        self._kept: OrderedDict[str, Answer] = OrderedDict()
        self._kept_bytes = 0
        self._making: dict[str, asyncio.Future[Answer]] = {}
        self._clients: Counter[str] = Counter()
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the workers on the published generation.

        Raises:
            StoreError: there is none.
            RuntimeError: the workers do not start.
        """
        await self._move()
        self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """End the workers."""
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
        await asyncio.gather(*(lane.stop() for lane in self.lanes))

    @property
    def ready(self) -> bool:
        """Whether every lane has a worker."""
        return all(lane.alive for lane in self.lanes)

    async def _move(self) -> None:
        generation = Generations(self.store).current()
        manifest = generation.manifest
        name = generation.path.name
        # All of them end before an error of one is told: a lane that moved stays, and the others are moved next time.
        moves = [lane.move_to(name) for lane in self.lanes if lane.generation != name]
        for error in await asyncio.gather(*moves, return_exceptions=True):
            if error is not None:
                raise error
        self.version = manifest.digest
        self._kept.clear()
        self._kept_bytes = 0

    async def _watch(self) -> None:
        """Look for a new build, and let it take over; what goes wrong leaves the former one at work."""
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            try:
                name = Generations(self.store).current().path.name
                if any(lane.generation != name for lane in self.lanes):
                    await self._move()
                    self.builds += 1
                    log.info("build", extra={"fields": {"generation": name, "version": self.version}})
            except (StoreError, RuntimeError, OSError) as error:
                log.error("build", extra={"fields": {"error": str(error)}})

    async def ask(self, job: Mapping[str, Any], client: str) -> Answer:
        """Answer a visitor's own query.

        Raises:
            Problem: it is refused.
        """
        kept = self._of_kept(job)
        if kept is not None:
            return kept
        with self._one_of(client):
            return await self._made(self.queries, job)

    async def page(self, job: Mapping[str, Any]) -> Answer:
        """Answer with a page or a stored query; equal jobs at one time are done once.

        Raises:
            Problem: it is refused.
        """
        kept = self._of_kept(job)
        if kept is not None:
            return kept
        key = self._key(job)
        making = self._making.get(key)
        if making is None:
            making = asyncio.ensure_future(self._made(self.pages, job))
            self._making[key] = making
            making.add_done_callback(lambda done: (self._making.pop(key, None), done.cancelled() or done.exception()))
        return await asyncio.shield(making)

    async def _made(self, lane: Lane, job: Mapping[str, Any]) -> Answer:
        version, key = self.version, self._key(job)
        reply = await lane.run(job)
        with reply.body:
            body = reply.body.read()
        answer = Answer(reply.head, body, f'"{hashlib.sha256(body).hexdigest()[:24]}"')
        if version == self.version and len(body) <= _KEPT:
            self._keep(key, answer)
        return answer

    def _key(self, job: Mapping[str, Any]) -> str:
        return self.version + json.dumps(job, sort_keys=True)

    def _of_kept(self, job: Mapping[str, Any]) -> Answer | None:
        key = self._key(job)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def _keep(self, key: str, answer: Answer) -> None:
        most = self.limits.cache_megabytes << 20
        if key in self._kept:
            return
        self._kept[key] = Answer(answer.head, answer.body, answer.tag, kept=True)
        self._kept_bytes += len(answer.body) + len(key)
        while self._kept_bytes > most and self._kept:
            old, gone = self._kept.popitem(last=False)
            self._kept_bytes -= len(gone.body) + len(old)

    @contextmanager
    def _one_of(self, client: str) -> Iterator[None]:
        """Count a query of a visitor while it runs.

        Raises:
            Problem: the visitor has as many as one may have.
        """
        if self._clients[client] >= self.limits.per_client:
            raise Problem(
                "too-many",
                f"{self.limits.per_client} queries of yours are running or waiting; send the next when one is done",
                {"limit": "per_client", "most": self.limits.per_client},
                {"Retry-After": "2"},
            )
        self._clients[client] += 1
        try:
            yield
        finally:
            self._clients[client] -= 1
            if not self._clients[client]:
                del self._clients[client]
