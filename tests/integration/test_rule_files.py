"""Rules of a project's own, however their files are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import mediagraph as mg
from mediagraph.building import build
from mediagraph.project import Project
from mediagraph.rules import RULE_GRAPH
from projects import copied

if TYPE_CHECKING:
    from pathlib import Path

RULE = """#+ summary: What is a country is one
#+ after: []
CONSTRUCT { ?country a <https://w3id.org/mediagraph/ontology#Country> . }
WHERE { ?country a <https://w3id.org/mediagraph/ontology#Country> . }
"""


@pytest.mark.parametrize("name", ["records", "statements", "stated", "more/nested"])
def test_a_rule_may_be_called_as_a_file_of_the_build_is_or_lie_in_a_folder(name: str, tmp_path: Path) -> None:
    folder = copied(tmp_path / "project")
    rules = folder / "ontology" / "rules"
    (rules / name).parent.mkdir(exist_ok=True)
    (rules / f"{name}.rq").write_text(RULE, encoding="utf-8")

    built = build(Project.find(folder), tmp_path / "store")

    with mg.open(built.store, project=folder) as graph:
        query = "SELECT ?country {{ GRAPH <{}> {{ ?country a mg:Country }} }} ORDER BY ?country"
        derived = graph.sparql(query.format(RULE_GRAPH + name))
        countries = graph.sparql("SELECT ?country { ?country a mg:Country } ORDER BY ?country")
        assert list(derived) == list(countries) != []
