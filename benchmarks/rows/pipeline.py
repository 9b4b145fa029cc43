"""The whole way: build, report and export of a project, beside the same in rdflib, pySHACL and networkx, or kglab."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from benchmarks.row import PROJECT, Answer, Place, Row, Target, Work

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from benchmarks.measuring import Clock

_LARGEST = 10_000  # the others take a quarter of an hour there
_COUNTRIES = PROJECT / "data" / "tables" / "countries.csv"
_GRAPHS = "<https://w3id.org/mediagraph/id/graph/"
_MEASURES = ("degree", "strength", "betweenness")
_NETWORKS = ("countries", "organisations")


def _ours(place: Place, clock: Clock) -> Answer:
    with clock.running():
        _load(place)
        _tell(place, "report", "-o", str(place.folder / "report"))
        _tell(place, "export", "-o", str(place.folder / "export"))
    return {}


def _ours_alike(place: Place, clock: Clock) -> Answer:
    """Write what the others write: two tables of hubs and two files of statements."""
    report = place.folder / "report"
    report.mkdir()
    with clock.running():
        _load(place)
        for network in _NETWORKS:
            _tell(place, "hubs", "--network", network, "--format", "csv", into=report / f"hubs-{network}.csv")
        _tell(place, "export", "--only", "turtle", "--only", "ntriples", "-o", str(place.folder / "export"))
    return {}


def _load(place: Place) -> None:
    from benchmarks.prepared import MAPPING, SOURCE

    _tell(place, "load", "table", str(place.data.table), "--mapping", str(MAPPING), "--source", SOURCE)


def _tell(place: Place, *words: str, into: Path | None = None) -> None:
    """Run a command of ours, and take what it prints into a file."""
    import subprocess
    from contextlib import nullcontext

    where = ["--store", str(place.folder / "store"), "--project", str(place.data.project)]
    with into.open("wb") if into else nullcontext() as stream:
        subprocess.run([sys.executable, "-m", "mediagraph", *words, *where], check=True, stdout=stream)


def _made(place: Place) -> Answer:
    import pyoxigraph as ox

    generation = place.folder / "store" / "generations" / (place.folder / "store" / "current").read_text().strip()
    store = ox.Store.read_only(str(generation / "database"))
    return _answer(store.quads_for_pattern(None, None, None, ox.DefaultGraph()), place.folder / "report")


def _made_plainly(place: Place) -> Answer:
    import pyoxigraph as ox

    return _answer(ox.parse(path=str(place.folder / "graph.nt"), format=ox.RdfFormat.N_TRIPLES), place.folder)


def _answer(quads: Iterable[Any], report: Path) -> Answer:
    """What the graph has, and the measures of countries and organisations."""
    import csv

    from benchmarks.terms import summed

    answer = summed(quads)
    limit = csv.field_size_limit(1 << 30)  # a hub of many works lists them in one cell
    try:
        for name in _NETWORKS:
            with (report / f"hubs-{name}.csv").open(encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(stream):
                    answer[row["entity"]] = [float(row[measure]) for measure in _MEASURES]
    finally:
        csv.field_size_limit(limit)  # which is the process's, thus the loaders' too
    return answer


def _rdflib(place: Place, clock: Clock) -> Answer:
    given = _given(place)
    with clock.running():
        from benchmarks.shelf import Rdflib, go

        go(Rdflib(), place.data.table, _COUNTRIES, given, _shapes(place), place.folder)
    return {}


def _kglab(place: Place, clock: Clock) -> Answer:
    given = _given(place)
    with clock.running():
        from benchmarks.shelf import Kglab, go

        go(Kglab(), place.data.table, _COUNTRIES, given, _shapes(place), place.folder)
    return {}


def _given(place: Place) -> Path:
    """Write what the ontology and the small tables say, which the others are given."""
    from benchmarks.prepared import SOURCE

    apart = (f"{_GRAPHS}{SOURCE}> .\n", f"{_GRAPHS}rule-")
    path = place.folder / "given.nt"
    with place.data.records.open(encoding="utf-8") as quads, path.open("w", encoding="utf-8") as triples:
        for line in quads:
            statement, graph = line[: line.rfind(" <")], line[line.rfind(" <") + 1 :]
            if not graph.startswith(apart):
                triples.write(f"{statement} .\n")
    return path


def _shapes(place: Place) -> list[Path]:
    return sorted((place.data.project / "ontology" / "shapes").glob("*.ttl"))


ROW = Row(
    "pipeline",
    "whole build, report and export",
    [
        Work("mediagraph", _ours, check=_made),
        Work("mediagraph, the same files", _ours_alike, check=_made),
        Work("rdflib, pySHACL, networkx", _rdflib, check=_made_plainly, most=_LARGEST, repeats=1),
        Work("kglab", _kglab, check=_made_plainly, needs=["kglab"], apart=True, most=_LARGEST, repeats=1),
    ],
    [
        Target("mediagraph", "rdflib, pySHACL, networkx", "faster", 25, since=_LARGEST),
        Target("mediagraph, the same files", "rdflib, pySHACL, networkx", "faster", 25, since=_LARGEST),
        Target("mediagraph", "rdflib, pySHACL, networkx", "memory within", 0.5, since=_LARGEST),
        Target("mediagraph", "kglab", "faster", 25, since=_LARGEST),
        Target("mediagraph, the same files", "kglab", "faster", 25, since=_LARGEST),
        Target("mediagraph", "kglab", "memory within", 0.5, since=_LARGEST),
    ],
    notes="Ours converts a table, builds, judges, writes the whole report with its evidence and all exports. Beside it "
    "are a program that was written for this table; rules and networks by walking the graph in Python, which takes "
    "seconds where our queries would take rdflib minutes; all shapes; two networks with all their measures, as tables; "
    "Turtle and N-Triples. Ours is measured once more with these two tables and two files alone, after the same load "
    "with all its judgement. kglab is the same three libraries behind its methods. Compared are all statements, and "
    "degree, strength and betweenness of all countries and organisations that ours lists.",
)
