"""All stored queries through our API, by the bare engine, by rdflib and by kglab: the same text on the same data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.row import SMALL, Answer, Place, Row, Target, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.measuring import Clock

# The first warms the caches; the quickest of all counts. Short ones are asked more often, since chance sways them more.
_TIMES, _MOST, _LONG = 3, 15, 1.0


def _ask(place: Place, clock: Clock, names: Iterable[str], rows: Callable[[str], list[Any]]) -> Answer:
    """Ask all queries and return digests of their answers."""
    import time

    from benchmarks.terms import digest

    answers: Answer = {}
    for name in names:
        found: list[Any] = []
        times: list[float] = []
        while len(times) < (_TIMES if sum(times) > _LONG else _MOST) and sum(times) < place.patience / 10:
            begin = time.perf_counter()
            with clock.running():
                found = rows(name)
            times.append(time.perf_counter() - begin)
        clock.parts[name] = min(times)
        answers[name] = digest(found)
    clock.seconds = sum(clock.parts.values())
    return answers


def _ours(place: Place, clock: Clock) -> Answer:
    import mediagraph as mg

    given = place.data.values
    with mg.open(place.data.store, project=place.data.project) as graph:
        return _ask(place, clock, place.data.queries, lambda name: list(graph.rows(name, **given[name]).terms()))


def _engine(place: Place, clock: Clock) -> Answer:
    import pyoxigraph as ox

    store = ox.Store.read_only(str(place.data.database))

    def rows(name: str) -> list[Any]:
        solutions: Any = store.query(place.data.queries[name])
        places = range(len(solutions.variables))
        return [tuple(solution[place] for place in places) for solution in solutions]

    return _ask(place, clock, place.data.queries, rows)


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
        Work("mediagraph", _ours),
        Work("Oxigraph, bare", _engine),
        Work("rdflib", _rdflib, most=SMALL, repeats=1),
        Work("kglab", _kglab, needs=["kglab"], apart=True, most=SMALL, repeats=1),
    ],
    [
        Target("mediagraph", "Oxigraph, bare", "each", 1.1),
        Target("mediagraph", "rdflib", "median", 20, noisy=0),
        Target("mediagraph", "kglab", "median", 20, noisy=0),
    ],
    notes="Without their optional parameters. All rows are read, as terms. What rdflib and kglab do not answer in time "
    "counts with that time.",
)
