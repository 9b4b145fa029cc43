"""Items out of Wikidata's own JSON of entities, as its API, its entity pages and its dumps give it.

The form is told at https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mediagraph.loaders.wikidata.items import Item, Sort, Statement, Value, is_qid, qid
from mediagraph.loaders.wikidata.known import known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_READ = frozenset(
    (
        *("P17", "P31", "P57", "P136", "P218", "P220", "P272", "P279", "P297", "P298", "P305", "P345", "P361"),
        *("P364", "P407", "P495", "P530", "P577", "P749", "P773", "P856", "P1476", "P2047", "P4947", "P4983"),
    )
)
_QUALIFIERS = frozenset(("P291", "P580", "P582"))
_JULIAN = "Q1985786"
_DAY = re.compile(r"([+-][0-9]+)-([0-9]{2})-([0-9]{2})T.*")


def entities_of(document: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the entities of a document: of an answer of the API, of an entity page, or the one that it is.

    Raises:
        ValueError: it holds none.
    """
    if isinstance(document, dict) and isinstance(document.get("entities"), dict):
        yield from document["entities"].values()
    elif isinstance(document, dict) and "id" in document and ("labels" in document or "claims" in document):
        yield document
    else:
        raise ValueError("neither an entity of Wikidata nor an answer to one of the queries")


def read_entity(entity: Mapping[str, Any]) -> Item:
    """Return the item that `entity` describes; its classes are left to who knows the others of the file.

    Raises:
        ValueError: it is not of the form.
    """
    languages = known().languages
    try:
        if "missing" in entity:
            raise ValueError("Wikidata has no such entity")
        if not is_qid(entity["id"]):
            raise ValueError("no item: its id is not Q and a number")
        labels = entity.get("labels") or {}
        claims = entity.get("claims") or {}  # PHP writes an empty mapping as a list
        item = Item(entity["id"])
        item.labels = {language: _text(labels[language]["value"]) for language in languages if language in labels}
        for property_ in sorted(_READ & set(claims)):
            statements = [_statement(one) for one in claims[property_] if one["rank"] != "deprecated"]
            item.claims[property_] = [one for one in statements if one.value is not None]
        return item
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an entity of Wikidata ({error!r})") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a label that is not text")
    return value


def _statement(given: Mapping[str, Any]) -> Statement:
    qualifiers: dict[str, list[Value]] = {}
    for property_ in sorted(_QUALIFIERS & set(given.get("qualifiers") or {})):
        values = (_value(snak) for snak in given["qualifiers"][property_])
        qualifiers[property_] = list(dict.fromkeys(value for value in values if value is not None))
    return Statement(_value(given["mainsnak"]), given["rank"] == "preferred", qualifiers)


def _value(snak: Mapping[str, Any]) -> Value | None:
    """The value of a snak; None where it says that there is no value."""
    if snak["snaktype"] == "novalue":
        return None
    if snak["snaktype"] == "somevalue":
        return Value(Sort.UNKNOWN)
    type_, value = snak["datavalue"]["type"], snak["datavalue"]["value"]
    if type_ == "wikibase-entityid":
        id_ = value.get("id") or f"Q{value['numeric-id']}"
        return Value(Sort.ITEM, id_) if is_qid(id_) else Value(Sort.TEXT, id_)
    if type_ == "time":
        return Value(Sort.TIME, _gregorian(value), precision=value["precision"])
    if type_ == "quantity":
        return Value(Sort.QUANTITY, value["amount"].removeprefix("+"), unit=qid(_secure(value["unit"])))
    if type_ == "monolingualtext":
        return Value(Sort.TEXT, value["text"], language=value["language"].lower())
    return Value(Sort.TEXT, str(value))


def _secure(iri: str) -> str:
    return iri.replace("https://", "http://")  # older entities have either


def _gregorian(time: Mapping[str, Any]) -> str:
    """A time as RDF has it: a day of the Julian calendar is told as one of the Gregorian."""
    text: str = time["time"]
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(f"no time: {text}")
    if time["precision"] < 11 or not time["calendarmodel"].endswith(_JULIAN) or match[2] == "00" or match[3] == "00":
        return text
    year, month, day = gregorian(*(int(part) for part in match.groups()))
    return f"{year:+05}-{month:02}-{day:02}T00:00:00Z"


def gregorian(year: int, month: int, day: int) -> tuple[int, int, int]:
    """Return the day of the Gregorian calendar that a day of the Julian calendar is.

    By the count of days that both share (E. G. Richards, Explanatory Supplement to the Astronomical Almanac, 3rd
    edition, section 15.11).

    >>> gregorian(1917, 10, 25)
    (1917, 11, 7)
    """
    shifted = (14 - month) // 12
    years, months = year + 4800 - shifted, month + 12 * shifted - 3
    count = day + (153 * months + 2) // 5 + 365 * years + years // 4 - 32083
    a = count + 32044
    b = (4 * a + 3) // 146097
    c = a - 146097 * b // 4
    d = (4 * c + 3) // 1461
    e = c - 1461 * d // 4
    m = (5 * e + 2) // 153
    return 100 * b + d - 4800 + m // 10, m + 3 - 12 * (m // 10), e - (153 * m + 2) // 5 + 1
