"""The measures of a network from its rows by pandas, numpy and plain networkx, with nothing of the package.

A table of rows has the columns a, b, kind, work and year; a pair stands in either order, a year may be missing.
"""

from __future__ import annotations

import math
import random
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

COLUMNS = ["a", "b", "kind", "work", "year"]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table by names of columns."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def table(rows: Iterable[tuple[str, str, str, str, int | None]]) -> pd.DataFrame:
    """The rows, each pair in the order of its names, without those that are told twice."""
    frame = pd.DataFrame([(min(a, b), max(a, b), kind, work, year) for a, b, kind, work, year in rows], columns=COLUMNS)
    return frame.astype({"year": "Int64"}).drop_duplicates().sort_values(COLUMNS[:4], ignore_index=True)


def cliques(works: Iterable[tuple[str, Iterable[str], int | None]], kind: str) -> list[tuple[Any, ...]]:
    """Rows of works whose parties are all paired with each other."""
    return [(a, b, kind, work, year) for work, parties, year in works for a, b in combinations(sorted(parties), 2)]


def pairs(rows: pd.DataFrame, *, weight: str = "count", whole: pd.DataFrame | None = None) -> pd.DataFrame:
    """Strength, works and kinds of each pair; `whole` has all parties of the works where `rows` are a part."""
    of_work = (rows if whole is None else whole).groupby("work")
    parties = pd.Series({work: len({*part["a"], *part["b"]}) for work, part in of_work}, dtype=float)
    share = {"count": parties * 0 + 1.0, "newman": 1 / (parties - 1), "fractional": 2 / (parties * (parties - 1))}
    single = rows.drop_duplicates(["a", "b", "work"])
    found = single.assign(share=single["work"].map(share[weight])).groupby(["a", "b"])
    kinds = rows.groupby(["a", "b"])["kind"]
    return pd.DataFrame(
        {
            "strength": found["share"].sum(),
            "works": found["work"].apply(sorted),
            "kinds": kinds.apply(lambda kind: sorted(set(kind))),
            "first": found["year"].min(),
            "last": found["year"].max(),
        }
    ).reset_index()


def plain(rows: pd.DataFrame, *, weight: str = "count") -> nx.Graph[str]:
    """The network of the rows; `length` is a whole number in proportion to 1/strength where strengths are whole."""
    edges = pairs(rows, weight=weight)
    whole = math.lcm(*(int(value) for value in edges["strength"])) if weight == "count" else 0
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted({*rows["a"], *rows["b"]}))
    for edge in records(edges):
        length = whole // int(edge["strength"]) if whole else 1 / edge["strength"]
        graph.add_edge(edge["a"], edge["b"], weight=edge["strength"], length=length, distance=1 / edge["strength"])
    return graph


def hubs(
    rows: pd.DataFrame, label: Mapping[str, str], kind: Mapping[str, str], left: Iterable[str] = ()
) -> pd.DataFrame:
    """The hub table by counted works; `left` are the nodes of one side, where there are two."""
    graph, side = plain(rows), set(left) & {*rows["a"], *rows["b"]}
    adjacency = nx.to_numpy_array(graph, nodelist=list(graph), weight="weight")
    groups = sorted(nx.community.louvain_communities(graph, weight="weight", seed=1), key=lambda g: (-len(g), min(g)))
    community = {node: number for number, group in enumerate(groups, start=1) for node in group}
    belongs = np.array([[community[node] == number for number in range(1, len(groups) + 1)] for node in graph])
    spread = adjacency @ belongs / adjacency.sum(axis=1, keepdims=True)
    between = nx.betweenness_centrality(graph, weight="length", normalized=not side)
    if side:
        rest = len(graph) - len(side)
        most = {True: most_between(len(side), rest), False: most_between(rest, len(side))}
        between = {node: value / most[node in side] if most[node in side] else 0 for node, value in between.items()}
    measures: Mapping[str, Mapping[str, float] | np.ndarray[Any, Any]] = {
        "degree": (adjacency > 0).sum(axis=1),
        "strength": adjacency.sum(axis=1),
        "betweenness": between,
        "closeness": nx.closeness_centrality(graph, distance="distance"),
        "eigenvector": nx.eigenvector_centrality(graph, max_iter=20_000, tol=1e-13, weight="weight"),
        "pagerank": nx.pagerank(graph, weight="weight", tol=1e-15, max_iter=5000),
        "core": nx.core_number(graph),
        "constraint": nx.constraint(graph, nodes=list(graph), weight="weight"),
        "effective_size": nx.effective_size(graph, nodes=list(graph), weight="weight"),
        "community": community,
        "participation": 1 - (spread**2).sum(axis=1),
    }
    frame = pd.DataFrame(
        {
            name: [values[node] for node in graph] if isinstance(values, dict) else values
            for name, values in measures.items()
        },
        index=list(graph),
    ).astype(float)
    edges = pairs(rows)
    both = pd.concat([edges, edges.rename(columns={"a": "b", "b": "a"})]).sort_values(
        ["a", "strength", "b"], ascending=[True, False, True]
    )
    works = both.explode("works").drop_duplicates(["a", "works"]).sort_values(["a", "works"])
    frame["label"] = [label[node] for node in frame.index]
    frame["type"] = [kind[node] for node in frame.index]
    frame["partners"] = both.groupby("a")["b"].apply(lambda part: " | ".join(label[node] for node in part))
    frame["works"] = works.groupby("a")["works"].apply(lambda part: " | ".join(label[work] for work in part))
    keys = frame[["strength", "degree", "pagerank"]].round(9)
    within = [node in side for node in frame.index]
    frame["rank"] = [
        1 + sum(mine == own and tuple(other) > tuple(key) for other, mine in zip(keys.to_numpy(), within, strict=True))
        for key, own in zip(keys.to_numpy(), within, strict=True)
    ]
    return frame.rename_axis("entity").reset_index()


