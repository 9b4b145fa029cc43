"""YAML-LD: JSON-LD written as YAML, one file a source, one named graph a file.

YAML is read by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema), as YAML-LD asks:
`NO` is a word and `2021-10-25` is text, not a truth value and a day. Anchors, tags and doubled keys are refused.
"""

from __future__ import annotations

import re
from math import isqrt
from typing import TYPE_CHECKING, Any

import yaml

from mediagraph.errors import DataError, Fault, shorten
from mediagraph.loaders.text import read_text
from mediagraph.records import CONTEXT_IRI, Node, RecordFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_NESTED = 50
_MOST_DIGITS = 40
_FEW = 5_000  # levels that the parser's recursion bears by far
_TAG = "tag:yaml.org,2002:"
_SafeLoader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _CoreLoader(_SafeLoader):  # type: ignore[misc]
    """PyYAML's composer with the implicit types of the YAML 1.2 core schema."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's form


for _name, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _CoreLoader.add_implicit_resolver(_TAG + _name, re.compile(f"(?:{_pattern})$"), _first)


def parse_yaml(text: str, shown: str, *, line: int = 0) -> Any:
    """Return the one document in `text`: mappings as `Node`, which know the lines of their keys.

    Args:
        text: the document.
        shown: name of the file, for faults.
        line: lines that stand before the text in its file.

    Raises:
        DataError: it is not YAML, or uses what is refused here.
    """
    try:
        if _may_nest(text) > _FEW:
            _refuse_nested(text, shown, line)
        root = yaml.compose(text, Loader=_CoreLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at_line, column = (mark.line + 1 + line, mark.column + 1) if mark else (line, 0)
        reason = f"not YAML: {error.problem or error.context}"
        raise DataError([Fault(shown, at_line, str(column or ""), "", reason)]) from error
    except yaml.YAMLError as error:  # characters that YAML does not have
        raise DataError([Fault(shown, line, "", "", f"not YAML: {shorten(str(error))}")]) from error
    except RecursionError as error:
        raise DataError([Fault(shown, line, "", "", "nested too deeply to be read")]) from error
    return _Builder(shown, line).build(root, 0) if root is not None else None


def _may_nest(text: str) -> int:
    """Return how deep a document may be at most, by the marks that open a level and by the room for indentation."""
    return sum(text.count(mark) for mark in ("[", "{", "- ", "? ", "-\t", "?\t")) + isqrt(2 * len(text))


def _refuse_nested(text: str, shown: str, line: int) -> None:
    """Look for nesting in the stream of events: the composer follows it by recursion, which can end the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_CoreLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MOST_NESTED + 1:
                mark: Any = event.start_mark
                reason = f"nested more than {_MOST_NESTED} deep is not accepted here"
                raise DataError([Fault(shown, mark.line + 1 + line, str(mark.column + 1), "", reason, "flatten it")])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Builder:
    """Turns PyYAML's nodes into plain values with places."""

    def __init__(self, shown: str, line: int) -> None:
        self._shown, self._line = shown, line
        self._done: set[int] = set()

    def build(self, node: yaml.Node, depth: int) -> Any:
        if id(node) in self._done:
            raise self._refuse(node, "an alias", "write the value again")
        if depth > _MOST_NESTED:
            raise self._refuse(node, f"nested more than {_MOST_NESTED} deep", "flatten it")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        self._done.add(id(node))
        if not node.tag.startswith(_TAG):
            raise self._refuse(node, f"the tag {node.tag}", "leave it out")
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, depth + 1) for item in node.value]
        items: dict[str, Any] = {}
        marks: dict[str, tuple[int, int]] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str):
                raise self._refuse(key_node, "a key that is not text", "use a word")
            if key in items:
                raise self._refuse(key_node, f"the key {key!r} a second time", "keep one of the two, or use a list")
            items[key] = self.build(value_node, depth + 1)
            marks[key] = self._place(key_node)
        return Node(items, line=self._place(node)[0], marks=marks)

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        text = node.value
        match node.tag.removeprefix(_TAG):
            case "str":
                return text
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int" if len(text) > _MOST_DIGITS:
                raise self._refuse(node, f"a number of more than {_MOST_DIGITS} digits", "quote it, if it is text")
            case "int" | "float" as kind:
                try:
                    if kind == "float":
                        return float(text)
                    return int(text, 0) if text[:2] in {"0x", "0o"} else int(text)
                except ValueError:  # a tag can say of any text that it is a number
                    raise self._refuse(node, f"{shorten(text)!r} as a number", "leave the tag out") from None
        raise self._refuse(node, f"the tag {node.tag}", "leave it out")

    def _place(self, node: yaml.Node) -> tuple[int, int]:
        return node.start_mark.line + 1 + self._line, node.start_mark.column + 1

    def _refuse(self, node: yaml.Node, what: str, accepted: str) -> DataError:
        line, column = self._place(node)
        return DataError([Fault(self._shown, line, str(column), "", f"{what} is not accepted here", accepted)])


def read_yaml(path: Path, shown: str) -> RecordFile:
    """Read the YAML-LD file at `path`: its named graph, its own prefixes and its nodes.

    Args:
        path: the file.
        shown: its name in faults.

    Raises:
        FileError: it cannot be read.
        DataError: it is not YAML-LD of the form that `data/README.md` describes.
    """
    document = parse_yaml(read_text(path, shown), shown)
    if not isinstance(document, Node):
        raise DataError([Fault(shown, 1, "", "", "not a mapping", 'write "@context", id and "@graph"')])
    faults: list[Fault] = []
    for key in document:
        if key not in {"@context", "id", "@graph"}:
            line, column = document.place(key)
            faults.append(Fault(shown, line, column, key, "unknown key", 'a file has "@context", id and "@graph"'))
    prefixes = dict(_prefixes(document, shown, faults))
    graph, nodes = document.get("id"), document.get("@graph")
    if not isinstance(graph, str):
        faults.append(Fault(shown, 1, "id", "", "no named graph", "write id: graph:<the file's name>"))
        graph = "graph:none"
    if not isinstance(nodes, list):
        faults.append(Fault(shown, 1, "@graph", "", "no records", 'write a list of nodes under "@graph"'))
        nodes = []
    records: list[Node] = []
    for position, node in enumerate(nodes):
        if isinstance(node, Node):
            records.append(node)
        else:
            place = f"@graph/{position}"
            faults.append(Fault(shown, document.place("@graph")[0], place, shorten(node), "not a node"))
    return RecordFile(shown, graph, records, prefixes, faults)


def _prefixes(document: Node, shown: str, faults: list[Fault]) -> Iterator[tuple[str, str]]:
    given = document.get("@context")
    parts = given if isinstance(given, list) else [given]
    line, column = document.place("@context")
    if CONTEXT_IRI not in parts:
        faults.append(Fault(shown, line, column, "", "the context is missing", f'begin with "@context": {CONTEXT_IRI}'))
    for part in parts:
        if part == CONTEXT_IRI:
            continue
        if not isinstance(part, Node):
            reason = "a context that is not known here; nothing is fetched"
            faults.append(Fault(shown, line, column, shorten(part), reason, f"use {CONTEXT_IRI}"))
            continue
        for prefix, iri in part.items():
            if isinstance(iri, str) and iri[-1:] in {"/", "#"} and not prefix.startswith("@"):
                yield prefix, iri
            else:
                at_line, at_column = part.place(prefix)
                accepted = "a file's own context holds prefixes only, IRIs that end in / or #"
                faults.append(Fault(shown, at_line, at_column, shorten(iri), "not a prefix", accepted))
