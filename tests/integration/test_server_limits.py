"""What one visitor may take, and that nobody else is the poorer for it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from mediagraph.server.limits import Limits
from projects import ROOT
from serving import Served, serving, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.building import Build

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?i"
DOUBLING = (
    "SELECT ?v40 { BIND('xxxxxxxx' AS ?v0) "
    + " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(40))
    + " }"
)


@pytest.fixture(scope="module")
def served(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    options = ("--seconds", 3, "--megabytes", 400, "--rows", 5000, "--answer-megabytes", 2, "--queries", 3)
    with serving(built.store, tmp_path_factory.mktemp("limits"), *options) as server:
        yield server


# Each would end or hold up a process that answers it by itself.
HOSTILE = {
    "endless": (ENDLESS, 503, "time"),
    "greedy": (GREEDY, 503, "memory"),
    "doubling": (DOUBLING, 503, "memory"),
    "many rows": ("SELECT ?s ?p ?o { ?s ?p ?o }", 422, "answer-too-large"),
    "large rows": (
        "SELECT ?l { ?s ?p ?o BIND(CONCAT('" + "x" * 9000 + "', STR(?s)) AS ?l) } LIMIT 4000", 422, "answer-too-large"
    ),
    "many triples": ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", 422, "answer-too-large"),
    "deep braces": ("SELECT * " + "{" * 3200 + "}" * 3200, 400, "query-refused"),
    "deep parentheses": ("ASK { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }", 400, "query-refused"),
    "many negations": ("ASK { FILTER(" + "!" * 60_000 + "true) }", 400, "query-refused"),
    "a long text": ("ASK {} #" + "x" * 70_000, 400, "query-refused"),
    "another machine": ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400, "query-refused"),
}  # fmt: skip


@pytest.mark.parametrize(("query", "status", "name"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_query_is_refused_by_name_and_the_server_goes_on(
    served: Served, query: str, status: int, name: str
) -> None:
    answer = served.ask(query)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/about/problems#{name}")
    assert str(served.log.parent.parent) not in answer.text
    assert served.ask("ASK {}").json() == {"head": {}, "boolean": True}
    assert served.get("/health").json()["status"] == "ok"


def test_what_was_ended_is_replaced(served: Served) -> None:
    served.ask(GREEDY)
    until(lambda: served.get("/health").json()["workers"]["queries"] == {"alive": 3, "of": 3})


def test_pages_are_answered_while_strangers_hold_all_the_other_workers(served: Served) -> None:
    with ThreadPoolExecutor(6) as crowd:
        hostile = [crowd.submit(served.ask, ENDLESS + f" # {n}") for n in range(6)]
        time.sleep(0.5)
        begun = time.monotonic()
        for n in range(20):
            answer = served.get(f"/queries/anniversaries/falling.csv?from=20{n + 10}-01-01&to=20{n + 10}-12-31")
            assert answer.status_code == 200
        assert not all(one.done() for one in hostile), "nothing was proved: the hostile queries ended too soon"
        assert time.monotonic() - begun < 20
        assert {one.result().status_code for one in hostile} == {503}


def test_one_address_cannot_take_all_there_is(built: Build, tmp_path_factory: pytest.TempPathFactory) -> None:
    options = ("--seconds", 4, "--per-client", 2, "--queries", 2)
    with serving(built.store, tmp_path_factory.mktemp("share"), *options) as server, ThreadPoolExecutor(5) as crowd:
        answers = [one.result() for one in [crowd.submit(server.ask, f"{ENDLESS} # {n}") for n in range(5)]]
        assert sorted(answer.status_code for answer in answers) == [429, 429, 429, 503, 503]
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert refused.headers["retry-after"] == "2"
        assert refused.json()["limit"] == "per_client"


def test_who_cannot_be_served_soon_is_told_so(built: Build, tmp_path_factory: pytest.TempPathFactory) -> None:
    options = ("--seconds", 5, "--queries", 1, "--waiting-seconds", 0.5)
    with serving(built.store, tmp_path_factory.mktemp("busy"), *options) as server:
        first = threading.Thread(target=server.ask, args=(ENDLESS,))
        first.start()
        time.sleep(0.5)
        answer = server.ask("SELECT ?s { ?s ?p ?o } LIMIT 1")
        first.join()
        assert (answer.status_code, answer.json()["type"]) == (503, "/about/problems#busy")
        assert answer.headers["retry-after"]


def test_every_limit_has_an_option_and_is_documented(served: Served) -> None:
    page = served.get("/about", "text/html").text
    text = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    for name in Limits.described():
        assert f"<code>{name}</code>" in page
        assert f"`--{name.replace('_', '-')}`" in text
