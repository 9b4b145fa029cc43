"""SPARQL 1.1: evaluation of queries, their syntax, and the formats of results, through `mediagraph sparql --data`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from conformance import answers
from conformance.commands import PASSED, Outcome, RefusedError, run
from conformance.facts import MF, Case, Facts, cases, local
from mediagraph import sparql as text

if TYPE_CHECKING:
    from collections.abc import Iterator

TITLE = "SPARQL 1.1 query and result formats"
FOLDER = Path("rdf-tests") / "sparql" / "sparql11"
_QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_WEB = "https://w3c.github.io/rdf-tests/"
_NOTHING = Path(__file__).with_name("nothing.ttl")
_QUERY_TESTS = {"QueryEvaluationTest", "CSVResultFormatTest", "PositiveSyntaxTest11", "NegativeSyntaxTest11"}


def all_cases(suites: Path) -> Iterator[Case]:
    """Yield the cases of the suite; those of other chapters (protocol, graph store) have runners of their own."""
    root = suites / FOLDER
    others = ("protocol/", "service-description/", "graph-store-protocol/")
    yield from (case for case in cases(root / "manifest-all.ttl", root) if not case.name.startswith(others))


def judge(case: Case, suites: Path) -> Outcome:
    """Carry out a case."""
    reason = _why_skipped(case)
    if reason:
        return Outcome("skipped", reason)
    return _syntax(case) if "Syntax" in case.kind else _evaluation(case, suites / "rdf-tests")


def _why_skipped(case: Case) -> str:
    tested = local(case.get(MF + "action"))
    if case.kind not in _QUERY_TESTS or (tested is not None and tested.suffix == ".ru"):
        return "updates: the graph is changed by building it anew, never by SPARQL"
    action = case.get(MF + "action")
    if case.name.startswith("entailment/") or case.facts.value(action, _SD + "entailmentRegime"):
        return "entailment regimes: none is claimed; what follows is made by rules, and stored"
    if case.facts.value(action, _QT + "serviceData"):
        return "federation: SERVICE is refused, so as never to reach out"
    return ""


def _syntax(case: Case) -> Outcome:
    path = local(case.get(MF + "action"))
    try:
        run("sparql", str(path), "--data", _NOTHING)
    except RefusedError as error:
        parsed = "cannot be evaluated" in str(error)  # a function that the engine lacks is no matter of syntax
        return PASSED if parsed != ("Negative" in case.kind) else Outcome("refused", str(error))
    return Outcome("accepted") if "Negative" in case.kind else PASSED


def _evaluation(case: Case, root: Path) -> Outcome:
    facts, action = case.facts, case.get(MF + "action")
    path, expected = facts.path(action, _QT + "query"), local(case.get(MF + "result"))
    assert path is not None  # noqa: S101 - the form of manifests
    assert expected is not None  # noqa: S101
    query = path.read_text(encoding="utf-8")
    triples = text.form(query) in {"CONSTRUCT", "DESCRIBE"}
    format_ = "turtle" if triples else expected.suffix[1:] if expected.suffix in {".csv", ".tsv"} else "json"
    printed = run("sparql", path, *_dataset(facts, action, path, query), "--format", format_)
    if triples:
        return answers.compare_graphs(ox.parse(printed, format=ox.RdfFormat.TURTLE), expected)
    if format_ == "csv":
        return answers.compare_csv(printed, expected.read_bytes())
    here = root.resolve().as_uri() + "/"
    wanted = answers.read_expected(expected, lambda iri: iri.replace(_WEB, here))
    # a graph that describes rows says nothing of their order
    ordered = expected.suffix in {".srx", ".srj"} and re.search(r"ORDER\s+BY[^{}]*$", query, re.IGNORECASE)
    lax = case.get(MF + "resultCardinality") == ox.NamedNode(MF + "LaxCardinality")
    return answers.compare(answers.read(printed, f".{format_}"), wanted, ordered=bool(ordered), lax=lax)


def _dataset(facts: Facts, action: object, path: Path, query: str) -> list[str]:
    """Return the options that name the files of a case: its data, its named graphs, and what FROM names beside it."""
    data = [local(node) for node in facts.values(action, _QT + "data")]
    named = {local(node) for node in facts.values(action, _QT + "graphData")}
    for name in re.findall(r"\bFROM\s+(?:NAMED\s+)?<([^>]+)>", query, re.IGNORECASE):
        if (path.parent / name).is_file():
            named.add((path.parent / name).resolve())
    words = [word for file in data for word in ("--data", str(file))]
    words += [word for file in sorted(map(str, named)) for word in ("--named", file)]
    return words or ["--data", str(_NOTHING)]
