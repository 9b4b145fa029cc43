"""The W3C's tests of the SPARQL 1.1 Protocol, against the server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from mediagraph.store import Generations, Manifest
from projects import ROOT
from serving import Served, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = Path(os.environ.get("MEDIAGRAPH_SHARED", ROOT.parent / "shared"))
RUNNER = SHARED / "suites" / "runners" / "sparql_protocol.py"

pytestmark = pytest.mark.skipif(not RUNNER.exists(), reason=f"the W3C suite is not at {RUNNER}")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of the graphs that the tests speak of."""
    folder = tmp_path_factory.mktemp("protocol")
    data = folder / "protocol.nq"
    _run("--write-data", str(data))
    generations = Generations(folder / "store")
    quads = list(ox.parse(path=str(data), format=ox.RdfFormat.N_QUADS))
    with generations.building() as generation:
        database = ox.Store(str(generation.database))
        database.bulk_extend(quads)
        database.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
        database.flush()
        del database
        generations.publish(generation, Manifest("0" * 64, len(quads), {}, str(ROOT), "0"))
    with serving(folder / "store", folder, "--per-client", 100) as server:
        yield server


def _run(*words: str) -> str:
    done = subprocess.run([sys.executable, str(RUNNER), *words], capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.stdout


def test_all_query_tests_of_the_protocol_pass(served: Served) -> None:
    told = _run("--query", f"{served.url}/sparql")
    assert re.search(r"^query +20/20", told, re.MULTILINE), told


def test_all_updates_are_refused(served: Served) -> None:
    told = _run("--query", f"{served.url}/sparql", "--read-only")
    assert re.search(r"^read-only +14/14", told, re.MULTILINE), told
