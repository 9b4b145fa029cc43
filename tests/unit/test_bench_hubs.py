"""The row of hub tables: what is said of a peer where it was not measured."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.measuring import Clock
from benchmarks.results import Measured, Sized
from benchmarks.row import AbsentError, Place
from benchmarks.rows.measuring import HUBS
from benchmarks.table import table


def test_plain_networkx_is_neither_measured_nor_scaled_beyond_its_largest_size(tmp_path: Any) -> None:
    work = HUBS.by_name["networkx, plain"]
    assert work.function
    data: Any = SimpleNamespace(counts={"size": 100_000})

    with pytest.raises(AbsentError) as reason:
        work.function(Place(data, tmp_path), Clock())

    ours = [Measured([2.0]), Measured([50.0])]
    plain = [Measured([400.0]), Measured(state=str(reason.value))]
    found = [
        Sized(size, size * 50, {"mediagraph": mine, "networkx, plain": theirs})
        for size, mine, theirs in zip((10_000, 100_000), ours, plain, strict=True)
    ]
    line = next(line for line in table([HUBS], {"hubs": found}).splitlines() if "networkx, plain" in line)
    assert "| 20x faster | 200x, reached | measured up to 10,000 only | 1.40 |" in line
    assert "measured up to 10,000" in HUBS.notes
