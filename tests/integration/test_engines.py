"""Four engines, the same rows: every stored query, in each of its forms and for chosen parameters.

The table of it is docs/engines.md. `make golden` writes it anew; read the difference before committing it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import mediagraph as mg
from engines import Row, rdflib_dataset, rdflib_rows, store_rows
from mediagraph.catalogue import Catalogue
from mediagraph.errors import MediagraphError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mediagraph.building import Build
    from mediagraph.graph import Graph
    from servers import Server

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "engines.md"
NAMES = Catalogue(ROOT / "queries").names()
ENGINES = ("rdflib", "Oxigraph, embedded", "Oxigraph, server", "Virtuoso")
BEGIN, END = "<!-- the table begins -->\n", "<!-- the table ends -->\n"

# What no reformulation cures, with the reason that the table shows: (query, engine) -> reason.
KNOWN: Mapping[tuple[str, str], str] = {}

# Values beyond the defaults, chosen where engines are known to go wrong: several values of one parameter,
# arithmetic, other scripts, characters that mean something to the language.
CASES: list[tuple[str, dict[str, Any]]] = [
    ("agents/positions", {"organisation": ["organisation:china-media-group", "organisation:vgtrk"]}),
    ("anniversaries/falling", {"from": "2024-01-01", "to": "2030-12-31"}),
    ("anniversaries/falling", {"from": "2024-01-01", "to": "2030-12-31", "every": 10}),
    ("anniversaries/falling", {"from": "2024-01-01", "to": "2030-12-31", "every": 1}),
    ("entities/find", {"text": "a"}),
    ("entities/find", {"text": "бельгия"}),
    ("entities/find", {"text": '"quoted" & <marked> + 100 % \\ \n'}),
    ("events/by-country", {"country": ["RU", "KZ"]}),
    ("evidence/of-entity", {"entity": ["organisation:vgtrk", "work:red-silk"]}),
    ("networks/organisations", {"kind": ["co-hosting", "content-exchange"]}),
    ("networks/people", {"since": 2000}),
    ("organisations/units", {"organisation": ["organisation:china-media-group", "organisation:vgtrk"]}),
    ("outlets/by-country", {"country": ["BE", "CN"]}),
    ("relations/timeline", {"country": ["BE", "KZ"]}),
    ("works/as-of", {"day": "2025-06-01"}),
    ("works/by-kind-of-cooperation", {"country": ["CN", "RU"]}),
    ("works/of-person", {"person": ["person:ismail-daurov", "person:xian-xinghai"]}),
    ("works/releases", {"country": ["CN", "RU"], "status": "happened"}),
]


@dataclass(frozen=True)
class Engines:
    """What answers, by name; rows or the text of an error."""

    graph: Graph
    ask: Mapping[str, Callable[[str], list[Row]]]

    def answers(self, text: str) -> dict[str, list[Row] | str]:
        found: dict[str, list[Row] | str] = {}
        for name, ask in self.ask.items():
            try:
                found[name] = ask(text)
            except MediagraphError as error:
                found[name] = str(error)
        return found


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture(scope="module")
def engines(built: Build, oxigraph_server: Server, virtuoso_server: Server) -> Iterator[Engines]:
    with (
        mg.open(built.store, project=ROOT) as graph,
        mg.open(oxigraph_server.query, project=ROOT) as oxigraph,
        mg.open(virtuoso_server.query, project=ROOT) as virtuoso,
    ):
        dataset = rdflib_dataset(graph.store)
        yield Engines(
            graph,
            {
                "rdflib": lambda text: rdflib_rows(dataset, text),
                "Oxigraph, embedded": lambda text: store_rows(graph.store, text),
                "Oxigraph, server": lambda text: store_rows(oxigraph.store, text),
                "Virtuoso": lambda text: store_rows(virtuoso.store, text),
            },
        )


@pytest.fixture(scope="module")
def compared(engines: Engines) -> dict[str, dict[str, str]]:
    """By query and engine: `yes`, or `no` and where."""
    found: dict[str, dict[str, str]] = {}
    for name in NAMES:
        query = engines.graph.queries[name]
        texts = dict.fromkeys([query.text, query.bind({})])
        texts |= dict.fromkeys(engines.graph.bound(name, **values) for case, values in CASES if case == name)
        said = dict.fromkeys(ENGINES, "yes")
        for text in texts:
            answers = engines.answers(text)
            for engine, rows in answers.items():
                if rows != answers["Oxigraph, embedded"]:
                    said[engine] = "no"
        found[name] = said
    return found


def test_every_query_has_equal_rows_on_every_engine_or_a_reason(compared: dict[str, dict[str, str]]) -> None:
    unequal = {(name, engine) for name, said in compared.items() for engine in ENGINES if said[engine] != "yes"}

    assert unequal == set(KNOWN)


def test_the_table_in_the_documentation_is_true(compared: dict[str, dict[str, str]]) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]

    table = "".join(_lines(compared))

    if os.environ.get("MEDIAGRAPH_GOLDEN") == "write":
        text = f"{before}{BEGIN}{table}{END}{after}"
        DOCUMENT.write_text(text, encoding="utf-8")
    assert text == f"{before}{BEGIN}{table}{END}{after}"


def test_the_chosen_values_find_something(engines: Engines) -> None:
    rows = {name: 0 for name, _ in CASES}
    for name, values in CASES:
        rows[name] += len(store_rows(engines.graph.store, engines.graph.bound(name, **values)))

    assert [name for name, count in rows.items() if not count] == []


def test_columns_come_in_the_order_of_the_query(virtuoso_server: Server, graph: Graph) -> None:
    with mg.open(virtuoso_server.query, project=ROOT) as there:
        for name in NAMES:
            assert there.sparql(graph.queries[name].text).columns == graph.sparql(graph.queries[name].text).columns


def _lines(compared: dict[str, dict[str, str]]) -> Iterator[str]:
    equal = sum(all(cell == "yes" for cell in said.values()) for said in compared.values())
    yield f"\nEqual rows on all four: {equal} of {len(compared)} queries.\n\n"
    yield f"| query | {' | '.join(ENGINES)} |\n"
    yield f"| --- {'| --- ' * len(ENGINES)}|\n"
    for name, said in compared.items():
        cells = [said[engine] + (f": {KNOWN[name, engine]}" if (name, engine) in KNOWN else "") for engine in ENGINES]
        yield f"| `{name}` | {' | '.join(cells)} |\n"
    yield "\n"
