"""A build: records to triples, rules, judgement, and only then publication; all or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mediagraph.draft import Draft
from mediagraph.errors import FindingsError
from mediagraph.findings import Finding, summary
from mediagraph.judging import judge_store
from mediagraph.store.generations import Generations, Manifest
from mediagraph.store.sources import carry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from mediagraph.project import Project
    from mediagraph.store.generations import Generation


@dataclass(frozen=True)
class Build:
    """What a build made.

    Attributes:
        manifest: counts and digest.
        findings: what the judges said; without violations.
        store: folder of the store.
    """

    manifest: Manifest
    findings: Sequence[Finding] = field(default_factory=list)
    store: str = ""


def build(
    project: Project, store: Path, progress: Callable[[str], None] = lambda _: None, *, without: str = ""
) -> Build:
    """Build the graph of `project`, judge it, and publish it in `store`; sources that were loaded there stay.

    Args:
        project: where records, ontology and queries lie.
        store: folder of the embedded store.
        progress: is told of each phase.
        without: name of a loaded source to leave out from now on.

    Raises:
        DataError: records or files are at fault.
        FindingsError: the graph has violations.
        StoreError: another process is building this store.
        FileError: a file cannot be read or written.
    """
    generations = Generations(store)
    with generations.building() as generation:
        carry(generations.published(), generation, leave_out=without)
        draft = Draft(project, generation, progress)
        findings, _ = judge_store(
            project, draft, origins=generation.origins, more=draft.findings, reporting=False, progress=progress
        )
        return publish(generations, generation, draft, findings, progress)


def publish(
    generations: Generations,
    generation: Generation,
    draft: Draft,
    findings: Sequence[Finding],
    progress: Callable[[str], None],
) -> Build:
    """Publish a judged draft.

    Raises:
        FindingsError: the graph has violations.
    """
    if any(finding.severity == "Violation" for finding in findings):
        raise FindingsError(findings, f"{summary(findings)}; the graph was not published, mend the data and retry")
    progress("publishing")
    manifest = draft.finish()
    generations.publish(generation, manifest)
    return Build(manifest, findings, str(generations.store))
