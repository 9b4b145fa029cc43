"""Throughput and latency of the server, side by side with the `oxigraph` server on the same graph, in one run.

    python benchmarks/serving.py [--seconds 10] [--connections 16] [STORE]

Needs `wrk`. The oxigraph server answers the same SPARQL from a copy of the same database; each load is run on one
server while the other is idle, in turns, three times, and medians are told. The last rows are the same loads while ten
hostile queries run without end.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import mediagraph as mg
from mediagraph.project import Project
from mediagraph.store import Generations

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTILE = "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} # {}"
# Each request differs from the one before it, or a cache would be measured; it walks through a list of addresses.
LUA = """
local paths = {{ {paths} }}
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at], {{ ["Accept"] = "{accept}" }})
end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %f %f %f %d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.timeout + summary.errors.connect + summary.errors.read))
end
"""


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(command: list[str], address: str) -> Iterator[None]:
    """Run a server until the block ends."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own server
                break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def load(url: str, paths: list[str], accept: str, seconds: int, connections: int) -> tuple[float, float, float, int]:
    """Return requests a second, the median and the 99th percentile of the latency in ms, and the errors."""
    quoted = ", ".join(f'"{path}"' for path in paths)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA.format(paths=quoted, accept=accept))
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", script.name, url]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"RESULT (\S+) (\S+) (\S+) (\d+)", told)
    if not found:
        raise SystemExit(told)
    return float(found[1]), float(found[2]), float(found[3]), int(found[4])


def hostile(url: str, stop: threading.Event, number: int) -> None:
    """Ask what has no end, again and again."""
    count = 0
    while not stop.is_set():
        count += 1
        query = urllib.parse.urlencode({"query": HOSTILE.format(f"{number} {count}")})
        with contextlib.suppress(urllib.error.URLError, TimeoutError, ConnectionError):
            urllib.request.urlopen(f"{url}/sparql?{query}", timeout=30).close()  # noqa: S310 - our own server
        time.sleep(0.05)


def main() -> None:
    """Run."""
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("store", nargs="?", default=str(Project.find(None).default_store))
    args.add_argument("--seconds", type=int, default=10)
    args.add_argument("--connections", type=int, default=16)
    args.add_argument("--rounds", type=int, default=3)
    given = args.parse_args()
    generation = Generations(Path(given.store)).current()
    with mg.open(given.store) as graph:
        countries = [row[0] for row in graph.sparql("SELECT ?c { ?c a mg:Country } ORDER BY ?c")]
        codes = [str(iri).rsplit("/", 1)[-1] for iri in countries]
        bound = {code: graph.bound("relations/timeline", country=code) for code in codes}
        describe = {iri: graph.bound("entities/describe", entity=iri) for iri in countries}

    def sparql(queries: list[str]) -> list[str]:
        return ["/query?" + urllib.parse.urlencode({"query": query}) for query in queries]

    loads = {
        "stored query, 250 countries": (
            [f"/queries/relations/timeline.json?country={code}" for code in codes],
            sparql(list(bound.values())),
            "application/sparql-results+json",
        ),
        "entity as Turtle": (
            [f"/id/country/{code}.ttl" for code in codes],
            sparql(list(describe.values())),
            "text/turtle",
        ),
        "entity page": ([f"/id/country/{code}.html" for code in codes], [], "text/html"),
        "SPARQL as visitors send it": (
            ["/sparql?" + urllib.parse.urlencode({"query": query}) for query in bound.values()],
            sparql(list(bound.values())),
            "application/sparql-results+json",
        ),
    }
    ports = free_port(), free_port()
    ours, theirs = (f"http://127.0.0.1:{port}" for port in ports)
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(generation.database, Path(folder) / "database")
        options = ["--per-client", "64", "--queries", "2", "--pages", "2"]
        oxigraph = str(Path(sys.executable).with_name("oxigraph"))
        for cache, title in (("1", "cache of 1 MB"), ("64", "as shipped, cache of 64 MB")):
            serve = ["serve", "--store", given.store, "--port", str(ports[0]), "--cache-megabytes", cache, *options]
            with (
                running([sys.executable, "-m", "mediagraph", *serve], f"{ours}/health"),
                running([oxigraph, "serve-read-only", "--location", str(copy), "--bind", theirs[7:]], theirs),
            ):
                table(title, loads, ours, theirs, given)
                if cache == "64":
                    stop = threading.Event()
                    crowd = [threading.Thread(target=hostile, args=(ours, stop, number)) for number in range(10)]
                    for one in crowd:
                        one.start()
                    table("while ten hostile queries run", loads, ours, "", given)
                    stop.set()
                    for one in crowd:
                        one.join()


def table(
    title: str, loads: dict[str, tuple[list[str], list[str], str]], ours: str, theirs: str, given: argparse.Namespace
) -> None:
    """Print the figures of all loads."""
    print(f"\n{title}\n")
    print("| load | requests/s | ms, median | ms, 99 % | errors | oxigraph requests/s | ms, median | ratio |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, (own, other, accept) in loads.items():
        here, there = [], []
        for _ in range(given.rounds):
            here.append(load(ours, own, accept, given.seconds, given.connections))
            if other and theirs:
                there.append(load(theirs, other, accept, given.seconds, given.connections))
        mine = [statistics.median(values) for values in zip(*here, strict=True)]
        line = f"| {name} | {mine[0]:.0f} | {mine[1]:.1f} | {mine[2]:.1f} | {sum(one[3] for one in here)} |"
        if there:
            its = [statistics.median(values) for values in zip(*there, strict=True)]
            line += f" {its[0]:.0f} | {its[1]:.1f} | {mine[0] / its[0]:.2f} |"
        print(line + (" | | |" if not there else ""))


if __name__ == "__main__":
    main()
