"""The verb that documents the ontology."""

from __future__ import annotations

from pathlib import Path

import click

from mediagraph.cli.common import opened, place_options, progress


@click.command()
@click.option("-o", "--output", default="build/ontology", show_default=True, metavar="DIR", help="Folder to write.")
@click.option(
    "--base",
    metavar="URL",
    help="Address that DIR will have, to which the redirects of DIR/w3id lead [default: an example].",
)
@click.option(
    "--entities", metavar="URL", help="Address that the pages of entities will have [default: that of --base]."
)
@place_options
def ontology(output: str, base: str | None, entities: str | None, store: str | None, project: str | None) -> None:
    """Write the documentation of the ontology: a page that opens offline, the ontology as files, and redirects.

    The page shows classes and properties with diagrams, an example of each class from the graph, concept schemes in
    all languages, shapes and rules in words, and alignments. DIR/w3id is an entry for w3id.org. Needs pyLODE:
    `pip install 'mediagraph[docs]'`.

    \b
    mediagraph ontology -o build/ontology
    mediagraph ontology -o site --base https://example.org/mediagraph/
    """
    from mediagraph.ontologydocs.files import EXAMPLE_BASE, address, write_ontology

    for given in (base, entities):
        if given is not None:
            address(given)
    with opened(store, project) as graph, progress() as tell:
        files = write_ontology(graph, Path(output), base=base or EXAMPLE_BASE, entities=entities or "", progress=tell)
    for file in files:
        click.echo(f"{file}")
    if base is None:
        click.echo(f"w3id/ leads to {EXAMPLE_BASE}, an example; give the address of the folder by --base", err=True)
