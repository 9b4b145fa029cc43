"""Measure the embedded store beside two servers, at several sizes: the figures of docs/outgrowing-one-machine.md.

    python benchmarks/outgrowing.py 0 20000 100000 -o build/benchmarks/outgrowing

Each size is a number of synthetic productions (benchmarks/productions.py) that are loaded beside what is shipped. Of
each size: seconds, memory and disk of making, validating and exporting the store; then it is published to Oxigraph's
server and to Virtuoso, and the same stored queries are answered by all three. Every figure comes from a process of
its own, whose peak memory is the one that the system counted. Trust the ratios of one run, not the seconds.

Writes OUT.md for people and OUT.json with all figures, after each size; sizes that OUT.json has from before stay in
the tables. A time that was not waited for is told as `> seconds`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "tests"))

import mediagraph as mg  # noqa: E402
import servers  # noqa: E402 - lies beside the tests that it was made for
from mediagraph.loading import load  # noqa: E402
from mediagraph.project import Project  # noqa: E402
from mediagraph.store import Generations, Solutions  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
TIMES = 5
# Seconds that one question, all repetitions of it, or one command is waited for.
PATIENCE = {"question": 240, "command": 1800}
# What Virtuoso is given: 170,000 pages of 8 kB are its authors' advice for 2 GB; and rows enough to read a graph.
SPACE = {"buffers": 170_000, "rows": 20_000_000}
RUN = [sys.executable, "-m", "mediagraph"]
MAPPING = PROJECT / "benchmarks" / "productions.mapping.yaml"
QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "look up a name": ("entities/named", {"text": "belgium"}),
    "describe an entity": ("entities/describe", {"entity": "work:red-silk"}),
    "relations of one country": ("relations/timeline", {"country": "CN"}),
    "pairs of one country": ("co-productions/country-pairs", {"country": "BE"}),
    "works of one person": ("works/of-person", {"person": "person:ismail-daurov"}),
    "text within names": ("entities/find", {"text": "kazakh"}),
    "works by year": ("co-productions/by-year", {}),
    "pairs of all countries": ("co-productions/country-pairs", {}),
    "entities by class": ("entities/by-kind", {}),
    "organisations ranked": ("co-productions/by-organisation", {}),
    "network of countries": ("networks/countries", {}),
    "check of all links": ("checks/dangling-link-violation", {}),
}
PHASES = {"reading": "read", "adding": "read", "merging": "identity", "loading": "bulk load", "deriving": "rules"}
PHASES |= {"judging": "shapes and checks", "publishing": "publish"}


@dataclass
class Ran:
    """What a process did: the text that it printed, and `error` where it failed.

    `processor` are the seconds that it computed itself, which other work on the machine lengthens little; `memory` is
    its peak in MB.
    """

    text: str
    seconds: float
    processor: float
    memory: float
    error: str = ""

    def figures(self, name: str) -> dict[str, Any]:
        """Return seconds, seconds of the processor and memory, under names that begin with `name`."""
        if self.error:
            return {name: self.error}
        return {name: self.seconds, f"{name}, processor": self.processor, f"{name}, MB": self.memory}


def ran(words: list[str], patience: float) -> Ran:
    """Run a process to its end, or until patience ends."""
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(words, stdout=output, stderr=errors)
        end = threading.Timer(patience, process.kill)
        end.start()
        _, status, usage = os.wait4(process.pid, 0)
        end.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begin
        output.seek(0)
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip()
        error = (
            f"> {patience:.0f}"
            if seconds >= patience
            else ""
            if process.returncode == 0
            else f"failed: {said.splitlines()[-1][:200]}"
        )
        processor = usage.ru_utime + usage.ru_stime
        return Ran(output.read().decode(), seconds, processor, usage.ru_maxrss * 1.024 / 1000, error)


def disk(folder: Path) -> float:
    """Return the size of a folder in MB."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):  # a server that runs tidies its folder
            total += path.stat().st_size if path.is_file() else 0
    return total / 1e6


def peak(process: int) -> float:
    """Return the most memory that a running process has held, in MB."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1.024 / 1000


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return the seconds that `work` takes, and what it returns."""
    begin = time.perf_counter()
    value = work()
    return time.perf_counter() - begin, value


