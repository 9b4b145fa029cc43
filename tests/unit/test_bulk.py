"""Bulk loading: portions of any size, in memory and on disk, give the graph that one load gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from mediagraph.store.bulk import add_quads

if TYPE_CHECKING:
    from pathlib import Path

LINES = [
    f'<http://e/s{number % 7}> <http://e/p> "line {number}\\n <http://e/no> .\\n"@en <http://e/g{number % 3}> .\n'
    for number in range(200)
]


@pytest.fixture
def quads(tmp_path: Path) -> Path:
    path = tmp_path / "some.nq"
    path.write_text("".join([*LINES, LINES[0], LINES[1].replace("/g1>", "/g2>")]), encoding="utf-8")
    return path


def at_once(path: Path) -> set[ox.Quad]:
    return set(ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS))


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ox.Store:
    return ox.Store() if request.param == "memory" else ox.Store(str(tmp_path / "database"))


@pytest.mark.parametrize("portion", [1_000, 5_000, 1 << 20])
def test_portions_give_what_one_load_gives(store: ox.Store, quads: Path, portion: int) -> None:
    add_quads(store, quads, portion=portion)

    assert set(store) == at_once(quads)
    assert len(store) == len(at_once(quads))


@pytest.mark.parametrize("portion", [1_000, 5_000, 1 << 20])
def test_the_merge_has_each_statement_once_without_its_graph(store: ox.Store, quads: Path, portion: int) -> None:
    add_quads(store, quads, merged=True, portion=portion)
    merge = {ox.Quad(quad.subject, quad.predicate, quad.object) for quad in at_once(quads)}

    assert set(store) == at_once(quads) | merge
    assert len(merge) == 200


def test_the_merge_has_the_terms_of_the_named_graphs_however_they_are_written(store: ox.Store, tmp_path: Path) -> None:
    path = tmp_path / "odd.nq"
    said = [
        '"x"@EN-gb',
        '"01"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"\\u00e9\\t"',
        "<http://e/\\u4e2d>",
        "<http://e/中>",
    ]
    path.write_text(
        "".join(f"<http://e/\\u4e2d> <http://e/p> {one} <http://e/g> .\n" for one in said), encoding="utf-8"
    )
    add_quads(store, path, merged=True)

    merge, named = (
        [(q.subject, q.object) for q in store if (q.graph_name == ox.DefaultGraph()) is own] for own in (True, False)
    )
    assert len(merge) == len(said) - 1
    assert set(merge) == set(named)


def test_an_empty_file_adds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "empty.nq"
    path.touch()
    store = ox.Store()
    add_quads(store, path, merged=True)

    assert len(store) == 0


@pytest.mark.parametrize("portion", [500, 1 << 20])
def test_a_fault_is_told_and_ends_the_load(tmp_path: Path, portion: int) -> None:
    path = tmp_path / "broken.nq"
    path.write_text("<http://e/s> <http://e/p> .\n" + "".join(LINES), encoding="utf-8")
    store = ox.Store()

    with pytest.raises(SyntaxError):
        add_quads(store, path, portion=portion)
    assert len(store) < len(LINES)
