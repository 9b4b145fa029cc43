"""Spoilt input, made from whole input by a seeded generator: the same number gives the same bytes everywhere."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

LONGEST = 20_000
# What has a meaning to one reader or another, or is at the edge of what can be written.
PIECES = (
    *"\"'{}<>()[]#\\?$.;,^@|`:=+-*/!&%~_ \n\r\t\x00\x0b\x1f\x7f\x85\u2028\ufeff\ufffe\ud800\udc80\u202e\u0301😀",
    *(
        "'''",
        '"""',
        "\\u0022",
        "\\U0010FFFF",
        "\\ud800",
        "\r\n",
        "\\\n",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "</script>",
    ),
    *("<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "&#0;", "&amp;", "<?xml version='1.1'?>", "xml:lang=''", "xmlns:a=''"),
    *(
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "!!int x",
        "!!binary =",
        "!!python/name:os.system",
        "&a ",
        "*a",
        "? ",
        "- ",
        ": ",
    ),
    *("<<: ", "|\n", ">-\n", "null", "~", "true", "NaN", "Infinity", "-0", "1e999", "0x", "0o8", "9" * 30, "9" * 5000),
    *("SERVICE <http://127.0.0.1:9/> {}", "SELECT *", "VALUES ?a { 1 }", "VALUES (?a ?b) { (1 2) }", "UNION", "#+ "),
    *("BIND(1 AS ?x)", "FILTER(", "GRAPH ?g {", "PREFIX a: <http://e/#>", "BASE <x>", "^^xsd:date", "@en", "_:b", "[]"),
    *("country:BE", "country:", "graph:x", "source:x", "work:a b", "2021-10-25", "2021-02-30", "0000", "-9999", "1/2"),
    *("@context", "@graph", "@id", "@type", "@value", "@language", "@list", "@set", "@reverse", "@import", "@vocab"),
    *("http://", "https://e/", "urn:x", "file:///etc/passwd", "//[", "http://[::1", "\u0130", "ß", "x" * 300, " | "),
    *("q=0.5", "*/*", "text/html", ";q=nan", ";q=", "charset=utf-7", "%", "%ff", "%00", "&", "query=", "update=x"),
    *(
        "{title}",
        "{a|slug}",
        "{",
        "{{",
        "{row}",
        "each: a",
        "when: {a: [b]}",
        "once: true",
        "split: ''",
        "strict: true",
    ),
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 1e308, 10**30, 2**63, "", " ", "\x00", "\ud800", "\n", "x" * 300, "😀", "'", '"'),
    *(
        [],
        {},
        [[]],
        [None],
        [1, "a"],
        {"": None},
        {"a": {"b": []}},
        {"id": []},
        [{"id": 1}],
        {"value": {}},
        {"en": ["a"]},
    ),
    *("country:BE", "Q42", "Q0", "P31", "2021-10-25", "2021-02-30", "+0000-00-00T00:00:00Z", "-1", "1e5", "NaN", "٣"),
    *(
        "http://e/",
        "http://[",
        "no iri",
        "_:b",
        "@id",
        "@type",
        "@json",
        "en",
        "x-no-language-at-all",
        "a:b:c",
        "|",
        "{a}",
    ),
    *(
        "https://schema.org",
        "https://w3id.org/mediagraph/context.jsonld",
        "2017..",
        "../2018",
        "2021-10-25/2020",
        "18XX",
    ),
)


