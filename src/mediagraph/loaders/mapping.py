"""Mappings: small YAML files that say how the rows of any table become records.

    source:                                 # what the table is, for `mediagraph load table`
      name: {en: Films of a festival}
      licence: https://creativecommons.org/publicdomain/zero/1.0/
    columns:
      country: {lookup: country}            # a name in any language, or a code
      directors: {split: ", "}              # several values in a cell
      kind: {values: {re-established: resumed}, strict: true}
      owner: {spellings: {ARD: [A.R.D., Das Erste]}}    # the same, many to one
    ignore: [comment]                       # columns that are left out on purpose
    records:
      - id: "work:{imdb}"                   # a template a node; {row} is the number of the row, {source} the slug
        type: Film
        name: {en: "{title}"}
        countryOfOrigin: "{country}"
        when: {kind: [film, series]}        # only for such rows
        participation:
          - each: directors                 # a node for each value of the column
            id: "film:{imdb}-{directors|slug}"
            role: director
      - id: "relation:{pair}"
        type: DiplomaticRelation
        once: true                          # the same node may follow from several rows

Text that holds a column of several values gives a value for each. `{column|slug}` makes a value fit for an id. A key
whose placeholders are empty is left out, and so is a node without an id.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediagraph.errors import DataError, Fault, did_you_mean, nearest, shorten
from mediagraph.loaders.text import read_text
from mediagraph.loaders.yamlld import parse_yaml
from mediagraph.records import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from mediagraph.loaders.job import Gazetteer

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_KEYS = ("source", "columns", "ignore", "records")
_COLUMN_KEYS = ("split", "values", "spellings", "strict", "lookup")
ROW, SOURCE = "row", "source"


@dataclass(frozen=True, slots=True)
class Column:
    """How the cells of a column are read.

    Attributes:
        split: what separates several values in a cell; empty where a cell has one.
        values: replacements, by value; spellings are added to them.
        strict: whether a value without a replacement is rejected.
        lookup: name of the gazetteer in which values are looked up; empty for none.
    """

    split: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    lookup: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """What one node of a row looks like."""

    node: Node
    when: Mapping[str, Sequence[str]]
    once: bool


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A mapping file, read and checked.

    Attributes:
        columns: how cells are read, by column; a column that is not named is read as it is.
        ignored: columns left out on purpose.
        templates: the nodes of a row.
        source: what the table is, in terms of the context; empty where a file beside the table says it.
    """

    columns: Mapping[str, Column]
    ignored: frozenset[str]
    templates: Sequence[Template]
    source: Mapping[str, Any] = field(default_factory=dict)

    def used(self) -> set[str]:
        """Return the columns that templates and conditions speak of."""
        found: set[str] = set()
        for template in self.templates:
            found.update(template.when)
            for text in _texts(template.node):
                found.update(name.partition("|")[0] for name in _PLACEHOLDER.findall(text))
        return found - {ROW, SOURCE}


def read_mapping(path: Path, shown: str) -> TableMapping:
    """Read the mapping at `path`.

    Raises:
        FileError: it cannot be read.
        DataError: it is no mapping; the message names the line.
    """
    document = parse_yaml(read_text(path, shown), shown)
    if not isinstance(document, Node) or not isinstance(document.get("records"), list):
        raise DataError([Fault(shown, 1, "", "", "no mapping", "write records: and a list of templates")])
    faults: list[Fault] = []
    _known(document, _KEYS, shown, faults)
    columns: dict[str, Column] = {}
    for name, given in (document.get("columns") or {}).items():
        if isinstance(given, Node):
            _known(given, _COLUMN_KEYS, shown, faults)
            columns[name] = Column(
                str(given.get("split") or ""),
                _replacements(given),
                given.get("strict") is True,
                str(given.get("lookup") or ""),
            )
        else:
            faults.append(Fault(shown, document.place("columns")[0], name, shorten(given), "not a mapping"))
    templates: list[Template] = []
    for given in document["records"]:
        if not isinstance(given, Node) or "id" not in given:
            faults.append(Fault(shown, document.place("records")[0], "", shorten(given), "a template without an id"))
            continue
        when = {key: _strings(value) for key, value in (given.get("when") or {}).items()}
        body = Node({k: v for k, v in given.items() if k not in {"when", "once"}}, line=given.line, marks=given.marks)
        templates.append(Template(body, when, given.get("once") is True))
    source = document.get("source") or {}
    if not isinstance(source, Node | dict):
        faults.append(Fault(shown, document.place("source")[0], "source", shorten(source), "not a mapping"))
    if faults:
        raise DataError(faults)
    return TableMapping(columns, frozenset(document.get("ignore") or ()), templates, source)


def _replacements(given: Node) -> dict[str, str]:
    """What cells are replaced by: `values`, from one to one, and `spellings`, from many to one."""
    values = {str(key): str(value) for key, value in (given.get("values") or {}).items()}
    for meant, spellings in (given.get("spellings") or {}).items():
        values |= dict.fromkeys(_strings(spellings), str(meant))
    return values


