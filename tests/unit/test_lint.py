"""Lint finds what engines answer wrongly or unlike each other, and is not misled by texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mediagraph.lint import faults, lint
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

ORDERED = "SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s"
BAD = {
    "select-star": "SELECT * WHERE { ?s ?p ?o } ORDER BY ?s",
    "graph-braces": "SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o OPTIONAL { ?o ?q ?r } } } ORDER BY ?g",
    "service": "SELECT ?s WHERE { SERVICE <http://e/> { ?s ?p ?o } } ORDER BY ?s",
    "from": "SELECT ?s FROM <http://e/> WHERE { ?s ?p ?o } ORDER BY ?s",
    "update": "DELETE WHERE { ?s ?p ?o } # SELECT",
    "function": "PREFIX ofn: <http://e/> SELECT ?s WHERE { ?s ?p ?o FILTER(ofn:x(?s)) } ORDER BY ?s",
    "unsteady": "SELECT ?s WHERE { ?s ?p ?o FILTER(?o < NOW()) } ORDER BY ?s",
    "group-concat": "SELECT (GROUP_CONCAT(DISTINCT ?o) AS ?all) WHERE { ?s ?p ?o } ORDER BY ?all",
    "constant-path": "PREFIX e: <http://e/> SELECT ?o WHERE { e:a e:b/e:c* ?o } ORDER BY ?o",
    "duration": 'PREFIX x: <http://e/> SELECT ?s WHERE { ?s ?p "P1D"^^x:dayTimeDuration } ORDER BY ?s',
    "prefix": "SELECT ?s WHERE { ?s mg:name ?o } ORDER BY ?s",
    "describe": "DESCRIBE <http://e/>",
    "depth": "SELECT ?s WHERE " + "{ " * 50 + "?s ?p ?o" + " }" * 50 + " ORDER BY ?s",
    "order": "SELECT ?s WHERE { { SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s } }",
}
GOOD = {
    "a plain question": ORDERED,
    "words in a text": 'SELECT ?s WHERE { ?s ?p "SELECT * FROM SERVICE NOW() mg:x" } ORDER BY ?s',
    "words in a comment": "# SERVICE and FROM and DESCRIBE\n" + ORDERED,
    "words in an IRI": "SELECT ?s WHERE { ?s <http://e/SERVICE#Duration-of> ?o } ORDER BY ?s",
    "words in a variable": "SELECT ?from WHERE { ?from ?service ?now } ORDER BY ?from",
    "a count of all": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o } ORDER BY ?n",
    "a cast": "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT (xsd:integer(?o) AS ?n) { ?s ?p ?o } ORDER BY ?n",
    "a graph with triples": "SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } OPTIONAL { ?o ?q ?r } } ORDER BY ?g",
    "a path to a constant": "PREFIX e: <http://e/> SELECT ?s WHERE { ?s e:b* e:c } ORDER BY ?s",
    "a path of at least one step": "PREFIX e: <http://e/> SELECT ?o WHERE { e:a e:b+ ?o } ORDER BY ?o",
    "a construction": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "a blank node": "SELECT ?s WHERE { ?s ?p _:b } ORDER BY ?s",
}


@pytest.mark.parametrize("rule", BAD)
def test_what_is_wrong_is_found_by_name(rule: str) -> None:
    assert [smell.rule for smell in lint(BAD[rule])] == [rule]


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_what_is_fine_is_left_alone(text: str) -> None:
    assert lint(text) == []


def test_a_fault_names_line_and_column() -> None:
    (fault,) = faults("SELECT ?s\nWHERE {\n  SERVICE <http://e/> { ?s ?p ?o }\n}\nORDER BY ?s", "q.rq")

    assert str(fault).startswith("q.rq:3:3: SERVICE asks another machine")


def test_all_shipped_queries_and_rules_are_clean(cli: Callable[..., Result]) -> None:
    result = cli("lint", "--project", ROOT)

    assert (result.exit_code, result.stdout.endswith("no findings\n")) == (0, True)


def test_findings_give_exit_code_1(cli: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("#+ summary: x\n#+ columns: {s: y}\n" + BAD["service"], encoding="utf-8")
    (tmp_path / "bare.rq").write_text(ORDERED, encoding="utf-8")
    result = cli("lint", tmp_path / "q.rq", tmp_path / "bare.rq")

    assert result.exit_code == 1
    assert "q.rq:3:19: SERVICE" in result.stdout
    assert "bare.rq:1: no header" in result.stdout
    assert "2 queries, 2 findings" in result.stdout
    assert cli("lint", tmp_path / "missing.rq").exit_code == 3
