"""The statements of a store as one sorted file: canonical N-Quads, of which every form is made."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from mediagraph.errors import StoreError
from mediagraph.exports.description import ONTOLOGY
from mediagraph.store import EmbeddedStore
from mediagraph.store.sorting import in_blocks, read_blocks, sorted_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from mediagraph.store import Generation, Store

# What ends the lines of the graph that the ontology is in.
_END = f" <{ONTOLOGY}> .\n".encode()


def copy_statements(store: Store, target: Path) -> str:
    """Copy the statements but for the ontology, sorted, and return the SHA-256 of the file.

    Raises:
        OSError: the file cannot be written.
    """
    # A generation has its statements in a file beside its database. Files can be gone or broken, so this one is
    # believed for its digest.
    if isinstance(store, EmbeddedStore) and store.generation.statements.is_file():
        digest, whole = _write(read_blocks(store.generation.statements), target)
        if whole == _digest(store.generation):
            return digest
    lines = in_blocks(f"{quad} .\n".encode() for quad in store.quads())
    return _write(sorted_blocks(lines, target.parent), target)[0]


def _write(blocks: Iterable[list[bytes]], target: Path) -> tuple[str, str]:
    """Write sorted lines but for the ontology; return the SHA-256 of what was written, and of all."""
    written, whole = hashlib.sha256(), hashlib.sha256()
    with target.open("wb") as stream:
        for block in blocks:
            text = b"".join(block)
            whole.update(text)
            if _END in text:
                text = b"".join([line for line in block if not line.endswith(_END)])
            written.update(text)
            stream.write(text)
    return written.hexdigest(), whole.hexdigest()


def _digest(generation: Generation) -> str:
    try:
        return generation.manifest.statements
    except StoreError:
        return ""
