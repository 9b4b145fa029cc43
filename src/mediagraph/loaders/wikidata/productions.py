"""Films and series: the work, who directed and produced it, and when and where it was published."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from mediagraph.loaders.wikidata.desk import Row, tidy
from mediagraph.loaders.wikidata.items import Sort, edtf, stated, year
from mediagraph.loaders.wikidata.known import FILM, SERIES, known
from mediagraph.records import Node, bounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.loaders.wikidata.desk import Desk
    from mediagraph.loaders.wikidata.items import Found, Item, Value


def is_production(item: Item) -> bool:
    """Tell whether an item is a film or a series."""
    return not item.roots.isdisjoint({FILM, SERIES})


def is_wanted(desk: Desk, found: Found) -> bool:
    """Tell whether a film or series of a file is of the countries and years that are asked for."""
    item, wanted = found.item, desk.wanted
    if not wanted.takes({desk.country(found.named(id_))[0] for id_ in item.ids("P495")}):
        return False
    if wanted.since is None and wanted.until is None:
        return True
    years = [first for value in item.values("P577") if (first := year(value)) is not None]
    return any(wanted.in_years(one, one) for one in years) and (wanted.since is None or min(years) >= wanted.since)


def productions(desk: Desk, found: Found) -> Iterator[Node]:
    """Yield the records of a film or a series; none, and a fault for each reason, where it is rejected."""
    row = Row(desk, found)
    item = found.item
    series = SERIES in item.roots
    titles: dict[str, list[str]] = {}
    for value in item.values("P1476"):
        if text := " ".join(value.text.split()):
            titles.setdefault(value.language or "und", []).append(text)
    imdb = row.imdb(item, "tt")
    work = f"work:imdb-{imdb[0]}" if imdb else f"work:wikidata-{item.id}"
    if work in desk.told:
        reason = f"the same IMDb id as {desk.told[work]}, which comes before"
        row.reject("P345", imdb[0] if imdb else item.id, reason, "one item a work")
    origins = [row.country("P495", id_) for id_ in item.ids("P495")]
    directors = {id_: row.agent("P57", id_, person=True) for id_ in item.ids("P57")}
    companies = {id_: row.agent("P272", id_) for id_ in item.ids("P272")}
    releases = list(_releases(row, work))
    parts = [_part(row, "director", id_, agent) for id_, agent in directors.items()]
    if len(companies) == 1:
        parts += [_part(row, "producer", id_, agent) for id_, agent in companies.items()]
    node = row.node(
        id_=work,
        type_="Series" if series else "Film",
        name=tidy(item.labels) or {language: texts[0] for language, texts in titles.items()} or row.name(),
        originalTitle=titles,
        imdb=imdb,
        tmdb=[v.text for v in item.values("P4983" if series else "P4947") if re.fullmatch(r"[0-9]+", v.text)],
        wikidata=item.iri,
        countryOfOrigin=list(dict.fromkeys(origins)),
        language=_languages(row),
        genre=_genres(row),
        runtime=_runtimes(row),
        participation=parts,
    )
    if row.spoilt:
        return
    yield from row.taken()
    desk.told[work] = item.id
    yield node
    if len(companies) > 1:
        yield _co_production(row, work, companies, [one["status"] for one in releases])
    yield from releases


def _part(row: Row, role: str, id_: str, agent: str) -> Node:
    local = row.local(row.item.id, role, id_)
    return row.node(id_=local, type_="Participation", role=role, agent=agent)


def _co_production(row: Row, work: str, companies: dict[str, str], statuses: list[str]) -> Node:
    """The companies together; Wikidata does not say who led, so that all are co-producers."""
    return row.node(
        id_=row.local(row.item.id, "co-production"),
        type_="Cooperation",
        cooperationKind="co-production",
        cooperationOn=work,
        # One release that happened tells that the work was made; none tells nothing.
        status="happened" if "happened" in statuses else "planned" if statuses else "",
        participation=[_part(row, "co-producer", id_, agent) for id_, agent in companies.items()],
    )


def _releases(row: Row, work: str) -> Iterator[Node]:
    """A release for each date of publication, and for each country that it is stated of."""
    made: dict[str, Node] = {}
    for statement in row.item.best("P577"):
        value = statement.value
        if value is None or value.sort is Sort.UNKNOWN:
            continue
        date = _date(row, value)
        if not date:
            continue
        first = bounds(date)[0]
        places = statement.qualifiers.get("P291", [])
        ids = sorted({place.text for place in places if place.sort is Sort.ITEM}, key=lambda id_: int(id_[1:]))
        known_here = {id_: row.desk.country(row.found.named(id_))[0] for id_ in ids}
        countries = sorted({curie for curie in known_here.values() if curie})
        elsewhere = [row.found.named(id_).shown for id_, curie in known_here.items() if not curie]
        local = row.local(row.item.id, "release", date, *(curie.partition(":")[2] for curie in countries))
        notes = [*made[local].get("editorialNote", {}).get("en", [])] if local in made else []
        notes += [note for place in elsewhere if (note := f"Place of publication: {place}.") not in notes]
        made[local] = row.node(
            id_=local,
            type_="Release",
            ofWork=work,
            releaseKind="release",
            date=date,
            status="planned" if first and first > row.desk.day else "happened",
            territory=countries,
            editorialNote={"en": sorted(notes)} if notes else None,
        )
    yield from (made[local] for local in sorted(made))


def _date(row: Row, value: Value) -> str:
    try:
        return edtf(value)
    except ValueError as error:
        row.leave_out("P577", stated(value), str(error))
        return ""


def _languages(row: Row) -> list[str]:
    ids = {id_: property_ for property_ in ("P407", "P364") for id_ in row.item.ids(property_)}
    return sorted({tag for id_, property_ in ids.items() if (tag := row.language(property_, id_))})


def _genres(row: Row) -> list[str]:
    genres = known().genres
    stated_ones = row.item.ids("P136")
    for id_ in stated_ones:
        if id_ not in genres:
            row.leave_out("P136", "", "a genre for which there is no concept")
    return sorted({genres[id_] for id_ in (*stated_ones, *row.item.ids("P31")) if id_ in genres})


def _runtimes(row: Row) -> list[int]:
    """Durations in whole minutes, halves rounded up."""
    found: set[int] = set()
    for value in row.item.values("P2047"):
        minutes = known().units.get(value.unit)
        try:
            length = int(Fraction(value.text) * minutes + Fraction(1, 2)) if minutes is not None else 0
        except ValueError:
            length = 0
        if length < 1:
            shown = f"{value.text} {value.unit}".strip()
            row.leave_out("P2047", shown, "no duration of half a minute or more, in minutes, hours or seconds")
        else:
            found.add(length)
    return sorted(found)
