"""An endpoint that says what it is told to say, and remembers what it was asked."""

from __future__ import annotations

import contextlib
import http.server
import threading
import urllib.parse
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

JSON = "application/sparql-results+json"
EMPTY = b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'


def rows(*values: int) -> bytes:
    """A SELECT's answer with one column."""
    cells = b",".join(b'{"x":{"type":"literal","value":"%d"}}' % value for value in values)
    return b'{"head":{"vars":["x"]},"results":{"bindings":[' + cells + b"]}}"


@dataclass(frozen=True)
class Reply:
    """One answer.

    Attributes:
        body: whole, or piece by piece.
        status: of HTTP.
        kind: media type.
        headers: further ones.
        framing: `length`, `chunks`, or `none`; `short` promises more than is sent, `broken` ends amid chunks.
    """

    body: bytes | Iterable[bytes] = EMPTY
    status: int = 200
    kind: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    framing: str = "length"


@dataclass(frozen=True)
class Asked:
    """What was asked: method, path with its query, headers, and the parameters from wherever they stood."""

    method: str
    path: str
    headers: Mapping[str, str]
    parameters: Mapping[str, list[str]]


class Endpoint:
    """Gives the replies of a list, the last one for ever; silence where the list is empty."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.asked: list[Asked] = []
        self.release = threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                self.close_connection = True
                length = int(self.headers.get("Content-Length") or 0)
                text = urllib.parse.urlsplit(self.path).query + "&" + self.rfile.read(length).decode()
                asked = Asked(self.command, self.path, dict(self.headers), urllib.parse.parse_qs(text))
                outer.asked.append(asked)
                place = min(len(outer.asked), len(outer.replies)) - 1
                if place < 0:
                    outer.release.wait(60)
                    return
                with contextlib.suppress(OSError):  # whoever asked may have had enough
                    self.give(outer.replies[place])

            def give(self, reply: Reply) -> None:
                pieces = [reply.body] if isinstance(reply.body, bytes) else reply.body
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.kind)
                for key, value in reply.headers.items():
                    self.send_header(key, value)
                if reply.framing in {"length", "short"}:
                    pieces = [b"".join(pieces)]
                    more = 100 if reply.framing == "short" else 0
                    self.send_header("Content-Length", str(len(pieces[0]) + more))
                elif reply.framing in {"chunks", "broken"}:
                    self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for piece in pieces:
                    frame = reply.framing in {"chunks", "broken"}
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if frame else piece)
                    self.wfile.flush()
                if reply.framing == "chunks":
                    self.wfile.write(b"0\r\n\r\n")

            do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - http.server's names

            def log_message(self, *_: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.address = f"http://127.0.0.1:{self.port}/query"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
