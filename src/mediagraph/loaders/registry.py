"""The loaders that are installed: ours and those of other packages, found by their entry points."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from mediagraph.errors import MediagraphError, UnknownNameError
from mediagraph.loaders.job import Loader

GROUP = "mediagraph.loaders"


@cache
def _points() -> dict[str, EntryPoint]:
    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


def loader_names() -> list[str]:
    """Return the names of the installed loaders."""
    return list(_points())


def get_loader(name: str) -> Loader:
    """Import the loader called `name`.

    Raises:
        UnknownNameError: there is none.
        MediagraphError: its package is broken, or what the entry point names is no loader.
    """
    points = _points()
    if name not in points:
        raise UnknownNameError("loader", name, points, hint="`mediagraph load --help` lists them")
    point = points[name]
    try:
        found = point.load()
    except Exception as error:  # another package's import may fail in any way
        raise MediagraphError(f"the loader {name!r} ({point.value}) cannot be imported: {error}") from error
    if not isinstance(found, Loader):
        raise MediagraphError(f"the loader {name!r} ({point.value}) is no mediagraph.loaders.job.Loader")
    return found
