"""What a loader is: a name, what it reads, and a generator of records for one source.

A package adds a loader by an entry point of the group `mediagraph.loaders` that names a `Loader`:

    [project.entry-points."mediagraph.loaders"]
    press = "my_package.press:PRESS"

`mediagraph load press FILE` then calls its generator. A loader knows one format and nothing of RDF: it yields
records, `Node`s whose keys are terms of `ontology/context.jsonld`, first the description of its source. What it
cannot read it rejects by name and goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from mediagraph.errors import Fault, UsageError, shorten
from mediagraph.records import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from mediagraph.records import Context, WrittenRow


class Gazetteer(Protocol):
    """Knows the ids of things by their names."""

    def find(self, name: str) -> tuple[str, Sequence[str]]:
        """Return the CURIE of what is called `name`, else nothing and the nearest names."""


@dataclass(frozen=True)
class Job:
    """One call of a loader.

    Attributes:
        path: the file to read; None for a loader that was called without one.
        shown: its name in faults.
        source: slug of the source, which is `source:SLUG` and whose named graph is `graph:SLUG`.
        context: the terms that records may use.
        countries: finds countries by code, and by name in any language.
        options: values given to the loader's options, by name; what was not given is not there.
        refused: rows to pass over without a fault, since judging found fault with what they gave.
        faults: takes what is rejected.
        folder: for what should outlast an interruption, such as downloaded pages; None where nothing may be kept.
        tell: shows what is being done.
        notes: takes what the user should know at the end, such as columns that were not read.
        concepts: find concepts by slug, and by name in any language; a gazetteer for each of some terms, as `genre`.
    """

    path: Path | None
    shown: str
    source: str
    context: Context
    countries: Gazetteer
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refused: frozenset[int] = frozenset()
    faults: list[Fault] = field(default_factory=list)
    folder: Path | None = None
    tell: Callable[[str], None] = lambda _: None
    notes: list[str] = field(default_factory=list)
    concepts: Mapping[str, Gazetteer] = field(default_factory=dict)

    def dataset(self, *, name: str, licence: str = "", address: str = "", note: str = "") -> Node:
        """Return the record that describes the source, for the loader to yield first.

        Args:
            name: in English.
            licence: IRI of the terms of use.
            address: IRI of where the source is published.
            note: in English, what a reader must know of it.
        """
        items: dict[str, Any] = {
            "id": f"source:{self.source}",
            "type": "Dataset",
            "namedGraph": f"graph:{self.source}",
            "name": {"en": name},
            "licence": licence,
            "address": address,
            "editorialNote": {"en": note} if note else None,
        }
        return Node({key: value for key, value in items.items() if value})

    def row(self, number: int, address: str = "") -> Node:
        """Return the record of row `number` as a passage of the source: evidence for what the row says."""
        items = {"id": self.passage(number), "type": "Row", "number": number, "passageOf": f"source:{self.source}"}
        return Node({**items, "address": address} if address else items, line=number)

    def passage(self, number: int) -> str:
        """Return the CURIE of row `number` as a passage."""
        return f"source:{self.source}#row-{number}"

    def reject(self, line: int, column: str, value: object, reason: str, accepted: str = "") -> None:
        """Note that a row, or what stands in one of its columns, cannot be read.

        Args:
            line: of the file, or row of the table, from 1.
            column: name of the column or key.
            value: as written.
            reason: what is wrong, as a sentence without its full stop.
            accepted: what would be accepted.
        """
        self.faults.append(Fault(self.shown, line, column, shorten(value) if value else "", reason, accepted))

    def option(self, name: str, default: str = "") -> str:
        """Return the value of an option that is given at most once.

        Raises:
            UsageError: it was given more than once.
        """
        given = self.options.get(name, ())
        if len(given) > 1:
            raise UsageError(f"--{name} was given {len(given)} times; once is enough")
        return given[0] if given else default


@dataclass(frozen=True)
class Loader:
    """A loader as an entry point names it.

    Attributes:
        records: yields the records of a source, each with the row that it comes from as `Node.line`.
        summary: one line for the list of loaders.
        options: help of each option by its name; an option may be given several times.
        file: whether a file is "required" or "optional".
        note: help below the summary: what is read, examples.
        written: yields the same, with rows as the text that the writer would give, where that is quicker.
    """

    records: Callable[[Job], Iterator[Node]]
    summary: str
    options: Mapping[str, str] = field(default_factory=dict)
    file: str = "required"
    note: str = ""
    written: Callable[[Job], Iterator[Node | WrittenRow]] | None = None
