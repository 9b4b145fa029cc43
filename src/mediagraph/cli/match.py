"""The verb that proposes: match."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from mediagraph.cli.common import emit, opened, output_options, place_options, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagraph.graph import Graph
    from mediagraph.identity.candidates import Candidate, Matching
    from mediagraph.records import Context

# The columns of data/judgements.csv, so that completed lines can be added to it.
COLUMNS = ("id", "type", "judgedSubject", "verdict", "judgedObject", "madeBy", "date", "reason")


@click.command()
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="event, organisation, outlet, person, place or work; repeat for several [default: all].",
)
@click.option("--country", help="Code, name, CURIE or IRI; one of the two is of it, the other too or of none known.")
@click.option("--least", type=click.FloatRange(0, 100), default=85, show_default=True, help="Least score.")
@click.option("--judged", is_flag=True, help="Also pairs that were judged not the same.")
@place_options
@output_options(("table", "csv", "json"))
def match(
    kinds: tuple[str, ...],
    country: str | None,
    least: float,
    judged: bool,  # noqa: FBT001 - click passes flags so
    store: str | None,
    project: str | None,
    format_: str,
    output: str | None,
) -> None:
    """List pairs of entities that may be one thing, with what speaks for and against it; best first.

    Nothing is merged by this. As CSV the pairs are lines for data/judgements.csv: add a verdict, who made it and
    when, and say why in the reason.

    \b
    mediagraph match --kind outlet
    mediagraph match --kind organisation --country CN --format csv -o candidates.csv
    """
    from mediagraph.identity.candidates import match as search

    with opened(store, project) as graph:
        found = search(
            graph,
            kinds=kinds,
            country=_country(graph, country) if country else "",
            least=least,
            judged=judged,
            loaded=_loaded(graph),
        )
        context = graph.project.context
    write = {"table": _table, "csv": _csv, "json": _json}[format_]
    emit(write(found, context).encode(), output)
    for name, count in sorted(found.crowded.items()):
        click.echo(f"mediagraph: {count} entities are called {name!r}; they were not compared by that name", err=True)


def _country(graph: Graph, given: str) -> str:
    """The IRI of a country by its code, name, CURIE or IRI."""
    from mediagraph.catalogue import Parameter
    from mediagraph.parameters import Binder

    parameter = Parameter("--country", "entity", "", optional=True, class_="mg:Country", scheme="", default="")
    return Binder(graph.queries, graph.project.context, graph.store).term(parameter, given).value


def _loaded(graph: Graph) -> Sequence[str]:
    """The named graphs of loaded sources; an endpoint does not say which they are."""
    from mediagraph.store import EmbeddedStore
    from mediagraph.store.sources import loaded

    if not isinstance(graph.store, EmbeddedStore):
        return ()
    return [graph.project.context.expand(f"graph:{source.name}") for source in loaded(graph.store.generation)]


def _table(found: Matching, context: Context) -> str:
    columns = ["score", "kept", "name", "other", "other name", "for", "against"]
    if any(one.verdict for one in found.candidates):
        columns.append("verdict")
    rows = [
        [
            f"{one.evidence.score:.1f}",
            context.compress(one.kept),
            one.name,
            context.compress(one.other),
            one.other_name,
            "; ".join(one.evidence.favour),
            "; ".join(one.evidence.against),
            one.verdict,
        ][: len(columns)]
        for one in found.candidates
    ]
    return f"{table(columns, rows)}{found.entities} entities, {found.compared} pairs of names compared\n"


def _csv(found: Matching, context: Context) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found.candidates:
        kept, other = context.compress(one.kept), context.compress(one.other)
        writer.writerow([_id(kept, other), "Judgement", kept, one.verdict, other, "", "", _reason(one)])
    return stream.getvalue()


def _id(kept: str, other: str) -> str:
    """An id for the judgement of a pair."""
    slugs = [curie.rpartition("/")[2].replace(":", "-").replace("#", "-") for curie in (kept, other)]
    return f"judgement:{'--'.join(slugs)}"


def _reason(one: Candidate) -> str:
    favour = "; ".join(one.evidence.favour)
    against = f". Against it: {'; '.join(one.evidence.against)}" if one.evidence.against else ""
    sources = " / ".join(", ".join(side) for side in one.sources)
    # the separator of values in a cell stands in a name at times, and this is one value
    return f"{favour}{against}. Sources: {sources}".replace(" | ", " / ")


def _json(found: Matching, context: Context) -> str:
    rows = []
    for one in found.candidates:
        row = asdict(one)
        evidence = row.pop("evidence")
        row |= {"kept": context.compress(one.kept), "other": context.compress(one.other), **evidence}
        rows.append(row)
    content = {"entities": found.entities, "compared": found.compared, "crowded": found.crowded, "candidates": rows}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
