"""Events and articles of schema.org as records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.loaders.schemaorg.agents import agent
from mediagraph.loaders.schemaorg.kinds import sort

if TYPE_CHECKING:
    from mediagraph.loaders.schemaorg.rows import Row
    from mediagraph.loaders.schemaorg.things import Thing
    from mediagraph.records import Node


def event(row: Row, thing: Thing) -> str:
    """Return the id of an event; nothing where it has no name. What has an IRI is told in a row of its own."""
    if known := row.known(thing):
        return known
    names, variants = row.names(thing, ("name",), ("alternateName",))
    if not names:
        row.nameless(thing, "name")
        return ""
    found, class_ = sort(thing.types)
    class_ = class_ if found == "Event" else "Event"
    date = row.period(thing)
    name = next(iter(names.values()))
    # Each edition of a festival is one of its own, though they share a name.
    id_ = row.id_of(thing, "event", class_, f"{name} {date}".strip())
    if row.is_apart(thing, found == "Event"):
        return id_
    row.tell(thing, id_)
    organisers = [agent(row, one, "organizer", "Agent") for one in row.things.at(thing, "organizer")]
    items: dict[str, Any] = {
        "name": names,
        "variantName": variants,
        **row.identified(thing, class_, ("wikidata",)),
        "date": date,
        "inPlace": _country(row, thing),
        "partOf": [whole for one in row.things.at(thing, "superEvent") if (whole := event(row, one)) not in {"", id_}],
        "participation": [row.participation(id_, "organiser", one) for one in organisers if one],
    }
    row.leave_unread(thing, "Event")
    row.share(row.node(id_, class_, items))
    return id_


def _country(row: Row, thing: Thing) -> str:
    """The country of an event's place; what lies within a country is not told."""
    found = ""
    for place in row.things.at(thing, "location"):
        addresses = [place, *row.things.at(place, "address")]
        countries = [one for address in addresses for one in row.things.at(address, "addressCountry")]
        if "Country" in place.types:
            countries.append(place)
        for one in countries:
            found = found or row.country(one, "location")
        if not countries or "Country" not in place.types:
            row.desk.leave("places not read", place.text or ", ".join(row.things.words(place, "name")) or place.name)
    return found


def article(row: Row, thing: Thing) -> list[Node]:
    """Return the record of an article as a source: what it is, not what it says."""
    spoken = row.languages(thing)
    language = spoken[0] if len(spoken) == 1 else ""
    names, variants = row.names(thing, ("headline", "name"), ("name", "alternativeHeadline", "alternateName"), language)
    if not names:
        row.nameless(thing, "headline")
        return []
    id_ = row.id_of(thing, "source", "Article", next(iter(names.values())))
    row.tell(thing, id_)
    authors = []
    if any("News" in name for name in thing.types):
        authors = [agent(row, one, "author", "Agent") for one in row.things.at(thing, "author")]
    elif "author" in thing.values:
        row.desk.leave("properties not read of Article", "author")
    publishers = [agent(row, one, "publisher", "Organisation") for one in row.things.at(thing, "publisher")]
    identified = row.identified(thing, "Article", ("wikidata",))
    items: dict[str, Any] = {
        "name": names,
        "variantName": variants,
        "wikidata": identified.get("wikidata"),
        "address": row.page(thing),
        "date": row.date(thing, "datePublished"),
        "language": spoken,
        "publisher": [one for one in publishers if not one.startswith("outlet:")],
        "participation": [row.participation(id_, "reporter", one) for one in authors if one],
    }
    row.leave_unread(thing, "Article")
    return [row.node(id_, "Source", items)]
