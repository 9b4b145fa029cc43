"""What pages say in terms of schema.org becomes records that the writer and the judges accept."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediagraph.errors import DataError, MediagraphError
from mediagraph.judging import judge_files
from mediagraph.loaders.schemaorg.kinds import ARTICLES, CHANNELS, EVENTS, ORGANISATIONS, READ, RELEASES, WORKS
from mediagraph.loaders.schemaorg.values import address, identifier, minutes
from mediagraph.records import Node, RecordFile, Writer
from rdf_jobs import GENRES, PROJECT, Loaded, load

if TYPE_CHECKING:
    from pathlib import Path

# A page of a film, as film databases write them: two scripts, references, bare names beside nodes.
FILM_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<title>The Salt Road</title>
<link rel="canonical" href="https://films.example/title/salt-road">
<script>var x = {"@type": "Movie", "name": "not this one"};</script>
<script type="application/ld+json">
{"@context": "http://schema.org", "@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1}]}
</script>
<script type="application/ld+json; charset=utf-8">
<!--
{
  "@context": "https://schema.org",
  "@type": "Movie",
  "url": "/title/salt-road",
  "name": "The Salt Road &amp; Other Roads",
  "alternateName": [{"@value": "Соляной путь", "@language": "ru"}, "Salt &amp;amp; Road"],
  "sameAs": ["https://www.imdb.com/title/tt9000001/?ref_=x", "https://en.wikipedia.org/wiki/The_Salt_Road"],
  "identifier": [{"@type": "PropertyValue", "propertyID": "Wikidata", "value": "Q90000001"},
    "10.5240/7791-8534-2c23-9030-8610-5"],
  "image": "https://films.example/i.jpg",
  "description": "A long text.",
  "genre": ["Drama", "Documentaire, Romance", "Road movie"],
  "duration": "PT1H32M",
  "datePublished": "2024-05-01",
  "inLanguage": ["fr", {"@type": "Language", "name": "Kazakh", "alternateName": "kk"}],
  "countryOfOrigin": [{"@type": "Country", "name": "Belgique"}, "KZ"],
  "productionCompany": [
    {"@type": "Organization", "name": "Lowland Pictures",
     "address": {"@type": "PostalAddress", "addressCountry": "BE"}},
    {"@type": "Corporation", "name": "Steppe Films", "legalName": "Steppe Films LLP", "url": "https://steppe.example"}
  ],
  "director": [{"@type": "Person", "name": "Ann Example", "url": "https://www.imdb.com/name/nm9000001/"},
    "Bob Example"],
  "producer": {"@type": "Person", "givenName": "Cid", "familyName": "Example", "nationality": "Belgium"},
  "actor": [{"@type": "Person", "name": "Dora Example"}],
  "aggregateRating": {"@type": "AggregateRating", "ratingValue": 7.5}
}
-->
</script>
</head>
<body></body></html>
"""

# A broadcaster's site: one graph, nodes that refer to each other, channels, broadcasts, episodes in seasons.
BROADCASTER: dict[str, Any] = {
    "@context": ["https://schema.org/", {"@language": "fr"}],
    "@graph": [
        {
            "@type": ["TelevisionStation", "Organization"],
            "@id": "https://tv.example/#station",
            "name": "TV Exemple",
            "alternateName": "TVE",
            "url": "https://tv.example/",
            "address": {"@type": "PostalAddress", "addressCountry": {"@type": "Country", "name": "France"}},
            "parentOrganization": {"@type": "Organization", "name": "Groupe Exemple"},
        },
        {"@type": "WebSite", "@id": "https://tv.example/#site", "publisher": {"@id": "https://tv.example/#station"}},
        {
            "@type": "TVSeries",
            "@id": "https://tv.example/series/routes",
            "name": {"@value": "Routes", "@language": "fr"},
            "countryOfOrigin": "France, Chine",
            "productionCompany": "TV Exemple Production",
            "containsSeason": {
                "@type": "TVSeason",
                "episode": [
                    {
                        "@type": "TVEpisode",
                        "@id": "https://tv.example/series/routes/1",
                        "name": "Un",
                        "timeRequired": "PT52M",
                    }
                ],
            },
        },
        {
            "@type": "TVEpisode",
            "@id": "https://tv.example/series/routes/2",
            "name": "Deux",
            "duration": "PT52M10S",
            "partOfSeries": {"@id": "https://tv.example/series/routes"},
            "publication": [
                {
                    "@type": "BroadcastEvent",
                    "startDate": "2024-03-02T20:50:00+01:00",
                    "endDate": "2024-03-02T21:45:00+01:00",
                    "publishedOn": {
                        "@type": "BroadcastService",
                        "name": "TVE Deux",
                        "broadcaster": {"@id": "https://tv.example/#station"},
                        "inLanguage": "fr",
                    },
                    "publishedBy": {"@id": "https://tv.example/#station"},
                    "location": {"@type": "Country", "name": "France"},
                },
                {"@type": "OnDemandEvent", "startDate": "2031-01-01", "location": "Belgique"},
            ],
        },
        {
            "@type": "Festival",
            "name": "Lumières",
            "startDate": "2024-02-01",
            "endDate": "2024-02-10",
            "location": {"@type": "Place", "name": "Gand", "address": {"addressCountry": "BE"}},
            "organizer": {"@id": "https://tv.example/#station"},
        },
        {
            "@type": "ScreeningEvent",
            "startDate": "2024-02-03",
            "workPresented": {
                "@type": "Movie",
                "name": "Fil rouge",
                "sameAs": "https://www.themoviedb.org/movie/900001-fil",
            },
            "superEvent": {"@type": "Festival", "name": "Lumières", "startDate": "2024-02-01", "endDate": "2024-02-10"},
        },
    ],
}

