"""Applying judgements and identifiers in a build: merged, each statement with its source, and undone by deleting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import mediagraph as mg
from mediagraph import loading
from mediagraph.building import build
from mediagraph.errors import DataError
from mediagraph.project import Project
from projects import copied

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

HEADER = "id,type,judgedSubject,verdict,judgedObject,madeBy,date,reason\n"
SAME = (
    "judgement:studio,Judgement,organisation:china-media-group,same,organisation:cmg-elsewhere,"
    "organisation:china-media-group,2026-11-21,a test\n"
)
ELSEWHERE = """"@context": https://w3id.org/mediagraph/context.jsonld
id: graph:elsewhere
"@graph":
  - id: source:elsewhere
    type: Dataset
    namedGraph: graph:elsewhere
    name: {en: Another source}
    licence: https://creativecommons.org/publicdomain/zero/1.0/
  - id: organisation:cmg-elsewhere
    type: Organisation
    name: {en: Central Media Group, zh: 中央广播电视总台}
    website: https://www.cctv.com/
    evidence: source:elsewhere
  - id: work:silk-one
    type: Film
    name: {en: Silk}
    imdb: tt0900001
    evidence: source:elsewhere
"""
JUDGEMENTS = """"@context": https://w3id.org/mediagraph/context.jsonld
id: graph:judgements
"@graph":
  - id: source:judgements
    type: Dataset
    namedGraph: graph:judgements
    name: {en: Judgements}
    licence: https://creativecommons.org/publicdomain/zero/1.0/
"""
MAPPING = """
source: {name: {en: Films}, licence: "https://creativecommons.org/publicdomain/zero/1.0/"}
records:
  - id: "work:loaded-{key}"
    type: Film
    name: {en: "{title}"}
    imdb: "{imdb}"
    evidence: "source:{source}"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = copied(tmp_path / "project")
    (root / "data" / "elsewhere.yaml").write_text(ELSEWHERE, encoding="utf-8")
    (root / "data" / "judgements.yaml").write_text(JUDGEMENTS, encoding="utf-8")
    (root / "data" / "judgements.csv").write_text(HEADER, encoding="utf-8")
    return root


def ask(root: Path, text: str) -> list[tuple[Any, ...]]:
    with mg.open(root / "store", project=root) as graph:
        return [tuple(row) for row in graph.sparql(text)]


def judge(root: Path, lines: str) -> None:
    (root / "data" / "judgements.csv").write_text(HEADER + lines, encoding="utf-8")


def test_a_judgement_merges_and_deleting_its_line_undoes_it(root: Path, cli: Callable[..., Result]) -> None:
    project = Project.find(root)
    before = build(project, root / "store").manifest

    judge(root, SAME)
    build(project, root / "store")

    said = "SELECT ?graph ?name { GRAPH ?graph { organisation:china-media-group rdfs:label|skos:altLabel ?name } }"
    graph = "https://w3id.org/mediagraph/id/graph/"
    names = {(row[0].removeprefix(graph), row[1]) for row in ask(root, said)}
    assert ("elsewhere", "Central Media Group") in names
    assert ("elsewhere", "中央广播电视总台") in names
    assert ("china-belgium-2021", "China Media Group") in names
    labels = "SELECT ?name { organisation:china-media-group rdfs:label ?name } ORDER BY ?name"
    assert ask(root, labels) == [("China Media Group",), ("中央广播电视总台",)]
    old = cli("query", "entities/describe", "entity=organisation:cmg-elsewhere", "--store", root / "store",
              "--project", root)  # fmt: skip
    assert "China Media Group" in old.stdout
    assert "mergedInto" in old.stdout

    judge(root, "")
    after = build(project, root / "store").manifest

    assert after == before


def test_identifiers_merge_a_loaded_source_until_it_is_unloaded(root: Path, tmp_path: Path) -> None:
    project = Project.find(root)
    before = build(project, root / "store").manifest
    table = tmp_path / "films.csv"
    table.write_text("key,title,imdb\na,Silk 2,tt0900001\nb,Other,tt0900002\n", encoding="utf-8")
    table.with_name("films.mapping.yaml").write_text(MAPPING, encoding="utf-8")

    loading.load(project, root / "store", "table", table, source="films")

    merged = "SELECT ?old ?new { ?old mg:mergedInto ?new }"
    work = "https://w3id.org/mediagraph/id/work/"
    assert ask(root, merged) == [(f"{work}loaded-a", f"{work}silk-one")]
    names = "SELECT ?name { GRAPH graph:films { work:silk-one skos:altLabel ?name } }"
    assert ask(root, names) == [("Silk 2",)]

    assert build(project, root / "store", without="films").manifest == before


def test_an_identifier_twice_in_one_source_is_a_warning_with_its_place(root: Path) -> None:
    text = ELSEWHERE + ELSEWHERE[ELSEWHERE.index("  - id: work:silk-one") :].replace("silk-one", "silk-two")
    (root / "data" / "elsewhere.yaml").write_text(text, encoding="utf-8")

    found = [one for one in build(Project.find(root), root / "store").findings if one.constraint == "identity"]

    (warning,) = found
    assert (warning.severity, warning.place) == ("Warning", "data/elsewhere.yaml:17")
    assert "work/silk-two" in warning.message
    assert ask(root, "SELECT ?old { ?old mg:mergedInto ?new }") == []


def test_judgements_at_fault_are_named_and_nothing_is_published(root: Path, cli: Callable[..., Result]) -> None:
    judge(root, SAME + SAME.replace("judgement:studio", "judgement:typo").replace("cmg-elsewhere", "cmg-elswhere"))

    with pytest.raises(DataError) as caught:
        build(Project.find(root), root / "store")

    (fault,) = caught.value.faults
    assert fault.place == "data/judgements.csv:3:judgedObject"
    assert "did you mean organisation:cmg-elsewhere" in fault.reason
    assert not (root / "store" / "current").exists()
    validated = cli("validate", "--project", root)
    assert (validated.exit_code, "data/judgements.csv:3:judgedObject" in validated.stderr) == (1, True)
