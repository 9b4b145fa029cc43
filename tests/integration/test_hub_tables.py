"""Hub tables as CSV: cells of any length, and columns beside those of a hub."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import mediagraph as mg
from mediagraph.reports import hubs_csv
from projects import ROOT

if TYPE_CHECKING:
    from mediagraph.building import Build

MANY = 20_000  # works, whose names are more than the reader of Python's csv takes in one cell


def test_a_hub_of_very_many_works_has_its_other_columns_too(built: Build) -> None:
    with mg.open(built.store, project=ROOT) as graph:
        table = graph.hubs("countries")
    hub, other = table.hubs[:2]
    long = replace(hub, works=[f"work {number}" for number in range(MANY)])

    header, first, second = hubs_csv(replace(table, hubs=[long, other]), None, {"best": {hub.entity: 7}}).splitlines()

    assert header.endswith(",best")
    assert first.endswith(",7")
    assert "work 0 | work 1 | work 2 | " in first
    assert len(first) > MANY * 10
    assert second.endswith(",")
