"""Who agreed with whom, on every engine; and that what is only planned links no people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import mediagraph as mg
import servers
from engines import rdflib_dataset, rdflib_rows, store_rows
from mediagraph.building import build
from mediagraph.project import Project
from mediagraph.publishing import publish
from mediagraph.store import RemoteStore
from mediagraph.store.remote.access import Credentials
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mediagraph.graph import Graph

RECORDS = """\
"@context":
  - https://w3id.org/mediagraph/context.jsonld
  - tr: https://w3id.org/mediagraph/id/source/two-rivers#
id: graph:two-rivers
"@graph":
  - id: source:two-rivers
    type: Article
    namedGraph: graph:two-rivers
    name: {en: Two rivers}
    language: en
    passage:
      - {id: tr:p1, type: Paragraph, number: 1}
      - {id: tr:p2, type: Paragraph, number: 2}
      - {id: tr:p3, type: Paragraph, number: 3}
  - {id: country:NO, type: Country, alpha2: "NO", name: {en: Norway}, evidence: tr:p1}
  - {id: country:JP, type: Country, alpha2: JP, name: {en: Japan}, evidence: tr:p1}
  - {id: country:FR, type: Country, alpha2: FR, name: {en: France}, evidence: tr:p1}
  - {id: organisation:nordlys, type: Organisation, name: {"no": Nordlys, en: Northlight}, inCountry: country:NO,
     evidence: tr:p1}
  - {id: organisation:union, type: Organisation, name: {fr: Union}, evidence: tr:p1}
  - {id: person:ada, type: Person, name: {en: Ada}, evidence: tr:p1}
  - {id: person:ben, type: Person, name: {en: Ben}, evidence: tr:p1}
  - {id: person:eve, type: Person, name: {en: Eve}, evidence: tr:p1}
  - id: undertaking:signed
    type: Agreement
    name: {en: Signed}
    agreementKind: content-agreement
    status: happened
    date: 2024-05-02
    evidence: tr:p1
    participation:
      - {id: tr:s1, type: Participation, agent: organisation:nordlys, role: signatory, evidence: [tr:p2, tr:p1]}
      - {id: tr:s2, type: Participation, agent: person:ada, representing: country:NO, role: signatory, evidence: tr:p2}
      - {id: tr:s3, type: Participation, agent: person:ben, representing: country:JP, role: signatory, evidence: tr:p2}
      - {id: tr:s4, type: Participation, representing: country:JP, role: signatory, evidence: tr:p1}
      - {id: tr:s5, type: Participation, agent: person:eve, representing: country:FR, role: audience, evidence: tr:p1}
  - id: undertaking:hoped-for
    type: Agreement
    name: {fr: Espoir}
    agreementKind: co-production-agreement
    status: planned
    evidence: tr:p3
    participation:
      - {id: tr:h1, type: Participation, representing: country:FR, role: signatory, evidence: tr:p3}
      - {id: tr:h2, type: Participation, agent: organisation:nordlys, role: signatory, evidence: tr:p3}
      - {id: tr:h3, type: Participation, agent: person:ada, role: signatory, evidence: tr:p3}
      - {id: tr:h4, type: Participation, agent: person:eve, role: signatory, evidence: tr:p3}
  - id: undertaking:old
    type: Agreement
    name: {en: Old}
    agreementKind: content-agreement
    status: happened
    date: "1998"
    evidence: tr:p3
    participation:
      - {id: tr:o1, type: Participation, agent: organisation:union, role: signatory, evidence: tr:p3}
      - {id: tr:o2, type: Participation, agent: organisation:nordlys, role: signatory, evidence: tr:p3}
  - id: event:to-come
    type: Event
    name: {en: To come}
    eventKind: forum
    status: planned
    evidence: tr:p3
    participation:
      - {id: tr:e1, type: Participation, agent: person:ben, role: participant, evidence: tr:p3}
      - {id: tr:e2, type: Participation, agent: person:eve, role: participant, evidence: tr:p3}
      - {id: tr:e3, type: Participation, agent: organisation:union, role: participant, evidence: tr:p3}
  - id: tr:preparing
    type: Cooperation
    cooperationOn: event:to-come
    cooperationKind: co-hosting
    status: happened
    evidence: tr:p3
    participation:
      - {id: tr:c1, type: Participation, representing: country:NO, role: host, evidence: tr:p3}
      - {id: tr:c2, type: Participation, representing: country:JP, role: host, evidence: tr:p3}
  - {id: tr:office, type: Position, holder: person:ben, positionTitle: {en: head}, atOrganisation: organisation:nordlys,
     evidence: tr:p1}
