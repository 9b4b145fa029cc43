"""The verb that lets a reader decide on drafts in a terminal: review."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mediagraph.cli.common import progress
from mediagraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mediagraph.reviewing import Review


def review_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what the review in a terminal and that on a page share."""
    for option in (
        click.option("--replace", is_flag=True, help="Replace reviewed files that were not written by this review."),
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="Folder to write reviewed files to [default: data/articles of the project].",
        ),
        click.option(
            "--text",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Text of the article [default: NAME.txt, .html or .pdf beside the draft].",
        ),
    ):
        function = option(function)
    return function


def opened_reviews(drafts: Sequence[Path], project: str | None, **options: Any) -> list[Review]:
    """Open the reviews that a command line names, and tell of files that could not be read."""
    from mediagraph.project import Project
    from mediagraph.reviewing import open_review

    with progress() as tell:
        tell("reading the entities of the graph")
        try:
            reviews = open_review(drafts, Project.find(project), **options)
        except ImportError as error:
            reason = f"the texts of articles need more packages ({error.name}); pip install 'mediagraph[draft]'"
            raise UsageError(reason) from None
    for broken in reviews[0].entities.broken:
        click.echo(
            f"mediagraph: {broken} is at fault, its names are not found; mediagraph validate tells why", err=True
        )
    return reviews


@click.command()
@click.argument("drafts", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DRAFT...")
@review_options
@click.option(
    "--store", metavar="PATH", help="Built graph whose entities are found beside those of the project's files."
)
@click.option("--project", metavar="DIR", help="Project that the records are for [default: as elsewhere].")
def review(
    drafts: tuple[Path, ...],
    text: Path | None,
    output: Path | None,
    replace: bool,  # noqa: FBT001 - click passes flags so
    store: str | None,
    project: str | None,
) -> None:
    """Review drafts: accept, edit, reject or merge what they propose, and add what they missed.

    Decisions are kept in NAME.review.json beside the draft, so that a review can be stopped and gone on with. The
    reviewed file NAME.yaml is written when it validates. Undo is git's. The same on a page: serve --review.

    \b
    mediagraph draft article.txt -o drafts
    mediagraph review drafts/article.draft.yaml --text article.txt
    """
    from mediagraph.cli.reviewing import Dialogue

    for one in opened_reviews(drafts, project, text=text, output=output, replace=replace, store=store):
        if not Dialogue(one).run():
            break
