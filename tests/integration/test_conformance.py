"""The W3C's suites, asked of the commands: what fails is expected, with its reason, and nothing else moves.

A process for each case would take minutes: each is a fork of one process in which everything is imported already, and
runs the command line there. One case of each command is run as users run it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import ratchet
from conformance.commands import PASSED, Outcome
from conformance.run import EXPECTED, SUITES
from mediagraph.canonical import canonical
from mediagraph.errors import UsageError
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from mediagraph.building import Build
    from mediagraph.graph import Graph

SHARED = Path(os.environ.get("MEDIAGRAPH_SHARED", ROOT.parent / "shared")) / "suites"
CASES = {"shacl": 120, "sparql": 575, "protocol": 50}
QUERY = "SELECT ?g ?s ?o WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } ORDER BY ?g ?s ?o"


def present(name: str) -> pytest.MarkDecorator:
    place = SHARED / SUITES[name].FOLDER
    return pytest.mark.skipif(not place.is_dir(), reason=f"the suite is not at {place}; set MEDIAGRAPH_SHARED")


RDFC = """\
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix rdfc: <https://w3c.github.io/rdf-canon/tests/vocab#> .
<> mf:entries (<#right> <#wrong> <#poison> <#map>) .
<#right> a rdfc:RDFC10EvalTest ; mf:action <in.nq> ; mf:result <out.nq> .
<#wrong> a rdfc:RDFC10EvalTest ; mf:action <in.nq> ; mf:result <in.nq> .
<#poison> a rdfc:RDFC10NegativeEvalTest ; mf:action <poison.nq> .
<#map> a rdfc:RDFC10MapTest ; mf:action <in.nq> ; mf:result <out.nq> .
"""


# The suites


# of canonical forms no suite lies beside the others yet; the cases below are our own
@pytest.mark.parametrize("name", [pytest.param(name, marks=present(name)) for name in CASES])
def test_every_case_of_a_suite_comes_out_as_expected(name: str) -> None:
    command = [sys.executable, "-m", "conformance.run", str(SHARED), "--only", name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=500)

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{CASES.get(name, '')} cases in" in done.stderr


@pytest.mark.parametrize("name", SUITES)
def test_every_expected_failure_has_a_reason(name: str) -> None:
    expected = ratchet.read(EXPECTED / f"{name}.toml")

    assert all(len(reason.split()) > 3 for reason in [*expected.reasons.values(), *expected.skipped])


@present("sparql")
def test_a_case_asked_as_users_ask_it(run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    folder = SHARED / SUITES["sparql"].FOLDER / "property-path"
    named = [word for number in (1, 2, 3) for word in ("--named", folder / f"ng-0{number}.ttl")]
    done = run("sparql", folder / "path-ng-01.rq", *named, "--format", "csv")

    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(done.stdout.split()) == [*(f"http://www.example.org/{name}" for name in "abb"), "t"]


def test_a_suite_of_canonical_forms_is_judged(tmp_path: Path) -> None:
    """In small, since it takes long: a form to reach, another that is wrong, and a graph that has none in time."""
    folder = tmp_path / SUITES["rdfc"].FOLDER
    folder.mkdir(parents=True)
    (folder / "manifest.ttl").write_text(RDFC, encoding="utf-8")
    (folder / "in.nq").write_text("_:x <urn:p> <urn:o> .\n", encoding="utf-8")
    (folder / "out.nq").write_text("_:c14n0 <urn:p> <urn:o> .\n", encoding="utf-8")
    (folder / "poison.nq").write_text(poison(12), encoding="utf-8")
    command = [sys.executable, "-m", "conformance.run", str(tmp_path), "--only", "rdfc"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stdout.splitlines()[1].split()[1:] == ["2", "0", "1", "1", "2"]
    assert "wrong: differs (other lines), where 'passed' was expected" in done.stdout
    assert "1 skipped, not 0: maps of issued identifiers" in done.stdout


# The ratchet


def test_a_new_failure_and_a_new_pass_both_stop_the_build() -> None:
    expected = ratchet.Expected({"old": "differs"}, {"old": "the engine is wrong"}, {"updates": 1})
    skipped = {"update": Outcome("skipped", "updates")}

    assert ratchet.surprises({"old": Outcome("differs"), "good": PASSED, **skipped}, expected) == []
    (fails,) = ratchet.surprises({"old": Outcome("differs"), "good": Outcome("late"), **skipped}, expected)
    (passes,) = ratchet.surprises({"old": PASSED, "good": PASSED, **skipped}, expected)
    (worse,) = ratchet.surprises({"old": Outcome("crashed", "signal 11"), **skipped}, expected)
    (gone,) = ratchet.surprises({**skipped}, expected)
    (more,) = ratchet.surprises({"old": Outcome("differs"), "more": Outcome("skipped", "updates"), **skipped}, expected)
    assert fails == "good: late, where 'passed' was expected"
    assert passes == "old: passes now, where 'differs' was expected; strike it from the list"
    assert worse == "old: crashed (signal 11), where 'differs' was expected"
    assert gone == "old: listed, but there is no such case"
    assert more == "2 skipped, not 1: updates"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[expected]]\noutcome = "differs"\nreason = " "\ncases = ["a"]', "no reason for a"),
        ('[[expected]]\noutcome = "odd"\nreason = "x"\ncases = ["a"]', "unknown outcome 'odd'"),
        ('[[expected]]\noutcome = "late"\nreason = "x"\ncases = ["a", "a"]', "a is listed twice"),
    ],
)
def test_a_list_that_breaks_its_form_is_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")

    with pytest.raises(ratchet.ExpectationError, match=said):
        ratchet.read(tmp_path / "x.toml")


def test_a_case_that_hangs_or_dies_costs_itself_alone() -> None:
    code = (
        "import os, time\nfrom conformance.commands import PASSED, limited\n"
        "print(limited(lambda: time.sleep(60), 0.2).kind, limited(lambda: os.abort()).kind, "
        "limited(lambda: 1 / 0).detail, limited(lambda: PASSED).kind, sep='|')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.stdout == "late|crashed|ZeroDivisionError: division by zero|passed\n"


def test_without_any_suite_the_run_fails(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "conformance.run", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert f"no suite below {tmp_path}" in done.stdout


# mediagraph sparql --data


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "one.ttl").write_text('_:x <urn:p> "1" .', encoding="utf-8")
    (tmp_path / "two.ttl").write_text('_:x <urn:p> "2" .', encoding="utf-8")
    (tmp_path / "three.nq").write_text('<urn:a> <urn:p> "3" <urn:g> .', encoding="utf-8")
    (tmp_path / "q.rq").write_text(QUERY, encoding="utf-8")
    return tmp_path


def rows(result: Result) -> list[str]:
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.splitlines()[1:]


def test_files_are_asked_as_one_data_set(files: Path, cli: Callable[..., Result]) -> None:
    three = files / "three.nq"
    named = cli("sparql", files / "q.rq", "--data", three, "--named", files / "two.ttl", "--format", "csv")
    merged = cli("sparql", files / "q.rq", "--data", three, "--merged", "--format", "csv")

    assert [row.split(",")[0] for row in rows(named)] == [(files / "two.ttl").as_uri(), "urn:g"]
    assert rows(merged) == [",urn:a,3", "urn:g,urn:a,3"]


def test_blank_nodes_of_two_files_are_different(files: Path, cli: Callable[..., Result]) -> None:
    (files / "q.rq").write_text("SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }", encoding="utf-8")
    result = cli("sparql", files / "q.rq", "--data", files / "one.ttl", "--data", files / "two.ttl", "--format", "csv")

    assert rows(result) == ["2"]


def test_relative_addresses_in_a_query_mean_files_beside_it(files: Path, cli: Callable[..., Result]) -> None:
    (files / "q.rq").write_text("SELECT ?o FROM <one.ttl> WHERE { ?s ?p ?o }", encoding="utf-8")
    result = cli(
        "sparql", files / "q.rq", "--named", files / "one.ttl", "--named", files / "two.ttl", "--format", "csv"
    )

    assert rows(result) == ["1"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--data", "none.ttl"], 3, "none.ttl: cannot be read"),
        (["--data", "q.rq"], 3, "no RDF format"),
        (["--data", "bad.ttl"], 2, "bad.ttl:1:"),
        (["--data", "one.ttl", "--store", "x"], 2, "either files or --store"),
        (["--merged"], 2, "--merged is for --data"),
    ],
)
def test_what_cannot_be_asked_is_told(
    words: list[str], code: int, said: str, files: Path, cli: Callable[..., Result]
) -> None:
    (files / "bad.ttl").write_text("<urn:a> <urn:p> .", encoding="utf-8")
    placed = [str(files / word) if word.endswith((".ttl", ".rq")) else word for word in words]
    result = cli("sparql", files / "q.rq", *placed)

    assert result.exit_code == code
    assert said in result.stderr


def test_files_are_asked_without_reaching_out(files: Path, cli: Callable[..., Result]) -> None:
    (files / "q.rq").write_text("SELECT ?o WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", encoding="utf-8")
    result = cli("sparql", files / "q.rq", "--data", files / "one.ttl")

    assert result.exit_code == 2
    assert "SERVICE asks another machine" in result.stderr


# mediagraph canonicalize

ROUND = """\
_:a <urn:p> _:b .
_:b <urn:p> _:c <urn:g> .
_:c <urn:p> _:a .
_:c <urn:q> "tab\\t, quote \\", line\\n, é" .
<urn:s> <urn:p> "x"@en , 1 <urn:g> .
""".replace(" , 1 <urn:g>", ' .\n<urn:s> <urn:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g>')


def poison(size: int) -> str:
    """A graph in which every blank node is linked to every other, so that none differs from the rest."""
    return "".join(f"_:n{a} <urn:p> _:n{b} .\n" for a in range(size) for b in range(size) if a != b)


def parsed(text: str) -> list[ox.Quad]:
    return list(ox.parse(text, format=ox.RdfFormat.N_QUADS))


def test_the_canonical_form_is_that_of_another_program() -> None:
    jsonld = pytest.importorskip("pyld").jsonld
    options = {"algorithm": "URDNA2015", "inputFormat": "application/n-quads", "format": "application/n-quads"}

    for text in (ROUND, poison(4), "_:x <urn:p> _:x _:x .\n", "<urn:s> <urn:p> <urn:o> .\n", ""):
        assert canonical(parsed(text)).decode() == jsonld.normalize(text, options)


@settings(max_examples=8, deadline=None)
@given(st.permutations("abc"), st.permutations(ROUND.splitlines(keepends=True)))
def test_names_and_order_change_nothing(names: list[str], lines: list[str]) -> None:
    text = "".join(lines)
    for old, new in zip("abc", names, strict=True):
        text = text.replace(f"_:{old}", f"_:z{new}")

    assert canonical(parsed(text)) == canonical(parsed(ROUND))


def test_one_statement_more_or_less_changes_the_form() -> None:
    assert canonical(parsed(ROUND)) != canonical(parsed(ROUND)[1:])


def test_a_graph_that_takes_time_without_end_is_refused_when_its_time_is_up() -> None:
    with pytest.raises(UsageError, match=r"no canonical form within 0\.5 seconds"):
        canonical(parsed(poison(12)), seconds=0.5)


def test_the_command_writes_the_form_of_a_file_and_its_digest(files: Path, cli: Callable[..., Result]) -> None:
    (files / "x.nq").write_text(ROUND, encoding="utf-8")
    form = cli("canonicalize", files / "x.nq", "-o", files / "form.nq")
    again = cli("canonicalize", files / "form.nq")
    digest = cli("canonicalize", files / "x.nq", "--digest")

    assert form.exit_code == again.exit_code == digest.exit_code == 0
    assert again.stdout_bytes == (files / "form.nq").read_bytes()
    assert digest.stdout.strip() == hashlib.sha256(again.stdout_bytes).hexdigest()


def test_the_command_gives_the_form_of_the_graph_in_the_store(
    graph: Graph, built: Build, cli: Callable[..., Result]
) -> None:
    result = cli("canonicalize", "--store", built.store)

    assert result.exit_code == 0
    assert set(ox.parse(result.stdout_bytes, format=ox.RdfFormat.N_QUADS)) == set(graph.store.quads())


def test_the_command_refuses_poison_and_misuse(files: Path, cli: Callable[..., Result]) -> None:
    (files / "poison.nq").write_text(poison(12), encoding="utf-8")
    late = cli("canonicalize", files / "poison.nq", "--seconds", "0.5")
    both = cli("canonicalize", files / "poison.nq", "--store", "x")

    assert (late.exit_code, both.exit_code) == (2, 2)
    assert "give them IRIs, or more time with --seconds" in late.stderr
    assert "either a file or --store" in both.stderr
