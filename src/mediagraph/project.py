"""A project: the three folders that say what the graph is, and where its store lies."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mediagraph.errors import FileError, UsageError
from mediagraph.records.context import Context

_PACKAGE = Path(__file__).resolve().parent
STORE_VARIABLE = "MEDIAGRAPH_STORE"
PROJECT_VARIABLE = "MEDIAGRAPH_PROJECT"


@dataclass(frozen=True)
class Project:
    """Folders `ontology/`, `data/` and `queries/` below `root`."""

    root: Path

    @classmethod
    def find(cls, root: str | Path | None = None) -> Project:
        """Return the project at `root`; without one, that of MEDIAGRAPH_PROJECT, else the shipped one.

        Raises:
            FileError: the folder lacks one of the three.
        """
        given = root or os.environ.get(PROJECT_VARIABLE)
        project = cls(Path(given).resolve() if given else _shipped())
        missing = [name for name in ("ontology", "data", "queries") if not (project.root / name).is_dir()]
        if missing:
            raise FileError(f"{project.root}: not a project, it has no {' and no '.join(f'{m}/' for m in missing)}")
        return project

    @property
    def ontology(self) -> Path:
        """Folder of the ontology: context, modules, schemes, shapes, rules."""
        return self.root / "ontology"

    @property
    def data(self) -> Path:
        """Folder of the records."""
        return self.root / "data"

    @property
    def queries(self) -> Path:
        """Folder of the stored queries."""
        return self.root / "queries"

    @cached_property
    def context(self) -> Context:
        """The compiled context."""
        return Context.read(self.ontology / "context.jsonld")

    @property
    def default_store(self) -> Path:
        """Where the store lies unless told otherwise: MEDIAGRAPH_STORE, the project's build folder, the user's data.

        Raises:
            UsageError: MEDIAGRAPH_STORE names an endpoint, where a folder is needed.
        """
        variable = os.environ.get(STORE_VARIABLE)
        if variable and "://" in variable:
            raise UsageError(
                f"{STORE_VARIABLE}={variable}: an endpoint, where a folder is needed; name one with --store"
            )
        if variable:
            return Path(variable)
        if self.root.is_relative_to(_PACKAGE):  # an installed package is no place to write to
            home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
            return Path(home) / "mediagraph" / "store"
        return self.root / "build" / "store"

    def show(self, path: Path) -> str:
        """Return the name of `path` that messages show: relative to the project where it lies inside."""
        path = path.resolve()
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


def _shipped() -> Path:
    """The folders inside an installed package, else those of the checkout that the source lies in."""
    installed = _PACKAGE / "_project"
    return installed if installed.is_dir() else _PACKAGE.parent.parent
