"""Networks as files for other programs: GraphML and GEXF, which Gephi and others open."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from mediagraph.reports.tables import LIST_SEPARATOR

if TYPE_CHECKING:
    import networkx as nx


def to_graphml(network: nx.Graph[str]) -> bytes:
    """Return a network as GraphML (U. Brandes et al., Graph Drawing 2001); lists are joined, the unknown left out."""
    import networkx as nx

    stream = io.BytesIO()
    nx.write_graphml_xml(_flat(network), stream)
    return stream.getvalue()


def to_gexf(network: nx.Graph[str]) -> bytes:
    """Return a network as GEXF 1.2; `strength` is the weight of an edge."""
    import networkx as nx

    flat = _flat(network)
    for _, _, edge in flat.edges(data=True):
        edge["weight"] = edge["strength"]
    stream = io.BytesIO()
    nx.write_gexf(flat, stream)
    # networkx writes the day of making, which would make equal networks unlike each other
    return re.sub(rb" *<meta .*?</meta>\n", b"", stream.getvalue(), flags=re.DOTALL)


def _flat(network: nx.Graph[str]) -> nx.Graph[str]:
    """The network with values that both formats can hold, in a fixed order."""
    import networkx as nx

    flat: nx.Graph[str] = nx.Graph()
    for node in sorted(network):
        flat.add_node(node, **_plain(network.nodes[node]))
    for one, other in sorted((min(edge), max(edge)) for edge in network.edges()):
        flat.add_edge(one, other, **_plain(network.edges[one, other]))
    return flat


def _plain(attributes: dict[str, Any]) -> dict[str, Any]:
    return {
        key: LIST_SEPARATOR.join(value) if isinstance(value, list) else float(value) if key == "strength" else value
        for key, value in attributes.items()
        if value is not None
    }
