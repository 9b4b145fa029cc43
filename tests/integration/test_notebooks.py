"""The notebooks run on the shipped graph, show pictures, are saved without outputs, and load nothing from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

if TYPE_CHECKING:
    from mediagraph.building import Build

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [path.stem for path in NOTEBOOKS]


@pytest.fixture(scope="module")
def folder(shipped: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the notebooks were run to, as `make notebooks` does it; what asks for the internet meets a dead proxy."""
    made = tmp_path_factory.mktemp("notebooks")
    left_out = ("MEDIAGRAPH_", "COV_", "JUPYTER", "IPYTHON", "MPL")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(left_out)}
    environment |= dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    environment |= {"MEDIAGRAPH_STORE": str(shipped.store), "IPYTHONDIR": str(made / "ipython")}
    words = [sys.executable, str(ROOT / "notebooks" / "run.py"), str(made)]
    done = subprocess.run(words, env=environment, cwd=made, capture_output=True, text=True, check=False, timeout=400)
    assert done.returncode == 0, done.stderr[-3000:]
    return made


class _Loads(HTMLParser):
    """What a page would load without being asked: all addresses but those of links to follow."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.pictures = 0
        self._inside = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        self.pictures += tag == "img"
        for name, value in attributes:
            if name in {"src", "srcset", "data", "poster", "action", "background"} or (name == "href" and tag != "a"):
                self.found += [] if (value or "").startswith(("data:", "#")) else [f"{tag} {name}={value}"]
            elif name == "style":
                self._style(value or "")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - all that matters is that one ended
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self._style(data)
        elif self._inside == "script":
            self.found += re.findall(r"(?:https?:)?//[\w.-]+\.\w+/\S*", data)

    def _style(self, text: str) -> None:
        self.found += re.findall(r"@import[^;]*", text)
        self.found += [
            place for place in re.findall(r"url\(\s*['\"]?([^)]*)", text) if not place.startswith(("data:", "#"))
        ]


def test_there_are_the_four_notebooks() -> None:
    assert NAMES == [
        "1-first-steps",
        "2-co-production-hubs",
        "3-anniversaries-and-their-works",
        "4-a-remote-endpoint",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_saved_notebooks_are_in_one_form_and_without_outputs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]

    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert nbformat.writes(notebook) + "\n" == text  # type: ignore[no-untyped-call]
    assert [cell.id for cell in code if cell.outputs or cell.execution_count is not None or cell.metadata] == []
    assert sorted(notebook.metadata) == ["kernelspec", "language_info", "title"]
    assert [cell.id for cell in notebook.cells if not re.fullmatch(r"[a-z-]+", cell.id)] == []
    assert notebook.cells[0].source.startswith(f"# {notebook.metadata.title}\n")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_notebooks_lead_to_each_other_and_to_files_that_are_there(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")

    assert [link for link in re.findall(r"\]\(([^)]+)\)", prose) if not (path.parent / link).exists()] == []
    assert [name for name in re.findall(r"`(docs/[^`]+)`", prose) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_notebook_runs_without_errors_and_draws(name: str, folder: Path) -> None:
    notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    outputs: list[Any] = [output for cell in notebook.cells for output in cell.get("outputs", [])]

    assert [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"] == []
    assert [output for output in outputs if "image/png" in output.get("data", {})] != []
    assert [cell.id for cell in notebook.cells if cell.cell_type == "code" and cell.execution_count is None] == []


@pytest.mark.parametrize("name", NAMES)
def test_pages_hold_their_pictures_and_load_nothing(name: str, folder: Path) -> None:
    page = _Loads()
    page.feed((folder / f"{name}.html").read_text(encoding="utf-8"))

    assert page.found == []
    assert page.pictures > 0


def test_pages_lead_to_pages(folder: Path) -> None:
    text = (folder / "1-first-steps.html").read_text(encoding="utf-8")

    assert 'href="2-co-production-hubs.html"' in text
    assert ".ipynb" not in text


def test_the_script_says_what_it_needs() -> None:
    words = [sys.executable, str(ROOT / "notebooks" / "run.py")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "one folder to write to, such as build/notebooks\n"
