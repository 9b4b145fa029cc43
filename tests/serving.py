"""The project's own server for the tests: on a free port of 127.0.0.1, ended whatever happens."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import httpx

from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

_READY_SECONDS = 60


@dataclass
class Served:
    """A running server."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path
    client: httpx.Client = field(repr=False)

    def get(self, path: str, accept: str = "*/*", **more: Any) -> httpx.Response:
        headers = {"Accept": accept, **more.pop("headers", {})}
        return self.client.get(path, headers=headers, **more)

    def ask(self, query: str, accept: str = "*/*", **more: Any) -> httpx.Response:
        return self.client.post("/sparql", data={"query": query}, headers={"Accept": accept}, **more)

    def lines(self) -> list[dict[str, Any]]:
        """What the server logged."""
        text = self.log.read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]

    def workers(self) -> list[int]:
        """The processes of the workers."""
        found = []
        for place in Path("/proc").iterdir():
            if place.name.isdigit():
                try:
                    parent = place.joinpath("stat").read_text(encoding="ascii").rpartition(")")[2].split()[1]
                except OSError:
                    continue
                if parent == str(self.process.pid):
                    found.append(int(place.name))
        return found

    def end(self, seconds: float = 30) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


@contextmanager
def serving(store: str | Path, folder: Path, *options: str | float) -> Iterator[Served]:
    """Serve `store`; its log goes into `folder`."""
    with started(folder, "--store", str(store), "--project", str(ROOT), *options) as served:
        yield served


@contextmanager
def started(folder: Path, *options: str | float | Path) -> Iterator[Served]:
    """Start the server with `options`; its log goes into `folder`."""
    log = folder / "server.log"
    command = [sys.executable, "-m", "mediagraph", "serve", "--port", "0", *map(str, options)]
    with log.open("wb") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=dict(os.environ))
    try:
        assert process.stdout is not None
        first = _line(process.stdout, _READY_SECONDS)
        assert first.startswith("serving http://"), first + log.read_text(encoding="utf-8")[-2000:]
        url = first.split()[1].rstrip("/")
        with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
            yield Served(url, process, log, client)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _line(stream: IO[bytes], seconds: float) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([stream], [], [], 0.2)[0]:
            return stream.readline().decode()
    return ""


def until(told: Any, seconds: float = 30) -> None:
    """Wait until `told()` is true."""
    end = time.monotonic() + seconds
    while not told():
        assert time.monotonic() < end, "this did not come to pass"
        time.sleep(0.1)
