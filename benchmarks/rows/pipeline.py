"""The whole way: build, report and export of a project, beside the same in plain rdflib, pySHACL and networkx."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from benchmarks.row import SMALL, Answer, Place, Row, Target, Work

if TYPE_CHECKING:
    from benchmarks.measuring import Clock

_MEASURES = ("degree", "strength", "betweenness")


def _ours(place: Place, clock: Clock) -> Answer:
    import subprocess

    from benchmarks.prepared import MAPPING, SOURCE

    store, table = str(place.folder / "store"), str(place.data.table)
    where = ["--store", store, "--project", str(place.data.project)]
    report, exported = str(place.folder / "report"), str(place.folder / "export")
    with clock.running():
        for words in (
            ["load", "table", table, "--mapping", str(MAPPING), "--source", SOURCE],
            ["report", "-o", report],
            ["export", "-o", exported],
        ):
            subprocess.run([sys.executable, "-m", "mediagraph", *words, *where], check=True)
    return {}


def _made(place: Place) -> Answer:
    import csv

    import pyoxigraph as ox

    generation = place.folder / "store" / "generations" / (place.folder / "store" / "current").read_text().strip()
    answer: Answer = {"statements": _count(ox.Store.read_only(str(generation / "database")))}
    with (place.folder / "report" / "hubs-countries.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            answer[row["entity"]] = [float(row[name]) for name in _MEASURES]
    return answer


def _count(store: Any) -> int:
    solutions: Any = store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    return int(next(iter(solutions))[0].value)


def _plain(place: Place, clock: Clock) -> Answer:
    """Derive, judge, measure and write with what is on the shelf; conversion is left out, in its favour."""
    import rdflib

    from benchmarks.rows.measuring import plain
    from benchmarks.rows.validating import read_shapes
    from benchmarks.terms import rdflib_triples
    from mediagraph.project import Project
    from mediagraph.rules import read_rules

    project = Project.find(place.data.project)
    hubs: Answer = {}
    with clock.running():
        import pyshacl

        graph = rdflib.Graph()
        for triple in rdflib_triples(place.data.raw):
            graph.add(triple)
        for rule in read_rules(project.ontology / "rules"):
            derived: Any = graph.query(rule.text)
            for triple in list(derived):
                graph.add(triple)
        conforms, _, text = pyshacl.validate(graph, shacl_graph=read_shapes(), inference="none", inplace=True)
        for name in ("countries", "organisations"):
            rows: Any = graph.query(place.data.queries[f"networks/{name}"])
            works: dict[tuple[str, str], set[str]] = {}
            for row in rows:
                works.setdefault((str(row["source"]), str(row["target"])), set()).add(str(row["work"]))
            nodes, values = plain({pair: float(len(of_pair)) for pair, of_pair in works.items()})
            if name == "countries":
                hubs = {
                    node: [round(values[measure][number], 9) for measure in _MEASURES]
                    for number, node in enumerate(nodes)
                }
        graph.serialize(place.folder / "graph.ttl", format="turtle", encoding="utf-8")
        graph.serialize(place.folder / "graph.nt", format="nt", encoding="utf-8")
    if not conforms and "Violation" in text:
        raise RuntimeError(text[:2000])
    return {"statements": len(graph), **hubs}


ROW = Row(
    "pipeline",
    "whole build, report and export",
    [
        Work("mediagraph", _ours, check=_made),
        Work("rdflib, pySHACL, networkx", _plain, most=SMALL, repeats=1),
    ],
    [
        Target("mediagraph", "rdflib, pySHACL, networkx", "faster", 25),
        Target("mediagraph", "rdflib, pySHACL, networkx", "memory within", 0.5),
    ],
    notes="Ours converts a table, builds, judges, writes the whole report and all exports. Beside it: the converted "
    "statements, the rules, the shapes, two networks with their measures, Turtle and N-Triples. In kglab it would be "
    "the same three libraries, with a wrapper around them.",
)
