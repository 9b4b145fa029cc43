"""Conditions on variables, written either as one SPARQL expression or as patterns over whole sets of nodes.

As an expression, "none" is FILTER NOT EXISTS, which looks each node up; as a pattern it is MINUS, which engines carry
out by reading both sets once. For many nodes on disk the second is several times quicker, for few nodes the first.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from mediagraph import sparql
from mediagraph.shacl.terms import TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mediagraph.shacl.paths import Path

_MOST_ALTERNATIVES = 4


@dataclass(frozen=True)
class Condition(ABC):
    """What may be true of the nodes in variables."""

    @property
    @abstractmethod
    def variables(self) -> frozenset[str]:
        """The variables that must be bound for the condition to have a meaning."""

    @property
    @abstractmethod
    def expression(self) -> str:
        """The condition as an expression, which is never an error."""

    @property
    def weight(self) -> int:
        """How much work it is to look whether one node meets the condition; what is light goes first."""
        return 0

    def patterns(self, *, joining: bool = False) -> list[str]:  # noqa: ARG002 - some conditions can be joined
        """Return patterns to follow one that binds the variables; together they keep what meets the condition.

        Args:
            joining: whether it does not matter how often something is kept.
        """
        return [f" FILTER({self.expression})"]

    def absence(self) -> str:
        """Return the pattern that keeps what does not meet the condition."""
        return f" FILTER({Not(self).expression})"


@dataclass(frozen=True)
class Plain(Condition):
    """An expression that looks at nothing but its variables."""

    text: str

    @cached_property
    def variables(self) -> frozenset[str]:
        """See the base class."""
        return frozenset(token.text for token in sparql.tokens(self.text) if token.kind == "variable")

    @property
    def expression(self) -> str:
        """See the base class."""
        return self.text


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
    def expression(self) -> str:
        """See the base class."""
        end, met = self.end, self.met
        if self.spare:
            end, met = self.spare, Plain(f"sameTerm({self.spare}, {self.end})")
        kept = "" if met == TRUE else f"FILTER({met.expression}) "
        return f"EXISTS {{ {self.start} {self.step} {end} . {kept}}}"

    @property
    def weight(self) -> int:
        """See the base class."""
        return 1 + self.met.weight * 2 + (8 if self.step.endswith("+") else 0)

    def _bodies(self) -> list[str]:
        return [f"{self.start} {self.step} {self.end} .{more}" for more in self.met.patterns(joining=True)]

    @property
    def _is_closed(self) -> bool:
        """Whether the set of all that meets the condition can be read, and in little time."""
        return self.variables == {self.start} and (not self.step.endswith("+") or bool(self.spare))

    def patterns(self, *, joining: bool = False) -> list[str]:
        """See the base class."""
        return [f" {body}" for body in self._bodies()] if joining and self._is_closed else super().patterns()

    def absence(self) -> str:
        """See the base class."""
        if not self._is_closed:
            return super().absence()  # MINUS does not see what is bound outside of it
        return "".join(f" MINUS {{ {body} }}" for body in self._bodies())


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
    def weight(self) -> int:
        """See the base class."""
        return 1

    @property
    def expression(self) -> str:
        """See the base class."""
        if len(self.classes) == 1:
            return f"EXISTS {{ {self.variable} {TYPE} {self.classes[0]} }}"
        return f"EXISTS {{ {self.variable} {TYPE} {self.spare} . FILTER({self.spare} IN ({', '.join(self.classes)})) }}"

    def absence(self) -> str:
        """See the base class."""
        return "".join(f" MINUS {{ {self.variable} {TYPE} {each} }}" for each in self.classes)


@dataclass(frozen=True)
class Not(Condition):
    """A condition is not met."""

    condition: Condition

    @property
    def variables(self) -> frozenset[str]:
        """See the base class."""
        return self.condition.variables

    @property
    def expression(self) -> str:
        """See the base class."""
        said = self.condition.expression
        return f"NOT {said}" if isinstance(self.condition, Some | IsA) else f"!({said})"

    @property
    def weight(self) -> int:
        """See the base class."""
        return self.condition.weight

    def patterns(self, *, joining: bool = False) -> list[str]:  # noqa: ARG002 - the same either way
        """See the base class."""
        return [self.condition.absence()]

    def absence(self) -> str:
        """See the base class."""
        return f" FILTER({self.condition.expression})"


@dataclass(frozen=True)
class All(Condition):
    """Every one of some conditions is met."""

    conditions: tuple[Condition, ...] = ()

    @property
    def variables(self) -> frozenset[str]:
        """See the base class."""
        return frozenset().union(*(each.variables for each in self.conditions))

    @property
    def expression(self) -> str:
        """See the base class."""
        return _between(" && ", self.conditions) or "true"

    @property
    def weight(self) -> int:
        """See the base class."""
        return sum(each.weight for each in self.conditions)

    def patterns(self, *, joining: bool = False) -> list[str]:
        """See the base class."""
        ways = [(each, each.patterns(joining=joining)) for each in sorted(self.conditions, key=_weight)]
        if prod(len(patterns) for _, patterns in ways) > _MOST_ALTERNATIVES:
            # What would have to be asked again for each alternative costs more than looking at each node.
            ways = [(each, found if len(found) == 1 else [f" FILTER({each.expression})"]) for each, found in ways]
        return ["".join(patterns) for patterns in product(*(patterns for _, patterns in ways))]


@dataclass(frozen=True)
class Any(Condition):
    """One of some conditions is met, or several."""

    conditions: tuple[Condition, ...] = ()

    @property
    def variables(self) -> frozenset[str]:
        """See the base class."""
        return frozenset().union(*(each.variables for each in self.conditions))

    @property
    def expression(self) -> str:
        """See the base class."""
        return _between(" || ", self.conditions) or "false"

    @property
    def weight(self) -> int:
        """See the base class."""
        return sum(each.weight for each in self.conditions)

    def patterns(self, *, joining: bool = False) -> list[str]:
        """See the base class."""
        if all(isinstance(each, Plain) for each in self.conditions):
            return super().patterns()
        return [pattern for each in self.conditions for pattern in each.patterns(joining=joining)]


TRUE = All()
FALSE = Any()


def _weight(condition: Condition) -> int:
    return condition.weight


def _between(sign: str, conditions: Sequence[Condition]) -> str:
    said = [each.expression for each in sorted(conditions, key=_weight)]
    return f"({sign.join(said)})" if len(said) > 1 else "".join(said)


def negated(condition: Condition) -> Condition:
    """Return the condition that is met where `condition` is not."""
    if isinstance(condition, Not):
        return condition.condition
    if isinstance(condition, All):
        return any_of(map(negated, condition.conditions))
    return all_of(map(negated, condition.conditions)) if isinstance(condition, Any) else Not(condition)


def all_of(conditions: Iterable[Condition]) -> Condition:
    """Return the condition that is met where all of `conditions` are."""
    flat = [inner for each in conditions for inner in (each.conditions if isinstance(each, All) else (each,))]
    unique = tuple(dict.fromkeys(flat))
    return FALSE if FALSE in unique else unique[0] if len(unique) == 1 else All(unique)


def any_of(conditions: Iterable[Condition]) -> Condition:
    """Return the condition that is met where one of `conditions` is."""
    flat = [inner for each in conditions for inner in (each.conditions if isinstance(each, Any) else (each,))]
    unique = tuple(dict.fromkeys(flat))
    return TRUE if TRUE in unique else unique[0] if len(unique) == 1 else Any(unique)


def is_plain(condition: Condition) -> bool:
    """Tell whether a condition looks at nothing but its variables."""
    if isinstance(condition, Not):
        return is_plain(condition.condition)
    if isinstance(condition, All | Any):
        return all(map(is_plain, condition.conditions))
    return isinstance(condition, Plain)


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
