"""Which files of a project hold records, and the loader of each."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mediagraph.errors import FileError, UsageError
from mediagraph.loaders import rows
from mediagraph.loaders.gazetteer import Countries
from mediagraph.loaders.table import MAPPING_SUFFIX, read_table
from mediagraph.loaders.yamlld import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mediagraph.records import Context, Node, RecordFile

SUFFIXES = (".yaml", *rows.SUFFIXES)
COUNTRY = "country"
DRAFT_SUFFIX = ".draft.yaml"  # proposals that nobody has checked: no record


def discover(folder: Path) -> list[Path]:
    """Return the record files below `folder`, in the order of their names; drafts are none.

    Raises:
        FileError: the folder does not exist.
    """
    if not folder.is_dir():
        raise FileError(f"{folder}: no such folder; a project has ontology/, data/ and queries/")
    found = (path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    return sorted(path for path in found if not path.name.endswith((MAPPING_SUFFIX, DRAFT_SUFFIX)))


def open_file(path: Path, shown: str, context: Context, gazetteer: ProjectCountries | None = None) -> RecordFile:
    """Open the record file at `path` with the loader of its suffix.

    Args:
        path: the file.
        shown: its name in faults.
        context: knows the terms.
        gazetteer: where mappings look up countries.

    Raises:
        FileError: it cannot be read.
        DataError: it is at fault as a whole; faults of single records come while they are read.
        UsageError: no loader reads such files.
    """
    if path.suffix == ".yaml":
        return read_yaml(path, shown)
    if path.suffix in rows.SUFFIXES:
        return read_table(path, shown, context, {COUNTRY: gazetteer} if gazetteer else None)
    raise UsageError(f"{shown}: no loader for {path.suffix or 'a file without a suffix'}; use {', '.join(SUFFIXES)}")


class ProjectCountries:
    """The countries that a project's own tables name, read when the first name is looked up."""

    def __init__(self, paths: Sequence[Path], context: Context) -> None:
        self._paths, self._context = paths, context

    def find(self, name: str) -> tuple[str, Sequence[str]]:
        """Return the CURIE of the country called `name`, else nothing and the nearest names."""
        return self._countries.find(name)

    @cached_property
    def _countries(self) -> Countries:
        return Countries(self._records())

    def _records(self) -> Iterator[Node]:
        for path in self._paths:
            if path.suffix == ".csv" and not path.with_suffix(MAPPING_SUFFIX).exists():
                file = open_file(path, path.name, self._context)
                yield from (node for node in file.records if str(node.get("id")).startswith("country:"))
