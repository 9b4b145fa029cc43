"""Relative addresses within a site, so that it works from a folder and on any host."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from mediagraph.pages.site.paths import segment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediagraph.pages.site.paths import Places


class SiteLinks:
    """Links from one page of a site.

    Attributes:
        root: the way from the page to the folder of the site.
    """

    def __init__(self, places: Places, lists: Mapping[str, int], here: str) -> None:
        """Make links from the file `here`; `lists` has the number of pages of each list that there is."""
        self._places, self._lists = places, lists
        self.root = "../" * here.count("/") or "./"

    def entity(self, iri: str) -> str | None:
        """Return the address of the page about `iri`."""
        return self._to(f"{self._places[iri]}.html") if iri in self._places else None

    def data(self, iri: str, suffix: str) -> str:
        """Return the address of the document about `iri`."""
        return self._to(f"{self._places[iri]}.{suffix}")

    def index(self, kind: str, page: int = 1) -> str | None:
        """Return the address of a list, of the first page for an empty `kind`."""
        if not kind:
            return self._to("index.html")
        return self._to(list_file(kind, page)) if 0 < page <= self._lists.get(kind, 0) else None

    def asset(self, name: str) -> str:
        """Return the address of a style sheet, script or picture."""
        return self._to(f"assets/{name}")

    def more(self, iri: str, key: str) -> str:
        """Return the address of all of a group."""
        return self._to(group_file(self._places[iri], key, 1))

    def file(self, path: str) -> str:
        """Return the address of another file of the site."""
        return self._to(path)

    def _to(self, path: str) -> str:
        return self.root + quote(path, safe="/~")


def list_file(kind: str, page: int) -> str:
    """Return the file of a section's list."""
    return f"{kind}/index.html" if page == 1 else f"{kind}/{page}.html"


def group_file(place: str, key: str, page: int) -> str:
    """Return the file of a list of all of a group: the places of entities are kept free of it."""
    return f"all/{place}/{segment(key)}-{page}.html"
