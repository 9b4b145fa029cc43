"""Shapes in words: each SHACL shape as English sentences that are made from its constraints and nothing else.

The vocabulary is that of SHACL Core and SHACL-SPARQL (https://www.w3.org/TR/shacl/, sections 4 and 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import rdflib
from markupsafe import Markup, escape

from mediagraph.errors import UsageError
from mediagraph.ontologydocs.phrases import a, counted, joined, path_words, quoted
from mediagraph.ontologydocs.vocabulary import SKOS
from mediagraph.records import XSD
from mediagraph.shacl.model import Shape, ShapesGraph
from mediagraph.shacl.terms import SH, NotCovered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rdflib.term import Node

    from mediagraph.ontologydocs.vocabulary import Vocabulary

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_MUST = {"Violation": "must", "Warning": "should", "Info": "could"}
_DATATYPES = {
    _RDF + "langString": "text with a language tag",
    XSD + "string": "plain text",
    XSD + "integer": "a whole number",
    XSD + "decimal": "a decimal number",
    XSD + "boolean": "true or false",
    XSD + "date": "a day",
    "http://id.loc.gov/datatypes/edtf/EDTF": "a date in EDTF (as precise as is known)",
}
_NODE_KINDS = {
    "IRI": "an IRI",
    "Literal": "a literal",
    "BlankNode": "a blank node",
    "IRIOrLiteral": "an IRI or a literal",
    "BlankNodeOrIRI": "an IRI or a blank node",
    "BlankNodeOrLiteral": "a literal or a blank node",
}
_BOUNDS = {
    "minInclusive": "at least {}",
    "minExclusive": "more than {}",
    "maxInclusive": "at most {}",
    "maxExclusive": "less than {}",
    "minLength": "at least {} characters long",
    "maxLength": "at most {} characters long",
}
_COMPARED = {
    "equals": Markup("the same as the values of {}"),
    "disjoint": Markup("no value of {} too"),
    "lessThan": Markup("less than each value of {}"),
    "lessThanOrEquals": Markup("at most each value of {}"),
}
_MANY = 6  # subjects by property are named up to this many
# What says something about values, in the order of the sentence.
_OF_VALUES = (
    "nodeKind", "class", "datatype", *_BOUNDS, "pattern", "in", "languageIn", "node", "and", "or", "xone", "not",
    *_COMPARED,
)  # fmt: skip
SAID = {
    *_OF_VALUES, "minCount", "maxCount", "hasValue", "uniqueLang", "qualifiedValueShape", "qualifiedMinCount",
    "qualifiedMaxCount", "closed", "property", "sparql",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Worded:
    """A shape in words.

    Attributes:
        iri: its name.
        anchor: its place on the page.
        title: its sh:name.
        about: what it is applied to; empty for a part that other shapes use.
        classes: the classes among its targets.
        description: its sh:description.
        sentences: what it asks for, as HTML.
        mend: its sh:message, what to do where it does not hold.
        severity: `Violation`, `Warning` or `Info`.
    """

    iri: str
    anchor: str
    title: str
    about: Markup
    classes: Sequence[str]
    description: str
    sentences: Sequence[Markup]
    mend: str
    severity: str


def in_words(graph: rdflib.Graph, vocabulary: Vocabulary) -> list[Worded]:
    """Return every shape of `graph` that has a name of its own, those with targets first, sorted by IRI.

    Property shapes without targets are told with the shapes that use them, and by themselves only where a list names
    them as an alternative.

    Raises:
        UsageError: a shape is ill-formed, or uses what there are no words for.
    """
    teller = _Teller(graph, vocabulary)
    return [teller.worded(node) for node in teller.told()]


class _Teller:
    def __init__(self, graph: rdflib.Graph, vocabulary: Vocabulary) -> None:
        self._shapes = ShapesGraph(graph)
        self._graph, self._vocabulary = graph, vocabulary

    def told(self) -> Sequence[Node]:
        """The shapes that have a place of their own."""
        nested = {value for node in self._shapes.nodes for value in self._values(node, "property")}
        named = [node for node in self._shapes.nodes if isinstance(node, rdflib.URIRef)]
        used = {node for each in self._shapes.nodes for node in self._parts(each)}
        roots = set(self._shapes.roots)
        parts = [node for node in named if node not in roots and (node in used or node not in nested)]
        return [node for node in named if node in roots] + [node for node in parts if not self._plain_kind(node)]

    def worded(self, node: Node) -> Worded:
        targets = self._shapes.targets(node)
        shape = self._shape(node)
        return Worded(
            iri=str(node),
            anchor=_anchor(node),
            title=self._text(node, "name") or _anchor(node),
            about=self._about(targets),
            classes=[str(each) for each in targets["targetClass"]],
            description=self._text(node, "description"),
            sentences=self.sentences(shape),
            mend=self._text(node, "message"),
            severity=str(shape.severity).removeprefix(SH),
        )

    def sentences(self, shape: Shape) -> list[Markup]:
        """Return what a shape asks for, a sentence a constraint or a group of them, with those of its properties."""
        must = _MUST.get(str(shape.severity).removeprefix(SH), "must")
        subject = Markup("It")
        found: list[Markup] = []
        if shape.path is not None:
            name = path_words(shape.path, self._name)
            subject = Markup("Each value of {}").format(name)
            found += [Markup("It {} have {}.").format(must, text) for text in self._counts(shape, name)]
        if "hasValue" in shape.values:
            values = joined([self._term(value) for value in shape.all("hasValue")], "and")
            of = (
                Markup("have {} among the values of {}").format(values, path_words(shape.path, self._name))
                if (shape.path is not None)
                else Markup("be {}").format(values)
            )
            found.append(Markup("It {} {}.").format(must, of))
        asked = [text for name in _OF_VALUES for text in self._asked(name, shape)]
        if asked:
            found.append(Markup("{} {} be {}.").format(subject, must, joined(asked, "and")))
        if shape.yes("closed"):
            found.append(Markup("It {} have no properties besides {}.").format(must, self._open(shape)))
        found += [self._queried(query) for query in shape.all("sparql")]
        for inner in shape.all("property"):
            found += self.sentences(self._shape(inner))
        return found

    def _counts(self, shape: Shape, name: Markup) -> list[Markup]:
        found = []
        least, most = shape.number("minCount"), shape.number("maxCount")
        if most == 0:
            found.append(Markup("no {}").format(name))
        elif least and least == most:
            found.append(Markup("exactly {} of {}").format(counted(least, "value"), name))
        else:
            if least:
                found.append(Markup("at least {} of {}").format(counted(least, "value"), name))
            if most is not None:
                found.append(Markup("at most {} of {}").format(counted(most, "value"), name))
        if shape.yes("uniqueLang"):
            found.append(Markup("at most one value of {} in each language").format(name))
        for inner in shape.all("qualifiedValueShape"):
            meets = self._meet(inner)
            for words, number in (
                ("least", shape.number("qualifiedMinCount")),
                ("most", shape.number("qualifiedMaxCount")),
            ):
                if number is not None:
                    which = " that" if number == 1 else ", of which each"
                    text = Markup("at {} {} of {}{} {}").format(words, counted(number, "value"), name, which, meets)
                    found.append(text)
        return found

    def _asked(self, name: str, shape: Shape) -> Iterable[Markup]:
        """What a constraint asks of each value, so that it can follow "must be"."""
        values = shape.all(name)
        if name in _BOUNDS:
            return [escape(_BOUNDS[name].format(value)).replace("1 characters", "1 character") for value in values]
        if name in _COMPARED:
            return [_COMPARED[name].format(quoted(self._name(str(value)))) for value in values]
        if name in {"and", "or", "xone"}:
            return [self._listed(name, value) for value in values]
        if name == "class":
            return [a(self._name(str(value))) for value in values]
        if name == "datatype":
            return [escape(_DATATYPES.get(str(value)) or f"a literal of {self._plain(value)}") for value in values]
        if name == "nodeKind":
            return [escape(_NODE_KINDS.get(str(value).removeprefix(SH), self._plain(value))) for value in values]
        if name == "pattern":
            return [Markup("of the pattern <code>{}</code>").format(value) for value in values]
        if name == "in":
            return [
                Markup("one of {}").format(joined([self._term(each) for each in self._shapes.list_of(value)], "or"))
                for value in values
            ]
        if name == "languageIn":
            return [
                Markup("in one of these languages: {}").format(
                    joined([escape(str(each)) for each in self._shapes.list_of(value)], "or")
                )
                for value in values
            ]
        if name == "not":
            return [self._excluded(value) for value in values]
        return [Markup("something that {}").format(self._meet(value)) for value in values]

    def _listed(self, name: str, node: Node) -> Markup:
        members = self._shapes.list_of(node)
        kinds = [self._plain_kind(member) for member in members]
        if all(kinds) and (name == "or" or len(kinds) == 1):
            return joined([a(self._name(each)) for each in kinds], "or")
        word = "and" if name == "and" else "or"
        only = "just one of: " if name == "xone" else ""
        if not any(kinds) and all(isinstance(member, rdflib.URIRef) for member in members):
            return Markup("something that meets {}{}").format(
                only, joined([self._link(each) for each in members], word)
            )
        return Markup("something that {}{}").format(only, joined([self._meet(member) for member in members], word))

    def _excluded(self, node: Node) -> Markup:
        kind = self._plain_kind(node)
        return Markup("no {}").format(self._name(kind)) if kind else Markup("nothing that {}").format(self._meet(node))

    def _meet(self, node: Node) -> Markup:
        """A verb phrase that says that something conforms to a shape."""
        kind = self._plain_kind(node)
        if kind:
            return Markup("is {}").format(a(self._name(kind)))
        if isinstance(node, rdflib.URIRef):
            return Markup("meets {}").format(self._link(node))
        told = self.sentences(self._shape(node))
        return Markup("meets this: {}").format(Markup(" ").join(told).rstrip("."))

    def _link(self, node: Node) -> Markup:
        return Markup("“<a href='#{}'>{}</a>”").format(_anchor(node), self._text(node, "name") or _anchor(node))

    def _plain_kind(self, node: Node) -> str:
        """The class or the concept scheme of a shape that asks for nothing else; such a part is said in place."""
        shape = self._shape(node)
        if shape.path is None and set(shape.values) == {"class"} and len(shape.all("class")) == 1:
            return str(shape.one("class"))
        in_scheme = shape.path is not None and shape.path.predicate == SKOS + "inScheme"
        if in_scheme and set(shape.values) == {"hasValue"} and len(shape.all("hasValue")) == 1:
            return str(shape.one("hasValue"))
        return ""

    def _open(self, shape: Shape) -> Markup:
        own = [inner.path.predicate for inner in map(self._shape, shape.all("property")) if inner.path is not None]
        ignored = shape.one("ignoredProperties")
        more = [str(each) for each in self._shapes.list_of(ignored)] if ignored is not None else []
        return joined([self._name(each) for each in dict.fromkeys([*own, *more]) if each], "and")

    def _queried(self, node: Node) -> Markup:
        message = self._text(node, "message")
        for variable in ("{$this}", "{?this}"):
            message = message.replace(variable, "this")
        plain = message.replace("{?", "").replace("{$", "").replace("}", "")
        return Markup("A query looks for cases of this: “{}”").format(plain or "the query has no message")

    def _about(self, targets: Mapping[str, Sequence[Node]]) -> Markup:
        found: list[Markup] = []
        classes = targets["targetClass"]
        if classes:
            found.append(Markup("every {}").format(joined([self._name(str(each)) for each in classes], "or")))
        for name, words in (
            ("targetSubjectsOf", Markup("all that has {}")),
            ("targetObjectsOf", Markup("every value of {}")),
        ):
            of = [quoted(self._name(str(each))) for each in targets[name]]
            more = [escape(f"one of {len(of) - _MANY} other properties")] if len(of) > _MANY else []
            if of:
                found.append(words.format(joined([*(of[:_MANY] if more else of), *more], "or")))
        if targets["targetNode"]:
            found.append(joined([self._term(each) for each in targets["targetNode"]], "and"))
        return Markup("; ").join(found)

    def _shape(self, node: Node) -> Shape:
        try:
            return self._shapes[node]
        except NotCovered as error:
            raise UsageError(f"the shape {node} cannot be put into words: {error}") from error

    def _values(self, node: Node, name: str) -> Iterable[Node]:
        return self._graph.objects(node, rdflib.URIRef(SH + name))

    def _parts(self, node: Node) -> Iterable[Node]:
        """The shapes that a shape refers to by name, except those of its properties."""
        for name in ("node", "not", "qualifiedValueShape"):
            yield from self._values(node, name)
        for name in ("and", "or", "xone"):
            for members in self._values(node, name):
                yield from self._graph.items(members)

    def _name(self, iri: str) -> Markup:
        name, anchor = self._vocabulary.name(iri), self._vocabulary.anchors.get(iri)
        return Markup("<a href='#{}'>{}</a>").format(anchor, name) if anchor else escape(name)

    def _term(self, node: Node) -> Markup:
        return self._name(str(node)) if isinstance(node, rdflib.URIRef) else quoted(escape(str(node)))

    def _plain(self, node: Node) -> str:
        return self._vocabulary.name(str(node))

    def _text(self, node: Node, name: str) -> str:
        texts = sorted(
            (value for value in self._values(node, name) if isinstance(value, rdflib.Literal)),
            key=lambda value: (value.language not in {"en", None}, str(value.language), str(value)),
        )
        return str(texts[0]) if texts else ""


def _anchor(node: Node) -> str:
    """The place on the page of a shape; no term begins like this."""
    return f"shape-{str(node).replace('#', '/').rsplit('/', 1)[-1]}"
