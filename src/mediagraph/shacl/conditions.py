"""Conditions on variables, written either as one SPARQL expression or as patterns over whole sets of nodes.

As an expression, "some" is FILTER EXISTS and "none" FILTER NOT EXISTS, which look each node up. As a pattern "some" is
a subselect and "none" is MINUS, which engines carry out by reading both sets once: they join with subselects as wholes,
and with bare patterns node by node. For many nodes on disk sets are several times quicker, for few nodes expressions.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from mediagraph import sparql

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
    def denial(self) -> str:
        """That it is not met, as an expression."""
        return f"!({self.expression})"

    @property
    def weight(self) -> int:
        """How much work it is to look whether one node meets the condition; what is light goes first."""
        return 0

    @property
    def reads(self) -> frozenset[str]:
        """IRIs of the properties and classes whose statements are read, where it is a set."""
        return frozenset()

    @property
    def is_set(self) -> bool:
        """Whether it is a condition on one variable alone, and all nodes that meet it can be read in little time."""
        return False

    def members(self) -> list[str]:
        """Return patterns that together give the nodes that meet the condition, where it is a set."""
        return []

    def patterns(self, *, joining: bool = False) -> list[str]:
        """Return patterns to follow one that binds the variables; together they keep what meets the condition.

        Args:
            joining: whether it does not matter how often something is kept.
        """
        members = self.members()
        if not members:
            return [f" FILTER({self.expression})"]
        distinct = "" if joining and len(members) == 1 else "DISTINCT "
        return [f" {{ SELECT {distinct}{min(self.variables)} WHERE {{ {union(members)} }} }}"]

    def absence(self) -> str:
        """Return the pattern that keeps what does not meet the condition."""
        members = self.members()
        return "".join(f" MINUS {{ {each} }}" for each in members) or f" FILTER({self.denial})"


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
class Not(Condition):
    """A condition is not met."""

    condition: Condition

    @property
    def variables(self) -> frozenset[str]:
        """See the base class."""
        return self.condition.variables

    @property
    def reads(self) -> frozenset[str]:
        """See the base class."""
        return self.condition.reads

    @property
    def expression(self) -> str:
        """See the base class."""
        return self.condition.denial

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
class _Several(Condition):
    """Some conditions."""

    conditions: tuple[Condition, ...] = ()

    @property
    def variables(self) -> frozenset[str]:
        """See the base class."""
        return frozenset().union(*(each.variables for each in self.conditions))

    @property
    def reads(self) -> frozenset[str]:
        """See the base class."""
        return frozenset().union(*(each.reads for each in self.conditions))

    @property
    def weight(self) -> int:
        """See the base class."""
        return sum(each.weight for each in self.conditions)


@dataclass(frozen=True)
class All(_Several):
    """Every one of some conditions is met."""

    @property
    def expression(self) -> str:
        """See the base class."""
        return _between(" && ", self.conditions) or "true"

    @property
    def is_set(self) -> bool:
        """See the base class."""
        return len(self.variables) == 1 and any(each.is_set for each in self.conditions)

    def members(self) -> list[str]:
        """See the base class."""
        if not self.is_set:
            return []
        first, *others = sorted(self.conditions, key=lambda each: (not each.is_set, each.weight))
        return [member + kept for member in first.members() for kept in All(tuple(others)).patterns(joining=True)]

    def patterns(self, *, joining: bool = False) -> list[str]:
        """See the base class."""
        ways = [(each, each.patterns(joining=joining)) for each in sorted(self.conditions, key=_weight)]
        if prod(len(patterns) for _, patterns in ways) > _MOST_ALTERNATIVES:
            # What would have to be asked again for each alternative costs more than looking at each node.
            ways = [(each, found if len(found) == 1 else [f" FILTER({each.expression})"]) for each, found in ways]
        return ["".join(patterns) for patterns in product(*(patterns for _, patterns in ways))]


@dataclass(frozen=True)
class Any(_Several):
    """One of some conditions is met, or several."""

    @property
    def expression(self) -> str:
        """See the base class."""
        return _between(" || ", self.conditions) or "false"

    @property
    def is_set(self) -> bool:
        """See the base class."""
        return len(self.variables) == 1 and all(each.is_set for each in self.conditions)

    def members(self) -> list[str]:
        """See the base class."""
        return [pattern for each in self.conditions for pattern in each.members()] if self.is_set else []

    def patterns(self, *, joining: bool = False) -> list[str]:
        """See the base class."""
        if self.is_set or all(isinstance(each, Plain) for each in self.conditions):
            return super().patterns(joining=joining)
        opposite = negated(self)
        if opposite.is_set:  # one set to take away, instead of one pattern for each condition
            return [opposite.absence()]
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


def union(patterns: Sequence[str]) -> str:
    """Return the pattern that gives what any of `patterns` gives; "" where there are none."""
    if not patterns:
        return ""
    return patterns[0] if len(patterns) == 1 else " UNION ".join(f"{{ {pattern} }}" for pattern in patterns)
