"""What rules derive and networks are made of, by walking a graph of rdflib: as a good user of it would write it.

rdflib answers the rules and the queries of networks too, but in minutes, since these are shaped for an engine that
joins. Here the same is found by its own methods: `subjects`, `objects`, `transitive_subjects`. What it derives is what
`ontology/rules/*.rq` do of the shipped tables. It is a little simpler than those: it does not look for anniversaries
that are stated under other names than it would give them, nor for units with ways of unlike length to one parent.
"""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from itertools import combinations, product
from typing import TYPE_CHECKING
from urllib.parse import quote

from rdflib import PROV, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef

from benchmarks.plainly import MG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rdflib.term import Node

    from benchmarks.plainly import Statement

_ID = "https://w3id.org/mediagraph/id/"
_SCHEME = "https://w3id.org/mediagraph/scheme/"
_HORIZON = 2050
_DASH = " \u2013 "
_ACTING = """
broadcaster coverage-partner dispatcher distributor footage-provider guest-country host host-country joint-presenter
organiser participant producing-party screening-organiser service-producer
"""
_EDTF = URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
_END = r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-3][0-9])?)?[?~%]?"
_DATE = re.compile(f"{_END}(?:/{_END})?")
_PLANNED = URIRef(f"{_SCHEME}status/planned")
_ESTABLISHED = URIRef(f"{_SCHEME}change/established")
_CO_PRODUCTION = URIRef(f"{_SCHEME}cooperation/co-production")
# Terms that are asked for again and again are made once.
_AGENT, _ROLE, _HOME, _REPRESENTING = MG.agent, MG.role, MG.inCountry, MG.representing
_KIND, _ON, _STATUS, _PARTICIPATION = MG.cooperationKind, MG.cooperationOn, MG.status, MG.participation
_PRODUCING, _ORIGIN, _UNIT_OF, _COUNTRY = MG.producingCountry, MG.countryOfOrigin, MG.unitOf, MG.Country


def unit_countries(graph: Graph) -> Iterator[Statement]:
    """Yield the countries of units: those of the nearest parent that has one."""
    unions = set(_of_kind(graph, MG.organisationKind, _narrower(graph, "organisation/international-union")))
    for unit in set(graph.subjects(_UNIT_OF)) - unions:
        if (unit, _HOME, None) in graph:
            continue
        above, seen = list(graph.objects(unit, _UNIT_OF)), {unit}
        while above:
            parent = above.pop()
            if parent in seen or parent in unions:
                continue
            seen.add(parent)
            countries = list(graph.objects(parent, _HOME))
            yield from ((unit, _HOME, country) for country in countries)
            above += [] if countries else graph.objects(parent, _UNIT_OF)


def producing_countries(graph: Graph) -> Iterator[Statement]:
    """Yield the countries that produced works: by a producing party, or by what is stated of the work."""
    roles = _narrower(graph, "role/producing-party")
    works = set(_instances(graph, MG.Work))
    for cooperation in _done(graph, _narrower(graph, "cooperation/co-production")):
        countries = [country for party in _parties(graph, cooperation, roles) for country in _countries(graph, party)]
        for work in graph.objects(cooperation, _ON):
            if work in works:
                yield from ((work, _PRODUCING, country) for country in countries)
    for work in works:
        for party in _parties(graph, work, roles):
            yield from ((work, _PRODUCING, country) for country in _countries(graph, party))
        yield from ((work, _PRODUCING, country) for country in graph.objects(work, _ORIGIN))


def international_co_productions(graph: Graph) -> Iterator[Statement]:
    """Yield the works that several countries produced together."""
    together = {
        work
        for cooperation in _done(graph, _narrower(graph, "cooperation/co-production"))
        for work in graph.objects(cooperation, _ON)
    }
    for work in set(graph.subjects(_PRODUCING)):
        known = work in together or len(set(graph.objects(work, _ORIGIN))) > 1
        if known and len(set(graph.objects(work, _PRODUCING))) > 1:
            yield work, RDF.type, MG.InternationalCoProduction


def country_partnerships(graph: Graph) -> Iterator[Statement]:
    """Yield the partnerships of countries through cooperations and international co-productions."""
    names = {country: _name(graph, country) for country in graph.subjects(RDF.type, _COUNTRY)}
    for cooperation, kind, parties in _acting_together(graph):
        home = {party: _countries(graph, party) for party in parties}
        pairs = {
            tuple(sorted(pair, key=str))
            for one, other in combinations(parties, 2)
            for pair in product(home[one], home[other])
            if pair[0] != pair[1]
        }
        for first, second in pairs:
            yield from _partnership(graph, names, first, second, kind, cooperation)
    for work in graph.subjects(RDF.type, MG.InternationalCoProduction):
        for first, second in combinations(sorted(set(graph.objects(work, _PRODUCING)), key=str), 2):
            yield from _partnership(graph, names, first, second, _CO_PRODUCTION, work)


