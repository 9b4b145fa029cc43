"""A load: an outside source into the store, beside the project's own records; all or nothing.

Rows that cannot be read, that the writer refuses or that the judges find at fault are left out whole and named;
the rest is published. Loading a source again replaces it as a whole, so that nothing is ever doubled.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mediagraph.building import Build, publish
from mediagraph.converting import Converted, convert, digest_of_inputs, read_rejects, write_rejects
from mediagraph.draft import Draft
from mediagraph.errors import DataError, Fault, FileError, FindingsError, UsageError
from mediagraph.findings import Finding, summary
from mediagraph.judging import judge_store
from mediagraph.loaders import ProjectCountries, discover
from mediagraph.loaders.concepts import Concepts
from mediagraph.loaders.job import Job
from mediagraph.loaders.registry import get_loader
from mediagraph.store.generations import Generations
from mediagraph.store.sources import LoadedSource, SourceNote, adopt, carry, loaded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from mediagraph.loaders.job import Loader
    from mediagraph.project import Project
    from mediagraph.store.generations import Generation

_ROUNDS = 5


@dataclass(frozen=True)
class Change:
    """What a load changed in its source: subjects (as IRIs) that came, went, or bear other statements."""

    added: Sequence[str]
    removed: Sequence[str]
    changed: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class Load:
    """What a load did.

    Attributes:
        source: its slug.
        note: what is known of the source now.
        rejects: what was rejected and why.
        table: where the table of rejects lies; None where nothing was rejected.
        change: against what the store held of the source before.
        notes: what the loader says at the end.
        build: the publication; None where nothing had changed.
    """

    source: str
    note: SourceNote
    rejects: Sequence[Fault]
    table: Path | None
    change: Change
    build: Build | None
    notes: Sequence[str] = ()


def load(
    project: Project,
    store: Path,
    name: str,
    path: Path | None,
    *,
    source: str,
    options: Mapping[str, Sequence[str]] | None = None,
    strict: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Load:
    """Load one source with the loader called `name`, judge the whole graph, and publish it.

    Args:
        project: where records, ontology and queries lie.
        store: folder of the embedded store.
        name: of the loader.
        path: the file to read; None for a loader that fetches.
        source: slug of the source; what the store holds under that name is replaced.
        options: of the loader.
        strict: whether any reject leaves the store as it was.
        progress: is told of each phase.

    Raises:
        DataError: the source is at fault as a whole, or, when strict, has rejects.
        FindingsError: the graph would have violations that no row of the source accounts for.
        UsageError: no such loader; or the project itself has a source of that name.
        StoreError: another process is writing this store.
        FileError: a file cannot be read or written.
    """
    loader = get_loader(name)
    if path and not path.is_file():
        raise FileError(f"{path}: no such file")
    paths = discover(project.data)
    _own(project, paths, source)
    generations = Generations(store)
    with generations.building() as generation:
        before = generations.published()
        old = next((one for one in loaded(before) if one.name == source), None) if before else None
        staging = store / "staging" / source
        genres = project.ontology / "schemes" / "genre.ttl"
        job = Job(
            path=path,
            shown=project.show(path) if path else name,
            source=source,
            context=project.context,
            countries=ProjectCountries(paths, project.context),
            concepts={"genre": Concepts(genres)},
            options=options or {},
            folder=_made(staging / "download"),
            tell=progress,
        )
        used = [*(p for p in paths if "countr" in p.name), genres]
        inputs = digest_of_inputs(loader, name, job, used)
        rejects_table = store / "rejects" / f"{source}.csv"
        if old and inputs and old.note.inputs == inputs:
            return Load(source, old.note, (), old.rejects if old.rejects.exists() else None, Change((), (), ()), None)
        found = _staged(loader, name, job, staging, inputs)
        if strict:
            _refuse(found, rejects_table)
        carry(before, generation, leave_out=source)
        adopt(found.source, generation, source)
        draft = Draft(project, generation, progress)
        found, findings = _judged(project, generation, draft, found, (loader, name, job, staging, inputs))
        if strict:
            _refuse(found, rejects_table)
        change = compare(old, found.source)
        built = publish(generations, generation, draft, findings, progress)
        shutil.rmtree(staging, ignore_errors=True)
    rejects_table.unlink(missing_ok=True)
    if found.rejects:
        write_rejects(found.rejects, rejects_table)
    now = next(one for one in loaded(generations.current()) if one.name == source)
    return Load(source, now.note, found.rejects, rejects_table if found.rejects else None, change, built, job.notes)


def _own(project: Project, paths: Iterable[Path], source: str) -> None:
    """Refuse the name of a source that the project's own files describe."""
    for path in paths:
        if path.stem == source:
            shown = project.show(path)
            raise UsageError(f"source {source!r} is the project's own ({shown}); choose another name with --source")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _staged(loader: Loader, name: str, job: Job, staging: Path, inputs: str) -> Converted:
    """Convert, unless an interrupted load of the same has done so already."""
    ready = LoadedSource(staging / "converted")
    if inputs and ready.whole and ready.note.inputs == inputs:
        job.tell(f"{job.shown}: converted before")
        return Converted(ready, read_rejects(ready.rejects), frozenset())
    return convert(loader, name, job, ready.path, inputs=inputs)


