"""Running checks on a store: two queries at a time, and their rows as results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.errors import MediagraphError, QueryError
from mediagraph.shacl.compiler import compile_shapes, pattern_probe
from mediagraph.shacl.contents import ask, read_contents, rows
from mediagraph.shacl.messages import messages_of
from mediagraph.shacl.model import ShapesGraph
from mediagraph.store.embedded import side_by_side
from mediagraph.store.frames import rdflib_term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor

    import rdflib
    from rdflib.term import Node

    from mediagraph.shacl.compiler import Compiled
    from mediagraph.shacl.plan import Check, Outcome
    from mediagraph.store import Store
    from mediagraph.store.terms import TermLike

    Asked = tuple[Check, Iterable[str]]


@dataclass(frozen=True)
class Result:
    """One validation result (SHACL, section 3.6.2).

    Attributes:
        focus: the node that was judged.
        outcome: shape and constraint.
        path: the property or path; None where the node as a whole is meant.
        value: the value at fault, if one is.
        messages: what is wrong.
    """

    focus: Node
    outcome: Outcome
    path: Node | None
    value: Node | None
    messages: Sequence[rdflib.Literal]


def run(
    shapes: rdflib.Graph,
    store: Store,
    progress: Callable[[str], None] = lambda _: None,
    pool: Executor | None = None,
) -> tuple[list[Result], Mapping[Node, str]]:
    """Judge what `store` holds by all shapes that can be compiled.

    Args:
        shapes: the graph of shapes.
        store: holds the data.
        progress: is told how many shapes are done.
        pool: asks the queries, beside others, if it is given.

    Returns:
        The results; and the shapes that are left for pySHACL to judge, with the reasons.

    Raises:
        UsageError: a shape uses a feature that no judge here has.
        MediagraphError: the store failed; that is never a "conforms".
    """
    graph = ShapesGraph(shapes)
    with side_by_side(pool) as asking:
        compiled = readable(compile_shapes(graph, read_contents(store, shapes, asking)), store)
        return answers(store, graph, as_they_are(compiled.checks), progress, asking), compiled.handed_over


def as_they_are(checks: Mapping[Node, Sequence[Check]]) -> Mapping[Node, Sequence[Asked]]:
    """Return the checks of each shape, to be asked for all nodes."""
    return {node: [(check, [check.query]) for check in each] for node, each in checks.items()}


def answers(
    store: Store,
    graph: ShapesGraph,
    checks: Mapping[Node, Sequence[Asked]],
    progress: Callable[[str], None],
    pool: Executor | None = None,
) -> list[Result]:
    """Ask a store the checks of each shape, and return the results.

    Args:
        store: holds the data.
        graph: the shapes.
        checks: of each shape, each with the queries to ask for it; no row is in the answers to two of them.
        progress: is told how many shapes are done.
        pool: asks the queries, beside others, if it is given.

    Raises:
        MediagraphError: the store failed; that is never a "conforms".
    """
    results: list[Result] = []
    with side_by_side(pool) as asking:
        asked = [
            (node, [(check, asking.submit(_ask_all, store, queries)) for check, queries in each])
            for node, each in checks.items()
        ]
        for done, (node, waiting) in enumerate(asked, start=1):
            for check, answer in waiting:
                try:
                    for columns, found in answer.result():
                        results += _results(check, columns, found, graph)
                except QueryError as error:
                    raise QueryError(f"the shape {node} cannot be judged: {error}") from error
            progress(f"judging by shapes: {done} of {len(asked)}")
    return results


def _ask_all(store: Store, queries: Iterable[str]) -> list[tuple[Sequence[str], list[tuple[TermLike | None, ...]]]]:
    return [ask(store, query) for query in queries]


def _results(
    check: Check, columns: Sequence[str], found: Iterable[tuple[TermLike | None, ...]], shapes: ShapesGraph
) -> Iterator[Result]:
    """Read each distinct row as the results that it stands for."""
    for terms in dict.fromkeys(found):
        row = {name: rdflib_term(term) for name, term in zip(columns, terms, strict=True) if term is not None}
        for outcome in check.outcomes:
            if not outcome.flag or str(row[outcome.flag[1:]]) == "true":
                yield _result(outcome, row, shapes)


def _result(outcome: Outcome, row: dict[str, Node], shapes: ShapesGraph) -> Result:
    focus, shape = row["this"], outcome.shape
    value = row.get(outcome.value[1:]) if outcome.value else None
    if value is None and outcome.parameter == "sparql" and shape.path is None:
        value = focus
    path = row.get(outcome.path[1:], shape.path_node) if outcome.path else shape.path_node
    said = {"value": value, **row} if value is not None else row
    return Result(focus, outcome, path, value, messages_of(outcome, shapes, said))


def readable(compiled: Compiled, store: Store) -> Compiled:
    """Hand over the shapes whose regular expressions the store cannot read: it would find each value at fault.

    Raises:
        MediagraphError: the store failed.
    """
    patterns = sorted({pattern for used in compiled.patterns.values() for pattern in used})
    if not patterns:
        return compiled
    answer = rows(store, pattern_probe(patterns))
    if len(answer) != 1:
        raise MediagraphError(f"{store.name}: the patterns of the shapes could not be tried; nothing was judged")
    said = [None if term is None else str(rdflib_term(term)) for term in answer[0]]
    return compiled.without(
        {pattern for pattern, word in zip(patterns, said, strict=True) if word not in {"true", "false"}}
    )
