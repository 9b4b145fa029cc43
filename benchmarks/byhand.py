"""Ten of the shapes as SPARQL that was written by hand, to judge what the compiler of shapes writes.

Of each shape the constraints, with a query each: `?this` is the node at fault, `?path` and `?value` say where and what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PREFIXES = """
PREFIX edtf: <http://id.loc.gov/datatypes/edtf/>
PREFIX mg: <https://w3id.org/mediagraph/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX scheme: <https://w3id.org/mediagraph/scheme/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
_WORK = "?type rdfs:subClassOf* mg:Work . ?this a ?type ."


def _values(of: str, path: str, fault: str) -> str:
    """The values of a property that are at fault."""
    return f"SELECT DISTINCT ?this ?path ?value {{ {of} BIND({path} AS ?path) ?this {path} ?value . {fault} }}"


def _is_no(class_: str) -> str:
    return f"FILTER NOT EXISTS {{ ?value a/rdfs:subClassOf* {class_} . }}"


def _not_in(scheme: str) -> str:
    return f"FILTER NOT EXISTS {{ ?value skos:inScheme {scheme} . }}"


def _no_match(pattern: str) -> str:
    return f'FILTER(ISBLANK(?value) || !REGEX(STR(?value), "{pattern}"))'


def _no(datatype: str) -> str:
    return f"FILTER(!ISLITERAL(?value) || DATATYPE(?value) != {datatype})"


_NO_IRI = "FILTER(!ISIRI(?value))"
_SHORT = 'FILTER(ISBLANK(?value) || STR(?value) = "")'
_KNOWN = """
rdf:type, rdfs:label, skos:altLabel, skos:editorialNote, prov:wasDerivedFrom, mg:about, mg:date, mg:earliest,
mg:evidence, mg:language, mg:latest, mg:marks, mg:participation, mg:website, mg:wikidata, mg:countryOfOrigin,
mg:depicts, mg:eidr, mg:genre, mg:imdb, mg:originalTitle, mg:partOf, mg:producingCountry, mg:runtime, mg:tmdb
"""
_NAMED = "mg:Agent mg:Event mg:Outlet mg:Place mg:Source mg:Undertaking mg:Work"
_TRIMMED = r"^\\S(.*\\S)?$"

CHECKS: Mapping[str, Sequence[tuple[str, str]]] = {
    "WorkShape": [
        (
            "ClosedConstraintComponent",
            f"SELECT DISTINCT ?this ?path ?value {{ {_WORK} ?this ?path ?value . FILTER(?path NOT IN ({_KNOWN})) }}",
        ),
        ("ClassConstraintComponent", _values(_WORK, "mg:countryOfOrigin", _is_no("mg:Country"))),
        ("NodeKindConstraintComponent", _values(_WORK, "mg:depicts", _NO_IRI)),
        ("DatatypeConstraintComponent", _values(_WORK, "mg:eidr", _no("xsd:string"))),
        (
            "PatternConstraintComponent",
            _values(_WORK, "mg:eidr", _no_match(r"^10\\.5240/([0-9A-F]{4}-){5}[0-9A-Z]$")),
        ),
        ("AndConstraintComponent", _values(_WORK, "mg:genre", _not_in("scheme:genre"))),
        ("DatatypeConstraintComponent", _values(_WORK, "mg:imdb", _no("xsd:string"))),
        ("PatternConstraintComponent", _values(_WORK, "mg:imdb", _no_match("^tt[0-9]{7,}$"))),
        ("DatatypeConstraintComponent", _values(_WORK, "mg:originalTitle", _no("rdf:langString"))),
        ("MinLengthConstraintComponent", _values(_WORK, "mg:originalTitle", _SHORT)),
        ("OrConstraintComponent", _values(_WORK, "mg:partOf", f"{_is_no('mg:Work')} {_is_no('mg:Source')}")),
        ("ClassConstraintComponent", _values(_WORK, "mg:producingCountry", _is_no("mg:Country"))),
        ("DatatypeConstraintComponent", _values(_WORK, "mg:runtime", _no("xsd:integer"))),
        ("MinInclusiveConstraintComponent", _values(_WORK, "mg:runtime", "FILTER(!COALESCE(?value >= 1, false))")),
        ("DatatypeConstraintComponent", _values(_WORK, "mg:tmdb", _no("xsd:string"))),
        ("PatternConstraintComponent", _values(_WORK, "mg:tmdb", _no_match("^[0-9]+$"))),
    ],
    "FilmShape": [
        (
            "NotConstraintComponent",
            _values("?this a mg:Film .", "mg:partOf", "FILTER EXISTS { ?value a/rdfs:subClassOf* mg:Series . }"),
        ),
    ],
    "label": [
        ("DatatypeConstraintComponent", _values("", "rdfs:label", _no("rdf:langString"))),
        ("PatternConstraintComponent", _values("", "rdfs:label", _no_match(_TRIMMED))),
    ],
    "named": [
        (
            "MinCountConstraintComponent",
            f"""SELECT DISTINCT ?this ?path {{
              VALUES ?top {{ {_NAMED} }} ?type rdfs:subClassOf* ?top . ?this a ?type .
              BIND(rdfs:label AS ?path) FILTER NOT EXISTS {{ ?this rdfs:label ?name . }}
            }}""",
        ),
    ],
    "earliest": [
        ("DatatypeConstraintComponent", _values("", "mg:earliest", _no("xsd:date"))),
        (
            "LessThanOrEqualsConstraintComponent",
            _values("", "mg:earliest", "?this mg:latest ?latest . FILTER(!COALESCE(?value <= ?latest, false))"),
        ),
    ],
    "language": [
        ("DatatypeConstraintComponent", _values("", "mg:language", _no("xsd:string"))),
        ("PatternConstraintComponent", _values("", "mg:language", _no_match("^[a-z]{2,3}(-[A-Za-z0-9]+)*$"))),
    ],
    "participation": [("ClassConstraintComponent", _values("", "mg:participation", _is_no("mg:Participation")))],
    "BoundedShape": [
        (
            "OrConstraintComponent",
            """SELECT DISTINCT ?this (?this AS ?value) {
              ?this mg:date ?date .
              FILTER NOT EXISTS { ?this mg:earliest ?earliest }
              FILTER NOT EXISTS { ?this mg:latest ?latest }
            }""",
        ),
    ],
    "status": [
        ("AndConstraintComponent", _values("", "mg:status", _not_in("scheme:status"))),
        (
            "MaxCountConstraintComponent",
            "SELECT ?this (mg:status AS ?path) { ?this mg:status ?status . } GROUP BY ?this HAVING(COUNT(*) > 1)",
        ),
    ],
    "NoCycleShape": [
        (
            "SPARQLConstraintComponent",
            """SELECT DISTINCT ?this ?value {
              ?this mg:partOf|mg:unitOf|mg:within ?value .
              ?value (mg:partOf|mg:unitOf|mg:within)+ ?this .
            }""",
        ),
    ],
}
