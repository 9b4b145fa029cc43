"""Errors: one tree, an exit code each, and a text that says what, where and what to do next."""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import TYPE_CHECKING

import pytest

import mediagraph
from mediagraph import errors
from mediagraph.errors import (
    DataError,
    Fault,
    FindingsError,
    MediagraphError,
    UnknownNameError,
    UsageError,
    did_you_mean,
    nearest,
    shorten,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def tree(root: type[MediagraphError] = MediagraphError) -> Iterator[type[MediagraphError]]:
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


@pytest.fixture(scope="module", autouse=True)
def _all_modules() -> None:
    """A class is in the tree only when its module was imported."""
    for module in pkgutil.walk_packages(mediagraph.__path__, "mediagraph."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def test_every_error_is_defined_in_the_one_module() -> None:
    assert {errors.__name__} == {error.__module__ for error in tree()}


def test_every_error_has_an_exit_code_and_says_when_it_is_raised() -> None:
    for error in tree():
        assert error.exit_code in {1, 2, 3}, error
        assert error.__doc__, error


def test_the_module_draws_the_tree_with_the_exit_codes_as_they_are() -> None:
    drawn: dict[str, tuple[int, str]] = {}
    code, parent = "", ""
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"\s*([│├└─ ]*)(\w+Error)\s+(\d?)", line)
        if not found or found[2] == "MediagraphError":
            continue
        depth = len(found[1]) // 4
        code = found[3] or code
        drawn[found[2]] = (int(code), "MediagraphError" if depth == 1 else parent)
        parent = found[2] if depth == 1 else parent

    actual = {
        error.__name__: (error.exit_code, error.__bases__[0].__name__)
        for error in tree()
        if error is not MediagraphError
    }

    assert actual == drawn


def test_every_error_is_public() -> None:
    assert {error.__name__ for error in tree()} <= set(mediagraph.__all__)


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (
            Fault("data/a.csv", 3, "type", "Flim", "unknown class, did you mean Film?", "see ontology/modules"),
            "data/a.csv:3:type: unknown class, did you mean Film? (Flim); see ontology/modules",
        ),
        (Fault("a.yaml", 7, "5", "", "not UTF-8"), "a.yaml:7:5: not UTF-8"),
        (Fault("a.yaml", 0, "", "", "nested too deeply to be read"), "a.yaml: nested too deeply to be read"),
    ],
)
def test_a_fault_says_where_what_and_what_would_do(fault: Fault, text: str) -> None:
    assert text == str(fault)


def test_a_data_error_lists_every_fault_in_the_order_of_places() -> None:
    faults = [
        Fault("b.csv", 2, "", "", "second"),
        Fault("a.csv", 10, "", "", "later"),
        Fault("a.csv", 9, "", "", "one"),
    ]

    error = DataError(faults)

    assert [(fault.file, fault.line) for fault in error.faults] == [("a.csv", 9), ("a.csv", 10), ("b.csv", 2)]
    assert str(error).splitlines() == ["a.csv:9: one", "a.csv:10: later", "b.csv:2: second"]


def test_a_findings_error_holds_the_findings() -> None:
    error = FindingsError(["a finding"], "1 violation")

    assert (error.findings, str(error)) == (["a finding"], "1 violation")


def test_an_unknown_name_is_answered_with_the_nearest_and_a_hint() -> None:
    error = UnknownNameError("query", "works/relaeses", ["works/releases", "works/of-person"], hint="see `queries`")

    assert isinstance(error, UsageError)
    assert error.nearest[0] == "works/releases"
    assert str(error).startswith("unknown query 'works/relaeses', did you mean works/releases")
    assert str(error).endswith("; see `queries`")


def test_an_unknown_name_unlike_any_other_is_answered_without_a_guess() -> None:
    assert str(UnknownNameError("query", "zzz", ["works"])) == "unknown query 'zzz'"


def test_the_nearest_names_do_not_depend_on_case() -> None:
    assert nearest("kazakstan", ["Kazakhstan", "Belgium"]) == ["Kazakhstan"]


def test_nothing_near_makes_no_clause() -> None:
    assert did_you_mean([]) == ""


def test_a_long_value_is_shown_in_one_short_line() -> None:
    assert shorten("a\nb") == "a\\nb"
    assert shorten("x" * 500, most=10) == "xxxxxxxxx…"
    assert shorten(12) == "12"
