"""RDF and workbooks through the whole load: derived, judged and published beside the project's own records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import mediagraph as mg
from mediagraph import loading
from mediagraph.exports import export
from mediagraph.project import Project
from projects import copied

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from mediagraph.loading import Load

SITE: dict[str, Any] = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": "Movie",
            "name": "The Salt Road",
            "sameAs": "https://www.imdb.com/title/tt9000001/",
            "countryOfOrigin": ["Belgium", "哈萨克斯坦"],
            "productionCompany": [
                {"@type": "Organization", "name": "Lowland Pictures", "address": {"addressCountry": "BE"}},
                {"@type": "Organization", "name": "Steppe Films", "address": {"addressCountry": "KZ"}},
            ],
            "datePublished": "2024-05-01",
        },
        {"@type": "Movie", "name": "Bad", "countryOfOrigin": "Ruritania"},
        {"@type": "NewsArticle", "headline": "News", "publisher": "News Example", "datePublished": "2024-05-02"},
    ],
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project.find(copied(tmp_path_factory.mktemp("base") / "project"))


@pytest.fixture
def run(base: Project, tmp_path: Path) -> Callable[..., Load]:
    def call(path: Path, name: str = "rdf", source: str = "site", **options: list[str]) -> Load:
        return loading.load(base, tmp_path / "store", name, path, source=source, options=options)

    return call


def test_a_page_is_derived_from_judged_and_published(base: Project, tmp_path: Path, run: Callable[..., Load]) -> None:
    path = tmp_path / "site.jsonld"
    path.write_text(json.dumps(SITE), encoding="utf-8")

    done = run(path)
    again = run(path)

    assert [fault.reason.partition(",")[0] for fault in done.rejects] == ["no country is called so"]
    assert (done.note.rows, done.note.rejected, again.build) == (3, 1, None)
    with mg.open(tmp_path / "store", project=base.root) as graph:
        pairs = {(row.a, row.b): row.works for row in graph.rows("co-productions/country-pairs")}
        news = graph.sparql("ASK { GRAPH graph:site { ?s a mg:Source ; rdfs:label 'News'@und ; mg:publisher ?p } }")
    assert pairs["BE", "KZ"] == 1
    assert bool(news)


def test_one_graph_of_another_store_is_loaded_as_it_was(
    base: Project, tmp_path: Path, run: Callable[..., Load]
) -> None:
    path = tmp_path / "site.jsonld"
    path.write_text(json.dumps({**SITE, "@graph": SITE["@graph"][:1]}), encoding="utf-8")
    run(path)
    with mg.open(tmp_path / "store", project=base.root) as graph:
        export(graph, tmp_path / "export")
        before = {str(quad) for quad in graph.store.quads() if "graph/site>" in str(quad)}

    other = loading.load(
        base,
        tmp_path / "other",
        "rdf",
        tmp_path / "export" / "mediagraph.nq.gz",
        source="site",
        options={"graph": ["graph:site"]},
    )

    assert (other.rejects, len(before) > 20) == ([], True)
    with mg.open(tmp_path / "other", project=base.root) as graph:
        assert {str(quad) for quad in graph.store.quads() if "graph/site>" in str(quad)} == before


def test_a_subject_that_the_judges_refuse_is_left_out_by_name(
    base: Project, tmp_path: Path, run: Callable[..., Load]
) -> None:
    path = tmp_path / "works.nt"
    work, mg_ = "https://w3id.org/mediagraph/id/work/", "https://w3id.org/mediagraph/ontology#"
    label, type_ = "http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    lines = [
        *(f'<{work}{name}> <{label}> "{name}"@en .' for name in ("good", "bad")),
        *(f"<{work}{name}> <{type_}> <{mg_}Film> ." for name in ("good", "bad")),
        f'<{work}bad> <{mg_}runtime> "-1"^^<{integer}> .',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")

    done = run(path, source="works")

    assert [(fault.place, fault.value) for fault in done.rejects] == [(f"{path}:2:runtime", "-1")]
    with mg.open(tmp_path / "store", project=base.root) as graph:
        names = graph.sparql("SELECT ?name { GRAPH graph:works { ?w a mg:Film ; rdfs:label ?name } }").df()["name"]
    assert list(names) == ["good"]


MAPPING = """
source: {name: {en: Films of a test}, licence: https://creativecommons.org/publicdomain/zero/1.0/}
sheet: Films
columns: {countries: {split: ", ", lookup: country}}
records:
  - {id: "source:{source}#row-{row}", type: Row, number: "{row}", passageOf: "source:{source}"}
  - id: "work:imdb-{imdb}"
    type: Film
    name: {en: "{title}"}
    runtime: "{minutes}"
    countryOfOrigin: "{countries}"
    evidence: "source:{source}#row-{row}"
"""


def test_a_workbook_is_loaded_by_a_mapping(base: Project, tmp_path: Path, cli: Callable[..., Result]) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Films")
    for row in (
        ["imdb", "title", "minutes", "countries"],
        ["tt9000001", "One", 90.0, "Belgium, 中国"],
        ["tt9000002", "Two", "#REF!", "FR"],
        ["tt9000003", "Three", None, "France"],
    ):
        sheet.append(row)
    path = tmp_path / "films.xlsx"
    book.save(path)
    (tmp_path / "films.mapping.yaml").write_text(MAPPING, encoding="utf-8")

    result = cli("load", "table", path, "--store", tmp_path / "store", "--project", base.root)

    assert (result.exit_code, "films: 3 rows, 1 rejected" in result.stdout) == (0, True)
    assert "films.xlsx:3:minutes: an error in the sheet (#REF!)" in result.stderr
    with mg.open(tmp_path / "store", project=base.root) as graph:
        works = graph.sparql(
            "SELECT ?name ?minutes { GRAPH graph:films { ?w rdfs:label ?name } OPTIONAL { ?w mg:runtime ?minutes } "
            "FILTER(STRSTARTS(STR(?w), STR(work:))) } ORDER BY ?name"
        )
        assert [tuple(row) for row in works] == [("One", 90), ("Three", None)]

    result = cli("load", "table", path, "--sheet", "Sheet", "--store", tmp_path / "store", "--project", base.root)
    assert (result.exit_code, "an empty table" in result.stderr) == (1, True)
