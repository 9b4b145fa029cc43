"""After a change, judging what it can affect and carrying the rest gives what judging all gives."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

import mediagraph as mg
from conformance.shacl import FOLDER, all_cases, local
from held import Held
from mediagraph import shacl
from mediagraph.errors import MediagraphError
from mediagraph.judging import judge_by_shapes, judge_store, read_shapes
from mediagraph.rejudging import judge_change, judge_change_by_shapes
from mediagraph.shapes import read_quads, to_rdflib
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from mediagraph.building import Build
    from mediagraph.project import Project

ID = "https://w3id.org/mediagraph/id/"
MG = "https://w3id.org/mediagraph/ontology#"
SUITES = Path(os.environ.get("MEDIAGRAPH_SHARED", ROOT.parent / "shared")) / "suites"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
CASES = {case.name: case for case in all_cases(SUITES)} if (SUITES / FOLDER).is_dir() else {}


@pytest.fixture(scope="module")
def shapes(project: Project) -> rdflib.Graph:
    return read_shapes(project)


@pytest.fixture(scope="module")
def held(built: Build) -> list[ox.Quad]:
    """What the small graph holds, in a stable order, merged."""
    with mg.open(built.store, project=ROOT) as graph:
        return sorted({ox.Quad(q.subject, q.predicate, q.object) for q in graph.store.quads()}, key=str)


def changed(held: list[ox.Quad], seed: int) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """Return what goes and what comes: a hundredth of all, half of it gone and half of it new."""
    chance = random.Random(seed)
    said = [quad for quad in held if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ID)]
    few = len(said) // 200
    come = {
        ox.Quad(chance.choice(said).subject, quad.predicate, chance.choice([quad, chance.choice(said)]).object)
        for quad in chance.sample(said, few)
    }
    return set(chance.sample(said, few)), come - set(held)


@pytest.mark.parametrize("seed", range(3))
def test_a_change_of_a_hundredth_is_judged_as_if_all_were(seed: int, held: list[ox.Quad], shapes: rdflib.Graph) -> None:
    gone, come = changed(held, seed)
    after = Held((set(held) - gone) | come)
    former, _ = judge_by_shapes(Held(held), shapes, reporting=False)

    judged = judge_change_by_shapes(after, shapes, shacl.Change.of(gone | come))

    full, _ = judge_by_shapes(after, shapes, reporting=False)
    assert Counter(judged.carrying(former)) == Counter(full)
    assert len(full) > len(former) + 20
    assert judged.touched.whole == {}


def test_what_is_mended_is_no_longer_found(held: list[ox.Quad], shapes: rdflib.Graph) -> None:
    gone, come = changed(held, 9)
    broken = (set(held) - gone) | come
    former, _ = judge_by_shapes(Held(broken), shapes, reporting=False)

    judged = judge_change_by_shapes(Held(held), shapes, shacl.Change.of(gone | come))

    full, _ = judge_by_shapes(Held(held), shapes, reporting=False)
    assert Counter(judged.carrying(former)) == Counter(full)


def test_a_small_change_asks_for_few_nodes(held: list[ox.Quad], shapes: rdflib.Graph) -> None:
    name = next(quad for quad in held if quad.predicate.value == f"{MG}alpha3")
    store = Held(set(held) - {name})

    judged = judge_change_by_shapes(store, shapes, shacl.Change.of([name]))

    assert judged.touched.count == 1
    assert {f"<{finding.focus}>" for finding in judged.findings} <= {str(name.subject)}
    assert len(store.asked) < 20


def test_checks_are_asked_anew(project: Project, held: list[ox.Quad]) -> None:
    link = next(quad for quad in held if quad.predicate.value == f"{MG}memberOf")
    wrong = ox.Quad(link.subject, link.predicate, ox.NamedNode(f"{ID}organisation/nowhere"))
    former, _ = judge_store(project, Held(held), reporting=False)
    after = Held({*held, wrong})

    judged = judge_change(project, after, shacl.Change.of([wrong]))

    full, _ = judge_store(project, after, reporting=False)
    assert Counter(judged.carrying(former)) == Counter(full)
    assert f"{ID}organisation/nowhere" in {finding.value for finding in full if finding.constraint == "check"}


@pytest.fixture
def shape(tmp_path: Path) -> Path:
    """A shape that no code of two letters meets."""
    path = tmp_path / "strict.ttl"
    path.write_text(
        f"""
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix mg: <{MG}> . @prefix : <http://e/> .
        :code sh:targetClass mg:Country ; sh:property :alpha2 . :alpha2 sh:path mg:alpha2 ; sh:pattern "^[0-9]$" .
        """,
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("form", ["change.nq", "change.txt"])
def test_the_command_judges_what_a_file_names(
    form: str, built: Build, shape: Path, tmp_path: Path, cli: Callable[..., Result]
) -> None:
    country = f"<{ID}country/FR>"
    file = tmp_path / form
    file.write_text(f'{country} <{MG}alpha2> "F" .\n' if form.endswith("nq") else f"{country}\n", encoding="utf-8")

    result = cli(
        "validate", "--store", built.store, "--project", ROOT, "--shapes", shape, "--changed", file, "--format", "csv"
    )

    assert result.exit_code == 1
    rows = result.stdout.splitlines()
    assert len(rows) == 2
    assert "country/FR" in rows[1]
    assert "nodes that the change can affect: 1" in result.stderr


def test_a_change_of_files_is_refused(tmp_path: Path, cli: Callable[..., Result]) -> None:
    result = cli("validate", "--changed", tmp_path / "change.nt")

    assert result.exit_code == 2
    assert "--changed goes with --store" in result.stderr


def test_a_line_that_is_no_iri_is_named(built: Build, tmp_path: Path, cli: Callable[..., Result]) -> None:
    file = tmp_path / "change.txt"
    file.write_text("http://e/a\n\nno iri\n", encoding="utf-8")

    result = cli("validate", "--store", built.store, "--project", ROOT, "--changed", file)

    assert result.exit_code == 1
    assert "change.txt:3: no IRI (no iri)" in result.stderr


@pytest.mark.skipif(not CASES, reason="the W3C's suite is not at hand: set MEDIAGRAPH_SHARED to its folder")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CASES)
def test_the_shapes_of_the_w3c_judge_a_change_as_they_judge_all(name: str) -> None:
    """A third of the data goes, and comes back; whatever the judges find or refuse, they do so here."""
    case = CASES[name]
    action = case.graph.value(case.node, MF.action)
    data, said = (local(case.graph.value(action, each)) for each in (SHT.dataGraph, SHT.shapesGraph))
    shapes = to_rdflib(read_quads(said, said.name))
    whole = sorted(set(read_quads(data, data.name)), key=str)
    part = [quad for place, quad in enumerate(whole) if place % 3]
    change = shacl.Change.of(set(whole) - set(part))
    try:
        all_, rest = (judge_by_shapes(Held(each), shapes, reporting=False)[0] for each in (whole, part))
    except MediagraphError:
        with pytest.raises(MediagraphError):
            judge_change_by_shapes(Held(whole), shapes, change)
        return

    coming = judge_change_by_shapes(Held(whole), shapes, change)
    going = judge_change_by_shapes(Held(part), shapes, change)

    assert Counter(coming.carrying(rest)) == Counter(all_)
    assert Counter(going.carrying(all_)) == Counter(rest)
