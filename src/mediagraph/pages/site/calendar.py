"""The anniversaries of a graph, year by year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.pages.citing import first
from mediagraph.pages.vocabulary import COMMEMORATES, COUNTED, MG

if TYPE_CHECKING:
    from mediagraph.pages.reading import Reader

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SOMETIME = "Sometime in the year"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One anniversary.

    Attributes:
        earliest: first day that it can mean.
        latest: last day.
        date: EDTF.
        ordinal: number of years.
        text: what it recalls.
        iri: of what it recalls.
        marked: IRI of the anniversary, where it has a page.
    """

    earliest: str
    latest: str
    date: str
    ordinal: int
    text: str
    iri: str
    marked: str

    @property
    def month(self) -> str:
        """The month that it falls in, where it is of one."""
        known = self.earliest[:7] == self.latest[:7] and self.earliest[5:7].isdigit()
        return _MONTHS[int(self.earliest[5:7]) - 1] if known else _SOMETIME


def calendar(reader: Reader) -> dict[int, dict[str, list[Entry]]]:
    """Return the anniversaries by year and month; those of establishments that others stand for are left out."""
    found: dict[int, list[Entry]] = defaultdict(list)
    facts, naming = reader.facts, reader.composer.naming
    for node in facts.subjects():
        if MG + "Anniversary" not in naming.classes(node):
            continue
        rows = facts.about(node)
        year = first(rows, MG + "earliest")[:4]
        if not (year.isascii() and year.isdigit()):
            continue
        bases = {value for key, value, _ in rows if key == COMMEMORATES and isinstance(value, str)}
        for about in sorted({one for base in bases for one in _recalled(reader, base)}):
            found[int(year)].append(
                Entry(
                    first(rows, MG + "earliest"),
                    first(rows, MG + "latest"),
                    first(rows, MG + "date"),
                    int(first(rows, MG + "ordinal") or 0),
                    naming.title(about),
                    about,
                    node if facts.at(node) else "",
                )
            )
    return {year: _by_month(sorted(found[year])) for year in sorted(found)}


def _by_month(entries: list[Entry]) -> dict[str, list[Entry]]:
    by_month: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_month[entry.month].append(entry)
    return {month: by_month[month] for month in (*_MONTHS, _SOMETIME) if month in by_month}


def _recalled(reader: Reader, base: str) -> list[str]:
    """The relation whose counted establishment `base` is, or `base` itself where it is an event."""
    rows = reader.facts.about(base)
    relations = {value for key, value, _ in rows if key == MG + "changeOf" and isinstance(value, str)}
    if not relations:
        return [base]
    return [relation for relation in relations if (COUNTED, relation) in reader.facts.at(base)]
