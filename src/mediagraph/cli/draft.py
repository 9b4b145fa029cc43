"""The verb that proposes records of an article: draft."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mediagraph.cli.common import emit, opened, progress
from mediagraph.cli.modelling import endpoint_of, failed, heard, model_options, reader_of
from mediagraph.errors import FileError, UsageError

if TYPE_CHECKING:
    from mediagraph.drafting import Drafted

_PACKAGES = ("py3langid", "pymorphy3", "pypdf", "regex", "trafilatura")
_GIVEN = ("name", "date", "publisher", "address")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--language", default="", metavar="CODE", help="Language of the text [default: told from the text].")
@click.option("--date", default="", metavar="DATE", help="When it was published; relative dates are reckoned from it.")
@click.option("--publisher", default="", metavar="NAME", help="Who published it.")
@click.option("--address", default="", metavar="URL", help="Where it was published; it is not fetched.")
@click.option("--name", default="", metavar="SLUG", help="Name of the article in ids [default: that of the file].")
@click.option("--without", multiple=True, metavar="FILES", help="Record files whose names are not used; may hold *.")
@click.option("--store", metavar="PATH", help="Built graph whose names are used [default: the project's record files].")
@click.option(
    "--format", "format_", type=click.Choice(("yaml", "json")), default="yaml", show_default=True, help="Form."
)
@click.option("-o", "--output", default=".", show_default=True, metavar="DIR", help="Folder to write to; - prints.")
@click.option("--force", is_flag=True, help="Replace drafts that are there; what was edited in them is lost.")
@click.option("--project", metavar="DIR", help="Project whose names and languages are used [default: as elsewhere].")
@model_options
def draft(
    files: tuple[str, ...],
    language: str,
    date: str,
    publisher: str,
    address: str,
    name: str,
    without: tuple[str, ...],
    format_: str,
    output: str,
    force: bool,  # noqa: FBT001 - click passes flags so
    store: str | None,
    project: str | None,
    model: str | None,
    model_endpoint: str | None,
    model_timeout: float | None,
    model_unencrypted: bool,  # noqa: FBT001 - the same
) -> None:
    """Draft records of articles: text, saved pages or PDF documents; - is standard input. Nothing is fetched.

    With --model and --model-endpoint a model reads them as well, with the key in MEDIAGRAPH_MODEL_KEY; what the text
    does not bear out is dropped. Without them nothing is sent anywhere.

    Each becomes NAME.draft.yaml: proposals with paragraph, characters, rule and confidence. A draft is no record and
    no build reads it; it becomes one when a reader has checked it and calls it NAME.yaml.

    \b
    mediagraph draft article.txt --date 2024-07-01 -o drafts
    pdftotext paper.pdf - | mediagraph draft - --name paper -o -
    """
    needed()
    from mediagraph.drafting import Drafter, Gazetteer, Given, Languages, read_article, write_json, write_yaml
    from mediagraph.project import Project

    given = {"name": name, "date": date, "publisher": publisher, "address": address}
    alone = next((key for key in _GIVEN if given[key]), "")
    if len(files) > 1 and alone:
        raise UsageError(
            f"--{alone} is of one article; draft the {len(files)} files one by one, or put it in NAME.json"
        )
    endpoint = endpoint_of(model, model_endpoint, model_timeout, unencrypted=model_unencrypted)
    place = Project.find(project)
    languages = Languages(place.ontology)
    articles = [read_article(file, languages, Given(language=language, **given)) for file in files]
    _apart([article.slug for article in articles])
    paths = [Path(output) / f"{article.slug}.draft.{format_}" for article in articles]
    if output != "-":
        _may_write(paths, force=force)
    with progress() as tell:
        tell("reading the names of the graph")
        if store is None:
            gazetteer = Gazetteer.of(place, without)
        else:
            with opened(store, project) as graph:
                gazetteer = Gazetteer.of_graph(graph, without)
    for broken in gazetteer.broken:
        click.echo(f"mediagraph: {broken} is at fault, its names are not used; mediagraph validate tells why", err=True)
    reader = reader_of(endpoint, place)
    drafter = Drafter(place, gazetteer, reader)
    without_model: list[str] = []
    for article, path in zip(articles, paths, strict=True):
        made = drafter.draft(article)
        text = (write_json if format_ == "json" else write_yaml)(made)
        emit(text.encode(), None if output == "-" else str(path))
        if output != "-":
            click.echo(_said(made, path))
        heard(made)
        if made.heard is None:
            without_model.append(article.slug)
    failed(reader, without_model)


def needed() -> None:
    """Make sure that the packages are there which drafts need and nothing else does.

    Raises:
        UsageError: one is missing.
    """
    missing = next((name for name in _PACKAGES if find_spec(name) is None), "")
    if missing:
        raise UsageError(f"drafts need more packages ({missing}); pip install 'mediagraph[draft]'")


def _apart(slugs: list[str]) -> None:
    """Refuse articles of one name: the second draft would replace the first."""
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise UsageError(f"two of the files are called {slug!r}; rename one, or draft it alone with --name")


def _may_write(paths: list[Path], *, force: bool) -> None:
    folder = paths[0].parent
    if not folder.is_dir():
        raise FileError(f"{folder}: no such folder; make it, or name another with -o")
    for path in paths:
        if path.exists() and not force:
            raise FileError(f"{path}: there is a draft; --force replaces it, with whatever was edited in it")


def _said(made: Drafted, path: Path) -> str:
    article = made.article
    return (
        f"{path}: {len(made.proposals) - 1} proposals from {len(article.paragraphs)} paragraphs "
        f"({article.language.get('name')})"
    )
