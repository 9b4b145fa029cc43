"""Conditions that look at other nodes: what a way leads to from a node, and the classes of a node."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.shacl.conditions import FALSE, TRUE, Condition, Plain, any_of, negated, union
from mediagraph.shacl.terms import TYPE

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagraph.shacl.paths import Path

_IRI = re.compile("<([^>]*)>")


@dataclass(frozen=True)
class Some(Condition):
    """A step leads from a variable to some node that meets a condition.

    Attributes:
        start: the variable.
        step: a property path without sequences and alternatives, or a variable in the place of a property.
        end: the variable that holds the other node; or a term, where it is to be that one.
        met: the condition on the other node.
        spare: a variable to use where the end is a term: engines walk long paths to a term from the wrong end.
    """

    start: str
    step: str
    end: str
    met: Condition
    spare: str = ""

    @property
    def variables(self) -> frozenset[str]:
        """See the base class."""
        return frozenset({self.start}) | (self.met.variables - {self.end, self.step})

    @property
    def reads(self) -> frozenset[str]:
        """See the base class."""
        return frozenset(_IRI.findall(self.step)) | self.met.reads

    @property
    def expression(self) -> str:
        """See the base class."""
        end, met = self.end, self.met
        if self.spare:
            end, met = self.spare, Plain(f"sameTerm({self.spare}, {self.end})")
        kept = "" if met == TRUE else f"FILTER({met.expression}) "
        return f"EXISTS {{ {self.start} {self.step} {end} . {kept}}}"

    @property
    def denial(self) -> str:
        """See the base class."""
        return f"NOT {self.expression}"

    @property
    def weight(self) -> int:
        """See the base class."""
        return 1 + self.met.weight * 2 + (8 if self.step.endswith("+") else 0)

    @property
    def is_set(self) -> bool:
        """See the base class."""
        return self.variables == {self.start} and (not self.step.endswith("+") or bool(self.spare))

    def members(self) -> list[str]:
        """See the base class."""
        if not self.is_set:  # a set does not see what is bound outside of it
            return []
        return [f"{self.start} {self.step} {self.end} .{more}" for more in self.met.patterns(joining=True)]


@dataclass(frozen=True)
class AtLeast(Condition):
    """A way leads from a variable to several different nodes, each of which meets a condition on itself alone.

    Attributes:
        start: the variable.
        way: the pattern that leads from it to one such node.
        end: the variable that holds that node.
        met: the condition.
        least: the number of nodes.
        one_by_one: the same condition for the node in the variable, without counting.
    """

    start: str
    way: str
    end: str
    met: Condition
    least: int
    one_by_one: Condition

    @property
    def variables(self) -> frozenset[str]:
        """See the base class."""
        return frozenset({self.start})

    @property
    def reads(self) -> frozenset[str]:
        """See the base class."""
        return self.one_by_one.reads

    @property
    def expression(self) -> str:
        """See the base class."""
        return self.one_by_one.expression

    @property
    def denial(self) -> str:
        """See the base class."""
        return negated(self.one_by_one).expression

    @property
    def is_set(self) -> bool:
        """See the base class."""
        return True

    @property
    def weight(self) -> int:
        """See the base class."""
        return self.one_by_one.weight

    def members(self) -> list[str]:
        """See the base class."""
        found = union([self.way + more for more in self.met.patterns(joining=True)])
        many = f"COUNT(DISTINCT {self.end}) >= {self.least}"
        return [f"{{ SELECT {self.start} WHERE {{ {found} }} GROUP BY {self.start} HAVING({many}) }}"]


@dataclass(frozen=True)
class IsA(Condition):
    """The node in a variable is stated to be of one of some classes, which are written as SPARQL writes IRIs."""

    variable: str
    classes: tuple[str, ...]
    spare: str

    @property
    def variables(self) -> frozenset[str]:
        """See the base class."""
        return frozenset({self.variable})

    @property
    def is_set(self) -> bool:
        """See the base class."""
        return True

    @property
    def weight(self) -> int:
        """See the base class."""
        return 1

    @property
    def reads(self) -> frozenset[str]:
        """See the base class."""
        return frozenset(name[1:-1] for name in self.classes)

    @property
    def expression(self) -> str:
        """See the base class."""
        if len(self.classes) == 1:
            return f"EXISTS {{ {self.variable} {TYPE} {self.classes[0]} }}"
        return f"EXISTS {{ {self.variable} {TYPE} {self.spare} . FILTER({self.spare} IN ({', '.join(self.classes)})) }}"

    @property
    def denial(self) -> str:
        """See the base class."""
        return f"NOT {self.expression}"

    def members(self) -> list[str]:
        """See the base class."""
        return [f"{self.variable} {TYPE} {each} ." for each in self.classes]


def leading(start: str, way: Path, end: str, fresh: Callable[[str], str]) -> str:
    """Return the pattern that leads by a way from all nodes to all others; each step is read as a whole.

    Args:
        start: the variable that holds the one.
        way: without ways of no steps.
        end: the variable that holds the other.
        fresh: gives variables.
    """
    if way.kind == "alternative":
        return union([leading(start, part, end, fresh) for part in way.parts])
    if way.kind == "sequence":
        between = fresh("node")
        rest = leading(between, way.rest, end, fresh)
        return f"{leading(start, way.parts[0], between, fresh)} {{ SELECT {between} {end} WHERE {{ {rest} }} }}"
    return f"{start} {way} {end} ."


def some(start: str, way: Path, fresh: Callable[[str], str], met: Callable[[str], Condition]) -> Condition:
    """Return the condition that `way` leads from a variable to a node that meets a condition.

    Each step is a group of its own that begins at a node which is known by then: engines plan a group as if nothing
    outside of it were bound, and would read all values of the second step for each node.

    Args:
        start: the variable.
        way: without ways of no steps.
        fresh: gives variables.
        met: gives the condition on the node in the variable that it is given.
    """
    if way.kind == "alternative":
        return any_of(some(start, part, fresh, met) for part in way.parts)
    if way.kind == "sequence":
        return some(start, way.parts[0], fresh, lambda node: some(node, way.rest, fresh, met))
    end = fresh("node")
    condition = met(end)
    return FALSE if condition == FALSE else Some(start, str(way), end, condition)


def reaches(start: str, way: Path, end: str, fresh: Callable[[str], str]) -> Condition:
    """Return the condition that `way` leads from a variable to a certain term."""
    if way.kind == "alternative":
        return any_of(reaches(start, part, end, fresh) for part in way.parts)
    if way.kind == "sequence":
        return some(start, way.parts[0], fresh, lambda node: reaches(node, way.rest, end, fresh))
    if way.kind == "iri":
        return Some(start, str(way), end, TRUE)
    found = Some(start, str(way), end, TRUE, spare=fresh("node"))
    # Most long ways are one step long, and one step is looked up far more quickly.
    return any_of([reaches(start, way.parts[0], end, fresh), found]) if way.kind == "plus" else found
