"""The sum by which the benchmarks compare statements."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from benchmarks.terms import summed

_ONE, _OTHER = ox.NamedNode("https://example.org/1"), ox.NamedNode("https://example.org/2")
_NAMED = ox.Quad(_ONE, _ONE, ox.Literal("a"), _OTHER)
_PLAIN = ox.Quad(_ONE, _ONE, ox.Literal("b"))


def test_the_order_of_statements_does_not_matter() -> None:
    assert summed([_NAMED, _PLAIN]) == summed([_PLAIN, _NAMED])


@pytest.mark.parametrize(
    "other", [ox.Literal("a", language="en"), ox.Literal("A"), ox.NamedNode("https://example.org/a")]
)
def test_another_term_makes_another_sum(other: ox.Literal | ox.NamedNode) -> None:
    assert summed([ox.Quad(_ONE, _ONE, other, _OTHER)])["digest"] != summed([_NAMED])["digest"]


def test_triples_agree_with_statements_of_a_graph_but_for_its_name() -> None:
    named = summed([_NAMED])

    assert named.pop("graphs") == ["https://example.org/2"]
    assert summed([ox.Quad(*_NAMED.triple)]) == named


def test_nothing_is_summed_up_to_nothing() -> None:
    assert summed([]) == {"statements": 0, "digest": "0" * 16}
