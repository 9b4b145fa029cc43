"""The verb that judges: validate."""

from __future__ import annotations

import logging
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mediagraph.cli.common import emit, progress, table, timeout, timeout_option
from mediagraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import rdflib

    from mediagraph.findings import Finding
    from mediagraph.project import Project
    from mediagraph.records import Context

# Beyond this, a list on a terminal is no longer read; tables hold everything.
MOST_SHOWN = 20


@click.command()
@click.argument("data", nargs=-1, type=click.Path(path_type=Path))
@click.option("--shapes", multiple=True, type=click.Path(path_type=Path), help="Shapes file; repeat for several.")
@click.option("--report", "report", type=click.Path(dir_okay=False), help="Write the SHACL report as Turtle.")
@click.option("--store", metavar="PATH", help="Judge the graph in this store or endpoint instead of files.")
@click.option(
    "--changed",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="With --store: judge only what these added or removed statements, or a list of IRIs, can affect.",
)
@click.option("--project", metavar="DIR", help="Folder with ontology/, data/ and queries/.")
@timeout_option
@click.option("--format", "format_", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def validate(
    data: tuple[Path, ...],
    shapes: tuple[Path, ...],
    report: str | None,
    store: str | None,
    changed: Path | None,
    project: str | None,
    format_: str,
) -> None:
    """Judge DATA by the shapes: the project's own files by default.

    Record files (.yaml, .csv) are judged together with the project's other files, so that links resolve. RDF
    files (.ttl, .nt, .nq, .trig, .rdf, .jsonld) are judged by themselves. With --store, a published graph is.
    Exit code 1 means violations.

    \b
    mediagraph validate
    mediagraph validate data/articles/china-belgium-2021.yaml
    mediagraph validate my.ttl --shapes my-shapes.ttl --report findings.ttl
    mediagraph validate --store STORE --changed added-and-removed.nq
    """
    from mediagraph.findings import summary
    from mediagraph.project import Project

    found = Project.find(project)
    with progress() as tell, _without_asides():
        if changed:
            if not store or data:
                raise UsageError("--changed goes with --store: it says what is other than before in a published graph")
            findings, graph = _judge_change(found, shapes, (store, changed, bool(report)), tell)
        else:
            findings, graph = _judge(found, data, shapes, store, tell)
        if report:
            emit(_turtle(graph), report)
    if format_ == "table":
        click.echo(findings_table(findings, found.context), nl=False) if findings else None
        click.echo(summary(findings))
    else:
        from mediagraph.reports import findings_csv, findings_json

        click.echo(findings_csv(findings) if format_ == "csv" else findings_json(findings), nl=False)
    if any(finding.severity == "Violation" for finding in findings):
        raise click.exceptions.Exit(1)


@contextmanager
def _without_asides() -> Iterator[None]:
    """Keep rdflib from telling of literals that break their datatype by a trace each; the findings tell of them."""
    logger = logging.getLogger("rdflib")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        logger.setLevel(before)


def _judge(
    project: Project,
    data: Sequence[Path],
    shapes: Sequence[Path],
    store: str | None,
    tell: Callable[[str], None],
) -> tuple[list[Finding], rdflib.Graph]:
    from mediagraph.draft import Draft
    from mediagraph.judging import judge_files, judge_store, read_shapes
    from mediagraph.loaders.files import SUFFIXES
    from mediagraph.shapes import FORMATS
    from mediagraph.store import EmbeddedStore, Generation

    chosen = read_shapes(project, shapes) if shapes else None
    rdf = [path for path in data if path.suffix in FORMATS]
    records = [path for path in data if path.suffix in SUFFIXES]
    other = [path for path in data if path not in rdf and path not in records]
    if other:
        raise UsageError(f"{other[0]}: not a file to judge; use {', '.join([*SUFFIXES, *FORMATS])}")
    if store and data:
        raise UsageError("judge either files or --store, not both at once")
    if rdf and records:
        raise UsageError("judge record files and RDF files one after the other; they are read differently")
    if store:
        from mediagraph.graph import open_graph

        with open_graph(store, project=project.root, timeout=timeout()) as graph:
            held = graph.store
            origins = held.generation.origins if isinstance(held, EmbeddedStore) else None
            return judge_store(project, held, shapes=chosen, origins=origins, progress=tell)
    if rdf:
        tell("judging by shapes")
        return judge_files(project, rdf, shapes=chosen)
    with tempfile.TemporaryDirectory(prefix="mediagraph-") as folder:
        generation = Generation(Path(folder), Path(folder))
        draft = Draft(project, generation, tell, more=records)
        return judge_store(
            project, draft, shapes=chosen, origins=generation.origins, more=draft.findings, progress=tell
        )


def _judge_change(
    project: Project,
    shapes: Sequence[Path],
    where: tuple[str, Path, bool],
    tell: Callable[[str], None],
) -> tuple[Sequence[Finding], rdflib.Graph]:
    from mediagraph.graph import open_graph
    from mediagraph.judging import read_shapes
    from mediagraph.rejudging import judge_change, read_change
    from mediagraph.store import EmbeddedStore

    store, changed, reporting = where
    change = read_change(changed, project.show(changed))
    chosen = read_shapes(project, shapes) if shapes else None
    with open_graph(store, project=project.root, timeout=timeout()) as graph:
        held = graph.store
        origins = held.generation.origins if isinstance(held, EmbeddedStore) else None
        judged = judge_change(project, held, change, shapes=chosen, origins=origins, reporting=reporting, progress=tell)
    for shape, reason in sorted(judged.touched.whole.items()):
        click.echo(f"judged for all nodes: {project.context.compress(shape)}: {reason}", err=True)
    click.echo(f"nodes that the change can affect: {judged.touched.count}; findings of others are as before", err=True)
    return judged.findings, judged.report


def findings_table(findings: Sequence[object], context: Context, *, most: int | None = None) -> str:
    """Return findings as a table: where, how bad, what, and how to mend it.

    Args:
        findings: to show.
        context: shortens IRIs.
        most: how many are shown; violations come first then, and the number of the others is said.
    """
    from mediagraph.findings import SEVERITIES, Finding

    total = len(findings)
    if most is not None and total > most:
        known = [finding for finding in findings if isinstance(finding, Finding)]
        findings = sorted(known, key=lambda finding: (SEVERITIES.index(finding.severity), finding))[:most]
    rows = (
        [
            f.place,
            f.severity,
            context.compress(f.focus),
            context.compress(f.path),
            context.compress(f.value),
            f.message,
        ]
        for f in findings
        if isinstance(f, Finding)
    )
    drawn = table(["place", "severity", "node", "property", "value", "message"], rows)
    more = total - len(findings)
    return (
        f"{drawn}{more} more; `mediagraph validate --store STORE` lists all of a published graph\n" if more else drawn
    )


def _turtle(graph: rdflib.Graph) -> bytes:
    return graph.serialize(format="longturtle", encoding="utf-8", canon=True)
