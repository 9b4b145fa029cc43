"""Opens reviews: the drafts that a command names, with the entities of the project read once for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagraph.errors import FileError, UsageError
from mediagraph.reviewing.entities import Entities
from mediagraph.reviewing.proposals import SUFFIXES, read_proposals
from mediagraph.reviewing.review import Review

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mediagraph.project import Project


def open_review(
    drafts: Sequence[Path],
    project: Project,
    *,
    text: Path | None = None,
    output: Path | None = None,
    replace: bool = False,
    store: str | None = None,
) -> list[Review]:
    """Open the review of each draft.

    Args:
        drafts: NAME.draft.yaml or NAME.draft.json, or folders of them.
        project: which graph they are for.
        text: the article, of a single draft.
        output: folder to write NAME.yaml to; data/articles of the project if not given.
        replace: whether files that no review wrote may be replaced.
        store: a built graph, whose entities are found beside those of the project's files.

    Raises:
        FileError: a file or folder is not there.
        DataError: a draft is at fault.
        UsageError: what is named is no draft, or two are of one name.
    """
    paths = list(dict.fromkeys(path for draft in drafts for path in _drafts(draft)))
    if text is not None and len(paths) > 1:
        raise UsageError("--text is of one article; review the drafts one by one")
    folder = output or project.data / "articles"
    if not folder.is_dir():
        raise FileError(f"{folder}: no such folder; make it, or name another with -o")
    found = [read_proposals(path, project, text) for path in paths]
    slugs = [one.slug for one in found]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise UsageError(f"two of the drafts are of {slug!r}; review them one by one")
    outputs = [folder / f"{one.slug}.yaml" for one in found]
    entities = _entities(project, outputs, store)
    return [
        Review(one, project, entities, output=place, replace=replace) for one, place in zip(found, outputs, strict=True)
    ]


def _entities(project: Project, outputs: Sequence[Path], store: str | None) -> Entities:
    if store is None:
        return Entities(project, outputs)
    from mediagraph.graph import open_graph

    with open_graph(store, project=project.root) as graph:
        return Entities(project, outputs, graph)


def _drafts(path: Path) -> list[Path]:
    if path.is_dir():
        inside = sorted(one for one in path.iterdir() if one.name.endswith(SUFFIXES))
        if not inside:
            raise FileError(f"{path}: holds no drafts, NAME{SUFFIXES[0]}")
        return inside
    if not path.exists():
        raise FileError(f"{path}: no such file; `mediagraph draft` makes drafts")
    return [path]
