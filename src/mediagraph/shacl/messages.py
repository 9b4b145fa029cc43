"""What a finding says where its shape has no message of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rdflib

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rdflib.term import Node

    from mediagraph.shacl.model import ShapesGraph
    from mediagraph.shacl.plan import Outcome

_SENTENCES = {
    "and": "conform to all of these shapes: {list}",
    "class": "be an instance of {value}",
    "closed": "have no property besides those that the shape names",
    "datatype": "be a literal of the datatype {value}, written as that datatype is",
    "disjoint": "be no value of {value} too",
    "equals": "have the same values here and for {value}",
    "hasValue": "have the value {value}",
    "in": "be one of {list}",
    "languageIn": "be text in one of these languages: {list}",
    "lessThan": "be less than each value of {value}",
    "lessThanOrEquals": "be at most each value of {value}",
    "maxCount": "have at most this many values: {value}",
    "maxExclusive": "be less than {value}",
    "maxInclusive": "be at most {value}",
    "maxLength": "be at most this many characters long: {value}",
    "minCount": "have at least this many values: {value}",
    "minExclusive": "be more than {value}",
    "minInclusive": "be at least {value}",
    "minLength": "be at least this many characters long: {value}",
    "node": "conform to the shape {value}",
    "nodeKind": "be of the kind {value}",
    "not": "not conform to the shape {value}",
    "or": "conform to one of these shapes: {list}",
    "pattern": "match the pattern {value}",
    "qualifiedMaxCount": "have at most this many values of the shape asked for: {value}",
    "qualifiedMinCount": "have at least this many values of the shape asked for: {value}",
    "uniqueLang": "have at most one value in each language",
    "xone": "conform to exactly one of these shapes: {list}",
}


def messages_of(outcome: Outcome, shapes: ShapesGraph, row: Mapping[str, Node]) -> Sequence[rdflib.Literal]:
    """Return the messages of a finding: those of its shape and constraint, or a sentence that says what must hold.

    Args:
        outcome: the kind of finding.
        shapes: the shapes.
        row: what its variables are bound to; they fill the `{?names}` of a constraint in SPARQL.
    """
    stated = [*outcome.messages, *outcome.shape.messages]
    if outcome.parameter == "sparql":
        return [rdflib.Literal(filled(str(message), row)) for message in stated]
    if stated:
        return stated
    value = outcome.stated
    listed = ", ".join(_shown(each) for each in shapes.graph.items(value)) if value is not None else ""
    return [rdflib.Literal("It must " + _SENTENCES[outcome.parameter].format(value=_shown(value), list=listed) + ".")]


def filled(message: str, row: Mapping[str, Node]) -> str:
    """Return a message with `{?name}` and `{$name}` replaced (SHACL, section 5.2.3).

    >>> filled("{$this} has {?value} and {?other}", {"this": rdflib.URIRef("http://e/a"), "value": rdflib.Literal(5)})
    'http://e/a has 5 and {?other}'
    """
    for name, value in row.items():
        message = message.replace(f"{{?{name}}}", str(value)).replace(f"{{${name}}}", str(value))
    return message


def _shown(node: Node | None) -> str:
    return "without a name" if isinstance(node, rdflib.BNode) else str(node)
