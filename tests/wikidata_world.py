"""A small world in Wikidata's two shapes: entities as its API gives them, and RDF as its dump has them.

Countries, classes and properties bear their own ids; films, people and companies are invented, with numbers from
Q900000. The RDF follows https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format and shares no code with the
loader.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WD = "http://www.wikidata.org/entity/"
PROP = "http://www.wikidata.org/prop/"
WIKIBASE = "http://wikiba.se/ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
JULIAN, GREGORIAN = f"{WD}Q1985786", f"{WD}Q1985727"
# Days that the world states by the Julian calendar, as the RDF has them; by printed tables of both calendars.
BY_GREGORIAN = {"+1717-08-04T00:00:00Z": "1717-08-15T00:00:00Z"}
NAMES_OF_RANKS = {"preferred": "PreferredRank", "normal": "NormalRank", "deprecated": "DeprecatedRank"}
MINUTE, HOUR, SECOND = "Q7727", "Q25235", "Q11574"

Json = dict[str, Any]


@dataclass(frozen=True)
class Data:
    """A value that is neither an item nor plain text, as the API has it."""

    type: str
    value: Any


@dataclass(frozen=True)
class Say:
    """A statement with a rank or qualifiers."""

    value: Any
    rank: str = "normal"
    qualifiers: dict[str, Any] = field(default_factory=dict)


def time(text: str, precision: int = 11, calendar: str = GREGORIAN) -> Data:
    """A time: `1971-10-25`, `1971-10`, `1971`, or with a sign before it."""
    sign, digits = (text[0], text[1:]) if text[0] in "+-" else ("+", text)
    year, month, day = [*digits.split("-"), "00", "00"][:3]
    value = {"timezone": 0, "before": 0, "after": 0, "precision": precision, "calendarmodel": calendar}
    return Data("time", {"time": f"{sign}{year}-{month}-{day}T00:00:00Z", **value})


def titled(text: str, language: str) -> Data:
    return Data("monolingualtext", {"text": text, "language": language})


def lasting(amount: str, unit: str = MINUTE) -> Data:
    return Data("quantity", {"amount": f"+{amount}", "unit": WD + unit})


def item(id_: str, labels: str | dict[str, str] | None = None, **claims: Any) -> Json:
    """An entity; a name that is mere text is English, a claim is a value, a `Say`, or a list of them."""
    named = {"en": labels} if isinstance(labels, str) else labels or {}
    statements = {
        property_: [
            {"id": f"{id_}${property_}-{place}", "type": "statement", **_said(value, property_)}
            for place, value in enumerate(given if isinstance(given, list) else [given])
        ]
        for property_, given in claims.items()
    }
    return {
        "type": "item",
        "id": id_,
        "labels": {tag: {"language": tag, "value": text} for tag, text in named.items()},
        "claims": statements,
    }


def _said(given: Any, property_: str) -> Json:
    say = given if isinstance(given, Say) else Say(given)
    statement: Json = {"mainsnak": _snak(say.value, property_), "rank": say.rank}
    if say.qualifiers:
        statement["qualifiers"] = {
            name: [_snak(value, name) for value in (values if isinstance(values, list) else [values])]
            for name, values in say.qualifiers.items()
        }
    return statement


def _snak(value: Any, property_: str) -> Json:
    if value in ("somevalue", "novalue"):
        return {"snaktype": value, "property": property_}
    if isinstance(value, Data):
        data = {"type": value.type, "value": value.value}
    elif value[:1] == "Q" and value[1:].isdigit():
        data = {
            "type": "wikibase-entityid",
            "value": {"entity-type": "item", "numeric-id": int(value[1:]), "id": value},
        }
    else:
        data = {"type": "string", "value": value}
    return {"snaktype": "value", "property": property_, "datavalue": data}


# The same in RDF


def triples(entities: Iterable[Json]) -> Iterator[ox.Triple]:
    """The entities as the dump has them."""
    for entity in entities:
        subject = ox.NamedNode(WD + entity["id"])
        for label in entity["labels"].values():
            yield ox.Triple(subject, LABEL, ox.Literal(label["value"], language=label["language"]))
        for property_, statements in entity["claims"].items():
            yield from _statements(subject, property_, statements)


def _statements(subject: ox.NamedNode, property_: str, statements: list[Json]) -> Iterator[ox.Triple]:
    ranks = [statement["rank"] for statement in statements]
    best = "preferred" if "preferred" in ranks else "normal"
    for statement in statements:
        node = ox.NamedNode(f"{WD}statement/{statement['id'].replace('$', '-')}")
        yield ox.Triple(subject, ox.NamedNode(f"{PROP}{property_}"), node)
        rank = NAMES_OF_RANKS[statement["rank"]]
        yield ox.Triple(node, ox.NamedNode(f"{WIKIBASE}rank"), ox.NamedNode(WIKIBASE + rank))
        if statement["rank"] == best:
            yield ox.Triple(node, RDF_TYPE, ox.NamedNode(f"{WIKIBASE}BestRank"))
        yield from _snaks(node, [statement["mainsnak"]], "statement")
        for snaks in statement.get("qualifiers", {}).values():
            yield from _snaks(node, snaks, "qualifier")
        value = _simple(statement["mainsnak"])
        if statement["rank"] == best and value is not None:
            yield ox.Triple(subject, ox.NamedNode(f"{PROP}direct/{property_}"), value)


def _snaks(node: ox.NamedNode, snaks: list[Json], level: str) -> Iterator[ox.Triple]:
    for place, snak in enumerate(snaks):
        property_ = snak["property"]
        simple = _simple(snak)
        if simple is None:
            yield ox.Triple(node, RDF_TYPE, ox.NamedNode(f"{PROP}novalue/{property_}"))
            continue
        yield ox.Triple(node, ox.NamedNode(f"{PROP}{level}/{property_}"), simple)
        data = snak.get("datavalue", {})
        if data.get("type") in {"time", "quantity"}:
            name = f"{node.value.rpartition('/')[2]}-{level}-{property_}-{place}"
            full = ox.NamedNode(f"http://www.wikidata.org/value/{name}")
            yield ox.Triple(node, ox.NamedNode(f"{PROP}{level}/value/{property_}"), full)
            yield from _full(full, data["value"], simple)


def _full(node: ox.NamedNode, value: Json, simple: ox.NamedNode | ox.BlankNode | ox.Literal) -> Iterator[ox.Triple]:
    if "time" in value:
        yield ox.Triple(node, ox.NamedNode(f"{WIKIBASE}timeValue"), simple)
        precision = ox.Literal(str(value["precision"]), datatype=ox.NamedNode(f"{XSD}integer"))
        yield ox.Triple(node, ox.NamedNode(f"{WIKIBASE}timePrecision"), precision)
        yield ox.Triple(node, ox.NamedNode(f"{WIKIBASE}timeCalendarModel"), ox.NamedNode(value["calendarmodel"]))
    else:
        yield ox.Triple(node, ox.NamedNode(f"{WIKIBASE}quantityAmount"), simple)
        yield ox.Triple(node, ox.NamedNode(f"{WIKIBASE}quantityUnit"), ox.NamedNode(value["unit"]))


def _simple(snak: Json) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
    """The plain form of a value; a blank node for an unknown one, nothing where there is none."""
    if snak["snaktype"] == "novalue":
        return None
    if snak["snaktype"] == "somevalue":
        return ox.BlankNode()
    type_, value = snak["datavalue"]["type"], snak["datavalue"]["value"]
    if type_ == "wikibase-entityid":
        return ox.NamedNode(WD + value["id"])
    if type_ == "time":
        year, rest = value["time"][:5].removeprefix("+"), value["time"][5:].replace("-00", "-01")
        text = BY_GREGORIAN.get(value["time"], year + rest)
        return ox.Literal(text, datatype=ox.NamedNode(f"{XSD}dateTime"))
    if type_ == "quantity":
        return ox.Literal(value["amount"].removeprefix("+"), datatype=ox.NamedNode(f"{XSD}decimal"))
    if type_ == "monolingualtext":
        return ox.Literal(value["text"], language=value["language"])
    return ox.NamedNode(value) if value.startswith("http") else ox.Literal(value)


# The world

COUNTRIES = [
    item("Q31", {"en": "Belgium", "fr": "Belgique"}, P297="BE", P298="BEL"),
    item("Q142", "France", P297="FR", P298="FRA"),
    item("Q148", "People's Republic of China", P297="CN", P298="CHN"),
    item("Q159", "Russia", P297="RU", P298="RUS"),
    item("Q183", "Germany", P297="DE", P298="DEU"),
    item("Q15180", "Soviet Union", P773="SUHH"),
    item("Q36704", "Yugoslavia"),  # the project knows its Wikidata id as another one: the name tells
    item("Q7318", "Nazi Germany"),  # no country of the project
]
CLASSES = [
    item("Q11424", "film"),
    item("Q24862", "short film", P279="Q11424"),
    item("Q900001", "festival short", P279="Q24862"),  # below film by two steps, and known to nobody
    item("Q5398426", "television series"),
    item("Q1762059", "film production company", P279="Q11396960"),
    item("Q11396960", "production company", P279="Q1331793"),
    item("Q15265344", "broadcaster", P279="Q43229"),
    item("Q1331793", "media company", P279="Q43229"),
    item("Q43229", "organisation"),
    item("Q41176", "building"),
    item("Q5", "human"),
]
LANGUAGES = [
    item("Q150", "French", P218="fr"),
    item("Q33368", "Basa", P305="bas"),
    item("Q900050", "Tongue of the isle"),
]
PEOPLE = [
    item("Q900101", {"en": "Ann Example", "zh": "安·例"}, P31="Q5", P345="nm9000001"),
    item("Q900102", {"mul": "Bob Example"}, P31="Q5"),
    item("Q900103", P31="Q5"),
    item("Q900104", "The Two Examples", P31="Q43229"),
]
COMPANIES = [
    item(
        "Q900201",
        {"en": "Brussels Works", "fr": "Ateliers de Bruxelles"},
        P31="Q1762059",
        P17="Q31",
        P345="co9000001",
        P749="Q900210",
        P856=["https://works.example/", "works.example"],
    ),
    item("Q900202", "Paris Works", P31="Q1762059", P17="Q142", P361=["Q900203", "Q900220"]),
    item("Q900203", "Old Studio", P31="Q1331793", P17="Q7318"),
    item("Q900204", "Channel Example", P31=["Q15265344", "Q1331793"], P17="Q31", P361=["Q900210", "Q900220"]),
    item("Q900205", "Media of Belgium", P31="Q1331793", P17="Q31", P749="Q900201"),
    item("Q900206", P31="Q15265344", P17="Q31"),
    item("Q900210", "Example Holding", P31="Q43229", P17=["Q31", "Q142"]),
    item("Q900220", "House of Media", P31="Q41176", P17="Q31"),
]
FILMS = [
    item(
        "Q900301",
        {"en": "Red Silk Road", "zh-hant": "紅絲路", "ru": " Красный  шёлк "},
        P31="Q11424",
        P495=["Q31", "Q142"],
        P272=["Q900201", "Q900202"],
        P57=["Q900101", "Q900102", Say("Q900103", "deprecated")],
        P577=[
            Say(time("2019-05-20"), qualifiers={"P291": ["Q142", "Q900220"]}),
            Say(time("2019-09", 10), qualifiers={"P291": "Q31"}),
            Say(time("2018-01-01"), "deprecated"),
        ],
        P1476=titled("Route de la soie rouge", "fr"),
        P364="Q150",
        P407=["Q150", "Q33368"],
        P2047=[lasting("94.5"), lasting("2", HOUR)],
        P136=["Q130232", "Q900099"],
        P345="tt9000001",
        P4947="900001",
        P4983="7",
    ),
    item(
        "Q900302",
        "Sole Work",
        P31="Q24862",
        P495=[Say("Q31", "preferred"), "Q183"],
        P272="Q900201",
        P57="Q900104",
        P577=[Say(time("2015", 9), "preferred"), time("2014-03-01")],
        P345=["tt12", "nm9000001"],
    ),
    item(
        "Q900303",
        "A Series",
        P31="Q5398426",
        P495="Q31",
        P577=time("2020-02-03"),
        P4983="900003",
        P4947="8",
        P272="Q900204",
    ),
    item("Q900304", "Of no country of ours", P31="Q11424", P495=["Q31", "Q7318"], P577=time("1940", 9)),
    item("Q900305", P31="Q11424", P495="Q31", P1476=titled("Zonder naam", "nl"), P577=time("2016-11-02")),
    item("Q900306", P31="Q11424", P495="Q31"),
    item("Q900307", "Nameless director", P31="Q11424", P495="Q31", P57="Q900103"),
    item("Q900308", "Twin", P31="Q11424", P495="Q31", P345="tt9000001"),
    item(
        "Q900309",
        "Old Film",
        P31="Q900001",
        P495=["Q15180", "Q31", "Q36704"],
        P272=["novalue", "Q900203", "Q900101"],
        P577=[time("1973", 8), "somevalue", time("-0044", 9), time("2000", 7)],
        P364="Q900050",
        P2047=[lasting("5400", SECOND), lasting("10", SECOND), lasting("3", "Q900099")],
    ),
    item(
        "Q900310",
        "Planned Film",
        P31="Q11424",
        P495="Q31",
        P272=["Q900201", "Q900202"],
        P577=time("2190-01", 10),
    ),
    *(
        item(f"Q9003{number}", f"Film {number}", P31="Q11424", P495="Q31", P577=time(f"20{number}", 9), P57="Q900101")
        for number in range(11, 19)
    ),
]
ELSEWHERE = [item("Q900399", "German Film", P31="Q11424", P495="Q183", P577=time("2019", 9))]
RELATIONS = {
    "Q31": [
        Say("Q148", qualifiers={"P580": time("1971-10-25")}),
        Say("Q142", "preferred", {"P580": time("1830", 9)}),  # no rank of a pair beats that of another
        Say("Q183", qualifiers={"P580": time("1951", 9), "P582": time("1940-05", 10)}),
        Say("Q183", "deprecated", {"P580": time("1800", 9)}),
        Say("Q159", qualifiers={"P580": [time("-0044-03-15"), "somevalue"]}),
        Say("Q15180", qualifiers={"P580": time("1935-07-12"), "P582": time("1991", 8)}),
        "Q7318",
    ],
    "Q142": [
        Say("Q31", qualifiers={"P580": time("1831-03-07")}),
        Say("Q159", qualifiers={"P580": time("1717-08-04", calendar=JULIAN)}),
    ],
    "Q148": [Say("Q31", qualifiers={"P580": time("1971-10-25")})],
}


def _related() -> Iterator[Json]:
    for country in COUNTRIES:
        if country["id"] in RELATIONS:
            yield {
                **country,
                "claims": {**country["claims"], **item(country["id"], P530=RELATIONS[country["id"]])["claims"]},
            }
        else:
            yield country


WORLD = [*_related(), *CLASSES, *LANGUAGES, *PEOPLE, *COMPANIES, *FILMS, *ELSEWHERE]
