"""Rules: CONSTRUCT files that derive what follows from what the sources state, each into a graph of its own."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from mediagraph import sparql
from mediagraph.catalogue import Catalogue, StoredQuery
from mediagraph.errors import HeaderError
from mediagraph.store.constructing import construct

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pyoxigraph as ox

RULE_GRAPH = "https://w3id.org/mediagraph/id/graph/rule-"


def read_rules(folder: Path) -> list[StoredQuery]:
    """Return the rules in `folder`, in an order in which each follows those that it names under `after`.

    Raises:
        HeaderError: a file breaks the form, is no CONSTRUCT, names an unknown rule, or rules wait in a circle.
    """
    rules = {rule.name: rule for rule in Catalogue(folder, "ontology/rules")}
    for rule in rules.values():
        if sparql.form(rule.text) != "CONSTRUCT":
            raise HeaderError(f"{rule.file}:1: a rule is a CONSTRUCT")
        for name in rule.after:
            if name not in rules:
                raise HeaderError(f"{rule.file}:1: it runs after {name!r}, which does not exist")
    sorter = TopologicalSorter({name: sorted(rule.after) for name, rule in sorted(rules.items())})
    try:
        return [rules[name] for name in sorter.static_order()]
    except CycleError as error:
        raise HeaderError(f"ontology/rules: rules wait for each other: {' -> '.join(error.args[1])}") from error


def in_rounds(rules: Sequence[StoredQuery]) -> list[list[StoredQuery]]:
    """Return rules in rounds, of which each follows the one before; those of one round do not see what the others find.

    A rule is in the last round that is early enough for the rules that wait for it, so that those that nothing waits
    for, long ones among them, are at work side by side.

    Args:
        rules: each behind those that it runs after.
    """
    from_last: dict[str, int] = {}
    for rule in reversed(rules):
        number = from_last.setdefault(rule.name, 0)
        for name in rule.after:
            from_last[name] = max(from_last.get(name, 0), number + 1)
    last = max(from_last.values(), default=-1)
    return [[rule for rule in rules if from_last[rule.name] == number] for number in range(last, -1, -1)]


def derive(rule: StoredQuery, store: ox.Store, take: Callable[[bytes], object]) -> None:
    """Hand on what `rule` derives from the default graph of `store`; see `mediagraph.store.constructing`."""
    construct(store, rule.text, rule.file, RULE_GRAPH + rule.name, take)
