"""Where focus nodes come from: the targets of a shape, or the values that an outer shape leads to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mediagraph.shacl.conditions import TRUE, Condition, Plain, any_of
from mediagraph.shacl.contents import MANY
from mediagraph.shacl.paths import Path, steps
from mediagraph.shacl.reaching import Some
from mediagraph.shacl.scope import Scope, with_one_of
from mediagraph.shacl.terms import NotCovered, iri, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rdflib.term import Node

THIS = "?this"
VALUE = "?value"
ANY = "?any"  # one name in all branches: engines carry a place for each name through every row
# Looking up the values of a node takes about so many times as long as reading the next value of a property.
_DEARER = 5
# So many nodes, or fewer, are looked up one by one; of more it depends on how much there is to read beside them.
FEW = 100


@dataclass(frozen=True)
class Focus:
    """Focus nodes.

    Attributes:
        scope: of the compilation.
        targets: of the root shape, by kind.
        ways: paths that lead from the targets to these nodes, outermost first.
    """

    scope: Scope
    targets: Mapping[str, Sequence[Node]]
    ways: Sequence[Path] = field(default=())

    def through(self, path: Path) -> Focus:
        """Return the values of `path` as focus nodes."""
        return replace(self, ways=(*self.ways, path))

    @property
    def columns(self) -> list[str]:
        """The variables that tell one visit of a focus node from another; the last holds the node."""
        return [*(f"?from{place}" for place in range(len(self.ways))), THIS]

    def patterns(self, *, without: str = "") -> list[str]:
        """Return patterns that together give the focus nodes; none where there is none.

        Args:
            without: predicate whose subjects need not be given as such.
        """
        columns = self.columns
        found = self._of_targets(columns[0], without)
        for path, start, end in zip(self.ways, columns, columns[1:], strict=False):
            found = [way for pattern in found for way in along(pattern, start, path, end)]
        return found

    def _of_targets(self, node: str, without: str) -> list[str]:
        found = self.scope.instances(node, *self.targets["targetClass"])
        subjects = [each for each in self._occurring("targetSubjectsOf") if each != without]
        found += with_one_of(f"{node} {{}} {ANY} .", "?property", list(map(iri, subjects)))
        objects = self._occurring("targetObjectsOf")
        found += with_one_of(f"{ANY} {{}} {node} .", "?property", list(map(iri, objects)))
        if self.targets["targetNode"]:
            found.append(f"VALUES {node} {{ {' '.join(map(term, self.targets['targetNode']))} }}")
        return list(dict.fromkeys(found))

    def _occurring(self, kind: str) -> list[str]:
        return [str(each) for each in self.targets[kind] if self.scope.contents.occurs(str(each))]

    @property
    def member(self) -> Condition:
        """The condition that ?this is a target; of the targets themselves only.

        Raises:
            NotCovered: the nodes are no targets but values.
        """
        if self.ways:
            raise NotCovered("values of values cannot be told by themselves")
        targets, fresh = self.targets, self.scope.fresh
        found: list[Condition] = [self.scope.is_instance(THIS, *targets["targetClass"])]
        found += [Some(THIS, iri(each), fresh("any"), TRUE) for each in targets["targetSubjectsOf"]]
        found += [Some(THIS, f"^{iri(each)}", fresh("any"), TRUE) for each in targets["targetObjectsOf"]]
        found += [Plain(f"sameTerm({THIS}, {term(node)})") for node in targets["targetNode"]]
        return any_of(found)

    def is_all_with(self, path: Path) -> bool:
        """Tell whether every node that has a value of `path` is a target."""
        if self.ways or not path.is_step:
            return False
        end = "targetSubjectsOf" if path.kind == "iri" else "targetObjectsOf"
        predicate = path.predicate or path.parts[0].predicate
        return any(str(each) == predicate for each in self.targets[end])

    @property
    def size(self) -> int:
        """How many targets there are, roughly."""
        contents, targets = self.scope.contents, self.targets
        ends = [*targets["targetSubjectsOf"], *targets["targetObjectsOf"]]
        return (
            sum(contents.instances(str(name)) for name in targets["targetClass"])
            + sum(contents.occurs(str(predicate)) for predicate in ends)
            + len(targets["targetNode"])
        )

    def is_shorter_to_read(self, names: Iterable[str], rows: int, work: int = 1) -> bool:
        """Tell whether to read all statements of some properties and classes, instead of looking rows up one by one.

        Args:
            names: IRIs of the properties and classes.
            rows: how many rows there are to look up.
            work: how much work it is to look one up.
        """
        return self.scope.contents.most(names) <= rows * _DEARER * work

    def is_shorter_from_values(self, path: Path) -> bool:
        """Tell whether to start from all values of `path`, and to look at their subjects afterwards."""
        if self.ways or not path.is_step:
            return False
        return self.is_all_with(path) or self.values(path) <= self.size * _DEARER

    def values(self, path: Path) -> int:
        """Return how many values `path` has, at most MANY."""
        return self.scope.contents.occurs(path.predicate or path.parts[0].predicate) if path.is_step else MANY


def along(pattern: str, start: str, path: Path, end: str) -> list[str]:
    """Return the patterns that lead from the nodes of `pattern` by `path`."""
    way = steps(path)
    found = [f"{pattern} {start} {way} {end} ."] if way else []
    return [*found, f"{pattern} BIND({start} AS {end})"] if path.reaches_itself else found


def among(found: str, member: Condition) -> str:
    """Return the pattern that keeps those rows of a subselect that meet a condition.

    The condition is bound first: a bare filter would be carried into the subselect by some engines, and be tried on
    every row there.
    """
    return f"{{ {found} }} BIND({member.expression} AS ?_target) FILTER(?_target)"