# A news page: the article is a source of its own; what it says is not taken.
NEWS_PAGE = """<html><head>
<script type='application/ld+json'>
[{"@context": "https://schema.org", "@type": ["NewsArticle", "Article"], "@id": "#article",
  "mainEntityOfPage": {"@type": "WebPage", "@id": "https://news.example/2024/salt"},
  "url": "https://news.example/2024/salt",
  "headline": "Two countries film a road", "inLanguage": "en",
  "datePublished": "2024-05-02T13:42:00+08:00", "dateModified": "2024-05-03",
  "author": [{"@type": "Person", "name": "Rita Porter"}, "Staff"],
  "publisher": {"@type": "NewsMediaOrganization", "name": "News Example",
                "logo": {"@type": "ImageObject", "url": "/l.png"}},
  "articleBody": "SECRET TEXT of the article", "description": "SECRET TEXT too"}]
</script></head></html>
"""


def write(folder: Path, content: Any, name: str = "t.jsonld") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def told(folder: Path, *things: dict[str, Any], **options: Any) -> Loaded:
    """What things of schema.org give, the language of whose texts is unknown."""
    found = load(write(folder, {"@context": "https://schema.org", "@graph": list(things)}), **options)
    assert found.refused == []
    return found


def film(**more: Any) -> dict[str, Any]:
    return {"@type": "Movie", "name": "Red Silk", **more}


def judged(folder: Path, *found: Loaded) -> list[str]:
    """The violations of what was loaded, with the countries that it speaks of."""
    text = "".join(f"{quad} .\n" for one in found for quad in one.quads)
    codes = sorted(set(re.findall(r"/id/country/([A-Z]+)>", text)))
    countries = [
        Node({"id": f"country:{code}", "type": "Country", "name": {"en": code}, "alpha2": code, "alpha3": f"{code}X"})
        for code in codes
    ]
    text += "".join(Writer(PROJECT.context, RecordFile("c", "graph:c", countries)).lines())
    findings, _ = judge_files(PROJECT, [write(folder, text, "judged.nq")])
    return [f"{one.focus} {one.path} {one.message}" for one in findings if one.severity == "Violation"]


@pytest.fixture
def page(tmp_path: Path) -> Loaded:
    return load(write(tmp_path, FILM_PAGE, "film.html"))


@pytest.fixture
def site(tmp_path: Path) -> Loaded:
    return load(write(tmp_path, BROADCASTER), source="site", address="https://tv.example/x", retrieved="2026-01-01")


@pytest.fixture
def news(tmp_path: Path) -> Loaded:
    return load(write(tmp_path, NEWS_PAGE, "news.htm"), source="news")


def test_pages_give_records_that_writer_and_judges_accept(
    tmp_path: Path, page: Loaded, site: Loaded, news: Loaded
) -> None:
    assert [one.faults + one.refused for one in (page, site, news)] == [[], [], []]
    assert judged(tmp_path, page, site, news) == []


# A page of a film


def test_a_film_page_gives_the_film(page: Loaded) -> None:
    (found,) = page.of("Film")
    credits_ = [(one["role"], one["agent"]) for one in found.pop("participation")]

    assert found == {
        "id": "work:imdb-tt9000001",
        "name": {"en": "The Salt Road & Other Roads"},
        "variantName": {"ru": "Соляной путь", "en": "Salt & Road"},
        "imdb": "tt9000001",
        "wikidata": "wd:Q90000001",
        "eidr": "10.5240/7791-8534-2C23-9030-8610-5",
        "website": "https://films.example/title/salt-road",
        "countryOfOrigin": ["country:BE", "country:KZ"],
        "language": ["fr", "kk"],
        "genre": ["genres:drama", "genres:documentary", "genres:romance"],
        "runtime": "92",
    }
    assert credits_ == [
        ("producer", "person:films-cid-example"),
        ("director", "person:imdb-nm9000001"),
        ("director", "person:films-bob-example"),
    ]


