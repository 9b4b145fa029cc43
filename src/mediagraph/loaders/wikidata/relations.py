"""Diplomatic relations: a relation for each pair of countries, and its establishment and end as they are dated.

A row is a country with all its relations; what is wrong with one of them is rejected without the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagraph.loaders.wikidata.desk import Row
from mediagraph.loaders.wikidata.items import Sort, best, edtf, stated
from mediagraph.records import bounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.loaders.wikidata.desk import Desk
    from mediagraph.loaders.wikidata.items import Found, Item, Statement
    from mediagraph.records import Node

_CHANGES = {"P580": "established", "P582": "severed"}


def has_relations(item: Item) -> bool:
    """Tell whether an item has diplomatic relations."""
    return "P530" in item.claims


def is_wanted(_desk: Desk, _found: Found) -> bool:
    """Tell that a country is looked at: it is by the pair whether a relation is asked for."""
    return True


def relations(desk: Desk, found: Found) -> Iterator[Node]:
    """Yield the records of a country's relations; a pair that both sides state is told once."""
    row = Row(desk, found)
    own = row.country("", found.item.id)
    if not own:
        return
    by_country: dict[str, list[Statement]] = {}
    for statement in found.item.claims["P530"]:
        if statement.value is not None and statement.value.sort is Sort.ITEM:
            by_country.setdefault(statement.value.text, []).append(statement)
    nodes: list[Node] = []
    for id_ in sorted(by_country, key=lambda one: int(one[1:])):
        nodes += _pair(row, own, id_, best(by_country[id_]))  # the best rank of a pair: others do not compete
    if nodes:
        yield from row.taken()
        yield from nodes


def _pair(row: Row, own: str, id_: str, statements: list[Statement]) -> Iterator[Node]:
    other = row.country("P530", id_)
    if not other or not row.desk.wanted.takes({own, other}):
        return
    if other == own:
        row.reject("P530", row.found.named(id_).shown, "a relation of a country with itself", "two countries")
        return
    pair = "-".join(sorted(curie.partition(":")[2] for curie in (own, other)))
    relation = f"relation:{pair}"
    changes = [change for one in statements for change in _changes(row, pair, one)]
    wanted = row.desk.wanted
    if (wanted.since or wanted.until) and not changes:
        return
    if relation not in row.desk.told:
        row.desk.told[relation] = row.item.id
        yield row.node(id_=relation, type_="DiplomaticRelation", party=sorted((own, other)))
    for kind, date in changes:
        local = row.local(pair, kind, date)
        if local not in row.desk.told:
            row.desk.told[local] = row.item.id
            yield row.node(id_=local, type_="RelationChange", changeOf=relation, changeKind=kind, date=date)


def _changes(row: Row, pair: str, statement: Statement) -> Iterator[tuple[str, str]]:
    """What happened and when, as far as it is dated and asked for."""
    for qualifier, kind in _CHANGES.items():
        for value in statement.qualifiers.get(qualifier, ()):
            try:
                date = edtf(value)
            except ValueError as error:
                accepted = "a date of the common era, a millennium or more precise"
                row.reject(f"P530.{qualifier}", f"{pair} {stated(value)}".strip(), str(error), accepted)
                continue
            first, last = bounds(date)
            if first and last and row.desk.wanted.in_years(first.year, last.year):
                yield kind, date
