"""Things of schema.org in a file: nodes with their types and values, and bare text or addresses in their place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mediagraph.loaders.jsonld import SCHEMA_ORG, SCHEMA_ORG_SECURE
from mediagraph.loaders.schemaorg.values import Identifier, clean, identifier
from mediagraph.loaders.triples import IRI, LITERAL
from mediagraph.records import RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mediagraph.loaders.triples import Subject, Triples, Value

_FIRST, _REST = (RDF_TYPE.replace("type", name) for name in ("first", "rest"))


def term(iri: str) -> str:
    """Return the local name of a term of schema.org, whose IRIs are written with http and https alike."""
    for namespace in (SCHEMA_ORG, SCHEMA_ORG_SECURE):
        if iri.startswith(namespace):
            return iri.removeprefix(namespace)
    return ""


@dataclass(frozen=True)
class Thing:
    """A node, or what stands in its place.

    Attributes:
        name: IRI, or label of a blank node; empty for bare text.
        number: of the subject; 0 where nothing is stated of it.
        line: of the subject's first statement.
        types: local names of its classes.
        values: by the local name of the property, or by its IRI where it is none of schema.org.
        text: where only text stands in its place.
    """

    name: str = ""
    number: int = 0
    line: int = 0
    types: frozenset[str] = frozenset()
    values: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    text: str = ""

    @property
    def iri(self) -> str:
        """Its IRI; empty where it has none."""
        return "" if self.name.startswith("_:") else self.name

    @property
    def is_described(self) -> bool:
        """Whether the file states something of it."""
        return self.number > 0


class Things:
    """The things of one file."""

    def __init__(self, triples: Triples) -> None:
        """Take the triples of the file."""
        self._triples = triples

    def of(self, subject: Subject) -> Thing:
        """Return a subject as a thing."""
        values: dict[str, list[Value]] = {}
        types = []
        for stated in subject.stated:
            if stated.predicate == RDF_TYPE:
                types.append(term(stated.value.text) or stated.value.text)
            else:
                values.setdefault(term(stated.predicate) or stated.predicate, []).append(stated.value)
        return Thing(subject.name, subject.number, subject.line, frozenset(types), values)

    def named(self, name: str) -> Thing:
        """Return the node called `name`; nothing may be stated of it."""
        subject = self._triples.subject(name)
        return self.of(subject) if subject else Thing(name)

    def at(self, thing: Thing, *properties: str) -> list[Thing]:
        """Return the things that are the values of `properties`, each once.

        A list counts as its members, and a Role as what stands in it under the same property
        (https://schema.org/docs/extension.html#roles).
        """
        found: dict[tuple[str, str], Thing] = {}
        for name in properties:
            for value in thing.values.get(name, ()):
                for one in self._reached(value, name):
                    found.setdefault((one.name, one.text), one)
        return list(found.values())

    def _reached(self, value: Value, property_: str) -> Iterator[Thing]:
        ahead = [value]
        seen: set[str] = set()  # lists may lead back into themselves, on many ways
        while ahead:
            value = ahead.pop()
            if not value.is_node:
                if text := clean(value.text):
                    yield Thing(text=text)
                continue
            if value.text in seen:
                continue
            seen.add(value.text)
            one = self.named(value.text)
            inner = [*one.values.get(_FIRST, ()), *one.values.get(_REST, ())]
            if any(name.endswith("Role") for name in one.types):
                inner += one.values.get(property_, ())
            ahead += reversed(inner)
            if not inner and not one.name.endswith("#nil"):
                yield one

    def texts(self, thing: Thing, *properties: str) -> list[tuple[str, str]]:
        """Return the texts among the values of `properties`, each with its language, which may be unknown."""
        found: dict[tuple[str, str], None] = {}
        for name in properties:
            for value in thing.values.get(name, ()):
                if value.kind == LITERAL and (text := clean(value.text)):
                    found[value.language, text] = None
        return list(found)

    def words(self, thing: Thing, *properties: str) -> list[str]:
        """Return texts and IRIs among the values of `properties`, each once."""
        values = (value for name in properties for value in thing.values.get(name, ()) if value.kind in {LITERAL, IRI})
        return list(dict.fromkeys(text for value in values if (text := _word(value.text))))

    def identifiers(self, thing: Thing) -> tuple[list[Identifier], list[str]]:
        """Return what other databases call a thing, and what is said to identify it and is of none known here."""
        candidates = [(text, "") for text in self.words(thing, "sameAs", "identifier", "titleEIDR", "editEIDR")]
        for one in self.at(thing, "identifier"):
            schemes = " ".join(self.words(one, "propertyID", "name"))
            candidates += [(text, schemes) for text in self.words(one, "value", "url")]
        found: dict[Identifier, None] = {}
        rest: list[str] = []
        for text, scheme in candidates:
            if known := identifier(text, scheme):
                found[known] = None
            else:
                rest.append(text)
        own = (identifier(text) for text in [thing.iri, *self.words(thing, "url")])
        return list(dict.fromkeys([*found, *filter(None, own)])), rest

    def pointing_at(self, thing: Thing, *properties: str) -> list[Thing]:
        """Return the things that have `thing` as a value of one of `properties`, or of any."""
        pairs = self._triples.pointing_at(thing.name) if thing.name else []
        names = dict.fromkeys(name for name, property_ in pairs if not properties or term(property_) in properties)
        return [self.named(name) for name in names]


def _word(text: str) -> str:
    """A text or an address; in an address, `&copy=` is a parameter and no sign."""
    return text.strip().replace("&amp;", "&") if text.lstrip().startswith("http") else clean(text)
