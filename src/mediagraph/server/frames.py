"""What passes between the server and its workers: frames of a kind, a length and a content, over pipes.

A job goes to a worker as one JSON frame. Back come word that it has begun, a head (status, media type and what else the
answer's first lines say), pieces of the answer, and an end; or, at any place after the first, a problem.
"""

from __future__ import annotations

import json
import struct
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio

HEAD, PIECE, END, PROBLEM, READY, JOB, BEGUN = b"H", b"D", b"E", b"X", b"R", b"J", b"B"
_PREFIX = struct.Struct("!cI")
# a worker that goes wrong must not make the server wait for gigabytes
_LONGEST = 1 << 26


def pack(kind: bytes, content: bytes) -> bytes:
    """Return a frame."""
    return _PREFIX.pack(kind, len(content)) + content


def pack_json(kind: bytes, content: Any) -> bytes:
    """Return a frame of JSON."""
    return pack(kind, json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def read(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Read a frame; None where the stream ends."""
    prefix = stream.read(_PREFIX.size)
    if len(prefix) < _PREFIX.size:
        return None
    kind, length = _PREFIX.unpack(prefix)
    return kind, stream.read(length)


async def receive(stream: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Receive a frame.

    Raises:
        asyncio.IncompleteReadError: the worker ended.
        ValueError: the frame is longer than any that a worker sends.
    """
    kind, length = _PREFIX.unpack(await stream.readexactly(_PREFIX.size))
    if length > _LONGEST:
        raise ValueError(f"a frame of {length} bytes")
    return kind, await stream.readexactly(length)
