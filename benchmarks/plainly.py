"""The table of productions as statements of rdflib: what somebody who uses rdflib would write for this one table.

It states what `productions.mapping.yaml` does, to the letter. It is given more than ours is, which reads any table by
its mapping: it knows the columns and that each cell is good, checks nothing, and does not keep where a statement is
from but in the graph. Dates are whole days here, and names need no more than blanks turned into hyphens.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from rdflib import RDF, RDFS, XSD, Dataset, Graph, Literal, Namespace, URIRef

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rdflib.term import Node

    Statement = tuple[Node, Node, Node]

MG = Namespace("https://w3id.org/mediagraph/ontology#")
_ID = "https://w3id.org/mediagraph/id/"
_SCHEME = "https://w3id.org/mediagraph/scheme/"
_SOURCE = URIRef(f"{_ID}source/productions")
_GRAPH = URIRef(f"{_ID}graph/productions")
_LICENCE = URIRef("https://creativecommons.org/publicdomain/zero/1.0/")
_FIRST = 2  # the row below the header
# Terms that come again in each row are made once.
_TYPE, _LABEL, _EDTF = RDF.type, RDFS.label, URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
_DAY, _NUMBER = XSD.date, XSD.integer
_FILM, _ROW, _PARTY, _RELEASE, _COOPERATION = MG.Film, MG.Row, MG.Participation, MG.Release, MG.Cooperation
_ORGANISATION, _PERSON = MG.Organisation, MG.Person
_AGENT, _ROLE, _EVIDENCE, _PARTICIPATION, _STATUS = MG.agent, MG.role, MG.evidence, MG.participation, MG.status
_ROW_NUMBER, _PASSAGE, _IMDB, _ORIGIN, _LANGUAGE = MG.number, MG.passage, MG.imdb, MG.countryOfOrigin, MG.language
_RUNTIME, _GENRE, _OF_WORK, _RELEASE_KIND = MG.runtime, MG.genre, MG.ofWork, MG.releaseKind
_DATE, _EARLIEST, _LATEST = MG.date, MG.earliest, MG.latest
_KIND, _COOPERATION_ON = MG.cooperationKind, MG.cooperationOn
_DIRECTOR, _PRODUCER = URIRef(f"{_SCHEME}role/director"), URIRef(f"{_SCHEME}role/producer")
_CO_PRODUCER = URIRef(f"{_SCHEME}role/co-producer")
_PREMIERE, _HAPPENED = URIRef(f"{_SCHEME}release/premiere"), URIRef(f"{_SCHEME}status/happened")
_CO_PRODUCTION = URIRef(f"{_SCHEME}cooperation/co-production")


def statements(table: Path, countries: Path) -> Iterator[Statement]:
    """Yield what a table of productions says; some of it more than once.

    Args:
        table: the productions.
        countries: the project's own table of countries, which has their codes.
    """
    with countries.open(encoding="utf-8", newline="") as stream:
        of_code = {row["alpha2"]: URIRef(_ID + row["id"].replace(":", "/")) for row in csv.DictReader(stream)}
    named: set[URIRef] = set()  # companies and people: the first row that has them is the evidence
    yield _SOURCE, _TYPE, MG.Dataset
    yield _SOURCE, MG.namedGraph, _GRAPH
    yield _SOURCE, _LABEL, Literal("Synthetic productions", lang="en")
    yield _SOURCE, MG.licence, _LICENCE
    with table.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=_FIRST):
            evidence = URIRef(f"{_SOURCE}#row-{number}")
            yield evidence, _TYPE, _ROW
            yield evidence, _ROW_NUMBER, Literal(number)
            yield _SOURCE, _PASSAGE, evidence
            yield from _work(row, evidence, of_code)
            yield from _parties(row, evidence)
            for column, kind, class_ in (
                ("companies", "organisation", _ORGANISATION),
                ("directors", "person", _PERSON),
            ):
                for name in row[column].split(" | "):
                    agent = _agent(kind, name)
                    if agent not in named:
                        named.add(agent)
                        yield agent, _TYPE, class_
                        yield agent, _LABEL, Literal(name, lang="und")
                        yield agent, _EVIDENCE, evidence


def _work(row: dict[str, str], evidence: URIRef, of_code: dict[str, URIRef]) -> Iterator[Statement]:
    """Yield a film and its release."""
    imdb, day = row["imdb"], row["date"]
    work, release = URIRef(f"{_ID}work/imdb-{imdb}"), URIRef(f"{_SOURCE}#{imdb}-release")
    yield work, _TYPE, _FILM
    yield work, _LABEL, Literal(row["title"], lang="en")
    yield work, _IMDB, Literal(imdb)
    for code in row["countries"].split(" | "):
        yield work, _ORIGIN, of_code[code]
    yield work, _LANGUAGE, Literal(row["languages"])
    yield work, _RUNTIME, Literal(row["runtime"], datatype=_NUMBER)
    yield work, _GENRE, URIRef(f"{_SCHEME}genre/{row['genre']}")
    yield work, _EVIDENCE, evidence
    yield release, _TYPE, _RELEASE
    yield release, _OF_WORK, work
    yield release, _RELEASE_KIND, _PREMIERE
    yield release, _STATUS, _HAPPENED
    yield release, _DATE, Literal(day, datatype=_EDTF)
    yield release, _EARLIEST, Literal(day, datatype=_DAY)
    yield release, _LATEST, Literal(day, datatype=_DAY)
    yield release, _EVIDENCE, evidence


def _parties(row: dict[str, str], evidence: URIRef) -> Iterator[Statement]:
    """Yield who made a film: its directors, and the company or the co-production of several."""
    imdb = row["imdb"]
    work = URIRef(f"{_ID}work/imdb-{imdb}")
    for name in row["directors"].split(" | "):
        party = URIRef(f"{_SOURCE}#{imdb}-director-{_slug(name)}")
        yield from _party(work, party, _DIRECTOR, _agent("person", name), evidence)
    companies = row["companies"].split(" | ")
    if len(companies) == 1:
        party = URIRef(f"{_SOURCE}#{imdb}-producer")
        yield from _party(work, party, _PRODUCER, _agent("organisation", companies[0]), evidence)
        return
    production = URIRef(f"{_SOURCE}#{imdb}-production")
    yield production, _TYPE, _COOPERATION
    yield production, _KIND, _CO_PRODUCTION
    yield production, _STATUS, _HAPPENED
    yield production, _COOPERATION_ON, work
    yield production, _EVIDENCE, evidence
    for name in companies:
        party = URIRef(f"{_SOURCE}#{imdb}-producer-{_slug(name)}")
        yield from _party(production, party, _CO_PRODUCER, _agent("organisation", name), evidence)


def _party(of: URIRef, party: URIRef, role: URIRef, agent: URIRef, evidence: URIRef) -> tuple[Statement, ...]:
    return (
        (of, _PARTICIPATION, party),
        (party, _TYPE, _PARTY),
        (party, _ROLE, role),
        (party, _AGENT, agent),
        (party, _EVIDENCE, evidence),
    )


def _agent(kind: str, name: str) -> URIRef:
    return URIRef(f"{_ID}{kind}/productions-{_slug(name)}")


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def write_with_rdflib(table: Path, countries: Path, path: Path) -> None:
    """Write what a table says, in the graph of its source, as N-Quads: what rdflib writes at the least cost."""
    dataset = Dataset()
    graph = dataset.graph(_GRAPH)
    for statement in statements(table, countries):
        graph.add(statement)
    dataset.serialize(path, format="nquads", encoding="utf-8")


def keep_with_rdflib(table: Path, countries: Path, folder: Path) -> None:
    """Keep what a table says in rdflib's own store on disk, BerkeleyDB, in the graph of its source."""
    graph = Graph("BerkeleyDB", identifier=_GRAPH)
    graph.open(str(folder), create=True)
    graph.addN((*statement, graph) for statement in statements(table, countries))
    graph.close()


def write_with_kglab(table: Path, countries: Path, path: Path) -> None:
    """Write what a table says as N-Triples, since kglab holds one graph without a name."""
    import kglab

    graph = kglab.KnowledgeGraph(name="productions", namespaces={"mg": str(MG)})
    for subject, predicate, value in statements(table, countries):
        graph.add(subject, predicate, value)
    graph.save_rdf(str(path), format="nt")
