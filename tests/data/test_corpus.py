"""The corpus of articles is as broad as it is said to be, and each of its files as careful as the form asks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

import mediagraph as mg
from mediagraph.loaders import parse_yaml
from projects import ARTICLES, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mediagraph.building import Build
    from mediagraph.graph import Graph

FILES = sorted((ROOT / "data" / "articles").glob("*.yaml"))
CONTINENTS = {
    "Africa": {"CI", "DZ", "EG", "KE", "MA", "NG", "RW", "SN", "TN", "ZA"},
    "Asia": {"AE", "CN", "ID", "IN", "IR", "JP", "KR", "KZ", "MN", "PK", "TH", "TR", "UZ", "VN"},
    "Europe": {"BE", "CH", "DE", "EE", "ES", "FI", "FR", "GB", "GE", "IT", "LT", "LV", "PT", "RS", "RU", "SE"},
    "North America": {"CA", "MX", "US"},
    "Oceania": {"AU", "FJ", "NZ", "PG"},
    "South America": {"AR", "BR", "CL", "CO", "PE", "UY"},
}
# Two countries that are parties to one cooperation, planned ones included, or to one agreement, or hold relations.
PAIRS = """
SELECT DISTINCT ?one ?other WHERE {
  {
    ?deed mg:participation ?oneParty .
    ?deed mg:participation ?otherParty .
    { ?oneParty mg:representing ?one } UNION { ?oneParty mg:agent/mg:inCountry ?one }
    { ?otherParty mg:representing ?other } UNION { ?otherParty mg:agent/mg:inCountry ?other }
    FILTER EXISTS { ?deed a ?kind . FILTER(?kind IN (mg:Agreement, mg:Cooperation)) }
    ?deed mg:evidence ?passage .
  } UNION {
    ?relation mg:party ?one .
    ?relation mg:party ?other .
    ?relation mg:evidence ?passage .
  }
  ?source a mg:Article .
  ?source mg:passage ?passage .
  FILTER(STR(?one) < STR(?other))
}
"""


@pytest.fixture(scope="module")
def corpus(everything: Build) -> Iterator[Graph]:
    with mg.open(everything.store, project=ROOT) as opened:
        yield opened


def read(path: Path) -> tuple[str, list[dict[str, Any]]]:
    document = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    return document["id"], document["@graph"]


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from nodes(item)


def test_there_are_a_hundred_articles_and_more_in_five_languages() -> None:
    languages = Counter(read(path)[1][0]["language"] for path in FILES)

    assert len(FILES) > 100
    assert all(languages[language] >= 10 for language in ("en", "fr", "ja", "ru", "zh"))


def test_they_tell_of_sixty_pairs_of_countries_and_more_on_all_continents(corpus: Graph) -> None:
    pairs = {tuple(str(place).rsplit("/", 1)[-1] for place in row) for row in corpus.sparql(PAIRS)}
    countries = {country for pair in pairs for country in pair}

    assert len(pairs) > 60
    assert [name for name, some in CONTINENTS.items() if not some & countries] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_article_has_its_address_and_its_paragraphs_in_order(path: Path) -> None:
    graph, (source, *_) = read(path)
    numbers = [passage["number"] for passage in source["passage"] if passage["type"] == "Paragraph"]

    assert (source["id"], graph) == (f"source:{path.stem}", f"graph:{path.stem}")
    assert numbers == list(range(1, len(numbers) + 1))
    assert source.get("address", "").startswith("http") or path.stem in ARTICLES


def test_no_page_was_read_twice() -> None:
    addresses = Counter(read(path)[1][0].get("address") for path in FILES if path.stem not in ARTICLES)

    assert [address for address, count in addresses.items() if count > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_remark_holds_no_words_of_its_speaker(path: Path) -> None:
    """Only a pointer to the paragraph, and notes of ours: no property bears text but these."""
    remarks = [node for node in nodes(read(path)[1]) if node.get("type") == "Remark"]

    assert [node["id"] for node in remarks if {"name", "text", "description", "value"} & node.keys()] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_name_is_a_sentence(path: Path) -> None:
    graph = read(path)[1]
    names = [
        str(text)
        for node in nodes(graph[1:])
        for name in (node.get("name"), node.get("variantName"))
        if isinstance(name, dict)
        for text in name.values()
    ]

    assert [name for name in names if len(name) > 200 or len(name.split()) > 25] == []
