"""Judging a whole graph: the project's shapes and checks, and where in the files each finding lies.

Shapes are compiled to queries, which the store answers itself. What the compiler does not cover goes to pySHACL.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.catalogue import Catalogue
from mediagraph.findings import Finding, locate
from mediagraph.shapes import check, judge, read_quads, to_rdflib, with_suggestions
from mediagraph.store.embedded import evaluate, side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    import rdflib

    from mediagraph.project import Project
    from mediagraph.store import Answer, Store


def judge_store(
    project: Project,
    store: Store,
    *,
    shapes: rdflib.Graph | None = None,
    origins: Path | None = None,
    more: Iterable[Finding] = (),
    reporting: bool = True,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[list[Finding], rdflib.Graph]:
    """Judge what `store` holds by shapes and by the project's checks.

    Args:
        project: where shapes and checks lie.
        store: holds data and ontology.
        shapes: instead of the project's.
        origins: table of the places of subjects.
        more: findings that were made before, to be told with the others.
        reporting: whether the validation report is wanted; it stays empty if not, which saves time.
        progress: is told of each phase.

    Returns:
        The findings, sorted, with their places; and the SHACL validation report.

    Raises:
        MediagraphError: a judge could not do its work; that is never a "conforms".
    """
    progress("judging by shapes")
    chosen = shapes if shapes is not None else read_shapes(project)
    with side_by_side() as pool:
        checked = check(Catalogue(project.queries), store, pool)  # first of all, since they are what takes longest
        found, report = judge_by_shapes(store, chosen, reporting=reporting, progress=progress, pool=pool)
        progress("judging by checks")
        checks = _mended(checked, store)
    if origins is None:
        return sorted([*found, *checks, *more]), report
    return locate([*found, *checks, *more], origins, project.context), report


def judge_by_checks(project: Project, store: Store) -> list[Finding]:
    """Judge what `store` holds by the project's checks, without places.

    Raises:
        MediagraphError: a check could not be asked.
    """
    with side_by_side() as pool:
        return _mended(check(Catalogue(project.queries), store, pool), store)


def _mended(checked: Iterable[Finding], store: Store) -> list[Finding]:
    """Return the findings of checks, those of links to nothing with what may have been meant."""
    found = list(checked)
    if not found:
        return []
    return with_suggestions(found, (str(row[0]) for row in store.query("SELECT DISTINCT ?s WHERE { ?s ?p ?o }")))


def judge_files(
    project: Project, paths: Sequence[Path], *, shapes: rdflib.Graph | None = None
) -> tuple[list[Finding], rdflib.Graph]:
    """Judge RDF files by themselves; by the project's shapes, with its ontology at hand, unless given others.

    Raises:
        HeaderError: the syntax of a file is wrong.
        MediagraphError: a judge could not do its work.
    """
    background = [] if shapes is not None else ontology_files(project)
    several = len(paths) > 1
    quads = [quad for path in paths for quad in read_quads(path, project.show(path), apart=several)]
    quads += [quad for path in background for quad in read_quads(path, project.show(path))]
    chosen = shapes if shapes is not None else read_shapes(project)
    held = _Held(quads)
    found, report = judge_by_shapes(held, chosen) if held.is_exact else judge(to_rdflib(quads), chosen)
    place = project.show(paths[0]) if len(paths) == 1 else ""
    return [replace(finding, place=place) for finding in found], report


def judge_by_shapes(
    store: Store,
    shapes: rdflib.Graph,
    *,
    reporting: bool = True,
    progress: Callable[[str], None] = lambda _: None,
    pool: Executor | None = None,
) -> tuple[list[Finding], rdflib.Graph]:
    """Judge what `store` holds by shapes: by queries where the compiler covers a shape, by pySHACL where it does not.

    Args:
        store: holds the data.
        shapes: the graph of shapes.
        reporting: whether the validation report is wanted; it stays empty if not, which saves time.
        progress: is told how many shapes are done.
        pool: asks the queries, beside others, if it is given.

    Returns:
        The findings, sorted, without places; and the SHACL validation report.

    Raises:
        UsageError: a shape uses a feature that neither judge has.
        MediagraphError: a judge could not do its work; that is never a "conforms".
    """
    import rdflib

    from mediagraph import shacl

    results, left = shacl.run(shapes, store, progress, pool)
    found, report = [shacl.finding(result, shapes) for result in results], rdflib.Graph()
    if left:
        progress(f"judging by pySHACL: {len(left)} of the shapes")
        handed_over, report = judge(to_rdflib(store.quads()), shacl.only(shapes, left))
        found += handed_over
    return sorted(found), shacl.add_results(report, results, shapes) if reporting else rdflib.Graph()


class _Held:
    """The quads of files, merged, in memory; asked like a store."""

    name = "the files"
    version = ""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        merged = {ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads}
        self._store = ox.Store()
        self._store.bulk_extend(merged)
        # Oxigraph writes numbers, truth values and language tags in one way; shapes may ask for another.
        self.is_exact = merged == set(self._store)

    def query(self, text: str) -> Answer:
        return evaluate(self._store, text)

    def quads(self) -> Iterator[ox.Quad]:
        return iter(self._store)

    def close(self) -> None:
        """Do nothing: memory is freed by itself."""


def ontology_files(project: Project) -> list[Path]:
    """Return the files of the ontology that belong into the graph: modules, schemes, alignments."""
    folder = project.ontology
    return sorted([*folder.glob("*.ttl"), *folder.glob("modules/*.ttl"), *folder.glob("schemes/*.ttl")])


def read_shapes(project: Project, paths: Iterable[Path] = ()) -> rdflib.Graph:
    """Return the shapes in `paths`, by default those of the project, as an rdflib graph."""
    chosen = list(paths) or sorted((project.ontology / "shapes").glob("*.ttl"))
    return to_rdflib(quad for path in chosen for quad in read_quads(path, project.show(path)))