def test_several_companies_are_a_co_production(page: Loaded) -> None:
    (found,) = page.of("Cooperation")

    assert (found["cooperationKind"], found["cooperationOn"]) == ("co-production", "work:imdb-tt9000001")
    assert found["status"] == "happened"
    assert [(one["role"], one["agent"]) for one in found["participation"]] == [
        ("co-producer", "organisation:films-lowland-pictures"),
        ("co-producer", "organisation:films-steppe-films"),
    ]


def test_a_film_page_gives_those_who_made_it(page: Loaded) -> None:
    assert page.of("Organisation") == [
        {"id": "organisation:films-lowland-pictures", "name": {"en": "Lowland Pictures"}, "inCountry": "country:BE"},
        {
            "id": "organisation:films-steppe-films",
            "name": {"en": "Steppe Films"},
            "variantName": {"en": "Steppe Films LLP"},
            "website": "https://steppe.example",
        },
    ]
    assert page.of("Person") == [
        {"id": "person:films-cid-example", "name": {"en": "Cid Example"}, "nationality": "country:BE"},
        {"id": "person:imdb-nm9000001", "name": {"en": "Ann Example"}, "imdb": "nm9000001"},
        {"id": "person:films-bob-example", "name": {"en": "Bob Example"}},
    ]


def test_what_a_page_says_is_borne_out_by_one_row_with_its_address(page: Loaded) -> None:
    (row,) = page.of("Row")

    assert (row["passageOf"], row["address"]) == ("source:films", "https://films.example/title/salt-road")
    assert {node.get("evidence") for node in page.nodes[2:]} == {row["id"]}
    assert page.nodes[0]["address"] == "https://films.example/title/salt-road"


def test_what_is_not_read_is_noted(page: Loaded) -> None:
    assert page.notes == [
        "genres not in the scheme: Road movie (1)",
        "properties not read of Film: actor (1), aggregateRating (1), description (1), image (1)",
        "sameAs and identifier not read: en.wikipedia.org (1)",
        "types not read: AggregateRating (1), BreadcrumbList (1), ListItem (1)",
    ]


# A broadcaster's site


def test_episodes_find_their_series_by_themselves_or_by_their_season(site: Loaded) -> None:
    series = "work:site-series-routes"

    assert [(one["id"], one["partOf"], one["runtime"]) for one in site.of("Episode")] == [
        ("work:site-series-routes-1", series, "52"),
        ("work:site-series-routes-2", series, "52"),
    ]
    (found,) = site.of("Series")
    assert (found["id"], found["countryOfOrigin"]) == (series, ["country:FR", "country:CN"])
    assert found["participation"]["agent"] == "organisation:site-tv-exemple-production"
    assert found["participation"]["role"] == "producer"


def test_broadcasts_are_releases_on_channels_of_their_broadcaster(site: Loaded) -> None:
    releases = {one["releaseKind"]: one for one in site.of("Release")}
    broadcast, demand = releases["broadcast"], releases["online-release"]

    assert broadcast["ofWork"] == demand["ofWork"] == "work:site-series-routes-2"
    assert (broadcast["date"], broadcast["status"]) == ("2024-03-02", "happened")
    assert (broadcast["territory"], broadcast["viaOutlet"]) == ("country:FR", "outlet:site-tve-deux")
    (sender,) = broadcast["participation"]
    assert (sender["role"], sender["agent"]) == ("broadcaster", "organisation:site-station")
    assert (demand["date"], demand["status"], demand["territory"]) == ("2031-01-01", "planned", "country:BE")
    assert site.of("Channel") == [
        {
            "id": "outlet:site-tve-deux",
            "name": {"fr": "TVE Deux"},
            "operator": "organisation:site-station",
            "language": "fr",
        }
    ]


def test_a_station_is_a_broadcaster_in_its_country(site: Loaded) -> None:
    assert site.by_id("organisation:site-station") == {
        "id": "organisation:site-station",
        "name": {"fr": "TV Exemple"},
        "variantName": {"fr": "TVE"},
        "website": "https://tv.example/",
        "inCountry": "country:FR",
        "partOf": "organisation:site-groupe-exemple",
        "organisationKind": "broadcaster",
    }


def test_a_screening_is_a_release_at_its_festival_which_is_told_once(site: Loaded) -> None:
    screening = next(one for one in site.of("Release") if one["releaseKind"] == "screening")
    (festival,) = site.of("Festival")

    assert (screening["ofWork"], screening["atEvent"]) == ("work:tmdb-900001", festival["id"])
    assert [one["id"] for one in site.of("Film")] == ["work:tmdb-900001"]
    assert (festival["date"], festival["inPlace"]) == ("2024-02-01/2024-02-10", "country:BE")
    assert festival["participation"]["agent"] == "organisation:site-station"


# A news page


