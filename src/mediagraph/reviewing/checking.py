"""What is wrong with records that a reader has decided on: at once for one node, and by the shapes for a whole file."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediagraph.errors import DataError, Fault
from mediagraph.loaders import discover
from mediagraph.loaders.yamlld import parse_yaml
from mediagraph.records import CONTEXT_IRI, Node, RecordFile, Writer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mediagraph.findings import Finding
    from mediagraph.project import Project
    from mediagraph.reviewing.entities import Entities

_COUNTRIES = "country:"


def read_node(text: str, project: Project, prefixes: Mapping[str, str]) -> dict[str, Any]:
    """Return the record that a reader wrote.

    Args:
        text: YAML of one node.
        project: whose context knows the terms.
        prefixes: those of the file beside the context's own.

    Raises:
        DataError: it is not YAML, no record, or holds what its terms cannot take.
    """
    shown = "record"
    node = parse_yaml(text, shown)
    if not isinstance(node, Node) or not isinstance(node.get("id"), str) or not isinstance(node.get("type"), str):
        raise DataError([Fault(shown, 1, "", "", "not a record", "write keys with values, id and type among them")])
    empty = [
        Fault(shown, *one.place(key), "", f"{key} is empty", "fill it in, or leave it out")
        for one in _nodes(node)
        for key, value in one.items()
        if value is None or value in ("", [], {})
    ]
    if empty:
        raise DataError(empty)
    faults = faults_of([node], project, prefixes, shown)
    if faults:
        raise DataError(faults)
    return plain(node)  # type: ignore[no-any-return]


def faults_of(
    nodes: Sequence[Mapping[str, Any]], project: Project, prefixes: Mapping[str, str], shown: str
) -> list[Fault]:
    """Return what the one writer refuses of `nodes`: unknown terms, dates that are none, text without its language."""
    records = [node if isinstance(node, Node) else Node(placed(node)) for node in nodes]
    file = RecordFile(shown, "graph:review", records, prefixes)
    for _ in Writer(project.context, file).lines():
        pass
    return sorted(file.faults)


def findings_of(text: str, path: Path, project: Project, entities: Entities) -> list[Finding]:
    """Return what the shapes and checks say of a record file, judged with the files that describe what it speaks of.

    The whole project is not judged: that takes a minute, and `mediagraph validate` does it.

    Args:
        text: the file.
        path: where it lies or will lie.
        project: whose shapes and checks are used.
        entities: knows which file describes what.

    Raises:
        DataError: a file cannot be read as records.
    """
    from mediagraph.draft import Draft
    from mediagraph.judging import judge_store
    from mediagraph.project import Project as Small
    from mediagraph.store import Generation

    shown = path.name
    document = parse_yaml(text, shown)
    spoken = set(_strings(document.get("@graph"))) if isinstance(document, Node) else set()
    files = {file for id_ in spoken if id_ in entities.by_id for file in entities.by_id[id_].files}
    files |= {file for file in discover(project.data) if _holds_countries(file)}
    with tempfile.TemporaryDirectory(prefix="mediagraph-") as folder:
        root, made = Path(folder) / "project", Path(folder) / "generation"
        (root / "data").mkdir(parents=True)
        made.mkdir()
        (root / "ontology").symlink_to(project.ontology.resolve())
        (root / "queries").symlink_to(project.queries.resolve())
        own = root / "data" / shown
        for file in sorted(files - {path}):
            for part in (file, file.with_suffix(".yaml"), file.with_suffix(".mapping.yaml")):
                place = root / "data" / part.name
                if part.is_file() and part.resolve() != path.resolve() and not place.exists():
                    place.symlink_to(part.resolve())
        own.unlink(missing_ok=True)
        own.write_text(text, encoding="utf-8", newline="\n")
        small = Small(root)
        generation = Generation(made, made)
        draft = Draft(small, generation)
        found, _ = judge_store(small, draft, origins=generation.origins, more=draft.findings, reporting=False)
    start = f"data/{shown}:"
    name = project.show(path)
    return [
        replace(one, place=f"{name}:{one.place.removeprefix(start)}") for one in found if one.place.startswith(start)
    ]


def plain(value: Any) -> Any:
    """Return a value without the places that its nodes know."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def placed(value: Any) -> Any:
    """Return a value with its mappings as nodes, of which faults can be told."""
    if isinstance(value, dict):
        return Node({key: placed(one) for key, one in value.items()})
    return [placed(one) for one in value] if isinstance(value, list) else value


def _nodes(value: Any) -> list[Node]:
    if isinstance(value, Node):
        return [value, *(node for one in value.values() for node in _nodes(one))]
    return [node for one in value for node in _nodes(one)] if isinstance(value, list) else []


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _strings(one)]
    if isinstance(value, list):
        return [text for one in value for text in _strings(one)]
    return [value] if isinstance(value, str) and value != CONTEXT_IRI else []


def _holds_countries(path: Path) -> bool:
    return path.suffix == ".csv" and "countries" in path.stem
