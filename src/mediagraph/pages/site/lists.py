"""The lists of a site: entities by section, in the order of the alphabet, cut into pages with jumps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from anyascii import anyascii

from mediagraph.pages.citing import first
from mediagraph.pages.model import Value
from mediagraph.pages.naming import Standing
from mediagraph.pages.sections import SECTIONS, Section, section_of
from mediagraph.pages.vocabulary import MG

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mediagraph.pages.reading import Reader

AT_ONCE = 200
_OTHERS = "0-9 and others"
# what stands behind a name in the list of a section
_NOTES = {
    "works": (MG + "ofWork", "year"),
    "organisations": (MG + "inCountry", "name"),
    "outlets": (MG + "inCountry", "name"),
    "people": (MG + "nationality", "name"),
    "events": (MG + "date", "text"),
    "occasions": (MG + "date", "text"),
    "sources": (MG + "date", "text"),
}


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list: entries under their initials."""

    initials: Mapping[str, Sequence[Value]]


def sections(reader: Reader) -> dict[Section, list[Value]]:
    """Return the entities of each section, sorted by name."""
    naming = reader.composer.naming
    found: dict[Section, list[tuple[tuple[str, str, str], Value]]] = defaultdict(list)
    for iri in reader.entities:
        if naming.standing(iri) is not Standing.ENTITY:
            continue
        section = section_of(naming.classes(iri), reader.composer.vocabulary)
        if section is None:
            continue
        text, language = naming.titled(iri)
        value = Value(text, iri, page=True, language=language, note=_note(reader, section, iri))
        found[section].append(((sort_key(text), text, iri), value))
    return {
        section: [value for _, value in sorted(found[section], key=lambda one: one[0])]
        for section in SECTIONS
        if section in found
    }


def pages(values: Sequence[Value]) -> list[ListPage]:
    """Return a list as pages."""
    return [ListPage(_by_initial(values[start : start + AT_ONCE])) for start in range(0, max(len(values), 1), AT_ONCE)]


def jumps(pages_: Sequence[ListPage]) -> dict[str, int]:
    """Return the page on which each initial comes first, counted from 1."""
    found: dict[str, int] = {}
    for number, page in enumerate(pages_, 1):
        for initial in page.initials:
            found.setdefault(initial, number)
    return found


def sort_key(text: str) -> str:
    """Return a key that sorts names of all scripts in the order of the Latin alphabet.

    >>> sorted(["Österreich", "Китай", "Zaire", "…"], key=sort_key)
    ['Китай', 'Österreich', 'Zaire', '…']
    """
    letters = " ".join("".join(char if char.isalnum() else " " for char in anyascii(text).lower()).split())
    return letters if letters[:1].isalpha() else f"~{letters}"


def _by_initial(values: Iterable[Value]) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = defaultdict(list)
    for value in values:
        initial = sort_key(value.text)[:1].upper()
        found[_OTHERS if initial == "~" else initial].append(value)
    return dict(found)


def _note(reader: Reader, section: Section, iri: str) -> str:
    if section.slug not in _NOTES:
        return ""
    predicate, form = _NOTES[section.slug]
    facts, naming = reader.facts, reader.composer.naming
    if form == "year":
        days = [first(facts.about(node), MG + "earliest") for _, node in facts.at(iri, predicate)]
        return min((day[:4] for day in days if day), default="")
    if form == "text":
        return first(facts.about(iri), predicate)
    nodes = {value for key, value, _ in facts.about(iri) if key == predicate and isinstance(value, str)}
    return ", ".join(sorted(naming.title(node) for node in nodes))
