"""Networks: projections of the graph onto weighted edges, and the measures of their nodes."""

from mediagraph.networks.change import periods, turn, within
from mediagraph.networks.communities import communities, modularity
from mediagraph.networks.hubs import Hub, HubTable, hub_table
from mediagraph.networks.measures import pagerank
from mediagraph.networks.occasions import clustering
from mediagraph.networks.projection import WEIGHTS, names, project, sides
from mediagraph.networks.sureness import Sureness, bootstrap, inseparable, separable

__all__ = [
    "WEIGHTS",
    "Hub",
    "HubTable",
    "Sureness",
    "bootstrap",
    "clustering",
    "communities",
    "hub_table",
    "inseparable",
    "modularity",
    "names",
    "pagerank",
    "periods",
    "project",
    "separable",
    "sides",
    "turn",
    "within",
]
