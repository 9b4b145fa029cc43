"""What a record file of an article says, as facts that can be compared with those of another by names, not by ids."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mediagraph.identity.naming import likeness, read_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mediagraph.records import RecordFile

ENTITIES = {
    "Organisation": "organisations", "OrganisationalUnit": "organisations",
    "Outlet": "outlets", "Channel": "outlets", "Website": "outlets",
    "Person": "people",
    "Work": "works", "Film": "works", "Series": "works", "Episode": "works",
    "City": "places", "Place": "places", "Region": "places", "AdministrativeDivision": "places",
    "Event": "events", "Festival": "events",
    "HistoricalEvent": "recalled events",
    "Undertaking": "undertakings", "Initiative": "undertakings", "Coverage": "undertakings",
    "Agreement": "agreements",
    "UnnamedAgent": "unnamed agents",
}  # fmt: skip
STATEMENTS = {
    "Cooperation": "cooperation", "Release": "releases", "ProductionStage": "stages", "Position": "positions",
    "RelationChange": "relation changes", "Anniversary": "occasions", "Commemoration": "commemorations",
    "Figure": "figures", "Remark": "remarks",
}  # fmt: skip
NAMES = ("name", "variantName", "originalTitle")
_QUOTED = re.compile(r"[«“\"]([^«»“”\"]+)[»”\"]")
ALIKE = 90.0  # from here on two names are one


@dataclass(frozen=True)
class Fact:
    """One thing that a file says.

    Attributes:
        kind: as `ENTITIES` and `STATEMENTS` call it, or countries, dates, parties, roles.
        what: what must be equal: a concept, a number, a date; may be empty.
        names: what it is called, or what it is about, each a set of names of one thing.
        parties: who takes part, each a set of names of one.
        status: planned, happened or nothing.
        id: of the node.
        types: classes of the node.
        more: dates and places, which tell events apart.
    """

    kind: str
    what: tuple[str, ...] = ()
    names: tuple[frozenset[str], ...] = ()
    parties: tuple[frozenset[str], ...] = ()
    status: str = ""
    id: str = ""
    more: frozenset[str] = frozenset()


@dataclass
class Facts:
    """The facts of a file, by kind."""

    nodes: Sequence[Mapping[str, Any]]
    found: dict[str, list[Fact]] = field(default_factory=dict)

    @classmethod
    def of(cls, file: RecordFile) -> Facts:
        """Return the facts of a record file."""
        made = cls(list(file.records))
        for fact in made._read():
            made.found.setdefault(fact.kind, []).append(fact)
        return made

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        found = {}
        for node in self.nodes:
            texts = {text for key in NAMES for text in _texts(node.get(key))}
            # the name proper in what is called by its kind and its name: Группа компаний «Рики»
            texts |= {match[1] for text in texts for match in _QUOTED.finditer(text)} if _named(node) else set()
            if texts:
                found[str(node.get("id"))] = frozenset(texts)
        return found

    @property
    def language(self) -> str:
        """The language of the article, without its script."""
        found = (str(node["language"]) for node in self.nodes if node.get("type") == "Article" and node.get("language"))
        return next(found, "und").split("-")[0]

    def called(self, id_: object) -> frozenset[str]:
        """Return the names of the node `id_`; of one that is described elsewhere, its id as words."""
        key = str(id_)
        return self._names.get(key) or frozenset({key.partition(":")[2].replace("-", " ") or key})

    def _read(self) -> Iterator[Fact]:
        countries: set[str] = set()
        dates: set[str] = set()
        for node in self.nodes:
            type_ = next((one for one in _list(node.get("type")) if one in ENTITIES or one in STATEMENTS), "")
            id_ = str(node.get("id"))
            if not type_ or id_.startswith("country:"):
                if isinstance(node.get("date"), str):
                    dates.add(str(node["date"]))
                continue
            countries |= set(_countries(node))
            if isinstance(node.get("date"), str):
                dates.add(str(node["date"]))
            if type_ in ENTITIES:
                yield self._entity(type_, id_, node)
            else:
                yield self._statement(type_, id_, node)
            if type_ == "Cooperation":
                kind = str(node.get("cooperationKind"))
                yield from (Fact("parties", (kind,), (party,)) for party in self._parties(node))
            elif ENTITIES.get(type_) in {"works", "events"}:
                for role, party in self._roles(node):
                    yield Fact("roles", (role,), (self.called(id_), party))
        yield from (Fact("countries", (code,)) for code in sorted(countries))
        yield from (Fact("dates", (date,)) for date in sorted(dates))

    def _entity(self, type_: str, id_: str, node: Mapping[str, Any]) -> Fact:
        kind = ENTITIES[type_]
        what: tuple[str, ...] = ()
        parties: tuple[frozenset[str], ...] = ()
        more: set[str] = set()
        if kind == "agreements":
            what, parties = (str(node.get("agreementKind")),), tuple(self._parties(node))
        if kind == "events":
            more = {str(value) for key in ("date", "inPlace", "about") for value in _list(node.get(key))}
            what = tuple(sorted(str(one) for one in _list(node.get("eventKind"))))
        return Fact(kind, what, (self.called(id_),), parties, str(node.get("status") or ""), id_, frozenset(more))

    def _statement(self, type_: str, id_: str, node: Mapping[str, Any]) -> Fact:
        kind = STATEMENTS[type_]
        status = str(node.get("status") or "")

        def about(key: str) -> tuple[frozenset[str], ...]:
            return tuple(self.called(one) for one in _list(node.get(key)))

        if type_ == "Cooperation":
            what = (str(node.get("cooperationKind")),)
            return Fact(kind, what, about("cooperationOn"), tuple(self._parties(node)), status, id_)
        if type_ == "Release":
            return Fact(kind, (str(node.get("releaseKind") or ""),), about("ofWork"), (), status, id_)
        if type_ == "ProductionStage":
            return Fact(kind, (str(node.get("stage")),), about("ofWork"), (), status, id_)
        if type_ == "Position":
            return Fact(kind, (), (*about("holder"), frozenset(_texts(node.get("positionTitle")))), (), "", id_)
        if type_ == "RelationChange":
            return Fact(kind, (str(node.get("changeOf")), str(node.get("changeKind"))), (), (), "", id_)
        if type_ == "Anniversary":
            return Fact(kind, (str(node.get("ordinal")),), (), (), "", id_)
        if type_ == "Commemoration":
            return Fact(kind, (), about("markedBy"), (), "", id_)
        if type_ == "Figure":
            return Fact(kind, (_number(node.get("value")), str(node.get("unit"))), (), (), "", id_)
        return Fact(kind, (), about("speaker") or about("citedBy"), (), "", id_)

    def _parties(self, node: Mapping[str, Any]) -> Iterator[frozenset[str]]:
        for one in _list(node.get("participation")):
            if not isinstance(one, dict):
                continue
            if one.get("agent"):
                yield self.called(one["agent"])
            else:
                yield from (frozenset({str(country)}) for country in _list(one.get("representing")))

    def _roles(self, node: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
        for one in _list(node.get("participation")):
            if isinstance(one, dict) and one.get("agent"):
                yield str(one.get("role")), self.called(one["agent"])


def _named(node: Mapping[str, Any]) -> bool:
    return any(one in {"Organisation", "Outlet", "Channel"} for one in _list(node.get("type")))


def alike(one: frozenset[str], other: frozenset[str], least: float = ALIKE) -> bool:
    """Whether two things share a name, or have names that are nearly one."""
    folded = {read_name(text).folded for text in one}
    if folded & {read_name(text).folded for text in other}:
        return True
    return any(
        likeness(left, right, least=least)[0] >= least
        for left in map(read_name, one)
        for right in map(read_name, other)
        if left.numbers == right.numbers
    )


def _countries(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith("country:"):
            yield value
        elif value.startswith("relation:"):
            yield from (f"country:{code}" for code in value.partition(":")[2].split("-") if code.isupper())
    elif isinstance(value, dict):
        for item in value.values():
            yield from _countries(item)
    elif isinstance(value, list):
        for item in value:
            yield from _countries(item)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
