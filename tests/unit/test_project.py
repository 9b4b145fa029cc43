"""Projects: how the three folders and the store are found."""

from __future__ import annotations

from pathlib import Path

import pytest

import mediagraph
from mediagraph.errors import FileError, UsageError
from mediagraph.project import Project

ROOT = Path(__file__).resolve().parents[2]


def make(root: Path, *folders: str) -> Path:
    for folder in folders or ("ontology", "data", "queries"):
        (root / folder).mkdir(parents=True)
    return root


def test_the_shipped_project_is_found_without_being_named() -> None:
    project = Project.find()

    assert (project.ontology / "context.jsonld").is_file()
    assert project.data.is_dir()
    assert project.queries.is_dir()


def test_the_environment_names_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAGRAPH_PROJECT", str(make(tmp_path / "named")))

    assert tmp_path / "named" == Project.find().root


def test_a_folder_that_is_given_wins_over_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAGRAPH_PROJECT", str(make(tmp_path / "named")))

    assert tmp_path / "given" == Project.find(make(tmp_path / "given")).root


def test_a_relative_folder_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)

    assert tmp_path / "mine" == Project.find("mine").root


def test_a_folder_that_is_no_project_is_refused_with_what_it_lacks(tmp_path: Path) -> None:
    make(tmp_path, "ontology")

    with pytest.raises(FileError, match="no data/ and no queries/") as caught:
        Project.find(tmp_path)

    assert caught.value.exit_code == 3
    assert str(tmp_path) in str(caught.value)


def test_the_store_of_a_checkout_lies_in_its_build_folder(tmp_path: Path) -> None:
    assert tmp_path / "build" / "store" == Project.find(make(tmp_path)).default_store


def test_the_environment_names_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAGRAPH_STORE", str(tmp_path / "elsewhere"))

    assert tmp_path / "elsewhere" == Project.find(make(tmp_path / "p")).default_store


def test_the_store_of_an_installed_package_lies_with_the_users_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = Project(Path(mediagraph.__file__).resolve().parent / "_project")

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    named = installed.default_store
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    at_home = installed.default_store

    assert tmp_path / "share" / "mediagraph" / "store" == named
    assert tmp_path / "home" / ".local" / "share" / "mediagraph" / "store" == at_home


def test_a_file_inside_the_project_is_shown_relative_to_it_and_others_in_full(tmp_path: Path) -> None:
    project = Project.find(make(tmp_path / "p"))

    assert project.show(project.data / "articles" / "one.yaml") == "data/articles/one.yaml"
    assert project.show(project.root / ".." / "other.yaml") == str(tmp_path / "other.yaml")


def test_the_context_of_a_project_is_its_own(copy: Path) -> None:
    path = copy / "ontology" / "context.jsonld"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"@context": {', '"@context": {\n    "own": "https://own.example/",', 1), "utf-8")

    assert Project.find(copy).context.expand("own:thing") == "https://own.example/thing"
    with pytest.raises(mediagraph.UnknownNameError):
        Project.find(ROOT).context.expand("own:thing")


def test_a_project_without_a_context_is_refused(tmp_path: Path) -> None:
    project = Project.find(make(tmp_path))

    with pytest.raises(FileError, match=r"context\.jsonld"):
        _ = project.context


def test_an_endpoint_in_the_environment_is_not_taken_for_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIAGRAPH_STORE", "http://127.0.0.1:9/query")
    with pytest.raises(UsageError, match="name one with --store"):
        _ = Project.find(make(tmp_path)).default_store
