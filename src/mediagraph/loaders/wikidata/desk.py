"""The desk at which items become records: countries, agents and languages by their items, each agent told once."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from mediagraph.errors import did_you_mean
from mediagraph.loaders.wikidata.known import HUMAN, known
from mediagraph.records import Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from mediagraph.loaders.job import Job
    from mediagraph.loaders.wikidata.items import Found, Item
    from mediagraph.loaders.wikidata.wanted import Wanted

_MOST_NOTES = 20
_LEFT_OUT = "left out"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
_COUNTRY = "a country whose Wikidata id, ISO 3166 code or name a table of countries has; or add it to one"
_NAMED = "an item with a name in a language that is read; to a file of entities add what its items name"


class Desk:
    """What is known across the items of a source.

    Attributes:
        job: the call of the loader.
        wanted: what it asks for.
        day: when the source was read: what is dated later was a plan then.
        told: ids of the records that were yielded.
        waiting: organisations that were only named so far, by id; they are told at the end.
        left_out: how often something was left out of rows that were taken, by what is to be told of it.
    """

    def __init__(self, job: Job, wanted: Wanted, day: date) -> None:
        self.job, self.wanted, self.day = job, wanted, day
        self.told: dict[str, str] = {}
        self.waiting: dict[str, Node] = {}
        self.left_out: Counter[str] = Counter()
        self._countries: dict[str, str] = {}

    def country(self, item: Item) -> tuple[str, Sequence[str]]:
        """Return the CURIE of the country that an item is, else nothing and names that are near its own.

        By its Wikidata id, which tells dissolved states from their successors; else by its codes, the four-letter
        ones of ISO 3166-3 before those that were given to somebody else since; else by its names.
        """
        if item.id in self._countries:
            return self._countries[item.id], ()
        names = [item.labels[language] for language in sorted(item.labels)]
        codes = [value.text for property_ in ("P773", "P297", "P298") for value in item.values(property_)]
        nearest: list[str] = []
        for text in (f"wd:{item.id}", *codes, *names):
            curie, near = self.job.countries.find(text)
            if curie:
                self._countries[item.id] = curie
                return curie, ()
            nearest += near if text in names else ()
        return "", list(dict.fromkeys(nearest))[:3]

    def finish(self) -> Iterator[Node]:
        """Yield the organisations that were only named."""
        for id_, node in sorted(self.waiting.items()):
            if id_ not in self.told:
                self.told[id_] = ""
                yield node
        self.waiting.clear()

    def tell_left_out(self) -> None:
        """Note what was left out, the most frequent first."""
        notes = [f"{_LEFT_OUT} ({count:,}): {what}" for what, count in self.left_out.most_common(_MOST_NOTES)]
        if further := len(self.left_out) - len(notes):
            notes.append(f"{_LEFT_OUT}: {further:,} further values")
        # A source may be read twice, and the last reading counts.
        self.job.notes[:] = [note for note in self.job.notes if not note.startswith(_LEFT_OUT)] + notes


class Row:
    """One item on its way to become records; all of them, or none where `spoilt`."""

    def __init__(self, desk: Desk, found: Found) -> None:
        self.desk, self.found, self.item, self.number = desk, found, found.item, found.number
        self.spoilt = False
        self._left_out: list[str] = []
        self._agents: dict[str, Node] = {}

    @property
    def evidence(self) -> str:
        """The row as a passage."""
        return self.desk.job.passage(self.number)

    def local(self, *parts: str) -> str:
        """Return the CURIE of a statement of the source, made of `parts`."""
        return f"source:{self.desk.job.source}#" + "-".join(part.replace("/", "--") for part in parts)

    def node(self, **items: Any) -> Node:
        """Return a record of this row; `id_` and `type_` are its id and type, and what is empty is left out."""
        named = {"id_": "id", "type_": "type"}
        filled = {named.get(key, key): value for key, value in items.items() if value}
        return Node({**filled, "evidence": self.evidence}, line=self.number)

    def leave_out(self, property_: str, value: str, reason: str) -> None:
        """Leave a value out that the row can do without; it is told at the end, if the row is taken."""
        self._left_out.append(f"{property_} {value}".strip() + f": {reason}")

    def reject(self, property_: str, value: str, reason: str, accepted: str) -> None:
        """Reject the row for a value of a property."""
        self.spoilt = True
        column = f"{self.item.id}.{property_}" if property_ else self.item.id
        self.desk.job.reject(self.number, column, value, reason, accepted)

    def country(self, property_: str, id_: str, *, needed: bool = True) -> str:
        """Return the CURIE of a country; where it is none of ours nothing, and the row is rejected if it is needed."""
        item = self.found.named(id_)
        curie, near = self.desk.country(item)
        if not curie and needed:
            self.reject(property_, item.shown, f"no country of the project{did_you_mean(near)}", _COUNTRY)
        elif not curie:
            self.leave_out(property_, item.shown, "no country of the project")
        return curie

    def name(self) -> dict[str, str]:
        """Return the names of the item; the row is rejected where it has none."""
        names = tidy(self.item.labels)
        if not names:
            self.reject("", "", "an item without a name", _NAMED)
        return names

    def language(self, property_: str, id_: str) -> str:
        """Return the BCP 47 tag of a language; nothing where it has none."""
        item = self.found.named(id_)
        tags = [value.text for code in ("P218", "P305", "P220") for value in item.values(code)]
        tag = next((tag for tag in tags if _LANGUAGE.fullmatch(tag)), known().tongues.get(id_, ""))
        if not tag:
            self.leave_out(property_, item.shown, "a language without a code (P218, P305, P220) that is known here")
        return tag

    def agent(self, property_: str, id_: str, *, person: bool = False) -> str:
        """Return the CURIE of a person or an organisation, which is told with this row unless it was before.

        Args:
            property_: that names it.
            id_: of its item.
            person: which of the two it is where its class is not known.
        """
        item = self.found.named(id_)
        classes = item.ids("P31")
        human = HUMAN in classes if classes else person
        curie = f"{'person' if human else 'organisation'}:wikidata-{id_}"
        if curie in self.desk.told or curie in self._agents:
            return curie
        names = tidy(item.labels)
        if not names:
            self.reject(property_, id_, "an item without a name", _NAMED)
            return curie
        self._agents[curie] = self.node(
            id_=curie,
            type_="Person" if human else "Organisation",
            name=names,
            imdb=self.imdb(item, "nm" if human else "co"),
            inCountry=[] if human else self.countries(item, f"{property_}.P17", needed=False),
            wikidata=item.iri,
        )
        return curie

    def countries(self, item: Item, property_: str, *, needed: bool = True) -> list[str]:
        """Return the countries that an organisation is in."""
        found = [self.country(property_, id_, needed=needed) for id_ in item.ids("P17")]
        return list(dict.fromkeys(curie for curie in found if curie))

    def imdb(self, item: Item, prefix: str) -> list[str]:
        """Return the IMDb ids of an item that begin as those of its sort do."""
        ids: list[str] = []
        for value in item.values("P345"):
            if re.fullmatch(rf"{prefix}[0-9]{{7,}}", value.text):
                ids.append(value.text)
            else:
                self.leave_out("P345", value.text, f"an IMDb id of such a thing is {prefix} and seven digits or more")
        return ids

    def taken(self, *, wait: bool = False) -> Iterator[Node]:
        """Take the row: yield it as a passage, and the agents that it is the first to name.

        Args:
            wait: whether the agents are to wait for their own items.
        """
        self.desk.left_out.update(self._left_out)
        yield self.desk.job.row(self.number, self.item.iri)
        for curie, node in self._agents.items():
            if wait:
                self.desk.waiting.setdefault(curie, node)
            else:
                self.desk.told[curie] = self.item.id
                yield node


def tidy(labels: Mapping[str, str]) -> dict[str, str]:
    """Return names without blanks around them."""
    return {language: text for language, raw in labels.items() if (text := " ".join(raw.split()))}
