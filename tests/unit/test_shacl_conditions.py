"""Conditions are simplified, and written as expressions for few nodes and as sets for many."""

from __future__ import annotations

import pytest

from mediagraph.shacl.conditions import (
    FALSE,
    TRUE,
    Any,
    Condition,
    IsA,
    Not,
    Plain,
    Some,
    all_of,
    any_of,
    is_plain,
    negated,
    reaches,
    some,
)
from mediagraph.shacl.paths import Path
from mediagraph.shacl.terms import Names

A, B = Plain("?v > 1"), Plain("?v < 9")
P, Q = Path("iri", predicate="http://e/p"), Path("iri", predicate="http://e/q")
HAS_P = Some("?v", "<http://e/p>", "?n", TRUE)


def test_constants_and_repetitions_fall_away() -> None:
    assert all_of([A, TRUE, A]) == A
    assert any_of([A, FALSE, A]) == A
    assert all_of([A, FALSE]) == FALSE
    assert any_of([A, TRUE]) == TRUE


def test_negation_is_carried_inwards() -> None:
    assert negated(all_of([A, Not(B)])) == any_of([Not(A), B])
    assert negated(any_of([A, B])) == all_of([Not(A), Not(B)])
    assert negated(negated(A)) == A


def test_what_is_light_is_asked_first() -> None:
    assert all_of([HAS_P, A]).expression == "(?v > 1 && EXISTS { ?v <http://e/p> ?n . })"


def test_absence_is_a_set_difference() -> None:
    assert Not(HAS_P).patterns() == [" MINUS { ?v <http://e/p> ?n . }"]
    assert Not(HAS_P).expression == "NOT EXISTS { ?v <http://e/p> ?n . }"
    assert Not(IsA("?v", ("<http://e/A>", "<http://e/B>"), "?c")).patterns()[0].count("MINUS") == 2


def test_a_condition_on_a_variable_outside_is_no_set() -> None:
    """MINUS would not see the variable, and keep everything."""
    bound_outside = Not(Some("?v", "<http://e/p>", "?n", Plain("?n = ?this")))

    assert bound_outside.patterns() == [" FILTER(NOT EXISTS { ?v <http://e/p> ?n . FILTER(?n = ?this) })"]


def test_alternatives_become_patterns_of_their_own() -> None:
    either = any_of([Not(HAS_P), A])

    assert either.patterns() == [" MINUS { ?v <http://e/p> ?n . }", " FILTER(?v > 1)"]
    assert any_of([A, B]).patterns() == [" FILTER((?v > 1 || ?v < 9))"]


def test_too_many_alternatives_are_looked_up_instead() -> None:
    pairs: list[Condition] = [Any((Not(HAS_P), Plain(f"?v != {number}"))) for number in range(4)]

    assert len(all_of(pairs).patterns()) == 1


def test_each_step_of_a_path_is_a_group_of_its_own() -> None:
    found = some("?v", Path("sequence", (P, Q)), Names(), lambda node: Plain(f"isIRI({node})"))

    assert found.expression == (
        "EXISTS { ?v <http://e/p> ?_node0 . FILTER(EXISTS { ?_node0 <http://e/q> ?_node1 . FILTER(isIRI(?_node1)) }) }"
    )


def test_a_long_way_to_a_term_is_walked_from_the_node() -> None:
    found = reaches("?v", Path("plus", (P,)), "<http://e/x>", Names())

    assert found.expression == (
        "(EXISTS { ?v <http://e/p> <http://e/x> . }"
        " || EXISTS { ?v <http://e/p>+ ?_node0 . FILTER(sameTerm(?_node0, <http://e/x>)) })"
    )


@pytest.mark.parametrize(("condition", "plain"), [(A, True), (Not(all_of([A, B])), True), (any_of([A, HAS_P]), False)])
def test_a_plain_condition_looks_at_no_other_node(condition: Condition, plain: bool) -> None:  # noqa: FBT001
    assert is_plain(condition) is plain
