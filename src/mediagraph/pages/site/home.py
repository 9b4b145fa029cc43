"""The first page of a site: what the graph is, how much it holds, on what it rests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.pages.citing import first
from mediagraph.pages.vocabulary import MG

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mediagraph.pages.model import Value
    from mediagraph.pages.reading import Reader
    from mediagraph.pages.sections import Section
    from mediagraph.questions import Questions


@dataclass(frozen=True, slots=True)
class Source:
    """What the first page says of a source."""

    value: Value
    date: str
    licence: str
    licence_name: str
    statements: int


def home(graph: Questions, reader: Reader, sections: Mapping[Section, Sequence[Value]]) -> dict[str, object]:
    """Return what the template of the first page needs."""
    sources = next((values for section, values in sections.items() if section.slug == "sources"), [])
    counts = reader.facts.counts
    return {
        "version": graph.store.version,
        "statements": sum(counts.values()),
        "derived": sum(count for name, count in counts.items() if name not in reader.facts.sources),
        "sections": [(section, len(values)) for section, values in sections.items()],
        "sources": [_source(reader, value) for value in sources],
    }


def _source(reader: Reader, value: Value) -> Source:
    rows = reader.facts.about(value.iri)
    licence = first(rows, MG + "licence")
    graphs = [name for name, source in reader.facts.sources.items() if source == value.iri]
    return Source(
        value,
        first(rows, MG + "date"),
        licence,
        licence.rstrip("/").rpartition("/licenses/")[2] or licence.rpartition("//")[2],
        sum(reader.facts.counts.get(name, 0) for name in graphs),
    )