def _judged(
    project: Project,
    generation: Generation,
    draft: Draft,
    found: Converted,
    call: tuple[Loader, str, Job, Path, str],
) -> tuple[Converted, Sequence[Finding]]:
    """Judge; leave out the rows at fault and judge again, until none is left."""
    loader, name, job, staging, inputs = call
    for _ in range(_ROUNDS):
        findings, _report = judge_store(
            project, draft, origins=generation.origins, more=draft.findings, reporting=False, progress=job.tell
        )
        violations = [finding for finding in findings if finding.severity == "Violation"]
        if not violations:
            return found, findings
        faults = list(_faults(violations, found.source, job))
        fresh = {fault.line for fault in faults} - found.refused
        if not fresh:
            break
        again = replace(job, refused=found.refused | fresh)
        found = convert(loader, name, again, staging / "converted", inputs=inputs, rejects=[*found.rejects, *faults])
        adopt(found.source, generation, job.source)
        draft.refresh()
    raise FindingsError(findings, f"{summary(findings)}; nothing was loaded, the store is as it was")


def _faults(violations: Sequence[Finding], source: LoadedSource, job: Job) -> Iterator[Fault]:
    """Yield the violations on nodes that the source speaks of as faults of its rows.

    A node of which other sources speak as well may be at fault only since this one came: it is this one that gives way.
    """
    rows = source.rows_of({finding.focus for finding in violations})
    for finding in violations:
        row = rows.get(finding.focus)
        if row:
            path = job.context.by_iri.get(finding.path, job.context.compress(finding.path))
            yield Fault(job.shown, row, path, finding.value, finding.message)


def _refuse(found: Converted, table: Path) -> None:
    if found.rejects:
        write_rejects(found.rejects, table)
        raise DataError(found.rejects)


def compare(old: LoadedSource | None, new: LoadedSource) -> Change:
    """Return how two states of a source differ, subject by subject; lines may stand in any order."""
    before, after = _sums(old), _sums(new)
    return Change(
        added=sorted(after.keys() - before.keys()),
        removed=sorted(before.keys() - after.keys()),
        changed=sorted(name for name in after.keys() & before.keys() if after[name] != before[name]),
    )


def _sums(source: LoadedSource | None) -> dict[str, int]:
    """The sum of the hashes of each subject's lines, which does not depend on their order."""
    sums: dict[str, int] = {}
    for line in source.lines() if source else ():
        subject = line[1 : line.index(">")]
        sums[subject] = (sums.get(subject, 0) + hash(line)) & 0xFFFFFFFFFFFFFFFF
    return sums
