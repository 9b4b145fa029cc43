"""Verbs that ask: queries, query, sparql, anniversaries, info."""

from __future__ import annotations

import datetime
import io
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mediagraph.cli.common import (
    ANSWER_FORMATS,
    ROW_FORMATS,
    cell,
    emit,
    opened,
    output_options,
    parameters,
    place_options,
    show,
    spreadsheet_option,
    table,
)
from mediagraph.errors import FileError, UsageError

if TYPE_CHECKING:
    from mediagraph.catalogue import StoredQuery


@click.command()
@click.argument("words", nargs=-1)
@click.option("--project", metavar="DIR", help="Folder with ontology/, data/ and queries/.")
@click.option("--store", metavar="PATH", help="Taken as by the other commands; no store is read.")
@output_options(("table", "json"))
def queries(words: tuple[str, ...], project: str | None, store: str | None, format_: str, output: str | None) -> None:
    """List the stored queries, or those that speak of all WORDS.

    \b
    mediagraph queries
    mediagraph queries anniversary country
    """
    del store
    from mediagraph.catalogue import Catalogue
    from mediagraph.project import Project

    found = [query for query in Catalogue(Project.find(project).queries) if _speaks(query, words)]
    if format_ == "json":
        emit(
            (json.dumps([_described(query) for query in found], ensure_ascii=False, indent=1) + "\n").encode(),
            output,
        )
        return
    rows = ([query.name, query.summary, ", ".join(query.parameters)] for query in found)
    emit(table(["name", "summary", "parameters"], rows).encode(), output)


def _speaks(query: StoredQuery, words: tuple[str, ...]) -> bool:
    text = " ".join([query.name, query.summary, query.description, *query.tags, *query.parameters]).casefold()
    return all(word.casefold() in text for word in words)


def _described(query: StoredQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "summary": query.summary,
        "description": query.description,
        "tags": list(query.tags),
        "parameters": {
            p.name: {"type": p.type, "class": p.class_, "optional": p.optional, "doc": p.doc}
            for p in query.parameters.values()
        },
        "columns": dict(query.columns),
    }


class _Documented(click.Command):
    """A command whose `NAME --help` documents what the name stands for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take `--help` after a name for `--explain`."""
        rest = [word for word in args if word not in ctx.help_option_names]
        if rest and len(rest) < len(args) and not rest[0].startswith("-"):
            args = [*rest, "--explain"]
        return super().parse_args(ctx, args)


@click.command(cls=_Documented)
@click.argument("name")
@click.argument("words", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("-p", "--param", multiple=True, metavar="KEY=VALUE", help="A parameter; repeat a key for a list.")
@click.option("--show", "shown", is_flag=True, help="Print the SPARQL as it would be sent, and stop.")
@click.option("--explain", is_flag=True, help="Print what the query answers, its parameters and columns, and stop.")
@place_options
@output_options(ANSWER_FORMATS)
@spreadsheet_option
def query(
    name: str,
    words: tuple[str, ...],
    param: tuple[str, ...],
    shown: bool,  # noqa: FBT001 - click passes flags so
    explain: bool,  # noqa: FBT001
    store: str | None,
    project: str | None,
    format_: str,
    output: str | None,
) -> None:
    """Answer the stored query NAME; `mediagraph query NAME --help` documents it.

    \b
    mediagraph query co-productions/country-pairs --format csv
    mediagraph query relations/timeline --param country=BE
    mediagraph query works/releases country=Kazakhstan status=happened
    """
    if explain:
        from mediagraph.catalogue import Catalogue
        from mediagraph.project import Project

        emit(_explained(Catalogue(Project.find(project).queries)[name]).encode(), output)
        return
    values = parameters([*words, *param])
    with opened(store, project) as graph:
        if shown:
            emit(graph.bound(name, **values).encode(), output)
        else:
            show(graph.query(name, **values), format_, output, graph)


def _explained(query: StoredQuery) -> str:
    lines = [
        query.name,
        "",
        query.summary,
        *(["", query.description] if query.description else []),
        "",
        "Parameters",
    ]
    for p in query.parameters.values():
        kind = f"{p.type} {p.class_ or p.scheme}".strip()
        default = "may be left out" if p.optional else f"default {p.default}"
        lines.append(f"  {p.name} ({kind}; {default}): {p.doc}")
    if not query.parameters:
        lines.append("  none")
    lines += ["", "Columns", *(f"  {column}: {doc}" for column, doc in query.columns.items()), ""]
    return "\n".join(lines)


@click.command()
@click.argument("file")
@click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Ask this RDF file instead of a store; repeat for several, which are merged.",
)
@click.option(
    "--named",
    multiple=True,
    type=click.Path(path_type=Path),
    help="As --data, but in a graph of its own, named by the file's address.",
)
@click.option("--merged", is_flag=True, help="With --data: the default graph is the merge of all, as in a store.")
@place_options
@output_options(ANSWER_FORMATS)
@spreadsheet_option
def sparql(
    file: str,
    data: tuple[Path, ...],
    named: tuple[Path, ...],
    merged: bool,  # noqa: FBT001 - click passes flags so
    store: str | None,
    project: str | None,
    format_: str,
    output: str | None,
) -> None:
    """Answer the SPARQL query in FILE, or from standard input where FILE is `-`.

    Prefixes of the context (mg:, country:, work: ...) need not be declared. RDF files (.ttl, .nt, .nq, .trig, .rdf,
    .jsonld) are asked with --data; relative IRIs in the query are then resolved against the address of FILE.

    \b
    echo 'SELECT ?film WHERE { ?film a mg:Film }' | mediagraph sparql -
    mediagraph sparql --data my.ttl my.rq --format csv
    """
    if (data or named) and store:
        raise UsageError("ask either files or --store, not both at once")
    if merged and not (data or named):
        raise UsageError("--merged is for --data; the default graph of a store is the merge anyway")
    text = _query_text(file)
    if not (data or named):
        with opened(store, project) as graph:
            show(graph.sparql(text), format_, output, graph)
        return
    from mediagraph.datafiles import DataFiles
    from mediagraph.graph import Graph
    from mediagraph.project import Project

    found = Project.find(project)
    with Graph(found, DataFiles(found, data, named, merged=merged)) as graph:
        base = None if file == "-" else Path(file).resolve().as_uri()
        show(graph.sparql(text, base=base), format_, output, graph)


