"""Records to store, side by side with the bare engine and rdflib, in one run.

    python benchmarks/loading.py [--sizes 10000 50000] [--repeats 3]

Each work runs in a process of its own, in turns, several times; medians are told, with the peak memory of the process
and the statements that came out of it. Works are compared by time on the clock, and by the processors' time, which
says more where other things run beside.

    node by node    the conversion without compiled mappings, of the smallest size only
    conversion      a CSV table to N-Quads, origins and digest on disk, as `mediagraph load table` converts it
    to a store      the same, and the engine's bulk load of it into a store on disk
    engine, quads   `oxigraph load` of those N-Quads
    engine          `oxigraph load` of the same as N-Triples: without the named graph, in half the indices
    rdflib          `Graph.add` of each of these triples, read by pyoxigraph, of the smallest size only
"""

# ruff: noqa: PLC0415 - each work imports what it needs, so that nothing else is measured

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ENGINE = Path(sys.executable).with_name("oxigraph")
MAPPING = PROJECT / "benchmarks" / "productions.mapping.yaml"
WORKS = ("node by node", "conversion", "to a store", "engine, quads", "engine", "rdflib")
ONLY_SMALL = ("node by node", "rdflib")


@dataclass(frozen=True)
class Run:
    """One run of a work: seconds on the clock, seconds of processors, and the most memory in MB."""

    clock: float
    processors: float
    memory: float


def convert(table: Path, folder: Path, *, long_way: bool = False) -> None:
    """Convert the table as `mediagraph load table` does."""
    from mediagraph.converting import convert as converting
    from mediagraph.loaders import ProjectCountries, discover
    from mediagraph.loaders.job import Job
    from mediagraph.loaders.registry import get_loader
    from mediagraph.project import Project

    project = Project.find(PROJECT)
    loader = get_loader("table")
    countries = ProjectCountries(discover(project.data), project.context)
    job = Job(table, table.name, "productions", project.context, countries, options={"mapping": [str(MAPPING)]})
    converting(replace(loader, written=None) if long_way else loader, "table", job, folder)


def store(table: Path, folder: Path) -> None:
    """Convert the table and load what it gave, unpacked as a draft does."""
    import pyoxigraph as ox

    from mediagraph.store.sources import LoadedSource

    convert(table, folder / "converted")
    with (folder / "records.nq").open("wb") as records, (folder / "origins.tsv").open("wb") as origins:
        LoadedSource(folder / "converted").copy_to(records, origins)
    ox.Store(str(folder / "database")).bulk_load(path=str(folder / "records.nq"), format=ox.RdfFormat.N_QUADS)


def add(triples: Path) -> None:
    """Add each triple to an rdflib graph."""
    import pyoxigraph as ox
    import rdflib

    def term(given: ox.NamedNode | ox.Literal) -> rdflib.term.Identifier:
        if not isinstance(given, ox.Literal):
            return rdflib.URIRef(given.value)
        datatype = None if given.language else given.datatype.value
        return rdflib.Literal(given.value, lang=given.language, datatype=datatype)

    graph = rdflib.Graph()
    for triple in ox.parse(path=str(triples), format=ox.RdfFormat.N_TRIPLES):
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    print(len(graph))


def command(work: str, table: Path, folder: Path, quads: Path, triples: Path) -> list[str]:
    """Return the command of a work."""
    if work.startswith("engine"):
        file = quads if work.endswith("quads") else triples
        return [str(ENGINE), "load", "--location", str(folder / "database"), "--file", str(file)]
    source = triples if work == "rdflib" else table
    return [sys.executable, str(Path(__file__)), "--work", work, str(source), str(folder)]


def run(words: list[str], output: Path) -> Run:
    """Run a command and measure its process alone.

    The system counts what this process held when it began another one as that one's, so that this one stays small.
    """
    begin = time.perf_counter()
    with output.open("wb") as stream:
        process = subprocess.Popen(words, stdout=stream, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
    clock = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(words)} ended with {process.returncode}: {output.read_text(encoding='utf-8')[-2000:]}")
    return Run(clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def count(work: str, folder: Path) -> None:
    """Print how many statements came out of a work."""
    import pyoxigraph as ox

    from mediagraph.store.sources import LoadedSource

    if work in {"node by node", "conversion"}:
        print(len(set(LoadedSource(folder).lines())))
    else:
        print(len(ox.Store.read_only(str(folder / "database"))))


def prepare(table: Path, size: int, quads: Path, triples: Path) -> None:
    """Write the table, and what the engine loads."""
    from mediagraph.store.sources import LoadedSource

    words = [sys.executable, str(PROJECT / "benchmarks" / "productions.py"), str(size), "-o", str(table)]
    subprocess.run(words, check=True)
    convert(table, table.with_name("converted"))
    graph = " <https://w3id.org/mediagraph/id/graph/productions> .\n"
    with quads.open("w", encoding="utf-8") as quad_file, triples.open("w", encoding="utf-8") as triple_file:
        for line in LoadedSource(table.with_name("converted")).lines():
            quad_file.write(line)
            triple_file.write(line.removesuffix(graph) + " .\n")


def measure(size: int, repeats: int, place: Path, works: list[str]) -> None:
    """Measure the works at one size and print the table."""
    table, quads, triples = place / "productions.csv", place / "productions.nq", place / "productions.nt"
    own = [sys.executable, str(Path(__file__)), "--work"]
    subprocess.run([*own, f"prepare {size}", str(table), str(place)], check=True)
    runs: dict[str, list[Run]] = {work: [] for work in works}
    counts: dict[str, int] = {}
    for number in range(repeats):
        for work in works:
            folder = place / "work"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            runs[work].append(run(command(work, table, folder, quads, triples), place / "output"))
            if not number:
                if work != "rdflib":
                    with (place / "output").open("wb") as stream:
                        subprocess.run([*own, f"count {work}", str(table), str(folder)], check=True, stdout=stream)
                counts[work] = int((place / "output").read_text(encoding="utf-8"))
    print(f"\n{size:,} productions, {max(counts.values()):,} statements, medians of {repeats}\n")
    print("| work | s | of the engine | processors' s | of the engine | MB | statements |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    clock = {work: statistics.median(one.clock for one in runs[work]) for work in works}
    used = {work: statistics.median(one.processors for one in runs[work]) for work in works}
    for work in works:
        ratios = [times[work] / times["engine"] for times in (clock, used)]
        memory = max(one.memory for one in runs[work])
        print(
            f"| {work} | {clock[work]:.2f} | {ratios[0]:.2f} | {used[work]:.2f} | {ratios[1]:.2f} | {memory:,.0f} "
            f"| {counts[work]:,} |",
            flush=True,
        )
    if len(set(counts.values())) > 1:
        sys.exit("the works do not agree")


def main() -> None:
    """Run all, or one work in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 50_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work, source, folder = given.work[0], Path(given.work[1]), Path(given.work[2])
        if work.startswith("prepare"):
            prepare(source, int(work.split()[1]), folder / "productions.nq", folder / "productions.nt")
        elif work.startswith("count"):
            count(work.removeprefix("count "), folder)
        elif work == "rdflib":
            add(source)
        elif work == "to a store":
            store(source, folder)
        else:
            convert(source, folder, long_way=work == "node by node")
        return
    for size in given.sizes:
        works = [work for work in WORKS if size == min(given.sizes) or work not in ONLY_SMALL]
        with tempfile.TemporaryDirectory() as folder:
            measure(size, given.repeats, Path(folder), works)


if __name__ == "__main__":
    main()
