"""All stored queries through our API, by the bare engine, by rdflib and by kglab: the same text on the same data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.measuring import Clock
from benchmarks.row import LARGE, SMALL, Answer, Place, Row, Target, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_ENGINE = "Oxigraph, bare"
# Turns of a query. The first warms the caches; the quickest of all counts, and chance sways short ones more.
_LEAST, _MOST = 2, 15


def _both(place: Place, clock: Clock) -> Answer:
    """Ask our API and the bare engine, in turns: where a difference of a tenth counts, nothing else may differ."""
    import pyoxigraph as ox

    import mediagraph as mg

    peer = clock.beside[_ENGINE] = Clock()
    store, given = ox.Store.read_only(str(place.data.database)), place.data.values

    def bare(name: str) -> list[Any]:
        solutions: Any = store.query(place.data.queries[name])
        return list(map(tuple, solutions))

    with mg.open(place.data.store, project=place.data.project) as graph:

        def ours(name: str) -> list[Any]:
            return list(graph.rows(name, **given[name]).terms())

        for name in place.data.queries:
            _ask_in_turns(name, [(clock, ours), (peer, bare)], place.patience / 6)
    for side in (clock, peer):
        side.seconds = side.processor = sum(side.parts.values())
    return clock.answer


def _ask_in_turns(name: str, sides: Sequence[tuple[Clock, Callable[[str], list[Any]]]], most: float) -> None:
    """Ask a query of each side, the sides changing places each turn, until `most` seconds are spent.

    Processors' seconds count: other programs may run beside.
    """
    import time

    from benchmarks.terms import digest

    spent, turn = 0.0, 0
    while turn < _LEAST or (turn < _MOST and spent < most):
        for side, rows in sides if turn % 2 == 0 else reversed(sides):
            begin = time.process_time()
            found = rows(name)
            seconds = time.process_time() - begin
            spent += seconds
            side.parts[name] = min(side.parts.get(name, seconds), seconds)
            if turn == 0:
                side.answer[name] = digest(found)
            del found
        turn += 1


def _rdflib(place: Place, clock: Clock) -> Answer:
    import pyoxigraph as ox
    import rdflib

    from benchmarks.terms import rdflib_term

    dataset = rdflib.Dataset()
    for quad in ox.parse(path=str(place.data.records), format=ox.RdfFormat.N_QUADS):
        triple = rdflib_term(quad.subject), rdflib_term(quad.predicate), rdflib_term(quad.object)
        dataset.default_graph.add(triple)
        dataset.graph(rdflib_term(quad.graph_name)).add(triple)
    return _patiently(place, clock, place.data.queries, dataset.query)


def _kglab(place: Place, clock: Clock) -> Answer:
    import kglab

    from benchmarks.terms import rdflib_triples

    graph = kglab.KnowledgeGraph()
    for triple in rdflib_triples(place.data.graph):
        graph.add(*triple)
    # It holds one graph and no named ones.
    names = [name for name, text in place.data.queries.items() if "GRAPH " not in text]
    return _patiently(place, clock, names, graph.query)


def _patiently(place: Place, clock: Clock, names: Iterable[str], query: Callable[[str], Any]) -> Answer:
    """Ask all queries once, and give up those that take too long: that is the least that they take."""
    from benchmarks.measuring import alarm
    from benchmarks.terms import digest

    answers: Answer = {}
    late, failed = [], []
    for name in names:
        try:
            with clock.running(name), alarm(place.patience):
                rows = [tuple(row) for row in query(place.data.queries[name])]
            answers[name] = digest(rows)
        except TimeoutError:
            clock.parts[name] = max(clock.parts[name], place.patience)
            late.append(name)
        except Exception:  # noqa: BLE001 - whatever it is: the peer cannot answer this one
            del clock.parts[name]
            failed.append(name)
    told = [f"failed at {', '.join(failed)}"] if failed else []
    told += [f"late with {', '.join(late)}"] if late else []
    clock.scaled = "; ".join(told)
    return answers


ROW = Row(
    "query",
    "all stored queries",
    [
        Work("mediagraph", _both),
        Work(_ENGINE, beside="mediagraph"),
        Work("rdflib", _rdflib, most=SMALL, repeats=1),
        Work("kglab", _kglab, needs=["kglab"], apart=True, most=SMALL, repeats=1),
    ],
    [
        Target("mediagraph", _ENGINE, "each", 1.1, since=LARGE),
        Target("mediagraph", "rdflib", "median", 20, noisy=0),
        Target("mediagraph", "kglab", "median", 20, noisy=0),
    ],
    notes="Without their optional parameters. All rows are read, as terms. Ours and the bare engine are asked in turns "
    "in one process, each query until ten seconds are spent, but twice at least and fifteen times at most; the least "
    "counts, of processors' seconds. The memory is that of both. What rdflib and kglab do not answer in time counts "
    "with that time.",
)
