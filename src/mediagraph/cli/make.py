"""Verbs that make something: build, export, report, dossier."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from mediagraph.cli.common import emit, opened, place_options, progress
from mediagraph.cli.judge import MOST_SHOWN, findings_table
from mediagraph.errors import FindingsError, UsageError


@click.command()
@place_options
def build(store: str | None, project: str | None) -> None:
    """Build the project's graph, judge it, and publish it; the former graph stays until then.

    \b
    mediagraph build
    mediagraph build --project my-project --store /tmp/my-store
    """
    from mediagraph.building import build as run
    from mediagraph.findings import summary
    from mediagraph.memory import share_freed_memory
    from mediagraph.project import Project
    from mediagraph.store import is_endpoint

    if is_endpoint(store):
        raise UsageError(f"--store {store}: a build writes a folder, not an endpoint")
    found = Project.find(project)
    share_freed_memory()
    with progress() as tell:
        try:
            made = run(found, Path(store) if store else found.default_store, tell)
        except FindingsError as error:
            click.echo(findings_table(error.findings, found.context, most=MOST_SHOWN), err=True, nl=False)
            raise
    if made.findings:
        click.echo(findings_table(made.findings, found.context, most=MOST_SHOWN), nl=False)
    sources = len([graph for graph in made.manifest.graphs if "/rule-" not in graph])
    click.echo(f"{made.store}: {made.manifest.quads} statements from {sources} graphs, {summary(made.findings)}")


@click.command()
@click.option("-o", "--output", default="build/export", show_default=True, metavar="DIR", help="Folder to write.")
@click.option(
    "--only",
    type=click.Choice(["turtle", "ntriples", "nquads", "trig", "jsonld", "csv", "schema", "ontology"]),
    multiple=True,
    help="What to write; repeat for several [default: all].",
)
@click.option("--base", default="", metavar="URL", help="Address that the folder will have; goes into dataset.ttl.")
@place_options
def export(output: str, only: tuple[str, ...], base: str, store: str | None, project: str | None) -> None:
    """Write the graph as Turtle, N-Triples, N-Quads, TriG, JSON-LD and CSV, and what describes these files.

    Beside them: a view of it in terms of schema.org, the ontology, dataset.ttl with licence, sources, counts and
    checksums, and mediagraph.sha256 to check the files by. Equal graphs give equal bytes; SOURCE_DATE_EPOCH, if it is
    set, is the day of issue.

    \b
    mediagraph export -o build/export
    mediagraph export -o public --only csv --only turtle --base https://example.org/media/
    """
    from mediagraph.exports import export as write

    with opened(store, project) as graph, progress() as tell:
        files = write(graph, Path(output), only=only, base=base, tell=tell)
    for file in files:
        click.echo(f"{file}")


@click.command()
@click.option("-o", "--output", default="build/report", show_default=True, metavar="DIR", help="Folder to write.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    help="Kind of cooperation that counts; repeat for several [default: all].",
)
@click.option("--since", type=int, help="First year that counts.")
@click.option("--until", type=int, help="Last year that counts.")
@click.option(
    "--weight",
    type=click.Choice(["count", "newman", "fractional"]),
    default="count",
    show_default=True,
    help="What a work adds to a pair: 1, 1/(n-1) or 2/(n(n-1)) for n parties.",
)
@click.option("--window", type=click.IntRange(min=1), default=10, show_default=True, help="Years of a period.")
@click.option(
    "--bloc",
    "blocs",
    multiple=True,
    metavar="NAME=A,B,...",
    help="A bloc of countries, by code or name, for the E-I index; repeat for several [default: communities].",
)
@place_options
def report(
    output: str,
    kinds: tuple[str, ...],
    since: int | None,
    until: int | None,
    weight: str,
    window: int,
    blocs: tuple[str, ...],
    store: str | None,
    project: str | None,
) -> None:
    """Write the report on partnership hubs: one HTML page that opens offline, Markdown, tables, GraphML and GEXF.

    \b
    mediagraph report -o build/report
    mediagraph report -o /tmp/report --kind co-production --since 2000 --weight newman
    mediagraph report --bloc Nordic=DK,FI,IS,NO,SE --bloc Iberian=ES,PT
    """
    from mediagraph.reports import Choice, write_report

    named = [_bloc(text) for text in blocs]
    choice = Choice(kinds=kinds, since=since, until=until, weight=weight, window=window, blocs=named)
    with opened(store, project) as graph, progress() as tell:
        tell("measuring")
        files = write_report(graph, Path(output), choice)
    for file in files:
        click.echo(f"{file}")


def _bloc(text: str) -> tuple[str, list[str]]:
    """A bloc and its members as written: `Nordic=DK,FI`."""
    name, _, members = text.partition("=")
    found = [member.strip() for member in members.split(",") if member.strip()]
    if not name.strip() or not found:
        raise UsageError(f"--bloc {text}: write a name and its countries, such as Nordic=DK,FI,IS,NO,SE")
    return name.strip(), found


@click.command()
@click.argument("one")
@click.argument("other")
@click.option("--format", "format_", type=click.Choice(["html", "md", "json"]), default="html", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="File to write; else printed.")
@click.option("--day", metavar="DATE", help="Day as of which anniversaries are past or coming [default: today].")
@place_options
def dossier(
    one: str, other: str, format_: str, output: str | None, day: str | None, store: str | None, project: str | None
) -> None:
    """Write everything about two countries on one page: ONE and OTHER are codes, or names in any language.

    \b
    mediagraph dossier CN BE -o cn-be.html
    mediagraph dossier Belgium Китай --format md
    """
    from mediagraph.reports.dossier import dossier as made
    from mediagraph.reports.dossier import to_text

    try:
        as_of = datetime.date.fromisoformat(day) if day else None
    except ValueError:
        raise UsageError(f"--day {day} is not a day of the calendar; write it as YYYY-MM-DD") from None
    with opened(store, project) as graph:
        emit(to_text(made(graph, one, other, day=as_of), format_).encode(), output)
