"""The table of all rows, and the file of results: what was reached, what was not, and why not."""

from __future__ import annotations

import datetime
import os
import platform
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.results import Measured, Sized, disagreements, exponents, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.results import Verdict
    from benchmarks.row import Row, Target

HERE = Path(__file__).resolve().parent
_PACKAGES = ("mediagraph", "pyoxigraph", "oxigraph", "rdflib", "pyshacl", "networkx", "igraph")
_PEERS = ("kglab", "networkit", "rdflib", "networkx")
_UNITS = {
    "faster": "x",
    "within": "x",
    "above": " s",
    "memory": " MB",
    "memory within": "x",
    "each": "x",
    "median": "x",
}

Found = dict[str, list[Sized]]


def table(rows: Sequence[Row], found: Found) -> str:
    """Return the table: a line a target, with what came of it at each size and how our seconds grow."""
    sizes = _sizes(rows, found)
    lines = [
        _line(["work", "beside", "to reach", *(f"{size:,}" for size in sizes), "growth"]),
        _line(["---", "---", "---", *("--:" for _ in sizes), "--:"]),
    ]
    for row in rows:
        for number, target in enumerate(row.targets):
            cells = [row.title if not number else "", _beside(target), target.text]
            measured = found.get(row.name, [])
            if row.sized:
                cells += [_cell(target, verdict(target, measured, size), size) for size in sizes]
            else:
                cells += [_cell(target, verdict(target, measured, 0), 0), *("" for _ in sizes[1:])]
            exponent = exponents([target.ours], measured)[target.ours] if row.sized else None
            lines.append(_line([*cells, "" if exponent is None else f"{exponent:.2f}"]))
    return "\n".join(lines) + "\n"


def _sizes(rows: Sequence[Row], found: Found) -> list[int]:
    return sorted({one.size for row in rows if row.sized for one in found.get(row.name, [])}) or [0]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _beside(target: Target) -> str:
    """The peer; and where it is not beside the first of our works, which of ours it is."""
    which = target.ours.partition(", ")[2]
    if not target.peer or not which or target.peer.endswith(which):
        return target.peer or "(its own memory)"
    return f"{target.peer} (ours {which})"


def _cell(target: Target, came: Verdict, size: int) -> str:
    if came.value is None:
        return came.note or "-"
    word = {True: ", reached", False: ", **missed**", None: ", not known"}[came.reached] if size >= target.since else ""
    note = f" ({came.note})" if came.note else ""
    return f"{number(came.value)}{_UNITS[target.kind]}{word}{note}"


def number(value: float) -> str:
    """Return a number with three digits or so.

    >>> number(1234.5), number(12.34), number(0.01234)
    ('1,234', '12.3', '0.0123')
    """
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def details(row: Row, sizes: Sequence[Sized]) -> str:
    """Return what was measured of each work of a row."""
    head = ["work"]
    for one in sizes:
        head += [f"{one.size:,}: s", "processors' s", "MB"] if row.sized else ["s", "processors' s", "MB"]
    grown = exponents([work.name for work in row.works], sizes)
    lines = [_line([*head, "growth"]), _line(["---", *("--:" for _ in head)])]
    for work in row.works:
        cells = [work.name]
        for one in sizes:
            cells += _figures(one.works.get(work.name))
        exponent = grown[work.name] if row.sized else None
        lines.append(_line([*cells, "" if exponent is None else f"{exponent:.2f}"]))
    return "\n".join(lines) + "\n"


def _figures(measured: Measured | None) -> list[str]:
    if measured is None or (measured.median is None and not measured.state):
        return ["-", "", ""]
    if measured.median is None:
        return [measured.state.splitlines()[0][:60], "", ""]
    import statistics

    note = f" ({measured.scaled})" if measured.scaled else ""
    return [
        number(measured.median) + note,
        number(statistics.median(measured.processor)),
        "-" if measured.peak is None else f"{measured.peak:,.0f}",
    ]


def parts(sizes: Sequence[Sized]) -> str:
    """Return the milliseconds of the parts of each work, at the largest size at which all of these were measured."""
    with_parts = [one for one in sizes if sum(bool(measured.parts) for measured in one.works.values()) > 1]
    if not with_parts:
        return ""
    one = with_parts[-1]
    columns = {name: measured.median_parts for name, measured in one.works.items() if measured.parts}
    names = sorted({name for column in columns.values() for name in column})
    lines = [_line([f"ms at {one.size:,}", *columns]), _line(["---", *("--:" for _ in columns)])]
    for name in names:
        cells = [number(column[name] * 1000) if name in column else "-" for column in columns.values()]
        lines.append(_line([name, *cells]))
    return "\n".join(lines) + "\n"


def reasons() -> Mapping[str, str]:
    """Return why rows fall short, as `reasons.toml` has it."""
    with (HERE / "reasons.toml").open("rb") as stream:
        return {name: str(text).strip() for name, text in tomllib.load(stream).items()}


def report(rows: Sequence[Row], found: Found, peers: Mapping[str, str], repeats: int) -> str:
    """Return the file of results."""
    why = reasons()
    text = ["# Results of the benchmarks\n", *_machine(peers), ""]
    runs = f"Medians of {repeats} runs" if repeats > 1 else "One run"
    text.append(f"{runs}, each work in a process of its own but for stored queries; slow peers run once. What was")
    text.append("scaled grows with the statements. docs/speed.md says how to run this and how to read it.\n")
    text += [f"{why['all']}\n"] if "all" in why else []
    text.append(table(rows, found))
    differing = [told for row in rows for one in found.get(row.name, []) for told in disagreements(row, one)]
    if differing:
        text.append("**The answers do not agree:**\n")
        text += [f"- {told}" for told in differing]
    else:
        text.append("All answers that are compared agree.\n")
    for row in rows:
        sizes = found.get(row.name, [])
        text += [f"\n## {row.title[0].upper()}{row.title[1:]}\n", *([f"{row.notes}\n"] if row.notes else [])]
        text.append(details(row, sizes))
        text += [shown] if (shown := parts(sizes)) else []
        missed = list(_missed(row, sizes))
        if missed:
            text += [f"- {told}" for told in missed]
            text.append(f"\n{why.get(row.name, 'Why it falls short is not known yet.')}")
    return "\n".join(text).rstrip("\n") + "\n"


def _missed(row: Row, sizes: Sequence[Sized]) -> Iterator[str]:
    for target in row.targets:
        asked = [one.size for one in sizes if one.size >= target.since]
        at = [size for size in asked if verdict(target, sizes, size).reached is False]
        if at:
            where = f" at {', '.join(f'{size:,}' for size in at)}" if row.sized else ""
            beside = f" beside {target.peer}" if target.peer else ""
            yield f"missed{where}: {target.ours}, {target.text}{beside}"


def _machine(peers: Mapping[str, str]) -> Iterator[str]:
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    cores = len(os.sched_getaffinity(0))
    yield f"- date: {day}"
    yield f"- machine: {platform.machine()}, {_processor()}, {cores} cores, {_memory()} GB of memory"
    yield f"- system: {platform.system()} {platform.release()}, Python {platform.python_version()}"
    yield "- versions: " + ", ".join(f"{name} {found}" for name in _PACKAGES if (found := _version(name)))
    apart = ", ".join(f"{name} {peers[name]}" for name in _PEERS if name in peers)
    yield f"- peers in an environment of their own: {apart or 'not installed'}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown processor"


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f}"
