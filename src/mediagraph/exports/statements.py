"""The statements of a store as one sorted file: canonical N-Quads, of which every form is made."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from mediagraph.errors import StoreError
from mediagraph.exports.description import ONTOLOGY
from mediagraph.exports.sorting import in_blocks, read_blocks, sorted_blocks
from mediagraph.store import EmbeddedStore
from mediagraph.store.digests import Digest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from mediagraph.store import Generation, Store

# What ends the lines of the graph that the ontology is in.
_END = f" <{ONTOLOGY}> .\n".encode()


def write_statements(store: Store, target: Path) -> str:
    """Write the statements but for the ontology, and return the SHA-256 of the file.

    RDF Dataset Canonicalization sorts the lines of canonical N-Quads by code point, once blank nodes have their names
    (https://www.w3.org/TR/rdf-canon/); there are none here.

    Raises:
        OSError: the file cannot be written.
    """
    # A generation has the lines of its build beside its database. Reading them takes no time, but what a source gave
    # as 01 the database has as 1, and a file can be gone or broken: so they are believed for their digest.
    if isinstance(store, EmbeddedStore) and store.generation.records.is_file():
        digest, known = _write(read_blocks(store.generation.records), target)
        if known == _digest(store.generation):
            return digest
    return _write(in_blocks(f"{quad} .\n".encode() for quad in store.quads()), target)[0]


def _write(blocks: Iterable[list[bytes]], target: Path) -> tuple[str, str]:
    """Write lines in order; return the SHA-256 of the file, and the digest of all lines as a manifest has it."""
    whole, digest = hashlib.sha256(), Digest()
    with target.open("wb") as stream:
        for block in sorted_blocks(blocks, target.parent):
            digest.add(block)
            text = b"".join(block)
            if _END in text:
                text = b"".join([line for line in block if not line.endswith(_END)])
            whole.update(text)
            stream.write(text)
    return whole.hexdigest(), str(digest)


def _digest(generation: Generation) -> str:
    try:
        return generation.manifest.digest
    except StoreError:
        return ""
