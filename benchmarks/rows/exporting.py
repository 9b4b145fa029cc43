"""Export: sorted Turtle beside rdflib's serializer and the engine's dump, which has no order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.row import LARGE, Answer, Place, Row, Target, Work

if TYPE_CHECKING:
    from benchmarks.measuring import Clock

_FILE = "mediagraph.ttl"
_LARGEST = 10_000  # productions that rdflib is given: at ten times as many it takes minutes


def _ours(place: Place, clock: Clock) -> Answer:
    import mediagraph as mg

    with mg.open(place.data.store, project=place.data.project) as graph, clock.running():
        graph.export(place.folder, only=["turtle"])
    return {}


def _engine(place: Place, clock: Clock) -> Answer:
    import pyoxigraph as ox

    store = ox.Store.read_only(str(place.data.database))
    with clock.running():
        store.dump(str(place.folder / _FILE), ox.RdfFormat.TURTLE, from_graph=ox.DefaultGraph())
    return {}


def _rdflib(place: Place, clock: Clock) -> Answer:
    from benchmarks.terms import rdflib_graph

    graph = rdflib_graph(place.data.graph)
    with clock.running():
        graph.serialize(place.folder / _FILE, format="turtle", encoding="utf-8")
    return {}


def _read(place: Place) -> Answer:
    """Count what was written, and sum up hashes of it; the ontology, which we write to a file of its own, aside."""
    import hashlib

    import pyoxigraph as ox

    ontology = {
        quad.triple
        for path in sorted((place.data.project / "ontology").rglob("*.ttl"))
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    }
    total = count = 0
    for quad in ox.parse(path=str(place.folder / _FILE), format=ox.RdfFormat.TURTLE):
        if quad.triple not in ontology:
            count += 1
            total += int.from_bytes(hashlib.sha256(str(quad.triple).encode()).digest()[:8])
    return {"statements": count, "digest": f"{total % (1 << 64):016x}"}


ROW = Row(
    "export",
    "Turtle, sorted and byte-stable",
    [
        Work("mediagraph", _ours, check=_read),
        Work("rdflib", _rdflib, check=_read, most=_LARGEST, repeats=1),
        Work("pyoxigraph dump, unsorted", _engine, check=_read),
    ],
    [
        Target("mediagraph", "rdflib", "faster", 10, since=LARGE),
        Target("mediagraph", "pyoxigraph dump, unsorted", "within", 2, since=LARGE),
    ],
    notes="From a graph that is open: ours and the dump from disk, rdflib's from memory. Ours counts and describes it"
    " too.",
)
