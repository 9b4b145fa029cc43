"""The verb serve."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mediagraph.cli.review import opened_reviews, review_options
from mediagraph.errors import UsageError
from mediagraph.server.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_VARIABLE = "MEDIAGRAPH_SERVER_{}"


def _limit_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for name, (kind, default, doc) in reversed(Limits.described().items()):
        function = click.option(
            f"--{name.replace('_', '-')}",
            name,
            type=click.FloatRange(min=0.1) if kind is float else click.IntRange(min=1),
            default=default,
            show_default=True,
            envvar=_VARIABLE.format(name.upper()),
            help=doc,
        )(function)
    return function


@click.command()
@click.argument("drafts", nargs=-1, type=click.Path(path_type=Path), metavar="[--review DRAFT...]")
@click.option("--review", is_flag=True, help="Serve the review of drafts instead, to this machine alone.")
@review_options
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 takes a free one."
)
@click.option("--base", default="", metavar="URL", help="Address that visitors use, where a proxy stands before.")
@click.option("--store", metavar="PATH", help="Folder of the store [default: MEDIAGRAPH_STORE, else the project's].")
@click.option("--project", metavar="DIR", help="Folder with ontology/, data/ and queries/.")
@_limit_options
def serve(
    drafts: tuple[Path, ...],
    review: bool,  # noqa: FBT001 - click passes flags so
    text: Path | None,
    output: Path | None,
    replace: bool,  # noqa: FBT001
    host: str,
    port: int,
    base: str,
    store: str | None,
    project: str | None,
    **limits: Any,
) -> None:
    """Serve the graph over HTTP, read-only: SPARQL, stored queries, entities, reports, search, a console.

    \b
    mediagraph serve
    mediagraph serve --port 8080 --seconds 20 --queries 4
    mediagraph serve --review drafts/article.draft.yaml
    """
    from mediagraph.project import STORE_VARIABLE, Project
    from mediagraph.store import Generations, is_endpoint

    try:
        from mediagraph.server.running import run, run_reviews
    except ImportError as error:
        raise UsageError(f"the server needs more packages ({error.name}); pip install 'mediagraph[server]'") from None
    found = Project.find(project)
    if review:
        from mediagraph.server.review.guarding import check_host

        check_host(host)
        if base:
            raise UsageError("--review is for this machine alone, where no proxy stands before; leave out --base")
        if not drafts:
            raise UsageError("--review needs drafts, NAME.draft.yaml; `mediagraph draft` makes them")
        reviews = opened_reviews(drafts, project, text=text, output=output, replace=replace, store=store)
        run_reviews(reviews, host=host, port=port, tell=_tell)
        return
    if drafts or text or output or replace:
        raise UsageError("drafts, --text, -o and --replace belong to --review")
    place = store or os.environ.get(STORE_VARIABLE)
    if is_endpoint(place):
        raise UsageError(f"--store {place}: this serves a folder; an endpoint is served already")
    folder = (Path(place) if place else found.default_store).absolute()
    Generations(folder).current()  # says how to build one, where there is none
    run(folder, found, Limits(**limits), host=host, port=port, base=base.rstrip("/"), tell=_tell)


def _tell(address: str, told: Mapping[str, str]) -> None:
    click.echo(f"serving {address}/")
    for name, value in told.items():
        click.echo(f"  {name}: {value}")
    click.echo("  end it with Ctrl-C")