def test_an_article_is_a_source_of_its_own_and_nothing_that_it_says_is_taken(news: Loaded) -> None:
    (found,) = news.of("Source")
    credits_ = [(one["role"], one["agent"]) for one in found.pop("participation")]

    assert found == {
        "id": "source:news-article",
        "name": {"en": "Two countries film a road"},
        "address": "https://news.example/2024/salt",
        "date": "2024-05-02",
        "language": "en",
        "publisher": "organisation:news-news-example",
    }
    assert credits_ == [("reporter", "person:news-rita-porter"), ("reporter", "source:news#agent-staff")]
    assert news.of("Agent") == [{"id": "source:news#agent-staff", "name": {"und": "Staff"}}]
    assert "SECRET" not in str(news.quads)


# Forms of the same


def test_both_addresses_of_the_vocabulary_and_every_format_mean_the_same(tmp_path: Path) -> None:
    thing = film(countryOfOrigin={"@type": "Country", "name": "France"}, director={"@type": "Person", "name": "Ann"})
    contexts: list[Any] = [
        "http://schema.org",
        "https://schema.org",
        "https://schema.org/",
        "https://www.schema.org/docs/jsonldcontext.json",
        {"@vocab": "https://schema.org/"},
        {"@vocab": "http://schema.org/"},
        ["https://schema.org", {"x": "http://x/"}],
    ]
    found = [load(write(tmp_path, {"@context": context, **thing})).nodes[1:] for context in contexts]
    turtle = """
        @prefix s: <https://schema.org/> .
        [] a s:Movie ; s:name "Red Silk" ; s:countryOfOrigin [ a s:Country ; s:name "France" ] ;
          s:director [ a s:Person ; s:name "Ann" ] .
    """
    found.append(load(write(tmp_path, turtle, "t.ttl")).nodes[1:])

    assert len(found[0]) == 3
    assert all(one == found[0] for one in found)


def test_lines_are_the_numbers_of_rows_where_statements_have_them(tmp_path: Path) -> None:
    lines = (
        '\n_:a <http://schema.org/name> "Red Silk" .\n'
        '_:b <http://schema.org/name> "Ann" .\n'
        "_:a <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Movie> .\n"
        "_:a <http://schema.org/director> _:b .\n"
    )

    found = load(write(tmp_path, lines, "t.nt"))

    assert [(node["id"], node.line) for node in found.nodes[1:]] == [
        ("source:films#row-2", 2),
        ("work:films-red-silk", 2),
        ("person:films-ann", 2),
    ]


def test_a_node_a_name_and_a_list_mean_the_same_agent(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        film(name="One", director="Ann Example"),
        film(name="Two", director=[{"@type": "Person", "name": "Ann Example", "alternateName": "A. E."}]),
        film(name="Three", director={"@list": ["Ann Example", {"@type": "Role", "director": "Bob Example"}]}),
    )

    assert found.of("Person") == [
        {"id": "person:films-ann-example", "name": {"und": "Ann Example"}, "variantName": {"und": "A. E."}},
        {"id": "person:films-bob-example", "name": {"und": "Bob Example"}},
    ]
    assert len(next(node for node in found.nodes if node["id"] == "person:films-ann-example")["evidence"]) == 3


def test_one_company_is_a_producer_and_none_is_none(tmp_path: Path) -> None:
    found = told(tmp_path, film(name="One", productionCompany=["A", {"@type": "Organization", "name": "A"}]), film())

    assert found.of("Cooperation") == []
    assert [one.get("participation", {}).get("role") for one in found.of("Film")] == ["producer", None]


def test_companies_among_the_producers_count_as_companies(tmp_path: Path) -> None:
    thing = film(
        productionCompany="A", producer=[{"@type": "Organization", "name": "B"}, {"@type": "Person", "name": "C"}]
    )
    found = told(tmp_path, thing)

    (cooperation,) = found.of("Cooperation")
    assert [one["agent"] for one in cooperation["participation"]] == ["organisation:films-a", "organisation:films-b"]
    assert found.of("Film")[0]["participation"]["agent"] == "person:films-c"


def test_a_producer_of_whom_only_the_name_is_known_is_neither_a_person_nor_an_organisation(tmp_path: Path) -> None:
    found = told(tmp_path, film(producer="Someone"))

    assert found.of("Agent") == [{"id": "source:films#agent-someone", "name": {"und": "Someone"}}]
    assert found.of("Person", "Organisation") == []
    assert judged(tmp_path, found) == []


