"""What was measured, as it is kept, and what follows from it: medians, ratios, agreement, growth."""

from __future__ import annotations

import json
import math
import statistics
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.row import Answer, Row, Target

TOLERANCE = 1e-9
_ROUNDING = 1e-9  # values of our tables bear nine decimals
_GROWING = 10_000  # productions from which on growth is told


@dataclass
class Measured:
    """What is known of one work at one size.

    Attributes:
        seconds: on the clock, a number a run.
        processor: seconds of processors, likewise.
        memory: peaks in MB, likewise.
        parts: seconds of parts by name, likewise.
        answer: what it answered.
        scaled: what was measured instead, where not all of it was.
        state: `not installed`, `not built`, `failed: ...`, `over 600 s`; empty where it was measured.
    """

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    parts: list[dict[str, float]] = field(default_factory=list)
    answer: Answer = field(default_factory=dict)
    scaled: str = ""
    state: str = ""

    @property
    def least(self) -> float | None:
        """Seconds that it takes at least, where it was ended since its time was over."""
        return float(self.state.split()[1]) if self.state.startswith("over ") else None

    @property
    def median(self) -> float | None:
        """Median of the seconds; None where there are none."""
        return statistics.median(self.seconds) if self.seconds and not self.state else None

    @property
    def peak(self) -> float | None:
        """Median of the peaks of memory in MB."""
        return statistics.median(self.memory) if self.memory and not self.state else None

    @property
    def median_parts(self) -> dict[str, float]:
        """Median of the seconds of each part."""
        names = dict.fromkeys(name for one in self.parts for name in one)
        return {name: statistics.median([one[name] for one in self.parts if name in one]) for name in names}

    def is_done(self, repeats: int) -> bool:
        """Tell whether nothing is left to measure."""
        return bool(self.state) or len(self.seconds) >= repeats


@dataclass
class Sized:
    """What is known of a row at one size: the statements that were prepared, and each work by its name."""

    size: int
    statements: int = 0
    works: dict[str, Measured] = field(default_factory=dict)

    def __getitem__(self, work: str) -> Measured:
        return self.works.setdefault(work, Measured())

    def save(self, path: Path) -> None:
        """Write it, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
        draft.replace(path)

    @classmethod
    def read(cls, path: Path) -> Sized:
        """Read what was kept; nothing is known where there is no such file."""
        if not path.is_file():
            return cls(0)
        content = json.loads(path.read_text(encoding="utf-8"))
        works = {name: Measured(**work) for name, work in content.pop("works").items()}
        return cls(**content, works=works)


@dataclass(frozen=True)
class Verdict:
    """What came of a target at one size.

    Attributes:
        value: the ratio, or the seconds or MB that it is about; None where it is not known.
        reached: whether the target is; None where that is not known.
        note: what is to be known of it: scaled, at least, not installed.
    """

    value: float | None
    reached: bool | None
    note: str = ""


def disagreements(row: Row, found: Sized) -> list[str]:
    """Return where works of one group answered differently, in words."""
    told = []
    references: dict[str, tuple[str, Answer]] = {}
    for work in row.works:
        measured = found.works.get(work.name)
        if measured is None or measured.state or not measured.answer:
            continue
        name, reference = references.setdefault(work.group, (work.name, measured.answer))
        if name == work.name:
            continue
        shared = reference.keys() & measured.answer.keys()
        if not shared:
            told.append(f"{row.name}, {found.size:,}: {work.name} answers nothing that {name} does")
        for key in sorted(shared):
            if not alike(reference[key], measured.answer[key]):
                here, there = _short(measured.answer[key]), _short(reference[key])
                told.append(f"{row.name}, {found.size:,}: {key}: {work.name} has {here}, {name} has {there}")
    return told


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def alike(one: Any, other: Any) -> bool:
    """Tell whether two answers are the same: texts to the letter, numbers to 1e-9 beside the rounding of tables."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE + _ROUNDING)
    return bool(one == other)


def growth(points: Sequence[tuple[float, float]]) -> float | None:
    """Return the exponent by which a quantity grows from the smallest to the largest size.

    >>> print(f"{growth([(1000, 2.0), (10_000, 20.0), (100_000, 800.0)]):.2f}")
    1.30
    """
    known = sorted(point for point in points if point[0] > 0 and point[1] > 0)
    if len(known) < 2 or known[0][0] == known[-1][0]:
        return None
    (small, low), (large, high) = known[0], known[-1]
    return math.log(high / low) / math.log(large / small)


