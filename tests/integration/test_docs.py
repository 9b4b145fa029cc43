"""What the documentation shows is there, and runs."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mediagraph.cli.main import VERBS

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from mediagraph.building import Build

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "data" / "README.md"])


def block(language: str) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return "".join(found)


COMMANDS = [line for line in block("sh").splitlines() if line.strip()]


def test_the_readme_opens_with_the_two_commands() -> None:
    shown = [line.split("#")[0].strip() for line in README.splitlines() if line.startswith("    ")]

    assert shown[:2] == ["make", "make test"]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_readme_runs(
    command: str, built: Build, cli: Callable[..., Result], tmp_path: Path
) -> None:
    line, stdin = command, None
    if "|" in command:
        first, line = (part.strip() for part in command.split("|", 1))
        stdin = shlex.split(first)[1]
    words = shlex.split(line)
    assert words[0] == "mediagraph"
    place = tmp_path / "store" if words[1] == "build" else built.store
    known = [] if words[1] == "queries" else ["--store", place]

    result = cli(*words[1:], *known, stdin=stdin)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout


def test_the_notebook_example_runs(built: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAGRAPH_STORE", built.store)
    names: dict[str, object] = {}

    exec(compile(block("python"), "README.md", "exec"), names)  # noqa: S102 - our own text

    assert names["timeline"] == ["1971-10-25"]
    assert list(names["pairs"].columns) == ["a", "b", "works"]  # type: ignore[attr-defined]
    assert len(names["around"]) > 5  # type: ignore[arg-type]


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_is_in_the_readme_and_has_help_with_an_example(verb: str, cli: Callable[..., Result]) -> None:
    result = cli(verb, "--help")

    assert f"`mediagraph {verb}" in README
    assert result.exit_code == 0
    assert f"\n  mediagraph {verb}" in result.stdout or f"| mediagraph {verb}" in result.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_takes_store_and_project(verb: str, cli: Callable[..., Result]) -> None:
    words = cli(verb, "--help").stdout.split()

    assert "--project" in words
    assert "--store" in words or verb in {"compare", "lint"}  # which read files and ask no graph


def test_each_target_of_the_makefile_is_described() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split())  # type: ignore[index]

    command = ["make", "--no-print-directory", "help"]
    help_ = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert {line.split()[0] for line in help_.splitlines()} == phony


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_no_lock_names_a_host() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        pins = re.findall(r"^\S+==.*$", text, re.MULTILINE)
        hashed = re.findall(r"^\S+==.* \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
        assert len(pins) == len(hashed) > (0 if path.stem == "berkeleydb" else 20)
