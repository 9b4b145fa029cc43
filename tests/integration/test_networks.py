"""Networks of the built graph and the verb `hubs`: kinds, periods, weights, sides, sureness; and what docs show."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from mediagraph.errors import ParameterError
from mediagraph.judging import ontology_files
from mediagraph.networks import measures
from mediagraph.store.embedded import evaluate
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from mediagraph.building import Build
    from mediagraph.graph import Graph

ID = "https://w3id.org/mediagraph/id/"
PAGE = (ROOT / "docs" / "networks.md").read_text(encoding="utf-8")


def blocks(language: str) -> str:
    return "".join(re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


@pytest.fixture
def hubs(built: Build, cli: Callable[..., Result]) -> Callable[..., str]:
    """Ask for hubs, and expect an answer."""

    def ask(*words: str) -> str:
        result = cli("hubs", *words, "--store", built.store)
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout

    return ask


@pytest.mark.parametrize("command", blocks("sh").splitlines())
def test_each_command_of_the_page_runs(command: str, built: Build, cli: Callable[..., Result]) -> None:
    words = shlex.split(command)
    result = cli(*words[1:], "--store", built.store)

    assert (words[0], result.exit_code, result.stderr) == ("mediagraph", 0, "")
    assert result.stdout


def test_the_example_of_the_page_runs(
    built: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEDIAGRAPH_STORE", built.store)
    names: dict[str, Any] = {}

    exec(compile(blocks("python"), "docs/networks.md", "exec"), names)  # noqa: S102 - our own text

    assert "China Russia 1" in capsys.readouterr().out
    assert set(names["sure"]) == set(names["ranked"]) == set(names["groups"])
    assert names["sides"].number_of_edges() == 5


def test_the_page_names_each_measure_and_each_network(graph: Graph) -> None:
    named = {row.split("|")[1].strip().lower() for row in PAGE.splitlines() if row.startswith("|")}
    known = {name.replace("_", " ") for name in measures.__all__}
    spelt = {"core periphery": "core and periphery", "ei index": "e-i index"}

    assert {spelt.get(name, name) for name in known} <= named
    networks = {name for name in graph.queries.names() if name.startswith("networks/")}
    assert {f"`{name.removeprefix('networks/')}`" for name in networks} <= named


def test_outlets_and_countries_are_two_sides(graph: Graph) -> None:
    network = graph.network("outlets-countries")
    sides: dict[int, set[str]] = {0: set(), 1: set()}
    for _, attributes in network.nodes(data=True):
        sides[attributes["bipartite"]].add(attributes["label"])

    assert sides == {0: {"BX1", "Brussels Information Press", "Decamps Media", "RTC Télé Liège", "TVCom"}, 1: {"China"}}
    assert {network.nodes[node]["type"] for node in network if "/country/" in node} == {"Country"}
    assert network.edges[f"{ID}outlet/tvcom", f"{ID}country/CN"]["works"] == [f"{ID}work/in-their-eyes"]
    assert network.graph["kinds"] == {"broadcast": 1}


def test_an_outlet_has_no_edge_to_its_own_country(graph: Graph) -> None:
    brought = graph.sparql("SELECT ?outlet { ?release mg:viaOutlet ?outlet . ?outlet mg:inCountry country:CN }")
    network = graph.network("outlets-countries")

    own = {row.outlet for row in brought}  # type: ignore[union-attr]
    assert len(own) == 3
    assert own & set(network) == set()


TOLD = """
outlet:a a mg:Channel ; mg:inCountry country:FR . outlet:b a mg:Outlet . organisation:x mg:inCountry country:CN .
country:FR a mg:Country . country:BE a mg:Country . country:CN a mg:Country . country:KZ a mg:Country .
work:film mg:producingCountry country:FR, country:BE ; mg:date "2001" ; mg:earliest "2001-01-01"^^xsd:date .
work:show mg:producingCountry country:KZ .

<#r1> a mg:Release ; mg:ofWork work:film ; mg:viaOutlet outlet:a, outlet:b ; mg:status statuses:happened ;
  mg:releaseKind releases:broadcast ; mg:earliest "2003-01-01"^^xsd:date .
