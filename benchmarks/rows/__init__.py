"""The rows of the table, in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.rows import aggregating, asking, exporting, loading, measuring, pipeline, starting, validating

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.row import Row

ROWS: Mapping[str, Row] = {
    row.name: row
    for row in (
        loading.ROW,
        validating.VALIDATE,
        validating.CHANGE,
        asking.ROW,
        aggregating.ROW,
        measuring.HUBS,
        measuring.BOOTSTRAP,
        exporting.ROW,
        pipeline.ROW,
        starting.ROW,
    )
}
