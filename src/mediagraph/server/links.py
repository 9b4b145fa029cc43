"""Where the server keeps its documents: addresses of entities, data, lists and files."""

from __future__ import annotations

from urllib.parse import quote, unquote

BASE = "https://w3id.org/mediagraph/id/"
_PAGES = {
    "": "/",
    "report": "/report/",
    "anniversaries": "/calendar",
    "dossier": "/dossier",
    "queries": "/queries",
    "sparql": "/sparql",
    "about": "/about",
}
_SAFE = "/~!$'()*,;:@"


class ServerLinks:
    """The addresses of the server's pages."""

    @staticmethod
    def path(iri: str) -> str:
        """Return the path below `/id/` of an entity of ours."""
        return quote(unquote(iri.removeprefix(BASE)), safe=_SAFE)

    @staticmethod
    def iri(path: str) -> str:
        """Return the IRI of the entity with a path below `/id/`, as the framework decoded it."""
        return BASE + quote(path, safe=_SAFE + "%")

    def entity(self, iri: str) -> str | None:
        """Return the address of an entity, or None where it is not one of ours."""
        return f"/id/{self.path(iri)}" if iri.startswith(BASE) and len(iri) > len(BASE) else None

    def data(self, iri: str, suffix: str) -> str:
        """Return the address of a document about an entity."""
        return f"/id/{self.path(iri)}.{suffix}"

    def more(self, iri: str, _key: str) -> str:
        """Return the address of the page that shows all of its large groups."""
        return f"/id/{self.path(iri)}.html?all=1"

    def index(self, kind: str, page: int = 1) -> str:
        """Return the address of a section's list, or of another page of the server's."""
        if kind in _PAGES:
            return _PAGES[kind]
        return f"/browse/{kind}" + (f"?page={page}" if page > 1 else "")

    @property
    def search(self) -> str:
        """The address that answers searches by name."""
        return "/search"

    def asset(self, name: str) -> str:
        """Return the address of a style sheet or script."""
        return f"/static/{name}"
