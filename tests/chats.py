"""A model's endpoint on 127.0.0.1 that says what it is told to say, and remembers what it was asked."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True)
class Reply:
    """One answer.

    Attributes:
        body: of HTTP.
        status: of HTTP.
        kind: media type.
        headers: further ones.
        waits: whether it never comes.
        promised: a length that is more than what is sent.
    """

    body: bytes = b""
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    waits: bool = False
    promised: int = 0


@dataclass(frozen=True)
class Asked:
    """What was asked."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def paragraphs(self) -> list[dict[str, Any]]:
        """The paragraphs that were sent."""
        found: list[dict[str, Any]] = json.loads(self.body["messages"][-1]["content"])["paragraphs"]
        return found


def said(content: str) -> Reply:
    """A model's answer of this text."""
    return Reply(json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode())


def proposed(*proposals: Mapping[str, Any]) -> Reply:
    """A model's answer that proposes this."""
    return said(json.dumps({"proposals": proposals}))


class ChatServer:
    """Gives the replies of a list, the last one for ever."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        self.replies = list(replies)
        self.asked: list[Asked] = []
        self.release = threading.Event()
        self.begun = threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.asked.append(Asked(self.command, self.path, dict(self.headers), json.loads(content)))
                outer.begun.set()
                reply = outer.replies[min(len(outer.asked), len(outer.replies)) - 1]
                if reply.waits:
                    outer.release.wait(60)
                    return
                with contextlib.suppress(OSError):  # whoever asked may have had enough
                    self.send_response(reply.status)
                    self.send_header("Content-Type", reply.kind)
                    self.send_header("Content-Length", str(reply.promised or len(reply.body)))
                    for key, value in reply.headers.items():
                        self.send_header(key, value)
                    self.end_headers()
                    self.wfile.write(reply.body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.host}/v1"

    @contextlib.contextmanager
    def running(self) -> Iterator[ChatServer]:
        """Serve until the end of the block."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.release.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()
