"""What the three articles say is in the graph, and what they do not say is not."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mediagraph.loaders import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.graph import Graph

SHARED = Path(os.environ.get("MEDIAGRAPH_SHARED", Path(__file__).resolve().parents[3] / "shared"))
ROOT = Path(__file__).resolve().parents[2]
FACTS = {"china-belgium-2021": 23, "cmg-vgtrk-2025": 51, "kazakhstan-2024": 37}  # statement nodes
SOURCES = ("china-belgium-2021", "cmg-vgtrk-2025", "kazakhstan-2024")


def ask(graph: Graph, pattern: str) -> bool:
    return bool(graph.sparql(f"ASK {{ {pattern} }}"))


def values(graph: Graph, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in graph.sparql(query)]


@pytest.mark.parametrize(
    "fact",
    [
        "?change mg:changeOf relation:BE-CN ; mg:changeKind changes:established ; mg:earliest '1971-10-25'^^xsd:date",
        "occasion:BE-CN-1971-10-25-50 mg:ordinal 50 ; mg:earliest '2021-10-25'^^xsd:date",
        "?work mg:marks occasion:BE-CN-1971-10-25-50",
        "?c mg:cooperationKind cooperations:joint-presentation ; mg:participation/mg:agent organisation:urti",
        (
            "?c mg:cooperationKind cooperations:co-production ; mg:participation/mg:agent ?centre ."
            " ?centre mg:unitOf organisation:china-media-group"
        ),
        "?f mg:bound bounds:more-than ; mg:unit units:platforms ; mg:value '30'^^xsd:decimal",
        "?p mg:holder person:shen-haixiong ; mg:atOrganisation organisation:china-media-group",
        "work:red-silk a mg:InternationalCoProduction ; mg:producingCountry country:CN, country:RU",
        (
            "?r mg:ofWork work:red-silk ; mg:releaseKind releases:premiere ; mg:territory country:RU ;"
            " mg:status statuses:happened"
        ),
        "?r mg:ofWork work:red-silk ; mg:territory country:CN ; mg:status statuses:planned",
        "?f mg:unit units:delegates ; mg:value '200'^^xsd:decimal ; mg:bound bounds:more-than",
        "person:roman-kalman mg:nationality country:SUHH",
        "?f mg:unit units:followers ; mg:value '190000000'^^xsd:decimal",
        "?f mg:unit units:social-media-accounts ; mg:value '64'^^xsd:decimal",
        "?f mg:unit units:languages ; mg:value '15'^^xsd:decimal",
        "?tie mg:tieKind ties:friendship ; mg:between ?a, ?b . FILTER(?a != ?b)",
        "source:kazakhstan-2024 mg:date ?date ; mg:timeOfDay '13:42' . FILTER(STR(?date) = '2024-07-01')",
    ],
)
def test_the_graph_knows(graph: Graph, fact: str) -> None:
    assert ask(graph, fact)


@pytest.mark.parametrize(
    "claim",
    [
        # URTI presents, it does not co-produce
        "?c mg:cooperationKind cooperations:co-production ; mg:participation/mg:agent organisation:urti",
        # a sole production, and films that are only shown, are no co-productions
        "?w a mg:InternationalCoProduction . FILTER(?w != work:red-silk)",
        (
            "?c mg:cooperationKind cooperations:co-production ; mg:cooperationOn ?w ."
            " ?r mg:ofWork ?w ; mg:atEvent/a mg:Festival"
        ),
        # the Soviet Union is not Russia
        "person:roman-kalman mg:nationality country:RU",
        # an international union has no country
        "organisation:urti mg:inCountry ?country",
        # planned is not happened
        "?r mg:ofWork work:red-silk ; mg:territory country:CN ; mg:status statuses:happened",
        "?r mg:atEvent/a mg:Festival ; mg:status statuses:happened",
        # a channel is no organisation
        "?x a mg:Channel, mg:Organisation",
        # the protagonists have no names
        "?p mg:role roles:protagonist ; mg:agent/a mg:Person",
        # the second article has no date
        "source:cmg-vgtrk-2025 mg:date ?date",
        # the presidents are not named
        "?letter mg:remarkKind remarks:letter ; mg:speaker/a mg:Person",
    ],
)
def test_the_graph_does_not_claim(graph: Graph, claim: str) -> None:
    assert not ask(graph, claim)


def test_no_article_makes_a_belgian_co_production_edge(graph: Graph) -> None:
    network = graph.network("countries", kind="co-production")

    assert [sorted(network.nodes[node]["label"] for node in edge) for edge in network.edges] == [["China", "Russia"]]


@pytest.mark.parametrize("slug", SOURCES)
def test_every_paragraph_of_facts_is_cited(graph: Graph, slug: str) -> None:
    rows = values(
        graph,
        f"""SELECT ?n WHERE {{
              source:{slug} mg:passage ?p .
              ?p mg:number ?n .
              FILTER NOT EXISTS {{ ?s mg:evidence ?p }}
            }}""",
    )

    assert rows == []


@pytest.mark.parametrize("slug", SOURCES)
def test_every_entity_of_an_article_has_evidence_in_it(graph: Graph, slug: str) -> None:
    rows = values(
        graph,
        f"""SELECT DISTINCT ?entity WHERE {{
              GRAPH graph:{slug} {{ ?entity a ?class ; rdfs:label ?name }}
              FILTER NOT EXISTS {{ GRAPH graph:{slug} {{ ?entity mg:evidence ?passage }} }}
            }}""",
    )

    assert [row for row in rows if row != (f"https://w3id.org/mediagraph/id/source/{slug}",)] == []


def articles() -> dict[str, list[str]]:
    if not (SHARED / "articles").is_dir():
        pytest.skip("the articles' texts are not here; only their facts may be kept in the project")
    texts = [path.read_text(encoding="utf-8") for path in sorted((SHARED / "articles").glob("*.txt"))]
    split = [[line.strip() for line in text.splitlines() if line.strip()] for text in texts]
    return dict(zip(SOURCES, split, strict=True))


@pytest.mark.parametrize("slug", SOURCES)
def test_paragraph_numbers_are_those_of_the_text(graph: Graph, slug: str) -> None:
    rows = values(graph, f"SELECT ?n WHERE {{ source:{slug} mg:passage/mg:number ?n }} ORDER BY ?n")

    assert [row[0] for row in rows] == list(range(1, len(articles()[slug]) + 1))


def words(text: str) -> list[str]:
    return re.findall(r"[\w\u2019'-]+", text.casefold())


def texts(value: object, keys: frozenset[str], inside: bool = False) -> Iterator[str]:  # noqa: FBT001, FBT002
    """Yield the text below any of `keys`."""
    if isinstance(value, str):
        if inside:
            yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts(item, keys, inside or key in keys)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, keys, inside)


@pytest.mark.parametrize("slug", SOURCES)
def test_no_sentence_is_copied(slug: str) -> None:
    """Seven words in a row that stand in the article and are no title or name are somebody else's wording."""
    path = ROOT / "data" / "articles" / f"{slug}.yaml"
    record = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    nodes = [node for node in record["@graph"] if node["type"] != "UnnamedAgent"]
    names = [" ".join(words(name)) for name in texts(nodes, frozenset({"name", "variantName"}))]
    descriptions = [node.get("name") for node in record["@graph"] if node["type"] == "UnnamedAgent"]
    ours = [
        *texts(record, frozenset({"editorialNote", "occupation", "callsFor"})),
        *texts(descriptions, frozenset(), True),
    ]
    article = " ".join(words(" ".join(articles()[slug])))

    spans = [" ".join(words(text)[at : at + 7]) for text in ours for at in range(len(words(text)) - 6)]

    assert [span for span in spans if span in article and not any(span in name for name in names)] == []


def test_fact_counts_do_not_shrink(graph: Graph) -> None:
    """A guard against a fact lost in editing; mend the figures when facts are added on purpose."""
    rows = values(
        graph,
        """SELECT ?g (COUNT(DISTINCT ?s) AS ?n) WHERE {
             GRAPH ?g { ?s a ?class }
             ?class rdfs:subClassOf+ mg:Statement
           } GROUP BY ?g ORDER BY ?g""",
    )
    counts = {str(row[0]).rsplit("/", 1)[-1]: row[1] for row in rows}

    assert {slug: counts[slug] for slug in FACTS} == FACTS
