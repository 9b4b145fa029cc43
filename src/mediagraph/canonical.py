"""The canonical form of RDF, equal for equal graphs: RDFC-1.0 (https://www.w3.org/TR/rdf-canon/).

Blank nodes get their names from what is said of them. Where many look alike, finding these takes time without end, and
nothing inside the process can stop it; so it is done by a process of its own, which is ended when its time is up.
"""

from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.errors import MediagraphError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

SECONDS = 20.0


def canonical(quads: Iterable[ox.Quad], *, seconds: float = SECONDS) -> bytes:
    """Return quads as canonical N-Quads: blank nodes named by what is said of them, lines sorted.

    Args:
        quads: of a data set; what is there twice counts once.
        seconds: how long the naming of blank nodes may take.

    Raises:
        UsageError: it takes longer.
        MediagraphError: it ended badly.
    """
    dataset = ox.Dataset(quads)
    text = _lines(dataset)
    if not any(map(_is_blank, dataset)):
        return text
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "mediagraph.canonical"],
            input=text,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UsageError(
            f"no canonical form within {seconds:g} seconds: too many blank nodes look alike; "
            "give them IRIs, or more time with --seconds"
        ) from None
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise MediagraphError(f"the canonical form could not be made: {last or f'signal {-done.returncode}'}")
    return done.stdout


def _is_blank(quad: ox.Quad) -> bool:
    return any(
        isinstance(term, ox.BlankNode) or (isinstance(term, ox.Triple) and "_:" in str(term))
        for term in (quad.subject, quad.object, quad.graph_name)
    )


def _lines(dataset: ox.Dataset) -> bytes:
    """Return N-Quads sorted by code point, which UTF-8 keeps."""
    text = io.BytesIO()
    ox.serialize(dataset, text, format=ox.RdfFormat.N_QUADS)
    return b"".join(sorted(text.getvalue().splitlines(keepends=True)))


def main() -> None:
    """Read N-Quads from standard input, and write their canonical form."""
    dataset = ox.Dataset(ox.parse(sys.stdin.buffer, format=ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    sys.stdout.buffer.write(_lines(dataset))


if __name__ == "__main__":
    main()
