"""SECURITY.md and docs/reliability.md: each promise names tests, and they are there."""

from __future__ import annotations

import re

import pytest

from projects import ROOT

SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISES = SECURITY.partition("## What is promised")[2].partition("## What is not promised")[0]
TRIED = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", [PROMISES, TRIED], ids=["SECURITY.md", "docs/reliability.md"])
def test_every_promise_names_tests_that_exist(text: str) -> None:
    rows = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) > 10
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)`", row)
        assert named, f"a promise without a test: {row}"
        for name in named:
            assert re.search(r"^ *def test_", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE), name


def test_the_figures_are_those_of_the_documents_that_tests_keep() -> None:
    engines = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")
    equal = re.search(r"Equal rows on all four: (\d+ of \d+)", engines)
    assert equal is not None
    assert f"{equal[1]} on rdflib" in TRIED
