"""What a mapping file must be: each thing in it of the kind that its place asks for, or a fault that names the line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.errors import Fault, did_you_mean, nearest, shorten
from mediagraph.loaders.templates import NUMBERS
from mediagraph.records import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Kind = tuple[Callable[[Any], bool], str, str]

_KEYS = ("source", "sheet", "columns", "ignore", "records")
_COLUMN_KEYS = ("split", "values", "spellings", "strict", "lookup")
_CONDITION = "write when: {column: [values]} or when: {column: {values: none, one or several}}"


def mapping_faults(document: Any, shown: str) -> Iterator[Fault]:
    """Yield what is wrong with the parsed YAML of a mapping; nothing, where the mapping can be used.

    Args:
        document: the parsed file.
        shown: name of the file in faults.
    """
    if not isinstance(document, Node) or not isinstance(document.get("records"), list):
        yield Fault(shown, 1, "", "", "no mapping", "write records: and a list of templates")
        return
    yield from _unknown(document, _KEYS, shown)
    yield from _each_of(
        document, {"sheet": _SCALAR, "ignore": _SCALARS, "source": _MAPPING, "columns": _MAPPING}, shown
    )
    if isinstance(columns := document.get("columns"), Node):
        for name in columns:
            yield from _column(columns, name, shown)
    for given in document["records"]:
        if isinstance(given, Node) and "id" in given:
            yield from _template(given, shown)
        else:
            yield Fault(shown, document.place("records")[0], "", shorten(given), "a template without an id")


def _column(columns: Node, name: str, shown: str) -> Iterator[Fault]:
    given = columns[name]
    if not isinstance(given, Node):
        yield Fault(shown, columns.place(name)[0], name, shorten(given), "not a mapping", "write {split: ', '}")
        return
    yield from _unknown(given, _COLUMN_KEYS, shown)
    kinds = {"split": _SCALAR, "lookup": _SCALAR, "strict": _SWITCH, "values": _MAPPING, "spellings": _MAPPING}
    yield from _each_of(given, kinds, shown)
    for key, kind in (("values", _SCALAR), ("spellings", _SCALARS)):
        inside = given.get(key)
        if isinstance(inside, Node):
            yield from _each_of(inside, dict.fromkeys(inside, kind), shown)
            empty = [meant for meant, value in inside.items() if value is None]
            yield from (
                Fault(shown, inside.place(meant)[0], meant, "", "no value beside it", kind[2]) for meant in empty
            )


def _template(given: Node, shown: str) -> Iterator[Fault]:
    yield from _each_of(given, {"id": _SCALAR, "each": _SCALAR, "once": _SWITCH, "when": _CONDITIONS}, shown)
    when = given.get("when")
    if isinstance(when, Node):
        yield from _each_of(when, dict.fromkeys(when, _WANTED), shown)
    for key, value in given.items():
        if key != "when":
            yield from _nested(value, shown)


def _nested(value: Any, shown: str) -> Iterator[Fault]:
    if isinstance(value, Node):
        yield from _template(value, shown)
    for item in value if isinstance(value, list) else ():
        yield from _nested(item, shown)


def _unknown(node: Node, keys: Sequence[str], shown: str) -> Iterator[Fault]:
    for key in node:
        if key not in keys:
            line, column = node.place(key)
            near = did_you_mean(nearest(key, keys))
            yield Fault(shown, line, column, key, f"unknown key{near}", f"known are {', '.join(keys)}")


def _each_of(node: Node, kinds: Mapping[str, Kind], shown: str) -> Iterator[Fault]:
    """Yield a fault for each value that is given and not of the kind that its key asks for."""
    for key, (fits, reason, accepted) in kinds.items():
        value = node.get(key)
        if value is not None and not fits(value):
            yield Fault(shown, node.place(key)[0], key, shorten(value), reason, accepted)


def _is_scalar(value: Any) -> bool:
    return not isinstance(value, list | dict)


def _is_wanted(value: Any) -> bool:
    if isinstance(value, dict):
        number = value.get("values")
        return set(value) == {"values"} and isinstance(number, str) and number in NUMBERS
    return _are_scalars(value)


def _are_scalars(value: Any) -> bool:
    return all(map(_is_scalar, value)) if isinstance(value, list) else _is_scalar(value)


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict)


def _is_switch(value: Any) -> bool:
    return isinstance(value, bool)


_SCALAR = (_is_scalar, "not a text", "write one text")
_SCALARS = (_are_scalars, "not texts", "write a text or a list of texts")
_MAPPING = (_is_mapping, "not a mapping", "write {key: value}")
_SWITCH = (_is_switch, "neither true nor false", "write true, or leave it out")
_CONDITIONS = (_is_mapping, "not a mapping", _CONDITION)
_WANTED = (_is_wanted, "no condition", _CONDITION)
