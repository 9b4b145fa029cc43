"""The worked example of a loader: it is found when it is installed, it loads, and the page on it shows it as it is."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import pytest

from mediagraph.loaders import registry
from mediagraph.loaders.gazetteer import Countries
from mediagraph.loaders.job import Job, Loader
from mediagraph.records import Node, RecordFile, Writer
from projects import ROOT, copied

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mediagraph.project import Project

EXAMPLE = ROOT / "examples" / "loader"
CALENDAR = EXAMPLE / "announcements.txt"
PAGE = ROOT / "docs" / "loaders" / "writing-a-loader.md"
MISSING = [name for name in ("pip", "hatchling") if importlib.util.find_spec(name) is None]
PLANNED = """
SELECT ?title (COUNT(?company) AS ?companies) {
  GRAPH graph:announcements {
    ?cooperation mg:status <https://w3id.org/mediagraph/scheme/status/planned> ; mg:cooperationOn ?work .
    ?cooperation mg:participation [ mg:agent ?company ] .
    ?work rdfs:label ?title .
  }
}
GROUP BY ?title ORDER BY ?title
"""
COUNTRIES = Countries(
    Node({"id": f"country:{code}", "alpha2": code, "name": {"en": [name], "und": [other]}})
    for code, name, other in (
        ("BE", "Belgium", "België"),
        ("CN", "China", "中国"),
        ("FR", "France", "Frankrijk"),
        ("KZ", "Kazakhstan", "Казахстан"),
    )
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages in which the example is installed."""
    if MISSING:
        pytest.skip(f"installing the example needs {' and '.join(MISSING)}")
    source = tmp_path_factory.mktemp("example") / "loader"
    shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("__pycache__"))
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    done = subprocess.run([*command, "--target", str(folder), str(source)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def loader(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loader]:
    """The loader as `mediagraph load` finds it."""
    monkeypatch.syspath_prepend(str(site))
    registry._points.cache_clear()
    yield registry.get_loader("announcements")
    registry._points.cache_clear()
    sys.modules.pop("mediagraph_announcements", None)


def run(loader: Loader, project: Project, path: Path, **options: str) -> tuple[list[Node], list[str], list[str]]:
    """Records, faults, and what the writer makes of the records."""
    given = {key: [value] for key, value in options.items()}
    job = Job(path, path.name, "market", project.context, COUNTRIES, given)
    nodes = list(loader.records(job))
    file = RecordFile(job.shown, "graph:market", nodes)
    lines = list(Writer(project.context, file).lines())
    assert file.faults == []
    return nodes, [str(fault) for fault in job.faults], lines


def test_an_installed_loader_is_found_by_its_entry_point(loader: Loader) -> None:
    (point,) = entry_points(group=registry.GROUP, name="announcements")

    assert point.load() is loader
    assert "announcements" in registry.loader_names()
    assert "table" in registry.loader_names()


def test_the_sample_gives_records_that_the_writer_accepts(loader: Loader, project: Project) -> None:
    nodes, faults, lines = run(loader, project, CALENDAR, licence="https://example.org/terms")
    works = {node["id"]: node["type"] for node in nodes if node["type"] in {"Film", "Series"}}
    parties = [
        [party["agent"].removeprefix("organisation:market-") for party in node["participation"]]
        for node in nodes
        if node["type"] == "Cooperation"
    ]

    assert faults == []
    assert nodes[0] == {
        "id": "source:market",
        "type": "Dataset",
        "namedGraph": "graph:market",
        "name": {"en": "Announced co-productions"},
        "licence": "https://example.org/terms",
    }
    assert works == {
        "work:market-the-salt-road": "Series",
        "work:market-paper-lanterns": "Film",
        "work:market-a-quiet-harbour": "Film",
    }
    assert parties == [
        ["lowland-pictures-be", "steppe-films-kz"],
        ["lantern-house-cn", "atelier-du-nord-fr", "lowland-pictures-be"],
        ["atelier-du-nord-fr"],
    ]
    assert sum("#Organisation> " in line for line in lines) == 4
    assert [node.get("unnamedParties") for node in nodes if node["type"] == "Cooperation"] == [None, None, 1]
    assert {node.line for node in nodes} == {0, 3, 7, 12}


FAULTS = {
    "no announcement": ("2026-02-13 The Salt Road\n  A, Belgium\n", "t.txt:1: no announcement"),
    "an unknown country": (
        "2026-02-13 | A | film\n  B, Belgiun\n  C, FR\n",
        "t.txt:2:country: no country is called so, did you",
    ),
    "no country": ("2026-02-13 | A | film\n  Lowland Pictures\n", "t.txt:2:company: no company with its country"),
    "no company": ("2026-02-13 | A | film\n", "t.txt:1:company: announced by nobody (A)"),
    "a title twice": (
        "2026-02-13 | Good | film\n B, BE\n2026-02-14 | Good | film\n B, BE\n",
        "t.txt:3:title: announced in line 1 already (Good)",
    ),
}


@pytest.mark.parametrize(("text", "said"), FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_read_is_rejected_by_name_and_the_rest_is_read(
    loader: Loader, project: Project, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "t.txt"
    path.write_text(text + "2026-02-15 | Good Indeed | film\n\tB, BE\n\tD, FR\n", encoding="utf-8")

    nodes, faults, _ = run(loader, project, path)

    assert len(faults) == 1
    assert faults[0].startswith(said)
    assert [node["name"]["und"] for node in nodes if node["type"] == "Film"][-1] == "Good Indeed"
    assert not any(node["type"] == "Film" and node["name"]["und"] == "A" for node in nodes)


def test_a_refused_row_is_passed_over_and_what_it_shares_is_told_by_the_next(loader: Loader, project: Project) -> None:
    job = Job(CALENDAR, "t.txt", "market", project.context, COUNTRIES, refused=frozenset({3}))
    nodes = list(loader.records(job))
    lowland = next(node for node in nodes if node["id"] == "organisation:market-lowland-pictures-be")

    assert "work:market-the-salt-road" not in [node["id"] for node in nodes]
    assert lowland.line == 7
    assert job.faults == []


def test_the_command_loads_the_sample_into_a_store(site: Path, tmp_path: Path) -> None:
    base = copied(tmp_path / "project")
    environment = {**os.environ, "PYTHONPATH": str(site)}
    places = ["--project", str(base), "--store", str(tmp_path / "store")]

    def mediagraph(*words: str) -> str:
        command = [sys.executable, "-m", "mediagraph", *words]
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert re.search(r"announcements +Calendars of announced co-productions", mediagraph("load", "--help"))
    assert "announcements: 3 rows\n" in mediagraph("load", "announcements", str(CALENDAR), "--strict", *places)
    query = tmp_path / "planned.rq"
    query.write_text(PLANNED, encoding="utf-8")
    assert mediagraph("sparql", str(query), "--format", "csv", *places).splitlines() == [
        "title,companies",
        "A Quiet Harbour,1",
        "Paper Lanterns,3",
        "The Salt Road,2",
    ]


def test_the_page_shows_the_example_as_it_is() -> None:
    files = {
        "python": (EXAMPLE / "src" / "mediagraph_announcements" / "__init__.py").read_text(encoding="utf-8"),
        "toml": (EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"),
        "text": CALENDAR.read_text(encoding="utf-8"),
    }
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    shown = [(language, block) for language, block in blocks if not block.startswith("job = Job(")]

    assert len(shown) == len(blocks) - 1
    assert [language for language, _ in shown] == ["text", "toml", *["python"] * 4]
    assert [block for language, block in shown if block not in files[language]] == []


def test_the_test_that_the_page_shows_passes(loader: Loader, project: Project) -> None:
    (block,) = re.findall(
        r"^```python\n(job = Job\(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    names = {
        "ANNOUNCEMENTS": loader,
        "Job": Job,
        "RecordFile": RecordFile,
        "Writer": Writer,
        "countries": COUNTRIES,
        "path": CALENDAR,
        "project": project,
    }

    exec(compile(block, PAGE.name, "exec"), names)  # noqa: S102 - our own text

    assert len(names["lines"]) > 50  # type: ignore[arg-type]
