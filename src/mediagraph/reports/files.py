"""Networks as files for other programs: GraphML and GEXF, which Gephi and others open."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from mediagraph.reports.tables import LIST_SEPARATOR

if TYPE_CHECKING:
    import networkx as nx


def write_graphml(network: nx.Graph[str], stream: IO[bytes]) -> None:
    """Write what `flat` made of a network as GraphML (U. Brandes et al., Graph Drawing 2001).

    Args:
        network: its values are such as the format can hold.
        stream: one that cannot be read is written to in half the time.
    """
    import networkx as nx

    nx.write_graphml_xml(network, stream)


def write_gexf(network: nx.Graph[str], stream: IO[bytes]) -> None:
    """Write what `flat` made of a network as GEXF 1.2; `strength` is the weight of an edge, which it gets.

    Args:
        network: its values are such as the format can hold.
        stream: as for `write_graphml`.
    """
    from networkx.readwrite.gexf import GEXFWriter

    for _, _, edge in network.edges(data=True):
        edge["weight"] = edge["strength"]
    writer = GEXFWriter(network)
    # networkx writes the day of making, which would make equal networks unlike each other
    writer.xml.remove(writer.xml.find("meta"))
    writer.write(stream)


def flat(network: nx.Graph[str]) -> nx.Graph[str]:
    """Return the network in a fixed order, with values that both formats hold: lists joined, the unknown left out."""
    import networkx as nx

    found: nx.Graph[str] = nx.Graph()
    for node in sorted(network):
        found.add_node(node, **_plain(network.nodes[node]))
    partners = network.adj
    for one, other in sorted((min(edge), max(edge)) for edge in network.edges()):
        found.add_edge(one, other, **_plain(partners[one][other]))
    return found


def _plain(attributes: dict[str, Any]) -> dict[str, Any]:
    return {
        key: LIST_SEPARATOR.join(value) if isinstance(value, list) else float(value) if key == "strength" else value
        for key, value in attributes.items()
        if value is not None
    }