def most_between(own: int, other: int) -> float:
    """The most paths that can lead through one node of two sides: the rest of its side hangs evenly on the other."""
    graph: nx.Graph[tuple[str, int]] = nx.Graph()
    graph.add_edges_from((("own", 0), ("other", number)) for number in range(other))
    graph.add_edges_from((("own", number), ("other", number % other)) for number in range(1, own))
    return float(nx.betweenness_centrality(graph, normalized=False)["own", 0])


def sureness(rows: pd.DataFrame, *, draws: int, level: float, k: int = 10, seed: int = 1) -> pd.DataFrame:
    """Intervals of ranks by the bootstrap over works, which are drawn in the order of their IRIs."""
    single = rows.drop_duplicates(["a", "b", "work"])
    ends = pd.concat([single[["a", "work"]], single[["b", "work"]].rename(columns={"b": "a"})])
    by_work = pd.crosstab(ends["work"], ends["a"]).sort_index()
    dice = random.Random(seed)
    drawn = np.array(
        [np.bincount(dice.choices(range(len(by_work)), k=len(by_work)), minlength=len(by_work)) for _ in range(draws)]
    )
    samples, measured = drawn @ by_work.to_numpy(), by_work.to_numpy().sum(axis=0)
    least = np.sort(samples, axis=1)[:, -min(k, samples.shape[1])]
    cut = math.ceil(level * draws) - 1
    found = []
    for place in range(len(measured)):
        gap, gaps = measured - measured[place], samples - samples[:, [place]]
        spread = gaps.std(axis=0)
        known = spread > 0
        bound = np.sort((np.abs(gaps - gap)[:, known] / spread[known]).max(axis=1))[cut]
        above, below = (gap > bound * spread) & known, (-gap > bound * spread) & known
        first = (samples[:, place] >= least) & (samples[:, place] > 0)
        found.append((1 + above.sum(), len(measured) - below.sum(), first.mean()))
    return pd.DataFrame(found, index=by_work.columns, columns=["best", "worst", "top"])


def change(rows: pd.DataFrame, width: int) -> tuple[list[int], pd.DataFrame, set[Any], set[Any]]:
    """The last two periods of `width` years: their bounds, strengths in both, pairs that are new and that ended."""
    dated = rows.dropna(subset=["year"])
    last = int(dated["year"].max())
    spans = [(last - 2 * width + 1, last - width), (last - width + 1, last)]
    strengths = []
    for start, end in spans:
        part = dated[dated["year"].between(start, end)]
        edges = pairs(part, whole=rows)
        strengths.append(pd.concat([edges.groupby("a")["strength"].sum(), edges.groupby("b")["strength"].sum()]))
    frame = pd.concat([one.groupby(level=0).sum() for one in strengths], axis=1).fillna(0)
    frame.columns = pd.Index(["before", "after"])
    years = dated.groupby(["a", "b"])["year"].agg(["min", "max"])
    new = years[years["min"] >= spans[1][0]].index
    ended = years[years["max"] < spans[1][0]].index
    return [year for span in spans for year in span], frame, set(new), set(ended)


def near_anniversaries(since: Mapping[Any, int], rows: pd.DataFrame, every: int) -> dict[str, float]:
    """How works fall upon anniversaries that `every` divides, and what chance would do, by its whole distribution."""
    single = rows.dropna(subset=["year"]).drop_duplicates(["a", "b", "work"])
    phases = [
        [int(year) - since[pair] for year in part["year"] if year > since[pair]]
        for pair, part in single.groupby(["a", "b"])
        if pair in since
    ]
    phases = [part for part in phases if part]
    chance = np.ones(1)
    for part in phases:
        hits = np.bincount([sum((gap - shift) % every == 0 for gap in part) for shift in range(every)])
        chance = np.convolve(chance, hits / every)
    total = sum(map(len, phases))
    seen = sum(gap % every == 0 for part in phases for gap in part)
    return {
        "pairs": len(phases),
        "works": total,
        "share": seen / total,
        "expected": float(chance @ np.arange(len(chance))) / total,
        "p": float(chance[seen:].sum()),
    }


def neighbours_within(order: Sequence[str], sure: pd.DataFrame) -> list[tuple[str, str]]:
    """Neighbours in an order whose intervals of ranks overlap."""
    return [
        (one, other)
        for one, other in pairwise(order)
        if sure["best"][one] <= sure["worst"][other] and sure["best"][other] <= sure["worst"][one]
    ]
