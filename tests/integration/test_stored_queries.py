"""Each stored query has a golden answer, and gives the same rows on rdflib and Oxigraph.

`make golden` writes the answers anew; read the difference before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import mediagraph as mg
from engines import Row, rdflib_dataset, rdflib_rows, store_rows
from mediagraph.catalogue import Catalogue
from mediagraph.store.answers import Solutions, to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import rdflib

    from mediagraph.building import Build
    from mediagraph.graph import Graph

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
NAMES = Catalogue(ROOT / "queries").names()
# What the first articles tell nothing of; other tests ask for it where there is something.
WITHOUT_ROWS = {"agreements/between", "relations/rival-dates"}


@pytest.fixture(scope="module")
def opened(built: Build) -> Iterator[Graph]:
    with mg.open(built.store, project=ROOT) as graph:
        yield graph


@pytest.fixture(scope="module")
def dataset(opened: Graph) -> rdflib.Dataset:
    return rdflib_dataset(opened.store)


@pytest.mark.parametrize("name", NAMES)
def test_it_gives_its_golden_answer(name: str, opened: Graph) -> None:
    path = GOLDEN / f"{name}.tsv"

    answer = to_text(opened.query(name), "tsv")

    if os.environ.get("MEDIAGRAPH_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(answer, encoding="utf-8")
    assert answer == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_it_expects_what_it_says(name: str, opened: Graph) -> None:
    query = opened.queries[name]

    rows = list(opened.query(name))

    assert (rows == []) is (query.expect == "none") or name in WITHOUT_ROWS


@pytest.mark.parametrize("form", ["as the file stands", "without what is optional"])
@pytest.mark.parametrize("name", NAMES)
def test_engines_agree(name: str, form: str, opened: Graph, dataset: rdflib.Dataset) -> None:
    query = opened.queries[name]
    text = query.text if form == "as the file stands" else query.bind({})

    ours: list[Row] = store_rows(opened.store, text)

    assert ours == rdflib_rows(dataset, text)


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_those_of_the_header(name: str, opened: Graph) -> None:
    answer = opened.query(name)

    assert isinstance(answer, Solutions)
    assert list(answer.columns) == list(opened.queries[name].columns)


def test_every_golden_answer_is_of_a_query() -> None:
    golden = {path.relative_to(GOLDEN).with_suffix("").as_posix() for path in GOLDEN.rglob("*.tsv")}

    assert golden == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_and_column_is_documented(name: str, opened: Graph) -> None:
    query = opened.queries[name]

    undocumented = [p.name for p in query.parameters.values() if not p.doc] + [
        c for c, d in query.columns.items() if not d
    ]

    assert undocumented == []
    assert query.tags
