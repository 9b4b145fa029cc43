"""Items of a saved file: answers to the queries, or entities in Wikidata's own JSON, one document or one a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mediagraph.errors import DataError, Fault, FileError, shorten
from mediagraph.loaders.text import lines_of
from mediagraph.loaders.wikidata.answers import is_answer, read_answer
from mediagraph.loaders.wikidata.entities import entities_of, read_entity
from mediagraph.loaders.wikidata.items import Found, Item, Sort
from mediagraph.loaders.wikidata.known import known

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LARGEST = 64 * 1024 * 1024
_FORMS = "an answer in SPARQL's JSON form, or entities as Wikidata's API, pages and dumps give them"
_OF_LINKED = ("P17", "P31", "P218", "P220", "P297", "P298", "P305", "P345", "P773")


class SavedItems:
    """The items of a file, read as often as they are iterated over; what is broken is told once.

    Entities say nothing of those that they name; these are looked for in the file as well, so it is read twice
    before, and names, classes and codes of what others name are kept.

    Attributes:
        named: items that others of the file name, in a file of entities.
    """

    def __init__(self, path: Path, shown: str, faults: list[Fault]) -> None:
        """Read the file for what its items name.

        Raises:
            FileError: it cannot be read.
            DataError: nothing in it can be read.
        """
        self._path, self._shown = path, shown
        self.named: set[str] = set()
        self._parents: dict[str, list[str]] = {}
        self._linked: dict[str, Item] = {}
        count = 0
        for _, found, linked in self._all(faults):
            count += 1
            if linked is None:
                self._note(found)
        if not count:
            raise DataError(faults or [Fault(shown, 0, "", "", "no items in it", f"give {_FORMS}")])
        if self.named:
            for _, found, _ in self._all([]):
                if found.id in self.named:
                    claims = {name: found.best(name) for name in _OF_LINKED if name in found.claims}
                    self._linked[found.id] = Item(found.id, found.labels, self._roots(found), claims)

    def __iter__(self) -> Iterator[Found]:
        for number, item, linked in self._all([]):
            if linked is None:
                item.roots = self._roots(item)
            yield Found(number, item, self._linked if linked is None else linked)

    def _note(self, item: Item) -> None:
        """Note whom an entity names, and what stands above it."""
        if "P279" in item.claims:
            self._parents[item.id] = item.ids("P279")
        for statements in item.claims.values():
            for one in statements:
                values = [one.value, *(value for values in one.qualifiers.values() for value in values)]
                self.named.update(value.text for value in values if value is not None and value.sort is Sort.ITEM)

    def _roots(self, item: Item) -> set[str]:
        return known().roots(item.ids("P31"), self._parents)

    def _all(self, faults: list[Fault]) -> Iterator[tuple[int, Item, dict[str, Item] | None]]:
        """Yield each item with its number, and with those that it names where the document says what they are."""
        number = 0
        for line, document in documents(self._path, self._shown, faults):
            try:
                if is_answer(document):
                    for item, linked in read_answer(document):
                        number += 1
                        yield number, item, linked
                    continue
                for entity in entities_of(document):
                    number = max(number + 1, line)
                    try:
                        yield number, read_entity(entity), None
                    except ValueError as error:
                        value = shorten(str(entity.get("id", "")) if isinstance(entity, dict) else entity)
                        faults.append(Fault(self._shown, number, "", value, str(error)))
            except ValueError as error:
                faults.append(Fault(self._shown, max(number + 1, line), "", "", str(error), f"give {_FORMS}"))


def documents(path: Path, shown: str, faults: list[Fault]) -> Iterator[tuple[int, Any]]:
    """Yield the JSON documents of a file with the line of each; 0 where the file is one document.

    A file whose first line is a document has one a line; so has a dump, between brackets and with commas.

    Args:
        path: the file.
        shown: its name in faults.
        faults: takes lines that are no JSON.

    Raises:
        FileError: it cannot be read, or is one document that is too large.
        DataError: it is no JSON.
    """
    by_line = False
    for number, line in lines_of(path, shown, faults):
        text = line.strip().rstrip(",")
        if text in {"", "[", "]"}:
            continue
        try:
            document = json.loads(text)
        except (ValueError, RecursionError) as error:
            if not by_line:
                break
            faults.append(Fault(shown, number, "", shorten(text), f"not JSON: {error}", "one document a line"))
            continue
        by_line = True
        yield from ((number, one) for one in _listed(document))
    else:
        return
    yield from ((0, one) for one in _listed(_whole(path, shown)))


def _listed(document: Any) -> list[Any]:
    return document if isinstance(document, list) else [document]


def _whole(path: Path, shown: str) -> Any:
    """The one document that a file is."""
    faults: list[Fault] = []
    parts: list[str] = []
    size = 0
    for _, line in lines_of(path, shown, faults):
        size += len(line)
        if size > _LARGEST:
            raise FileError(f"{shown}: one document of more than {_LARGEST} characters; write one item a line")
        parts.append(line)
    if faults:
        raise DataError(faults)
    try:
        return json.loads("".join(parts))
    except json.JSONDecodeError as error:
        raise DataError([Fault(shown, error.lineno, str(error.colno), "", f"not JSON: {error.msg}")]) from error
    except RecursionError as error:
        raise DataError([Fault(shown, 0, "", "", "not JSON: nested too deeply")]) from error
    except ValueError as error:  # numbers of thousands of digits
        raise DataError([Fault(shown, 0, "", "", f"not JSON that can be read: {error}")]) from error