<#r2> a mg:Release ; mg:ofWork work:show ; mg:viaOutlet outlet:a ; mg:status statuses:planned .
work:show mg:participation [ mg:role roles:broadcaster ; mg:agent outlet:b ] .

<#c1> a mg:Cooperation ; mg:cooperationKind cooperations:joint-broadcast ; mg:cooperationOn event:e ;
  mg:earliest "2010-05-01"^^xsd:date ; mg:participation
    [ mg:role roles:broadcaster ; mg:agent outlet:a ],
    [ mg:role roles:participant ; mg:agent organisation:x ],
    [ mg:role roles:participant ; mg:agent organisation:x ; mg:representing country:KZ ],
    [ mg:role roles:audience ; mg:representing country:BE ] .
<#c2> a mg:Cooperation ; mg:cooperationKind cooperations:content-exchange ; mg:status statuses:planned ;
  mg:participation [ mg:role roles:host ; mg:agent outlet:b ], [ mg:role roles:host ; mg:representing country:CN ] .
<#c3> a mg:Cooperation ; mg:cooperationKind cooperations:co-production ; mg:cooperationOn work:film ;
  mg:participation [ mg:role roles:broadcaster ; mg:agent outlet:b ],
    [ mg:role roles:co-producer ; mg:representing country:CN ] .
<#c4> a mg:Cooperation ; mg:cooperationKind cooperations:content-exchange ; mg:participation
    [ mg:role roles:participant ; mg:agent outlet:b ], [ mg:role roles:participant ; mg:agent organisation:nowhere ],
    [ mg:role roles:host ; mg:representing country:CN ] .