@pytest.mark.parametrize(
    ("thing", "id_"),
    [
        (film(sameAs="https://www.imdb.com/title/tt9000001/"), "work:imdb-tt9000001"),
        (film(identifier="tt9000001", sameAs="http://www.wikidata.org/entity/Q5"), "work:imdb-tt9000001"),
        (film(sameAs=["https://m.wikidata.org/wiki/Q5", "https://www.themoviedb.org/movie/7-x"]), "work:wikidata-Q5"),
        (film(sameAs="https://www.themoviedb.org/movie/7-x?language=fr"), "work:tmdb-7"),
        (film(sameAs="https://www.themoviedb.org/tv/7"), "work:films-red-silk"),
        ({**film(sameAs="https://www.themoviedb.org/tv/7"), "@type": "TVSeries"}, "work:tmdb-tv-7"),
        (film(sameAs="https://www.imdb.com/name/nm9000001/"), "work:films-red-silk"),
        ({**film(), "@id": "https://www.imdb.com/title/tt9000001/"}, "work:imdb-tt9000001"),
        ({**film(), "@id": "https://films.example/red/silk?x=1#film"}, "work:films-films-example-red-silk-x-1-film"),
        ({**film(), "@id": "/red/silk"}, "work:films-red-silk"),
        (film(name="红丝绸"), "work:films-红丝绸"),
        (film(name="x" * 200), None),
        (film(name="?!"), None),
    ],
)
def test_an_id_is_that_of_another_database_else_the_things_own_else_its_name(
    tmp_path: Path, thing: dict[str, Any], id_: str | None
) -> None:
    found = told(tmp_path, thing)
    (work,) = found.of("Film", "Series")

    assert work["id"] == id_ if id_ else re.fullmatch(r"work:films-[a-z0-9-]{8,60}", work["id"])
    assert judged(tmp_path, found) == []


def test_nodes_whose_iris_are_too_like_are_not_taken_for_one(tmp_path: Path) -> None:
    people = [{"@type": "Person", "@id": f"https://x.example/{end}", "name": "Ann"} for end in ("a-b", "a/b")]
    found = told(tmp_path, film(director=people[0]), film(name="Two", director=people[1]))

    assert [one["name"] for one in found.of("Film")] == [{"und": "Red Silk"}]
    assert "an IRI too like https://x.example/a-b for an id of its own (https://x.example/a/b)" in found.faults[0]


def test_a_film_told_twice_is_rejected_the_second_time(tmp_path: Path) -> None:
    same = "https://www.imdb.com/title/tt9000001/"
    found = told(tmp_path, film(sameAs=same, director="Ann"), film(name="Other", sameAs=same, director="Bob"))

    assert found.faults == [
        "t.jsonld:2:@id: the same as in row 1 (work:imdb-tt9000001); each film, article and release once"
    ]
    assert [one["name"] for one in found.of("Film", "Person")] == [{"und": "Red Silk"}, {"und": "Ann"}]


def test_texts_bear_their_own_language_else_that_of_the_page_else_none(tmp_path: Path) -> None:
    thing = film(name=["A", {"@value": "B", "@language": "fr-BE"}], inLanguage="kk")
    article = {"@type": "NewsArticle", "headline": "H", "inLanguage": "ru"}

    assert told(tmp_path, thing).of("Film")[0]["name"] == {"und": "A", "fr-BE": "B"}
    assert told(tmp_path, thing, language="nl").of("Film")[0]["name"] == {"nl": "A", "fr-BE": "B"}
    assert told(tmp_path, article).of("Source")[0]["name"] == {"ru": "H"}


def test_what_is_dated_after_the_day_of_reading_is_planned(tmp_path: Path) -> None:
    thing = film(datePublished=["2026-03-14", "2026-03-15", "2027"], productionCompany=["A", "B"])
    found = told(tmp_path, thing, retrieved="2026-03-14")

    assert [(one["date"], one["status"]) for one in found.of("Release")] == [
        ("2026-03-14", "happened"),
        ("2026-03-15", "planned"),
        ("2027", "planned"),
    ]
    later = told(tmp_path, film(datePublished="2099", productionCompany=["A", "B"]))
    assert later.of("Cooperation")[0]["status"] == "planned"
    assert "status" not in told(tmp_path, film(productionCompany=["A", "B"])).of("Cooperation")[0]


def test_a_creative_work_counts_where_something_is_said_of_its_making(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        {"@type": "CreativeWork", "name": "A", "director": "Ann"},
        {"@type": "CreativeWork", "name": "B", "text": "t"},
    )

    assert [one["name"] for one in found.of("Work")] == [{"und": "A"}]
    assert "types not read: CreativeWork (1)" in found.notes


def test_a_releases_date_is_not_told_twice(tmp_path: Path) -> None:
    event = {"@type": "PublicationEvent", "startDate": "2024-05-01", "location": {"@type": "Country", "name": "FR"}}
    found = told(tmp_path, film(datePublished="2024-05-01", releasedEvent=event))

    assert [(one["date"], one.get("territory")) for one in found.of("Release")] == [("2024-05-01", "country:FR")]


