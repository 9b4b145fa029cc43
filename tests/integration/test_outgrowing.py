"""The way from the embedded store to a server, as docs/outgrowing-one-machine.md shows it: the same answers there."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

import mediagraph as mg
import servers
from mediagraph.store import Solutions
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    from mediagraph.building import Build
    from servers import Server

PAGE = (ROOT / "docs" / "outgrowing-one-machine.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:7878"


def blocks(language: str) -> str:
    return "".join(re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


LINES = [shlex.split(line, comments=True) for line in blocks("sh").splitlines() if line.strip()]
ASKING = [words[1:] for words in LINES if words[:2] in (["mediagraph", "query"], ["mediagraph", "hubs"])]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    folder = tmp_path / "server"
    folder.mkdir()
    with servers.oxigraph(folder) as found:
        yield found


def test_the_steps_lead_to_the_same_answers(
    server: Server, built: Build, cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = server.query.removesuffix("/query")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MEDIAGRAPH_STORE", built.store)
    before = [cli(*words).stdout for words in ASKING]
    after = []

    for words in LINES:
        given = [word.replace(ADDRESS, root) for word in words]
        if given[0] == "export":
            monkeypatch.setenv(*given[1].split("=", 1))
            continue
        # What is published is the small graph of the tests, which is built already.
        result = cli(*given[1:], *(["--store", built.store] if given[1] == "publish" else []))
        assert (result.exit_code, result.stderr) == (0, ""), given
        if given[1:] in ASKING:
            after.append(result.stdout)

    assert "{http" not in blocks("sh")
    assert all(before)
    assert before == after
    assert list((tmp_path / "moved").iterdir())


def test_the_example_in_python_asks_the_server(server: Server, built: Build, cli: Callable[..., Result]) -> None:
    cli("publish", server.query, "--graph-store", server.graph_store, "--store", built.store)
    text = blocks("python").replace(f"{ADDRESS}/query", server.query)
    names: dict[str, object] = {}
    with mg.open(built.store, project=ROOT) as graph:
        here = graph.query("relations/timeline", country="BE")
        assert isinstance(here, Solutions)
        expected = list(here)

    exec(compile(text, "docs/outgrowing-one-machine.md", "exec"), names)  # noqa: S102 - our own text

    assert names["rows"] == expected


def test_a_build_is_not_written_to_the_endpoint_that_the_environment_names(
    cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MEDIAGRAPH_STORE", f"{ADDRESS}/query")

    result = cli("build")

    assert result.exit_code == 2
    assert "--store" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_questions_that_the_figures_are_of_are_stored_queries() -> None:
    script = (ROOT / "benchmarks" / "outgrowing.py").read_text(encoding="utf-8")
    asked = re.findall(r'^    "([^"]+)": \("([a-z-]+/[a-z-]+)"', script, re.MULTILINE)
    table = {line.split("|")[1].strip() for line in PAGE.splitlines() if line.startswith("| ")}

    assert len(asked) > 9
    assert [label for label, _ in asked if label not in table] == []
    assert [name for _, name in asked if not (ROOT / "queries" / f"{name}.rq").is_file()] == []
