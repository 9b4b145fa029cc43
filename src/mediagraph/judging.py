"""Judging a whole graph: the project's shapes and checks, and where in the files each finding lies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mediagraph.catalogue import Catalogue
from mediagraph.findings import Finding, locate
from mediagraph.shapes import check, judge, read_quads, to_rdflib, with_suggestions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import rdflib

    from mediagraph.project import Project
    from mediagraph.store import Store


def judge_store(
    project: Project,
    store: Store,
    *,
    shapes: rdflib.Graph | None = None,
    origins: Path | None = None,
    more: Iterable[Finding] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[list[Finding], rdflib.Graph]:
    """Judge what `store` holds by shapes and by the project's checks.

    Args:
        project: where shapes and checks lie.
        store: holds data and ontology.
        shapes: instead of the project's.
        origins: table of the places of subjects.
        more: findings that were made before, to be told with the others.
        progress: is told of each phase.

    Returns:
        The findings, sorted, with their places; and the SHACL validation report.

    Raises:
        MediagraphError: a judge could not do its work; that is never a "conforms".
    """
    progress("judging by shapes")
    found, report = judge(to_rdflib(store.quads()), shapes if shapes is not None else read_shapes(project))
    progress("judging by checks")
    checks = check(Catalogue(project.queries), store)
    if checks:
        subjects = (str(row[0]) for row in store.query("SELECT DISTINCT ?s WHERE { ?s ?p ?o }"))
        checks = with_suggestions(checks, subjects)
    if origins is None:
        return sorted([*found, *checks, *more]), report
    return locate([*found, *checks, *more], origins, project.context), report


def judge_files(
    project: Project, paths: Sequence[Path], *, shapes: rdflib.Graph | None = None
) -> tuple[list[Finding], rdflib.Graph]:
    """Judge RDF files by themselves; by the project's shapes, with its ontology at hand, unless given others.

    Raises:
        HeaderError: the syntax of a file is wrong.
        MediagraphError: pySHACL could not do its work.
    """
    background = [] if shapes is not None else ontology_files(project)
    data = to_rdflib(quad for path in [*paths, *background] for quad in read_quads(path, project.show(path)))
    found, report = judge(data, shapes if shapes is not None else read_shapes(project))
    place = project.show(paths[0]) if len(paths) == 1 else ""
    return [replace(finding, place=place) for finding in found], report


def ontology_files(project: Project) -> list[Path]:
    """Return the files of the ontology that belong into the graph: modules, schemes, alignments."""
    folder = project.ontology
    return sorted([*folder.glob("*.ttl"), *folder.glob("modules/*.ttl"), *folder.glob("schemes/*.ttl")])


def read_shapes(project: Project, paths: Iterable[Path] = ()) -> rdflib.Graph:
    """Return the shapes in `paths`, by default those of the project, as an rdflib graph."""
    chosen = list(paths) or sorted((project.ontology / "shapes").glob("*.ttl"))
    return to_rdflib(quad for path in chosen for quad in read_quads(path, project.show(path)))
