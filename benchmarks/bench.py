"""Measure what mediagraph does, side by side with its peers, and print the table of ratios.

    python -m benchmarks.bench --sizes 10000 100000 --rows load,validate
    python -m benchmarks.bench --write

Each work runs in a process of its own, in turns, several times; medians are told. All that is done is kept in
build/benchmarks/, so that an interrupted run goes on with --resume. The exit code is 1 where answers do not agree or a
work failed.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import run
from benchmarks.prepared import Prepared, key
from benchmarks.results import Measured, Sized, disagreements
from benchmarks.row import PROJECT, Place
from benchmarks.rows import ROWS
from benchmarks.table import HERE, details, report, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.row import Row, Work
    from benchmarks.table import Found

OUT = PROJECT / "build" / "benchmarks"
PEERS = PROJECT / ".venv-bench" / "bin" / "python"
_VERSIONS = """
import json, sys
from importlib.metadata import PackageNotFoundError, version
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        pass
print(json.dumps(found))
"""


class Bench:
    """One run of the benchmarks."""

    def __init__(self, given: argparse.Namespace, *, out: Path = OUT, peers: Path = PEERS) -> None:
        self._given, self._out, self._python = given, out, peers
        self.peers = _versions(peers, ["kglab", "networkit", "berkeleydb", "rdflib", "networkx"])
        self.found: Found = {}
        self._key = key()  # once: what is edited meanwhile belongs to the next run

    def measure(self, row: Row) -> None:
        """Measure a row at all sizes, the smallest first."""
        given = self._given
        self.found[row.name] = []
        for size in row.sizes(given.sizes, given.slow_limit):
            data = self.prepared(size) if row.sized else Prepared(self._out / "data" / "none")
            kept = self._out / f"{row.name}-{size}.json"
            found = Sized.read(kept) if given.resume else Sized(0)
            found.size, found.statements = size, int(data.counts["graph"]) if row.sized else 0
            self.found[row.name].append(found)
            works = row.at(size, given.slow_limit)
            for turn in range(max(work.repeats or given.repeats for work in works)):
                for work in works:
                    measured = found[work.name]
                    if turn < (work.repeats or given.repeats) and len(measured.seconds) <= turn:
                        self._turn(row, work, data, found)
                        found.save(kept)
            _say(f"\n{row.title}, {size:,} productions" if row.sized else f"\n{row.title}")
            _say(details(row, [found]))
            for told in disagreements(row, found):
                _say(f"NOT THE SAME ANSWER: {told}")

    def prepared(self, size: int) -> Prepared:
        """Return what is prepared of a size, made in a process of its own where it is not there."""
        data = Prepared(self._out / "data" / str(size))
        if (self._given.resume and (data.path / "prepared.json").is_file()) or data.is_whole(self._key):
            return data
        _say(f"preparing {size:,} productions")
        words = [sys.executable, "-m", "benchmarks.prepared", str(size), str(data.path), "--key", self._key]
        subprocess.run(words, check=True, cwd=PROJECT)
        return Prepared(data.path)

    def _turn(self, row: Row, work: Work, data: Prepared, found: Sized) -> None:
        """Do a work once, and note what it took."""
        measured = found[work.name]
        if measured.state:
            return
        measured.state = self._absent(work) or self._over_before(row, work, found.size)
        if measured.state:
            return
        _say(f"{row.name}, {found.size:,}: {work.name}", end=" ")
        with tempfile.TemporaryDirectory(dir=self._out, prefix="work-") as place:
            folder = Path(place) / "folder"
            folder.mkdir()
            said = self._do(row, work, data, folder, measured)
        for one in row.works:
            if one.beside == work.name:
                found[one.name].state = measured.state
                if not measured.state:
                    _note(found[one.name], said["beside"][one.name])
        _say(measured.state or f"{measured.seconds[-1]:.3g} s, {measured.memory[-1]:,.0f} MB")

    def _do(self, row: Row, work: Work, data: Prepared, folder: Path, measured: Measured) -> dict[str, Any]:
        """Do a work, note what it took, and return what it said."""
        output, said_in = folder.with_suffix(".output"), _said_in(folder)
        words = [str(self._python if work.apart else sys.executable), "-m", "benchmarks.work", row.name, work.name]
        words += [str(data.path), str(folder), "--patience", str(self._given.patience)]
        if work.command:
            ran = run(work.command(Place(data, folder)), output, self._given.limit, cwd=PROJECT)
        else:
            ran = run(words, output, self._given.limit, cwd=PROJECT)
        said = read_said(folder)
        measured.state = said.get("absent", "")
        if ran.over:
            measured.state = f"over {self._given.limit:g} s"
        elif ran.code or not (said or work.command):
            measured.state = f"failed: {_last_line(output)}"
        if measured.state:
            return said
        if work.check and not measured.answer:
            said_in.unlink(missing_ok=True)
            checked = run([*words, "--check"], output, self._given.limit, cwd=PROJECT)
            if checked.code or not said_in.is_file():
                measured.state = f"failed: {_last_line(output)}"
                return said
            measured.answer = read_said(folder)["answer"]
        _note(measured, {"seconds": ran.seconds, "processor": ran.processor} if work.command else said)
        measured.memory.append(ran.memory)
        return said

    def _absent(self, work: Work) -> str:
        if work.apart and not all(name in self.peers for name in work.needs):
            return "not installed"
        if not work.apart and work.needs and not _versions(Path(sys.executable), work.needs):
            return "not installed"
        if work.command and not shutil.which(work.command(Place(Prepared(OUT), OUT))[0]):
            return "not installed"
        return ""

    def _over_before(self, row: Row, work: Work, size: int) -> str:
        """Whether it took too long at a smaller size already; then it does so here."""
        for one in self.found[row.name]:
            if one.size < size and work.name in one.works and one.works[work.name].least:
                return one.works[work.name].state
        return ""

    def faults(self) -> list[str]:
        """Return what is wrong: answers that differ, works that failed."""
        told = []
        for name, sizes in self.found.items():
            for one in sizes:
                told += disagreements(ROWS[name], one)
                told += [
                    f"{name}, {one.size:,}: {work} {measured.state}"
                    for work, measured in one.works.items()
                    if measured.state.startswith("failed")
                ]
        return told


def _note(measured: Measured, said: Mapping[str, Any]) -> None:
    measured.answer = measured.answer or said.get("answer", {})
    measured.scaled = said.get("scaled", "")
    measured.seconds.append(said["seconds"])
    measured.processor.append(said["processor"])
    if said.get("parts"):
        measured.parts.append(said["parts"])


def _said_in(folder: Path) -> Path:
    return folder.with_suffix(".json")


def read_said(folder: Path) -> dict[str, Any]:
    """Return what the process of a work said; nothing where it said nothing."""
    if not _said_in(folder).is_file():
        return {}
    said: dict[str, Any] = json.loads(_said_in(folder).read_text(encoding="utf-8"))
    return said


def _versions(python: Path, names: Sequence[str]) -> dict[str, str]:
    """Return the versions of packages in an environment, as far as they are installed."""
    if not python.exists():
        return {}
    told = subprocess.run([str(python), "-c", _VERSIONS, *names], capture_output=True, text=True, check=True).stdout
    found: dict[str, str] = json.loads(told)
    return found


def _stop(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _last_line(output: Path) -> str:
    with suppress(OSError):
        lines = output.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1][:300] if lines else "it said nothing"
    return "it said nothing"


def _say(text: str, *, end: str = "\n") -> None:
    print(text, end=end, flush=True)


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 500_000], metavar="N")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each work; slow peers run once")
    parser.add_argument("--rows", default=",".join(ROWS), help=f"some of {','.join(ROWS)}")
    parser.add_argument("--slow-limit", type=int, default=1000, help="productions that slow peers are measured at")
    parser.add_argument("--limit", type=float, default=3600, help="seconds after which a work is ended")
    parser.add_argument("--patience", type=float, default=60, help="seconds that one query to a slow peer may take")
    parser.add_argument("--resume", action="store_true", help="keep what was measured and prepared before")
    parser.add_argument("--write", action="store_true", help="write benchmarks/RESULTS.md")
    given = parser.parse_args(words)
    given.rows = [name for name in given.rows.split(",") if name]
    unknown = [name for name in given.rows if name not in ROWS]
    if unknown or not given.rows:
        parser.error(f"no row {', '.join(unknown) or 'named'}; there are {', '.join(ROWS)}")
    if min([*given.sizes, given.repeats, given.slow_limit]) < 1:
        parser.error("sizes, --repeats and --slow-limit are whole numbers from 1")
    return given


def main() -> int:
    """Measure, print, and write where that is asked for."""
    given = arguments()
    OUT.mkdir(parents=True, exist_ok=True)
    lock = (OUT / "lock").open("w")  # held until this process ends
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit("another run is measuring here: wait for it, since two at once would slow each other")
    for left in OUT.glob("work-*"):  # by a run that was killed
        shutil.rmtree(left, ignore_errors=True)
    signal.signal(signal.SIGTERM, _stop)  # as an interruption: what was begun is ended too
    bench = Bench(given)
    rows = [ROWS[name] for name in given.rows]
    stopped = False
    try:
        for row in rows:
            bench.measure(row)
    except KeyboardInterrupt:
        stopped = True
        _say("\ninterrupted; go on with --resume")
    _say("")
    _say(table(rows, bench.found))
    if given.write and not stopped:
        text = report(rows, bench.found, bench.peers, given.repeats)
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8", newline="\n")
        _say(f"{HERE / 'RESULTS.md'}")
    faults = bench.faults()
    for told in faults:
        _say(f"FAULT: {told}")
    return 130 if stopped else 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
