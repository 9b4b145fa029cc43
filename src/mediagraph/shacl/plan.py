"""Checks: queries, and what their rows mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import rdflib
    from rdflib.term import Node

    from mediagraph.shacl.model import Shape


@dataclass(frozen=True)
class Outcome:
    """One kind of finding that rows of a check stand for.

    Attributes:
        shape: that is not conformed to.
        parameter: that states the constraint, by local name.
        stated: the value of that parameter.
        flag: column that is true where a row is of this kind; empty where every row is.
        value: column of the value node; empty where the finding names none.
        path: column of the predicate at fault; empty where it is the shape's own path.
        constraint: the node of a constraint in SPARQL.
        messages: its own messages, whose `{?names}` are filled from the row.
    """

    shape: Shape
    parameter: str
    stated: Node | None
    flag: str = ""
    value: str = ""
    path: str = ""
    constraint: Node | None = None
    messages: Sequence[rdflib.Literal] = ()

    @property
    def component(self) -> str:
        """Local name of the constraint component (SHACL, section 4)."""
        name = "SPARQL" if self.parameter == "sparql" else self.parameter[0].upper() + self.parameter[1:]
        return f"{name}ConstraintComponent"


@dataclass(frozen=True)
class Check:
    """A query whose distinct rows are findings; its column `this` holds the focus nodes."""

    query: str
    outcomes: Sequence[Outcome]


def select(columns: Iterable[str], body: str, *, group: str = "") -> str:
    """Return a SELECT; `group` are the conditions on groups of equal columns."""
    names = " ".join(columns)
    return f"SELECT {names} WHERE {{ {body} }}" + (f" GROUP BY {names} HAVING({group})" if group else "")
