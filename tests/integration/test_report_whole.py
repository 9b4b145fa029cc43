"""A report is written whole or not at all; what is asked beside changes nothing of what it says."""

from __future__ import annotations

import datetime
import gc
import threading
from typing import TYPE_CHECKING

import pytest

from mediagraph.errors import FileError, ParameterError
from mediagraph.networks import project
from mediagraph.networks.choosing import question
from mediagraph.reports import Choice, write_report
from mediagraph.reports.marking import hub, hubs, listed, strong
from mediagraph.reports.pages import whole_files, write_files

if TYPE_CHECKING:
    from pathlib import Path

    from mediagraph.graph import Graph

DAY = datetime.date(2026, 11, 21)
FEW = Choice(draws=5)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("step", ["projected", "section", "write_gexf", "_occasions", "write", "asdict"])
@pytest.mark.parametrize("failure", [KeyboardInterrupt, ArithmeticError])
def test_what_fails_on_the_way_leaves_all_former_files_and_nothing_new(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, failure: type[BaseException]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    former, new = tmp_path / "former", tmp_path / "new"
    write_report(graph, former, FEW, day=DAY)
    before = contents(former)
    threads, often = set(threading.enumerate()), gc.get_threshold()
    monkeypatch.setattr(f"mediagraph.reports.hubs.{step}", fail)
    for folder in (former, new):
        with pytest.raises(failure):
            write_report(graph, folder, FEW, day=DAY + datetime.timedelta(days=1))

    assert contents(former) == before
    assert not new.exists()
    assert set(threading.enumerate()) == threads
    assert gc.get_threshold() == often


def test_a_wrong_choice_is_told_before_anything_is_asked(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr("mediagraph.reports.asking.Beside.ask", lambda *of, **_: asked.append(of))
    for choice in (Choice(kinds=["cooking"]), Choice(blocs=[("East", ["Atlantis"])])):
        with pytest.raises(ParameterError, match=r"cooking|Atlantis"):
            write_report(graph, tmp_path / "report", choice)

    assert asked == []
    assert not (tmp_path / "report").exists()


def test_a_folder_that_cannot_be_written_is_told(graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")

    with pytest.raises(FileError, match="cannot be written"):
        write_report(graph, tmp_path / "file", FEW, day=DAY)
    assert contents(tmp_path) == {"file": b"mine"}


def test_new_files_take_their_places_together(tmp_path: Path) -> None:
    write_files(tmp_path, {"one": "1", "two": b"2"})
    with whole_files(tmp_path) as opened:
        for name in ("one", "two"):
            with opened(name) as stream:
                stream.write(b"new")
            assert (tmp_path / "one").read_bytes() == b"1"

    assert contents(tmp_path) == {"one": b"new", "two": b"new"}


def test_only_networks_without_a_table_of_what_is_chosen_are_asked_for(graph: Graph) -> None:
    assert question(graph, "countries") is None
    assert question(graph, "countries", kinds=["co-production"], since=1990) is None
    assert question(graph, "people", since=1990) == ("networks/people", {"since": 1990})


def test_an_answer_that_was_asked_for_before_makes_the_same_network(graph: Graph) -> None:
    name, given = question(graph, "people", since=1990) or ("", {})
    rows = list(graph.rows(name, **given))
    asked, here = project(graph, "people", since=1990, answer=lambda: rows), project(graph, "people", since=1990)

    assert rows
    assert list(asked.nodes(data=True)) == list(here.nodes(data=True))
    assert list(asked.edges(data=True)) == list(here.edges(data=True))
    assert project(graph, "people", since=1990, answer=list).number_of_nodes() == 0


def test_what_marks_up_names_lets_no_name_mark_up() -> None:
    name, iri = '<b> & "x"', "https://w3id.org/mediagraph/id/country/CN"
    safe = "&lt;b&gt; &amp; &#34;x&#34;"

    assert hub(name, "countries", iri) == f'<a href="#countries-country-CN">{safe}</a>'
    assert hub(name, name, iri) == f'<a href="#{safe}-country-CN">{safe}</a>'
    assert hub(strong(name), "s", iri) == f'<a href="#s-country-CN"><strong>{safe}</strong></a>'
    assert hubs([("s", iri, name), ("s", iri, "y")]) == f"{hub(name, 's', iri)}, {hub('y', 's', iri)}"
    assert listed(["a"], {"a": strong(name)}) == f"<li><strong>{safe}</strong></li>"