@pytest.mark.parametrize("status", ["https://schema.org/EventCancelled", "EventCancelled"])
def test_a_release_that_was_cancelled_or_has_no_date_is_left_out(tmp_path: Path, status: str) -> None:
    events = [
        {"@type": "BroadcastEvent", "startDate": "2024-05-01", "eventStatus": status},
        {"@type": "BroadcastEvent"},
    ]
    found = told(tmp_path, film(publication=events))

    assert found.of("Release") == []
    assert "releases not read: cancelled (1), without a date (1)" in found.notes


# What is rejected

REJECTED: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown country": (
        film(countryOfOrigin=["Belgiun"]),
        "countryOfOrigin: no country is called so, did you mean Belgium",
    ),
    "a nameless country": (film(countryOfOrigin={"@type": "Country"}), "countryOfOrigin: a country without a name"),
    "a country of a company": (
        film(productionCompany={"@type": "Organization", "name": "A", "address": {"addressCountry": "Ruritania"}}),
        "addressCountry: no country is called so",
    ),
    "no date": (film(datePublished="soon"), "datePublished: not a date (soon); write it by ISO 8601"),
    "no day of the calendar": (film(datePublished="2024-02-30"), "datePublished: not a date (2024-02-30)"),
    "no duration": (film(duration="two hours"), "duration: not a duration (two hours)"),
    "a duration in months": (film(duration="P1M"), "duration: not a duration (P1M)"),
    "no name": ({"@type": "Movie", "director": "Ann"}, "name: nothing with a name (Movie)"),
    "a director without a name": (film(director={"@type": "Person"}), "director: nothing with a name (Person)"),
    "a company that is not described": (
        film(productionCompany={"@id": "https://x.example/#a"}),
        "productionCompany: nothing with a name (https://x.example/#a); describe it in the file, with its name",
    ),
    "an address for a name": (film(director="https://x.example/ann"), "director: nothing with a name"),
    "an episode without a series": ({"@type": "TVEpisode", "name": "One"}, "partOfSeries: an episode without its"),
    "an event that ends before it begins": (
        {"@type": "Festival", "name": "F", "startDate": "2024-02-10", "endDate": "2024-02-01"},
        "endDate: before the start, 2024-02-10 (2024-02-01)",
    ),
    "a screening of what is not told": (
        {"@type": "ScreeningEvent", "startDate": "2024", "workPresented": "Red Silk"},
        "workPresented: nothing with a name (Red Silk)",
    ),
}


@pytest.mark.parametrize(("thing", "said"), REJECTED.values(), ids=REJECTED)
def test_a_thing_that_cannot_be_read_is_rejected_whole_by_name_and_the_rest_is_told(
    tmp_path: Path, thing: dict[str, Any], said: str
) -> None:
    found = told(tmp_path, thing, film(name="Good", director="Bob Good"))

    assert len(found.faults) == 1
    assert found.faults[0].startswith(f"t.jsonld:1:{said}")
    assert [node["name"] for node in found.nodes if "name" in node][1:] == [{"und": "Good"}, {"und": "Bob Good"}]
    assert judged(tmp_path, found) == []


def test_a_refused_row_is_left_out_with_what_only_hangs_on_it(tmp_path: Path) -> None:
    shared = {"@type": "Person", "@id": "https://x.example/ann", "name": "Ann"}
    path = write(
        tmp_path,
        {
            "@context": "https://schema.org",
            "@graph": [
                film(director=[shared, {"@type": "Person", "name": "Bob"}]),
                film(name="Two", director={"@id": "https://x.example/ann"}),
            ],
        },
    )
    number = load(path).nodes[1].line

    found = load(path, refused=[number])

    assert [one["name"] for one in found.of("Film", "Person")] == [{"und": "Two"}, {"und": "Ann"}]
    assert found.faults == []


def test_a_script_that_cannot_be_read_is_rejected_by_its_line_and_the_others_are_told(tmp_path: Path) -> None:
    scripts = (
        '{"@context": "https://schema.org",\n "@type": "Movie", "name": "Broken",}',
        '{"@context": "https://elsewhere.example/", "@type": "Movie", "name": "Foreign"}',
        '{"@type": "Movie", "name": "Without"}',
        '{"@context": "https://schema.org", "@type": "Movie", "@id": "a b", "name": "Blank"}',
        '{"@context": "https://schema.org", "@type": "Movie", "name": "Good"}',
    )
    text = "<html>\n" + "".join(f'<script type="application/ld+json">\n{one}\n</script>\n' for one in scripts)

    found = load(write(tmp_path, text, "t.html"))

    assert [fault.partition(" (")[0].partition(";")[0] for fault in found.faults] == [
        found.faults[0],  # its wording is Python's
        "t.html:6:@context: a context that is not known here",
        "t.html:9: JSON-LD without a context, so that its keys mean nothing",
        "t.html:12:@id: no IRI, nor a part of one",
    ]
    assert found.faults[0].startswith("t.html:4:")
    assert "not JSON: " in found.faults[0]
    assert [one["name"] for one in found.of("Film")] == [{"und": "Good"}]


