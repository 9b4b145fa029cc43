"""Constraints that are SPARQL already (SHACL, section 5), asked once for all focus nodes instead of once for each.

SHACL binds $this before a query is evaluated. Joining the focus nodes with the query gives the same rows as long as
$this is bound by a pattern wherever it is used; where that cannot be seen, pySHACL judges.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import rdflib
from rdflib import OWL, RDF

from mediagraph import sparql
from mediagraph.shacl.conditions import FALSE, union
from mediagraph.shacl.focus import THIS, among
from mediagraph.shacl.plan import Check, Outcome, select
from mediagraph.shacl.terms import SH, NotCovered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rdflib.term import Node

    from mediagraph.shacl.focus import Focus
    from mediagraph.shacl.model import Shape
    from mediagraph.shacl.scope import Scope

_REFUSED = {"MINUS", "VALUES", "SERVICE", "GRAPH", "FROM", "LIMIT", "OFFSET", "ASK", "CONSTRUCT", "DESCRIBE"}
_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "HAVING"}
_UNBOUND = {"shapesGraph", "currentShape"}
FEW = 4_000  # so many focus nodes, or fewer, are read before the query, and not looked for among what it found
_NAME = re.compile(r"[A-Za-z_][\w.-]*|")


@dataclass
class _Group:
    """A group of a query: what stands between two braces, expressions and inner groups aside.

    Attributes:
        start: where it begins in the text, behind its brace.
        binds: whether each of its rows has $this, since a pattern has it.
        inner: the groups within it that are no part of an expression; those that UNION joins stand together.
        mentions: whether $this occurs anywhere in it.
        assigns: whether a BIND of its own has $this.
    """

    start: int
    binds: bool = False
    mentions: bool = False
    assigns: bool = False
    inner: list[list[_Group]] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether every inner group that uses $this binds it itself, so that the order of joins does not matter."""
        inner = [each for group in self.inner for each in group]
        return all(not each.mentions or (each.binds and not each.assigns and each.is_sound) for each in inner)


def embedded_checks(scope: Scope, shape: Shape, focus: Focus) -> Iterator[Check]:
    """Yield a check for each sh:sparql of a shape.

    Raises:
        NotCovered: joining would not be the same as binding $this beforehand; or the constraint is ill-formed.
    """
    graph = scope.shapes.graph
    for node in shape.all("sparql"):
        queries = list(graph.objects(node, rdflib.URIRef(SH + "select")))
        if len(queries) != 1 or not isinstance(queries[0], rdflib.Literal):
            raise NotCovered("sh:sparql has not exactly one sh:select")
        deactivated = [str(each) for each in graph.objects(node, rdflib.URIRef(SH + "deactivated"))]
        if deactivated in (["true"], ["1"]):
            continue
        text = with_path(str(queries[0]), shape)
        columns, group = analyse(text, shape)
        prefixes = prefixes_of(graph, node)
        if unknown := _used_prefixes(text) - prefixes.keys():
            raise NotCovered(f"a query of sh:sparql uses the prefix {min(unknown)!r}, which is not declared for it")
        messages = graph.objects(node, rdflib.URIRef(SH + "message"))
        outcome = Outcome(
            shape,
            "sparql",
            node,
            value="?value" if "value" in columns else "" if shape.path else THIS,
            path="?path" if "path" in columns else "",
            constraint=node,
            messages=sorted(each for each in messages if isinstance(each, rdflib.Literal)),
        )
        prologue = "".join(f"PREFIX {name}: <{space}>\n" for name, space in sorted(prefixes.items()))
        query = _over_targets(text, columns, group, focus)
        if query:
            yield Check(prologue + query, [outcome])


def with_path(text: str, shape: Shape) -> str:
    """Return the query with $PATH replaced, as section 5.2.2 has it.

    Raises:
        NotCovered: the shape has no path.
    """
    parts: list[str] = []
    done = 0
    for token in sparql.tokens(text):
        if token.kind == "variable" and token.text[1:] == "PATH":
            if shape.path is None:
                raise NotCovered("a node shape's query has $PATH")
            parts += [text[done : token.start], str(shape.path)]
            done = token.end
    return "".join(parts) + text[done:]


def analyse(text: str, shape: Shape) -> tuple[list[str], _Group]:
    """Return the columns of a query and its outermost group, if it may be asked for all focus nodes at once.

    Raises:
        NotCovered: it may not.
    """
    tokens = list(sparql.tokens(text))
    words = [token.text.upper() for token in tokens if token.kind == "name"]
    names = {token.text[1:] for token in tokens if token.kind == "variable"}
    columns = sparql.selected(text)
    opening = next((place for place, token in enumerate(tokens) if token.says("{")), None)
    if opening is None or words.count("SELECT") != 1 or "PREFIX" in words or "BASE" in words:
        raise NotCovered("a query of sh:sparql has subqueries or prefixes of its own")
    if _REFUSED & set(words) or _UNBOUND & names or {"failure", "message"} & set(columns):
        raise NotCovered("a query of sh:sparql uses what cannot be asked for all nodes at once")
    assigned = (after.text[1:] for token, after in pairwise(tokens) if token.says("AS"))
    if "this" not in columns or "this" in assigned:
        raise NotCovered("a query of sh:sparql does not give $this as it is")
    if "path" in columns and shape.path is not None:
        raise NotCovered("a property shape's query gives ?path")
    group, closing = _group(tokens, opening)
    _check_groups(tokens[closing + 1 :], set(words))
    if not group.is_sound:
        raise NotCovered("a query of sh:sparql uses $this in a group that does not bind it")
    return columns, group


