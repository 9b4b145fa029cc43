"""Terms: what the console offers to complete, prefixes and the words of the ontology and of the data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.draft import ONTOLOGY_GRAPH
from mediagraph.pages.vocabulary import vocabulary
from mediagraph.server.jobs import Reply, whole
from mediagraph.store import Solutions

if TYPE_CHECKING:
    from mediagraph.server.jobs import Desk

# the ontology's own terms, each with its definition, and the properties that the data use besides
_QUERY = f"""
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?term ?kind (SAMPLE(?text) AS ?said) {{
  {{
    VALUES (?type ?kind) {{
      (owl:Class "class") (owl:ObjectProperty "property") (owl:DatatypeProperty "property") (skos:Concept "constant")
    }}
    GRAPH <{ONTOLOGY_GRAPH}> {{
      ?term a ?type
      OPTIONAL {{ ?term skos:definition ?text FILTER(LANG(?text) = "en") }}
    }}
  }} UNION {{
    {{ SELECT DISTINCT ?term {{ ?thing ?term ?value }} }}
    BIND("property" AS ?kind)
  }}
}} GROUP BY ?term ?kind
"""


def terms(desk: Desk) -> Reply:
    """Return prefixes with their namespaces, and terms: how each is written, what it is, its label, its definition."""
    graph = desk.graph
    context, words = graph.project.context, vocabulary(graph.project)
    told: dict[str, tuple[str, str, str, str]] = {}
    answer = graph.store.query(_QUERY)
    for row in answer.terms() if isinstance(answer, Solutions) else ():
        iri, kind, said = (term.value if isinstance(term, ox.NamedNode | ox.Literal) else "" for term in row)
        curie = context.compress(iri)
        written = curie if curie != iri else f"<{iri}>"
        if written not in told or said:
            told[written] = written, kind, words.label(iri, graph.language), said
    content = {"prefixes": sorted(context.prefixes.items()), "terms": sorted(told.values())}
    return whole("application/json", json.dumps(content, ensure_ascii=False) + "\n")
