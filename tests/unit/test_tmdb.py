"""What films and series of TMDB become, and which values of theirs are rejected."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediagraph.errors import DataError, FileError, UsageError
from mediagraph.loaders import ProjectCountries, discover
from mediagraph.loaders.job import Job
from mediagraph.loaders.tmdb import TMDB
from mediagraph.loaders.tmdb_codes import COUNTRIES, FILM_STATUSES, GENRES, LANGUAGES, SERIES_STATUSES
from mediagraph.loaders.tmdb_works import Works
from mediagraph.records import Node, RecordFile, Writer
from mediagraph.shapes import read_quads
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mediagraph.project import Project

LISTS = ("genres", "production_companies", "production_countries", "spoken_languages")
FILM: dict[str, Any] = {
    "id": 9000001,
    "title": "One",
    "original_title": "Un",
    "original_language": "fr",
    "genres": [{"id": 18, "name": "Drama"}],
    "production_companies": [{"id": 11, "name": "Example Films"}, {"id": 12, "name": "Exemple SA"}],
    "production_countries": [{"iso_3166_1": "BE", "name": "Belgium"}, {"iso_3166_1": "FR", "name": "France"}],
    "spoken_languages": [{"iso_639_1": "fr", "name": "Français"}],
    "homepage": "https://one.example/",
    "release_date": "2021-10-25",
    "status": "Released",
    "runtime": 90,
    "overview": "Somebody's words on the film.",
    "tagline": "Somebody's slogan.",
}
SERIES: dict[str, Any] = {
    "id": 9000001,
    "name": "Two",
    "original_name": "二",
    "original_language": "zh",
    "first_air_date": "2020-05-01",
    "status": "Ended",
    "origin_country": ["CN"],
    "networks": [{"id": 31, "name": "Example Channel", "origin_country": "CN"}],
    "created_by": [{"id": 21, "name": "Ann Example", "original_name": "安"}],
    "production_companies": [{"id": 11, "name": "Example Films", "origin_country": "BE"}],
    "external_ids": {"imdb_id": None, "wikidata_id": "Q42"},
}


@pytest.fixture(scope="module")
def countries(project: Project) -> ProjectCountries:
    return ProjectCountries(discover(project.data), project.context)


@pytest.fixture
def job(project: Project, countries: ProjectCountries, tmp_path: Path) -> Callable[..., Job]:
    """Make a job of a file with this text, or of these objects, one a line."""

    def make(content: object, name: str = "films.jsonl", **options: Any) -> Job:
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else "\n".join(map(json.dumps, content))  # type: ignore[call-overload]
            path.write_text(text, encoding="utf-8")
        return Job(path, name, "t", project.context, countries, **options)

    return make


def read(job: Job) -> dict[str, Node]:
    """The records by their ids."""
    nodes = list(TMDB.records(job))
    found = {node["id"]: node for node in nodes}
    assert len(found) == len(nodes), "an id came twice"
    return found


def film(**changed: Any) -> dict[str, Any]:
    return {**FILM, **changed}


def table(*films: dict[str, Any], delimiter: str = ",") -> str:
    """Films as the published table has them."""
    stream = io.StringIO()
    rows = csv.DictWriter(stream, list(films[0]), lineterminator="\n", delimiter=delimiter)
    rows.writeheader()
    for one in films:
        rows.writerow({key: json.dumps(value) if key in LISTS else value for key, value in one.items()})
    return stream.getvalue()


def test_a_film_becomes_a_work_its_companies_their_cooperation_and_a_release(job: Callable[..., Job]) -> None:
    found = read(job([FILM]))
    row = {"evidence": "source:t#row-1"}
    parts = [
        {
            "id": f"source:t#9000001-co-producer-{n}",
            "type": "Participation",
            "role": "co-producer",
            "agent": f"organisation:tmdb-{n}",
            **row,
        }
        for n in (11, 12)
    ]

    assert next(iter(found)) == "source:t"
    assert {id_: dict(node) for id_, node in found.items() if id_ != "source:t"} == {
        "source:t#row-1": {
            "id": "source:t#row-1",
            "type": "Row",
            "number": 1,
            "passageOf": "source:t",
            "address": "https://www.themoviedb.org/movie/9000001",
        },
        "organisation:tmdb-11": {
            "id": "organisation:tmdb-11",
            "type": "Organisation",
            "name": {"und": "Example Films"},
            "tmdb": "11",
            **row,
        },
        "organisation:tmdb-12": {
            "id": "organisation:tmdb-12",
            "type": "Organisation",
            "name": {"und": "Exemple SA"},
            "tmdb": "12",
            **row,
        },
        "work:tmdb-9000001": {
            "id": "work:tmdb-9000001",
            "type": "Film",
            "name": {"en": "One"},
            "originalTitle": {"fr": "Un"},
            "tmdb": "9000001",
            "countryOfOrigin": ["country:BE", "country:FR"],
            "language": ["fr"],
            "runtime": 90,
            "genre": ["drama"],
            "website": ["https://one.example/"],
            **row,
        },
        "source:t#9000001-co-production": {
            "id": "source:t#9000001-co-production",
            "type": "Cooperation",
            "cooperationKind": "co-production",
            "cooperationOn": "work:tmdb-9000001",
            "status": "happened",
            "participation": parts,
            **row,
        },
        "source:t#9000001-release": {
            "id": "source:t#9000001-release",
            "type": "Release",
            "ofWork": "work:tmdb-9000001",
            "releaseKind": "release",
            "status": "happened",
            "date": "2021-10-25",
            **row,
        },
    }


def test_a_series_becomes_a_work_with_creators_and_broadcasters(job: Callable[..., Job]) -> None:
    found = read(job([SERIES]))
    work = found["work:tmdb-tv-9000001"]

    assert (work["type"], work["name"], work["originalTitle"]) == ("Series", {"en": "Two"}, {"zh": "二"})
    assert (work["countryOfOrigin"], work["wikidata"]) == (["country:CN"], "wd:Q42")
    assert [(part["role"], part["agent"]) for part in work["participation"]] == [
        ("producer", "organisation:tmdb-11"),
        ("creator", "person:tmdb-21"),
        ("broadcaster", "outlet:tmdb-31"),
    ]
    assert found["organisation:tmdb-11"]["inCountry"] == "country:BE"
    assert found["person:tmdb-21"]["variantName"] == {"und": "安"}
    assert found["outlet:tmdb-31"]["inCountry"] == "country:CN"
    assert found["source:t#row-1"]["address"] == "https://www.themoviedb.org/tv/9000001"
    assert found["source:t#tv-9000001-release"]["status"] == "happened"


def test_a_film_and_a_series_of_one_number_are_unlike_things(job: Callable[..., Job]) -> None:
    found = read(job([FILM, SERIES]))

    assert {"work:tmdb-9000001", "work:tmdb-tv-9000001"} <= set(found)


def test_the_table_says_the_same_as_the_api(job: Callable[..., Job]) -> None:
    from_table = read(job(table(film(runtime="90.0")), "films.csv"))
    from_api = read(job([FILM]))

    def without_rows(nodes: dict[str, Node]) -> str:
        return json.dumps([node for node in nodes.values() if node["type"] != "Row"]).replace("#row-2", "#row-1")

    assert without_rows(from_table) == without_rows(from_api)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("one.json", json.dumps(FILM)),
        ("one.json", json.dumps(FILM, indent=2)),
        ("one.json", json.dumps([FILM])),
        ("one.json", "\ufeff" + json.dumps([FILM], indent=1)),
        ("one.jsonl", "\n" + json.dumps(FILM) + "\n\n"),
        ("one.ndjson", json.dumps(FILM)),
        ("one.csv", table(FILM)),
        ("one.tsv", table(FILM, delimiter="\t")),
        ("one.json.gz", gzip.compress(json.dumps([FILM], indent=1).encode())),
        ("one.csv.gz", gzip.compress(table(FILM).encode())),
    ],
    ids=["line", "object", "list", "list with a mark", "lines", "ndjson", "csv", "tsv", "packed list", "packed csv"],
)
def test_every_form_of_file_is_read(job: Callable[..., Job], name: str, content: str | bytes) -> None:
    one = job(content, name)

    assert read(one)["work:tmdb-9000001"]["name"] == {"en": "One"}
    assert one.faults == []


def test_objects_one_a_line_are_told_from_one_object_by_the_first_line(job: Callable[..., Job]) -> None:
    one = job([FILM, film(id=9000002)], "films.json")

    assert {"work:tmdb-9000001", "work:tmdb-9000002"} <= set(read(one))


def test_with_an_imdb_id_the_work_is_that_of_other_sources(job: Callable[..., Job]) -> None:
    found = read(job([film(imdb_id="tt0900001"), film(id=9000002, external_ids={"imdb_id": "tt0900002"})]))

    assert [found[f"work:imdb-tt090000{n}"]["imdb"] for n in (1, 2)] == ["tt0900001", "tt0900002"]


def test_directors_are_taken_from_the_crew_and_nobody_else(job: Callable[..., Job]) -> None:
    crew = [
        {"id": 21, "name": "Ann Example", "job": "Director"},
        {"id": 22, "name": "Bob Example", "job": "Producer"},
        {"id": 21, "name": "Ann Example", "job": "Director"},
    ]
    cast = [{"id": 23, "name": "Cid Example"}]
    found = read(job([film(credits={"crew": crew, "cast": cast})]))

    assert [id_ for id_ in found if id_.startswith("person:")] == ["person:tmdb-21"]
    assert [part["role"] for part in found["work:tmdb-9000001"]["participation"]] == ["director"]


def test_one_company_is_a_sole_producer_and_none_is_none(job: Callable[..., Job]) -> None:
    alone = film(production_companies=FILM["production_companies"][:1])
    found = read(job([alone, film(id=9000002, production_companies=[])]))

    assert [(p["role"], p["agent"]) for p in found["work:tmdb-9000001"]["participation"]] == [
        ("producer", "organisation:tmdb-11")
    ]
    assert "participation" not in found["work:tmdb-9000002"]
    assert [node["id"] for node in found.values() if node["type"] == "Cooperation"] == []


def test_a_company_named_twice_is_one(job: Callable[..., Job]) -> None:
    twice = film(production_companies=[*FILM["production_companies"], FILM["production_companies"][0]])
    found = read(job([twice]))

    assert len(found["source:t#9000001-co-production"]["participation"]) == 2


def test_what_rows_share_is_made_by_the_first_that_is_good(job: Callable[..., Job]) -> None:
    films = [film(runtime="long"), film(id=9000002), film(id=9000003)]
    one = job(films)
    found = read(one)

    assert [fault.line for fault in one.faults] == [1]
    assert found["organisation:tmdb-11"]["evidence"] == "source:t#row-2"


def test_refused_rows_are_passed_over_without_a_fault(job: Callable[..., Job]) -> None:
    one = job([film(runtime="long"), film(id=9000002)], refused=frozenset({1}))

    assert "work:tmdb-9000002" in read(one)
    assert one.faults == []


def test_titles_by_language_are_names_and_further_ones_variants(job: Callable[..., Job]) -> None:
    def title(language: str, region: str, text: str) -> dict[str, Any]:
        return {"iso_639_1": language, "iso_3166_1": region, "data": {"title": text}}

    translations = [
        title("fr", "CA", "Le un"),
        title("fr", "FR", "Un"),
        title("zh", "TW", "一個"),
        title("zh", "CN", "一个"),
        title("de", "DE", ""),
        title("en", "GB", "One!"),
    ]
    alternatives = {"titles": [{"iso_3166_1": "JP", "title": "Wan", "type": ""}, {"title": "One"}]}
    one = film(translations={"translations": translations}, alternative_titles=alternatives)
    work = read(job([one]))["work:tmdb-9000001"]

    assert work["name"] == {"en": "One", "fr": "Un", "zh": "一个", "zh-Hant": "一個"}
    assert work["variantName"] == {"en": ["One!"], "fr": ["Le un"], "und": ["Wan"]}


def test_titles_may_be_in_another_language_than_english(job: Callable[..., Job]) -> None:
    work = read(job([film(title="Une")], options={"language": ["fr"]}))["work:tmdb-9000001"]

    assert work["name"] == {"fr": "Une"}


@pytest.mark.parametrize(
    ("code", "country"),
    [("SU", "SUHH"), ("YU", "YUCS"), ("XC", "CSHH"), ("CS", "CSXX"), ("XG", "DDDE"), ("XI", "GB"), ("AI", "AI")],
)
def test_states_that_are_no_more_are_themselves(job: Callable[..., Job], code: str, country: str) -> None:
    work = read(job([film(production_countries=[{"iso_3166_1": code}])]))["work:tmdb-9000001"]

    assert work["countryOfOrigin"] == [f"country:{country}"]


@pytest.mark.parametrize(("code", "tags"), [("cn", ["yue"]), ("xx", None), ("mo", ["ro"]), ("pt", ["pt"])])
def test_languages_are_tags_of_bcp_47(job: Callable[..., Job], code: str, tags: list[str] | None) -> None:
    work = read(job([film(spoken_languages=[{"iso_639_1": code}], original_language=code)]))["work:tmdb-9000001"]

    assert work.get("language") == tags
    assert work["originalTitle"] == {(tags or ["und"])[0]: "Un"}


@pytest.mark.parametrize("runtime", [0, None, "", "0", "0.0"])
def test_a_runtime_of_nothing_is_unknown(job: Callable[..., Job], runtime: object) -> None:
    assert "runtime" not in read(job([film(runtime=runtime)]))["work:tmdb-9000001"]


@pytest.mark.parametrize(
    ("status", "date", "making", "release"),
    [
        ("Released", "2021", "happened", ("happened", "2021")),
        ("Released", "", "happened", ("happened", None)),
        ("Post Production", "2031-02", "happened", ("planned", "2031-02")),
        ("In Production", None, "happened", None),
        ("Rumored", "2031-02-01", "planned", ("planned", "2031-02-01")),
        ("Canceled", "2031-02-01", None, None),
        ("", "", None, None),
    ],
)
def test_planned_is_not_happened(
    job: Callable[..., Job], status: str, date: str | None, making: str | None, release: tuple[str, str | None] | None
) -> None:
    found = read(job([film(status=status, release_date=date)]))
    stated = found.get("source:t#9000001-release")

    assert found["source:t#9000001-co-production"].get("status") == making
    assert (stated and (stated["status"], stated.get("date"))) == release


def test_a_canceled_series_was_shown(job: Callable[..., Job]) -> None:
    found = read(job([{**SERIES, "status": "Canceled"}]))

    assert found["source:t#tv-9000001-release"]["status"] == "happened"


def test_texts_of_others_are_never_taken(job: Callable[..., Job]) -> None:
    assert "Somebody" not in json.dumps(list(read(job([FILM])).values()))


def test_keys_that_are_not_known_are_named_once(job: Callable[..., Job]) -> None:
    one = job([film(colour="red"), film(id=9000002, colour="blue", smell="none")])
    read(one)
    read(one)

    assert one.notes == ["columns not read: colour, smell"]
    assert one.faults == []


def test_a_homepage_that_is_no_address_leaves_the_film_and_is_told(job: Callable[..., Job]) -> None:
    homepages = ["www.example.org", "ftp://example.org/", "http://example.org/{1}", "http://a.example http://b.example"]
    one = job([film(id=9000001 + n, homepage=text) for n, text in enumerate(homepages)])
    found = read(one)

    assert one.notes == ["homepages left out, since they are no addresses, in rows: 1, 2, 3"]
    assert found["work:tmdb-9000004"]["website"] == ["http://a.example", "http://b.example"]
    assert [n for n in range(1, 4) if "website" in found[f"work:tmdb-900000{n}"]] == []


BAD: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "no id": ({"id": None}, "id", "no number of TMDB's", "digits"),
    "an id that is no number": ({"id": "9000x"}, "id", "no number of TMDB's", "digits"),
    "an id twice": ({"id": 9000002}, "id", "the same as in row 1", "once"),
    "an IMDb id twice": ({"imdb_id": "tt0900002"}, "imdb_id", "the same as in row 1", "once"),
    "no title": ({"title": "  "}, "title", "missing", "a text"),
    "a title that is no text": ({"title": ["One"]}, "title", "not text", "quotes"),
    "half of a character": ({"title": "\ud83d"}, "title", "half of a character", "surrogates"),
    "a day that no calendar has": ({"release_date": "2021-02-30"}, "release_date", "no date", "YYYY-MM-DD"),
    "a date of another form": ({"release_date": "25/10/2021"}, "release_date", "no date", "YYYY-MM-DD"),
    "a date without a status": ({"status": ""}, "status", "no status beside a release_date", "Released"),
    "an unknown status": ({"status": "Lost"}, "status", "a status that is not known", "Released"),
    "a runtime that is no number": ({"runtime": "long"}, "runtime", "no whole number of minutes", "90"),
    "half a minute": ({"runtime": 90.5}, "runtime", "no whole number of minutes", "90"),
    "a runtime of thousands of digits": ({"runtime": "9" * 5000}, "runtime", "no whole number of minutes", "90"),
    "an id of thousands of digits": ({"id": "9" * 5000}, "id", "no number of TMDB's", "digits"),
    "a runtime below nothing": ({"runtime": -5}, "runtime", "no whole number of minutes", "90"),
    "a runtime that is true": ({"runtime": True}, "runtime", "no whole number of minutes", "90"),
    "an unknown country": (
        {"production_countries": [{"iso_3166_1": "XK"}]},
        "production_countries",
        "iso_3166_1: a code of no country that is known",
        "CS, XC, XG, XI",
    ),
    "a country by its name": (
        {"production_countries": [{"iso_3166_1": "Belgium"}]},
        "production_countries",
        "no country",
        "two-letter code",
    ),
    "an unknown country of origin": ({"origin_country": ["QQ"]}, "origin_country", "no country", "two-letter code"),
    "an unknown country of a company": (
        {"production_companies": [{"id": 1, "name": "A", "origin_country": "QQ"}]},
        "production_companies",
        "origin_country: a code of no country",
        "two-letter code",
    ),
    "an unknown language": (
        {"spoken_languages": [{"iso_639_1": "qq"}]},
        "spoken_languages",
        "iso_639_1: no language",
        "ISO 639-1",
    ),
    "an unknown original language": ({"original_language": "English"}, "original_language", "no language", "ISO 639-1"),
    "an unknown genre": ({"genres": [{"id": 1, "name": "Noir"}]}, "genres", "a genre that is not known", "18 Drama"),
    "a company without a name": ({"production_companies": [{"id": 1}]}, "production_companies", "name: missing", ""),
    "a company without a number": ({"production_companies": [{"name": "A"}]}, "production_companies", "id: no", ""),
    "an object for a list": ({"genres": {"id": 18}}, "genres", "no list", "a list of objects"),
    "a text for a list": ({"genres": "Drama"}, "genres", "no list", "a list of objects"),
    "a number in a list": ({"genres": [18]}, "genres", "not an object in it", "a list of objects"),
    "a list for an object": ({"external_ids": []}, "external_ids", "no object", "the API"),
    "an IMDb id of another form": ({"imdb_id": "900002"}, "imdb_id", "no title of IMDb's", "tt"),
    "a person's IMDb id": ({"imdb_id": "nm0900002"}, "imdb_id", "no title of IMDb's", "tt"),
    "two IMDb ids": (
        {"imdb_id": "tt0900003", "external_ids": {"imdb_id": "tt0900004"}},
        "external_ids.imdb_id",
        "another than imdb_id, tt0900003",
        "the same",
    ),
    "a Wikidata id of another form": (
        {"external_ids": {"wikidata_id": "42"}},
        "external_ids.wikidata_id",
        "no item of Wikidata's",
        "Q",
    ),
}


@pytest.mark.parametrize(("changed", "column", "reason", "accepted"), BAD.values(), ids=BAD)
def test_a_bad_row_is_rejected_by_name_and_the_rest_goes_on(
    job: Callable[..., Job], changed: dict[str, Any], column: str, reason: str, accepted: str
) -> None:
    first, last = film(id=9000002, imdb_id="tt0900002"), film(id=9000003)
    if changed.get("id") == 9000002:
        first.pop("imdb_id")
    one = job([first, film(**changed), last])
    found = read(one)

    assert [(fault.line, fault.column) for fault in one.faults] == [(2, column)]
    assert (reason in one.faults[0].reason, accepted in one.faults[0].accepted) == (True, True), one.faults
    assert "work:tmdb-9000003" in found
    assert [node["id"] for node in found.values() if node.line == 2] == []


@pytest.mark.parametrize("cell", ["[{", "[{'id': 18}]", "Drama", "{}", "[18]"])
def test_a_cell_that_is_no_json_list_is_rejected(job: Callable[..., Job], cell: str) -> None:
    rows = list(csv.reader(io.StringIO(table(FILM, film(id=9000002)))))
    rows[2][rows[0].index("genres")] = cell
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    one = job(stream.getvalue(), "films.csv")

    assert "work:tmdb-9000001" in read(one)
    assert [(fault.line, fault.column) for fault in one.faults] == [(3, "genres")]


def test_every_fault_of_a_row_is_named(job: Callable[..., Job]) -> None:
    one = job([film(id=None, runtime="long", status="Lost")])
    read(one)

    assert sorted(fault.column for fault in one.faults) == ["id", "runtime", "status"]


@pytest.mark.parametrize("line", ["{", "[]", "1", '"x"', "[" * 100_000])
def test_a_line_that_is_no_object_is_rejected(job: Callable[..., Job], line: str) -> None:
    one = job(f"{json.dumps(FILM)}\n{line}\n{json.dumps(film(id=9000002))}")

    assert {"work:tmdb-9000001", "work:tmdb-9000002"} <= set(read(one))
    assert [(fault.line, fault.reason) for fault in one.faults] == [(2, "not a JSON object")]


@pytest.mark.parametrize("item", ["1", "[]", "null"])
def test_an_item_that_is_no_object_is_rejected(job: Callable[..., Job], item: str) -> None:
    one = job(f"[{json.dumps(FILM)}, {item}]", "films.json")

    assert "work:tmdb-9000001" in read(one)
    assert [(fault.line, fault.reason) for fault in one.faults] == [(2, "no object")]


@pytest.mark.parametrize(
    ("content", "name", "place"),
    [
        ('{\n"id": 1,\n}', "films.json", r"films\.json:3:1: not JSON"),
        ("", "films.json", r"films\.json:1:1: not JSON"),
        ("[\n" * 100_000, "films.json", r"films\.json: .*nested too deeply"),
        ("[\n" + "9" * 5000 + "]", "films.json", r"films\.json: a number of too many digits"),
        (b'{\n"title": "\xff"}', "films.json", r"films\.json:2:11: not UTF-8"),
        ("name,year\nOne,2021\n", "films.csv", r"films\.csv:1:id: no such column"),
        ("", "films.csv", r"films\.csv:1: an empty table"),
        (gzip.compress(b'{\n"title": "\xff"}'), "films.json.gz", r"films\.json\.gz:2: not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_at_fault_as_a_whole(
    job: Callable[..., Job], content: str | bytes, name: str, place: str
) -> None:
    with pytest.raises(DataError, match=place):
        read(job(content, name))


def test_misuse_is_told(job: Callable[..., Job], project: Project, countries: ProjectCountries) -> None:
    with pytest.raises(UsageError, match=r"use \.csv, \.tsv, \.json"):
        read(job([FILM], "films.xml"))
    with pytest.raises(UsageError, match="two-letter code such as fr"):
        read(job([FILM], options={"language": ["French"]}))
    with pytest.raises(UsageError, match="name the file"):
        read(Job(None, "tmdb", "t", project.context, countries))
    gone = job([FILM])
    assert gone.path is not None
    gone.path.unlink()
    with pytest.raises(FileError, match="cannot be read"):
        read(gone)


def test_every_genre_has_a_concept_save_foreign() -> None:
    path = ROOT / "ontology" / "schemes" / "genre.ttl"
    concepts = {str(quad.subject).rpartition("/")[2].rstrip(">") for quad in read_quads(path, path.name)}
    used = {slug for _, slugs in GENRES.values() for slug in slugs}

    assert used - concepts == set()
    assert [name for name, slugs in GENRES.values() if not slugs] == ["Foreign"]


def test_every_code_stands_for_what_the_project_knows(project: Project) -> None:
    rows = [
        row
        for name in ("countries", "withdrawn-countries")
        for row in (project.data / "tables" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    ]
    known = {row.partition(",")[0] for row in rows}
    statuses = {said for table_ in (FILM_STATUSES, SERIES_STATUSES) for pair in table_.values() for said in pair}

    assert set(COUNTRIES.values()) - known == set()
    assert len(LANGUAGES) == 188
    assert statuses == {"", "happened", "planned"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "name", "title", "iso_639_1", "iso_3166_1", "job", "data", "crew", "imdb_id"])
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
KEYS = sorted({*FILM, *SERIES, "imdb_id", "credits", "crew", "translations", "alternative_titles"})


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(base=st.sampled_from([FILM, SERIES]), changed=st.dictionaries(st.sampled_from(KEYS), JSON, max_size=3))
def test_any_values_give_records_that_can_be_written_or_a_named_reject(
    project: Project, countries: ProjectCountries, base: dict[str, Any], changed: dict[str, Any]
) -> None:
    faulty = Job(None, "any", "t", project.context, countries)
    works = Works(faulty)
    nodes = list(works.records(1, {**base, **changed}))
    file = RecordFile("any", "graph:t", nodes)
    lines = "".join(Writer(project.context, file).lines())

    assert bool(nodes) != bool(faulty.faults)
    assert file.faults == []
    assert all(fault.line == 1 and fault.column and fault.reason for fault in faulty.faults)
    assert len(list(ox.parse(lines.encode(), format=ox.RdfFormat.N_QUADS))) == lines.count("\n")
