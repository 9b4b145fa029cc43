"""The ratchet: outcomes against what is expected; whatever is new, better or worse, stops the build."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from conformance.commands import Outcome

KINDS = {"by value", "differs", "refused", "accepted", "crashed", "late"}


class ExpectationError(Exception):
    """A list of expectations breaks its form."""


@dataclass(frozen=True)
class Expected:
    """What does not simply pass.

    Attributes:
        kinds: the outcome of a case by its name; all others pass.
        reasons: why, by the same names.
        skipped: how many cases are skipped, by reason.
    """

    kinds: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)


def read(path: Path) -> Expected:
    """Return the expectations of a file: `[[expected]]` has outcome, reason and cases, `[skipped]` counts by reason.

    Raises:
        ExpectationError: a reason is missing, an outcome unknown, or a case listed twice.
    """
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    kinds: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for entry in content.get("expected", []):
        if entry["outcome"] not in KINDS:
            raise ExpectationError(f"{path.name}: unknown outcome {entry['outcome']!r}; use {', '.join(sorted(KINDS))}")
        if not entry["reason"].strip():
            raise ExpectationError(f"{path.name}: no reason for {', '.join(entry['cases'])}")
        for name in entry["cases"]:
            if name in kinds:
                raise ExpectationError(f"{path.name}: {name} is listed twice")
            kinds[name], reasons[name] = entry["outcome"], entry["reason"]
    return Expected(kinds, reasons, content.get("skipped", {}))


def surprises(outcomes: Mapping[str, Outcome], expected: Expected) -> list[str]:
    """Return a line for each outcome that is not as expected; none means that nothing moved.

    Args:
        outcomes: by name of the case.
        expected: of the same suite.
    """
    found = []
    for name, outcome in outcomes.items():
        wanted = expected.kinds.get(name, "passed")
        if outcome.kind == "skipped":
            if name in expected.kinds:
                found.append(f"{name}: skipped, yet listed as {wanted!r}; strike it from the list")
        elif outcome.kind == "passed" != wanted:
            found.append(f"{name}: passes now, where {wanted!r} was expected; strike it from the list")
        elif outcome.kind != wanted:
            detail = f" ({outcome.detail})" if outcome.detail else ""
            found.append(f"{name}: {outcome.kind}{detail}, where {wanted!r} was expected")
    found += [f"{name}: listed, but there is no such case" for name in expected.kinds if name not in outcomes]
    skipped = Counter(outcome.detail for outcome in outcomes.values() if outcome.kind == "skipped")
    for reason in sorted({*skipped, *expected.skipped}):
        if skipped[reason] != expected.skipped.get(reason, 0):
            found.append(f"{skipped[reason]} skipped, not {expected.skipped.get(reason, 0)}: {reason}")
    return found


def row(title: str, outcomes: Mapping[str, Outcome], expected: Expected) -> list[str]:
    """Return a suite's row of the table: title, passed, equal by value, failed as expected, skipped, surprises."""
    kinds = Counter(outcome.kind for outcome in outcomes.values())
    failed = sum(count for kind, count in kinds.items() if kind not in {"passed", "by value", "skipped"})
    moved = len(surprises(outcomes, expected))
    return [title, *map(str, (kinds["passed"], kinds["by value"], failed, kinds["skipped"], moved))]
