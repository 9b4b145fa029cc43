"""Which files of a project hold records, and the loader of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagraph.errors import FileError, UsageError
from mediagraph.loaders.table import read_table
from mediagraph.loaders.yamlld import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from mediagraph.records import Context, RecordFile

SUFFIXES = (".yaml", ".csv")


def discover(folder: Path) -> list[Path]:
    """Return the record files below `folder`, in the order of their names.

    Raises:
        FileError: the folder does not exist.
    """
    if not folder.is_dir():
        raise FileError(f"{folder}: no such folder; a project has ontology/, data/ and queries/")
    return sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())


def open_file(path: Path, shown: str, context: Context) -> RecordFile:
    """Open the record file at `path` with the loader of its suffix.

    Raises:
        FileError: it cannot be read.
        DataError: it is at fault as a whole; faults of single records come while they are read.
        UsageError: no loader reads such files.
    """
    if path.suffix == ".yaml":
        return read_yaml(path, shown)
    if path.suffix == ".csv":
        return read_table(path, shown, context)
    raise UsageError(f"{shown}: no loader for {path.suffix or 'a file without a suffix'}; use {' or '.join(SUFFIXES)}")