@pytest.mark.parametrize("href", ["http://[x", "a b", "mailto:a@b.example", ""])
def test_a_page_whose_own_address_is_none_is_read_without_it(tmp_path: Path, href: str) -> None:
    script = '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Movie", "name": "A", '
    text = f'<link rel="canonical" href="{href}">{script}"url": "/a"}}</script>'

    found = load(write(tmp_path, text, "t.html"))

    assert (found.of("Film"), "address" in found.nodes[0]) == ([{"id": "work:films-a", "name": {"und": "A"}}], False)
    assert found.notes == ["url not read: /a (1)"]


def test_a_page_without_json_ld_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="a page without JSON-LD"):
        load(write(tmp_path, "<html><script>1</script></html>", "t.html"))


def test_a_film_a_series_and_an_episode_may_share_a_name(tmp_path: Path) -> None:
    episode = {"@type": "TVEpisode", "name": "Red Silk", "partOfSeries": "Red Silk"}
    found = told(tmp_path, film(), episode, {**episode, "partOfSeries": {"@type": "TVSeries", "name": "Blue Silk"}})

    assert [one["id"] for one in found.of("Film", "Episode", "Series")] == [
        "work:films-red-silk",
        "work:films-red-silk-red-silk",
        "work:films-blue-silk-red-silk",
        "work:films-series-red-silk",
        "work:films-series-blue-silk",
    ]
    assert found.faults == []


def test_a_film_that_is_told_as_a_series_as_well_is_rejected_the_second_time(tmp_path: Path) -> None:
    same = film(sameAs="https://www.imdb.com/title/tt9000001/")

    for things in ([same, {**same, "@type": "TVSeries"}], [{**same, "@type": "TVSeries"}, same]):
        found = told(tmp_path, *things)
        assert [fault.partition(" (")[0] for fault in found.faults] == ["t.jsonld:2:@id: the same as in row 1"]
        assert len(found.of("Film", "Series")) == 1


def test_what_several_nodes_say_of_one_event_is_told_together(tmp_path: Path) -> None:
    festival = {"@type": "Festival", "name": "Lights", "startDate": "2024"}
    found = told(
        tmp_path,
        {**festival, "organizer": {"@type": "Organization", "name": "A"}},
        {**festival, "organizer": [{"@type": "Organization", "name": "B"}, "A"], "superEvent": {**festival}},
        {**festival, "organizer": {"@type": "Organization", "name": "A"}, "alternateName": "Lumières"},
    )
    (event,) = found.of("Festival")

    assert event.pop("participation") == [
        {"id": f"source:films#films-lights-2024-organiser-{agent}", "role": "organiser", "agent": id_}
        for agent, id_ in (
            ("films-a", "organisation:films-a"),
            ("films-b", "organisation:films-b"),
            ("agent-a", "source:films#agent-a"),
        )
    ]
    assert event == {
        "id": "event:films-lights-2024",
        "name": {"und": "Lights"},
        "date": "2024",
        "variantName": {"und": "Lumières"},
    }
    assert judged(tmp_path, found) == []


@pytest.mark.parametrize(("mark", "faults"), [("_:", 1), ("https://x.example/", 0)])
def test_a_chain_without_end_is_no_traceback(tmp_path: Path, mark: str, faults: int) -> None:
    chain = [
        {
            "@type": "Organization",
            "@id": f"{mark}{n}",
            "name": f"O {n}",
            "parentOrganization": {"@id": f"{mark}{n + 1}"},
        }
        for n in range(1200)
    ]
    last = {"@type": "Organization", "@id": f"{mark}1200", "name": "Last"}
    found = told(tmp_path, film(productionCompany={"@id": f"{mark}0"}), *chain, last)

    assert ["nested too deeply to be read" in fault for fault in found.faults] == [True] * faults
    assert len(found.of("Organisation")) == (0 if faults else 1201)


def test_things_that_name_each_other_in_a_circle_are_told_once(tmp_path: Path) -> None:
    a, b = ({"@type": "Organization", "@id": f"https://x.example/{n}", "name": n} for n in "ab")
    found = told(
        tmp_path, {**a, "parentOrganization": {"@id": b["@id"]}}, {**b, "parentOrganization": {"@id": a["@id"]}}
    )

    assert len(found.of("Organisation")) == 2


# Values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://imdb.com/title/tt0000001", ("imdb", "tt0000001", "work")),
        ("https://www.imdb.com/fr/title/tt0000001/reference", ("imdb", "tt0000001", "work")),
        ("https://www.imdb.com/company/co0000001/", ("imdb", "co0000001", "organisation")),
        ("https://www.wikidata.org/entity/Q1", ("wikidata", "Q1", "")),
        ("https://www.wikidata.org/wiki/Property:P1", None),
        ("https://www.themoviedb.org/company/12", ("tmdb", "12", "organisation")),
        ("https://doi.org/10.5240/7791-8534-2C23-9030-8610-5", ("eidr", "10.5240/7791-8534-2C23-9030-8610-5", "work")),
        ("https://imdb.com.evil.example/title/tt0000001", None),
        ("Q1", None),
        ("7", None),
    ],
)
def test_addresses_of_other_databases_are_known(text: str, expected: tuple[str, str, str] | None) -> None:
    found = identifier(text)

    assert ((found.key, found.value, found.sort) if found else None) == expected


