"""Questions to the whole graph: ours from the store with what rules derived, beside the bare engine on raw statements.

The bare engine holds all in memory, and is asked for the same of what the sources state. Countries of origin are all
that the productions state of who produced them, so that both mean the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.row import Answer, Place, Row, Target, Work

if TYPE_CHECKING:
    from benchmarks.measuring import Clock

_PREFIXES = """
PREFIX changes: <https://w3id.org/mediagraph/scheme/change/>
PREFIX cooperations: <https://w3id.org/mediagraph/scheme/cooperation/>
PREFIX mg: <https://w3id.org/mediagraph/ontology#>
PREFIX roles: <https://w3id.org/mediagraph/scheme/role/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX statuses: <https://w3id.org/mediagraph/scheme/status/>
"""
# The year whose round anniversaries are matched with joint works.
_YEAR = 2027
DERIVED = {
    "country pairs": "co-productions/country-pairs",
    "partner hubs": """
SELECT ?one (COUNT(DISTINCT ?other) AS ?partners) (COUNT(DISTINCT ?through) AS ?works)
WHERE {
  ?partnership a mg:Partnership .
  ?partnership mg:partner ?one .
  ?partnership mg:partner ?other .
  ?partnership mg:through ?through .
  ?one a mg:Organisation .
  FILTER(?one != ?other)
}
GROUP BY ?one""",
    "anniversary x partner match": f"""
SELECT ?relation ?ordinal (COUNT(DISTINCT ?work) AS ?works)
WHERE {{
  ?relation mg:countedEstablishment ?establishment .
  ?anniversary mg:commemorates ?establishment .
  ?anniversary mg:ordinal ?ordinal .
  ?anniversary mg:earliest ?earliest .
  FILTER(YEAR(?earliest) = {_YEAR})
  ?relation mg:party ?one .
  ?relation mg:party ?other .
  FILTER(STR(?one) < STR(?other))
  ?partnership mg:partner ?one .
  ?partnership mg:partner ?other .
  ?partnership mg:through ?work .
}}
GROUP BY ?relation ?ordinal""",
}
RAW = {
    "country pairs": """
SELECT ?a ?b (COUNT(DISTINCT ?work) AS ?works)
WHERE {
  ?work mg:countryOfOrigin ?one .
  ?work mg:countryOfOrigin ?two .
  ?one mg:alpha2 ?a .
  ?two mg:alpha2 ?b .
  FILTER(STR(?a) < STR(?b))
}
GROUP BY ?a ?b""",
    "partner hubs": """
SELECT ?one (COUNT(DISTINCT ?other) AS ?partners) (COUNT(DISTINCT ?cooperation) AS ?works)
WHERE {
  ?cooperation mg:cooperationKind cooperations:co-production .
  ?cooperation mg:participation ?party .
  ?cooperation mg:participation ?counterparty .
  ?party mg:role/skos:broader* roles:producing-party .
  ?counterparty mg:role/skos:broader* roles:producing-party .
  ?party mg:agent ?one .
  ?counterparty mg:agent ?other .
  FILTER(?one != ?other)
  FILTER NOT EXISTS { ?cooperation mg:status statuses:planned . }
}
GROUP BY ?one""",
    "anniversary x partner match": f"""
SELECT ?relation ?ordinal (COUNT(DISTINCT ?work) AS ?works)
WHERE {{
  {{
    SELECT DISTINCT ?relation ?ordinal
    WHERE {{
      ?relation mg:countedEstablishment ?establishment .
      ?establishment mg:earliest ?earliest .
      BIND({_YEAR} - YEAR(?earliest) AS ?ordinal)
      FILTER(?ordinal >= 5 && ?ordinal / 5 = FLOOR(?ordinal / 5))
    }}
  }}
  ?relation mg:party ?one .
  ?relation mg:party ?other .
  FILTER(STR(?one) < STR(?other))
  ?work mg:countryOfOrigin ?one .
  ?work mg:countryOfOrigin ?other .
}}
GROUP BY ?relation ?ordinal""",
}


def _ours(place: Place, clock: Clock) -> Answer:
    import mediagraph as mg
    from benchmarks.terms import digest

    answers: Answer = {}
    with mg.open(place.data.store, project=place.data.project) as graph:
        for name, query in DERIVED.items():
            with clock.running(name):
                solutions: Any = graph.sparql(_PREFIXES + query) if "SELECT" in query else graph.rows(query)
                rows = list(solutions.terms())
            answers[name] = digest(rows)
    return answers


def _engine(place: Place, clock: Clock) -> Answer:
    import pyoxigraph as ox

    from benchmarks.terms import digest

    store = ox.Store()
    store.bulk_load(path=str(place.data.raw), format=ox.RdfFormat.N_TRIPLES)
    store.optimize()
    answers: Answer = {}
    for name, query in RAW.items():
        with clock.running(name):
            solutions: Any = store.query(_PREFIXES + query)
            places = range(len(solutions.variables))
            rows = [tuple(solution[each] for each in places) for solution in solutions]
        answers[name] = digest(rows)
    return answers


ROW = Row(
    "aggregate",
    "graph-wide aggregates",
    [Work("mediagraph", _ours), Work("Oxigraph in memory, raw statements", _engine)],
    [Target("mediagraph", "Oxigraph in memory, raw statements", "faster", 5)],
    notes="Country pairs, partner hubs, and round anniversaries of one year with the joint works of both countries.",
)
