"""Whether a node conforms to a shape, as a condition: for shapes within shapes (SHACL, section 3.4)."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

import rdflib

from mediagraph.shacl.conditions import TRUE, Condition, Plain, all_of, any_of, negated
from mediagraph.shacl.paths import Path, steps
from mediagraph.shacl.reaching import AtLeast, Some, leading, reaches, some
from mediagraph.shacl.terms import SH, NotCovered, iri, term
from mediagraph.shacl.values import plain_faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdflib.term import Node

    from mediagraph.shacl.model import Shape
    from mediagraph.shacl.scope import Scope
    from mediagraph.shacl.values import Fault

_SEVERAL = 2
_MOST_COUNTED = 4
COMPARED = {"lessThan": "<", "lessThanOrEquals": "<="}


def value_faults(scope: Scope, shape: Shape, value: str) -> list[Fault]:
    """Return what can be wrong with one value node: the parameter, its value, and the condition that is the fault.

    Raises:
        NotCovered: the compiler does not put some of it into SPARQL.
    """
    found = plain_faults(scope, shape, value)
    for parameter in ("node", "not"):
        for node in shape.all(parameter):
            conforming = conforms(scope, node, value)
            found.append((parameter, node, negated(conforming) if parameter == "node" else conforming))
    for parameter in ("and", "or"):
        for node in shape.all(parameter):
            members = [conforms(scope, member, value) for member in scope.shapes.list_of(node)]
            found.append((parameter, node, negated(all_of(members) if parameter == "and" else any_of(members))))
    for node in shape.all("xone"):
        members = [conforms(scope, member, value) for member in scope.shapes.list_of(node)]
        none = all_of(map(negated, members))
        pairs = (all_of(pair) for pair in combinations(members, 2))
        found.append(("xone", node, any_of([none, *pairs])))
    return found


def conforms(scope: Scope, node: Node, focus: str) -> Condition:
    """Return the condition that the node in a variable conforms to the shape that `node` names.

    Raises:
        NotCovered: the compiler does not put some of it into SPARQL.
    """
    with scope.entering(node) as shape:
        if shape.deactivated:
            return TRUE
        if shape.all("sparql"):
            raise NotCovered("a shape within it has sh:sparql")

        def wrong(value: str) -> Condition:
            inner = [negated(conforms(scope, each, value)) for each in shape.all("property")]
            return any_of([*(fault for _, _, fault in value_faults(scope, shape, value)), *inner])

        return all_of(
            [negated(some_value(scope, shape, focus, wrong)), *(build(scope, shape, focus) for build in _ON_SETS)]
        )


def some_value(scope: Scope, shape: Shape, focus: str, condition: Callable[[str], Condition]) -> Condition:
    """Return the condition that `condition` is met by some value node."""
    if shape.path is None:
        return condition(focus)
    way = steps(shape.path)
    found = [some(focus, way, scope.fresh, condition)] if way else []
    return any_of([*found, condition(focus)] if shape.path.reaches_itself else found)


def _counted(scope: Scope, shape: Shape, focus: str, least: int, wanted: Callable[[str], Condition]) -> Condition:
    """At least `least` different values for which `wanted` is true."""
    way = steps(shape.path) if shape.path else None
    if way is None or (shape.path and shape.path.reaches_itself) or least > _MOST_COUNTED:
        raise NotCovered("a shape within it counts values in a way that SPARQL cannot say of one node")

    def more(found: tuple[str, ...]) -> Condition:
        if len(found) == least:
            return TRUE
        return some(
            focus,
            way,
            scope.fresh,
            lambda value: all_of(
                [*(Plain(f"!sameTerm({value}, {each})") for each in found), wanted(value), more((*found, value))]
            ),
        )

    one_by_one, end = more(()), scope.fresh("node")
    met = wanted(end)
    if least < _SEVERAL or not met.variables <= {end} or not way.is_bounded:
        return one_by_one
    return AtLeast(focus, leading(focus, way, end, scope.fresh), end, met, least, one_by_one)


def _counts(scope: Scope, shape: Shape, focus: str) -> Condition:
    least, most = shape.number("minCount"), shape.number("maxCount")
    conditions = []
    if least:
        conditions.append(_counted(scope, shape, focus, least, lambda _: TRUE))
    if most is not None:
        conditions.append(negated(_counted(scope, shape, focus, most + 1, lambda _: TRUE)))
    return all_of(conditions)


def _qualified_counts(scope: Scope, shape: Shape, focus: str) -> Condition:
    if shape.path is None or not shape.all("qualifiedValueShape"):
        return TRUE
    least, most = shape.number("qualifiedMinCount"), shape.number("qualifiedMaxCount")
    conditions = []
    if least:
        conditions.append(_counted(scope, shape, focus, least, lambda value: qualifies(scope, shape, value)))
    if most is not None:
        wanted = _counted(scope, shape, focus, most + 1, lambda value: qualifies(scope, shape, value))
        conditions.append(negated(wanted))
    if least is None and most is None:
        raise NotCovered("sh:qualifiedValueShape without a count")
    return all_of(conditions)


def qualifies(scope: Scope, shape: Shape, value: str) -> Condition:
    """Return the condition that a value node counts for sh:qualifiedValueShape (section 4.7.3).

    Raises:
        NotCovered: the compiler does not put some of it into SPARQL.
    """
    graph, own = scope.shapes.graph, shape.one("qualifiedValueShape")
    if own is None:  # pragma: no cover - the callers have looked
        raise NotCovered("no sh:qualifiedValueShape")
    siblings: set[Node] = set()
    if shape.yes("qualifiedValueShapesDisjoint"):
        for parent in graph.subjects(rdflib.URIRef(SH + "property"), shape.node):
            for sibling in graph.objects(parent, rdflib.URIRef(SH + "property")):
                siblings.update(graph.objects(sibling, rdflib.URIRef(SH + "qualifiedValueShape")))
    others = [negated(conforms(scope, each, value)) for each in sorted(siblings - {own}, key=str)]
    return all_of([conforms(scope, own, value), *others])


def _has_values(scope: Scope, shape: Shape, focus: str) -> Condition:
    return all_of(negated(lacks(scope, shape, focus, wanted)) for wanted in shape.all("hasValue"))


def lacks(scope: Scope, shape: Shape, focus: str, wanted: Node) -> Condition:
    """Return the condition that `wanted` is none of the value nodes.

    Raises:
        NotCovered: `wanted` is a blank node.
    """
    itself = Plain(f"sameTerm({focus}, {term(wanted)})")
    way = steps(shape.path) if shape.path else None
    if way is None or shape.path is None:
        return negated(itself)
    found = reaches(focus, way, term(wanted), scope.fresh)
    return negated(any_of([found, itself]) if shape.path.reaches_itself else found)


def _pairs(scope: Scope, shape: Shape, focus: str) -> Condition:
    """No fault of equals, disjoint, lessThan and lessThanOrEquals (SHACL, section 4.5)."""
    wrong: list[Condition] = []
    for parameter, sign in (("equals", "NOT EXISTS"), ("disjoint", "EXISTS")):
        others = map(_property, shape.all(parameter))
        wrong += [some_value(scope, shape, focus, partial(_beside, focus, sign, other)) for other in others]
    others = map(_property, shape.all("equals"))
    wrong += [some(focus, other, scope.fresh, partial(is_no_value, scope, shape, focus)) for other in others]
    for parameter, sign in COMPARED.items():
        for other in map(_property, shape.all(parameter)):
            if shape.path is None:
                raise NotCovered(f"a node shape has sh:{parameter}")
            wrong.append(some_value(scope, shape, focus, partial(_beyond, scope, focus, sign, other)))
    return all_of(map(negated, wrong))


def _beside(focus: str, sign: str, other: Path, value: str) -> Condition:
    return Plain(f"{sign} {{ {focus} {other} {value} }}")


def _beyond(scope: Scope, focus: str, sign: str, other: Path, value: str) -> Condition:
    return some(focus, other, scope.fresh, lambda found: Plain(f"!COALESCE({value} {sign} {found}, false)"))


def _property(node: Node) -> Path:
    if not isinstance(node, rdflib.URIRef):
        raise NotCovered("values are compared with those of what is no property")
    return Path("iri", predicate=str(node))


def is_no_value(scope: Scope, shape: Shape, focus: str, node: str) -> Condition:
    """Return the condition that the node in a variable is none of the value nodes of a focus node."""
    if shape.path and shape.path.is_step:
        return Plain(f"NOT EXISTS {{ {focus} {shape.path} {node} }}")
    return negated(some_value(scope, shape, focus, lambda value: Plain(f"sameTerm({value}, {node})")))


def _unique_languages(scope: Scope, shape: Shape, focus: str) -> Condition:
    if not shape.yes("uniqueLang"):
        return TRUE
    if shape.path is None:
        raise NotCovered("a node shape has sh:uniqueLang")

    def doubled(value: str) -> Condition:
        def same(other: str) -> Condition:
            return Plain(f"!sameTerm({value}, {other}) && LCASE(LANG({value})) = LCASE(LANG({other}))")

        return all_of([Plain(f'LANG({value}) != ""'), some_value(scope, shape, focus, same)])

    return negated(some_value(scope, shape, focus, doubled))


def _closed(scope: Scope, shape: Shape, focus: str) -> Condition:
    if not shape.yes("closed"):
        return TRUE
    if shape.path is not None:
        raise NotCovered("a shape within it closes the values of a property")
    predicate = scope.fresh("path")
    return negated(Some(focus, predicate, scope.fresh("value"), foreign(scope, shape, predicate)))


def foreign(scope: Scope, shape: Shape, predicate: str) -> Condition:
    """Return the condition that a predicate is none that a closed shape allows (section 4.8.1).

    Raises:
        NotCovered: its list of properties is ill-formed.
    """
    allowed: set[Node] = set()
    for inner in shape.all("property"):
        path = scope.shapes[inner].path
        if path is None:
            raise NotCovered("sh:property points to a node shape")
        if path.kind == "iri":
            allowed.add(rdflib.URIRef(path.predicate))
    ignored = shape.one("ignoredProperties")
    if ignored is not None and ignored != rdflib.RDF.nil:
        allowed.update(scope.shapes.list_of(ignored))
    names = sorted(iri(each) for each in allowed if isinstance(each, rdflib.URIRef))
    return Plain(f"{predicate} NOT IN ({', '.join(names)})") if names else TRUE


_ON_SETS: tuple[Callable[[Scope, Shape, str], Condition], ...] = (
    _counts,
    _qualified_counts,
    _has_values,
    _pairs,
    _unique_languages,
    _closed,
)
