"""Run the notebooks, and write them with their outputs, and pages of them, to a folder.

    python notebooks/run.py build/notebooks

The pages open offline: pictures are in them, and what nbconvert would fetch from other hosts is left out.
"""  # noqa: INP001 - a script beside the notebooks that it runs

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import nbclient
import nbformat
from jinja2 import DictLoader
from nbclient.exceptions import CellExecutionError
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).resolve().parent
SECONDS = 300  # for one cell

# The page without require.js, MathJax and Mermaid, which are fetched from elsewhere, and which nothing here needs.
_PAGE = """\
{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block jupyter_widgets -%}{%- endblock -%}
{%- block extra_css -%}
<style>body { margin: 1.5rem auto; max-width: 68rem; } img { max-width: 100%; }</style>
{%- endblock -%}
"""


def execute(path: Path) -> nbformat.NotebookNode:
    """Return a notebook with the outputs of its cells, run in its own folder.

    Raises:
        CellExecutionError: a cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    settings = {"metadata": {"path": str(path.parent)}}
    with tempfile.TemporaryDirectory(prefix="mediagraph-") as folder:
        # sockets of files that are the user's alone, and no port that others on the machine could reach
        sockets = Config({"AsyncKernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"}})
        client = nbclient.NotebookClient(notebook, config=sockets, timeout=SECONDS, resources=settings)
        return client.execute()


def page(notebook: nbformat.NotebookNode) -> str:
    """Return a notebook as a page of HTML, in which links to other notebooks lead to their pages."""
    exporter = HTMLExporter(extra_loaders=[DictLoader({"page.html.j2": _PAGE})], template_file="page.html.j2")
    html, _ = exporter.from_notebook_node(notebook)
    return str(html).replace('.ipynb"', '.html"')


def main(folder: Path) -> None:
    """Run all notebooks, in order of their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(HERE.glob("*.ipynb")):
        try:
            executed = execute(path)
        except CellExecutionError as error:
            sys.exit(f"{path.name}: {error}")
        nbformat.write(executed, folder / path.name)
        (folder / f"{path.stem}.html").write_text(page(executed), encoding="utf-8")
        sys.stdout.write(f"{folder / path.stem}.html\n")


def _words(words: Sequence[str]) -> Path:
    if len(words) != 1:
        sys.exit("one folder to write to, such as build/notebooks")
    return Path(words[0])


if __name__ == "__main__":
    main(_words(sys.argv[1:]))
