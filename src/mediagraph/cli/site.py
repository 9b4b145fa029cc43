"""The verb that writes the static site."""

from __future__ import annotations

from pathlib import Path

import click

from mediagraph.cli.common import opened, place_options, progress


@click.command()
@click.option("-o", "--output", default="build/site", show_default=True, metavar="DIR", help="Folder to write.")
@click.option("--base", metavar="URL", help="Address that the site will have; writes a site map as well.")
@place_options
def site(output: str, base: str | None, store: str | None, project: str | None) -> None:
    """Write a static site: a page, Turtle and JSON-LD for each entity, lists, a calendar, and a search.

    The former site stays until the new one is whole; files of yours in the folder are kept.

    \b
    mediagraph site -o build/site
    mediagraph site -o public --base https://example.org/media/
    """
    from mediagraph.pages.site import write_site

    with opened(store, project) as graph, progress() as tell:
        count = write_site(graph, Path(output), base=base, tell=tell)
    click.echo(f"{output}: {count:,} files; open {Path(output) / 'index.html'}")