def load_here(store: str, table: str) -> None:
    """Load a table in this process, and print the seconds of each phase."""
    spent: dict[str, float] = {}
    phase, since = "convert", time.perf_counter()

    def note(message: str) -> None:
        nonlocal phase, since
        now = time.perf_counter()
        spent[phase] = spent.get(phase, 0.0) + now - since
        phase, since = PHASES.get(message.split(maxsplit=1)[0], "convert"), now

    options = {"mapping": [str(MAPPING)]}
    load(Project.find(PROJECT), Path(store), "table", Path(table), source="synthetic", options=options, progress=note)
    note("end of it")
    print(json.dumps(spent))


def ask_here(place: str, label: str) -> None:
    """Ask a question in this process, and print milliseconds of opening and answering, and the number of rows."""
    name, values = QUESTIONS[label]
    opening, graph = timed(lambda: mg.open(place, project=PROJECT, timeout=PATIENCE["question"]))

    def count() -> int:
        answer = graph.store.query(text)
        return sum(1 for _ in answer.terms()) if isinstance(answer, Solutions) else -1

    with graph:
        text = graph.bound(name, **values)
        first, rows = timed(count)
        # The first time warms the caches, and counts only where one time has to be enough.
        times = [] if first < PATIENCE["question"] / 8 else [first]
        while len(times) < TIMES and first + sum(times) < PATIENCE["question"] / 4:
            times.append(timed(count)[0])
    print(
        json.dumps(
            {"ms": statistics.median(times) * 1000, "least": min(times) * 1000, "rows": rows, "open": opening * 1000}
        )
    )


def answers(place: str) -> dict[str, Any]:
    """Return what all questions took at a store or endpoint, each asked in a process of its own."""
    found: dict[str, Any] = {}
    for label in QUESTIONS:
        done = ran([sys.executable, __file__, "--ask", place, label], PATIENCE["question"])
        found[label] = {"memory": done.memory} | ({"error": done.error} if done.error else json.loads(done.text))
    return found


def made(folder: Path, productions: int) -> tuple[Path, dict[str, Any]]:
    """Make a store with so many productions beside what is shipped, and return it with the figures."""
    store, table = folder / f"store-{productions}", folder / f"productions-{productions}.csv"
    done = ran([*RUN, "build", "--store", str(store), "--project", str(PROJECT)], PATIENCE["command"])
    figures = done.figures("build")
    if productions:
        script = str(PROJECT / "benchmarks" / "productions.py")
        subprocess.run([sys.executable, script, str(productions), "-o", str(table)], check=True)
        done = ran([sys.executable, __file__, "--load", str(store), str(table)], PATIENCE["command"])
        if done.error:
            raise SystemExit(f"the load failed: {done.error}")
        figures |= done.figures("load") | {"phases": json.loads(done.text)}
    generation = Generations(store).current()
    figures |= {"statements": generation.manifest.quads, "database, MB": disk(generation.database)}
    return store, figures | {"disk, MB": disk(generation.path)}


def commands(place: str, folder: Path) -> Iterator[tuple[str, Ran]]:
    """Run the commands that read the whole graph, and yield their names and what they took."""
    shutil.rmtree(folder, ignore_errors=True)
    options = ["--store", place, "--project", str(PROJECT)]
    patience = ["--timeout", str(PATIENCE["command"])]
    for name, words in (
        ("validate", ["validate"]),
        ("export N-Quads", ["export", "--only", "nquads", "-o", str(folder)]),
        ("hubs", ["hubs", "--network", "countries"]),
    ):
        yield name, ran([*RUN, *words, *options, *patience], PATIENCE["command"])


def served(engine: str, folder: Path, store: Path) -> dict[str, Any]:
    """Publish a store to a server, ask it, and return the figures."""
    folder.mkdir()
    environment = dict(os.environ)
    if engine == "Virtuoso":
        with servers.virtuoso(folder, **SPACE) as server:
            os.environ.update(server.environment)
            figures = filled(server, store) | asked(server)
    else:
        with servers.oxigraph(folder) as server:
            figures = filled(server, store)
        # Started anew, since what was just written is still in its memory, and answers several times faster.
        with servers.oxigraph(folder) as server:
            figures |= asked(server)
    os.environ.clear()
    os.environ.update(environment)
    return figures


def filled(server: servers.Server, store: Path) -> dict[str, Any]:
    """Publish a store to a server, twice, and return what that took."""
    words = [*RUN, "publish", server.query, "--graph-store", server.graph_store, "--store", str(store)]
    words += ["--project", str(PROJECT), "--timeout", str(PATIENCE["command"])]
    figures = ran(words, PATIENCE["command"]).figures("publish") | ran(words, PATIENCE["command"]).figures("again")
    return figures | {"disk, MB": disk(server.folder), "server filled, MB": peak(server.process)}


