"""People, organisations and channels of schema.org as records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.loaders.schemaorg.kinds import sort

if TYPE_CHECKING:
    from mediagraph.loaders.schemaorg.rows import Row
    from mediagraph.loaders.schemaorg.things import Thing

AGENTS = ("Person", "Organisation", "Channel")
_PREFIXES = {"Person": "person", "Organisation": "organisation", "Channel": "outlet"}
_KEYS = {
    "Person": ("imdb", "tmdb", "wikidata"),
    "Organisation": ("imdb", "tmdb", "wikidata"),
    "Channel": ("wikidata",),
    "Agent": ("wikidata",),
}
_VARIANTS = {
    "Person": ("alternateName",),
    "Organisation": ("alternateName", "legalName"),
    "Channel": ("alternateName", "broadcastDisplayName"),
    "Agent": ("alternateName", "legalName"),
}
_FIRST = {"Organisation": ("name", "legalName"), "Channel": ("name", "broadcastDisplayName")}


def agent(row: Row, thing: Thing, column: str, default: str) -> str:
    """Return the id of an agent or outlet; nothing where it cannot be named.

    What has an IRI and a class is told in a row of its own, anything else in `row`.

    Args:
        row: takes the record.
        thing: a node, or the name in its place.
        column: the property that leads to it.
        default: what it is where its class does not tell: Person, Organisation, Channel, or Agent for either.
    """
    if known := row.known(thing):
        return known
    found, more = sort(thing.types)
    kind = found if found in AGENTS else default
    names, variants = row.names(thing, _FIRST.get(kind, ("name",)), _VARIANTS[kind])
    if kind == "Person" and not names:
        parts = [row.things.texts(thing, name)[:1] for name in ("givenName", "familyName")]
        words = [text for part in parts for _, text in part]
        names = row.names(type(thing)(text=" ".join(words)), (), ())[0] if words else {}
    name = next(iter(names.values()), "")
    if not name or name.startswith(("http://", "https://")):
        row.nameless(thing, column)
        return ""
    id_ = row.id_of(thing, _PREFIXES[kind], kind, name) if kind in _PREFIXES else _either(row, thing, name)
    if row.is_apart(thing, found in AGENTS):
        return id_
    row.tell(thing, id_)
    items = {"name": names, "variantName": variants, **row.identified(thing, kind, _KEYS[kind])}
    items |= _attributes(row, thing, kind)
    items["partOf"] = [whole for whole in items.get("partOf", ()) if whole != id_]  # what only shares its name
    if found == kind and more:
        items["organisationKind"] = more
    row.leave_unread(thing, kind)
    row.share(row.node(id_, kind, items))
    return id_


def _attributes(row: Row, thing: Thing, kind: str) -> dict[str, Any]:
    """What is told of an agent beside its names."""
    if kind == "Person":
        return {"nationality": row.countries(thing, "nationality")}
    if kind == "Organisation":
        above = [_organisation(row, one) for one in row.things.at(thing, "parentOrganization")]
        return {"inCountry": _seats(row, thing), "partOf": list(filter(None, above))}
    if kind == "Channel":
        operators = [_organisation(row, one) for one in row.things.at(thing, "broadcaster", "provider")[:1]]
        above = [agent(row, one, "parentService", "Channel") for one in row.things.at(thing, "parentService")]
        return {
            "operator": list(filter(None, operators)),
            "language": row.languages(thing),
            "partOf": [one for one in above if one.startswith("outlet:")],
        }
    return {}


def _organisation(row: Row, thing: Thing) -> str:
    """The id of what has to be an organisation; that of anything else is left out."""
    if sort(thing.types)[0] in {"Person", "Channel"}:
        row.desk.leave("organisations not read, since they are typed as others", ", ".join(sorted(thing.types)))
        return ""
    return agent(row, thing, "parentOrganization", "Organisation")


def _either(row: Row, thing: Thing, name: str) -> str:
    """The id of a person or an organisation, the file does not say which."""
    id_ = row.id_of(thing, "organisation", "Agent", name)
    return row.statement("agent", id_.removeprefix(f"organisation:{row.job.source}-"))


def _seats(row: Row, thing: Thing) -> list[str]:
    """The countries of an organisation's addresses; text without a country in a field of its own is not taken apart."""
    found: dict[str, None] = {}
    for place in row.things.at(thing, "address", "location"):
        if place.text:
            row.desk.leave("addresses not read", place.text)
            continue
        if "Country" in place.types:
            found[row.country(place, "location")] = None
        inner = [place, *row.things.at(place, "address")]
        for one in inner:
            for country in row.things.at(one, "addressCountry"):
                found[row.country(country, "addressCountry")] = None
    return [id_ for id_ in found if id_]
