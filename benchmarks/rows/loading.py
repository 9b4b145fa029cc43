"""Records to store: a CSV table to a store on disk, beside the bare engine, rdflib and kglab.

    node by node    the conversion without compiled mappings, of the small size only
    conversion      a table to N-Quads, origins and digest on disk, as `mediagraph load table` converts it
    mediagraph      the same, and the engine's bulk load of it into a store on disk

Files put in order are what either needs to be asked quickly: ours does it after each load, and it takes as long again.

The engine loads the same statements as N-Quads, and as N-Triples: without the named graph, in half the indices. rdflib
and kglab read the table by a program that was written for it, `benchmarks/plainly.py`, which checks nothing. The store
on disk that rdflib has is BerkeleyDB; quicker is to hold all in memory and to leave a file, which kglab does as well.
To be asked later, that file has to be read again.

    rdflib, its file read again     what it takes until a later process can ask
    rdflib, given our statements    what it takes to put statements into memory, as pyoxigraph parses them
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.row import LARGE, PROJECT, SMALL, Answer, Place, Row, Target, Work

if TYPE_CHECKING:
    from benchmarks.measuring import Clock

_LARGEST = 100_000  # rdflib and kglab need some 50 kB a production
_COUNTRIES = PROJECT / "data" / "tables" / "countries.csv"
_QUADS, _TRIPLES, _KEPT = "productions.nq", "productions.nt", "kept"


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


def _store(place: Place, clock: Clock, *, in_order: bool = False) -> Answer:
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
        store = ox.Store(str(folder / "database"))
        add_quads(store, folder / "records.nq")
        if in_order:
            store.optimize()
    return {}


def _store_in_order(place: Place, clock: Clock) -> Answer:
    return _store(place, clock, in_order=True)


def _rdflib(place: Place, clock: Clock) -> Answer:
    from benchmarks.plainly import write_with_rdflib

    with clock.running():
        write_with_rdflib(place.data.table, _COUNTRIES, place.folder / _QUADS)
    return {}


def _rdflib_on_disk(place: Place, clock: Clock) -> Answer:
    from benchmarks.plainly import keep_with_rdflib

    with clock.running():
        keep_with_rdflib(place.data.table, _COUNTRIES, place.folder / _KEPT)
    return {}


def _kglab(place: Place, clock: Clock) -> Answer:
    import kglab  # noqa: F401 - it is read before the clock runs

    from benchmarks.plainly import write_with_kglab

    with clock.running():
        write_with_kglab(place.data.table, _COUNTRIES, place.folder / _TRIPLES)
    return {}


def _rdflib_again(place: Place, clock: Clock) -> Answer:
    import rdflib

    with clock.running():
        dataset = rdflib.Dataset()
        dataset.parse(place.data.quads, format="nquads")
    return {"statements": len(dataset)}


def _rdflib_given(place: Place, clock: Clock) -> Answer:
    from benchmarks.terms import rdflib_graph

    with clock.running():
        graph = rdflib_graph(place.data.triples)
    return {"statements": len(graph)}


def _engine(place: Place, file: Path) -> list[str]:
    engine = Path(sys.executable).with_name("oxigraph")
    return [str(engine), "load", "--location", str(place.folder / "database"), "--file", str(file)]


def _triples(place: Place) -> list[str]:
    return _engine(place, place.data.triples)


def _quads(place: Place) -> list[str]:
    return _engine(place, place.data.quads)


def _in_order(place: Place) -> list[str]:
    load = _triples(place)
    return ["sh", "-c", '"$@" && "$0" optimize --location "$4"', load[0], *load]


def _loaded(place: Place) -> Answer:
    import pyoxigraph as ox

    from benchmarks.terms import summed

    store = ox.Store(str(place.folder / "database"))
    store.optimize()  # reading what lies in hundreds of files takes minutes
    return summed(store) if place.data.counts["size"] <= _LARGEST else {"statements": len(store)}


def _written(place: Place) -> Answer:
    import pyoxigraph as ox

    from benchmarks.terms import summed

    return summed(
        quad for name in (_QUADS, _TRIPLES) for path in place.folder.glob(name) for quad in ox.parse(path=path)
    )


def _kept(place: Place) -> Answer:
    """What BerkeleyDB has, by way of a file."""
    import rdflib

    dataset = rdflib.Dataset("BerkeleyDB")
    dataset.open(str(place.folder / _KEPT))
    dataset.serialize(place.folder / _QUADS, format="nquads", encoding="utf-8")
    dataset.close()
    return _written(place)


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
        Work("mediagraph, files put in order", _store_in_order, check=_loaded),
        Work("oxigraph load and optimize, N-Triples", command=_in_order, check=_loaded),
        Work("rdflib", _rdflib, check=_written, most=_LARGEST, repeats=1),
        Work(
            "rdflib, BerkeleyDB",
            _rdflib_on_disk,
            check=_kept,
            needs=["berkeleydb"],
            apart=True,
            most=_LARGEST,
            repeats=1,
        ),
        Work("kglab", _kglab, check=_written, needs=["kglab"], apart=True, most=_LARGEST, repeats=1),
        Work("rdflib, its file read again", _rdflib_again, most=_LARGEST, repeats=1),
        Work("rdflib, given our statements", _rdflib_given, most=SMALL, repeats=1),
        Work("mediagraph, conversion alone", _convert, check=_converted),
        Work("mediagraph, node by node", _convert_long, check=_converted, most=SMALL, repeats=1),
    ],
    [
        Target("mediagraph", "oxigraph load, N-Quads", "within", 1.3, since=LARGE),
        Target("mediagraph", "oxigraph load, N-Triples", "within", 1.3, since=LARGE),
        Target("mediagraph", "rdflib", "faster", 5, since=LARGE),
        Target("mediagraph", "rdflib, BerkeleyDB", "faster", 5, since=LARGE),
        Target("mediagraph", "kglab", "faster", 8, since=LARGE),
        Target("mediagraph", "", "memory", 1000),
    ],
    notes="The engine is given the statements that we made of the table. rdflib and kglab read it by a program that "
    "was written for it and checks nothing, in their favour. rdflib has a store on disk, BerkeleyDB. Quicker is to "
    "hold all in memory and to write a file, rdflib with the named graph, kglab, which has no store on disk, without; "
    "a later process can ask only when it has read that file again, which is measured for rdflib. Number, sum of "
    "hashes and named graphs of the statements are compared.",
)
