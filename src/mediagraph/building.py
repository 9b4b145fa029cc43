"""A build: records to triples, rules, judgement, and only then publication; all or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.errors import DataError, Fault, FindingsError
from mediagraph.findings import Finding, summary
from mediagraph.judging import judge_store, ontology_files
from mediagraph.loaders import ProjectCountries, discover, open_file
from mediagraph.records import Writer
from mediagraph.rules import derive, read_rules
from mediagraph.shapes import read_quads
from mediagraph.store.embedded import evaluate
from mediagraph.store.generations import Generation, Generations, Manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from mediagraph.project import Project
    from mediagraph.store import Answer

ONTOLOGY_GRAPH = "https://w3id.org/mediagraph/ontology"


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


def build(project: Project, store: Path, progress: Callable[[str], None] = lambda _: None) -> Build:
    """Build the graph of `project`, judge it, and publish it in `store`.

    Args:
        project: where records, ontology and queries lie.
        store: folder of the embedded store.
        progress: is told of each phase.

    Raises:
        DataError: records or files are at fault.
        FindingsError: the graph has violations.
        StoreError: another process is building this store.
        FileError: a file cannot be read or written.
    """
    generations = Generations(store)
    with generations.building() as generation:
        draft = Draft(project, generation, progress)
        findings, _ = judge_store(project, draft, origins=generation.origins, progress=progress)
        violations = [finding for finding in findings if finding.severity == "Violation"]
        if violations:
            raise FindingsError(findings, f"{summary(findings)}; the graph was not published, mend the data and retry")
        manifest = draft.finish()
        progress("publishing")
        generations.publish(generation, manifest)
    return Build(manifest, findings, str(store))


class Draft:
    """An unpublished generation: filled from the project's files when it is made, then judged."""

    def __init__(
        self,
        project: Project,
        generation: Generation,
        progress: Callable[[str], None] = lambda _: None,
        more: Sequence[Path] = (),
    ) -> None:
        """Write, load and derive.

        Args:
            project: where records, ontology and queries lie.
            generation: folder to write to.
            progress: is told of each phase.
            more: record files to read beside the project's own.

        Raises:
            DataError: records or files are at fault.
        """
        self.project, self.generation, self._progress = project, generation, progress
        self._write_records(more)
        progress("loading")
        # Oxigraph answers twice from the union of graphs where two sources say the same, so the merge of
        # the named graphs is stored as the default graph: a set, as RDF 1.1 (Semantics, section 4.1) has it.
        self._store = ox.Store(str(generation.database))
        self._store.bulk_load(path=str(generation.records), format=ox.RdfFormat.N_QUADS)
        self._store.bulk_extend(_merged(ox.parse(path=str(generation.records), format=ox.RdfFormat.N_QUADS)))
        self._run_rules()

    def _write_records(self, more: Sequence[Path]) -> None:
        faults: list[Fault] = []
        paths = list(dict.fromkeys([*discover(self.project.data), *(path.resolve() for path in more)]))
        countries = ProjectCountries(paths, self.project.context)
        with (
            self.generation.records.open("w", encoding="utf-8") as records,
            self.generation.origins.open("w", encoding="utf-8") as origins,
        ):
            for path in paths:
                shown = self.project.show(path)
                self._progress(f"reading {shown}")
                try:
                    file = open_file(path, shown, self.project.context, countries)
                    records.writelines(Writer(self.project.context, file, origins).lines())
                    faults += file.faults
                except DataError as error:
                    faults += error.faults
            for path in ontology_files(self.project):
                self._write_ontology(path, records)
        if faults:
            raise DataError(faults)

    def _write_ontology(self, path: Path, records: IO[str]) -> None:
        graph = ox.NamedNode(ONTOLOGY_GRAPH)
        for quad in read_quads(path, self.project.show(path)):
            records.write(f"{ox.Quad(quad.subject, quad.predicate, quad.object, graph)} .\n")

    def _run_rules(self) -> None:
        with self.generation.records.open("a", encoding="utf-8") as records:
            for rule in read_rules(self.project.ontology / "rules"):
                self._progress(f"deriving {rule.name}")
                quads = list(derive(rule, self._store))
                records.writelines(f"{quad} .\n" for quad in quads)
                self._store.extend([*quads, *_merged(quads)])

    # The draft is itself a store, so that checks can ask it.
    @property
    def name(self) -> str:
        """The generation's folder."""
        return str(self.generation.path)

    @property
    def version(self) -> str:
        """Nothing: a draft has no version."""
        return ""

    def query(self, text: str) -> Answer:
        """Answer a SPARQL query.

        Raises:
            QueryError: it does not parse, or cannot be evaluated.
        """
        return evaluate(self._store, text)

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the quads of the named graphs, as written."""
        return ox.parse(path=str(self.generation.records), format=ox.RdfFormat.N_QUADS)

    def close(self) -> None:
        """Do nothing: the draft's folder is closed with the process."""

    def finish(self) -> Manifest:
        """Make the database ready for readers and return what is known of it."""
        self._store.optimize()
        self._store.flush()
        lines = sorted(f"{quad} .\n" for quad in self._store if not isinstance(quad.graph_name, ox.DefaultGraph))
        graphs: dict[str, int] = {}
        for graph in self._store.named_graphs():
            graphs[graph.value] = sum(1 for _ in self._store.quads_for_pattern(None, None, None, graph))
        digest = hashlib.sha256("".join(lines).encode()).hexdigest()
        del self._store
        return Manifest(
            digest=digest,
            quads=len(lines),
            graphs=dict(sorted(graphs.items())),
            project=str(self.project.root),
            mediagraph=version("mediagraph"),
        )


def _merged(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    for quad in quads:
        yield ox.Quad(quad.subject, quad.predicate, quad.object)