def scaled(name: str, sizes: Sequence[Sized], size: int) -> tuple[float | None, str]:
    """Return the seconds of a work at a size, and how they were found.

    A work that was not measured at that size takes as much as at the largest size below it at which it was, times the
    statements that there are more. That is in favour of what grows faster.
    """
    here = next((one for one in sizes if one.size == size), None)
    if here is None:
        return None, ""
    measured = here.works.get(name)
    if measured is not None and (measured.median is not None or measured.state):
        return measured.median, measured.scaled
    smaller = [one for one in sizes if one.size < size and name in one.works and one.works[name].median is not None]
    if not smaller:
        return None, ""
    last = max(smaller, key=lambda one: one.size)
    seconds = last.works[name].median or 0.0
    return seconds * here.statements / max(last.statements, 1), f"scaled from {last.size:,}"


def verdict(target: Target, sizes: Sequence[Sized], size: int) -> Verdict:
    """Return what came of a target at a size."""
    here = next((one for one in sizes if one.size == size), Sized(size))
    ours = here.works.get(target.ours, Measured())
    if ours.median is None:
        return Verdict(None, None, ours.state or "not measured")
    if target.kind == "memory":
        peak = ours.peak or 0.0
        return Verdict(peak, peak <= target.bound)
    peer = here.works.get(target.peer, Measured())
    if target.kind in {"each", "median", "memory within"}:
        return _of_parts(target, ours, peer)
    seconds, how = scaled(target.peer, sizes, size)
    if seconds is None:
        return _of_least(target, ours.median, sizes, here)
    if target.kind == "faster":
        value = seconds / ours.median
        return Verdict(value, value >= target.bound, how)
    value = ours.median - seconds if target.kind == "above" else ours.median / seconds
    return Verdict(value, value <= target.bound, how)


def _of_least(target: Target, ours: float, sizes: Sequence[Sized], here: Sized) -> Verdict:
    """Judge beside a peer that was not done in time, here or where it was measured last."""
    known = [one for one in sizes if one.size <= here.size and one.works.get(target.peer, Measured()).state]
    if not known:
        return Verdict(None, None, "not measured")
    last = max(known, key=lambda one: one.size)
    peer = last.works[target.peer]
    if peer.least is None or target.kind != "faster":
        return Verdict(None, None, peer.state)
    value = peer.least * here.statements / max(last.statements, 1) / ours
    how = "at least" if last is here else f"at least, scaled from {last.size:,}"
    return Verdict(value, True if value >= target.bound else None, how)


def _of_parts(target: Target, ours: Measured, peer: Measured) -> Verdict:
    if peer.median is None or ours.median is None:
        return Verdict(None, None, peer.state or "not measured at this size")
    if target.kind == "memory within":
        value = (ours.peak or 0.0) / (peer.peak or math.inf)
        return Verdict(value, value <= target.bound)
    mine, theirs = ours.median_parts, peer.median_parts
    shared = [name for name in mine if name in theirs and theirs[name] >= target.noisy]
    if not shared:
        return Verdict(None, None, f"no part takes {target.noisy * 1000:g} ms")
    if target.kind == "each":
        worst = max(shared, key=lambda name: mine[name] / theirs[name])
        value = mine[worst] / theirs[worst]
        return Verdict(value, value <= target.bound, worst)
    value = statistics.median(theirs[name] / mine[name] for name in shared)
    return Verdict(value, value >= target.bound, f"{len(shared)} parts")


def exponents(names: Sequence[str], sizes: Sequence[Sized]) -> Mapping[str, float | None]:
    """Return the exponent by which the seconds of each work grow with the number of productions.

    Where two larger sizes were measured those below are left out: most of their time does not grow at all.
    """
    found = {}
    for name in names:
        points = [(one.size, one.works[name].median or 0.0) for one in sizes if name in one.works]
        large = [point for point in points if point[0] >= _GROWING]
        rate = growth(large)
        found[name] = growth(points) if rate is None else rate
    return found
