"""The server keeps to its own description, whatever a program makes of that: requests as described, and spoilt ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from mediagraph.catalogue import Catalogue
from mediagraph.server.openapi import document
from projects import ROOT
from serving import Served, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.building import Build

EXAMPLES = 3
DOCUMENT = document(Catalogue(ROOT / "queries"), "http://127.0.0.1")
OPERATIONS = [(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods]
CASES = [(method, path, GenerationMode.POSITIVE) for method, path in OPERATIONS] + [
    (method, path, GenerationMode.NEGATIVE)
    for method, path in OPERATIONS  # without a parameter there is nothing to spoil
    if any(parameter["in"] == "query" for parameter in DOCUMENT["paths"][path][method]["parameters"])
]
# What is not asked: whether each value of the described form is accepted. A name of a country is any text, and
# a text that names none is refused, as it must be.
JUDGED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


@pytest.fixture(scope="module")
def served(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(built.store, tmp_path_factory.mktemp("served"), "--per-client", 50) as server:
        yield server


@pytest.fixture(scope="module")
def schema() -> Any:
    load_all_checks()
    return schemathesis.openapi.from_dict(DOCUMENT)


def test_the_description_that_is_served_is_the_one_that_is_judged(served: Served) -> None:
    given_ = served.get("/openapi.json").json()

    assert given_["paths"] == DOCUMENT["paths"]
    assert len(OPERATIONS) > 70


@pytest.mark.parametrize(("method", "path", "mode"), CASES, ids=lambda part: getattr(part, "value", part))
def test_answers_are_as_described(method: str, path: str, mode: GenerationMode, served: Served, schema: Any) -> None:
    checks = CHECKS.get_by_names(list(JUDGED))
    asked = 0

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        answer = case.call(base_url=served.url, timeout=60)
        case.validate_response(answer, checks=checks)
        assert b"Traceback" not in answer.content

    ask()

    assert asked
