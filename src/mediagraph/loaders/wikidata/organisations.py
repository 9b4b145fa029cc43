"""Broadcasters, production companies, studios, news agencies and media groups, and what they are parts of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mediagraph.loaders.wikidata.desk import Row
from mediagraph.loaders.wikidata.known import ORGANISATION, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.loaders.wikidata.desk import Desk
    from mediagraph.loaders.wikidata.items import Found, Item
    from mediagraph.records import Node

_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def is_organisation(item: Item) -> bool:
    """Tell whether an item is an organisation of a kind that is read."""
    return bool(known().kinds(item))


def is_wanted(desk: Desk, found: Found) -> bool:
    """Tell whether an organisation of a file is in a country that is asked for."""
    return desk.wanted.takes({desk.country(found.named(id_))[0] for id_ in found.item.ids("P17")})


def organisations(desk: Desk, found: Found) -> Iterator[Node]:
    """Yield the records of an organisation; none, and a fault for each reason, where it is rejected."""
    row = Row(desk, found)
    item = found.item
    parents = [*item.ids("P749"), *(id_ for id_ in item.ids("P361") if _is_organisation(row, id_))]
    node = row.node(
        id_=f"organisation:wikidata-{item.id}",
        type_="Organisation",
        name=row.name(),
        organisationKind=known().kinds(item),
        inCountry=row.countries(item, "P17"),
        imdb=row.imdb(item, "co"),
        website=list(_websites(row)),
        wikidata=item.iri,
        partOf=[agent for id_ in dict.fromkeys(parents) if (agent := _parent(row, id_))],
    )
    if row.spoilt:
        return
    yield from row.taken(wait=True)
    desk.told[node["id"]] = item.id
    yield node


def _is_organisation(row: Row, id_: str) -> bool:
    """Tell whether an item is known to be an organisation: things are parts of all sorts of wholes."""
    parent = row.found.named(id_)
    return ORGANISATION in parent.roots or bool(known().kinds(parent))


def _parent(row: Row, id_: str) -> str:
    agent = row.agent("P749", id_)
    if agent.startswith("organisation:") and id_ != row.item.id:
        return agent
    row.leave_out("P749", row.found.named(id_).shown, "a parent that is no other organisation")
    return ""


def _websites(row: Row) -> Iterator[str]:
    for value in row.item.values("P856"):
        if _ADDRESS.fullmatch(value.text):
            yield value.text
        else:
            row.leave_out("P856", value.text, "no address that begins with https:// or http://")