"""
CASES: list[dict[str, Any]] = [
    {},
    {"country": "country:NO"},
    {"country": "country:NO", "other": "country:JP"},
    {"country": ["country:JP", "country:FR"]},
    {"organisation": "organisation:union", "partner": "organisation:nordlys"},
    {"status": "planned"},
    {"kind": "content-agreement", "since": 2000},
]


@pytest.fixture(scope="module")
def opened(make: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    folder = tmp_path_factory.mktemp("agreements")
    root = make(folder / "project", ["Alpha"])
    (root / "data" / "articles").mkdir()
    (root / "data" / "articles" / "two-rivers.yaml").write_text(RECORDS, encoding="utf-8")
    with mg.open(build(Project.find(root), folder / "store").store, project=root) as graph:
        yield graph


def agreed(graph: Graph, **values: Any) -> list[tuple[str, ...]]:
    """The last parts of IRIs, and texts, of the answer."""
    return [
        tuple(str(value or "").rpartition("/")[2] for value in row)
        for row in graph.query("agreements/between", **values)
    ]


def test_an_agreement_has_a_row_for_each_signatory_with_its_country_and_first_paragraph(opened: Graph) -> None:
    same = ("signed", "Signed", "content-agreement", "happened", "2024-05-02", "2024-05-02")

    assert agreed(opened, since=2000) == [
        (*same, "", "", "JP", "two-rivers", "1"),
        (*same, "ben", "Ben", "JP", "two-rivers", "2"),
        (*same, "nordlys", "Northlight", "NO", "two-rivers", "1"),
        (*same, "ada", "Ada", "NO", "two-rivers", "2"),
    ]


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({}, {"signed", "hoped-for", "old"}),
        ({"country": "country:NO"}, {"signed", "hoped-for", "old"}),
        ({"country": "country:NO", "other": "country:JP"}, {"signed"}),
        ({"organisation": "organisation:union", "partner": "organisation:nordlys"}, {"old"}),
        ({"organisation": "organisation:nordlys", "country": "country:FR"}, {"hoped-for"}),
        ({"country": "country:FR"}, {"hoped-for"}),
        ({"country": "country:FR", "other": "country:JP"}, set()),
        ({"country": "country:NO", "status": "happened"}, {"signed", "old"}),
        ({"status": "planned"}, {"hoped-for"}),
        ({"kind": "content-agreement"}, {"signed", "old"}),
        ({"since": 1998}, {"signed", "old"}),
    ],
)
def test_agreements_are_found_by_parties_kind_status_and_year(
    values: dict[str, str], names: set[str], opened: Graph
) -> None:
    assert {row[0] for row in agreed(opened, **values)} == names


def test_a_signatory_without_a_country_is_told_without(opened: Graph) -> None:
    rows = agreed(opened, organisation="organisation:union")

    assert [(row[6], row[7], row[8]) for row in rows] == [("union", "Union", ""), ("nordlys", "Northlight", "NO")]


def test_the_engines_agree(opened: Graph, tmp_path_factory: pytest.TempPathFactory) -> None:
    texts = [opened.bound("agreements/between", **values) for values in CASES]
    texts += [opened.queries["networks/people"].bind({}), opened.queries["partnerships/linking-people"].bind({})]
    texts.append(opened.bound("partnerships/people-between", one="country:NO", other="country:JP"))
    dataset = rdflib_dataset(opened.store)

    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("no_proxy", "127.0.0.1")
        known = Credentials("dba", servers.PASSWORD)
        publish(opened.store, RemoteStore(server.query, credentials=known), graph_store=server.graph_store)
        with mg.open(server.query, project=ROOT) as there:
            for text in texts:
                ours = store_rows(opened.store, text)

                assert ours == rdflib_rows(dataset, text)
                assert ours == store_rows(there.store, text)


def test_what_is_planned_links_nobody_as_if_they_had_met(opened: Graph) -> None:
    links = {
        tuple(str(value).rpartition("/")[2] for value in (row.source, row.target, row.work))
        for row in opened.rows("networks/people")
    }

    assert links == {("ada", "ben", "signed"), ("ada", "eve", "signed"), ("ben", "eve", "signed")}
    assert [row.kind.rpartition("/")[2] for row in opened.rows("partnerships/of-country", country="country:NO")] == [
        "co-hosting"
    ]
    assert not list(opened.query("partnerships/people-between", one="country:NO", other="country:JP"))
    assert not list(opened.query("partnerships/linking-people", organisation="organisation:nordlys"))