class Mutator:
    """Spoils text and trees of JSON."""

    def __init__(self, dice: random.Random, pieces: Sequence[str] = ()) -> None:
        """Take the generator of random numbers, and pieces that mean something to the reader at hand."""
        self._dice = dice
        self._pieces: tuple[str, ...] = (*PIECES, *pieces, *pieces)
        often = (self._insert, self._replace) * 2
        self._changes = (
            *often, self._delete, self._double, self._swap, self._cross, self._cut, self._nest
        )  # fmt: skip

    def text(self, seeds: Sequence[str]) -> bytes:
        """Return one of `seeds`, spoilt in one to several places."""
        dice = self._dice
        text: str = dice.choice(seeds)
        for _ in range(1 + int(dice.expovariate(0.6))):
            change: Callable[[str, Sequence[str]], str] = dice.choice(self._changes)
            text = change(text, seeds)[:LONGEST]
        raw = text.encode("utf-8", "surrogatepass" if dice.random() < 0.02 else "replace")
        return self._bytes(raw) if dice.random() < 0.03 else raw

    def tree(self, seeds: Sequence[Any]) -> bytes:
        """Return one of `seeds` as JSON, with one to several of its values or keys changed."""
        tree = copy.deepcopy(self._dice.choice(seeds))
        for _ in range(1 + int(self._dice.expovariate(0.5))):
            tree = self._changed(tree, seeds)
        try:
            return json.dumps(tree, ensure_ascii=self._dice.random() < 0.9).encode("utf-8", "replace")[:LONGEST]
        except RecursionError:
            return b'{"a":[' * 2000

    def raw(self, seeds: Sequence[bytes]) -> bytes:
        """Return one of `seeds` with single bytes changed."""
        return self._bytes(self._dice.choice(seeds))

    def _bytes(self, raw: bytes) -> bytes:
        dice, made = self._dice, bytearray(raw)
        for _ in range(1 + int(dice.expovariate(0.3))):
            at = dice.randrange(len(made) + 1)
            match dice.randrange(4):
                case 0:
                    made[at:at] = dice.randbytes(dice.randrange(1, 5))
                case 1:
                    del made[at : at + dice.randrange(1, 9)]
                case 2:
                    made[at : at + 1] = dice.randbytes(1)
                case _:
                    made = made[:at] if dice.random() < 0.2 else made
        return bytes(made[:LONGEST])

    def _span(self, text: str, most: int = 60) -> tuple[int, int]:
        start = self._dice.randrange(len(text) + 1)
        return start, min(len(text), start + self._dice.randrange(1, most))

    def _insert(self, text: str, _: Sequence[str]) -> str:
        at = self._dice.randrange(len(text) + 1)
        return text[:at] + self._dice.choice(self._pieces) + text[at:]

    def _replace(self, text: str, _: Sequence[str]) -> str:
        start, end = self._span(text, 12)
        return text[:start] + self._dice.choice(self._pieces) + text[end:]

    def _delete(self, text: str, _: Sequence[str]) -> str:
        start, end = self._span(text)
        return text[:start] + text[end:]

    def _double(self, text: str, _: Sequence[str]) -> str:
        start, end = self._span(text)
        times = self._dice.choice((1, 2, 5, 60, 300))
        return text[:end] + text[start:end] * times + text[end:]

    def _swap(self, text: str, _: Sequence[str]) -> str:
        (a, b), (c, d) = sorted((self._span(text), self._span(text)))
        return text if b > c else text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]

    def _cross(self, text: str, seeds: Sequence[str]) -> str:
        other: str = self._dice.choice(seeds)
        start, end = self._span(other, 200)
        at = self._dice.randrange(len(text) + 1)
        return text[:at] + other[start:end] + text[at:]

    def _cut(self, text: str, _: Sequence[str]) -> str:
        return text[: self._dice.randrange(len(text) + 1)]

    def _nest(self, text: str, _: Sequence[str]) -> str:
        at = self._dice.randrange(len(text) + 1)
        return text[:at] + self._dice.choice("([{<-\"'?!+*&") * self._dice.choice((3, 60, 250, 2000)) + text[at:]

    def _changed(self, tree: Any, seeds: Sequence[Any]) -> Any:
        """The tree with the value at a random place changed; the walk down ends by chance."""
        dice = self._dice
        if dice.random() < 0.25 or not isinstance(tree, dict | list) or not tree:
            return self._value(tree, seeds)
        if isinstance(tree, list):
            at = dice.randrange(len(tree))
            tree[at] = self._changed(tree[at], seeds)
            return tree
        key = dice.choice(list(tree))
        match dice.randrange(10):
            case 0:
                del tree[key]
            case 1:
                tree[dice.choice([str(v) for v in VALUES if isinstance(v, str)])] = tree.pop(key)
            case _:
                tree[key] = self._changed(tree[key], seeds)
        return tree

    def _value(self, value: Any, seeds: Sequence[Any]) -> Any:
        dice = self._dice
        match dice.randrange(8):
            case 0:
                return [value]
            case 1 if isinstance(value, str):
                return value + dice.choice(self._pieces)
            case 2:
                for _ in range(dice.choice((2, 60, 400))):
                    value = [value] if dice.random() < 0.5 else {"a": value}
                return value
            case 3:
                return copy.deepcopy(dice.choice(seeds))
            case 4 if isinstance(value, list) and value:
                return value * dice.choice((2, 40))
        return copy.deepcopy(dice.choice(VALUES))
