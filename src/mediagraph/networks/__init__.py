"""Networks: projections of the graph onto weighted edges, and the measures of their nodes."""

from mediagraph.networks.change import periods, turn, within
from mediagraph.networks.communities import communities, modularity
from mediagraph.networks.hubs import Hub, HubTable, hub_table
from mediagraph.networks.measures import pagerank
from mediagraph.networks.occasions import clustering
from mediagraph.networks.pairs import JointAnniversary, Pair, Partners, anniversaries, pairs, partners
from mediagraph.networks.projection import WEIGHTS, names, project, sides
from mediagraph.networks.sureness import Sureness, bootstrap, inseparable, separable

__all__ = [
    "WEIGHTS",
    "Hub",
    "HubTable",
    "JointAnniversary",
    "Pair",
    "Partners",
    "Sureness",
    "anniversaries",
    "bootstrap",
    "clustering",
    "communities",
    "hub_table",
    "inseparable",
    "modularity",
    "names",
    "pagerank",
    "pairs",
    "partners",
    "periods",
    "project",
    "separable",
    "sides",
    "turn",
    "within",
]
