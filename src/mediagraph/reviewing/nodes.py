"""What is asked of a record again and again: its class, its names, its participations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def type_of(node: Mapping[str, Any]) -> str:
    """Return the class of a node, the first where it has several."""
    types = node.get("type")
    return str(types[0] if isinstance(types, list) and types else types or "")


def texts(node: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of a node, the labels first."""
    for key in ("name", "originalTitle", "variantName"):
        value = node.get(key)
        for item in value.values() if isinstance(value, dict) else [value]:
            yield from (text for text in (item if isinstance(item, list) else [item]) if isinstance(text, str))


def name_of(node: Mapping[str, Any], key: str = "name") -> str:
    """Return the first name of a node, or nothing."""
    names = node.get(key)
    return next((name for name in names.values() if isinstance(name, str)), "") if isinstance(names, dict) else ""


def parties_of(node: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the participations of a node."""
    held = node.get("participation")
    return [one for one in (held if isinstance(held, list) else [held]) if isinstance(one, dict)]
