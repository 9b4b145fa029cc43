"""What `import mediagraph` gives, and what it costs."""

from __future__ import annotations

import importlib.metadata
import inspect
import json
import subprocess
import sys

import pytest

import mediagraph as mg

HEAVY = ["SPARQLWrapper", "edtf", "jinja2", "networkx", "numpy", "pandas", "pyoxigraph", "pyshacl", "rdflib", "yaml"]
REPORT = "import sys, json; print(json.dumps(sorted(set(sys.modules) & set(sys.argv[1:]))), file=sys.stderr)"


def imported_by(code: str) -> list[str]:
    """Which of the heavy modules a fresh interpreter has after running `code`."""
    done = subprocess.run([sys.executable, "-c", code, *HEAVY], check=True, capture_output=True, text=True)
    found: list[str] = json.loads(done.stderr)
    return found


def test_the_names_are_sorted_and_there() -> None:
    assert sorted(mg.__all__) == mg.__all__
    assert [name for name in mg.__all__ if not hasattr(mg, name)] == []


def test_the_names_are_these() -> None:
    functions = [name for name in mg.__all__ if inspect.isfunction(getattr(mg, name))]
    classes = [name for name in mg.__all__ if inspect.isclass(getattr(mg, name))]

    assert functions == ["build", "open"]
    assert all(name.endswith("Error") for name in classes)
    assert len(mg.__all__) <= 15


def test_every_name_is_documented() -> None:
    assert [name for name in mg.__all__ if not getattr(mg, name).__doc__] == []


def test_the_version_is_that_of_the_package() -> None:
    assert importlib.metadata.version("mediagraph") == mg.__version__


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        _ = mg.opne


def test_import_reads_nothing_heavy() -> None:
    assert imported_by(f"import mediagraph\n{REPORT}") == []


def test_help_reads_nothing_heavy() -> None:
    code = f"from mediagraph.cli import main\nmain(['--help'], standalone_mode=False)\n{REPORT}"

    assert imported_by(code) == []


def test_a_heavy_module_would_be_noticed() -> None:
    assert "yaml" in imported_by(f"import yaml\n{REPORT}")
