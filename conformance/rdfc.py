"""RDF Dataset Canonicalization (rdf-canon), through `mediagraph canonicalize`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from conformance.commands import PASSED, Outcome, RefusedError, run
from conformance.facts import MF, Case, cases, local

if TYPE_CHECKING:
    from collections.abc import Iterator

TITLE = "RDFC-1.0"
FOLDER = Path("rdf-canon") / "tests"
_HASH = "https://w3c.github.io/rdf-canon/tests/vocab#hashAlgorithm"


def all_cases(suites: Path) -> Iterator[Case]:
    """Yield the cases of the suite."""
    yield from cases(suites / FOLDER / "manifest.ttl", suites / FOLDER)


def judge(case: Case, suites: Path) -> Outcome:  # noqa: ARG001 - the signature of all suites
    """Carry out a case; a negative one is a graph that takes time without end, and has to be refused."""
    if case.kind.endswith("MapTest"):
        return Outcome("skipped", "maps of issued identifiers: the command gives the canonical form alone")
    if case.get(_HASH) is not None:
        return Outcome("skipped", "hashes other than SHA-256: none is offered")
    given = local(case.get(MF + "action"))
    try:
        printed = run("canonicalize", str(given), "--seconds", "5")
    except RefusedError as error:
        return PASSED if "Negative" in case.kind else Outcome("refused", str(error))
    if "Negative" in case.kind:
        return Outcome("accepted")
    expected = local(case.get(MF + "result"))
    assert expected is not None  # noqa: S101 - the form of manifests
    return PASSED if printed == expected.read_bytes() else Outcome("differs", "other lines")
