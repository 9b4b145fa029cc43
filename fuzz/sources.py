"""Targets: files of outside sources: TMDB, Wikidata, RDF of each format, web pages."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from fuzz.records import Countries, context, write_all
from fuzz.target import ROOT, TREE, Target, written
from mediagraph.loaders.concepts import Concepts
from mediagraph.loaders.job import Job
from mediagraph.loaders.rdf import RDF
from mediagraph.loaders.rdffile import RdfFile
from mediagraph.loaders.tmdb import TMDB
from mediagraph.loaders.wikidata import WIKIDATA

if TYPE_CHECKING:
    from mediagraph.loaders.job import Loader

FILM: dict[str, Any] = {
    "id": 9000001,
    "title": "One",
    "original_title": "Un",
    "original_language": "fr",
    "genres": [{"id": 18, "name": "Drama"}, {"id": 99, "name": "Documentary"}],
    "production_companies": [{"id": 11, "name": "Example Films", "origin_country": "BE"}],
    "production_countries": [{"iso_3166_1": "BE", "name": "Belgium"}, {"iso_3166_1": "CN", "name": "China"}],
    "spoken_languages": [{"iso_639_1": "fr", "name": "Français"}],
    "homepage": "https://one.example/",
    "release_date": "2021-10-25",
    "status": "Released",
    "runtime": 90,
    "imdb_id": "tt0000001",
    "alternative_titles": {"titles": [{"iso_3166_1": "CN", "title": "一", "type": ""}]},
    "translations": {"translations": [{"iso_639_1": "zh", "iso_3166_1": "CN", "data": {"title": "一"}}]},
    "credits": {
        "crew": [{"id": 5, "name": "Ann", "original_name": "安", "job": "Director", "department": "Directing"}]
    },
}
SERIES: dict[str, Any] = {
    "id": 9000001,
    "name": "Two",
    "original_name": "二",
    "original_language": "zh",
    "first_air_date": "2020-05-01",
    "status": "Ended",
    "origin_country": ["CN"],
    "networks": [{"id": 31, "name": "Example Channel", "origin_country": "CN"}],
    "created_by": [{"id": 21, "name": "Ann Example", "original_name": "安"}],
    "external_ids": {"imdb_id": None, "wikidata_id": "Q42"},
}
_WD = "http://www.wikidata.org/entity/"


def _snak(property_: str, type_: str, value: Any) -> dict[str, Any]:
    return {"snaktype": "value", "property": property_, "datavalue": {"type": type_, "value": value}}


def _id(number: int) -> dict[str, Any]:
    return {"entity-type": "item", "numeric-id": number, "id": f"Q{number}"}


def _time(text: str, precision: int = 11, calendar: str = "Q1985727") -> dict[str, Any]:
    return {"time": text, "precision": precision, "calendarmodel": _WD + calendar, "timezone": 0}


def _entity(number: int, name: str, *snaks: dict[str, Any]) -> dict[str, Any]:
    claims: dict[str, Any] = {}
    for place, snak in enumerate(snaks):
        statement = {"id": f"Q{number}$x-{place}", "type": "statement", "rank": "normal", "mainsnak": snak}
        claims.setdefault(snak["property"], []).append(statement)
    return {"type": "item", "id": f"Q{number}", "labels": {"en": {"language": "en", "value": name}}, "claims": claims}


ENTITIES = [
    _entity(31, "Belgium", _snak("P31", "wikibase-entityid", _id(3624078)), _snak("P297", "string", "BE")),
    _entity(
        900000,
        "Film",
        _snak("P31", "wikibase-entityid", _id(11424)),
        _snak("P495", "wikibase-entityid", _id(31)),
        _snak("P577", "time", _time("+1917-10-25T00:00:00Z", 11, "Q1985786")),
        _snak("P577", "time", _time("+2021-00-00T00:00:00Z", 9)),
        _snak("P2047", "quantity", {"amount": "+90", "unit": _WD + "Q7727"}),
        _snak("P1476", "monolingualtext", {"text": "Film", "language": "fr"}),
        _snak("P272", "wikibase-entityid", _id(900001)),
        _snak("P345", "string", "tt0000001"),
    ),
    _entity(
        900001, "Studio", _snak("P31", "wikibase-entityid", _id(43229)), _snak("P17", "wikibase-entityid", _id(31))
    ),
]
_ENTITY_FILES: list[Any] = [{"entities": {one["id"]: one for one in ENTITIES}}, ENTITIES, ENTITIES[1]]


def _row(**terms: Any) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in terms.items():
        made[name] = value if isinstance(value, dict) else {"type": "literal", "value": value}
    return made


def _iri(number: int) -> dict[str, str]:
    return {"type": "uri", "value": f"{_WD}Q{number}"}


_DAY = {"type": "literal", "datatype": "http://www.w3.org/2001/XMLSchema#dateTime", "value": "2021-10-25T00:00:00Z"}
ANSWER = {
    "head": {"vars": ["item", "linked", "property", "statement", "rank", "qualifier", "value", "precision", "unit"]},
    "results": {
        "bindings": [
            _row(item=_iri(900000), property="class", value=_iri(11424)),
            _row(item=_iri(900000), property="label", value={"type": "literal", "value": "Film", "xml:lang": "en"}),
            _row(
                item=_iri(900000),
                property="P495",
                value=_iri(31),
                statement="s1",
                rank="http://wikiba.se/ontology#NormalRank",
            ),
            _row(item=_iri(900000), linked=_iri(31), property="P297", value="BE"),
            _row(
                item=_iri(900000),
                linked=_iri(31),
                property="label",
                value={"type": "literal", "value": "Belgium", "xml:lang": "en"},
            ),
            _row(item=_iri(900000), property="P577", statement="s2", rank="r", value=_DAY, precision="11"),
            _row(item=_iri(900000), property="P577", statement="s2", qualifier="P291", value=_iri(31)),
            _row(item=_iri(900000), property="P2047", value="90", unit=_iri(7727)),
        ]
    },
}

TURTLE = """\
@prefix mg: <https://w3id.org/mediagraph/ontology#> .
@prefix s: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/mediagraph/id/work/a> a mg:Film ; mg:ordinal 5, 1.5, true ; s:name "A"@en, 'b"'^^xsd:string .
<http://e/b> a s:Movie ; s:name "Un film"@fr ; s:countryOfOrigin [ a s:Country ; s:name "Belgium" ] ; # c
  s:dateCreated "2021-10-25"^^xsd:date ; s:director ( <http://e/p> _:x ) ; s:duration "PT1H30M" .
_:x a s:Person ; s:name \"\"\"Ann
Lee\"\"\" .
"""
TRIG = '@prefix e: <http://e/> . e:g { e:a e:b e:c , "d"@en } GRAPH e:h { e:a a e:b . } e:x e:y 1e5 .\n'
LINES = (
    '<http://e/a> <https://schema.org/name> "A \\u0041"@en <http://e/g> .\n# c\n'
    "_:b <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://schema.org/Movie> .\n"
    '<http://e/a> <http://e/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
)
XML = (
    '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:s="https://schema.org/" xml:base="http://e/"><s:Movie rdf:about="a" s:name="A">'
    '<s:director rdf:parseType="Resource"><s:name xml:lang="en">Ann &amp; Bob</s:name></s:director>'
    '<s:x rdf:parseType="Collection"><rdf:Description rdf:ID="b"/></s:x>'
    '<s:y rdf:datatype="http://www.w3.org/2001/XMLSchema#int">1</s:y><rdf:li rdf:nodeID="n"/></s:Movie></rdf:RDF>'
)
MOVIE: dict[str, Any] = {
    "@context": ["https://schema.org", {"x": {"@id": "http://e/x", "@type": "@id"}, "y": {"@reverse": "http://e/y"}}],
    "@id": "http://e/film",
    "@type": ["Movie", "CreativeWork"],
    "name": {"@value": "Un film", "@language": "fr"},
    "alternateName": ["A", {"@list": ["B"]}],
    "countryOfOrigin": {"@type": "Country", "name": "Belgium"},
    "director": [{"@type": "Person", "name": "Ann Lee", "sameAs": "http://www.wikidata.org/entity/Q1"}],
    "productionCompany": {"@type": "Organization", "name": "Films"},
    "datePublished": "2021-10-25",
    "releasedEvent": {
        "@type": "PublicationEvent",
        "startDate": "2021-10",
        "location": {"@type": "Country", "name": "CN"},
    },
    "inLanguage": "fr",
    "duration": "PT1H30M",
    "genre": ["documentary"],
    "@graph": [{"@id": "_:b", "name": "x"}],
}
OURS = {
    "@context": "https://w3id.org/mediagraph/context.jsonld",
    "id": "work:a",
    "type": "Film",
    "name": {"en": "A"},
    "countryOfOrigin": ["country:BE"],
    "participation": [{"id": "work:a-p", "role": "producer", "agent": "organisation:x"}],
}


@cache
def _genres() -> Concepts:
    return Concepts(ROOT / "ontology" / "schemes" / "genre.ttl")


def _load(loader: Loader, name: str, data: bytes, **options: str) -> None:
    given = {key: value.split() for key, value in options.items()}
    path = written(name, data)
    job = Job(path, name, "toy", context(), Countries(), given, folder=path.parent, concepts={"genre": _genres()})
    write_all(loader.records(job))


def _statements(name: str, data: bytes) -> None:
    for _ in RdfFile(written(name, data), name, context(), []).statements():
        pass


def _wikidata(data: bytes) -> None:
    _load(WIKIDATA, "input.json", data, kind="productions organisations relations")


def _cells() -> list[str]:
    stream = io.StringIO()
    rows = csv.writer(stream)
    rows.writerow(FILM)
    rows.writerow([json.dumps(value) if isinstance(value, list | dict) else value for value in FILM.values()])
    return [stream.getvalue()]


def _page(value: Any) -> str:
    text = json.dumps(value, indent=1)
    script = '<script type="application/ld+json">'
    return (
        '<!doctype html><html lang=fr><head><link rel="canonical" href="https://e.example/f">'
        f"{script}{text}</script>{script}// <![CDATA[\n{text}\n//]]></script>"
        "</head><body>&lt;<p title='a'>b<!-- c --></body></html>"
    )


TARGETS = (
    Target("tmdb-json", lambda data: _load(TMDB, "input.json", data), lambda: [FILM, SERIES, [FILM, SERIES]], TREE),
    Target("tmdb-csv", lambda data: _load(TMDB, "tmdb.csv", data), _cells, pieces=('""', "[{", "}]", '"id": 18')),
    Target("wikidata-entities", _wikidata, lambda: _ENTITY_FILES, TREE),
    Target("wikidata-answer", _wikidata, lambda: [ANSWER], TREE),
    Target("turtle", lambda data: _statements("input.ttl", data), lambda: [TURTLE]),
    Target("trig", lambda data: _statements("input.trig", data), lambda: [TRIG, TURTLE]),
    Target("ntriples", lambda data: _statements("input.nt", data), lambda: [LINES.replace(" <http://e/g>", "")]),
    Target("nquads", lambda data: _statements("input.nq", data), lambda: [LINES]),
    Target("rdfxml", lambda data: _statements("input.rdf", data), lambda: [XML]),
    Target("jsonld", lambda data: _statements("input.jsonld", data), lambda: [MOVIE, OURS], TREE),
    Target("rdf-loader", lambda data: _load(RDF, "rdf.ttl", data), lambda: [TURTLE]),
    Target("schemaorg", lambda data: _load(RDF, "movie.jsonld", data), lambda: [MOVIE, OURS], TREE),
    Target("page", lambda data: _statements("page.html", data), lambda: [_page(MOVIE), _page(OURS)]),
)
