"""Counts over a whole network: pairs and their joint works, partners of each node, anniversaries of pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from mediagraph.networks.choosing import choose, labels
from mediagraph.networks.rows import bounds, distinct, first_and_last, starts, unique

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from mediagraph.networks.rows import Rows
    from mediagraph.questions import Questions

_COUNTRIES = "countries"
_FALLING = "anniversaries/of-relations"


class Pair(NamedTuple):
    """Two nodes of a network and what they did together.

    Attributes:
        one: IRI of the node that comes first by IRI.
        other: IRI of the second.
        one_label: name of the first, English where there is one.
        other_label: name of the second, likewise.
        works: number of works, events, undertakings or outlets on which they cooperated.
        kinds: the same by kind of cooperation; what is of two kinds counts in both.
        first: first year known of them, or None.
        last: last year known, or None.
    """

    one: str
    other: str
    one_label: str
    other_label: str
    works: int
    kinds: Mapping[str, int]
    first: int | None
    last: int | None


class Partners(NamedTuple):
    """A node of a network, with how many it works with and on how much.

    Attributes:
        entity: IRI.
        label: name, English where there is one.
        partners: number of partners.
        works: number of works, events, undertakings or outlets, each counted once.
    """

    entity: str
    label: str
    partners: int
    works: int


class JointAnniversary(NamedTuple):
    """A round anniversary of the relations of two countries, and how much they have done together.

    Attributes:
        ordinal: number of years.
        date: of the anniversary (EDTF).
        earliest: first day that the date can mean.
        latest: last day that it can mean.
        relation: IRI of the relation.
        one: IRI of the country that comes first by IRI.
        other: IRI of the second.
        one_label: name of the first.
        other_label: name of the second.
        works: number of works, events, undertakings or outlets on which the two cooperated.
    """

    ordinal: int
    date: str
    earliest: datetime.date
    latest: datetime.date
    relation: str
    one: str
    other: str
    one_label: str
    other_label: str
    works: int


def pairs(graph: Questions, name: str = _COUNTRIES, **chosen: Any) -> list[Pair]:
    """Return the pairs of a network, those with most works first; see `mediagraph.graph.Graph.pairs`."""
    found = choose(graph, name, **chosen)
    rows = found.rows
    pairing = rows.pairs()
    count = len(pairing.first)
    in_pair, work = distinct(pairing.pair, rows.work)
    works = np.bincount(in_pair, minlength=count)
    first, last = first_and_last(in_pair, rows.year_of_works()[work], count)
    kinds, kind = rows.slugs()
    # Each kind of each pair, as often as it has works.
    of_kind, _ = distinct(pairing.pair * max(len(kinds), 1) + kind, rows.work)
    new = np.flatnonzero(starts(of_kind))
    groups, sizes = of_kind[new], np.diff(new, append=len(of_kind))
    begins = bounds(groups // max(len(kinds), 1), count).tolist()
    shown, counted = [kinds[each] for each in (groups % max(len(kinds), 1)).tolist()], sizes.tolist()
    ends = unique(np.concatenate([pairing.one, pairing.other])).tolist()
    named = labels(graph, [rows.nodes[node] for node in ends], found.table)
    ones, others, totals = pairing.one.tolist(), pairing.other.tolist(), works.tolist()
    answer = []
    for place in np.lexsort((pairing.other, pairing.one, -works)).tolist():
        one, other = rows.nodes[ones[place]], rows.nodes[others[place]]
        own = slice(begins[place], begins[place + 1])
        by_kind = dict(zip(shown[own], counted[own], strict=True))
        answer.append(Pair(one, other, named[one], named[other], totals[place], by_kind, first[place], last[place]))
    return answer


def partners(graph: Questions, name: str = "organisations", **chosen: Any) -> list[Partners]:
    """Return the nodes of a network, those with most partners first; see `mediagraph.graph.Graph.partners`."""
    found = choose(graph, name, **chosen)
    rows = found.rows
    count = len(rows.nodes)
    pairing = rows.pairs()
    ends = np.concatenate([pairing.one, pairing.other[pairing.one != pairing.other]])
    degree = np.bincount(ends, minlength=count)
    on, _ = distinct(np.concatenate([rows.source, rows.target]), np.concatenate([rows.work, rows.work]))
    works = np.bincount(on, minlength=count)
    order = np.lexsort((np.arange(count), -works, -degree))
    order = order[degree[order] > 0]
    named = labels(graph, [rows.nodes[node] for node in order.tolist()], found.table)
    columns = order.tolist(), degree[order].tolist(), works[order].tolist()
    return [
        Partners(rows.nodes[node], named[rows.nodes[node]], partners_, works_)
        for node, partners_, works_ in zip(*columns, strict=True)
    ]


def anniversaries(graph: Questions, first: datetime.date, last: datetime.date, **chosen: Any) -> list[JointAnniversary]:
    """Return the anniversaries of pairs that fall in a span; see `mediagraph.graph.Graph.anniversaries`."""
    falling = list(graph.rows(_FALLING, **{"from": first, "to": last}))
    found = choose(graph, _COUNTRIES, **chosen)
    works = _works(found.rows, {(row.one, row.other) for row in falling})
    named = labels(graph, sorted({*(row.one for row in falling), *(row.other for row in falling)}), found.table)
    return [
        JointAnniversary(
            row.ordinal,
            row.date,
            row.earliest,
            row.latest,
            row.relation,
            row.one,
            row.other,
            named[row.one],
            named[row.other],
            works.get((row.one, row.other), 0),
        )
        for row in falling
    ]


def _works(rows: Rows, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The number of joint works of some pairs, each given in the order of its IRIs."""
    pairing = rows.pairs()
    in_pair, _ = distinct(pairing.pair, rows.work)
    counts = np.bincount(in_pair, minlength=len(pairing.first)).tolist()
    columns: Sequence[Sequence[int]] = (pairing.one.tolist(), pairing.other.tolist(), counts)
    return {
        pair: count
        for one, other, count in zip(*columns, strict=True)
        if (pair := (rows.nodes[one], rows.nodes[other])) in wanted
    }
