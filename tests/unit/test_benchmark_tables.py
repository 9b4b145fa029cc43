"""The tables of hubs that the benchmark of the whole way compares: cells of any length, and no trace left."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from benchmarks.prepared import Prepared
from benchmarks.row import Place
from benchmarks.rows import ROWS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("given", ["3", "no number"])
def test_long_cells_are_read_and_the_limit_of_others_stays(given: str, tmp_path: Path) -> None:
    limit = csv.field_size_limit()
    (tmp_path / "graph.nt").touch()
    for name in ("countries", "organisations"):
        text = f"entity,degree,strength,betweenness,works\na:{name},{given},2,0.5,{'w' * (limit + 1)}\n"
        (tmp_path / f"hubs-{name}.csv").write_text(text, encoding="utf-8")
    read = ROWS["pipeline"].by_name["rdflib, pySHACL, networkx"].check
    assert read

    if given == "3":
        assert read(Place(Prepared(tmp_path), tmp_path))["a:organisations"] == [3.0, 2.0, 0.5]
    else:
        with pytest.raises(ValueError, match=given):
            read(Place(Prepared(tmp_path), tmp_path))

    assert csv.field_size_limit() == limit
