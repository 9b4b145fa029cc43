"""Entities in N-Quads as text: who bears which identifier, what is said of some, and IRIs replaced by others.

The lines are those of our own writer: a triple and a graph, single blanks between terms, no blank nodes. Reading
them as text, and only those that matter, keeps millions of lines a matter of seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from mediagraph.identity.kinds import MG
from mediagraph.records import RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from mediagraph.identity.aliases import Aliases

IDENTITY_GRAPH = "https://w3id.org/mediagraph/id/graph/rule-identity"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_ALTERNATIVE = "<http://www.w3.org/2004/02/skos/core#altLabel>"
_TYPE = f"<{RDF_TYPE}>"
# A judgement speaks of records as they were before it: its two links keep their IRIs.
_KEPT = frozenset({f"<{MG}judgedObject>", f"<{MG}judgedSubject>"})


class Identifier(NamedTuple):
    """A statement that an entity bears an identifier.

    Attributes:
        entity: its IRI.
        property: IRI of the identifying property.
        value: the identifier: text, or an IRI.
        graph: IRI of the named graph that says so.
    """

    entity: str
    property: str
    value: str
    graph: str


@dataclass(slots=True)
class Described:
    """What matters here of one entity.

    Attributes:
        classes: its types.
        graphs: the named graphs that describe it: those that give it a type.
        names: its labels by language.
        identifiers: values by identifying property.
    """

    classes: set[str] = field(default_factory=set)
    graphs: set[str] = field(default_factory=set)
    names: dict[str, set[str]] = field(default_factory=dict)
    identifiers: dict[str, set[str]] = field(default_factory=dict)


def identifiers(lines: Iterable[str], keys: Collection[str]) -> Iterator[Identifier]:
    """Yield the identifiers that N-Quads lines state.

    Args:
        lines: N-Quads, as our writer writes them.
        keys: IRIs of the identifying properties.
    """
    wanted = {f"<{key}>" for key in keys}
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if predicate in wanted:
            value, graph = _object(rest)
            yield Identifier(subject[1:-1], predicate[1:-1], value[1:-1], graph)


def described(lines: Iterable[str], wanted: Collection[str], keys: Collection[str]) -> dict[str, Described]:
    """Return what N-Quads lines say of the entities in `wanted`; those that have no type are not there.

    Args:
        lines: N-Quads, as our writer writes them.
        wanted: IRIs.
        keys: IRIs of the identifying properties.
    """
    found = {f"<{iri}>": Described() for iri in wanted}
    identifying = {f"<{key}>" for key in keys}
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        entity = found.get(subject)
        if entity is None:
            continue
        if predicate == _TYPE:
            class_, graph = _object(rest)
            entity.classes.add(class_[1:-1])
            entity.graphs.add(graph)
        elif predicate == _LABEL:
            text, _ = _object(rest)
            entity.names.setdefault(_language(text), set()).add(text)
        elif predicate in identifying:
            value, _ = _object(rest)
            entity.identifiers.setdefault(predicate[1:-1], set()).add(value[1:-1])
    return {subject[1:-1]: entity for subject, entity in found.items() if entity.classes}


def rewrite(lines: Iterable[str], aliases: Aliases) -> Iterator[str]:
    """Yield N-Quads lines with merged entities under the IRIs that are kept, then where each was merged into.

    Graph names stay, so that each statement still says which source makes it; so do the links of judgements to
    what they judged. A name of a merged entity becomes a variant name where the kept one has another name in that
    language: an entity has one name a language.

    Args:
        lines: N-Quads, as our writer writes them.
        aliases: what is merged.
    """
    if not aliases:
        yield from lines
        return
    kept = {f"<{old}>": f"<{new}>" for old, new in aliases.items()}
    names = {(f"<{iri}>", language): text for (iri, language), text in aliases.names.items()}
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        into = kept.get(subject)
        if into is not None and predicate == _LABEL:
            text, _ = _object(rest)
            if names.get((into, _language(text)), text) != text:
                predicate = _ALTERNATIVE
        linked = None
        if rest[0] == "<" and predicate not in _KEPT:
            object_, _, graph = rest.partition(" ")
            linked = kept.get(object_)
            if linked is not None:
                rest = f"{linked} {graph}"
        yield line if into is None and linked is None else f"{into or subject} {predicate} {rest}"
    for old, new in sorted(aliases.items()):
        yield f"<{old}> <{MG}mergedInto> <{new}> <{IDENTITY_GRAPH}> .\n"


def rewrite_origins(lines: Iterable[str], aliases: Mapping[str, str]) -> Iterator[str]:
    """Yield the table of places with merged subjects under the IRIs that are kept, so that findings lead there."""
    for line in lines:
        subject, tab, rest = line.partition("\t")
        yield f"{aliases[subject]}{tab}{rest}" if subject in aliases else line


def _object(rest: str) -> tuple[str, str]:
    """The object and the graph's IRI of what follows the predicate in a line."""
    value, _, graph = rest.rpartition(" <")
    return value, graph[: graph.index(">")]


def _language(literal: str) -> str:
    return literal.rpartition('"@')[2]
