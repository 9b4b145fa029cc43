"""All targets by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fuzz import questions, records, sources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fuzz.target import Target

TARGETS: Mapping[str, Target] = {
    target.name: target for target in (*records.TARGETS, *sources.TARGETS, *questions.TARGETS)
}
