"""Which entity a word of a caller means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mediagraph import parameters
from mediagraph.errors import ParameterError

if TYPE_CHECKING:
    from mediagraph.graph import Graph

COUNTRIES = "https://w3id.org/mediagraph/id/country/"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("be", [("BE", 1)]),
        ("suhh", [("SUHH", 2)]),
        ("belgium", [("BE", 3)]),
        ("ussr", [("SUHH", 4)]),
        ("belgiu", []),
    ],
)
def test_the_rank_tells_codes_from_names_and_what_is_withdrawn(
    text: str, found: list[tuple[str, int]], graph: Graph
) -> None:
    rows = graph.rows("entities/named", text=text, **{"class": "mg:Country"})

    assert [(row.entity.removeprefix(COUNTRIES), row.rank) for row in rows] == found


def test_an_entity_that_was_found_is_still_none_of_another_class(graph: Graph) -> None:
    for _ in range(2):
        assert graph.entity("work:red-silk").value.endswith("/work/red-silk")
        with pytest.raises(ParameterError, match="work:red-silk is no Country"):
            graph.entity("work:red-silk", "mg:Country")


def test_what_was_looked_up_is_not_kept_without_bounds(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameters, "_MOST_KNOWN", 2)
    binder = parameters.Binder(graph.queries, graph.project.context, graph.store)
    stored = graph.queries["co-productions/by-country"]

    bound = [binder.bind(stored, {"country": name}) for name in ("FR", "France", "CN", "BE", "FR")]

    assert len(binder._known) <= 2
    assert bound[0] == bound[1] == bound[4] != bound[2]
