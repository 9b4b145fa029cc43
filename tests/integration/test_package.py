"""The wheel: installed somewhere, away from the checkout, it builds and answers."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Installed = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).resolve().parents[2]
MISSING = [name for name in ("pip", "hatchling") if importlib.util.find_spec(name) is None]

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"making and installing a wheel needs {' and '.join(MISSING)}")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=environment)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """A folder of packages that holds what the wheel installs."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(folder)]
    subprocess.run([*command, str(wheel)], check=True, capture_output=True, env=environment)
    return folder


@pytest.fixture(scope="module")
def installed(site: Path, tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Installed:
    """Run Python with the installed package, from a folder that has nothing to do with the checkout."""
    home = tmp_path_factory.mktemp("home")
    settings = {"PYTHONPATH": str(site), "HOME": str(home), "XDG_DATA_HOME": str(home / "share")}

    def installed(*words: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        env = {**environment, **settings, "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, *map(str, words)]
        return subprocess.run(command, check=False, capture_output=True, text=True, cwd=home, env=env, **options)

    return installed


def good(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_the_project_and_the_templates_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    project = {name.removeprefix("mediagraph/_project/") for name in names if name.startswith("mediagraph/_project/")}
    kept = {
        path.relative_to(ROOT).as_posix()
        for folder in ("ontology", "data", "queries")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }

    assert project == kept
    assert "mediagraph/py.typed" in names
    assert "mediagraph/reports/templates/hubs.html.j2" in names
    assert [name for name in names if "test" in name.split("/")[0]] == []


def test_the_command_is_an_entry_point(wheel: Path) -> None:
    (entry,) = [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("entry_points.txt")]

    assert b"mediagraph = mediagraph.cli:main" in zipfile.ZipFile(wheel).read(entry)


def test_the_installed_package_is_the_one_that_runs(installed: Installed, site: Path) -> None:
    where = "import mediagraph; from mediagraph.project import Project; print(mediagraph.__file__, Project.find().root)"

    file, project = good(installed("-c", where)).split()

    assert Path(file).is_relative_to(site)
    assert Path(project).is_relative_to(site)


def test_it_lists_its_queries(installed: Installed) -> None:
    listed = json.loads(good(installed("-m", "mediagraph", "queries", "--format", "json")))

    assert len(listed) == len(list(ROOT.glob("queries/**/*.rq")))


def test_it_says_where_the_store_would_lie_when_there_is_none(installed: Installed) -> None:
    done = installed("-m", "mediagraph", "info", "--store", "nowhere")

    assert done.returncode == 3
    assert done.stderr == "mediagraph: nowhere: no graph here yet; run `mediagraph build` first\n"


def test_it_builds_answers_measures_reports_and_exports_without_the_checkout(
    installed: Installed, site: Path, tmp_path: Path
) -> None:
    before = sorted(os.fspath(path) for path in site.rglob("*"))

    built = good(installed("-m", "mediagraph", "build", "--store", tmp_path / "store"))
    verb = ("-m", "mediagraph")
    place = ("--store", tmp_path / "store")
    hubs = json.loads(good(installed(*verb, "hubs", "--network", "organisations", "--format", "json", *place)))
    timeline = good(installed(*verb, "query", "relations/timeline", "country=BE", "--format", "csv", *place))
    report = good(installed(*verb, "report", "-o", tmp_path / "report", *place))
    export = good(installed(*verb, "export", "-o", tmp_path / "export", *place))

    assert built.splitlines()[-1].startswith(f"{tmp_path / 'store'}: ")
    assert hubs["hubs"][0]["rank"] == 1
    assert "1971-10-25" in timeline
    assert {Path(file).name for file in report.split()} >= {"hubs.html", "hubs.md"}
    assert {Path(file).name for file in export.split()} >= {"mediagraph.ttl", "dataset.ttl"}
    assert sorted(os.fspath(path) for path in site.rglob("*")) == before, "an installed package is not written to"


def test_its_own_store_lies_with_the_users_data(installed: Installed) -> None:
    done = installed("-m", "mediagraph", "info")

    assert done.returncode == 3
    assert "/share/mediagraph/store: no graph here yet" in done.stderr