@pytest.mark.parametrize("text", ["P", "PT", "1H", "P1Y", "PTM", "-PT1M", "PT1,5H"])
def test_what_is_no_duration_of_fixed_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        minutes(text)


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "file:///etc/passwd", "http://[x", "a b c", "http://x.example/<a>"]
)
def test_what_is_no_address_of_the_web_is_none(text: str) -> None:
    assert address(text, "https://x.example/").partition(":")[0] in {"", "https"}
    assert "passwd" not in address(text, "https://x.example/")


def test_an_address_with_a_parameter_that_looks_like_a_reference_stays_as_it_is(tmp_path: Path) -> None:
    found = told(tmp_path, film(url="https://x.example/?a=1&copy=2&amp;b=3"))

    assert found.of("Film")[0]["website"] == "https://x.example/?a=1&copy=2&b=3"


# The tables of what is read, and the ontology


def test_what_classes_become_is_in_the_ontology() -> None:
    classes = {*WORKS.values(), *EVENTS.values(), "Person", "Organisation", "Channel", "Source", "Agent"}
    kinds = {
        "release": set(RELEASES.values()),
        "organisation": set(filter(None, ORGANISATIONS.values())),
        "role": {"producer", "co-producer", "director", "reporter", "broadcaster", "organiser"},
        "cooperation": {"co-production"},
        "status": {"planned", "happened"},
    }
    schemes = PROJECT.ontology / "schemes"
    missing = [
        slug
        for name, slugs in kinds.items()
        for slug in slugs
        if f"\n{name}s:{slug}\n"
        not in (schemes / f"{name}.ttl").read_text(encoding="utf-8").replace("statuss", "statuses")
        and f"\n{name}es:{slug}\n" not in (schemes / f"{name}.ttl").read_text(encoding="utf-8")
    ]

    assert classes <= PROJECT.context.classes.keys()
    assert missing == []


def test_no_class_is_read_as_two_things() -> None:
    tables = [WORKS, RELEASES, EVENTS, ORGANISATIONS, CHANNELS, ARTICLES, {"Person"}]
    names = [name for table in tables for name in table]

    assert len(names) == len(set(names))


def test_genres_are_known_by_slug_and_by_name_in_any_language() -> None:
    for text in ("war-film", "War film", "военный фильм", "战争片", "Film de guerre"):
        found = GENRES.find(text)[0]
        assert found in {"https://w3id.org/mediagraph/scheme/genre/war-film", ""}
    assert GENRES.find("Drame")[0] == "https://w3id.org/mediagraph/scheme/genre/drama"
    assert GENRES.find("dramma") == ("", ["drama", "drame"])


# Whatever a page says

PROPERTIES = sorted({name for names in READ.values() for name in names} | {"@id", "episode", "address", "unheardOf"})
TYPES = sorted({*WORKS, *RELEASES, *EVENTS, *ORGANISATIONS, *CHANNELS, *ARTICLES, "Person", "Country", "Role", "Thing"})
WORDS = st.sampled_from(
    [
        "",
        " ",
        "Ann",
        "France",
        "KZ",
        "PT1H",
        "2024-05-01",
        "2024",
        "drama",
        "fr",
        "/a",
        "#a",
        "https://x.example/a",
        "https://www.imdb.com/title/tt9000001/",
        "https://www.wikidata.org/wiki/Q31",
        "&lt;b&gt;\u0000\u2028\ud7ff",
        '"\\\n',
    ]
)
SCALARS = st.one_of(WORDS, st.text(max_size=5), st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False))
THINGS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(PROPERTIES), inner, max_size=5).flatmap(
            lambda node: st.sampled_from(TYPES).map(lambda type_: {"@type": type_, **node})
        ),
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(things=st.lists(THINGS.filter(lambda one: isinstance(one, dict)), min_size=1, max_size=4))
def test_whatever_a_page_says_gives_records_that_the_writer_accepts_or_a_fault(
    tmp_path_factory: pytest.TempPathFactory, things: list[dict[str, Any]]
) -> None:
    path = write(tmp_path_factory.mktemp("any"), {"@context": "https://schema.org", "@graph": things})
    try:
        found = load(path)
    except MediagraphError:
        return

    assert found.refused == []
    ids = {node["id"] for node in found.nodes}
    linked = {str(node[key]) for node in found.nodes for key in ("publisher", "operator") if key in node}
    assert {one for one in linked if ":" in one and not one.startswith("[")} <= ids
