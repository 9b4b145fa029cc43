"""A draft: an unpublished generation, made of the project's files and the sources that were loaded into the store."""

from __future__ import annotations

import shutil
from importlib.metadata import version
from itertools import count, repeat
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.errors import DataError, Fault
from mediagraph.identity import Aliases, Judgements, Kinds, aliases, rewrite, rewrite_origins
from mediagraph.judging import ontology_files
from mediagraph.loaders import ProjectCountries, discover, open_file
from mediagraph.questions import Questions
from mediagraph.records import Writer
from mediagraph.rules import derive, in_rounds, read_rules
from mediagraph.shapes import read_quads
from mediagraph.store.bulk import add_quads
from mediagraph.store.embedded import evaluate, side_by_side
from mediagraph.store.generations import Generation, Manifest
from mediagraph.store.sources import loaded
from mediagraph.store.statements import writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from mediagraph.catalogue import StoredQuery
    from mediagraph.findings import Finding
    from mediagraph.project import Project
    from mediagraph.store import Answer

ONTOLOGY_GRAPH = "https://w3id.org/mediagraph/ontology"
# A small draft is asked in memory: to put a database in order takes longer than that saves. A database that is in order
# answers about as fast as memory does, which has its bounds, and need not be loaded a second time.
_IN_MEMORY = 8 << 20


class Draft:
    """An unpublished generation: filled when it is made, then judged. It can be asked like a store."""

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
            generation: folder to write to; the sources in it are taken as they are.
            progress: is told of each phase.
            more: record files to read beside the project's own.

        Raises:
            DataError: records or files are at fault.
        """
        self.project, self.generation, self._progress = project, generation, progress
        # What the sources state, word for word; the records follow from it when it is known what is one thing.
        self._stated = generation.path / "stated.nq", generation.path / "stated.tsv"
        self._judgements = Judgements()
        self._kinds = Kinds.of(
            quad for path in ontology_files(project) for quad in read_quads(path, project.show(path))
        )
        self._own: set[str] = set()
        self._aliases = Aliases({})
        self._write_project(more)
        self._sizes = [path.stat().st_size for path in self._stated]
        self.refresh()

    def refresh(self) -> None:
        """Take the generation's sources as they are now, and derive anew."""
        self._store: ox.Store | None = None
        shutil.rmtree(self.generation.database, ignore_errors=True)
        for path, size in zip(self._stated, self._sizes, strict=True):
            with path.open("r+b") as stream:
                stream.truncate(size)
        with self._stated[0].open("ab") as records, self._stated[1].open("ab") as origins:
            for source in loaded(self.generation):
                self._progress(f"adding {source.name}")
                source.copy_to(records, origins)
        self._progress("merging what is one")
        self._aliases = aliases(lambda: _lines(self._stated[0]), self._judgements, self._kinds, self._own)
        with self.generation.records.open("w", encoding="utf-8") as records_, _open(self._stated[0]) as stated:
            records_.writelines(rewrite(stated, self._aliases))
        with self.generation.origins.open("w", encoding="utf-8") as origins_, _open(self._stated[1]) as stated:
            origins_.writelines(rewrite_origins(stated, self._aliases))
        self._progress("loading")
        # Oxigraph answers twice from the union of graphs where two sources say the same, so the merge of
        # the named graphs is stored as the default graph: a set, as RDF 1.1 (Semantics, section 4.1) has it.
        self._in_memory = self.generation.records.stat().st_size <= _IN_MEMORY
        self._store = ox.Store() if self._in_memory else ox.Store(str(self.generation.database))
        add_quads(self._store, self.generation.records, merged=True)
        self._run_rules(self._store)
        # What was loaded in bulk lies in many files; whoever asks is several times faster when it is put in order.
        self._store.optimize()

    def _write_project(self, more: Sequence[Path]) -> None:
        faults: list[Fault] = []
        paths = list(dict.fromkeys([*discover(self.project.data), *(path.resolve() for path in more)]))
        countries = ProjectCountries(paths, self.project.context)
        with (
            self._stated[0].open("w", encoding="utf-8") as records,
            self._stated[1].open("w", encoding="utf-8") as origins,
        ):
            for path in paths:
                shown = self.project.show(path)
                self._progress(f"reading {shown}")
                try:
                    file = open_file(path, shown, self.project.context, countries)
                    file = self._judgements.watch(file, self.project.context)
                    records.writelines(Writer(self.project.context, file, origins).lines())
                    self._own.add(self.project.context.with_prefixes(file.prefixes).expand(file.graph))
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

    def _run_rules(self, store: ox.Store) -> None:
        for together in in_rounds(read_rules(self.project.ontology / "rules")):
            self._progress(f"deriving {', '.join(rule.name for rule in together)}")
            # Through files: what a rule derives may be larger than memory, and must not be seen while it is asked for.
            with side_by_side() as pool:
                files = list(pool.map(self._derive, together, count(), repeat(store)))
                list(pool.map(lambda derived: add_quads(store, derived, merged=True), files))
            with self.generation.records.open("ab") as records:
                for derived in files:
                    with derived.open("rb") as source:
                        shutil.copyfileobj(source, records, 1 << 20)
                    derived.unlink()

    def _derive(self, rule: StoredQuery, number: int, store: ox.Store) -> Path:
        path = self.generation.path / f"derived-{number}.nq"
        with path.open("wb") as stream:
            derive(rule, store, stream.write)
        return path

    @property
    def name(self) -> str:
        """The generation's folder."""
        return str(self.generation.path)

    @property
    def findings(self) -> Sequence[Finding]:
        """Warnings of identifiers that several entities bear and that were not followed."""
        return self._aliases.findings

    @property
    def version(self) -> str:
        """Nothing: a draft has no version."""
        return ""

    def query(self, text: str) -> Answer:
        """Answer a SPARQL query.

        Raises:
            QueryError: it does not parse, or cannot be evaluated.
        """
        return evaluate(self._opened(), text)

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the quads of the named graphs, as written."""
        return ox.parse(path=str(self.generation.records), format=ox.RdfFormat.N_QUADS)

    def close(self) -> None:
        """Let go of the database."""
        self._store = None

    def finish(self) -> Manifest:
        """Make the database ready for readers and return what is known of it."""
        from mediagraph.networks.tables import keep  # it loads numpy, which others who draft have no need of

        for path in self._stated:
            path.unlink(missing_ok=True)
        self._progress("keeping edge tables")
        store = self._opened()
        with writing(self.generation.records, self.generation.statements, beside=not self._in_memory) as written:
            keep(Questions(self.project, self), self.generation.edges, lambda: written().digest)
            contents = written()
        self._store = None
        if self._in_memory:
            del store
            store = ox.Store(str(self.generation.database))
            add_quads(store, self.generation.statements, merged=True)
            store.optimize()
        store.flush()
        self.generation.records.unlink()
        return Manifest(
            digest=contents.digest,
            quads=sum(contents.graphs.values()),
            graphs=contents.graphs,
            statements=contents.sha256,
            project=str(self.project.root),
            mediagraph=version("mediagraph"),
        )

    def _opened(self) -> ox.Store:
        if self._store is None:
            raise AssertionError("the draft was closed")
        return self._store


def _open(path: Path) -> IO[str]:
    return path.open(encoding="utf-8", newline="\n")


def _lines(path: Path) -> Iterator[str]:
    with _open(path) as stream:
        yield from stream
