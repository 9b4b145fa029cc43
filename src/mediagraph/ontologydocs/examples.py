"""Examples from the graph: for each class a real entity, as Turtle that can be copied and parsed by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.errors import UsageError
from mediagraph.ontologydocs.vocabulary import DCTERMS, OWL, RDFS, SKOS
from mediagraph.records import RDF_TYPE, XSD
from mediagraph.store import Solutions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mediagraph.ontologydocs.vocabulary import Term, Vocabulary
    from mediagraph.store import Store

# Of a country with its name in eight languages, or a source of a thousand rows, a few values say what there is to say.
_MOST_VALUES = 3
_LOCAL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?")  # what needs no escape (Turtle 1.1, PN_LOCAL)
_BARE = re.compile(r"[+-]?[0-9]+")
# The richest, of those the shortest, of those the first by name: so that a class is shown with what it can bear.
_CHOICE = """
SELECT ?entity (COUNT(DISTINCT ?property) AS ?kinds) (COUNT(?value) AS ?statements)
WHERE {{
  ?entity a <{class_}> .
  ?entity ?property ?value .
{besides}}}
GROUP BY ?entity
ORDER BY DESC(?kinds) ?statements ?entity
LIMIT 1
"""
_COUNT = "SELECT (COUNT(DISTINCT ?entity) AS ?count) WHERE {{ {kinds} ?entity a ?kind . }}"
_SAID = "SELECT DISTINCT ?property ?value WHERE {{ <{entity}> ?property ?value . }}"


@dataclass(frozen=True, slots=True)
class Example:
    """An entity of a class.

    Attributes:
        entity: its IRI.
        turtle: what the graph says of it, with the prefixes used.
        left_out: how many statements are not shown.
        count: how many entities of the class, or of those below it, the graph holds.
    """

    entity: str
    turtle: str
    left_out: int
    count: int


def examples(store: Store, vocabulary: Vocabulary) -> dict[str, Example]:
    """Return an example of each class that has instances, by IRI of the class.

    A class whose instances all are of narrower classes is shown by one of those.
    """
    found = {}
    for term in vocabulary.classes:
        below = _below(vocabulary, term)
        count = _only(store, _COUNT.format(kinds=f"VALUES ?kind {{ {' '.join(f'<{iri}>' for iri in below)} }}"))
        # One that is of this class and of none below it shows the class best.
        tries = [(term.iri, [iri for iri in below if iri != term.iri]), *((iri, []) for iri in below)]
        for class_, besides in tries:
            exclude = "".join(f"  FILTER NOT EXISTS {{ ?entity a <{iri}> . }}\n" for iri in besides)
            entity = _only(store, _CHOICE.format(class_=class_, besides=exclude))
            if entity is not None:
                turtle, left_out = shown(store, str(entity), vocabulary)
                found[term.iri] = Example(str(entity), turtle, left_out, int(str(count)))
                break
    return found


def shown(store: Store, entity: str, vocabulary: Vocabulary) -> tuple[str, int]:
    """Return what `store` says of `entity` as Turtle, and how many statements were left out."""
    said: dict[str, list[ox.NamedNode | ox.Literal]] = {}
    rows = store.query(_SAID.format(entity=entity))
    for property_, value in rows.terms() if isinstance(rows, Solutions) else ():
        if isinstance(property_, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            said.setdefault(property_.value, []).append(value)
    writer = _Writer(vocabulary.context.prefixes)
    lines: list[str] = []
    left_out = 0
    for name in sorted(said, key=lambda name: (name != RDF_TYPE, name != RDFS + "label", writer.iri(name))):
        values = sorted(said[name], key=_value_key)
        left_out += len(values[_MOST_VALUES:])
        texts = ", ".join(writer.term(value) for value in values[:_MOST_VALUES])
        lines.append(f"  {'a' if name == RDF_TYPE else writer.iri(name)} {texts} ;")
    body = "\n".join([writer.iri(entity), *lines, "."])
    return "\n".join([*writer.declarations(body), "", body, ""]), left_out


class _Writer:
    """Writes terms as Turtle does, with the prefixes that are known."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        known = {**prefixes, "owl": OWL, "skos": SKOS, "dcterms": DCTERMS}
        self._known = sorted(((iri, name) for name, iri in known.items()), key=lambda pair: (-len(pair[0]), pair[1]))

    def iri(self, iri: str) -> str:
        for namespace, name in self._known:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri[len(namespace) :]):
                return f"{name}:{iri[len(namespace) :]}"
        return str(ox.NamedNode(iri))

    def term(self, value: ox.NamedNode | ox.Literal) -> str:
        if isinstance(value, ox.NamedNode):
            return self.iri(value.value)
        datatype = value.datatype.value
        if value.language or datatype == XSD + "string":
            return str(value)
        if datatype == XSD + "integer" and _BARE.fullmatch(value.value):
            return value.value
        return f"{ox.Literal(value.value)}^^{self.iri(datatype)}"

    def declarations(self, body: str) -> list[str]:
        """Return the declarations of the prefixes that occur in `body`, sorted."""
        plain = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>', "", body)
        used = set(re.findall(r"(?<![\w-])([A-Za-z][\w-]*):", plain))
        return sorted(f"@prefix {name}: <{iri}> ." for iri, name in self._known if name in used)


def _value_key(value: ox.NamedNode | ox.Literal) -> tuple[bool, str]:
    """English before other languages, then by text."""
    return isinstance(value, ox.Literal) and value.language not in {None, "en"}, str(value)


def _below(vocabulary: Vocabulary, term: Term) -> list[str]:
    """A class and all below it, nearest first."""
    found = [term.iri]
    for each in found:
        found += [narrower.iri for narrower in vocabulary.below(each) if narrower.iri not in found]
    return found


def _only(store: Store, query: str) -> object:
    """The first value of the first row, or None."""
    rows = store.query(query)
    if not isinstance(rows, Solutions):
        raise UsageError("a SELECT is expected here")
    first: Sequence[object] | None = next(iter(rows), None)
    return first[0] if first else None
