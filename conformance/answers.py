"""Answers compared: rows and triples are the same where a renaming of blank nodes makes them equal (RDFC-1.0)."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from conformance.commands import PASSED, Outcome
from conformance.facts import Facts, quads_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

XSD = "http://www.w3.org/2001/XMLSchema#"
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float")}
_RESULTS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".json": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}

Row = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """An answer to SELECT or ASK: its rows, or a yes or no."""

    rows: Sequence[Row]
    truth: bool | None = None


def read(content: bytes, suffix: str) -> Rows:
    """Return the answer that a file of results holds."""
    parsed = ox.parse_query_results(content, format=_RESULTS[suffix])
    if isinstance(parsed, ox.QueryBoolean):
        return Rows([], bool(parsed))
    assert isinstance(parsed, ox.QuerySolutions)  # noqa: S101 - a file of results holds nothing else
    names = [variable.value for variable in parsed.variables]
    return Rows([{name: row[name] for name in names if row[name] is not None} for row in parsed])


def read_expected(path: Path, moved: Callable[[str], str]) -> Rows:
    """Return the answer that a suite expects.

    Args:
        path: its file: of a results format, or a graph that describes rows (rs:ResultSet).
        moved: gives the address that an IRI of the suite has here.
    """
    if path.suffix in _RESULTS:
        return read(moved(path.read_text(encoding="utf-8")).encode(), path.suffix)
    facts = Facts(path)
    (head,) = facts.subjects(_RS + "resultVariable")
    rows: list[Row] = []
    for solution in facts.values(head, _RS + "solution"):
        row: Row = {}
        for binding in facts.values(solution, _RS + "binding"):
            name, value = facts.value(binding, _RS + "variable"), facts.value(binding, _RS + "value")
            assert name is not None  # noqa: S101 - the form of these files
            row[name.value] = ox.NamedNode(moved(value.value)) if isinstance(value, ox.NamedNode) else value
        rows.append(row)
    return Rows(rows)


def compare(got: Rows, expected: Rows, *, ordered: bool, lax: bool) -> Outcome:
    """Compare two answers.

    Args:
        got: what was answered.
        expected: what the suite wants.
        ordered: whether the order of rows counts.
        lax: whether it does not count how often a row is there (REDUCED).
    """
    if got.truth is not None or expected.truth is not None:
        return PASSED if got.truth == expected.truth else Outcome("differs", f"{got.truth}, not {expected.truth}")
    if lax:
        one, other = (
            {frozenset((name, str(value)) for name, value in row.items()) for row in a.rows} for a in (got, expected)
        )
        return PASSED if one == other else Outcome("differs", "other rows")
    if len(got.rows) != len(expected.rows):
        return Outcome("differs", f"{len(got.rows)} rows, not {len(expected.rows)}")
    if _same(got, expected, ordered, lambda term: term):
        return PASSED
    return Outcome("by value") if _same(got, expected, ordered, _value) else Outcome("differs", "other rows")


def compare_graphs(got: Iterable[ox.Quad], path: Path) -> Outcome:
    """Compare triples with those of a file."""
    return PASSED if _canonical(got) == _canonical(quads_of(path)) else Outcome("differs", "other triples")


def compare_csv(got: bytes, expected: bytes) -> Outcome:
    """Compare CSV, where neither rows nor columns of `SELECT *` have an order, and names of blank nodes say nothing."""

    def table(content: bytes) -> list[list[tuple[str, str]]]:
        rows = csv.DictReader(io.StringIO(content.decode(), newline=""))
        return sorted(sorted((key, re.sub("^_:.*", "_:", value)) for key, value in row.items()) for row in rows)

    return PASSED if table(got) == table(expected) else Outcome("differs", "other cells")


def _same(one: Rows, other: Rows, ordered: bool, change: Callable[[Any], Any]) -> bool:  # noqa: FBT001 - said by name above
    def described(answer: Rows) -> Iterable[ox.Quad]:
        for place, row in enumerate(answer.rows):
            node = ox.BlankNode(f"row{place}")
            yield ox.Quad(node, ox.NamedNode("urn:place"), ox.Literal(str(place) if ordered else ""))
            for name, term in row.items():
                yield ox.Quad(node, ox.NamedNode(f"urn:column:{name}"), change(term))

    return _canonical(described(one)) == _canonical(described(other))


def _canonical(quads: Iterable[ox.Quad]) -> ox.Dataset:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _value(term: Any) -> Any:
    """Return a number or truth value in one way of writing it."""
    if not isinstance(term, ox.Literal):
        return term
    if term.datatype.value == XSD + "boolean":
        return ox.Literal({"1": "true", "0": "false"}.get(term.value, term.value), datatype=term.datatype)
    if term.datatype.value not in _NUMBERS:
        return term
    try:
        return ox.Literal(format(float(term.value), ".12g"), datatype=term.datatype)
    except ValueError:
        return term