def _check_groups(after: Sequence[sparql.Token], words: set[str]) -> None:
    """Refuse aggregates that are not by $this: there would be one answer instead of one for each node."""
    grouped: set[str] = set()
    clause = False
    for token in after:
        if token.says("GROUP"):
            clause = True
        elif token.says("HAVING") or token.says("ORDER"):
            clause = False
        elif clause and token.kind == "variable":
            grouped.add(token.text[1:])
    if ("GROUP" in words or _AGGREGATES & words) and "this" not in grouped:
        raise NotCovered("a query of sh:sparql counts, and not by $this")


def _group(tokens: Sequence[sparql.Token], opening: int) -> tuple[_Group, int]:
    """Read the group that opens at a place; return it and the place of its closing brace."""
    group = _Group(start=tokens[opening].end)
    optional: list[bool] = []
    place = opening + 1
    while not tokens[place].says("}"):
        token = tokens[place]
        if token.says("FILTER") or token.says("BIND"):
            place, mentions = _expression(tokens, place + 1)
            group.mentions = group.mentions or mentions
            group.assigns = group.assigns or (mentions and token.says("BIND"))
            continue
        if token.says("{"):
            before = tokens[place - 1]
            inner, place = _group(tokens, place)
            group.mentions = group.mentions or inner.mentions
            if before.says("UNION") and group.inner:
                group.inner[-1].append(inner)
            else:
                group.inner.append([inner])
                optional.append(before.says("OPTIONAL"))
        elif token.kind == "variable" and token.text[1:] == "this":
            group.binds = group.mentions = True
        place += 1
        if place >= len(tokens):
            raise NotCovered("a query of sh:sparql does not end")
    for either, is_optional in zip(group.inner, optional, strict=True):
        group.binds = group.binds or (not is_optional and all(each.binds for each in either))
    return group, place


def _expression(tokens: Sequence[sparql.Token], place: int) -> tuple[int, bool]:
    """Pass over the expression behind FILTER or BIND; return the place behind it and whether it has $this."""
    depth = 0
    mentions = False
    while place < len(tokens):
        token = tokens[place]
        depth += token.text in {"(", "{"} and token.kind == "mark"
        depth -= token.text in {")", "}"} and token.kind == "mark"
        mentions = mentions or (token.kind == "variable" and token.text[1:] == "this")
        place += 1
        if depth == 0 and token.kind == "mark" and token.text in {")", "}"}:
            return place, mentions
    raise NotCovered("a query of sh:sparql does not end")


def _over_targets(text: str, columns: Sequence[str], group: _Group, focus: Focus) -> str:
    """The query for all focus nodes at once; "" where there are none."""
    names = list(dict.fromkeys([*focus.columns, *(f"?{name}" for name in columns)]))
    if group.binds and not group.assigns and not focus.ways and focus.size > FEW:
        member = focus.member  # what is found first, and whether it is a target afterwards: faults are rare
        return select(names, among(f"{text}\n", member)) if member != FALSE else ""
    patterns = focus.patterns()
    if not patterns:
        return ""
    if focus.ways:
        raise NotCovered("sh:sparql below the values of a property")
    return f"{text[: group.start]} {{ SELECT DISTINCT {THIS} WHERE {{ {union(patterns)} }} }} {text[group.start :]}"


def _used_prefixes(text: str) -> set[str]:
    return {token.text.partition(":")[0] for token in sparql.tokens(text) if token.kind == "name" and ":" in token.text}


def prefixes_of(graph: rdflib.Graph, node: Node) -> dict[str, str]:
    """Return the prefixes of a constraint (SHACL, section 5.2.1), and those that pySHACL takes for granted.

    Raises:
        NotCovered: one is declared ill or twice.
    """
    found = {"rdf": str(RDF), "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "owl": str(OWL)}
    for declared in graph.objects(node, rdflib.URIRef(SH + "prefixes")):
        for source in graph.transitive_objects(declared, OWL.imports):
            for declaration in graph.objects(source, rdflib.URIRef(SH + "declare")):
                name = str(graph.value(declaration, rdflib.URIRef(SH + "prefix")))
                space = str(graph.value(declaration, rdflib.URIRef(SH + "namespace")))
                if not _NAME.fullmatch(name) or found.get(name, space) != space or re.search(r'[<>"{}|^`\\\s]', space):
                    raise NotCovered(f"the prefix {name!r} is declared ill or twice")
                found[name] = space
    return found
