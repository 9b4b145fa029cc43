"""The gazetteer of a concept scheme: from the slug of a concept, or its name in any language, to its id."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mediagraph.errors import nearest
from mediagraph.loaders.gazetteer import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_NAMES = tuple(f"http://www.w3.org/2004/02/skos/core#{name}Label" for name in ("pref", "alt"))


class Concepts:
    """The concepts of one scheme, read when the first is looked up."""

    def __init__(self, path: Path) -> None:
        """Prepare to read the scheme in the Turtle file at `path`."""
        self._path = path

    def find(self, name: str) -> tuple[str, Sequence[str]]:
        """Return the IRI of the concept called `name`, else nothing and the nearest names."""
        key = fold(name)
        if key in self._known:
            return self._known[key], ()
        return "", nearest(key, self._known)

    @cached_property
    def _known(self) -> dict[str, str]:
        import pyoxigraph as ox

        known: dict[str, str] = {}
        if self._path.exists():
            for quad in ox.parse(path=str(self._path), format=ox.RdfFormat.TURTLE):
                if quad.predicate.value in _NAMES and isinstance(quad.subject, ox.NamedNode):
                    iri = quad.subject.value
                    known.setdefault(fold(iri.rpartition("/")[2]), iri)
                    known.setdefault(fold(quad.object.value), iri)
        return known
