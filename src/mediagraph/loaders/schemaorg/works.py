"""Films, series, episodes and their releases of schema.org as records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.loaders.schemaorg import values
from mediagraph.loaders.schemaorg.agents import agent
from mediagraph.loaders.schemaorg.kinds import sort
from mediagraph.loaders.schemaorg.occasions import event
from mediagraph.records import Node, bounds

if TYPE_CHECKING:
    from mediagraph.loaders.schemaorg.rows import Row
    from mediagraph.loaders.schemaorg.things import Thing

_SERIES = "Series"


def work(row: Row, thing: Thing, class_: str) -> list[Node]:
    """Return the records of a work: itself, the co-production of its companies, and its releases."""
    names, variants = row.names(thing, ("name", "headline"), ("alternateName", "headline"))
    if not names:
        row.nameless(thing, "name")
        return []
    id_ = work_id(row, thing, class_)
    row.tell(thing, id_)
    companies, makers = _producers(row, thing)
    releases = _releases(row, thing, id_)
    parts = [row.participation(id_, "producer", one) for one in makers]
    parts += [row.participation(id_, "director", one) for one in _agents(row, thing, "director", "Person")]
    if len(companies) == 1:
        parts += [row.participation(id_, "producer", one) for one in companies if one not in makers]
    items: dict[str, Any] = {
        "name": names,
        "variantName": variants,
        **row.identified(thing, class_, ("imdb", "tmdb", "wikidata", "eidr")),
        "countryOfOrigin": row.countries(thing, "countryOfOrigin"),
        "language": row.languages(thing),
        "genre": _genres(row, thing),
        "runtime": _runtime(row, thing),
        "partOf": _series(row, thing) if class_ == "Episode" else "",
        "participation": parts,
    }
    row.leave_unread(thing, class_)
    node = row.node(id_, class_, items)
    cooperation = _co_production(row, id_, companies, releases) if len(companies) > 1 else []
    return [node, *cooperation, *releases]


def work_id(row: Row, thing: Thing, class_: str) -> str:
    """Return the id of a work; nothing where it has no name."""
    names, _ = row.names(thing, ("name", "headline"), ())
    name = next(iter(names.values()), "")
    if not name:
        return ""
    if class_ == _SERIES:
        name = f"{_SERIES} {name}"  # a film, or an episode, may be called like it
    elif class_ == "Episode":
        above = _series_of(row, thing)
        first, _ = row.names(above, ("name", "headline"), ()) if above else ({}, {})
        name = f"{next(iter(first.values()), '')} {name}"
    return row.id_of(thing, "work", class_, name)


def _agents(row: Row, thing: Thing, column: str, default: str) -> list[str]:
    found = [agent(row, one, column, default) for one in row.things.at(thing, column)]
    return list(dict.fromkeys(filter(None, found)))


def _producers(row: Row, thing: Thing) -> tuple[list[str], list[str]]:
    """The companies that produced a work, and the people or unknown agents who did."""
    companies = _agents(row, thing, "productionCompany", "Organisation")
    makers = []
    for id_ in _agents(row, thing, "producer", "Agent"):
        if not id_.startswith("organisation:"):
            makers.append(id_)
        elif id_ not in companies:
            companies.append(id_)
    return companies, makers


def _co_production(row: Row, id_: str, companies: list[str], releases: list[Node]) -> list[Node]:
    """The companies together; schema.org does not say who led, so that all are co-producers."""
    own = row.statement(id_, "co-production")
    statuses = {release["status"] for release in releases}
    items: dict[str, Any] = {
        "cooperationKind": "co-production",
        "cooperationOn": id_,
        # A release that happened tells that the work was made; none tells nothing.
        "status": "happened" if "happened" in statuses else "planned" if statuses else "",
        "participation": [row.participation(own, "co-producer", one) for one in companies],
    }
    return [row.node(own, "Cooperation", items)]


def _genres(row: Row, thing: Thing) -> list[str]:
    scheme = row.job.concepts.get("genre")
    found: dict[str, None] = {}
    for text in row.things.words(thing, "genre"):
        for part in filter(None, map(str.strip, text.split(","))):
            iri, _ = scheme.find(part) if scheme else ("", ())
            if iri:
                found[row.job.context.compress(iri)] = None
            else:
                row.desk.leave("genres not in the scheme", part)
    return list(found)


def _runtime(row: Row, thing: Thing) -> str:
    for column in ("duration", "timeRequired"):
        for one in row.things.at(thing, column):
            for text in [one.text] if one.text else row.things.words(one, "name", "value"):
                try:
                    found = values.minutes(text)
                except ValueError:
                    row.reject(column, text, "not a duration", "write it by ISO 8601, such as PT1H32M")
                    continue
                if found:
                    return str(found)
                row.desk.leave("durations not read", text)
    return ""


def _series(row: Row, thing: Thing) -> str:
    """The id of the series of an episode; without one it is rejected."""
    if above := _series_of(row, thing):
        return series(row, above)
    row.reject("partOfSeries", "", "an episode without its series", "name the series in partOfSeries, as a TVSeries")
    return ""


def _series_of(row: Row, thing: Thing) -> Thing | None:
    """The series of an episode: as the episode says, or its season, or the series itself."""
    seasons = [*row.things.at(thing, "partOfSeason"), *row.things.pointing_at(thing, "episode", "episodes")]
    whole = row.things.at(thing, "partOfSeries", "isPartOf")
    for one in seasons:
        whole += [one, *row.things.at(one, "partOfSeries", "isPartOf")]
        whole += row.things.pointing_at(one, "containsSeason", "season", "seasons")
    for one in whole:
        if one.text or sort(one.types) == ("Work", _SERIES):
            return one
    return None


def series(row: Row, thing: Thing) -> str:
    """Return the id of a series. What has an IRI is told in a row of its own, else several rows may tell of it."""
    if known := row.known(thing):
        return known
    if row.is_apart(thing, sort(thing.types)[0] == "Work"):
        return work_id(row, thing, _SERIES)
    nodes = work(row, thing, _SERIES)
    for node in nodes:
        row.share(node)
    return str(nodes[0]["id"]) if nodes else ""


def _releases(row: Row, thing: Thing, id_: str) -> list[Node]:
    """The releases that a work names, and that of `datePublished` unless one of them is of that date."""
    found: dict[str, Node] = {}
    for one in row.things.at(thing, "releasedEvent", "publication"):
        if one.is_described and (node := release(row, one, id_)):
            found.setdefault(node["id"], node)
        elif not one.is_described:
            row.desk.leave("releases not read", one.text or one.name)
    dates = {node.get("date") for node in found.values()}
    for text in row.things.words(thing, "datePublished"):
        try:
            date = values.day(text)
        except ValueError:
            row.reject("datePublished", text, "not a date", "write it by ISO 8601, such as 2021-10-25")
            continue
        if date not in dates:
            dates.add(date)
            node = _release(row, id_, "release", date, {})
            found.setdefault(node["id"], node)
    return list(found.values())


def release(row: Row, thing: Thing, id_: str) -> Node | None:
    """Return the record of a release of the work with the id `id_`; None where it has no date, or was cancelled."""
    if any("Cancelled" in text for text in row.things.words(thing, "eventStatus")):
        row.desk.leave("releases not read", "cancelled")
        return None
    date = row.period(thing)
    if not date:
        row.desk.leave("releases not read", "without a date")
        return None
    found, kind = sort(thing.types)
    kind = kind if found == "Release" else "release"
    outlets = [agent(row, one, "publishedOn", "Channel") for one in row.things.at(thing, "publishedOn")]
    items: dict[str, Any] = {
        "territory": _territories(row, thing),
        "viaOutlet": [outlet for outlet in outlets if outlet.startswith("outlet:")],
        "atEvent": [one for above in row.things.at(thing, "superEvent") if (one := event(row, above))],
        "language": row.languages(thing),
    }
    node = _release(row, id_, kind, date, items)
    if kind == "broadcast":
        by = _agents(row, thing, "publishedBy", "Organisation")
        if by:
            node["participation"] = [row.participation(node["id"], "broadcaster", one) for one in by]
    elif "publishedBy" in thing.values:
        row.desk.leave("properties not read of Release", "publishedBy")
    row.leave_unread(thing, "Release")
    return node


def _release(row: Row, id_: str, kind: str, date: str, items: dict[str, Any]) -> Node:
    first = bounds(date)[0]
    status = "planned" if first and first > row.desk.surroundings.day else "happened"
    where = [one for key in ("territory", "viaOutlet", "atEvent") for one in items.get(key, ())]
    own = row.statement(id_, kind, date.replace("/", "-to-"), *where)
    return row.node(own, "Release", {"ofWork": id_, "releaseKind": kind, "status": status, "date": date, **items})


def _territories(row: Row, thing: Thing) -> list[str]:
    """The countries of a release; places within a country are left out."""
    found: dict[str, None] = {}
    for place in row.things.at(thing, "location"):
        if place.text or "Country" in place.types:
            known = row.country(place, "location") if not place.text else row.job.countries.find(place.text)[0]
            if known:
                found[known] = None
                continue
        row.desk.leave("places not read", place.text or ", ".join(row.things.words(place, "name")) or place.name)
    return list(found)


def showing(row: Row, thing: Thing) -> list[Node]:
    """Return the records of a release that stands on its own and names its work."""
    nodes: list[Node] = []
    works = row.things.at(thing, "workPresented", "workPerformed", "workFeatured")
    for one in works:
        kind, class_ = sort(one.types)
        id_ = work_id(row, one, class_) if kind == "Work" else ""
        if not id_:
            row.nameless(one, "workPresented")
        elif node := release(row, thing, id_):
            nodes.append(node)
    if not works:
        row.desk.leave("releases not read", "without a work")
    return nodes
