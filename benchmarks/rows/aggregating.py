"""Questions to the whole graph: ours from the published store, beside the bare engine on raw statements.

The bare engine holds all in memory, and is asked for the same of what the sources state. Countries of origin are all
that the productions state of who produced them, so that both mean the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.row import LARGE, Answer, Place, Row, Target, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
_CODES = "SELECT ?entity ?code WHERE { ?entity a mg:Country . ?entity mg:alpha2 ?code . }"
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
    import mediagraph.networks  # libraries are read before the clock runs, as those of the engine are
    from benchmarks.terms import digest

    answers: Answer = {}
    with mg.open(place.data.store, project=place.data.project) as graph:
        with clock.running("country pairs"):
            solutions: Any = graph.sparql(_CODES)
            codes = {row.entity: row.code for row in solutions}
            pairs = graph.pairs("countries", kind="co-production")
            rows = [(*sorted((codes[pair.one], codes[pair.other])), pair.works) for pair in pairs]
        answers["country pairs"] = digest(map(_terms, rows))
        with clock.running("partner hubs"):
            hubs = [(_Iri(hub.entity), hub.partners, hub.works) for hub in graph.partners("organisations")]
        answers["partner hubs"] = digest(map(_terms, hubs))
        with clock.running("anniversary x partner match"):
            falling = graph.anniversaries(_YEAR)
            matched = [
                (_Iri(each.relation), each.ordinal, each.works)
                for each in falling
                if each.works and each.earliest.year == _YEAR
            ]
        answers["anniversary x partner match"] = digest(map(_terms, matched))
    return answers


class _Iri(str):
    """Text that is an IRI."""

    __slots__ = ()


def _terms(row: Iterable[Any]) -> Iterator[Any]:
    """Yield the values of a row as the engine's terms."""
    import pyoxigraph as ox

    return (ox.NamedNode(value) if isinstance(value, _Iri) else ox.Literal(value) for value in row)


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
    [Target("mediagraph", "Oxigraph in memory, raw statements", "faster", 5, since=LARGE)],
    notes="Country pairs, partner hubs, and round anniversaries of one year with the joint works of both countries.",
)
