"""What answers are shown with and keep: names in the preferred language, and what was asked, where and when."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import mediagraph as mg
from projects import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from mediagraph.building import Build
    from mediagraph.graph import Graph

COUNTRIES = "SELECT ?c WHERE { VALUES ?c { country:KZ country:BE } } ORDER BY DESC(?c)"


@pytest.mark.parametrize(("language", "name"), [("en", "Belgium"), ("ru", "Бельгия"), ("fr", "Belgique")])
def test_names_are_in_the_preferred_language(language: str, name: str, graph: Graph) -> None:
    graph.language = language

    assert f'title="{name}"' in graph.sparql(COUNTRIES)._repr_html_()


@pytest.mark.parametrize("language", ["la", "", 'en" } # ?'])
def test_without_a_name_in_it_names_are_english(language: str, graph: Graph) -> None:
    graph.language = language

    assert 'title="Kazakhstan"' in graph.sparql(COUNTRIES)._repr_html_()


def test_the_environment_may_prefer_a_language(built: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAGRAPH_LANGUAGE", "zh")

    with mg.open(built.store, project=ROOT) as graph:
        assert 'title="比利时"' in graph.sparql(COUNTRIES)._repr_html_()


def test_a_frame_says_when_it_was_asked(graph: Graph) -> None:
    before = datetime.datetime.now(datetime.UTC).replace(microsecond=0)

    asked = datetime.datetime.fromisoformat(graph.sparql(COUNTRIES).df().attrs["asked"])

    assert before <= asked <= datetime.datetime.now(datetime.UTC)


def test_parameters_of_every_type_are_kept_in_files_that_pandas_writes(graph: Graph, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    belgium = ox.NamedNode("https://w3id.org/mediagraph/id/country/BE")
    days = {"from": datetime.date(2026, 1, 1), "to": "2026-12-31"}
    frame = graph.query("anniversaries/falling", every=1, country=[belgium, "KZ"], **days).df()

    frame.to_parquet(tmp_path / "falling.parquet")

    kept = pandas.read_parquet(tmp_path / "falling.parquet").attrs["parameters"]
    assert kept == {"every": 1, "country": [belgium.value, "KZ"], "from": "2026-01-01", "to": "2026-12-31"}


def test_a_graph_knows_the_prefixes_of_the_context(graph: Graph) -> None:
    film = graph.sparql(
        "CONSTRUCT { ?film a mg:Film } WHERE { VALUES ?film { work:red-silk } ?film a mg:Film }"
    ).graph()

    assert "work:red-silk a mg:Film ." in film.serialize(format="turtle")
