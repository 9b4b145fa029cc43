"""The sections of a record file, in their order, and which class of node stands in which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.reviewing.nodes import type_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SECTIONS: Mapping[str, Sequence[str]] = {
    "Source": ("Article", "Source", "Report", "Dataset"),
    "Places": ("City", "Region", "Place", "AdministrativeDivision", "Country"),
    "Organisations": ("Organisation", "OrganisationalUnit"),
    "Outlets": ("Outlet", "Channel", "Website"),
    "People and the positions they hold": ("Person", "Position", "PersonalTie"),
    "Agents that the article does not name": ("UnnamedAgent",),
    "Events": ("Event", "Festival", "HistoricalEvent", "Coverage"),
    "Undertakings": ("Undertaking", "Agreement", "Initiative"),
    "Works": ("Work", "Film", "Series", "Episode", "Photograph"),
    "Relations and occasions": ("DiplomaticRelation", "RelationChange", "Anniversary", "Commemoration"),
    "Cooperation": ("Cooperation",),
    "Releases": ("Release",),
    "Stages of production": ("ProductionStage",),
    "Figures": ("Figure",),
    "Remarks": ("Remark",),
}
OTHER = "Other"
_OF = {type_: heading for heading, types in SECTIONS.items() for type_ in types}


def section_of(node: Mapping[str, Any]) -> str:
    """Return the heading that a node stands under."""
    return _OF.get(type_of(node), OTHER)


def in_sections(nodes: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Return the nodes by section, each in the order given; positions stand after who holds them."""
    found: dict[str, list[Mapping[str, Any]]] = {heading: [] for heading in (*SECTIONS, OTHER)}
    for node in nodes:
        found[section_of(node)].append(node)
    people = "People and the positions they hold"
    order = {node.get("id"): at for at, node in enumerate(found[people]) if type_of(node) == "Person"}
    last = len(order) + len(found[people])
    found[people].sort(
        key=lambda node: (
            order.get(node.get("holder" if type_of(node) == "Position" else "id"), last),
            type_of(node) != "Person",
        )
    )
    return [(heading, held) for heading, held in found.items() if held]
