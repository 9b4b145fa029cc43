"""Networks: projections of the graph onto weighted edges, and the measures of their nodes."""

from mediagraph.networks.hubs import Hub, HubTable, hub_table
from mediagraph.networks.measures import pagerank
from mediagraph.networks.projection import names, project

__all__ = ["Hub", "HubTable", "hub_table", "names", "pagerank", "project"]