def map_rows(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    mapping: TableMapping,
    gazetteers: Mapping[str, Gazetteer],
    shown: str,
    faults: list[Fault],
    *,
    source: str = "",
    refused: frozenset[int] = frozenset(),
) -> Iterator[Node]:
    """Yield the records of `rows`; a row with a value that cannot be read is rejected whole, with a fault for each.

    Args:
        rows: cells by column, with the number of the row.
        mapping: what becomes of them.
        gazetteers: by the names that the mapping uses.
        shown: name of the table in faults.
        faults: takes what is rejected.
        source: slug that `{source}` stands for.
        refused: rows to pass over.
    """
    once: set[str] = set()
    for number, row in rows:
        if number in refused:
            continue
        found: list[Fault] = []
        cells: dict[str, list[str]] = {ROW: [str(number)], SOURCE: [source]}
        for name, cell in row.items():
            cells[name] = list(_values(cell, mapping.columns.get(name), gazetteers, (shown, number, name), found))
        if found:
            faults += found
            continue
        for template in mapping.templates:
            if any(not set(cells.get(name, ())) & set(wanted) for name, wanted in template.when.items()):
                continue
            for node in _nodes(template.node, cells, number):
                if template.once and node["id"] in once:
                    continue
                if template.once:
                    once.add(node["id"])
                yield node


def _values(
    cell: str,
    column: Column | None,
    gazetteers: Mapping[str, Gazetteer],
    place: tuple[str, int, str],
    faults: list[Fault],
) -> Iterator[str]:
    column = column or Column()
    parts = cell.split(column.split) if column.split else [cell]
    for part in (text.strip() for text in parts):
        if not part:
            continue
        value = column.values.get(part)
        if value is None and column.strict:
            near = did_you_mean(nearest(part, column.values))
            accepted = f"one of {', '.join(column.values)}"
            faults.append(Fault(*place, shorten(part), f"a value that the mapping does not know{near}", accepted))
            continue
        value = part if value is None else value
        if column.lookup and ":" not in value:
            known, near_names = gazetteers[column.lookup].find(value)
            if not known:
                reason = f"no {column.lookup} is called so{did_you_mean(near_names)}"
                accepted = "a code, a name in any language, or a spelling added to the mapping's values"
                faults.append(Fault(*place, shorten(value), reason, accepted))
                continue
            value = known
        yield value


def _nodes(template: Node, cells: Mapping[str, Sequence[str]], number: int) -> list[Node]:
    """The nodes that a template gives for a row: one, or one for each value of a column."""
    each = template.get("each")
    if each is None:
        node = _fill(template, cells, number)
        return [node] if node else []
    body = Node({key: value for key, value in template.items() if key != "each"}, line=number)
    found = (_fill(body, {**cells, each: [value]}, number) for value in cells.get(each, ()))
    return [node for node in found if node]


def _fill(template: Node, cells: Mapping[str, Sequence[str]], number: int) -> Node | None:
    """The node that a template gives for a row; None where its id is empty."""
    items: dict[str, Any] = {}
    for key, value in template.items():
        filled = _filled(value, cells, number)
        if filled is not None:
            items[key] = filled
    if "id" in template and not isinstance(items.get("id"), str):
        return None
    return RowNode(items, template, line=number)


class RowNode(Node):
    """A record that was made of a row: the place of a key is the column that it was filled from."""

    __slots__ = ("_template",)

    def __init__(self, items: Mapping[str, Any], template: Mapping[str, Any], *, line: int) -> None:
        super().__init__(items, line=line)
        self._template = template

    def place(self, key: str) -> tuple[int, str]:
        """Return the row and the first column that `key` was filled from."""
        names = (name for text in _texts(self._template.get(key)) for name in _PLACEHOLDER.findall(text))
        columns = (name.partition("|")[0] for name in names)
        return self.line, next((name for name in columns if name not in {ROW, SOURCE}), key)


def _filled(value: Any, cells: Mapping[str, Sequence[str]], number: int) -> Any:
    if isinstance(value, Node):
        nodes = _nodes(value, cells, number)
        return nodes if len(nodes) > 1 else nodes[0] if nodes else None
    if isinstance(value, list):
        items: list[Any] = []
        for item in value:
            filled = _filled(item, cells, number)
            items += filled if isinstance(filled, list) else [] if filled is None else [filled]
        return items or None
    if not isinstance(value, str):
        return value
    names = _PLACEHOLDER.findall(value)
    texts = [value]
    for name in names:
        column, _, way = name.partition("|")
        parts = [slug(part) if way == "slug" else part for part in cells.get(column, ())]
        texts = [text.replace(f"{{{name}}}", part) for text in texts for part in parts]
    if not texts:
        return None
    return texts if len(texts) > 1 else texts[0]


def slug(text: str) -> str:
    """Return `text` as a part of an id: lower case, Latin letters without accents, hyphens for the rest.

    >>> slug("Agnès Varda & JR")
    'agnes-varda-jr'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", bare).strip("-")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _strings(value: Any) -> list[str]:
    return [str(item) for item in (value if isinstance(value, list) else [value])]


def _known(node: Node, keys: Sequence[str], shown: str, faults: list[Fault]) -> None:
    for key in node:
        if key not in keys:
            line, column = node.place(key)
            near = did_you_mean(nearest(key, keys))
            faults.append(Fault(shown, line, column, key, f"unknown key{near}", f"known are {', '.join(keys)}"))
