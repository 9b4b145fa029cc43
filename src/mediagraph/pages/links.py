"""Addresses, as templates ask for them: a site and a server have their own."""

from __future__ import annotations

from typing import Protocol


class Links(Protocol):
    """Where things are found from the page that is being made.

    Whoever can show all of a large group offers `more` as well, as `ListingLinks` has it.
    """

    def entity(self, iri: str) -> str | None:
        """Return the address of the page about `iri`, or nothing where it has none."""

    def data(self, iri: str, suffix: str) -> str:
        """Return the address of the document about `iri` as `ttl` or `jsonld`."""

    def index(self, kind: str, page: int = 1) -> str | None:
        """Return the address of a section's list, of the first page for an empty `kind`, or nothing."""

    def asset(self, name: str) -> str:
        """Return the address of a style sheet, script or picture."""


class ListingLinks(Links, Protocol):
    """Links of whoever has a page for all of a large group."""

    def more(self, iri: str, key: str) -> str | None:
        """Return the address of all of the group `key` of the page about `iri`."""
