"""What the benchmarks' peers derive by walking a graph of rdflib is what our rules derive, of all tables shipped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import rdflib

import mediagraph as mg
from benchmarks import walking
from benchmarks.plainly import MG
from benchmarks.terms import rdflib_term
from mediagraph.rules import RULE_GRAPH
from mediagraph.store.generations import Generations
from projects import ROOT

if TYPE_CHECKING:
    import networkx as nx

    from mediagraph.building import Build
    from mediagraph.project import Project

_NAMES = [rule.__name__.replace("_", "-") for rule in walking.RULES]


@dataclass(frozen=True)
class Both:
    """What rules derived and what walks do, each by its name, and the graph with all that was walked."""

    rules: dict[str, set[Any]]
    walks: dict[str, set[Any]]
    graph: rdflib.Graph


@pytest.fixture(scope="module")
def both(shipped: Build) -> Both:
    found = Both({name: set() for name in _NAMES}, {}, rdflib.Graph())
    for quad in ox.parse(path=Generations(Path(shipped.store)).current().statements, format=ox.RdfFormat.N_QUADS):
        triple = rdflib_term(quad.subject), rdflib_term(quad.predicate), rdflib_term(quad.object)
        graph = getattr(quad.graph_name, "value", "")
        if graph.removeprefix(RULE_GRAPH) in found.rules:
            found.rules[graph.removeprefix(RULE_GRAPH)].add(triple)
        else:
            found.graph.add(triple)
    for name, walk in zip(_NAMES, walking.RULES, strict=True):
        found.walks[name] = set(walk(found.graph))
        for statement in found.walks[name]:
            found.graph.add(statement)
    return found


@pytest.mark.parametrize("name", _NAMES)
def test_a_walk_derives_what_the_rule_does(name: str, both: Both) -> None:
    more, less = both.walks[name] - both.rules[name], both.rules[name] - both.walks[name]

    assert (sorted(more), sorted(less)) == ([], [])
    assert both.walks[name]


def test_all_rules_are_walked(project: Project) -> None:
    assert sorted(_NAMES) == sorted(path.stem for path in (project.ontology / "rules").glob("*.rq"))


@pytest.mark.parametrize(("name", "class_"), [("countries", "Country"), ("organisations", "Organisation")])
def test_a_walk_finds_the_edges_of_the_network(name: str, class_: str, both: Both, shipped: Build) -> None:
    with mg.open(shipped.store, project=ROOT) as graph:
        network: nx.Graph[str] = graph.network(name)

    walked = walking.network(both.graph, MG[class_])

    assert walked == {tuple(sorted((one, other))): edge["strength"] for one, other, edge in network.edges(data=True)}
    assert walked