"""


def test_outlets_are_linked_by_what_they_brought_and_by_what_they_did_together(graph: Graph) -> None:
    """Not by plans, audiences or their own country; of a co-production, only producing parties count."""
    prefixes = {**graph.project.context.prefixes, "xsd": "http://www.w3.org/2001/XMLSchema#"}
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
    store = ox.Store()
    store.load(f"{head}{TOLD}".encode(), format=ox.RdfFormat.TURTLE, base_iri="https://example.org/")
    for path in ontology_files(graph.project):
        store.bulk_load(path=str(path))
    found = {
        tuple(re.split("[/#]", str(value))[-1] for value in row)
        for row in evaluate(store, graph.queries["networks/outlets-countries"].bind({}))
    }

    assert found == {
        ("a", "BE", "broadcast", "film", "2001"),
        ("b", "BE", "broadcast", "film", "2001"),
        ("b", "FR", "broadcast", "film", "2001"),
        ("b", "BE", "broadcaster", "film", "2001"),
        ("b", "FR", "broadcaster", "film", "2001"),
        ("b", "KZ", "broadcaster", "show", "None"),
        ("a", "CN", "joint-broadcast", "e", "2010"),
        ("a", "KZ", "joint-broadcast", "e", "2010"),
        ("b", "CN", "content-exchange", "c4", "None"),
    }


@pytest.mark.parametrize("name", ["countries", "organisations", "people"])
def test_nodes_are_typed(name: str, graph: Graph) -> None:
    expected = {
        "countries": {"Country"},
        "organisations": {"Organisation", "OrganisationalUnit"},
        "people": {"Person"},
    }
    found = {attributes["type"] for _, attributes in graph.network(name).nodes(data=True)}

    assert found
    assert found <= expected[name]


def test_a_network_without_cooperation_has_kinds_too(graph: Graph, hubs: Callable[..., str]) -> None:
    friends = graph.network("people", kind="friendship")
    both = graph.network("people", kind=["friendship", "Event"])

    assert friends.graph["kinds"] == {"friendship": 1}
    assert set(both.graph["kinds"]) == {"Event", "friendship"}
    assert graph.network("people", kind="friendship", since=1900).number_of_edges() == 0
    assert "2 rows" in hubs("--network", "people", "--kind", "friendship")
    with pytest.raises(ParameterError, match="through 'freindship', did you mean friendship"):
        graph.network("people", kind="freindship")
    with pytest.raises(ParameterError, match="there are Event, Position, Work, friendship"):
        graph.network("people", kind="co-production")


def test_hubs_until_a_year(hubs: Callable[..., str]) -> None:
    found = json.loads(hubs("--network", "people", "--until", "2023", "--format", "json"))
    later = json.loads(hubs("--network", "people", "--until", "2024", "--format", "json"))

    assert (found["hubs"], found["until"]) == ([], 2023)
    assert len(later["hubs"]) == 3
    assert "until 2024" in hubs("--network", "people", "--until", "2024")


def test_hubs_by_another_weight(hubs: Callable[..., str]) -> None:
    words = ("--network", "people", "--since", "2000", "--format", "json")
    found = {
        weight: {hub["strength"] for hub in json.loads(hubs(*words, "--weight", weight))["hubs"]}
        for weight in ("count", "newman", "fractional")
    }

    assert found == {"count": {2.0}, "newman": {1.0}, "fractional": {round(2 / 3, 9)}}


def test_columns_of_the_table_are_chosen(hubs: Callable[..., str]) -> None:
    text = hubs("--measure", "effective_size", "--measure", "community", "--measure", "core")

    assert text.split("\n", 1)[0].split() == ["rank", "hub", "effective", "size", "community", "core", "partners"]
    assert "communities by Louvain with seed 1 and resolution 1, modularity" in text
    assert "best core" in text


def test_json_says_null_where_a_measure_is_not_defined(hubs: Callable[..., str]) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    found = json.loads(hubs("--since", "2999", "--format", "json"), parse_constant=refuse)

    assert (found["modularity"], found["assortativity"]) == (None, None)


def test_sureness_is_the_same_in_every_form(hubs: Callable[..., str]) -> None:
    words = ("--network", "people", "--sureness", "--draws", "40", "--seed", "7", "--top", "6")
    as_json = json.loads(hubs(*words, "--format", "json"))
    as_csv = list(csv.DictReader(io.StringIO(hubs(*words, "--format", "csv"))))
    as_table = hubs(*words)

    assert [(int(row["best"]), int(row["worst"]), float(row["top"])) for row in as_csv] == [
        (hub["sureness"]["best"], hub["sureness"]["worst"], hub["sureness"]["top"]) for hub in as_json["hubs"]
    ]
    assert {key: as_json["bootstrap"][key] for key in ("draws", "level", "seed", "top")} == {
        "draws": 40,
        "level": 0.9,
        "seed": 7,
        "top": 10,
    }
    label = {hub["entity"]: hub["label"] for hub in as_json["hubs"]}
    pairs = [f"{label[one]} and {label[other]}" for one, other in as_json["bootstrap"]["inseparable"]]
    assert f"not separable: {'; '.join(pairs)}\n" in as_table
    assert "works drawn anew 40 times, seed 7, level 0.9" in as_table
    assert hubs(*words) == as_table


def test_sureness_keeps_sides_apart(hubs: Callable[..., str]) -> None:
    found = json.loads(hubs("--network", "outlets-countries", "--sureness", "--format", "json"))
    country = f"{ID}country/CN"

    assert {hub["rank"] for hub in found["hubs"]} == {1}
    assert len(found["bootstrap"]["inseparable"]) == 4
    assert country not in {node for pair in found["bootstrap"]["inseparable"] for node in pair}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--since", "2000", "--until", "1990"], "--until 1990 lies before --since 2000"),
        (["--weight", "heavy"], "'heavy' is not one of"),
        (["--measure", "beauty"], "'beauty' is not one of"),
        (["--sureness", "--level", "1"], "is not in the range 0<x<1"),
        (["--sureness", "--draws", "1"], "is not in the range x>=2"),
    ],
)
def test_misuse_is_told(words: list[str], said: str, built: Build, cli: Callable[..., Result]) -> None:
    result = cli("hubs", *words, "--store", built.store)

    assert result.exit_code == 2
    assert said in result.stderr