def organisation_partnerships(graph: Graph) -> Iterator[Statement]:
    """Yield the partnerships of organisations through the cooperations that both are parties to."""
    names = {organisation: _name(graph, organisation) for organisation in _instances(graph, MG.Organisation)}
    above = {unit: set(graph.transitive_objects(unit, _UNIT_OF)) for unit in set(graph.subjects(_UNIT_OF))}
    for cooperation, kind, parties in _acting_together(graph):
        agents = {agent for party in parties for agent in graph.objects(party, _AGENT) if agent in names}
        for first, second in combinations(sorted(agents, key=str), 2):
            if first not in above.get(second, ()) and second not in above.get(first, ()):
                yield from _partnership(graph, names, first, second, kind, cooperation)


def counted_establishments(graph: Graph) -> Iterator[Statement]:
    """Yield which establishment of each relation counts: the first day of the year that ends with the last of all."""
    days: dict[Node, list[tuple[int, Node]]] = defaultdict(list)
    for base in graph.subjects(MG.changeKind, _ESTABLISHED):
        for relation, day in product(graph.objects(base, MG.changeOf), graph.objects(base, MG.earliest)):
            days[relation].append((int(str(day).replace("-", "")), base))
    for relation, known in days.items():
        last = max(day for day, _ in known)
        counted = min(day for day, _ in known if day > last - 10_000)
        yield from ((relation, MG.countedEstablishment, base) for day, base in known if day == counted)


def anniversaries(graph: Graph) -> Iterator[Statement]:
    """Yield the round anniversaries of establishments and historical events, up to a horizon."""
    for base in set(graph.subjects(MG.changeKind, _ESTABLISHED)):
        for relation in graph.objects(base, MG.changeOf):
            slug = _last(relation)
            names = sorted(
                name
                for party in graph.objects(relation, MG.party)
                if (party, RDF.type, _COUNTRY) in graph and (name := _name(graph, party))
            )
            between = f" between {names[0]} and {names[-1]}" if names else f": {slug}"
            for date in graph.objects(base, MG.date):
                of = f" diplomatic relations{between}"
                yield from _anniversaries(graph, base, f"{slug}-{quote(str(date), safe='-._~')}", of)
    for base in graph.subjects(RDF.type, MG.HistoricalEvent):
        yield from _anniversaries(graph, base, _last(base), f": {_name(graph, base) or _last(base)}")


def _anniversaries(graph: Graph, base: Node, slug: str, what: str) -> Iterator[Statement]:
    dates, earliest, latest = (list(graph.objects(base, each)) for each in (MG.date, MG.earliest, MG.latest))
    if not (len(dates) == len(earliest) == len(latest) == 1):
        return
    extent = str(dates[0]) if _DATE.fullmatch(str(dates[0])) else f"{earliest[0]}/{latest[0]}"
    begin, _, end = extent.partition("/")
    for ordinal in range(5, min(_HORIZON - int(begin[:4]), 1995) + 1, 5):
        node = URIRef(f"{_ID}occasion/{slug}-{ordinal}")
        (new_begin, first, _), (new_end, _, last) = _later(begin, ordinal), _later(end or begin, ordinal)
        date = f"{new_begin}/{new_end}" if end and end != begin else new_begin
        yield node, RDF.type, MG.Anniversary
        if not any(_language(name) == "en" for name in graph.objects(node, RDFS.label)):
            yield node, RDFS.label, Literal(f"{_ordinal(ordinal)} anniversary of{what}", lang="en")
        yield node, MG.commemorates, base
        yield node, MG.date, Literal(date, datatype=_EDTF)
        yield node, MG.earliest, Literal(first, datatype=XSD.date)
        yield node, MG.latest, Literal(last, datatype=XSD.date)
        yield node, MG.ordinal, Literal(ordinal)
        yield node, PROV.wasDerivedFrom, base


def _later(end: str, years: int) -> tuple[str, str, str]:
    """Return one end of a date so many years later, and its first and last day.

    >>> _later("1972-02-29?", 5), _later("1971-02", 5)
    (('1977-02-28?', '1977-02-28', '1977-02-28'), ('1976-02', '1976-02-01', '1976-02-29'))
    """
    year, rest = int(end[:4]) + years, end[4:].rstrip("?~%")
    mark = end[4 + len(rest) :]
    if rest == "-02-29" and not calendar.isleap(year):
        rest = "-02-28"
    last = rest if len(rest) > 3 else f"{rest}-{calendar.monthrange(year, int(rest[1:]))[1]}" if rest else "-12-31"
    return f"{year:04}{rest}{mark}", f"{year:04}{rest}{'-01-01'[len(rest) :]}", f"{year:04}{last}"


