"""Where pages take their statements from: the whole graph in memory, or queries, wave by wave.

Pages are composed by one piece of code. It says which nodes it is going to look at; facts that are in memory have them,
others ask for them, all of a wave at once. So one page and all pages come out alike.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from mediagraph.draft import ONTOLOGY_GRAPH
from mediagraph.pages.vocabulary import LABEL, NAMED_GRAPH, PASSAGE, TYPE
from mediagraph.store import Solutions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from mediagraph.questions import Questions
    from mediagraph.store import Store

Term = str | ox.Literal
Row = tuple[str, Term, str]
"""Property, value and named graph; IRIs are text."""

_AT_ONCE = 400


class Facts(Protocol):
    """Statements by the node that they are about, and by the node that they point at."""

    @property
    def sources(self) -> dict[str, str]:
        """The source of each named graph."""

    def load(self, nodes: Iterable[str]) -> None:
        """Say that everything said of `nodes` will be looked at."""

    def load_names(self, nodes: Iterable[str]) -> None:
        """Say that names and classes of `nodes` will be looked at."""

    def load_at(self, nodes: Iterable[str], predicate: str = "") -> None:
        """Say that what points at `nodes`, by a property or by any, will be looked at."""

    def load_around(self, node: str) -> None:
        """Say that all of this will be looked at for `node`, and the names and classes of its neighbours."""

    def about(self, node: str) -> Sequence[Row]:
        """Return what is said of `node`."""

    def at(self, node: str, predicate: str = "") -> Sequence[tuple[str, str]]:
        """Return what points at `node`, as property and subject, without repetition."""

    def names(self, node: str) -> Sequence[ox.Literal]:
        """Return the labels of `node`."""

    def classes(self, node: str) -> Sequence[str]:
        """Return the classes of `node`, sorted."""


class AllFacts:
    """The statements of a whole graph, in memory; the ontology is left out."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._about: dict[str, list[Row]] = defaultdict(list)
        self._at: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.counts: dict[str, int] = defaultdict(int)
        self.sources: dict[str, str] = {}
        known: dict[str, str] = {}
        for quad in quads:
            graph = _iri(quad.graph_name)
            if graph == ONTOLOGY_GRAPH:
                continue
            # one text for each name, however often it stands in the graph
            graph, subject = known.setdefault(graph, graph), _iri(quad.subject)
            subject = known.setdefault(subject, subject)
            predicate = known.setdefault(quad.predicate.value, quad.predicate.value)
            value = _term(quad.object)
            if isinstance(value, str):
                value = known.setdefault(value, value)
                if predicate != TYPE:
                    self._at[value].append((predicate, subject))
                if predicate == NAMED_GRAPH:
                    self.sources[value] = subject
            self._about[subject].append((predicate, value, graph))
            self.counts[graph] += 1

    def subjects(self) -> Iterator[str]:
        """Yield the nodes of which something is said, in the order of their IRIs."""
        return iter(sorted(self._about))

    def load(self, nodes: Iterable[str]) -> None:
        """Do nothing: everything is here."""

    def load_names(self, nodes: Iterable[str]) -> None:
        """Do nothing: everything is here."""

    def load_at(self, nodes: Iterable[str], predicate: str = "") -> None:
        """Do nothing: everything is here."""

    def load_around(self, node: str) -> None:
        """Do nothing: everything is here."""

    def about(self, node: str) -> Sequence[Row]:
        """Return what is said of `node`."""
        return self._about.get(node, ())

    def at(self, node: str, predicate: str = "") -> Sequence[tuple[str, str]]:
        """Return what points at `node`."""
        found = self._at.get(node, ())
        return list(dict.fromkeys(pair for pair in found if not predicate or pair[0] == predicate))

    def names(self, node: str) -> Sequence[ox.Literal]:
        """Return the labels of `node`."""
        return [value for key, value, _ in self.about(node) if key == LABEL and isinstance(value, ox.Literal)]

    def classes(self, node: str) -> Sequence[str]:
        """Return the classes of `node`."""
        return sorted({value for key, value, _ in self.about(node) if key == TYPE and isinstance(value, str)})


