"""The tables and the first articles as rows of networks, read with pandas and a YAML parser, without the package.

What the rules of the ontology derive is derived here once more, in Python.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import combinations, permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml

import plain
from plain import cliques, table
from projects import without_the_corpus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ID = "https://w3id.org/mediagraph/id/"
PRODUCERS = {"producing-party", "producer", "co-producer"}
ACTING = PRODUCERS | {
    *("broadcaster", "coverage-partner", "dispatcher", "distributor", "footage-provider", "guest-country", "host"),
    *("host-country", "joint-presenter", "organiser", "participant", "screening-organiser", "service-producer"),
}
ORGANISATIONS = {"Organisation", "OrganisationalUnit"}
OUTLETS = {"Outlet", "Channel", "Website"}
# Classes of things that people can have a part in, by what the network calls them.
THINGS = {
    "Work": {"Work", "Film", "Series", "Episode", "Photograph"},
    "Event": {"Event", "Festival", "HistoricalEvent"},
    "Undertaking": {"Undertaking", "Agreement", "Initiative", "Coverage"},
}


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


@cache
def folder() -> Path:
    """The project that is read: all tables, and the articles that have about everything an article can have."""
    held = tempfile.mkdtemp(prefix="mediagraph-tests-")
    atexit.register(shutil.rmtree, held, ignore_errors=True)
    return without_the_corpus(Path(held))


def data() -> Path:
    return folder() / "data"


def csv(name: str) -> pd.DataFrame:
    return pd.read_csv(data() / f"{name}.csv", dtype=str, keep_default_na=False)


def slug(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", bare).strip("-")


def first_day(date: object) -> tuple[int, int, int]:
    """The first day that a date can mean."""
    year, month, day = ([*re.findall(r"\d+", str(date).partition("/")[0]), "1", "1"])[:3]
    return int(year), int(month), int(day)


@dataclass(frozen=True)
class Raw:
    """What the files say.

    Attributes:
        nodes: of the articles, by IRI; links among them are IRIs.
        films: of Cannes.
        label: name of each entity, English where there is one.
    """

    nodes: Mapping[str, Mapping[str, Any]]
    films: pd.DataFrame
    label: Mapping[str, str]

    def of(self, *types: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        return ((iri, node) for iri, node in self.nodes.items() if set(many(node["type"])) & set(types))

    def cooperations(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        return ((iri, node) for iri, node in self.of("Cooperation") if node.get("status") != "planned")

    def parties(self, cooperation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        allowed = PRODUCERS if cooperation["cooperationKind"] == "co-production" else ACTING
        return [part for part in many(cooperation.get("participation")) if part["role"] in allowed]

    def homes(self, agent: str) -> list[str]:
        node = self.nodes[agent]
        if "inCountry" in node or "unitOf" not in node:
            return many(node.get("inCountry"))
        return self.homes(node["unitOf"])

    def countries_of(self, party: Mapping[str, Any]) -> list[str]:
        return many(party.get("representing")) or (self.homes(party["agent"]) if "agent" in party else [])

    def year(self, thing: str) -> int | None:
        dated = [node for _, node in self.cooperations() if node.get("cooperationOn") == thing]
        dated += [node for _, node in self.of("Release") if node["ofWork"] == thing and node["status"] != "planned"]
        dates = [node["date"] for node in (*dated, self.nodes.get(thing, {})) if "date" in node]
        return min((first_day(date)[0] for date in dates), default=None)

    def producing(self, work: str) -> set[str]:
        found = set(many(self.nodes[work].get("countryOfOrigin")))
        parts = many(self.nodes[work].get("participation"))
        for _, node in self.cooperations():
            if node.get("cooperationOn") == work and node["cooperationKind"] == "co-production":
                parts = [*parts, *many(node.get("participation"))]
        return found.union(*(self.countries_of(part) for part in parts if part["role"] in PRODUCERS))

    def countries(self) -> pd.DataFrame:
        rows: list[tuple[Any, ...]] = []
        for iri, node in self.cooperations():
            thing = node.get("cooperationOn", iri)
            for one, other in permutations(self.parties(node), 2):
                rows += [
                    (a, b, node["cooperationKind"], thing, self.year(thing))
                    for a in self.countries_of(one)
                    for b in self.countries_of(other)
                    if a < b
                ]
        works = [
            (work, self.producing(work), self.year(work))
            for work, node in self.of(*THINGS["Work"])
            if len(many(node.get("countryOfOrigin"))) > 1
        ]
        works += [
            (f"{ID}work/imdb-{film['id']}", country_iris(film["countries"]), int(film["year"]))
            for film in plain.records(self.films)
        ]
        return table([*rows, *cliques(works, "co-production")])

    def organisations(self) -> pd.DataFrame:
        bodies = {iri for iri, _ in self.of(*ORGANISATIONS)}
        rows: list[tuple[Any, ...]] = []
        for iri, node in self.cooperations():
            thing = node.get("cooperationOn", iri)
            agents = {part["agent"] for part in self.parties(node) if part.get("agent") in bodies}
            above = {(one, self.nodes[one].get("unitOf")) for one in agents}
            rows += [
                (one, other, node["cooperationKind"], thing, self.year(thing))
                for one, other in combinations(sorted(agents), 2)
                if not {(one, other), (other, one)} & above
            ]
        return table(rows)

    def outlets_countries(self) -> list[tuple[str, str, str, str, int | None]]:
        return [
            (outlet, country, node["releaseKind"], node["ofWork"], self.year(node["ofWork"]))
            for _, node in self.of("Release")
            if node["status"] != "planned"
            for outlet in many(node.get("viaOutlet"))
            for country in self.producing(node["ofWork"])
            if country not in many(self.nodes[outlet].get("inCountry"))
        ]

    def people(self) -> pd.DataFrame:
        persons = {iri for iri, _ in self.of("Person")}
        rows: list[tuple[Any, ...]] = []
        for name, types in THINGS.items():
            for thing, node in self.of(*types):
                planned = node.get("status") == "planned"
                stated = () if planned else many(node.get("participation"))
                parts = [part for part in stated if part["role"] != "sender"]
                for _, cooperation in self.cooperations():
                    if cooperation.get("cooperationOn") == thing:
                        parts += [p for p in many(cooperation.get("participation")) if p["role"] != "sender"]
                there = {part.get("agent") for part in parts}
                there |= {
                    remark.get("speaker")
                    for _, remark in self.of("Remark")
                    if remark.get("atEvent") == thing and remark["remarkKind"] == "spoken-remark" and not planned
                }
                rows += cliques([(thing, there & persons, self.year(thing))], name)
        offices: dict[str, set[str]] = {}
        for _, node in self.of("Position"):
            if node["holder"] in persons and "atOrganisation" in node:
                offices.setdefault(node["atOrganisation"], set()).add(node["holder"])
        rows += cliques([(body, holders, None) for body, holders in offices.items()], "Position")
        rows += [(*node["between"], node["tieKind"], iri, None) for iri, node in self.of("PersonalTie")]
        directed = [
            (f"{ID}work/imdb-{film['id']}", set(map(person, film["directors"].split(" | "))), int(film["year"]))
            for film in plain.records(self.films)
        ]
        return table([*rows, *cliques(directed, "Work")])

    def established(self) -> dict[tuple[str, str], int]:
        """The year of the counted establishment of each pair's relations."""
        days: dict[tuple[str, str], set[tuple[int, int, int]]] = {}
        for name in ("us", "prc", "ussr"):
            for row in plain.records(csv(f"tables/relations-{name}")):
                if row["kind"] == "established":
                    pair = (f"{ID}country/{row['a']}", f"{ID}country/{row['b']}")
                    days.setdefault((min(pair), max(pair)), set()).add(first_day(row["date"]))
        for _, node in self.of("RelationChange"):
            if node["changeKind"] == "established":
                one, other = sorted(node["changeOf"].rpartition("/")[2].split("-"))
                pair = (f"{ID}country/{one}", f"{ID}country/{other}")
                days.setdefault(pair, set()).add(first_day(node["date"]))
        # Of several the latest counts, of rival dates within a year of it the earliest.
        found = {}
        for pair, known in days.items():
            year, *rest = max(known)
            found[pair] = min(day for day in known if day > (year - 1, *rest))[0]
        return found


