"""The note that a published build keeps at its endpoint: which graphs are there, in which state, and their merge.

It is a named graph of its own, outside the data: https://w3id.org/mediagraph/publication

    <publication>  version "digest of the whole", defaultGraph "merged" | "own" | "shared"
    <graph>        digest "of its statements"
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NOTE = "https://w3id.org/mediagraph/publication"
MERGE = "https://w3id.org/mediagraph/publication/merge"
STAGE = "https://w3id.org/mediagraph/publication/stage"
OURS = frozenset({NOTE, MERGE, STAGE})
QUESTION = f"SELECT ?s ?p ?o WHERE {{ GRAPH <{NOTE}> {{ ?s ?p ?o }} }}"
_VERSION, _DEFAULT, _DIGEST = f"{NOTE}#version", f"{NOTE}#defaultGraph", f"{NOTE}#digest"


@dataclass(frozen=True)
class Publication:
    """What the note says.

    Attributes:
        version: digest of the whole; empty where none was published, or one is under way.
        default: where the merge of the graphs is: `shared` the engine's default graph is it of itself, `own` it was
            written to the default graph, `merged` it is a graph that has to be named in each query.
        graphs: digests by name.
    """

    version: str = ""
    default: str = ""
    graphs: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str]]) -> Publication:
        """Read the note's triples."""
        single: dict[str, str] = {}
        graphs: dict[str, str] = {}
        for subject, predicate, value in rows:
            if predicate == _DIGEST:
                graphs[subject] = value
            else:
                single[predicate] = value
        return cls(single.get(_VERSION, ""), single.get(_DEFAULT, ""), dict(sorted(graphs.items())))

    def lines(self) -> list[str]:
        """Return the note as N-Triples."""
        # The version is there even when it is empty, so that the note can be seen from the default graph.
        said = [(NOTE, _VERSION, self.version), *([(NOTE, _DEFAULT, self.default)] if self.default else [])]
        said += [(graph, _DIGEST, digest) for graph, digest in sorted(self.graphs.items())]
        return [f'<{subject}> <{predicate}> "{value}" .\n' for subject, predicate, value in said]

    def dataset(self) -> list[tuple[str, str]]:
        """Return the parameters that make an endpoint see our graphs alone, with their merge as default graph.

        SPARQL 1.1 Protocol, section 2.1.4. Nothing where the endpoint's own default graph is the merge.
        """
        if self.default != "merged":
            return []
        return [("default-graph-uri", MERGE), *(("named-graph-uri", graph) for graph in self.graphs)]