class AskedFacts:
    """The statements that queries to a store have brought so far."""

    def __init__(self, graph: Questions) -> None:
        self._store: Store = graph.store
        self._about: dict[str, list[Row]] = {}
        self._at: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self._names: dict[str, set[ox.Literal]] = {}
        self._classes: dict[str, set[str]] = {}
        self._sources: dict[str, str] | None = None

    @property
    def sources(self) -> dict[str, str]:
        """The source of each named graph."""
        if self._sources is None:
            rows = self._ask(f"SELECT ?graph ?source {{ ?source <{NAMED_GRAPH}> ?graph }}")
            self._sources = {str(graph): str(source) for graph, source in rows}
        return self._sources

    def load(self, nodes: Iterable[str]) -> None:
        """Ask for everything said of `nodes`."""
        for some in _portions(nodes, self._about):
            self._about.update({node: [] for node in some})
            self._keep(
                self._ask(
                    f"SELECT ?s ?p ?o ?g {{ VALUES ?s {{ {_data(some)} }}"
                    f" GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{ONTOLOGY_GRAPH}>) }}"
                )
            )

    def load_names(self, nodes: Iterable[str]) -> None:
        """Ask for the names and classes of `nodes`."""
        for some in _portions(nodes, self._names):
            self._name(self._ask(_named(f"VALUES ?s {{ {_data(some)} }}")), some)

    def load_at(self, nodes: Iterable[str], predicate: str = "") -> None:
        """Ask for what points at `nodes`."""
        asked = {node for node, one in self._at if one == predicate}
        pattern = f"?s <{predicate}> ?o" if predicate else f"?s ?p ?o . FILTER(?p != <{TYPE}>)"
        for some in _portions(nodes, asked):
            found: dict[str, list[tuple[str, str]]] = {node: [] for node in some}
            shown = "?o ?s" if predicate else "?o ?s ?p"
            for node, subject, *properties in self._ask(
                f"SELECT DISTINCT {shown} {{ VALUES ?o {{ {_data(some)} }} {pattern} }}"
            ):
                found[str(node)].append((str(properties[0]) if properties else predicate, str(subject)))
            self._at.update({(node, predicate): pairs for node, pairs in found.items()})

    def load_around(self, node: str) -> None:
        """Ask for everything said of `node`, what points at it, and the names and classes of both."""
        self.load([node])
        self.load_at([node])
        # passages of a source are many, and those that are shown are loaded by themselves
        links = [value for key, value, _ in self.about(node) if isinstance(value, str) and key not in {TYPE, PASSAGE}]
        pointers = [subject for _, subject in self.at(node)]
        for nodes, pattern in ((links, f"{_data([node])} ?p ?s"), (pointers, f"?s ?p {_data([node])}")):
            if len(nodes) <= _AT_ONCE:
                self.load_names(nodes)
            else:
                self._name(self._ask(_named(f"{pattern} .")), nodes)

    def about(self, node: str) -> Sequence[Row]:
        """Return what is said of `node`; a blank node cannot be asked for."""
        return [] if node.startswith("_:") else self._about[node]

    def at(self, node: str, predicate: str = "") -> Sequence[tuple[str, str]]:
        """Return what points at `node`."""
        if node.startswith("_:"):
            return []
        exact = self._at.get((node, predicate))
        if exact is not None:
            return exact
        return [pair for pair in self._at[node, ""] if pair[0] == predicate]

    def names(self, node: str) -> Sequence[ox.Literal]:
        """Return the labels of `node`."""
        rows = self._about.get(node)
        if rows is not None:
            return [value for key, value, _ in rows if key == LABEL and isinstance(value, ox.Literal)]
        return [] if node.startswith("_:") else sorted(self._names[node], key=str)

    def classes(self, node: str) -> Sequence[str]:
        """Return the classes of `node`."""
        rows = self._about.get(node)
        if rows is not None:
            return sorted({value for key, value, _ in rows if key == TYPE and isinstance(value, str)})
        return [] if node.startswith("_:") else sorted(self._classes[node])

    def _keep(self, rows: Iterable[Sequence[Term]]) -> None:
        for subject, predicate, value, graph in rows:
            self._about[str(subject)].append((str(predicate), value, str(graph)))

    def _name(self, rows: Iterable[Sequence[Term]], nodes: Iterable[str]) -> None:
        for node in nodes:
            self._names.setdefault(node, set())
            self._classes.setdefault(node, set())
        for subject, value in rows:
            if isinstance(value, str):
                self._classes.setdefault(str(subject), set()).add(value)
            else:
                self._names.setdefault(str(subject), set()).add(value)

    def _ask(self, query: str) -> Iterator[tuple[Term, ...]]:
        answer = self._store.query(query)
        if isinstance(answer, Solutions):
            for row in answer.terms():
                yield tuple(_term(term) for term in row if term is not None)


def _portions(nodes: Iterable[str], known: Collection[str]) -> Iterator[list[str]]:
    """The nodes that are not known yet and can be named in a query, in lists that an endpoint takes."""
    wanted = [node for node in dict.fromkeys(nodes) if node not in known and not node.startswith("_:")]
    for start in range(0, len(wanted), _AT_ONCE):
        yield wanted[start : start + _AT_ONCE]


def _named(pattern: str) -> str:
    """A query for the names, which are literals, and the classes, which are not, of what `pattern` gives as ?s."""
    return f"SELECT DISTINCT ?s ?o {{ {{ {pattern} ?s <{LABEL}> ?o }} UNION {{ {pattern} ?s <{TYPE}> ?o }} }}"


def _data(nodes: Iterable[str]) -> str:
    return " ".join(str(ox.NamedNode(node)) for node in nodes)


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _term(term: object) -> Term:
    return term if isinstance(term, ox.Literal) else _iri(term)