def asked(server: servers.Server) -> dict[str, Any]:
    """Ask a server all questions, have the graph that it holds validated and exported, and return the figures."""
    figures: dict[str, Any] = {"answers": answers(server.query), "server asked, MB": peak(server.process)}
    for name, one in commands(server.query, server.folder.with_suffix(".export")):
        figures |= one.figures(name)
    return figures


def measured(folder: Path, productions: int) -> dict[str, Any]:
    """Return the figures of one size, by engine."""
    store, figures = made(folder, productions)
    for name, one in commands(str(store), folder / "export"):
        figures |= one.figures(name)
    found = {"embedded": figures | {"answers": answers(str(store))}}
    for engine, program in (("Oxigraph server", servers.OXIGRAPH), ("Virtuoso", servers.VIRTUOSO)):
        if shutil.which(str(program)):
            place = folder / f"{engine.split()[0]}-{productions}"
            found[engine] = served(engine, place, store)
            shutil.rmtree(place)
    shutil.rmtree(store)
    return found


def shown(value: Any) -> str:
    """Return a figure as text of three digits or so."""
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def tables(found: dict[int, dict[str, Any]]) -> str:
    """Return the figures as tables: what was done, and how long each question took in milliseconds."""
    columns = [(size, engine) for size in found for engine in found[size]]
    head = "| {} | " + " | ".join(f"{engine}, +{size:,}" for size, engine in columns) + " |\n"
    head += "| --- |" + " ---: |" * len(columns) + "\n"
    names = dict.fromkeys(name for size, engine in columns for name in found[size][engine])
    lines = [head.format("seconds, MB")]
    for name in names:
        if name not in {"answers", "phases"}:
            row = [shown(found[size][engine].get(name, "")) for size, engine in columns]
            lines.append(f"| {name} | " + " | ".join(row) + " |\n")
    for title, kind in (("ms, median", "ms"), ("ms, fastest", "least"), ("rows", "rows"), ("asking, MB", "memory")):
        lines.append("\n" + head.format(title))
        for label in [*(["opening"] if kind == "ms" else []), *QUESTIONS]:
            row = [answered(found[size][engine].get("answers", {}), label, kind) for size, engine in columns]
            lines.append(f"| {label} | " + " | ".join(row) + " |\n")
    for size in found:
        phases = found[size]["embedded"].get("phases", {})
        if phases:
            lines.append(f"\n+{size:,}: " + ", ".join(f"{name} {taken:.1f} s" for name, taken in phases.items()) + "\n")
    return "".join(lines)


def answered(found: dict[str, Any], label: str, kind: str) -> str:
    """Return one figure of a question, or why there is none."""
    if label == "opening":
        times = [one["open"] for one in found.values() if "open" in one]
        return shown(statistics.median(times)) if times else ""
    one = found.get(label, {})
    return shown(one[kind]) if kind in one else str(one.get("error", ""))


def main() -> None:
    """Measure, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", help="numbers of synthetic productions")
    parser.add_argument("-o", "--output", type=Path, help="files to write, without their endings")
    parser.add_argument("--load", nargs=2, help=argparse.SUPPRESS)  # what a process of its own does
    parser.add_argument("--ask", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.load:
        return load_here(*given.load)
    if given.ask:
        return ask_here(*given.ask)
    os.environ["no_proxy"] = "127.0.0.1"
    output = given.output or PROJECT / "build" / "benchmarks" / "outgrowing"
    output.parent.mkdir(parents=True, exist_ok=True)
    figures = output.with_suffix(".json")
    before = json.loads(figures.read_text(encoding="utf-8")) if figures.exists() else {}
    found: dict[int, dict[str, Any]] = {int(size): of_size for size, of_size in before.items()}
    with tempfile.TemporaryDirectory(prefix="outgrowing-") as name:
        for size in given.sizes:
            found[size] = measured(Path(name), size)
            text = tables({size: found[size] for size in sorted(found)})
            figures.write_text(json.dumps(found, indent=1), encoding="utf-8")
            output.with_suffix(".md").write_text(text, encoding="utf-8")
            print(text, flush=True)
    return None


if __name__ == "__main__":
    main()
