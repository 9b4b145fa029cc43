"""Records to store: a CSV table to a store on disk, beside the bare engine, rdflib and kglab.

    node by node    the conversion without compiled mappings, of the small size only
    conversion      a table to N-Quads, origins and digest on disk, as `mediagraph load table` converts it
    mediagraph      the same, and the engine's bulk load of it into a store on disk

The engine loads the same statements as N-Quads, and as N-Triples: without the named graph, in half the indices. rdflib
and kglab are given each triple as pyoxigraph reads it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.row import SMALL, Answer, Place, Row, Target, Work

if TYPE_CHECKING:
    from benchmarks.measuring import Clock

_LARGEST = 100_000  # rdflib and kglab need some 20 kB a production


def _convert(place: Place, clock: Clock) -> Answer:
    from benchmarks.prepared import convert

    with clock.running():
        convert(place.data.table, place.folder / "converted")
    return {}


def _convert_long(place: Place, clock: Clock) -> Answer:
    from benchmarks.prepared import convert

    with clock.running():
        convert(place.data.table, place.folder / "converted", long_way=True)
    return {}


def _store(place: Place, clock: Clock) -> Answer:
    """Convert the table and load what it gave, unpacked as a draft does."""
    with clock.running():
        import pyoxigraph as ox

        from benchmarks.prepared import convert
        from mediagraph.store.bulk import add_quads
        from mediagraph.store.sources import LoadedSource

        folder = place.folder
        convert(place.data.table, folder / "converted")
        with (folder / "records.nq").open("wb") as records, (folder / "origins.tsv").open("wb") as origins:
            LoadedSource(folder / "converted").copy_to(records, origins)
        add_quads(ox.Store(str(folder / "database")), folder / "records.nq")
    return {}


def _rdflib(place: Place, clock: Clock) -> Answer:
    from benchmarks.terms import rdflib_graph

    with clock.running():
        graph = rdflib_graph(place.data.triples)
    return {"statements": len(graph)}


def _kglab(place: Place, clock: Clock) -> Answer:
    import kglab

    from benchmarks.terms import rdflib_triples

    with clock.running():
        graph = kglab.KnowledgeGraph()
        for triple in rdflib_triples(place.data.triples):
            graph.add(*triple)
    return {"statements": len(graph.rdf_graph())}


def _engine(place: Place, file: Path) -> list[str]:
    engine = Path(sys.executable).with_name("oxigraph")
    return [str(engine), "load", "--location", str(place.folder / "database"), "--file", str(file)]


def _triples(place: Place) -> list[str]:
    return _engine(place, place.data.triples)


def _quads(place: Place) -> list[str]:
    return _engine(place, place.data.quads)


def _loaded(place: Place) -> Answer:
    import pyoxigraph as ox

    return {"statements": len(ox.Store.read_only(str(place.folder / "database")))}


def _converted(place: Place) -> Answer:
    from mediagraph.store.sources import LoadedSource

    return {"statements": len(set(LoadedSource(place.folder / "converted").lines()))}


ROW = Row(
    "load",
    "records (CSV) to a store on disk",
    [
        Work("mediagraph", _store, check=_loaded),
        Work("oxigraph load, N-Triples", command=_triples, check=_loaded),
        Work("oxigraph load, N-Quads", command=_quads, check=_loaded),
        Work("rdflib", _rdflib, most=_LARGEST, repeats=1),
        Work("kglab", _kglab, needs=["kglab"], apart=True, most=_LARGEST, repeats=1),
        Work("mediagraph, conversion alone", _convert, check=_converted),
        Work("mediagraph, node by node", _convert_long, check=_converted, most=SMALL, repeats=1),
    ],
    [
        Target("mediagraph", "oxigraph load, N-Quads", "within", 1.3),
        Target("mediagraph", "oxigraph load, N-Triples", "within", 1.3),
        Target("mediagraph", "rdflib", "faster", 5),
        Target("mediagraph", "kglab", "faster", 8),
        Target("mediagraph", "", "memory", 1000),
    ],
    notes="Ours reads the table; the others are given the statements that we made of it.",
)
