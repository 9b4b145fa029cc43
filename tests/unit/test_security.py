"""SECURITY.md: each promise names tests, and they are there."""

from __future__ import annotations

import re

from projects import ROOT

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_every_promise_names_tests_that_exist() -> None:
    promises = TEXT.partition("## What is promised")[2].partition("## What is not promised")[0]
    rows = [line for line in promises.splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) > 10
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)`", row)
        assert named, f"a promise without a test: {row}"
        for name in named:
            text = (ROOT / name).read_text(encoding="utf-8")
            assert "\ndef test_" in text, name
