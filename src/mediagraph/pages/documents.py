"""The statements of an entity's document, for programs: sorted triples without repetition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.pages.citing import evidence
from mediagraph.pages.naming import Standing
from mediagraph.pages.vocabulary import PARTICIPATION, PASSAGE, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mediagraph.pages.composing import Composer
    from mediagraph.pages.facts import Term

_Triple = tuple[str, str, "Term"]


def document(
    composer: Composer, iri: str, *, claims: Iterable[str], nodes: Iterable[str], links: Iterable[tuple[str, str]]
) -> tuple[ox.Triple, ...]:
    """Return the triples of the document about `iri`.

    Args:
        composer: that has loaded everything.
        iri: the entity.
        claims: statements that belong to it or are shown.
        nodes: anniversaries and passages that are told nowhere else.
        links: subjects and properties of what points at it.
    """
    facts = composer.facts
    found: dict[_Triple, None] = {}
    open_, done = [iri, *claims], set(nodes)
    told = [*done]
    while open_:
        node = open_.pop()
        if node in done:
            continue
        done.add(node)
        told.append(node)
        if node == iri or composer.naming.standing(node) is Standing.CLAIM:
            rows = facts.about(node)
            open_ += [value for key, value, _ in rows if key == PARTICIPATION and isinstance(value, str)]
            for passage in evidence(rows):
                if composer.naming.standing(passage) is Standing.PASSAGE:
                    told.append(passage)
                    found |= {(source, PASSAGE, passage): None for _, source in facts.at(passage, PASSAGE)}
        if node != iri:
            found |= {(outer, PARTICIPATION, node): None for outer in _containers(composer, node)}
    for node in told:
        found |= {(node, key, value): None for key, value, _ in facts.about(node)}
    found |= {(subject, predicate, iri): None for subject, predicate in links}
    return tuple(_triple(triple) for triple in sorted(found, key=_order))


def _containers(composer: Composer, claim: str) -> list[str]:
    if composer.naming.standing(claim) is not Standing.CLAIM:
        return []
    return [subject for _, subject in composer.facts.at(claim, PARTICIPATION)]


def _order(triple: _Triple) -> tuple[str, bool, str, str]:
    subject, predicate, value = triple
    return subject, predicate != TYPE, predicate, value if isinstance(value, str) else str(value)


def _triple(triple: _Triple) -> ox.Triple:
    subject, predicate, value = triple
    return ox.Triple(_node(subject), ox.NamedNode(predicate), _node(value) if isinstance(value, str) else value)


def _node(name: str) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(name[2:]) if name.startswith("_:") else ox.NamedNode(name)
