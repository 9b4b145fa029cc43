"""The verb that gives RDF one form: canonicalize."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mediagraph.cli.common import emit, opened, place_options
from mediagraph.errors import UsageError

if TYPE_CHECKING:
    import pyoxigraph as ox


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1),
    default=20.0,
    show_default=True,
    help="How long the naming of blank nodes may take.",
)
@click.option("--digest", is_flag=True, help="Print the SHA-256 of the canonical form instead.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="File to write; else printed.")
@place_options
def canonicalize(
    file: Path | None,
    seconds: float,
    digest: bool,  # noqa: FBT001 - click passes flags so
    output: str | None,
    store: str | None,
    project: str | None,
) -> None:
    """Write the canonical N-Quads (RDFC-1.0) of an RDF FILE, or of the graph in the store.

    They are equal for equal graphs, whatever blank nodes are called and in whatever order statements stand.

    \b
    mediagraph canonicalize my.ttl
    mediagraph canonicalize --digest
    """
    from mediagraph.canonical import canonical

    text = canonical(_quads(file, store, project), seconds=seconds)
    emit(f"{hashlib.sha256(text).hexdigest()}\n".encode() if digest else text, output)


def _quads(file: Path | None, store: str | None, project: str | None) -> list[ox.Quad]:
    if file is None:
        with opened(store, project) as graph:
            return list(graph.store.quads())
    if store:
        raise UsageError("give either a file or --store, not both at once")
    from mediagraph.project import Project
    from mediagraph.shapes import read_quads

    return list(read_quads(file, Project.find(project).show(file)))
