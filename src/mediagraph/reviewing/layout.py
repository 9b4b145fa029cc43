"""Records as YAML-LD in the form of `data/articles/`: one layout, so that a later review differs where facts differ."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from mediagraph.records import CONTEXT_IRI

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WIDTH = 120
_PLAIN = re.compile(
    r"[^\W\d_][\w.'\u2019\u2013()/&+-]*(?: [\w.'\u2019\u2013()/&+-]+)*"  # words
    r"|[A-Za-z][\w-]*:[\w./#\u2013-]*[\w/#]"  # CURIEs
    r"|https?://[^\s,\[\]{}'\"#]+"
    r"|\d{4}-\d\d(?:-\d\d)?(?:/\d{4}-\d\d(?:-\d\d)?)?"
)
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_NESTED = ("participation", "passage")
# YAML 1.2, section 5.1: what no document holds unescaped, and what some readers take for a line's end
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def write_records(
    head: Sequence[str], graph: str, prefix: str, iri: str, sections: Iterable[tuple[str, Sequence[Mapping[str, Any]]]]
) -> str:
    """Return a record file.

    Args:
        head: comments for its beginning.
        graph: the named graph.
        prefix: that of the local nodes.
        iri: what the prefix stands for.
        sections: headings, each with its nodes.
    """
    lines = [*(f"# {line}" for line in head), '"@context":', f"  - {CONTEXT_IRI}", f"  - {prefix}: {flow(iri)}"]
    lines += [f"id: {flow(graph)}", '"@graph":']
    for heading, nodes in sections:
        lines += ["", f"  # {heading}"]
        for node in nodes:
            lines += ["", *_node(node, "  - ")]
    return "\n".join(lines) + "\n"


def write_node(node: Mapping[str, Any]) -> str:
    """Return one node as a mapping, to be read or edited by itself.

    >>> print(write_node({"id": "person:ada", "type": "Person", "name": {"en": "Ada"}}), end="")
    id: person:ada
    type: Person
    name: {en: Ada}
    """
    return "\n".join(_node(node, "")) + "\n"


def flow(value: Any) -> str:
    """Return a value on one line.

    >>> flow({"date": "2021", "evidence": ["a:p1", "a:p2"], "note": "No: none"})
    '{date: "2021", evidence: [a:p1, a:p2], note: "No: none"}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return _ESCAPED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(value, ensure_ascii=False))


def _key(key: str) -> str:
    plain = re.fullmatch(r"[A-Za-z][\w-]*", key) and key.lower() not in _WORDS
    return key if plain else flow(key)


def _node(node: Mapping[str, Any], lead: str) -> list[str]:
    lines: list[str] = []
    rest = " " * len(lead)
    for key, value in node.items():
        start = rest if lines else lead
        if key in _NESTED and isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            lines.append(f"{start}{key}:")
            for one in value:
                lines += _item(one, f"{rest}  - ")
        else:
            lines += _pair(start, key, value)
    return lines


def _item(item: Mapping[str, Any], lead: str) -> list[str]:
    line = f"{lead}{flow(dict(item))}"
    return [line] if len(line) <= WIDTH and item else _node(item, lead)


def _pair(lead: str, key: str, value: Any) -> list[str]:
    line = f"{lead}{_key(key)}: {flow(value)}"
    if len(line) <= WIDTH:
        return [line]
    rest = " " * len(lead)
    if isinstance(value, list) and value:
        lines = [f"{lead}{_key(key)}:"]
        for one in value:
            lines += _item(one, f"{rest}  - ") if isinstance(one, dict) and one else [f"{rest}  - {flow(one)}"]
        return lines
    if isinstance(value, dict) and value:
        inner = [line for name, one in value.items() for line in _pair(f"{rest}  ", name, one)]
        return [f"{lead}{_key(key)}:", *inner]
    if isinstance(value, str) and _folds(value):
        return [f"{lead}{_key(key)}: >-", *_folded(value, f"{rest}  ")]
    return [line]


def _folds(text: str) -> bool:
    """Whether a block of folded lines is read back as `text`: words with one blank between them, and nothing odd."""
    return " ".join(text.split()) == text and text.isprintable() and len(text.split(" ")) > 1


def _folded(text: str, indent: str) -> list[str]:
    lines = [indent]
    for word in text.split(" "):
        if len(lines[-1]) > len(indent) and len(lines[-1]) + 1 + len(word) > WIDTH:
            lines.append(indent)
        lines[-1] += word if len(lines[-1]) == len(indent) else f" {word}"
    return lines
