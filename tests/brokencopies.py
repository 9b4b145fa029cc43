"""Records that are broken in every way that a shape may forbid: copies of the records of a world."""

from __future__ import annotations

import contextlib
import random
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Value = ox.NamedNode | ox.Literal | ox.BlankNode

MG = "https://w3id.org/mediagraph/ontology#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
# Properties that no record of the world has.
_UNUSED = (
    "countedEstablishment",
    "eidr",
    "marks",
    "mergedInto",
    "partner",
    "producingCountry",
    "seat",
    "through",
    "tmdb",
)
_TEXT = "http://www.w3.org/2001/XMLSchema#string"
_KINDS = ("work", "person", "source", "country")
_ENDS = ("", "x", "X_1", "1", "CN", "CN-BE", "a-b", "x.y", "é")


def broken(quads: Sequence[ox.Quad], odd: Sequence[Value]) -> list[ox.Quad]:
    """Return copies of records: of each class and property one without it, with it twice, and with all sorts of values.

    For each class there are copies with other names, and one that has every property there is.

    Args:
        quads: a world.
        odd: values that hardly any property may have.
    """
    copies = Copies(quads, odd)
    for class_, property_ in sorted(copies.examples, key=str):
        if property_ != RDF_TYPE:
            copies.of_property(class_, property_)
    for class_ in sorted(copies.one_of, key=str):
        copies.of_class(class_)
    return sorted(set(copies.made), key=str)


class Copies:
    """The records, an example for each class and property, and the copies that were made of them."""

    def __init__(self, quads: Sequence[ox.Quad], odd: Sequence[Value]) -> None:
        self.made: list[ox.Quad] = []
        self.odd = odd
        self.records: dict[ox.NamedNode, list[ox.Quad]] = defaultdict(list)
        self.values: dict[ox.NamedNode, list[Value]] = defaultdict(list)
        self.leading: dict[object, ox.Quad] = {}
        for quad in quads:
            self.values[quad.predicate].append(quad.object)  # type: ignore[arg-type]
            if isinstance(quad.subject, ox.NamedNode) and "/id/" in quad.subject.value:
                self.records[quad.subject].append(quad)
            if quad.predicate.value in {MG + "participation", MG + "passage"}:
                self.leading.setdefault(quad.object, quad)
        self.examples: dict[tuple[ox.NamedNode, ox.NamedNode], ox.NamedNode] = {}
        self.one_of: dict[ox.NamedNode, ox.NamedNode] = {}
        for subject in sorted(
            self.records, key=lambda one: (-len({q.predicate for q in self.records[one]}), one.value)
        ):
            for class_ in sorted({q.object for q in self.records[subject] if q.predicate == RDF_TYPE}, key=str):
                self.one_of.setdefault(class_, subject)  # type: ignore[arg-type]
                for quad in self.records[subject]:
                    self.examples.setdefault((class_, quad.predicate), subject)  # type: ignore[arg-type]
        concepts = {quad.subject for quad in quads if "/scheme/" in str(quad.subject)}
        self.links: list[Value] = [self.one_of[class_] for class_ in sorted(self.one_of, key=str)]
        self.links += sorted(concepts, key=str)[::7]  # type: ignore[arg-type]
        self.properties = sorted({*self.values, *(ox.NamedNode(MG + name) for name in _UNUSED)}, key=str)

    def of_property(self, class_: ox.NamedNode, property_: ox.NamedNode) -> None:
        """Copy the example of a class and a property with other values of it."""
        subject = self.examples[class_, property_]
        own = [quad.object for quad in self.records[subject] if quad.predicate == property_]
        several = sorted({*own, *self.values[property_]}, key=str)[:3]
        name = f"{_local(class_)}-{_local(property_)}"
        self._copy(subject, f"{name}-none", property_, [])
        for count in range(1, 4):
            self._copy(subject, f"{name}-{count}", property_, several[:count])
        self._copy(subject, f"{name}-itself", property_, [ox.NamedNode(f"{subject.value}-{name}-itself")])
        self._copy(subject, f"{name}-near", property_, _near(own[0]))
        any_ = [*self.odd, *self.links[:2]] if isinstance(own[0], ox.Literal) else [*self.odd[::5], *self.links]
        if not isinstance(own[0], ox.Literal):  # and what the record says by other properties
            any_ += [quad.object for quad in self.records[subject] if quad.predicate != RDF_TYPE]  # type: ignore[misc]
        self._copy(subject, f"{name}-any", property_, [*any_, ox.BlankNode("odd")])

    def of_class(self, class_: ox.NamedNode) -> None:
        """Copy the example of a class under other names, and give one node of it every property."""
        subject, name = self.one_of[class_], _local(class_)
        for near in _near(subject):
            if isinstance(near, ox.NamedNode):
                self._copy(subject, "", RDF_TYPE, [class_], named=near.value)
        self._copy(subject, "loose", RDF_TYPE, [class_])
        graph = self.records[subject][0].graph_name
        at = ox.NamedNode(f"{subject.value}-{name}-all")
        self.made.append(ox.Quad(at, RDF_TYPE, class_, graph))
        chance = random.Random(name)
        self.made += [
            ox.Quad(at, property_, chance.choice(chance.choice((self.odd, self.links))), graph)
            for property_ in self.properties
        ]

    def _copy(
        self, of: ox.NamedNode, name: str, without: ox.NamedNode, values: Iterable[object], *, named: str = ""
    ) -> None:
        at = ox.NamedNode(named or f"{of.value}-{name}")
        record = self.records[of]
        self.made += [
            ox.Quad(at, quad.predicate, quad.object, quad.graph_name) for quad in record if quad.predicate != without
        ]
        self.made += [ox.Quad(at, without, value, record[0].graph_name) for value in values]  # type: ignore[arg-type]
        if of in self.leading and name != "loose":  # what a participation is of, and the like
            other = self.leading[of]
            self.made.append(ox.Quad(other.subject, other.predicate, at, other.graph_name))


def _local(iri: ox.NamedNode) -> str:
    return iri.value.rpartition("#")[2].lower()


def _near(value: object) -> list[Value]:
    """Values that differ from one in a character or two; of numbers and days none, of which all sorts are tried."""
    if isinstance(value, ox.BlankNode) or (
        isinstance(value, ox.Literal) and not value.language and value.datatype.value != _TEXT
    ):
        return []
    text: str = value.value  # type: ignore[attr-defined]
    texts = [text + "0", "0" + text, text[:-1], text + "/x", text + "#x", text + " ", text.upper(), text.lower()]
    texts += [text * 2, re.sub(r"[0-9]{2}$", "", text), re.sub(r"[0-9]$", "x", text), re.sub(r"^[a-z]", "Q", text)]
    texts += [re.sub(r"[0-9]", digit, text) for digit in "09"]
    texts += [re.sub(r"/id/[a-z]+/", f"/id/{kind}/", text) for kind in _KINDS]
    texts += [re.sub(r"[^/#]*$", end, text) for end in _ENDS]
    texts = ["http:" + text.partition(":")[2], f"x:{text}", *texts]
    others = [one for one in dict.fromkeys(texts) if one != text]
    if isinstance(value, ox.Literal):
        tagged = {"language": value.language} if value.language else {"datatype": value.datatype}
        return [ox.Literal(one, **tagged) for one in others]
    found: list[Value] = []
    for one in others:
        with contextlib.suppress(ValueError):  # not each of them is an IRI
            found.append(ox.NamedNode(one))
    return found
