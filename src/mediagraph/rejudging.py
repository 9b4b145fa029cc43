"""Judging again after a change of the graph, at a cost in proportion to the change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph import shacl
from mediagraph.errors import DataError, Fault
from mediagraph.findings import Finding, locate
from mediagraph.judging import judge_by_checks, read_shapes
from mediagraph.loaders.text import lines_of
from mediagraph.shapes import FORMATS, judge, read_quads, to_rdflib

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import rdflib

    from mediagraph.project import Project
    from mediagraph.store import Store


@dataclass(frozen=True)
class Rejudged:
    """What the judges say after a change.

    Attributes:
        findings: on the nodes that the change can affect, those of shapes that were judged as a whole, and those of the
            checks; sorted.
        touched: whose findings these replace.
        report: the SHACL validation report on the same findings, those of the checks aside; empty if not wanted.
    """

    findings: Sequence[Finding]
    touched: shacl.Touched
    report: rdflib.Graph

    def carrying(self, former: Iterable[Finding]) -> list[Finding]:
        """Return the findings of the whole graph, given those of the judgement before the change.

        They are those of a full judgement as long as the shapes are the same; shapes without names are told apart only
        if both judgements were given the same graph of shapes.
        """
        kept = (each for each in former if each.constraint != "check" and not self.touched.replaces(each))
        return sorted([*kept, *self.findings])


def judge_change(
    project: Project,
    store: Store,
    change: shacl.Change,
    *,
    shapes: rdflib.Graph | None = None,
    origins: Path | None = None,
    reporting: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Rejudged:
    """Judge what `store` holds after a change: by shapes the nodes that it can affect, by the project's checks all.

    Args:
        project: where shapes and checks lie.
        store: holds data and ontology as they are now.
        change: what came and what went.
        shapes: instead of the project's.
        origins: table of the places of subjects.
        reporting: whether the validation report is wanted.
        progress: is told of each phase.

    Raises:
        MediagraphError: a judge could not do its work; that is never a "conforms".
    """
    progress("judging by shapes what the change affects")
    chosen = shapes if shapes is not None else read_shapes(project)
    judged = judge_change_by_shapes(store, chosen, change, reporting=reporting, progress=progress)
    progress("judging by checks")
    found = [*judged.findings, *judge_by_checks(project, store)]
    located = sorted(found) if origins is None else locate(found, origins, project.context)
    return Rejudged(located, judged.touched, judged.report)


def judge_change_by_shapes(
    store: Store,
    shapes: rdflib.Graph,
    change: shacl.Change,
    *,
    reporting: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Rejudged:
    """Judge by shapes the nodes that a change of what `store` holds can affect; see `judge_change`.

    Raises:
        UsageError: a shape uses a feature that neither judge has.
        MediagraphError: a judge could not do its work; that is never a "conforms".
    """
    import rdflib

    partial = shacl.run_change(shapes, store, change, progress)
    found, report = [shacl.finding(result, shapes) for result in partial.results], rdflib.Graph()
    if partial.handed_over:
        progress(f"judging by pySHACL: {len(partial.handed_over)} of the shapes")
        handed_over, report = judge(to_rdflib(store.quads()), shacl.only(shapes, partial.handed_over))
        found += handed_over
    report = shacl.add_results(report, partial.results, shapes) if reporting else rdflib.Graph()
    return Rejudged(sorted(found), partial.touched, report)


def read_change(path: Path, shown: str) -> shacl.Change:
    """Return the change that a file describes.

    Args:
        path: an RDF file of the statements that were added or removed, or a list of IRIs, one a line: all nodes of
            which a statement was added or removed, and the objects of those that were removed.
        shown: its name in errors.

    Raises:
        FileError: it cannot be read.
        HeaderError: its RDF is wrong.
        DataError: a line is no IRI.
    """
    if path.suffix in FORMATS:
        return shacl.Change.of(read_quads(path, shown))
    faults: list[Fault] = []
    nodes: list[str] = []
    for number, line in lines_of(path, shown, faults):
        name = line.strip().removeprefix("<").removesuffix(">")
        if not name:
            continue
        try:
            nodes.append(ox.NamedNode(name).value)
        except ValueError:
            faults.append(Fault(shown, number, "", name, "no IRI", "write one whole IRI on each line"))
    if faults:
        raise DataError(faults)
    return shacl.Change.of(nodes=nodes)
