"""One row of the source in the making: the records that a thing and what hangs on it give, or why it is rejected."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediagraph.errors import did_you_mean, shorten
from mediagraph.loaders.rdffile import NO_BASE
from mediagraph.loaders.schemaorg import values
from mediagraph.loaders.schemaorg.kinds import READ
from mediagraph.records import Node, bounds

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from mediagraph.loaders.job import Job
    from mediagraph.loaders.schemaorg.things import Thing, Things

_SORTS = {
    "Film": {"", "work", "film"},
    "Series": {"", "work", "series"},
    "Episode": {"", "work"},
    "Work": {"", "work"},
    "Person": {"", "person"},
    "Organisation": {"", "organisation"},
}
_KEYS = {"work": ("imdb", "wikidata", "tmdb"), "person": ("wikidata", "imdb", "tmdb")}
_MOST_NOTED = 1000  # different values of a kind; what a large file leaves unread would not fit into memory
_DESCRIBE = "describe it in the file, with its name"


@dataclass(frozen=True)
class Surroundings:
    """What is known of the file as a whole.

    Attributes:
        base: what relative addresses are resolved against.
        language: of texts that bear none; empty where it is unknown.
        day: on which it was read.
        lined: whether its statements have lines, by which rows are numbered then.
    """

    base: str
    language: str
    day: datetime.date
    lined: bool = False


class Desk:
    """What all rows share."""

    def __init__(self, job: Job, things: Things, surroundings: Surroundings) -> None:
        self.job, self.things, self.surroundings = job, things, surroundings
        self.told: dict[str, str] = {}  # ids of nodes that were told, by their names in the file
        self.owners: dict[str, str] = {}  # names of nodes by their ids: two nodes are not one for like names
        self._unread: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def leave(self, what: str, value: str) -> None:
        """Note that something was not read."""
        counts = self._unread[what]
        shown = shorten(value, most=60)
        counts[shown if shown in counts or len(counts) < _MOST_NOTED else "others"] += 1

    def unread(self) -> Iterator[tuple[str, list[str]]]:
        """Yield what was not read, and how often."""
        for what, counts in sorted(self._unread.items()):
            often = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            yield what, [f"{value} ({count:,})" for value, count in often]

    def number(self, thing: Thing) -> int:
        """Return the number of the row of a thing."""
        return thing.line if self.surroundings.lined else thing.number


class Row:
    """One row: a thing of the file that stands on its own, with what hangs on it."""

    def __init__(self, desk: Desk, thing: Thing) -> None:
        self.desk, self.thing, self.number = desk, thing, desk.number(thing)
        self.job, self.things = desk.job, desk.things
        self.evidence = desk.job.passage(self.number)
        self.address = self.page(thing)
        self.shared: dict[str, Node] = {}
        self.told: dict[str, str] = {}
        self.owners: dict[str, str] = {}
        self.faults: list[tuple[str, str, str, str]] = []

    def reject(self, column: str, value: str, reason: str, accepted: str = "") -> None:
        """Say why the row cannot be read."""
        fault = (column, value, reason, accepted)
        if fault not in self.faults:
            self.faults.append(fault)

    def node(self, id_: str, type_: str, items: dict[str, Any]) -> Node:
        """Return a record of this row; what is empty is left out."""
        filled = {"id": id_, "type": type_, **items, "evidence": self.evidence}
        return Node({key: _single(value) for key, value in filled.items() if value}, line=self.number)

    def known(self, thing: Thing) -> str:
        """Return the id of a node that was told before, in this row or another; nothing for bare text."""
        return (self.told.get(thing.name) or self.desk.told.get(thing.name, "")) if thing.name else ""

    def tell(self, thing: Thing, id_: str) -> None:
        """Note that a node is told here; bare text may be told again, for it may mean another thing elsewhere."""
        if thing.name:
            self.told[thing.name] = id_

    def is_apart(self, thing: Thing, is_read: bool) -> bool:  # noqa: FBT001 - said of the class, at every call
        """Tell whether a thing has a row of its own, so that this one only links to it."""
        return is_read and bool(thing.iri) and thing.is_described and thing.name != self.thing.name

    def share(self, node: Node) -> None:
        """Take the record of what other rows may speak of as well."""
        merge(self.shared, node)

    def statement(self, *parts: str) -> str:
        """Return the id of a statement of this source."""
        return f"source:{self.job.source}#{'-'.join(re.split('[:#]', part)[-1] for part in parts if part)}"

    def id_of(self, thing: Thing, prefix: str, class_: str, name: str) -> str:
        """Return the id of a thing: by the identifier of another database, its own IRI, or its name.

        Args:
            thing: the thing.
            prefix: of its ids: work, person, organisation, outlet, event.
            class_: whose identifiers count; others' are of something else.
            name: of the thing.
        """
        known, _ = self.things.identifiers(thing)
        found = {one.key: one.value for one in reversed(known) if one.sort in _SORTS.get(class_, {""})}
        for key in _KEYS.get(prefix, ("wikidata", "imdb", "tmdb")):
            if key in found:
                series = "tv-" if key == "tmdb" and class_ == "Series" else ""
                return f"{prefix}:{key}-{series}{found[key]}"
        base = self.desk.surroundings.base
        local = values.local_name(thing.iri, base) if thing.iri.startswith("http") else ""
        id_ = f"{prefix}:{self.job.source}-{local or values.short_slug(name)}"
        if thing.iri:
            owner = self.desk.owners.get(id_) or self.owners.setdefault(id_, thing.iri)
            if owner != thing.iri:
                self.reject("@id", thing.iri, f"an IRI too like {owner} for an id of its own", "rename one of them")
        return id_

    def identified(self, thing: Thing, class_: str, keys: Sequence[str]) -> dict[str, Any]:
        """Return what other databases call a thing, by those terms in `keys`, and its address."""
        known, rest = self.things.identifiers(thing)
        items: dict[str, list[str]] = {}
        for one in known:
            if one.key in keys and one.sort in _SORTS.get(class_, {""}):
                value = f"wd:{one.value}" if one.key == "wikidata" else one.value
                items.setdefault(one.key, []).append(value)
            else:
                self.desk.leave(f"identifiers not read of {class_}", f"{one.key} {one.value}")
        for text in rest:
            host = text.partition("://")[2].partition("/")[0] or text
            self.desk.leave("sameAs and identifier not read", host)
        websites = []
        for text in self.things.words(thing, "url"):
            if found := self.web_address(text):
                websites += [] if values.identifier(found) else [found]
            else:
                self.desk.leave("url not read", text)
        return {**items, "website": websites}

    def web_address(self, text: str) -> str:
        """Return an address in full; nothing where it is none, or relative to an address that is not known."""
        found = values.address(text, self.desk.surroundings.base)
        return "" if found.startswith(NO_BASE) else found

    def page(self, thing: Thing) -> str:
        """Return the address where a thing can be read of; nothing where it is not known."""
        for text in [*self.things.words(thing, "url"), thing.iri]:
            if text and (found := self.web_address(text)):
                return found
        return self.web_address("")

    def names(
        self, thing: Thing, first: Sequence[str], more: Sequence[str], language: str = ""
    ) -> tuple[dict[str, str], dict[str, list[str]]]:
        """Return names and variant names of a thing, by language.

        Args:
            thing: the thing, or the text in its place.
            first: properties for its name; the first that has a value counts.
            more: properties for variants.
            language: of texts that bear none, where nothing better is known.
        """
        if thing.text:
            return {self._language("", language): thing.text}, {}
        names: dict[str, str] = {}
        variants: dict[str, list[str]] = {}
        given = next((found for name in first if (found := self.things.texts(thing, name))), [])
        for tag, text in given:
            known = names.setdefault(self._language(tag, language), text)
            if known != text:
                variants.setdefault(self._language(tag, language), []).append(text)
        for tag, text in self.things.texts(thing, *more):
            where = self._language(tag, language)
            if names.get(where) != text and text not in variants.get(where, ()):
                variants.setdefault(where, []).append(text)
        return names, variants

    def _language(self, given: str, other: str) -> str:
        return values.language(given) or values.language(self.desk.surroundings.language) or other or "und"

    def languages(self, thing: Thing) -> list[str]:
        """Return the languages that a thing speaks."""
        found: dict[str, None] = {}
        for one in self.things.at(thing, "inLanguage"):
            texts = [one.text] if one.text else self.things.words(one, "alternateName", "identifier", "name")
            tags = [tag for text in texts if (tag := values.language(text))]
            if tags:
                found[tags[0]] = None
            else:
                self.desk.leave("languages not read", ", ".join(texts) or one.name)
        return list(found)

    def country(self, thing: Thing, column: str) -> str:
        """Return the id of a country; an unknown one rejects the row."""
        known, _ = self.things.identifiers(thing)
        words = [f"wd:{one.value}" for one in known if one.key == "wikidata"]
        words += [thing.text] if thing.text else self.things.words(thing, "name", "alternateName", "identifier")
        near: Sequence[str] = ()
        for word in words:
            found, near = self.job.countries.find(word)
            if found:
                return found
        reason = f"no country is called so{did_you_mean(near)}" if words else "a country without a name"
        self.reject(column, words[-1] if words else thing.iri, reason, "a code, or a name in any language")
        return ""

    def countries(self, thing: Thing, column: str) -> list[str]:
        """Return the countries at `column`; text may list several."""
        found: dict[str, None] = {}
        for one in self.things.at(thing, column):
            whole = not one.text or self.job.countries.find(one.text)[0]
            for part in [one] if whole else [type(one)(text=text.strip()) for text in one.text.split(",")]:
                if id_ := self.country(part, column):
                    found[id_] = None
        return list(found)

    def date(self, thing: Thing, column: str) -> str:
        """Return the one date at `column` as EDTF; what is no date rejects the row."""
        for text in self.things.words(thing, column):
            try:
                return values.day(text)
            except ValueError:
                self.reject(column, text, "not a date", "write it by ISO 8601, such as 2021-10-25")
        return ""

    def period(self, thing: Thing) -> str:
        """Return the time of an event as EDTF."""
        start, end = self.date(thing, "startDate"), self.date(thing, "endDate")
        if not start or not end or start == end:
            return start
        first, last = bounds(start)[0], bounds(end)[1]
        if first and last and first > last:
            self.reject("endDate", end, f"before the start, {start}", "an end on or after the start")
            return start
        return f"{start}/{end}"

    def participation(self, of: str, role: str, agent: str) -> Node:
        """Return the statement that an agent took part in the thing with the id `of`."""
        items = {"role": role, "agent": agent}
        return self.node(self.statement(of, role, agent), "Participation", items)

    def nameless(self, thing: Thing, column: str) -> None:
        """Reject the row, since a thing that it speaks of has no name."""
        what = thing.text or thing.iri or ", ".join(sorted(thing.types)) or "a node"
        self.reject(column, what, "nothing with a name", _DESCRIBE)

    def leave_unread(self, thing: Thing, kind: str) -> None:
        """Note which properties of a thing are not read."""
        for name in thing.values.keys() - READ[kind]:
            self.desk.leave(f"properties not read of {kind}", name)


def merge(known: dict[str, Node], node: Node) -> None:
    """Add a record to those that are `known`, or what it says to the record of that id; a second name is a variant."""
    before = known.setdefault(node["id"], node)
    if before is node:
        return
    for key, value in node.items():
        if key in {"id", "type"}:
            continue
        if key not in before:
            before[key] = value
        elif key == "name":
            for language, text in value.items():
                name = before["name"].setdefault(language, text)
                if name != text:
                    variants = before.setdefault("variantName", {})
                    variants[language] = _united(variants.get(language, []), text)
        elif _is_text(value):
            for language, texts in value.items():
                before[key][language] = _united(before[key].get(language, []), texts)
        else:
            before[key] = _united(before[key], value)


def _united(first: Any, second: Any) -> Any:
    """The values of both, each once; nodes are the same where their ids are."""
    values_ = [*(first if isinstance(first, list) else [first]), *(second if isinstance(second, list) else [second])]
    by_id: dict[Any, Any] = {}
    for value in values_:
        by_id.setdefault(value["id"] if isinstance(value, dict) else value, value)
    return _single(list(by_id.values()))


def _is_text(value: Any) -> bool:
    """Whether it is text by language, and no record."""
    return isinstance(value, dict) and not isinstance(value, Node)


def _single(value: Any) -> Any:
    if _is_text(value):
        return {key: _single(item) for key, item in value.items()}
    return value[0] if isinstance(value, list) and len(value) == 1 else value
