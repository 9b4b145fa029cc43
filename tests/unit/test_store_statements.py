"""The statements of a store as a sorted file: by this process, by one beside it, and when that one fails."""

from __future__ import annotations

import hashlib
import os
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from mediagraph.store import statements
from mediagraph.store.digests import Digest
from mediagraph.store.statements import write_statements, writing

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

COUNT = 3000


@pytest.fixture
def store(tmp_path: Path) -> ox.Store:
    store = ox.Store(str(tmp_path / "database"))
    name = ox.NamedNode
    store.bulk_extend(
        ox.Quad(name(f"a:{number * 7919 % COUNT}"), name("a:p"), ox.Literal(f'"\n{number % 5} .'), name(f"a:g{graph}"))
        for number in range(COUNT)
        for graph in range(2)
    )
    return store


def lines(store: ox.Store) -> list[bytes]:
    return sorted(f"{quad} .\n".encode() for quad in store)


def test_the_lines_are_sorted_counted_and_summed(
    store: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "_RUN", 10_000)
    (tmp_path / "out").mkdir()

    found = write_statements(store, tmp_path / "out" / "statements.nq")

    digest = Digest()
    digest.add(lines(store))
    text = (tmp_path / "out" / "statements.nq").read_bytes()
    assert text.splitlines(keepends=True) == lines(store)
    assert found.digest == str(digest)
    assert found.graphs == {"a:g0": COUNT, "a:g1": COUNT}
    assert found.sha256 == hashlib.sha256(text).hexdigest()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["statements.nq"]


@pytest.mark.parametrize("program", [sys.executable, "/bin/false", "/no/such/program", ""])
def test_a_process_beside_writes_the_same_and_where_it_cannot_this_one_does(
    program: str, store: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = write_statements(store, tmp_path / "expected.nq")
    monkeypatch.setattr(statements, "usable_processors", lambda: 2)
    if program == sys.executable:  # then this process must have nothing to write
        monkeypatch.setattr(statements, "write_statements", None)
    monkeypatch.setattr(sys, "executable", program)

    with writing(store, tmp_path / "database", tmp_path / "found.nq") as written:
        assert written() == written() == expected

    assert (tmp_path / "found.nq").read_bytes() == (tmp_path / "expected.nq").read_bytes()


def test_no_process_outlives_an_error(
    store: ox.Store, tmp_path: Path, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "usable_processors", lambda: 2)
    with pytest.raises(KeyboardInterrupt), writing(store, tmp_path / "database", tmp_path / "found.nq"):
        raise KeyboardInterrupt

    (process,) = started
    assert process.returncode is not None
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_what_is_stopped_leaves_no_runs(store: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "_RUN", 1)
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(BrokenPipeError):
        write_statements(store, tmp_path / "statements.nq", stopped)

    assert list(tmp_path.glob("run-*")) == []
