"""Real SPARQL servers for the tests: on a free port of 127.0.0.1, in a temporary folder, ended whatever happens."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

OXIGRAPH = Path(sys.executable).with_name("oxigraph")
VIRTUOSO = "virtuoso-t"
PASSWORD = "dba"  # noqa: S105 - what a new Virtuoso database begins with

# Small buffers, no plug-ins, and nothing that listens beyond this machine.
_INI = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200

[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
DirsAllowed = .

[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = .
ServerThreads = 6
MaxClientConnections = 6

[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass(frozen=True)
class Server:
    """A running server and its addresses."""

    name: str
    query: str
    update: str
    graph_store: str
    environment: Mapping[str, str] = field(default_factory=dict)
    process: int = 0
    folder: Path = Path()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def need(program: str | Path, what: str) -> str:
    """Return the path of a program; without it the test is skipped, and fails where everything has to be tested."""
    found = shutil.which(str(program))
    if found:
        return found
    reason = f"{what} is not installed"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}; .ci/run installs what is needed")
    pytest.skip(reason)


@contextmanager
def oxigraph(folder: Path, *options: str, read_only: bool = False) -> Iterator[Server]:
    """Run Oxigraph's server on the database in `folder`."""
    program = need(OXIGRAPH, "the package oxigraph, which brings the server,")
    port = free_port()
    verb = "serve-read-only" if read_only else "serve"
    words = [program, verb, "--location", str(folder), "--bind", f"127.0.0.1:{port}", *options]
    root = f"http://127.0.0.1:{port}"
    with _running(words, f"{root}/", folder) as process:
        yield Server("oxigraph", f"{root}/query", f"{root}/update", f"{root}/store", {}, process, folder)


@contextmanager
def virtuoso(folder: Path, *, rows: int = 1_000_000, buffers: int = 10_000) -> Iterator[Server]:
    """Run Virtuoso on a new database in `folder`; anyone may read, its administrator may write."""
    program = need(VIRTUOSO, "Virtuoso (Debian: virtuoso-opensource-7-bin)")
    port, sql_port = free_port(), free_port()
    settings = {"port": port, "sql_port": sql_port, "rows": rows, "buffers": buffers, "dirty": buffers * 3 // 4}
    (folder / "virtuoso.ini").write_text(_INI.format(**settings), encoding="utf-8")
    root = f"http://127.0.0.1:{port}"
    environment = {"MEDIAGRAPH_ENDPOINT_USER": "dba", "MEDIAGRAPH_ENDPOINT_PASSWORD": PASSWORD}
    words = [program, "+configfile", "virtuoso.ini", "+foreground"]
    with _running(words, f"{root}/sparql?query=ASK%7B%7D", folder) as process:
        yield Server(
            "virtuoso",
            f"{root}/sparql",
            f"{root}/sparql-auth",
            f"{root}/sparql-graph-crud-auth",
            environment,
            process,
            folder,
        )


@contextmanager
def _running(words: Sequence[str], probe: str, folder: Path) -> Iterator[int]:
    """Run a server until the block ends; where the system can, it ends with the process of the tests, too."""
    guard = shutil.which("setpriv")
    words = [guard, "--pdeathsig", "KILL", "--", *words] if guard else words
    log = folder / "server.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output) as process,
    ):
        try:
            _wait(probe, process, log)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(probe: str, process: subprocess.Popen[bytes], log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(600):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), opener.open(probe, timeout=5):
            return
        time.sleep(0.05)
    pytest.fail(f"the server does not answer: {log.read_text(encoding='utf-8', errors='replace')[-1000:]}")


def update(server: Server, text: str) -> None:
    """Send an update as the server's administrator, past our own code."""
    handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({})]
    if server.environment:
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, server.update, "dba", PASSWORD)
        handlers.append(urllib.request.HTTPDigestAuthHandler(known))
    content = urllib.parse.urlencode({"update": text}).encode()
    urllib.request.build_opener(*handlers).open(server.update, content, timeout=60).close()
