"""The pool of workers: hands out jobs, ends what takes too long, and replaces what ended.

A lane has workers of one kind, all on one generation of the graph. When a new generation is published, new workers are
started beside the old, take over once they are ready, and the old ones end after the job that they are at.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import sys
import tempfile
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING, Any

from mediagraph.server import frames
from mediagraph.server.problems import Problem
from mediagraph.server.worker import PANIC, memory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediagraph.server.limits import Limits

_log = logging.getLogger("mediagraph.server")
_IN_MEMORY = 1 << 20
_START_SECONDS = 60
_SWEEP_SECONDS = 0.5
_GRACE = 2.0  # seconds in which a worker that broke off has to be gone


@dataclass(slots=True)
class Reply:
    """A whole answer of a worker.

    Attributes:
        head: media type, status, and headers of the response.
        body: the answer, to be read from its beginning; closed by whoever sends it.
        size: bytes of it.
    """

    head: Mapping[str, Any]
    body: IO[bytes]
    size: int


class _UnbegunError(Exception):
    """A worker ended before it began a job."""


class _Worker:
    """One process and the pipes to it.

    Attributes:
        process: that answers.
        generation: of the graph, on which it does.
        begun: whether it has begun the job that was handed to it last.
    """

    def __init__(self, process: asyncio.subprocess.Process, generation: str) -> None:
        self.process, self.generation = process, generation
        self.begun = False

    @classmethod
    async def start(cls, config: Mapping[str, Any]) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "mediagraph.server.worker", json.dumps(config),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
            limit=1 << 20,
        )  # fmt: skip
        worker = cls(process, config["generation"])
        try:
            kind, content = await asyncio.wait_for(frames.receive(worker.stdout), _START_SECONDS)
        except (asyncio.IncompleteReadError, TimeoutError, ValueError) as error:
            await worker.end(_GRACE)
            raise RuntimeError(f"a worker did not start (exit status {process.returncode})") from error
        if kind != frames.READY:
            await worker.end()
            raise RuntimeError("a worker did not start")
        if config["lane"] == "queries" and not json.loads(content)["sealed"]:
            _log.warning("unsealed", extra={"fields": {"detail": "queries run without a second wall to the network"}})
        return worker

    @property
    def stdin(self) -> asyncio.StreamWriter:
        assert self.process.stdin is not None  # noqa: S101 - it was started with pipes
        return self.process.stdin

    @property
    def stdout(self) -> asyncio.StreamReader:
        assert self.process.stdout is not None  # noqa: S101
        return self.process.stdout

    async def end(self, grace: float = 0.0) -> int:
        """End the process, and return its status.

        Args:
            grace: seconds for it to end by itself. Whoever kills a process that has just died takes its status away
                from those who wait for it, and asyncio then reports 255.
        """
        self.stdin.close()
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(self.process.wait(), grace)
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        return await self.process.wait()


@dataclass(slots=True)
class Counts:
    """What happened in a lane since the server started."""

    jobs: int = 0
    refused: int = 0
    killed: int = 0
    restarts: int = 0


class Lane:
    """Workers of one kind."""

    def __init__(self, name: str, size: int, seconds: float, limits: Limits, config: Mapping[str, Any]) -> None:
        self.name, self.size, self.seconds, self.limits = name, size, seconds, limits
        self._config = {**config, "lane": name, "limits": asdict(limits)}
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._workers: set[_Worker] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._stopping = False
        self.generation = ""
        self.waiting = 0
        self.counts = Counts()

    @property
    def alive(self) -> int:
        """How many workers there are."""
        return len(self._workers)

    async def move_to(self, generation: str) -> None:
        """Let workers on `generation` take the place of those that are there.

        Raises:
            RuntimeError: they do not start; then those that are there stay.
        """
        config = {**self._config, "generation": generation}
        started = await asyncio.gather(*(_Worker.start(config) for _ in range(self.size)), return_exceptions=True)
        fresh = [worker for worker in started if isinstance(worker, _Worker)]
        if len(fresh) < self.size:
            await asyncio.gather(*(worker.end() for worker in fresh))
            raise next(error for error in started if isinstance(error, BaseException))
        self.generation = generation
        idle = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        for worker in fresh:
            self._workers.add(worker)
            self._idle.put_nowait(worker)
        for worker in idle:
            self._workers.discard(worker)
            await worker.end()

    async def run(self, job: Mapping[str, Any]) -> Reply:
        """Let a worker do a job; one that died before it began the job is nobody's fault, and another is asked.

        Raises:
            Problem: it is refused, or went over a limit.
        """
        for _ in range(self.size + 1):  # all of them may have died while they waited
            worker = await self._free()
            with contextlib.suppress(_UnbegunError):
                return await self._run_by(worker, job)
        raise Problem("fault", "workers end before they begin, which is our fault")

    async def _run_by(self, worker: _Worker, job: Mapping[str, Any]) -> Reply:
        broken = True
        try:
            reply = await asyncio.wait_for(self._exchange(worker, job), self.seconds)
            broken = False
            return reply
        except Problem:
            broken = False
            self.counts.refused += 1
            raise
        except TimeoutError:
            raise Problem(
                "time",
                f"this took longer than {self.seconds:g} seconds and was ended; ask for less at once",
                {"limit": "seconds" if self.name == "queries" else "page_seconds", "most": self.seconds},
                {"Retry-After": "60"},
            ) from None
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            if not worker.begun:
                raise _UnbegunError from None
            raise self._death(await worker.end(_GRACE)) from None
        finally:  # a visitor who went away leaves the worker at a job that nobody waits for
            if broken:
                self.counts.killed += 1
                self._replace(worker)
            else:
                self._give_back(worker)

    async def _free(self) -> _Worker:
        if self.waiting >= self.limits.waiting:
            raise _busy()
        self.waiting += 1
        try:
            return await asyncio.wait_for(self._idle.get(), self.limits.waiting_seconds)
        except TimeoutError:
            raise _busy() from None
        finally:
            self.waiting -= 1

    async def _exchange(self, worker: _Worker, job: Mapping[str, Any]) -> Reply:
        worker.begun = False
        worker.stdin.write(frames.pack_json(frames.JOB, job))
        await worker.stdin.drain()
        head: Mapping[str, Any] = {}
        body = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
        try:
            while True:
                kind, content = await frames.receive(worker.stdout)
                if kind == frames.BEGUN:
                    worker.begun = True
                    self.counts.jobs += 1
                elif kind == frames.HEAD:
                    head = json.loads(content)
                elif kind == frames.PIECE:
                    body.write(content)
                elif kind == frames.PROBLEM:
                    raise _problem(content)  # noqa: TRY301 - it ends the exchange, as every error does
                elif kind == frames.END:
                    size = body.tell()
                    body.seek(0)
                    return Reply(head, body, size)
        except BaseException:
            body.close()
            raise

    def _death(self, status: int) -> Problem:
        if status in {-signal.SIGABRT, -signal.SIGKILL, -signal.SIGBUS, PANIC}:
            return memory(self.limits)
        if status == -signal.SIGSEGV:
            return Problem("query-refused", "the query is too complex to be read; write it flatter, or in parts")
        return Problem("fault", f"a worker ended with status {status}")

    def _give_back(self, worker: _Worker) -> None:
        if worker.generation == self.generation and not self._stopping:
            self._idle.put_nowait(worker)
        else:
            self._workers.discard(worker)
            self._start(worker.end())

    def _replace(self, worker: _Worker) -> None:
        self._workers.discard(worker)
        self._start(self._renew(worker))

    def _start(self, doing: Any) -> None:
        task = asyncio.ensure_future(doing)
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _renew(self, worker: _Worker) -> None:
        await worker.end()
        while not self._stopping and self.alive < self.size:
            generation = self.generation
            try:
                fresh = await _Worker.start({**self._config, "generation": generation})
            except RuntimeError as error:
                _log.error("worker", extra={"fields": {"lane": self.name, "error": str(error)}})
                await asyncio.sleep(_SWEEP_SECONDS)
                continue
            if generation != self.generation or self._stopping:
                await fresh.end()
                continue
            self.counts.restarts += 1
            self._workers.add(fresh)
            self._idle.put_nowait(fresh)
            return

    async def stop(self) -> None:
        """End all workers."""
        self._stopping = True
        await asyncio.gather(*(worker.end() for worker in self._workers), *self._starting, return_exceptions=True)
        self._workers.clear()


def _problem(content: bytes) -> Problem:
    given = json.loads(content)
    return Problem(given.pop("name"), given.pop("detail"), given)


def _busy() -> Problem:
    return Problem("busy", "all workers are busy; try again in a moment", {}, {"Retry-After": "5"})
