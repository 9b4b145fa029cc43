"""Faults in a graph: some productions are spoilt, each in one of the ways that shapes have to find."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVERY = 100
KINDS = 9
_MG = "https://w3id.org/mediagraph/ontology#"
_ID = "https://w3id.org/mediagraph/id"
_WORK = f"<{_ID}/work/imdb-tt"
_PART = f"<{_ID}/source/productions#tt"
_INTEGER = '"^^<http://www.w3.org/2001/XMLSchema#integer>'
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_DIGITS = 8


def spoil(source: Path, target: Path, change: Path, every: int = EVERY) -> int:
    """Copy N-Triples and spoil one production in `every`, with each kind of fault in turn.

    Args:
        source: the graph.
        target: takes the spoilt one.
        change: takes the statements that went and those that came.
        every: one production in so many is spoilt.

    Returns:
        The number of statements that the change is made of.
    """
    changed = 0
    with (
        source.open(encoding="utf-8") as lines,
        target.open("w", encoding="utf-8") as stream,
        change.open("w", encoding="utf-8") as difference,
    ):
        for line in lines:
            number = _number(line)
            if number is None or number % every != every // 2:
                stream.write(line)
                continue
            new = list(_spoilt(line, number // every % KINDS))
            stream.writelines(new)
            differing = sorted({line} ^ set(new))
            difference.writelines(differing)
            changed += len(differing)
    return changed


def _number(line: str) -> int | None:
    """The number of the production that a line speaks of, or of a part of it."""
    for prefix in (_WORK, _PART):
        if line.startswith(prefix):
            digits = line[len(prefix) : len(prefix) + _DIGITS]
            return int(digits) if digits.isdigit() else None
    return None


def _spoilt(line: str, kind: int) -> Iterator[str]:
    """Yield what stands in the place of a line."""
    subject, predicate, value = line.split(" ", 2)
    is_work = subject.startswith(_WORK)
    name = predicate.removeprefix(f"<{_MG}").removesuffix(">")
    if is_work and name == "runtime":
        if kind == 0:  # too short
            yield f'{subject} {predicate} "0{_INTEGER} .\n'
            return
        if kind == 4:  # a property that works do not have
            yield f'{subject} <{_MG}alpha2> "XX" .\n'
        if kind == 8:  # it lies within itself
            yield f"{subject} <{_MG}partOf> {subject} .\n"
    if is_work and name == "imdb" and kind == 1:  # no identifier
        value = '"x1" .\n'
    if is_work and predicate == _LABEL and kind == 2:  # no name
        return
    if is_work and name == "countryOfOrigin" and kind == 3:  # a country that is not there
        value = f"<{_ID}/country/XX-none> .\n"
    if is_work and name == "genre" and kind == 5:  # a concept of another scheme
        value = "<https://w3id.org/mediagraph/scheme/role/director> .\n"
    if subject.endswith("-release>") and name == "latest" and kind == 6:  # it ends before it begins
        value = '"1900-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .\n'
    if "-director-" in subject and name == "role" and kind == 7:  # no role
        return
    yield f"{subject} {predicate} {value}"
