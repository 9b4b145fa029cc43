"""How many processors there are for processes beside this one."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from mediagraph.processors import usable_processors

if TYPE_CHECKING:
    import pytest


def test_all_that_the_process_may_use_count() -> None:
    assert usable_processors() == len(os.sched_getaffinity(0))


def test_where_python_cannot_be_started_anew_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", "")
        assert usable_processors() == 1
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert usable_processors() == 1


def test_where_the_system_tells_no_share_all_processors_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")

    assert usable_processors() == os.cpu_count()
