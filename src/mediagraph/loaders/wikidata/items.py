"""Wikidata's items, whatever they were read from: names, classes, and statements with rank and qualifiers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ENTITY = "http://www.wikidata.org/entity/"
_QID = re.compile(r"Q[1-9][0-9]*")
_TIME = re.compile(r"([+-]?[0-9]+)-([0-9]{2})-([0-9]{2})(?:T.*)?")


class Sort(Enum):
    """What the value of a statement is."""

    ITEM = "item"
    TEXT = "text"
    TIME = "time"
    QUANTITY = "quantity"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a statement or a qualifier.

    Attributes:
        sort: what it is.
        text: the item's id, the text, the time as Wikidata writes it, or the amount; empty for an unknown value.
        language: of a text, in lower case; empty where the text has none.
        precision: of a time: 11 a day, 10 a month, 9 a year, 8 a decade, 7 a century, 6 a millennium.
        unit: of a quantity, an item's id; empty for a bare number.

    Raises:
        TypeError: one of them is of another type, as what was read may be.
    """

    sort: Sort
    text: str = ""
    language: str = ""
    precision: int = 0
    unit: str = ""

    def __post_init__(self) -> None:
        texts = (self.text, self.language, self.unit)
        if not (all(isinstance(text, str) for text in texts) and isinstance(self.precision, int)):
            raise TypeError("a value of another type than its sort has")


@dataclass(slots=True)
class Statement:
    """A statement that is not deprecated.

    Attributes:
        value: what it says; None until a row that says it was read.
        preferred: whether its rank is above normal.
        qualifiers: values by property.
    """

    value: Value | None = None
    preferred: bool = False
    qualifiers: dict[str, list[Value]] = field(default_factory=dict)


@dataclass(slots=True)
class Item:
    """What was read of an item.

    Attributes:
        id: such as Q31.
        labels: names by language.
        roots: the classes, of those that matter here, that it is an instance of, by however many steps.
        claims: statements by property.
    """

    id: str
    labels: dict[str, str] = field(default_factory=dict)
    roots: set[str] = field(default_factory=set)
    claims: dict[str, list[Statement]] = field(default_factory=dict)

    @property
    def iri(self) -> str:
        """The item's IRI."""
        return ENTITY + self.id

    @property
    def shown(self) -> str:
        """The item for a reader: its id and, where known, a name."""
        names = [self.labels[language] for language in ("en", "mul", *sorted(self.labels)) if language in self.labels]
        return f"{self.id} {names[0]}" if names else self.id

    def best(self, property_: str) -> list[Statement]:
        """Return the statements of the best rank: the preferred ones, else the normal ones."""
        return best(self.claims.get(property_, ()))

    def values(self, property_: str) -> list[Value]:
        """Return the known values of the statements of the best rank, each once, in a stable order."""
        found = {one.value for one in self.best(property_) if one.value and one.value.sort is not Sort.UNKNOWN}
        return sorted(found, key=order)

    def ids(self, property_: str) -> list[str]:
        """Return the items that the statements of the best rank name."""
        return [value.text for value in self.values(property_) if value.sort is Sort.ITEM]


@dataclass(frozen=True, slots=True)
class Found:
    """An item of the source with what is known of those that it names.

    Attributes:
        number: its position in the source, from 1.
        item: itself.
        linked: other items by id.
    """

    number: int
    item: Item
    linked: Mapping[str, Item]

    def named(self, id_: str) -> Item:
        """Return what is known of the item with this id; perhaps nothing but the id."""
        return self.item if id_ == self.item.id else self.linked.get(id_) or Item(id_)


def best(statements: Iterable[Statement]) -> list[Statement]:
    """Return the preferred ones of `statements`; all of them where none is preferred."""
    known = [one for one in statements if one.value is not None]
    return [one for one in known if one.preferred] or known


def order(value: Value) -> tuple[str, int, str, str, str]:
    """Return the key by which values are sorted: items by number, the rest by text."""
    number = int(value.text[1:]) if value.sort is Sort.ITEM else 0
    return value.sort.value, number, value.text, value.language, value.unit


def is_qid(text: str) -> bool:
    """Tell whether `text` is the id of an item."""
    return _QID.fullmatch(text) is not None


def qid(iri: str) -> str:
    """Return the id of the item with this IRI, or nothing where it is no item's."""
    local = iri.removeprefix(ENTITY)
    return local if local != iri and is_qid(local) else ""


def year(value: Value) -> int | None:
    """Return the year that a time begins with; None where there is none."""
    match = _TIME.fullmatch(value.text)
    return int(match[1]) if match and value.sort is Sort.TIME else None


def stated(value: Value) -> str:
    """Return a time for a reader, no more precisely than it is stated; nothing for an unknown value."""
    match = _TIME.fullmatch(value.text)
    if match is None:
        return value.text
    parts = match.groups()[: 1 if value.precision < 10 else value.precision - 8]
    return "-".join(parts).removeprefix("+")


def edtf(value: Value) -> str:
    """Return a time as EDTF, exactly as precise as it is stated.

    A century is the hundred years that Wikidata means by it: the 20th is 1901/2000.

    Raises:
        ValueError: it is unknown, before the common era, vaguer than a millennium, or in no calendar.

    >>> edtf(Value(Sort.TIME, "+1971-10-25T00:00:00Z", precision=11))
    '1971-10-25'
    >>> edtf(Value(Sort.TIME, "1980-01-01T00:00:00Z", precision=8))
    '198X'
    """
    match = _TIME.fullmatch(value.text)
    if value.sort is not Sort.TIME or match is None:
        raise ValueError("an unknown date")
    first, month, day = int(match[1]), match[2], match[3]
    if first < 1:
        raise ValueError("a date before the common era")
    if first > 9999 or value.precision < 6:
        raise ValueError("a date that is too vague")
    if value.precision >= 10:
        _check(first, int(month), int(day) if value.precision > 10 else 1)
    if value.precision >= 11:
        return f"{first:04}-{month}-{day}"
    if value.precision == 10:
        return f"{first:04}-{month}"
    if value.precision == 9:
        return f"{first:04}"
    if value.precision == 8:
        return f"{first // 10:03}X"
    length = 100 if value.precision == 7 else 1000
    last = -(-first // length) * length
    if last > 9999:
        raise ValueError("a date that is too vague")
    return f"{last - length + 1:04}/{last:04}"


def _check(year_: int, month: int, day: int) -> None:
    try:
        date(year_, month, day)
    except ValueError as error:
        raise ValueError("no day of the calendar") from error
