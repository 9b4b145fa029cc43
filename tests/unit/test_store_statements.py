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
def records(tmp_path: Path) -> Path:
    """Lines in no order, some twice, some that say the same in other words."""
    path = tmp_path / "records.nq"
    with path.open("w", encoding="utf-8") as stream:
        for number in range(COUNT):
            for graph in range(2):
                said = f'"0{number % 5}"^^<http://www.w3.org/2001/XMLSchema#integer>' if number % 3 else '"\\"\\n 5 ."'
                line = f"<a:{number * 7919 % COUNT}> <a:p> {said} <a:g{graph}> .\n"
                stream.write(line * (1 + number % 2) + line.replace('"0', '"+'))
    return path


def lines(records: Path) -> list[bytes]:
    """What the engine writes of them."""
    store = ox.Store()
    store.bulk_load(path=str(records), format=ox.RdfFormat.N_QUADS)
    return sorted((store.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True))


def test_the_lines_are_sorted_counted_and_summed(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "_RUN", 10_000)
    (tmp_path / "out").mkdir()

    found = write_statements(records, tmp_path / "out" / "statements.nq")

    digest = Digest()
    digest.add(lines(records))
    text = (tmp_path / "out" / "statements.nq").read_bytes()
    assert text.splitlines(keepends=True) == lines(records)
    assert found.digest == str(digest)
    assert found.graphs == {"a:g0": COUNT, "a:g1": COUNT}
    assert found.sha256 == hashlib.sha256(text).hexdigest()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["statements.nq"]


@pytest.mark.parametrize("program", [sys.executable, "/bin/false", "/no/such/program", ""])
def test_a_process_beside_writes_the_same_and_where_it_cannot_this_one_does(
    program: str, records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = write_statements(records, tmp_path / "expected.nq")
    monkeypatch.setattr(statements, "usable_processors", lambda: 2)
    if program == sys.executable:  # then this process must have nothing to write
        monkeypatch.setattr(statements, "write_statements", None)
    monkeypatch.setattr(sys, "executable", program)

    with writing(records, tmp_path / "found.nq", beside=True) as written:
        assert written() == written() == expected

    assert (tmp_path / "found.nq").read_bytes() == (tmp_path / "expected.nq").read_bytes()


def test_few_statements_are_worth_no_process(
    records: Path, tmp_path: Path, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "usable_processors", lambda: 2)

    with writing(records, tmp_path / "found.nq", beside=False) as written:
        assert written().graphs == {"a:g0": COUNT, "a:g1": COUNT}

    assert started == []


def test_no_process_outlives_an_error(
    records: Path, tmp_path: Path, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "usable_processors", lambda: 2)
    with pytest.raises(KeyboardInterrupt), writing(records, tmp_path / "found.nq", beside=True):
        raise KeyboardInterrupt

    (process,) = started
    assert process.returncode is not None
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_what_is_stopped_leaves_no_runs(records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "_RUN", 1)
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(BrokenPipeError):
        write_statements(records, tmp_path / "statements.nq", stopped)

    assert list(tmp_path.glob("run-*")) == []