def _query_text(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise FileError(f"{file}: cannot be read: {error.strerror}") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: the query is not UTF-8") from error


@click.command()
@click.option("--from", "start", metavar="DATE", help="First day [default: today].")
@click.option("--to", "end", metavar="DATE", help="Last day [default: a year after the first].")
@click.option("--every", type=int, default=5, show_default=True, help="Only ordinals that this divides; 1 for all.")
@click.option("--country", multiple=True, help="Code, name, CURIE or IRI; only relations that it is part of.")
@click.option(
    "--all", "uncounted", is_flag=True, help="Also of establishments that a later one, or a rival, stands for."
)
@place_options
@output_options((*ROW_FORMATS, "ics", "html"))
def anniversaries(
    start: str | None,
    end: str | None,
    every: int,
    country: tuple[str, ...],
    uncounted: bool,  # noqa: FBT001 - click passes options by name
    store: str | None,
    project: str | None,
    format_: str,
    output: str | None,
) -> None:
    """List the anniversaries of relations and historical events that fall in a period.

    Where relations were established more than once, the latest establishment is counted.

    \b
    mediagraph anniversaries --from 2027-01-01 --to 2027-12-31 --every 5 --country BE
    mediagraph anniversaries --format ics -o anniversaries.ics
    """
    if every < 1:
        raise UsageError(f"--every {every}: give 1 for all anniversaries, 5 for every fifth")
    first = _day("--from", start) if start else datetime.date.today()  # noqa: DTZ011 - the user's own day
    last = _day("--to", end) if end else _year_after(first)
    if last < first:
        raise UsageError(f"--to {last} lies before --from {first}")
    values: dict[str, Any] = {"from": first, "to": last, "every": every, "country": list(country) or None}
    if uncounted:
        values["standing"] = ["counted", "other"]
    with opened(store, project) as graph:
        if format_ in ROW_FORMATS:
            show(graph.query("anniversaries/falling", **values), format_, output, graph)
            return
        from mediagraph.reports.calendar import entries, to_html, to_icalendar

        found = entries(graph, **values)
    if format_ == "ics":
        emit(to_icalendar(found, version=version("mediagraph")), output)
    else:
        emit(to_html(found, heading=f"Anniversaries from {first} to {last}").encode(), output)


def _day(option: str, text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text}: not a day of the calendar; write it as YYYY-MM-DD") from None


def _year_after(day: datetime.date) -> datetime.date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


@click.command()
@place_options
@output_options(("table", "json"))
def info(store: str | None, project: str | None, format_: str, output: str | None) -> None:
    """Say what the graph holds: its sources, counts, and where it lies.

    \b
    mediagraph info
    """
    with opened(store, project) as graph:
        rows = graph.rows("sources/coverage")
        coverage = [[cell(value, graph.project.context.compress) for value in row] for row in rows]
        facts = {
            "store": graph.store.name,
            "version": graph.store.version,
            "project": str(graph.project.root),
        }
        manifest = getattr(getattr(graph.store, "generation", None), "manifest", None)
        if manifest is not None:
            facts["quads"] = manifest.quads
    if format_ == "json":
        content = {**facts, "sources": [dict(zip(rows.columns, row, strict=True)) for row in coverage]}
        emit((json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode(), output)
        return
    text = io.StringIO()
    for key, value in facts.items():
        text.write(f"{key}: {value}\n")
    text.write("\n" + table(list(rows.columns), coverage))
    emit(text.getvalue().encode(), output)
