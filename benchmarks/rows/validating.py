"""Validation: all shapes beside pySHACL, ten shapes beside SPARQL written by hand, and validation after a change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from benchmarks.row import LARGE, PROJECT, AbsentError, Answer, Place, Row, Target, Work

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import rdflib

    from benchmarks.measuring import Clock

SHAPES = "https://w3id.org/mediagraph/shapes#"


class _Held:
    """A store of the engine, asked as the shapes' judge asks one."""

    name = version = ""

    def __init__(self, store: Any) -> None:
        self._store = store

    @classmethod
    def on_disk(cls, database: Path) -> _Held:
        """Open a database."""
        import pyoxigraph as ox

        return cls(ox.Store.read_only(str(database)))

    @classmethod
    def in_memory(cls, triples: Path) -> _Held:
        """Read an N-Triples file, as pySHACL has its data."""
        import pyoxigraph as ox

        store = ox.Store()
        store.bulk_load(path=str(triples), format=ox.RdfFormat.N_TRIPLES)
        return cls(store)

    def query(self, text: str) -> Any:
        from mediagraph.store.embedded import evaluate

        return evaluate(self._store, text)

    def quads(self) -> Iterator[Any]:
        return iter(self._store)

    def close(self) -> None:
        """Do nothing: the process ends."""


def read_shapes() -> rdflib.Graph:
    """Return the shipped shapes."""
    from mediagraph.judging import read_shapes as read
    from mediagraph.project import Project

    return read(Project.find(PROJECT))


def _ten(shapes: rdflib.Graph) -> rdflib.Graph:
    """The shapes that are written by hand as well."""
    import rdflib

    from benchmarks.byhand import CHECKS
    from mediagraph import shacl

    return shacl.only(shapes, {rdflib.URIRef(SHAPES + name): "" for name in CHECKS})


def _findings(findings: Sequence[Any]) -> Answer:
    """Focus, path, constraint and value of each finding, by which judges are compared."""
    from benchmarks.terms import digest

    rows = [(one.focus, one.path, one.constraint, one.value) for one in findings]
    return {"findings": digest(rows)}


def _compiled(place: Place, clock: Clock) -> Answer:
    return _judged(_Held.on_disk(place.data.spoilt_database), clock, read_shapes())


def _compiled_in_memory(place: Place, clock: Clock) -> Answer:
    return _judged(_Held.in_memory(place.data.spoilt), clock, read_shapes())


def _compiled_ten(place: Place, clock: Clock) -> Answer:
    return _judged(_Held.on_disk(place.data.spoilt_database), clock, _ten(read_shapes()))


def _judged(store: _Held, clock: Clock, shapes: rdflib.Graph) -> Answer:
    from mediagraph.judging import judge_by_shapes

    with clock.running():
        findings, _ = judge_by_shapes(store, shapes, reporting=False)
    return _findings(findings)


def _pyshacl(place: Place, clock: Clock) -> Answer:
    import pyshacl

    from benchmarks.terms import rdflib_graph
    from mediagraph.shacl.report import findings_of

    data, shapes = rdflib_graph(place.data.spoilt), read_shapes()
    with clock.running():
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True)
    if not hasattr(report, "subjects"):
        raise RuntimeError(text)
    return _findings(findings_of(report))


def _by_hand(place: Place, clock: Clock) -> Answer:
    import pyoxigraph as ox

    from benchmarks.byhand import CHECKS, PREFIXES
    from benchmarks.terms import digest

    store = ox.Store.read_only(str(place.data.spoilt_database))
    found: list[tuple[Any, ...]] = []
    with clock.running():
        for checks in CHECKS.values():
            for constraint, query in checks:
                solutions: Any = store.query(PREFIXES + query)
                names = [variable.value for variable in solutions.variables]
                for solution in solutions:
                    row = dict(zip(names, solution, strict=True))
                    found.append((row["this"], row.get("path"), constraint, row.get("value")))
    return {"findings": digest([[getattr(cell, "value", cell) or "" for cell in row] for row in found])}


def _before(place: Place, shapes: rdflib.Graph) -> list[Any]:
    """What was found before the change; it is kept, since each run of this work needs it."""
    from mediagraph.findings import Finding
    from mediagraph.judging import judge_by_shapes

    kept = place.data.path / "before.json"
    if not kept.exists():
        findings, _ = judge_by_shapes(_Held.on_disk(place.data.database), shapes, reporting=False)
        rows = [[getattr(one, name) for name in Finding.__slots__] for one in findings]
        kept.write_text(json.dumps(rows), encoding="utf-8")
    return [Finding(*row) for row in json.loads(kept.read_text(encoding="utf-8"))]


def _after_change(place: Place, clock: Clock) -> Answer:
    """Judge what one production in a hundred, changed, can affect; the rest is known from before."""
    import pyoxigraph as ox

    try:
        from mediagraph import shacl
        from mediagraph.rejudging import judge_change_by_shapes
    except ImportError as error:
        raise AbsentError("not built") from error
    shapes = read_shapes()
    before = _before(place, shapes)
    store = _Held.on_disk(place.data.spoilt_database)
    with clock.running():
        change = shacl.Change.of(ox.parse(path=str(place.data.change), format=ox.RdfFormat.N_TRIPLES))
        findings = judge_change_by_shapes(store, shapes, change).carrying(before)
    return _findings(findings)


VALIDATE = Row(
    "validate",
    "validate by all shapes",
    [
        Work("mediagraph", _compiled, group="all"),
        Work("mediagraph, in memory", _compiled_in_memory, most=LARGE, group="all"),
        Work("pySHACL on rdflib", _pyshacl, most=10_000, repeats=1, group="all"),
        Work("mediagraph, ten shapes", _compiled_ten, group="ten"),
        Work("SPARQL by hand, ten shapes", _by_hand, group="ten"),
    ],
    [
        Target("mediagraph", "pySHACL on rdflib", "faster", 100, since=LARGE),
        Target("mediagraph, in memory", "pySHACL on rdflib", "faster", 100, since=LARGE),
        Target("mediagraph, ten shapes", "SPARQL by hand, ten shapes", "within", 1.5, since=LARGE),
    ],
    notes="One production in a hundred is spoilt. All judges are given data and shapes that were read before: pySHACL "
    "a graph in memory, ours a store on disk, as a build judges, and one in memory, as files are judged. Their "
    "findings are compared by focus, path, constraint and value.",
)
CHANGE = Row(
    "change",
    "validate after a change of 1 %",
    [Work("mediagraph, changed only", _after_change), Work("mediagraph, all", _compiled)],
    [Target("mediagraph, changed only", "mediagraph, all", "within", 0.05, since=LARGE)],
    notes="In proportion to the change would be a hundredth; a twentieth is asked for, since some of it does not "
    "shrink. Findings of other nodes are carried over from before, and all are those of a full validation.",
)
