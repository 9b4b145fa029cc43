"""The sections of a site: what visitors look for, each with the classes that stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mediagraph.pages.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Section:
    """One section.

    Attributes:
        slug: its name in addresses.
        title: its heading.
        classes: of the ontology, by their names; those below them count as well.
        text: what it holds, in a sentence.
        searched: whether its names are found by the search; what is called after others is found through them.
        carded: whether the first page leads there by a card, or in passing.
    """

    slug: str
    title: str
    classes: tuple[str, ...]
    text: str
    searched: bool = True
    carded: bool = True


SECTIONS = (
    Section("countries", "Countries", ("Country",), "Present and dissolved states and territories."),
    Section("organisations", "Organisations", ("Organisation",), "Broadcasters, studios, agencies, unions."),
    Section("people", "People", ("Agent",), "Those whom sources name, or describe without a name."),
    Section("works", "Works", ("Work",), "Films, series, documentaries, photographs."),
    Section("outlets", "Outlets", ("Outlet",), "Channels, sites and platforms."),
    Section("events", "Events", ("Event", "Undertaking"), "Festivals, sessions, historical events, undertakings."),
    Section("relations", "Relations", ("DiplomaticRelation",), "Diplomatic relations, pair by pair.", searched=False),
    Section("partnerships", "Partnerships", ("Partnership",), "Who works with whom, and on what.", searched=False),
    Section("occasions", "Occasions", ("Occasion",), "National days, and anniversaries that something marked."),
    Section("places", "Places", ("Place",), "Cities and regions.", carded=False),
    Section("sources", "Sources", ("Source",), "Articles and datasets that all of this rests on.", carded=False),
    Section(
        "judgements",
        "Judgements",
        ("Judgement",),
        "Decisions on what is one and the same.",
        searched=False,
        carded=False,
    ),
)
CALENDAR = "anniversaries"
NAVIGATION = (
    *((section.slug, section.title) for section in SECTIONS[:6]),
    (CALENDAR, "Anniversaries"),
    ("sources", "Sources"),
)


def section_of(classes: Iterable[str], vocabulary: Vocabulary) -> Section | None:
    """Return the section of an entity of some classes: the first one that fits."""
    known = list(classes)
    return next(
        (section for section in SECTIONS if any(vocabulary.is_a(known, name) for name in section.classes)), None
    )
