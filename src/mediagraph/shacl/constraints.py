"""Queries whose rows are the findings of one shape (SHACL, section 4), each over the whole data at once.

Faults are rare, so a query starts from the values of a property, keeps those at fault, and only then looks whether
their subjects are targets; from the targets it starts where they are few or where something is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagraph.shacl.conditions import FALSE, TRUE, Condition, Plain, any_of, is_plain, negated, union
from mediagraph.shacl.conformance import (
    COMPARED,
    foreign,
    is_no_value,
    lacks,
    qualifies,
    some_value,
    value_faults,
)
from mediagraph.shacl.embedded import embedded_checks
from mediagraph.shacl.focus import FEW, THIS, VALUE, Focus, along, among
from mediagraph.shacl.plan import Check, Outcome, select
from mediagraph.shacl.terms import NotCovered, iri

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rdflib.term import Node

    from mediagraph.shacl.model import Shape
    from mediagraph.shacl.paths import Path
    from mediagraph.shacl.scope import Scope
    from mediagraph.shacl.values import Fault


def shape_checks(scope: Scope, node: Node, focus: Focus) -> Iterator[Check]:
    """Yield the checks of the shape that `node` names, and of the property shapes within it.

    Raises:
        NotCovered: the compiler does not put some of it into SPARQL.
    """
    with scope.entering(node) as shape:
        if shape.deactivated:
            return
        for build in _BUILDERS:
            yield from build(scope, shape, focus)
        for inner in shape.all("property"):
            if scope.shapes[inner].path is None:
                raise NotCovered("sh:property points to a node shape")
            yield from shape_checks(scope, inner, focus.through(shape.path) if shape.path else focus)


def _kept(focus: Focus, condition: Condition, rows: int) -> list[str]:
    """Patterns to follow others that give about so many rows; together they keep what meets a condition."""
    if condition == FALSE:
        return []
    if rows <= FEW or not focus.is_shorter_to_read(condition.reads, rows, condition.weight):
        return ["" if condition == TRUE else f" FILTER({condition.expression})"]
    return condition.patterns()


def _all(found: Sequence[str], kept: Sequence[str]) -> str:
    """The pattern that gives what any of `found` gives, as far as any of `kept` keeps it; "" where none is."""
    return union([union(found) + each for each in kept]) if found else ""


def _ways(focus: Focus, path: Path) -> list[str]:
    """Patterns that give focus nodes with their values."""
    if not focus.values(path):
        return []
    return [way for pattern in focus.patterns() for way in along(pattern, THIS, path, VALUE)]


def _targets_among(found: str, focus: Focus) -> str:
    """The pattern that keeps those rows of a subselect whose ?this is a target; "" where none can be."""
    member = focus.member
    return "" if member == FALSE else among(found, member)


def _rows(focus: Focus, path: Path | None, wrong: Condition, more: str = "", extra: Sequence[str] = ()) -> str:
    """The pattern that gives focus nodes, values and further columns that meet a condition; "" where none can.

    Args:
        focus: the focus nodes.
        path: to the values; None where the focus nodes are the values.
        wrong: the condition.
        more: a pattern to join with each pair.
        extra: the columns that it adds.
    """
    if path is None:
        return _all([pattern + more for pattern in focus.patterns()], _kept(focus, wrong, focus.size))
    if not focus.is_shorter_from_values(path):
        most = max(focus.size, focus.values(path)) if path.is_step else focus.size
        return _all([way + more for way in _ways(focus, path)], _kept(focus, wrong, most))
    if not focus.values(path):
        return ""
    inner = _all([f"{THIS} {path} {VALUE} .{more}"], _kept(focus, wrong, focus.values(path)))
    if not inner or focus.is_all_with(path):
        return inner
    return _targets_among(select([THIS, VALUE, *extra], inner), focus)


def _of_values(scope: Scope, shape: Shape, focus: Focus) -> Iterator[Check]:
    """What can be said of each value by itself; all that needs no look at other nodes is one query."""
    value = VALUE if shape.path else THIS
    columns = [*focus.columns, VALUE] if shape.path else focus.columns
    faults = value_faults(scope, shape, value)
    plain = [fault for fault in faults if is_plain(fault[2])]
    for together in (plain, *([fault] for fault in faults if fault not in plain)):
        body = _rows(focus, shape.path, any_of(wrong for _, _, wrong in together))
        if body:
            yield _told_apart(shape, columns, body, together, value)


def _told_apart(shape: Shape, columns: Sequence[str], body: str, faults: Sequence[Fault], value: str) -> Check:
    """A check whose rows say by flags which of some faults they are."""
    if len(faults) == 1:
        parameter, stated, _ = faults[0]
        return Check(select(columns, body), [Outcome(shape, parameter, stated, value=value)])
    flags = [f"?fault{place}" for place in range(len(faults))]
    told = " ".join(f"BIND({wrong.expression} AS {flag})" for (_, _, wrong), flag in zip(faults, flags, strict=True))
    outcomes = [
        Outcome(shape, parameter, stated, flag=flag, value=value)
        for (parameter, stated, _), flag in zip(faults, flags, strict=True)
    ]
    return Check(select([*columns, *flags], f"{body} {told}"), outcomes)


def _counts(scope: Scope, shape: Shape, focus: Focus) -> Iterator[Check]:
    least, most = shape.number("minCount"), shape.number("maxCount")
    if least is None and most is None:
        return
    if shape.path is None:
        raise NotCovered("a node shape counts values")
    yield from _too_few(scope, shape, focus, "minCount", least or 0, lambda _: TRUE)
    if most is not None:
        yield from _too_many(shape, focus, "maxCount", most, lambda _: TRUE)


def _qualified_counts(scope: Scope, shape: Shape, focus: Focus) -> Iterator[Check]:
    if shape.path is None or not shape.all("qualifiedValueShape"):
        return  # on a node shape it is to be ignored (SHACL, section 4.7.3)
    least, most = shape.number("qualifiedMinCount"), shape.number("qualifiedMaxCount")
    if least is None and most is None:
        raise NotCovered("sh:qualifiedValueShape without a count")

    def wanted(value: str) -> Condition:
        return qualifies(scope, shape, value)

    yield from _too_few(scope, shape, focus, "qualifiedMinCount", least or 0, wanted)
    if most is not None:
        yield from _too_many(shape, focus, "qualifiedMaxCount", most, wanted)


def _too_few(
    scope: Scope, shape: Shape, focus: Focus, parameter: str, least: int, wanted: Callable[[str], Condition]
) -> Iterator[Check]:
    """Nodes without any wanted value, and those with fewer than there should be."""
    path = shape.path
    if least == 0 or path is None:
        return
    outcome = [Outcome(shape, parameter, shape.one(parameter))]
    missing = _kept(focus, negated(some_value(scope, shape, THIS, wanted)), focus.size)
    # Who is a target for having the property cannot lack it.
    has_it = path.predicate if wanted(VALUE) == TRUE else ""
    none = _all(focus.patterns(without=has_it), missing)
    if none:
        yield Check(select(focus.columns, none), outcome)
    if least > 1:
        yield from _grouped(focus, path, f"COUNT(DISTINCT {VALUE}) < {least}", wanted(VALUE), outcome)


def _too_many(
    shape: Shape, focus: Focus, parameter: str, most: int, wanted: Callable[[str], Condition]
) -> Iterator[Check]:
    if shape.path is None:
        return
    outcome = [Outcome(shape, parameter, shape.one(parameter))]
    if most:
        yield from _grouped(focus, shape.path, f"COUNT(DISTINCT {VALUE}) > {most}", wanted(VALUE), outcome)
    elif found := _all(_ways(focus, shape.path), _kept(focus, wanted(VALUE), focus.size)):
        yield Check(select(focus.columns, found), outcome)


def _grouped(focus: Focus, path: Path, counted: str, wanted: Condition, outcome: Sequence[Outcome]) -> Iterator[Check]:
    """The focus nodes whose wanted values, taken together, meet a condition."""
    kept = "" if wanted == TRUE else f" FILTER({wanted.expression})"
    if not focus.is_shorter_from_values(path):
        if found := union([way + kept for way in _ways(focus, path)]):
            yield Check(select(focus.columns, found, group=counted), outcome)
    elif focus.values(path):
        values = select([THIS], f"{THIS} {path} {VALUE} .{kept}", group=counted)
        if body := _targets_among(values, focus):
            yield Check(select([THIS], body), outcome)


def _has_values(scope: Scope, shape: Shape, focus: Focus) -> Iterator[Check]:
    for wanted in shape.all("hasValue"):
        missing = _kept(focus, lacks(scope, shape, THIS, wanted), focus.size)
        found = _all(focus.patterns(), missing)
        if found:
            yield Check(select(focus.columns, found), [Outcome(shape, "hasValue", wanted)])


def _unique_languages(scope: Scope, shape: Shape, focus: Focus) -> Iterator[Check]:  # noqa: ARG001 - as the others
    if not shape.yes("uniqueLang"):
        return
    if shape.path is None:
        raise NotCovered("a node shape has sh:uniqueLang")
    language = "?language"
    marked = f' FILTER(LANG({VALUE}) != "") BIND(LCASE(LANG({VALUE})) AS {language})'
    counted = f"COUNT(DISTINCT {VALUE}) > 1"
    outcome = [Outcome(shape, "uniqueLang", shape.one("uniqueLang"))]
    if focus.is_shorter_from_values(shape.path):
        inner = select([THIS, language], f"{THIS} {shape.path} {VALUE} .{marked}", group=counted)
        if body := _targets_among(inner, focus):
            yield Check(select([THIS, language], body), outcome)
    elif found := union([way + marked for way in _ways(focus, shape.path)]):
        yield Check(select([*focus.columns, language], found, group=counted), outcome)


def _pairs(scope: Scope, shape: Shape, focus: Focus) -> Iterator[Check]:
    """Constraints between the values of two properties (SHACL, section 4.5)."""
    value = VALUE if shape.path else THIS
    columns = [*focus.columns, VALUE] if shape.path else focus.columns
    for parameter, sign in (("equals", "NOT EXISTS"), ("disjoint", "EXISTS")):
        for other in shape.all(parameter):
            body = _rows(focus, shape.path, Plain(f"{sign} {{ {THIS} {iri(other)} {value} }}"))
            if body:
                yield Check(select(columns, body), [Outcome(shape, parameter, other, value=value)])
    for other in shape.all("equals"):
        absent = f" FILTER({is_no_value(scope, shape, THIS, VALUE).expression})"
        found = union([f"{each} {THIS} {iri(other)} {VALUE} .{absent}" for each in focus.patterns()])
        if found:
            yield Check(select([*focus.columns, VALUE], found), [Outcome(shape, "equals", other, value=VALUE)])
    for parameter, sign in COMPARED.items():
        for other in shape.all(parameter):
            if shape.path is None:
                raise NotCovered(f"a node shape has sh:{parameter}")
            compared = "?other"
            wrong = Plain(f"!COALESCE({value} {sign} {compared}, false)")
            beside = f" {THIS} {iri(other)} {compared} ."
            rows = focus.values(shape.path)
            if rows > FEW and focus.is_all_with(shape.path) and focus.is_shorter_to_read([str(other)], rows):
                beside = f" {{ SELECT {THIS} {compared} WHERE {{{beside} }} }}"  # engines join it as a whole
            body = _rows(focus, shape.path, wrong, beside, [compared])
            if body:
                yield Check(select([*columns, compared], body), [Outcome(shape, parameter, other, value=value)])


def _closed(scope: Scope, shape: Shape, focus: Focus) -> Iterator[Check]:
    if not shape.yes("closed"):
        return
    predicate, value, node = "?path", VALUE, THIS
    ways, columns = focus.patterns(), [*focus.columns, predicate, value]
    if shape.path is not None:
        node = "?node"
        ways = [way for pattern in ways for way in along(pattern, THIS, shape.path, node)]
        columns.append(node)
    wrong = foreign(scope, shape, predicate)
    found = union([f"{way} {node} {predicate} {value} .{each}" for way in ways for each in wrong.patterns()])
    if found:
        outcome = Outcome(shape, "closed", shape.one("closed"), value=value, path=predicate)
        yield Check(select(columns, found), [outcome])


_BUILDERS: tuple[Callable[[Scope, Shape, Focus], Iterator[Check]], ...] = (
    _of_values,
    _counts,
    _qualified_counts,
    _has_values,
    _unique_languages,
    _pairs,
    _closed,
    embedded_checks,
)