def country_iris(codes: str) -> set[str]:
    return {f"{ID}country/{code}" for code in codes.split(" | ") if code}


def person(name: str) -> str:
    return kept().get(f"{ID}person/cannes-{slug(name)}", f"{ID}person/cannes-{slug(name)}")


@cache
def kept() -> dict[str, str]:
    """The entities that were judged to be another one, which is kept."""
    judged = csv("judgements")
    same = judged[judged["verdict"] == "same"]
    return {
        ID + b.replace(":", "/", 1): ID + a.replace(":", "/", 1)
        for a, b in same[["judgedSubject", "judgedObject"]].to_numpy()
    }


def read() -> Raw:
    nodes: dict[str, dict[str, Any]] = {}
    for path in sorted((data() / "articles").glob("*.yaml")):
        file = yaml.safe_load(path.read_text(encoding="utf-8"))
        own = {key: value for part in file["@context"][1:] for key, value in part.items()}
        for node in _flat(file["@graph"]):
            mine = {key: _iris(value, own) for key, value in node.items()}
            nodes[mine["id"]] = {**nodes.get(mine["id"], {}), **mine}
    films = csv("tables/cannes-competition")
    label: dict[str, str] = {}
    for node in nodes.values():
        names = node.get("name", {})
        label[node["id"]] = names["en"] if "en" in names else min(names.values(), default=curie(node["id"]))
    for name in ("countries", "withdrawn-countries"):
        label |= {ID + row["id"].replace(":", "/"): row["name@en"] for row in plain.records(csv(f"tables/{name}"))}
    directors: dict[str, str] = {}
    for film in plain.records(films):
        label[f"{ID}work/imdb-{film['id']}"] = film["title"]
        for name in film["directors"].split(" | "):
            directors[person(name)] = min(name, directors.get(person(name), name))
    return Raw(nodes, films, label | directors)


def curie(iri: str) -> str:
    return iri.removeprefix(ID).replace("/", ":", 1)


def _flat(nodes: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        for value in node.values():
            yield from _flat(part for part in many(value) if isinstance(part, dict) and "type" in part)


def _iris(value: Any, own: Mapping[str, str]) -> Any:
    """The value with CURIEs in full; text, which begins otherwise, stays as it is."""
    if isinstance(value, list):
        return [_iris(one, own) for one in value]
    if isinstance(value, dict):
        return {key: _iris(one, own) for key, one in value.items()}
    match = re.fullmatch(r"([a-z]+):([\w.-]+)", value) if isinstance(value, str) else None
    if not match:
        return value
    return own[match[1]] + match[2] if match[1] in own else f"{ID}{match[1]}/{match[2]}"
