"""The dossier of two countries: relation, occasions, joint works, organisations, people, and what it all rests on."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph.errors import ParameterError
from mediagraph.reports.pages import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mediagraph.questions import Questions

FORMATS = ("html", "md", "json")
_LABELS = "entities/labels"


@dataclass(frozen=True, slots=True)
class Thing:
    """A work, event or other thing that the two cooperated on.

    Attributes:
        entity: IRI.
        label: name.
        evidence: source and number of each passage, as text.
    """

    entity: str
    label: str
    evidence: Sequence[str]


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the graph knows of two countries together.

    Attributes:
        countries: IRI and name of both.
        day: the day as of which anniversaries are past or coming.
        changes: of the diplomatic relation, by date, each with its sources.
        past: round anniversaries before the day, with what marked them.
        coming: those from the day on.
        things: joint works, events and others, by kind of cooperation.
        across: works of the one that came before the public in the other; no cooperation by itself.
        organisations: pairs of organisations of the two that work together.
        people: who had a part in the things.
        graph_version: which state of the graph was asked.
    """

    countries: Sequence[tuple[str, str]]
    day: str
    changes: Sequence[Mapping[str, Any]]
    past: Sequence[Mapping[str, Any]]
    coming: Sequence[Mapping[str, Any]]
    things: Mapping[str, Sequence[Thing]]
    across: Sequence[Mapping[str, Any]]
    organisations: Sequence[Mapping[str, Any]]
    people: Sequence[Mapping[str, Any]]
    graph_version: str

    @property
    def title(self) -> str:
        """Both names."""
        return " and ".join(name for _, name in self.countries)

    def name(self, country: str) -> str:
        """Return the name of one of the two."""
        return dict(self.countries).get(country, country)


def dossier(graph: Questions, one: str, other: str, *, day: datetime.date | None = None) -> Dossier:
    """Return what the graph knows of two countries together.

    Args:
        graph: to ask.
        one: code, name in any language, CURIE or IRI of a country.
        other: of another one.
        day: as of which anniversaries are past or coming; today by default.

    Raises:
        ParameterError: a country is not known, or both are the same.
    """
    first, second = graph.entity(one, "mg:Country"), graph.entity(other, "mg:Country")
    if first == second:
        raise ParameterError(f"{one} and {other} are the same country; name two")
    pair = {"one": first, "other": second}
    as_of = (day or datetime.date.today()).isoformat()  # noqa: DTZ011 - the user's own day
    occasions = [_plain(row) for row in _dicts(graph.rows("anniversaries/of-pair", **pair))]
    markers: dict[str, list[str]] = {}
    for row in graph.rows("works/marking-anniversary", country=first):
        markers.setdefault(row.occasion, []).append(f"{row.label} ({row.kind.lower()})")
    for occasion in occasions:
        occasion["marked"] = sorted(set(markers.get(occasion["anniversary"], [])))
    changes = [_plain(row) for row in _dicts(graph.rows("relations/timeline", country=first, other=second))]
    names = _names(graph, {change["source"] for change in changes if change["source"]})
    for change in changes:
        change["sourceLabel"] = names.get(change["source"], "")
    return Dossier(
        countries=[(row.entity, row.label) for node in (first, second) for row in graph.rows(_LABELS, entity=node)],
        day=as_of,
        changes=changes,
        past=[occasion for occasion in occasions if occasion["latest"] < as_of],
        coming=[occasion for occasion in occasions if occasion["latest"] >= as_of],
        things=_things(graph, pair),
        across=[_plain(row) for row in _dicts(graph.rows("partnerships/releases-across", **pair))],
        organisations=[_plain(row) for row in _dicts(graph.rows("partnerships/organisations-between", **pair))],
        people=[_plain(row) for row in _dicts(graph.rows("partnerships/people-between", **pair))],
        graph_version=graph.store.version,
    )


def to_text(found: Dossier, format_: str) -> str:
    """Return a dossier as `html`, `md` or `json`."""
    if format_ == "json":
        return json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n"
    return render(f"dossier.{format_}.j2", {"dossier": found, "version": version("mediagraph")})


def _names(graph: Questions, entities: set[str]) -> dict[str, str]:
    """The names of some entities."""
    nodes = [ox.NamedNode(entity) for entity in sorted(entities)]
    return {row.entity: row.label for row in graph.rows(_LABELS, entity=nodes)} if nodes else {}


def _things(graph: Questions, pair: Mapping[str, Any]) -> dict[str, list[Thing]]:
    """The things by kind of cooperation, each with the passages that say so."""
    found: dict[str, dict[str, tuple[str, dict[str, list[int]]]]] = {}
    for row in graph.rows("partnerships/evidence", **pair):
        label = row.label or graph.project.context.compress(row.thing)
        _, sources = found.setdefault(_slug(row.kind), {}).setdefault(row.thing, (label, {}))
        numbers = sources.setdefault(row.source or row.passage, [])
        if row.number is not None:
            numbers.append(row.number)
    return {
        kind: sorted(
            (
                Thing(entity, label, [_cited(*source) for source in sources.items()])
                for entity, (label, sources) in of.items()
            ),
            key=lambda thing: (thing.label, thing.entity),
        )
        for kind, of in sorted(found.items())
    }


def _cited(source: str, numbers: Sequence[int]) -> str:
    return f"{source}, {', '.join(map(str, sorted(set(numbers))))}" if numbers else source


def _dicts(rows: Iterable[Any]) -> Iterable[dict[str, Any]]:
    return (dict(row._asdict()) for row in rows)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON can hold it: days as text, concepts as slugs."""
    return {
        key: value.isoformat() if isinstance(value, datetime.date) else _slug(value) if key == "kind" else value
        for key, value in row.items()
    }


def _slug(concept: object) -> str:
    return str(concept).rsplit("/", 1)[-1]
