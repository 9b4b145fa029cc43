"""Who says a thing: from named graphs and evidence to sources, passages and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.pages.model import Citation
from mediagraph.pages.naming import Standing, natural_key
from mediagraph.pages.vocabulary import EVIDENCE, MG, PASSAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mediagraph.pages.facts import Facts, Row
    from mediagraph.pages.naming import Naming

_RULE = "/rule-"
_KEPT = 20_000


class Citing:
    """Makes citations, and keeps those of passages."""

    def __init__(self, facts: Facts, naming: Naming) -> None:
        self._facts, self._naming = facts, naming
        self._wholes: dict[str, Citation] = {}
        self._passages: dict[str, Citation] = {}

    def load(self, evidence: Iterable[str]) -> None:
        """Have the facts fetch what citations of `evidence` are made of."""
        nodes = list(dict.fromkeys(evidence))
        self._facts.load_names(nodes)
        passages = [node for node in nodes if self._naming.standing(node) is Standing.PASSAGE]
        self._facts.load(passages)
        self._facts.load_at(passages, PASSAGE)
        holders = [source for passage in passages for _, source in self._facts.at(passage, PASSAGE)]
        self._facts.load_names([*self._facts.sources.values(), *holders])

    def of(self, rows: Sequence[Row]) -> tuple[Citation, ...]:
        """Return the citations of a node, of which `rows` tell: its evidence, else the graphs that describe it."""
        return self.by_graphs({graph for _, _, graph in rows}, evidence(rows))

    def by_graphs(self, graphs: Iterable[str], passages: Sequence[str]) -> tuple[Citation, ...]:
        """Return who says what stands in `graphs`: of each source the passages that are among the evidence."""
        found: dict[Citation, None] = {}
        cited = {passage: self.passage(passage) for passage in passages}
        for graph in graphs:
            source = self._facts.sources.get(graph)
            if source is None:
                found[self._graph(graph)] = None
                continue
            fitting = [citation for citation in cited.values() if citation.source == source]
            found |= dict.fromkeys(fitting or [self._whole(source)])
        return tuple(sorted(found, key=_order))

    def all(self, passages: Sequence[str]) -> tuple[Citation, ...]:
        """Return the citations of all `passages`."""
        return tuple(sorted({self.passage(passage) for passage in passages}, key=_order))

    def passage(self, node: str) -> Citation:
        """Return the citation of a passage, or of a source as a whole."""
        if self._naming.standing(node) is not Standing.PASSAGE:
            return self._whole(node)
        found = self._passages.get(node)
        if found is None:
            if len(self._passages) >= _KEPT:
                self._passages.clear()
            found = self._passages[node] = self._made(node)
        return found

    def _made(self, node: str) -> Citation:
        source = min((source for _, source in self._facts.at(node, PASSAGE)), default="")
        rows = self._facts.about(node)
        return Citation(
            source,
            self._naming.title(source) if source else self._naming.short(node),
            page=bool(source) and self._naming.standing(source) is Standing.ENTITY,
            passage=node,
            kind=self._naming.label(self._naming.vocabulary.main(self._naming.classes(node))),
            number=first(rows, MG + "number"),
            address=first(rows, MG + "address"),
        )

    def _whole(self, source: str) -> Citation:
        found = self._wholes.get(source)
        if found is None:
            page = self._naming.standing(source) is Standing.ENTITY
            found = self._wholes[source] = Citation(source, self._naming.title(source), page=page)
        return found

    def _graph(self, graph: str) -> Citation:
        """A named graph that is no source's: a rule's, as a rule."""
        if _RULE in graph:
            return Citation(graph, graph.rpartition(_RULE)[2].replace("-", " "), page=False, kind="rule")
        return Citation(graph, self._naming.short(graph), page=False)


def evidence(rows: Sequence[Row]) -> list[str]:
    """Return the passages, or sources, that bear a node out."""
    return list(dict.fromkeys(value for key, value, _ in rows if key == EVIDENCE and isinstance(value, str)))


def first(rows: Sequence[Row], predicate: str) -> str:
    """Return the first value of a property as text, or nothing."""
    values = (value for key, value, _ in rows if key == predicate)
    return min((value.value if isinstance(value, ox.Literal) else value for value in values), default="")


def _order(citation: Citation) -> tuple[bool, str, object, str]:
    return citation.kind == "rule", citation.title, natural_key(citation.passage), citation.source
