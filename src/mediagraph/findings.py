"""Findings: what the judges say of the graph, each with its place in the files."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mediagraph.rules import RULE_GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from mediagraph.records import Context

SEVERITIES = ("Violation", "Warning", "Info")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One result of a judge.

    Attributes:
        place: `file:row` or `file:line`; empty where the node comes from no file.
        severity: Violation, Warning or Info, as in SHACL.
        focus: IRI of the node that was judged.
        path: IRI of the property; empty where the node as a whole is meant.
        value: the offending value, as text.
        message: what is wrong and how to mend it.
        shape: the shape, or the name of the check.
        constraint: the kind of constraint.
    """

    place: str
    severity: str
    focus: str
    path: str
    value: str
    message: str
    shape: str
    constraint: str


def locate(findings: Iterable[Finding], origins: Path, context: Context) -> list[Finding]:
    """Return `findings` with their places, sorted; the file of origins is read once.

    Args:
        findings: without places.
        origins: the table that the writer left beside the graph.
        context: gives the key of a property.
    """
    found = list(findings)
    wanted = {finding.focus for finding in found}
    places: dict[str, list[tuple[str, str, dict[str, int]]]] = {}
    if wanted and origins.exists():
        with origins.open(encoding="utf-8") as stream:
            for line in stream:
                subject, file, number, keys = line.rstrip("\n").split("\t")
                if subject in wanted:
                    places.setdefault(subject, []).append((file, number, json.loads(keys) if keys else {}))
    return sorted(replace(finding, place=_place(finding, places, context)) for finding in found)


def _place(finding: Finding, places: dict[str, list[tuple[str, str, dict[str, int]]]], context: Context) -> str:
    known = places.get(finding.focus, [])
    if not known:
        return ""
    key = context.by_iri.get(finding.path, "type" if finding.path.endswith("#type") else "")
    for file, _, keys in known:
        if key in keys:  # the file that says the thing, where several describe the node
            return f"{file}:{keys[key]}"
    file, number, _ = known[0]
    return f"{file}:{number}"


def summary(findings: Sequence[Finding]) -> str:
    """Return the counts by severity in one line.

    >>> summary([])
    'no findings'
    """
    counts = [(severity, sum(finding.severity == severity for finding in findings)) for severity in SEVERITIES]
    said = [f"{count} {severity.lower()}{'s' if count != 1 else ''}" for severity, count in counts if count]
    return ", ".join(said) or "no findings"


def is_derived(graph: str) -> bool:
    """Tell whether a named graph was filled by a rule."""
    return graph.startswith(RULE_GRAPH)
