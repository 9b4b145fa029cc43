"""Which entity a word of a caller means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
