"""Occasions: does cooperation cluster around round anniversaries of diplomatic relations?

For each pair of countries, the years of their joint works are set beside the years of the round anniversaries of
their relations. Were the two unrelated, any phase of the anniversaries would do as well: the permutation test (R. A.
Fisher, The Design of Experiments, 1935; B. Phipson and G. K. Smyth, Statistical Applications in Genetics 9, 2010, for
the p-value of random permutations) shifts the anniversaries of each pair by a random number of years, which keeps how
the works of a pair bunch together, and asks how often chance alone brings as many works as near.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Clustering:
    """What the test found.

    Attributes:
        every: years from one round anniversary to the next.
        near: years before or after an anniversary that count as near.
        pairs: number of pairs with an establishment and a dated joint work after it.
        works: number of pair-and-work combinations that were looked at.
        at_distance: of these, how many lie how many years from the nearest round anniversary.
        share: share of them that is near.
        expected: the same, on average, when the anniversaries are shifted at random.
        p: chance of as large a share without any connection; small values speak for one.
        draws: number of random shifts.
        seed: of the random numbers.
    """

    every: int
    near: int
    pairs: int
    works: int
    at_distance: Mapping[int, int]
    share: float
    expected: float
    p: float
    draws: int
    seed: int


def distance(year: int, since: int, every: int) -> int:
    """Return the years from `year` to the nearest round anniversary of what began in `since`.

    >>> [distance(year, 1971, 5) for year in (1976, 1977, 1979, 1981)]
    [0, 1, 2, 0]
    """
    phase = (year - since) % every
    return min(phase, every - phase)


def clustering(
    since: Mapping[Pair, int],
    years: Mapping[Pair, Sequence[int]],
    *,
    every: int = 5,
    near: int = 0,
    draws: int = 2000,
    seed: int = 1,
) -> Clustering:
    """Return whether joint works cluster around round anniversaries.

    Args:
        since: year of the counted establishment of each pair's relations.
        years: years of each pair's joint works; those before the establishment, or in its year, are left out.
        every: years from one round anniversary to the next.
        near: years before or after that count as near.
        draws: number of random shifts.
        seed: of the random numbers.

    Raises:
        UsageError: no shift could tell near from far.
    """
    if every < 2 or near < 0 or 2 * near + 1 >= every:
        raise UsageError(f"with anniversaries each {every} years, all years are within {near} of one; ask for less")
    kept = {
        pair: later for pair in sorted(since) if (later := [year for year in years.get(pair, ()) if year > since[pair]])
    }
    # For each pair, how many of its works are near under each of the shifts that there can be.
    near_by_shift = [
        [sum(distance(year, since[pair] + shift, every) <= near for year in later) for shift in range(every)]
        for pair, later in kept.items()
    ]
    works = sum(map(len, kept.values()))
    observed = sum(row[0] for row in near_by_shift)
    chance = random.Random(seed)  # noqa: S311 - chance, no secret
    totals = [sum(chance.choice(row) for row in near_by_shift) for _ in range(draws)]
    at_distance: dict[int, int] = dict.fromkeys(range(every // 2 + 1), 0)
    for pair, later in kept.items():
        for year in later:
            at_distance[distance(year, since[pair], every)] += 1
    return Clustering(
        every=every,
        near=near,
        pairs=len(kept),
        works=works,
        at_distance=at_distance,
        share=observed / works if works else 0.0,
        expected=sum(totals) / draws / works if works else 0.0,
        p=(1 + sum(total >= observed for total in totals)) / (1 + draws),
        draws=draws,
        seed=seed,
    )
