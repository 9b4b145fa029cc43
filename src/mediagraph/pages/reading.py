"""Reads pages: one by queries, or all of them in one pass over the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagraph.pages.composing import SHOWN, Composer
from mediagraph.pages.facts import AllFacts, AskedFacts
from mediagraph.pages.naming import Standing
from mediagraph.pages.vocabulary import MERGED, MG, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.pages.model import Page
    from mediagraph.questions import Questions


def read_page(graph: Questions, iri: str, *, shown: int | None = SHOWN) -> Page | None:
    """Return the page of one node by a few queries, which any store answers.

    Statements, passages and unmarked anniversaries have one too, though a site has no page for them.

    Args:
        graph: what to ask.
        iri: what the page is about.
        shown: how many of a group it shows; None for all.

    Returns:
        The page, or nothing where `iri` is no IRI or the graph does not speak of it.
    """
    import pyoxigraph as ox

    try:
        ox.NamedNode(iri)
    except ValueError:
        return None
    return _composer(graph, AskedFacts(graph), shown).page(iri)


def read_pages(graph: Questions) -> Iterator[Page]:
    """Yield the pages of all entities, in the order of their IRIs; the graph is read once, into memory."""
    yield from Reader(graph).pages()


class Reader:
    """The whole graph in memory, and the pages that are made of it.

    Attributes:
        facts: the statements.
        composer: makes the pages.
        entities: IRIs of what has a page, sorted.
    """

    def __init__(self, graph: Questions) -> None:
        self._graph = graph
        self.facts = AllFacts(graph.store.quads())
        self.composer = _composer(graph, self.facts, SHOWN)
        self._whole = _composer(graph, self.facts, None)
        self.entities = [iri for iri in self.facts.subjects() if self._has_page(iri)]

    def pages(self) -> Iterator[Page]:
        """Yield the pages."""
        for iri in self.entities:
            yield self.page(iri)

    def page(self, iri: str) -> Page:
        """Return the page of one of the entities."""
        return _known(self.composer.page(iri))

    def whole(self, iri: str) -> Page:
        """Return the same page with all of each group."""
        return _known(self._whole.page(iri))

    def _has_page(self, iri: str) -> bool:
        naming = self.composer.naming
        standing = naming.standing(iri)
        if standing is Standing.OUTSIDE:
            return not iri.startswith("_:") and any(key == MERGED for key, _, _ in self.facts.about(iri))
        if standing is not Standing.ENTITY or iri.startswith("_:"):
            return False
        return MG + "Anniversary" not in naming.classes(iri) or bool(self.facts.at(iri))


def _composer(graph: Questions, facts: AllFacts | AskedFacts, shown: int | None) -> Composer:
    project = graph.project
    return Composer(facts, vocabulary(project), project.context, graph.language, shown=shown)


def _known(page: Page | None) -> Page:
    if page is None:
        raise LookupError("no page for what has one")
    return page
