"""Faults in shapes: a constraint or target left out, another number, path, class, datatype, pattern or severity."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mutation.mutant import Mutant, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAID = {"name", "description", "message", "order", "prefixes", "declare", "prefix", "namespace"}
_KEPT = {"path", "severity", "ignoredProperties", "select"}
_LINE = re.compile(r"^  sh:(\w+) ([^\n]*) ;$", re.MULTILINE)
_LIST = re.compile(r"^  sh:(ignoredProperties|or|and|in|xone) \((.*?)\) ;$", re.MULTILINE | re.DOTALL)
_SELECT = re.compile(r'"""(.*?)"""', re.DOTALL)
# The other value of a constraint, and that for those which have it already.
_OTHERS = {
    "class": ("mg:Work", "mg:Event"),
    "targetClass": ("mg:Work", "mg:Event"),
    "targetSubjectsOf": ("mg:about", "mg:agent"),
    "targetObjectsOf": ("mg:about", "mg:agent"),
    "datatype": ("xsd:string", "xsd:integer"),
    "closed": ("false", "true"),
    "uniqueLang": ("false", "true"),
    "nodeKind": ("sh:Literal", "sh:IRI"),
    "hasValue": ("mg:Nothing", "mg:Something"),
}
_SEVERITIES = {"sh:Violation": "sh:Warning", "sh:Warning": "sh:Info", "sh:Info": "sh:Violation"}


def mutants(file: str, text: str) -> Iterator[Mutant]:
    """Yield a mutant for each place where one is possible; names, descriptions and messages are left alone."""

    def made(start: int, end: int, new: str, what: str) -> Mutant:
        subject = text.rfind("\nshapes:", 0, start)
        place = text[subject + 1 : text.find("\n", subject + 1)]
        return Mutant(file, place, what, text[:start] + new + text[end:])

    # What only other shapes use finds nothing by itself, so that its severity is never told.
    parts = text.find("\n# Parts that other shapes use") % (len(text) + 1)
    for match in _LINE.finditer(text):
        key, value = match.groups()
        if key in _SAID or (key == "severity" and match.start() > parts):
            continue
        if key not in _KEPT:
            yield made(match.start(), match.end() + 1, "", f"without sh:{key} {shown(value)}")
        for new in _values(key, value):
            yield made(match.start(2), match.end(2), new, f"sh:{key} {shown(value)} -> {shown(new)}")
    for start, end, what in _pieces(text):
        yield made(start, end, "", what)


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """Where members of lists and lines of queries lie, each of which can be left out."""
    for match in _LIST.finditer(text):
        for word in re.finditer(r"\[[^\]]*\]|[\w-]*:[\w-]+|\"[^\"]*\"(?:@\w+)?", match.group(2)):
            start = match.start(2) + word.start()
            yield start, start + len(word.group()), f"sh:{match.group(1)} without {word.group()}"
    for match in _SELECT.finditer(text):
        for line in re.finditer(r"^[^\n]*[.)]$", match.group(1), re.MULTILINE):
            start = match.start(1) + line.start()
            yield start, start + len(line.group()), f"without {shown(line.group())}"


def _values(key: str, value: str) -> Iterator[str]:
    """Other values of a constraint."""
    if re.fullmatch(r"-?\d+", value):
        yield str(int(value) + 1)
        if int(value):
            yield str(int(value) - 1)
    elif key == "path":
        yield from _paths(value)
    elif key == "pattern":
        yield from _patterns(value)
    elif key in _OTHERS:
        first, second = _OTHERS[key]
        yield first if value != first else second
    elif key == "severity":
        yield _SEVERITIES[value]


def _patterns(value: str) -> Iterator[str]:
    """A pattern without one of its ends, or with another number of characters."""
    if value.startswith('"^'):
        yield '"' + value[2:]
    if value.endswith('$"'):
        yield value[:-2] + '"'
    for old, new in (("+", "*"), ("{2}", "{3}"), ("{3}", "{2}"), ("{7,}", "{8,}"), ("[0-9]", "[0-8]")):
        if old in value:
            yield value.replace(old, new, 1)


def _paths(value: str) -> Iterator[str]:
    if ":" in value and " " not in value:
        yield "mg:about" if value != "mg:about" else "mg:agent"
    if "inversePath" in value:
        yield re.sub(r"\[ sh:inversePath (\S+) \]", r"\1", value, count=1)
    for old, new in (("zeroOrMore", "zeroOrOne"), ("oneOrMore", "zeroOrMore")):
        if old in value:
            yield value.replace(old, new, 1)
