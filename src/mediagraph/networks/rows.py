"""The rows of a projection, kept as columns of numbers: a hundred thousand of them are a few arrays, not objects."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, overload

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

# Stands for the year of a row that has none.
NO_YEAR = int(np.iinfo(np.int64).min)
_LATE = int(np.iinfo(np.int64).max)
COLUMNS = ("source", "target", "kind", "work", "year")


class Row(NamedTuple):
    """One row of a projection: two parties of a work, through one kind of cooperation, in a year where one is known."""

    source: str
    target: str
    kind: str
    work: str
    year: int | None


@dataclass(frozen=True, eq=False)
class Rows(Sequence[Row]):
    """Rows in their order, each of which is given as a `Row` where it is asked for.

    Attributes:
        nodes: sources and targets, sorted; columns speak of them by their place. Some may be in no row.
        kinds: likewise, what links them.
        works: likewise, through what.
        source: places of nodes.
        target: places of nodes.
        kind: places of kinds.
        work: places of works.
        year: as it is, or NO_YEAR.
    """

    nodes: Sequence[str]
    kinds: Sequence[str]
    works: Sequence[str]
    source: Numbers
    target: Numbers
    kind: Numbers
    work: Numbers
    year: Numbers

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]]) -> Rows:
        """Return rows of five columns as columns; they are read one by one, and not kept.

        Raises:
            TypeError: a year is no whole number, or a name no text.
            OverflowError: a year is beyond all numbers.
        """
        source, target, kind, work, year = (array("q") for _ in COLUMNS)
        nodes: dict[str, int] = {}
        kinds: dict[str, int] = {}
        works: dict[str, int] = {}
        for one, other, through, thing, when in rows:
            source.append(nodes.setdefault(one, len(nodes)))
            target.append(nodes.setdefault(other, len(nodes)))
            kind.append(kinds.setdefault(through, len(kinds)))
            work.append(works.setdefault(thing, len(works)))
            year.append(NO_YEAR if when is None else when)
        node_names, node_place = _sorted(nodes)
        kind_names, kind_place = _sorted(kinds)
        work_names, work_place = _sorted(works)
        return cls(
            node_names,
            kind_names,
            work_names,
            node_place[_numbers(source)],
            node_place[_numbers(target)],
            kind_place[_numbers(kind)],
            work_place[_numbers(work)],
            _numbers(year).copy(),
        )

    def __len__(self) -> int:
        return len(self.source)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> Rows: ...

    def __getitem__(self, place: int | slice) -> Row | Rows:
        if isinstance(place, slice):
            return replace(self, **{name: getattr(self, name)[place] for name in COLUMNS})
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return next(iter(self[place:][:1])) if place >= 0 else self[len(self) + place]

    def __iter__(self) -> Iterator[Row]:
        columns = (self.source, self.target, self.kind, self.work, self.year)
        for source, target, kind, work, year in zip(*(column.tolist() for column in columns), strict=True):
            yield Row(
                self.nodes[source],
                self.nodes[target],
                self.kinds[kind],
                self.works[work],
                None if year == NO_YEAR else year,
            )

    def where(self, kept: NDArray[np.bool_]) -> Rows:
        """Return some of the rows: those at whose place `kept` says so."""
        return replace(self, **{name: getattr(self, name)[kept] for name in COLUMNS})

    def in_order(self) -> Rows:
        """Return the rows sorted by all columns but the year, names by their code points."""
        order = np.lexsort((self.work, self.kind, self.target, self.source))
        return replace(self, **{name: getattr(self, name)[order] for name in COLUMNS})

    def between(self, since: int | None, until: int | None) -> Rows:
        """Return the rows of some years; where either is given, those without a year are left out."""
        if since is None and until is None:
            return self
        kept = self.year != NO_YEAR
        if since is not None:
            kept &= self.year >= since
        if until is not None:
            kept &= self.year <= until
        return self.where(kept)

    def year_of_works(self) -> Numbers:
        """Return the year of each work, or NO_YEAR; where rows differ, that of the last."""
        years = np.full(len(self.works), NO_YEAR)
        dated = self.year != NO_YEAR
        years[self.work[dated]] = self.year[dated]
        return years

    def slugs(self) -> tuple[list[str], Numbers]:
        """Return the short names of the kinds in these rows, sorted, and the place of each row's among them."""
        names = [slug(kind) for kind in self.kinds]
        ordered = sorted({names[kind] for kind in unique(self.kind).tolist()})
        places: Mapping[str, int] = {name: number for number, name in enumerate(ordered)}
        return ordered, np.array([places.get(name, 0) for name in names], np.int64)[self.kind]

    def pairs(self) -> Pairing:
        """Return which two nodes each row links, whichever of them is the source."""
        count = max(len(self.nodes), 1)
        low, high = np.minimum(self.source, self.target), np.maximum(self.source, self.target)
        keys = low * count + high
        order = np.argsort(keys, kind="stable")
        new = starts(keys[order])
        pair = np.empty(len(keys), np.int64)
        pair[order] = np.cumsum(new) - 1
        first = order[new]
        return Pairing(low[first], high[first], first, pair)


class Pairing(NamedTuple):
    """The pairs of nodes that rows link.

    Attributes:
        one: the node of each pair that comes first.
        other: the one that comes second.
        first: the first row of each pair.
        pair: the pair of each row.
    """

    one: Numbers
    other: Numbers
    first: Numbers
    pair: Numbers


def distinct(one: Numbers, other: Numbers) -> tuple[Numbers, Numbers]:
    """Return the combinations of two columns, each once, sorted by the first and then by the second."""
    width = int(other.max(initial=0)) + 1
    keys = unique(one * width + other)
    return keys // width, keys % width


def unique(numbers: Numbers) -> Numbers:
    """Return the numbers, sorted and each once; `numpy.unique` would first import what masked arrays need."""
    ordered = np.sort(numbers)
    return ordered[starts(ordered)]


def starts(ordered: Numbers) -> NDArray[np.bool_]:
    """Tell of each number in a sorted column whether it is the first of its kind."""
    found = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=found[1:])
    return found


def bounds(groups: Numbers, count: int) -> Numbers:
    """Return where each of `count` groups begins in a sorted column, and after them where the last one ends."""
    found: Numbers = np.searchsorted(groups, np.arange(count + 1))
    return found


def first_and_last(groups: Numbers, years: Numbers, count: int) -> tuple[list[int | None], list[int | None]]:
    """Return the first and the last known year of each of `count` groups, whose numbers are sorted, none empty."""
    if not count:
        return [], []
    begins = bounds(groups, count)[:-1]
    first = np.minimum.reduceat(np.where(years == NO_YEAR, _LATE, years), begins).tolist()
    last = np.maximum.reduceat(years, begins).tolist()
    return [None if year == _LATE else year for year in first], [None if year == NO_YEAR else year for year in last]


def slug(iri: str) -> str:
    """Return the last part of an IRI."""
    return iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _sorted(places: Mapping[str, int]) -> tuple[list[str], Numbers]:
    """Names in their order, and for each former place the new one."""
    names = sorted(places)
    moved = np.empty(len(names), np.int64)
    moved[np.fromiter((places[name] for name in names), np.int64, len(names))] = np.arange(len(names))
    return names, moved


def _numbers(column: array[int]) -> Numbers:
    return np.frombuffer(column, np.int64)