def _ordinal(number: int) -> str:
    return f"{number}{'th' if number % 100 in {11, 12, 13} else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def marks(graph: Graph) -> Iterator[Statement]:
    """Yield which works and events mark which occasions."""
    for commemoration, marker in graph.subject_objects(MG.markedBy):
        for occasion in graph.objects(commemoration, MG.ofOccasion):
            yield marker, MG.marks, occasion


# In an order in which each finds what it needs.
RULES: tuple[Callable[[Graph], Iterable[Statement]], ...] = (
    unit_countries,
    producing_countries,
    international_co_productions,
    country_partnerships,
    organisation_partnerships,
    counted_establishments,
    anniversaries,
    marks,
)


def network(graph: Graph, class_: URIRef) -> dict[tuple[str, str], float]:
    """Return on how many works each two instances of a class have cooperated, as derived partnerships have it."""
    members = set(_instances(graph, class_))
    works: dict[tuple[str, str], set[Node]] = defaultdict(set)
    for partnership in graph.subjects(RDF.type, MG.Partnership):
        pair = sorted(str(partner) for partner in graph.objects(partnership, MG.partner) if partner in members)
        if len(pair) == 2:
            for through in graph.objects(partnership, MG.through):
                works[pair[0], pair[1]].update(list(graph.objects(through, _ON)) or [through])
    return {pair: float(len(of_pair)) for pair, of_pair in works.items()}


def _narrower(graph: Graph, *names: str) -> set[Node]:
    """Concepts of these names below `scheme/`, and all that are narrower."""
    tops = [URIRef(_SCHEME + name) for name in names]
    return {one for top in tops for one in graph.transitive_subjects(SKOS.broader, top) if one is not None}


def _instances(graph: Graph, class_: URIRef) -> Iterator[Node]:
    for each in graph.transitive_subjects(RDFS.subClassOf, class_):
        yield from graph.subjects(RDF.type, each)


def _of_kind(graph: Graph, predicate: URIRef, kinds: Iterable[Node]) -> Iterator[Node]:
    for kind in kinds:
        yield from graph.subjects(predicate, kind)


def _done(graph: Graph, kinds: Iterable[Node]) -> Iterator[Node]:
    """Cooperations of these kinds that are more than plans."""
    for cooperation in _of_kind(graph, _KIND, kinds):
        if (cooperation, _STATUS, _PLANNED) not in graph:
            yield cooperation


def _parties(graph: Graph, of: Node, roles: set[Node]) -> list[Node]:
    """Participations in something that have one of these roles."""
    parties = graph.objects(of, _PARTICIPATION)
    return [party for party in parties if not roles.isdisjoint(graph.objects(party, _ROLE))]


def _acting_together(graph: Graph) -> Iterator[tuple[Node, Node, list[Node]]]:
    """Yield the cooperations that link, with their kind and the parties that act in them."""
    producing = _narrower(graph, "role/producing-party")
    acting = _narrower(graph, *(f"role/{name}" for name in _ACTING.split()))
    co_productions = _narrower(graph, "cooperation/co-production")
    for cooperation, kind in graph.subject_objects(_KIND):
        if (cooperation, _STATUS, _PLANNED) not in graph:
            yield cooperation, kind, _parties(graph, cooperation, producing if kind in co_productions else acting)


def _countries(graph: Graph, party: Node) -> list[Node]:
    """Countries that a party represents, or else is in."""
    return list(graph.objects(party, _REPRESENTING)) or [
        country for agent in graph.objects(party, _AGENT) for country in graph.objects(agent, _HOME)
    ]


def _partnership(
    graph: Graph, names: dict[Node, str], one: Node, other: Node, kind: Node, through: Node
) -> Iterator[Statement]:
    slugs = [re.sub("[/#]", "-", str(each).removeprefix(_ID)) for each in (one, other)]
    node = URIRef(f"{_ID}partnership/{slugs[0]}--{slugs[1]}--{_last(kind)}")
    if (node, RDF.type, MG.Partnership) not in graph:
        shown = sorted(names.get(each) or slug for each, slug in zip((one, other), slugs, strict=True))
        called = [str(name) for name in graph.objects(kind, SKOS.prefLabel) if _language(name) == "en"]
        yield node, RDF.type, MG.Partnership
        yield node, RDFS.label, Literal(f"{_DASH.join(shown)}: {min(called, default=_last(kind))}", lang="en")
        yield node, _KIND, kind
        yield node, MG.partner, one
        yield node, MG.partner, other
    yield node, MG.through, through
    yield node, PROV.wasDerivedFrom, through


def _name(graph: Graph, node: Node) -> str:
    """The first name in English, else the first of all."""
    names = [(_language(name) != "en", str(name)) for name in graph.objects(node, RDFS.label)]
    return min(names)[1] if names else ""


def _language(name: Node) -> str | None:
    return name.language if isinstance(name, Literal) else None


def _last(iri: Node) -> str:
    return re.sub("^.*[/#]", "", str(iri))
