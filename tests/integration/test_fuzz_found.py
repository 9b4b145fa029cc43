"""Every input that fuzzing found is kept under its own name, and is answered by an error of ours, or by nothing."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from fuzz.targets import TARGETS
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOUND = sorted(path for path in (ROOT / "fuzz" / "found").rglob("*") if path.is_file())
MOST_WORK = 30.0  # seconds of processor time; each took none or for ever


@contextmanager
def ended_if_it_hangs() -> Iterator[None]:
    """Raise where it works on and on."""

    def stop(*_: object) -> None:
        raise TimeoutError("it takes for ever")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_WORK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("path", FOUND, ids=[f"{path.parent.name}/{path.name}" for path in FOUND])
def test_what_was_found_once_is_answered_in_order(path: Path) -> None:
    with ended_if_it_hangs():
        TARGETS[path.parent.name].try_(path.read_bytes())


def test_a_query_that_was_found_is_refused_before_the_engine_reads_it() -> None:
    """Those of the target `query` reached out or ended the process, so none of them may pass."""
    from mediagraph import guard
    from mediagraph.errors import QueryError

    queries = [path for path in FOUND if path.parent.name == "query"]
    assert len(queries) > 20
    for path in queries:
        with pytest.raises(QueryError):
            guard.refuse(path.read_text(encoding="utf-8"))
