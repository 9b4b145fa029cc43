"""What can be wrong with one value, as SPARQL expressions (SHACL, sections 4.1, 4.3, 4.4 and 4.8.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rdflib

from mediagraph.shacl.conditions import Condition, Plain, negated
from mediagraph.shacl.datatypes import is_not_of
from mediagraph.shacl.terms import RDFS, SH, NotCovered, iri, term, text

if TYPE_CHECKING:
    from rdflib.term import Node

    from mediagraph.shacl.model import Shape
    from mediagraph.shacl.scope import Scope

Fault = tuple[str, "Node", Condition]
_KINDS = {
    "IRI": ("isIRI",),
    "Literal": ("isLiteral",),
    "BlankNode": ("isBlank",),
    "BlankNodeOrIRI": ("isBlank", "isIRI"),
    "BlankNodeOrLiteral": ("isBlank", "isLiteral"),
    "IRIOrLiteral": ("isIRI", "isLiteral"),
}
_BOUNDS = {"minInclusive": ">=", "minExclusive": ">", "maxInclusive": "<=", "maxExclusive": "<"}
_FLAGS = frozenset("imsx")


def plain_faults(scope: Scope, shape: Shape, value: str) -> list[Fault]:
    """Return what can be wrong with the node in a variable, shapes within this one aside.

    Returns:
        The parameter, its value, and the condition that is the fault.

    Raises:
        NotCovered: a parameter is ill-formed.
    """
    found: list[Fault] = [("class", name, negated(scope.is_instance(value, name))) for name in shape.all("class")]
    for datatype in shape.all("datatype"):
        wrong = f"!isLiteral({value})" if str(datatype) == RDFS + "Literal" else is_not_of(value, str(datatype))
        found.append(("datatype", datatype, Plain(wrong)))
    for kind in shape.all("nodeKind"):
        tests = _KINDS.get(str(kind).removeprefix(SH))
        if tests is None:
            raise NotCovered(f"sh:nodeKind is {kind}")
        found.append(("nodeKind", kind, Plain(f"!({' || '.join(f'{test}({value})' for test in tests)})")))
    for parameter, sign in _BOUNDS.items():
        for bound in shape.all(parameter):
            if not isinstance(bound, rdflib.Literal):
                raise NotCovered(f"sh:{parameter} is no literal")
            found.append((parameter, bound, Plain(f"!COALESCE({value} {sign} {term(bound)}, false)")))
    return found + _of_text(scope, shape, value) + _among(scope, shape, value)


def _of_text(scope: Scope, shape: Shape, value: str) -> list[Fault]:
    found: list[Fault] = []
    for parameter, sign in (("minLength", "<"), ("maxLength", ">")):
        length = shape.number(parameter)
        stated = shape.one(parameter)
        if length is not None and stated is not None:
            wrong = f"(isBlank({value}) || STRLEN(STR({value})) {sign} {length})"
            found.append((parameter, stated, Plain(wrong)))
    flags = str(shape.one("flags") or "")
    if not set(flags) <= _FLAGS:
        raise NotCovered(f"sh:flags are {flags!r}")
    for pattern in shape.all("pattern"):
        if not isinstance(pattern, rdflib.Literal):
            raise NotCovered("sh:pattern is no literal")
        scope.patterns.add((str(pattern), flags))
        marks = f", {text(flags)}" if flags else ""
        matched = f"REGEX(STR({value}), {text(str(pattern))}{marks})"
        found.append(("pattern", pattern, Plain(f"(isBlank({value}) || !{matched})")))
    for listed in shape.all("languageIn"):
        ranges = scope.shapes.list_of(listed)
        matches = " || ".join(f"LANGMATCHES(LANG({value}), {text(str(each))})" for each in ranges)
        found.append(("languageIn", listed, Plain(f"(!isLiteral({value}) || !({matches}))")))
    return found


def _among(scope: Scope, shape: Shape, value: str) -> list[Fault]:
    found: list[Fault] = []
    for listed in shape.all("in"):
        members = [] if listed == rdflib.RDF.nil else scope.shapes.list_of(listed)
        names = [iri(each) for each in members if isinstance(each, rdflib.URIRef)]
        matches = [f"{value} IN ({', '.join(names)})"] if names else []
        matches += [f"sameTerm({value}, {term(each)})" for each in members if not isinstance(each, rdflib.URIRef)]
        found.append(("in", listed, Plain(f"!({' || '.join(matches) or 'false'})")))
    return found
