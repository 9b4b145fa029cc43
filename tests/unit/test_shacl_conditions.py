"""Conditions are simplified, and written as expressions for few nodes and as sets for many."""

from __future__ import annotations

import pytest

from mediagraph.shacl.conditions import FALSE, TRUE, Any, Condition, Not, Plain, all_of, any_of, is_plain, negated
from mediagraph.shacl.paths import Path
from mediagraph.shacl.reaching import AtLeast, IsA, Some, leading, reaches, some
from mediagraph.shacl.terms import TYPE, Names

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


def test_sets_are_read_as_wholes() -> None:
    """A subselect of them has each node once, so that no row is doubled."""
    of_class = IsA("?v", ("<http://e/A>", "<http://e/B>"), "?c")

    assert HAS_P.patterns() == [" { SELECT DISTINCT ?v WHERE { ?v <http://e/p> ?n . } }"]
    assert HAS_P.patterns(joining=True) == [" { SELECT ?v WHERE { ?v <http://e/p> ?n . } }"]
    assert of_class.members() == [f"?v {TYPE} <http://e/A> .", f"?v {TYPE} <http://e/B> ."]
    assert any_of([HAS_P, of_class]).patterns()[0].count("UNION") == 2
    assert not A.members()


def test_alternatives_to_sets_are_one_set_to_take_away() -> None:
    either = any_of([Not(HAS_P), A])

    assert either.patterns() == [" MINUS { ?v <http://e/p> ?n . FILTER(!(?v > 1)) }"]


def test_other_alternatives_become_patterns_of_their_own() -> None:
    outside = Some("?v", "<http://e/p>", "?n", Plain("?n = ?this"))

    assert any_of([outside, A]).patterns() == [f" FILTER({outside.expression})", " FILTER(?v > 1)"]
    assert any_of([A, B]).patterns() == [" FILTER((?v > 1 || ?v < 9))"]


def test_what_is_there_several_times_is_counted_or_looked_up() -> None:
    """Looked up, a second one is sought for each first one, as long as none is found."""
    one_by_one = Some("?v", "<http://e/p>", "?n", Some("?v", "<http://e/p>", "?m", Plain("!sameTerm(?m, ?n)")))
    two = AtLeast("?v", "?v <http://e/p> ?o .", "?o", Plain("isIRI(?o)"), 2, one_by_one)
    counted = (
        "{ SELECT ?v WHERE { ?v <http://e/p> ?o . FILTER(isIRI(?o)) } GROUP BY ?v HAVING(COUNT(DISTINCT ?o) >= 2) }"
    )

    assert two.members() == [counted]
    assert Not(two).patterns() == [f" MINUS {{ {counted} }}"]
    assert two.expression == one_by_one.expression
    assert Not(two).expression == f"NOT {one_by_one.expression}"


def test_a_way_is_led_along_step_by_step() -> None:
    way = Path("sequence", (P, Path("alternative", (P, Q))))

    assert leading("?v", way, "?w", Names()) == (
        "?v <http://e/p> ?_node0 . { SELECT ?_node0 ?w WHERE { { ?_node0 <http://e/p> ?w . } UNION"
        " { ?_node0 <http://e/q> ?w . } } }"
    )


def test_too_many_alternatives_are_looked_up_instead() -> None:
    outside = Some("?v", "<http://e/p>", "?n", Plain("?n = ?this"))
    pairs: list[Condition] = [Any((outside, Plain(f"?v != {number}"))) for number in range(4)]

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
