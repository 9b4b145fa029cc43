"""The report on partnership hubs: what it shows is what the network holds, it stands alone, and it is made alike."""

from __future__ import annotations

import base64
import csv
import datetime
import hashlib
import html
import io
import json
import re
from collections import Counter
from typing import TYPE_CHECKING

import networkx as nx
import pytest

import mediagraph as mg
from mediagraph.reports import Choice, write_report
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from mediagraph.building import Build

DAY = datetime.date(2026, 11, 21)
NETWORKS = ("countries", "organisations", "outlets-countries", "people")


@pytest.fixture(scope="module")
def folder(shipped: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on all that is shipped."""
    folder = tmp_path_factory.mktemp("report")
    with mg.open(shipped.store, project=ROOT) as graph:
        write_report(graph, folder, Choice(draws=40), day=DAY)
    return folder


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "hubs.html").read_text(encoding="utf-8")


def hub_rows(page: str, name: str) -> list[list[str]]:
    """The cells of a network's hub table."""
    part = page[page.index(f'<section id="{name}">') :]
    body = part[part.index("<tbody>") : part.index("</tbody>")]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    return [
        [html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows
    ]


def test_each_file_is_there(folder: Path) -> None:
    files = {path.name for path in folder.iterdir()}

    assert files == {
        "hubs.html",
        "hubs.md",
        "parameters.json",
        *(f"hubs-{name}.csv" for name in NETWORKS),
        *(f"{name}.{suffix}" for name in NETWORKS for suffix in ("graphml", "gexf")),
    }


def test_the_hub_table_is_what_plain_networkx_makes_of_the_rows(shipped: Build, page: str) -> None:
    shared: dict[tuple[str, str], set[str]] = {}
    with mg.open(shipped.store, project=ROOT) as graph:
        for row in graph.rows("networks/countries"):
            shared.setdefault((row.source, row.target), set()).add(row.work)
        names = dict(graph.sparql('SELECT ?c ?n { ?c a mg:Country ; rdfs:label ?n FILTER(LANG(?n) = "en") }'))  # type: ignore[arg-type]
    plain: nx.Graph[str] = nx.Graph()
    plain.add_weighted_edges_from((one, other, len(works)) for (one, other), works in shared.items())
    pagerank = nx.pagerank(plain, weight="weight", tol=1e-14, max_iter=2000)
    core = nx.core_number(plain)
    expected = {
        names[node]: (plain.degree(node), plain.degree(node, weight="weight"), f"{pagerank[node]:.4f}", core[node])
        for node in plain
    }
    found = {row[1]: (int(row[4]), int(row[5]), row[8], int(row[9])) for row in hub_rows(page, "countries")}

    assert found == expected
    assert [row[1] for row in hub_rows(page, "countries")][:3] == ["France", "Germany", "Italy"]


@pytest.mark.parametrize("name", NETWORKS)
def test_page_csv_and_graph_files_agree(folder: Path, page: str, name: str) -> None:
    with (folder / f"hubs-{name}.csv").open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    graphml = nx.read_graphml(folder / f"{name}.graphml")
    gexf = nx.read_gexf(folder / f"{name}.gexf")

    assert [row["label"] for row in table] == [row[1] for row in hub_rows(page, name)]
    assert set(graphml) == set(gexf) == {row["entity"] for row in table}
    for row in table:
        assert graphml.degree(row["entity"]) == gexf.degree(row["entity"]) == int(row["degree"])
        assert graphml.degree(row["entity"], weight="strength") == pytest.approx(float(row["strength"]))


def test_from_a_hub_one_comes_to_partners_works_and_evidence(page: str) -> None:
    targets = Counter(re.findall(r' id="([^"]+)"', page))
    links = set(re.findall(r'href="#([^"]+)"', page))

    assert max(targets.values()) == 1
    assert links <= set(targets)
    hub = page[page.index('<details id="countries-country-CN"') :]
    hub = hub[: hub.index("</details>")]
    assert "<strong>Russia</strong>" in hub
    assert 'href="#work-work-red-silk"' in hub
    work = page[page.index('<details id="work-work-red-silk"') :]
    assert re.search(r", paragraphs? \d", work[: work.index("</details>")])


def test_the_page_needs_nothing_from_elsewhere(page: str) -> None:
    assert re.findall(r'(?:src|action|srcset|poster)="', page) == []
    assert [link for link in re.findall(r'<a[^>]* href="([^"]*)"', page) if not link.startswith("#")] == []
    assert "url(" not in page
    assert "@import" not in page


def test_the_policy_lets_this_script_run_and_no_other(page: str) -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

    assert f"script-src 'sha256-{digest}'" in page
    assert "default-src 'none'" in page


def test_tables_have_captions_and_headers_and_pictures_have_names(page: str) -> None:
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)

    assert all("<th scope=" in table and "<caption>" in table for table in tables)
    assert all("aria-label=" in svg for svg in re.findall(r"<svg[^>]*>", page))


def test_equal_graphs_give_equal_reports(shipped: Build, folder: Path, tmp_path: Path) -> None:
    with mg.open(shipped.store, project=ROOT) as graph:
        write_report(graph, tmp_path, Choice(draws=40), day=DAY)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


def test_what_was_chosen_is_told(built: Build, tmp_path: Path) -> None:
    chosen = Choice(kinds=["co-production"], since=1990, weight="newman", draws=10)
    with mg.open(built.store, project=ROOT) as graph:
        write_report(graph, tmp_path, chosen, day=DAY)
    told = json.loads((tmp_path / "parameters.json").read_text())

    assert (told["kinds"], told["since"], told["weight"]) == (["co-production"], 1990, "newman")
    assert "Newman 2001" in (tmp_path / "hubs.html").read_text(encoding="utf-8")


def test_hostile_names_stay_text(copy: Path, tmp_path: Path) -> None:
    from mediagraph.building import build
    from mediagraph.project import Project

    article = copy / "data" / "articles" / "cmg-vgtrk-2025.yaml"
    hostile = "Red </script><img src=x onerror=alert(1)> \\\"'"
    text = article.read_text(encoding="utf-8")
    assert "Red Silk" in text
    article.write_text(
        text.replace("Red Silk", hostile.replace("\\", "").replace('"', "").replace("'", "")), encoding="utf-8"
    )
    store = tmp_path / "store"
    build(Project.find(copy), store)
    with mg.open(store, project=copy) as graph:
        write_report(graph, tmp_path / "report", Choice(draws=5), day=DAY)
    page = (tmp_path / "report" / "hubs.html").read_text(encoding="utf-8")

    assert "<img" not in page
    assert "Red &lt;/script&gt;&lt;img" in page
    assert page.count("</script>") == 1


def test_the_command_takes_period_and_weighting(built: Build, cli: Callable[..., Result], tmp_path: Path) -> None:
    words = ["--since", "1990", "--until", "2030", "--weight", "fractional", "--window", "5", "--kind", "co-production"]
    result = cli("report", "-o", tmp_path, *words, "--store", built.store)

    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 15
    assert cli("report", "-o", tmp_path, "--weight", "heavy", "--store", built.store).exit_code == 2


def test_a_graph_without_partnerships_has_an_honest_report(small: Path, tmp_path: Path) -> None:
    from mediagraph.building import build
    from mediagraph.project import Project

    for article in (small / "data" / "articles").glob("*.yaml"):
        article.unlink()
    (small / "data" / "one.yaml").write_text(
        '"@context": https://w3id.org/mediagraph/context.jsonld\nid: graph:one\n"@graph":\n'
        "  - {id: source:one, type: Dataset, namedGraph: graph:one, name: {en: One},\n"
        "     licence: https://creativecommons.org/publicdomain/zero/1.0/}\n",
        encoding="utf-8",
    )
    store = tmp_path / "store"
    build(Project.find(small), store)
    with mg.open(store, project=small) as graph:
        write_report(graph, tmp_path / "report", day=DAY)
    page = (tmp_path / "report" / "hubs.html").read_text(encoding="utf-8")

    assert page.count("No partnership of these kinds is known.") == len(NETWORKS)
    assert io.StringIO(page).readline().startswith("\n") is False
