"""Tables as files: CSV (RFC 4180) and JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import asdict, fields
from types import MappingProxyType
from typing import TYPE_CHECKING

from mediagraph.findings import Finding
from mediagraph.networks import Hub

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mediagraph.networks import HubTable

LIST_SEPARATOR = " | "


def hubs_csv(
    table: HubTable, top: int | None = None, more: Mapping[str, Mapping[str, object]] = MappingProxyType({})
) -> str:
    """Return a hub table as CSV; partners and works are lists within a cell.

    Args:
        table: the hubs.
        top: how many of them; by default all.
        more: columns that come after those of a hub, by name, each with its values by the IRI of an entity.
    """
    stream = io.StringIO()
    writer = csv.writer(stream)
    columns = [field.name for field in fields(Hub)]
    writer.writerow([*columns, *more])
    for hub in table.hubs[:top]:
        values = [getattr(hub, column) for column in columns]
        values += [column.get(hub.entity, "") for column in more.values()]
        writer.writerow([_cell(value) for value in values])
    return stream.getvalue()


def _cell(value: object) -> object:
    """Lists within a cell, and nothing for what is not defined."""
    if isinstance(value, list):
        return LIST_SEPARATOR.join(value)
    return "" if isinstance(value, float) and math.isnan(value) else value


def findings_csv(findings: Sequence[Finding]) -> str:
    """Return findings as CSV."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    columns = [field.name for field in fields(Finding)]
    writer.writerow(columns)
    writer.writerows([getattr(finding, column) for column in columns] for finding in findings)
    return stream.getvalue()


def findings_json(findings: Sequence[Finding]) -> str:
    """Return findings as a JSON list."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1) + "\n"
