"""Wikidata's items out of rows and entities, dates of every precision, and what is asked."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from mediagraph.errors import DataError, Fault, FileError, ParameterError, UnknownNameError, UsageError
from mediagraph.loaders import ProjectCountries, discover
from mediagraph.loaders.job import Job
from mediagraph.loaders.wikidata.answers import COLUMNS, read_answer, read_list
from mediagraph.loaders.wikidata.endpoint import retry_after
from mediagraph.loaders.wikidata.entities import gregorian, read_entity
from mediagraph.loaders.wikidata.items import Item, Sort, Statement, Value, edtf
from mediagraph.loaders.wikidata.known import known
from mediagraph.loaders.wikidata.saved import SavedItems, documents
from mediagraph.loaders.wikidata.wanted import KINDS, Wanted
from mediagraph.sparql import selected
from projects import ROOT
from wikidata_world import WD, Say, item, time, titled

if TYPE_CHECKING:
    from pathlib import Path

    from mediagraph.project import Project

FOLDER = ROOT / "src" / "mediagraph" / "loaders" / "wikidata"
QUERIES = sorted(FOLDER.glob("*.rq"))


@pytest.fixture(scope="session")
def countries(project: Project) -> ProjectCountries:
    return ProjectCountries(discover(project.data), project.context)


def wanted(project: Project, countries: ProjectCountries, path: Path | None = None, **options: Any) -> Wanted:
    given = {key: [value] if isinstance(value, str) else value for key, value in options.items()}
    return Wanted.of(Job(path, "wikidata", "wd", project.context, countries, given))


# Dates


@pytest.mark.parametrize(
    ("text", "precision", "expected"),
    [
        ("+1971-10-25T00:00:00Z", 11, "1971-10-25"),
        ("1971-10-25T13:00:00Z", 13, "1971-10-25"),
        ("+1971-10-00T00:00:00Z", 10, "1971-10"),
        ("1971-10-01T00:00:00Z", 10, "1971-10"),
        ("+1971-00-00T00:00:00Z", 9, "1971"),
        ("+0987-00-00T00:00:00Z", 9, "0987"),
        ("+1983-00-00T00:00:00Z", 8, "198X"),
        ("+0083-00-00T00:00:00Z", 8, "008X"),
        ("+2000-00-00T00:00:00Z", 7, "1901/2000"),
        ("+1901-00-00T00:00:00Z", 7, "1901/2000"),
        ("+1850-00-00T00:00:00Z", 7, "1801/1900"),
        ("+1950-00-00T00:00:00Z", 6, "1001/2000"),
    ],
)
def test_a_time_is_as_precise_as_it_is_stated(text: str, precision: int, expected: str) -> None:
    assert edtf(Value(Sort.TIME, text, precision=precision)) == expected


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Value(Sort.UNKNOWN), "unknown"),
        (Value(Sort.TEXT, "yesterday"), "unknown"),
        (Value(Sort.TIME, "-0044-03-15T00:00:00Z", precision=11), "before the common era"),
        (Value(Sort.TIME, "0000-01-01T00:00:00Z", precision=9), "before the common era"),
        (Value(Sort.TIME, "+12026-01-01T00:00:00Z", precision=9), "too vague"),
        (Value(Sort.TIME, "+2000-01-01T00:00:00Z", precision=5), "too vague"),
        (Value(Sort.TIME, "+9950-01-01T00:00:00Z", precision=7), "too vague"),
        (Value(Sort.TIME, "+2019-02-29T00:00:00Z", precision=11), "no day of the calendar"),
        (Value(Sort.TIME, "+2019-00-00T00:00:00Z", precision=11), "no day of the calendar"),
        (Value(Sort.TIME, "+2019-00-00T00:00:00Z", precision=10), "no day of the calendar"),
    ],
)
def test_a_time_that_no_date_can_say_is_told(value: Value, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        edtf(value)


@pytest.mark.parametrize(
    ("julian", "expected"),
    [
        ((1582, 10, 5), (1582, 10, 15)),
        ((1700, 2, 28), (1700, 3, 10)),
        ((1732, 2, 11), (1732, 2, 22)),
        ((1900, 2, 29), (1900, 3, 13)),
        ((1917, 12, 31), (1918, 1, 13)),
    ],
)
def test_a_julian_day_becomes_a_gregorian_one(julian: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    assert gregorian(*julian) == expected


def test_the_calendar_of_a_month_is_left_alone() -> None:
    julian = f"{WD}Q1985786"
    told = read_entity(item("Q1", "X", P577=[time("1917-10-25", 11, julian), time("1917-10", 10, julian)]))

    assert [edtf(value) for value in told.values("P577")] == ["1917-10", "1917-11-07"]


# Ranks and values


def test_preferred_statements_hide_normal_ones_and_deprecated_ones_are_never_read() -> None:
    told = read_entity(
        item("Q1", P495=["Q31", Say("Q142", "preferred"), Say("Q183", "deprecated")], P57=Say("Q5", "deprecated"))
    )

    assert told.ids("P495") == ["Q142"]
    assert told.ids("P57") == []


def test_unknown_values_are_kept_apart_from_none() -> None:
    told = read_entity(item("Q1", P577=["somevalue", "novalue"]))

    assert [one.value for one in told.best("P577")] == [Value(Sort.UNKNOWN)]
    assert told.values("P577") == []


def test_values_are_told_once_and_in_the_order_of_numbers() -> None:
    told = read_entity(item("Q1", P57=["Q100", "Q9", "Q100"]))

    assert told.ids("P57") == ["Q9", "Q100"]


@pytest.mark.parametrize(
    ("entity", "said"),
    [
        ({"id": "Q1", "missing": ""}, "no such entity"),
        ({"id": "P31", "labels": {}}, "no item"),
        ({"id": "Q1", "claims": {"P577": [{"rank": "normal"}]}}, "not an entity"),
        ({"id": "Q1", "claims": {"P577": "x"}}, "not an entity"),
        ({**item("Q1", P1476=titled("x", "en")), "labels": {"en": 1}}, "not an entity"),
        ({**item("Q1", P577=time("soon", 11, f"{WD}Q1985786"))}, "no time"),
    ],
)
def test_an_entity_of_another_form_is_told(entity: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_entity(entity)


def test_what_php_writes_for_an_empty_mapping_is_read() -> None:
    told = read_entity({"id": "Q1", "labels": [], "claims": []})

    assert told == Item("Q1")


# Rows


def row(**terms: str) -> dict[str, dict[str, str]]:
    """A row of an answer: an id is an item's IRI, the rest is text."""
    return {
        name: {"type": "uri", "value": WD + text} if re.fullmatch(r"Q\d+", text) else {"type": "literal", "value": text}
        for name, text in terms.items()
    }


def answer(*rows: Any, columns: Any = COLUMNS) -> dict[str, Any]:
    return {"head": {"vars": list(columns)}, "results": {"bindings": list(rows)}}


def test_rows_of_one_statement_become_one_statement_in_any_order() -> None:
    of = {"item": "Q1", "property": "P577", "statement": "s1"}
    rows = [
        row(**of, qualifier="P291", value="Q142"),
        row(**of, rank="http://wikiba.se/ontology#PreferredRank", value="2019"),
        row(**of, qualifier="P291", value="Q142"),
        row(item="Q1", property="class", value="Q11424"),
    ]

    ((told, _),) = read_answer(answer(*rows))

    assert told.roots == {"Q11424"}
    assert told.claims["P577"] == [
        Statement(Value(Sort.TEXT, "2019"), preferred=True, qualifiers={"P291": [Value(Sort.ITEM, "Q142")]})
    ]


def test_a_qualifier_of_a_statement_that_was_left_out_says_nothing() -> None:
    ((told, _),) = read_answer(answer(row(item="Q1", property="P577", statement="s1", qualifier="P291", value="Q142")))

    assert told.best("P577") == []


def test_nothing_is_known_of_an_unknown_value() -> None:
    label = row(item="Q1", linked="t123", property="label", value="somebody")

    assert read_answer(answer(row(item="Q1", property="class", value="Q11424"), label))[0][1] == {}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (answer(columns=["film", "filmLabel"]), "no column item, linked"),
        (answer(row(item="here", property="class", value="Q1")), "no item of Wikidata"),
        (answer({"item": {"value": f"{WD}Q1"}}), "not an answer"),
        ({"head": {}, "results": {}}, "not an answer"),
        ({"head": {"vars": list(COLUMNS)}, "results": {"bindings": 7}}, "not an answer"),
    ],
)
def test_an_answer_to_another_query_is_told(document: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_answer(document)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({}, "not an answer"),
        ([], "not an answer"),
        (answer(row(item="x")), "no item of Wikidata: x"),
        (answer(row(other="Q1")), "not an answer"),
    ],
)
def test_a_list_of_something_else_is_told(document: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_list(document)


# Files


def saved(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


ONE, TWO = json.dumps(item("Q1", "One", P31="Q11424")), json.dumps(item("Q2", "Two", P31="Q11424"))


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n{TWO}\n",
        f"[\n{ONE},\n{TWO}\n]\n",
        f"[{ONE}, {TWO}]",
        json.dumps([json.loads(ONE), json.loads(TWO)], indent=1),
        f'{{"entities": {{"Q1": {ONE}, "Q2": {TWO}}}, "success": 1}}',
        json.dumps({"entities": {"Q1": json.loads(ONE), "Q2": json.loads(TWO)}}, indent=2),
        b"\xef\xbb\xbf" + f"{ONE}\n{TWO}".encode(),
    ],
    ids=["lines", "dump", "list", "list over lines", "api", "api over lines", "mark of byte order"],
)
def test_entities_are_read_in_every_form_that_wikidata_gives(text: str | bytes, tmp_path: Path) -> None:
    faults: list[Fault] = []

    items = list(SavedItems(saved(tmp_path / "saved.json", text), "saved.json", faults))

    assert [found.item.labels for found in items] == [{"en": "One"}, {"en": "Two"}]
    assert [found.item.roots for found in items] == [{"Q11424"}, {"Q11424"}]
    assert faults == []


def test_an_entity_a_line_has_the_number_of_its_line(tmp_path: Path) -> None:
    path = saved(tmp_path / "saved.jsonl", f"{ONE}\n\n{{broken\n{TWO}\n")
    faults: list[Fault] = []

    items = list(SavedItems(path, "saved.jsonl", faults))

    assert [found.number for found in items] == [1, 4]
    assert [(fault.line, fault.reason.partition(":")[0]) for fault in faults] == [(3, "not JSON")]


def test_what_an_item_names_is_looked_for_in_the_file(tmp_path: Path) -> None:
    film, class_ = item("Q1", "One", P31="Q2", P57="Q3"), item("Q2", "odd film", P279="Q11424")
    person = item("Q3", "Three", P31="Q5", P345="nm1", P495="Q31")
    path = saved(tmp_path / "saved.jsonl", "\n".join(map(json.dumps, (film, class_, person))))

    items = SavedItems(path, "saved.jsonl", [])
    first = next(iter(items))

    assert first.item.roots == {"Q11424"}
    assert first.named("Q3").labels == {"en": "Three"}
    assert first.named("Q3").ids("P495") == []  # of those that are only named, no more is kept than is told of them
    assert first.named("Q4") == Item("Q4")
    assert items.named == {"Q2", "Q3", "Q5", "Q11424", "Q31"}


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", "saved.json", "no items"),
        ("[]", "saved.json", "no items"),
        ('{"entities": {}}', "saved.json", "no items"),
        ('{\n "entities": {\n  "Q1": nothing\n', "saved.json:3:9", "not JSON"),
        ('{"head": {"vars": [', "saved.json:1:20", "not JSON"),
        ('{"a": 1}', "saved.json:1", "neither an entity"),
        ('{"head": {"vars": ["film"]}, "results": {"bindings": []}}', "saved.json:1", "no column item"),
        ('[{"film": "x"}]', "saved.json:1", "neither an entity"),
        ("7\n8", "saved.json:1", "neither an entity"),
        (b'{"id": "Q1", "labels": {"en": "\xff"}}', "saved.json:1", "not UTF-8"),
        ("[" * 100_000, "saved.json", "nested too deeply"),
    ],
)
def test_a_file_with_nothing_to_read_is_an_error_with_its_place(
    text: str | bytes, place: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match=said) as caught:
        SavedItems(saved(tmp_path / "saved.json", text), "saved.json", [])

    assert caught.value.faults[0].place == place


def test_one_document_may_not_be_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mediagraph.loaders.wikidata.saved._LARGEST", 100)

    with pytest.raises(FileError, match="write one item a line"):
        SavedItems(saved(tmp_path / "saved.json", json.dumps(json.loads(ONE), indent=1)), "saved.json", [])


def test_a_byte_that_is_no_text_has_a_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not UTF-8") as caught:
        SavedItems(saved(tmp_path / "saved.json", b'{\n"id": "Q1",\n"labels": "\xff"\n}'), "saved.json", [])

    assert caught.value.faults[0].place == "saved.json:3"


def test_a_packed_file_is_unpacked(tmp_path: Path) -> None:
    for name, text in (("lines", f"{ONE}\n{TWO}\n"), ("one", json.dumps([json.loads(ONE), json.loads(TWO)], indent=1))):
        path = saved(tmp_path / f"{name}.json.gz", gzip.compress(text.encode()))

        assert [found.item.id for found in SavedItems(path, path.name, [])] == ["Q1", "Q2"]


def test_a_file_that_is_not_there_is_an_error_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="gone"):
        list(documents(tmp_path / "gone.json", "gone.json", []))


# What is known by heart, and what is asked


def test_each_concept_that_is_given_exists() -> None:
    for scheme, slugs in (
        ("genre", known().genres.values()),
        ("organisation", (*known().organisations.values(), *known().widest.values())),
    ):
        text = (ROOT / "ontology" / "schemes" / f"{scheme}.ttl").read_text(encoding="utf-8")
        concepts = set(re.findall(rf"^{scheme}s:([a-z-]+)$", text, re.MULTILINE))

        assert set(slugs) <= concepts


def test_a_media_company_is_a_media_group_only_where_nothing_narrower_is_known() -> None:
    assert known().kinds(Item("Q1", roots={"Q1331793"})) == ["media-group"]
    assert known().kinds(Item("Q1", roots={"Q1331793", "Q15265344"})) == ["broadcaster"]
    assert known().kinds(Item("Q1", roots={"Q15265344", "Q375336", "Q1762059"})) == [
        "broadcaster",
        "production-company",
    ]


def test_classes_in_a_circle_are_followed_once() -> None:
    assert known().roots(["Q1"], {"Q1": ["Q2"], "Q2": ["Q1", "Q24862"]}) == {"Q11424"}


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_each_query_runs_as_it_stands(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    rows = ox.Store().query(text)

    assert isinstance(rows, ox.QuerySolutions)
    assert selected(text) == (["item"] if path.stem.endswith("-list") else list(COLUMNS))
    assert "SERVICE" not in text


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_queries_ask_for_the_names_that_are_read(path: Path) -> None:
    asked = re.findall(r"LANG\(\?value\) IN \(([^)]*)\)", path.read_text(encoding="utf-8"))
    languages = [re.findall(r'"([a-z-]+)"', one) for one in asked]

    assert all(one in (list(known().languages), ["en", "mul"]) for one in languages)
    assert bool(languages) != path.stem.endswith("-list")


def test_options_go_into_the_queries_as_terms(project: Project, countries: ProjectCountries) -> None:
    asked = wanted(project, countries, country=["Бельгия", "Soviet Union"], since="2015", until="2020", page="7")

    text = asked.list_query("productions", f'{WD}Q5"}}')
    page = asked.page_query("productions", [f"{WD}Q5", f"{WD}Q6"])

    assert 'VALUES ?code { "BE" "SUHH" }' in text
    assert 'VALUES ?after { "http://www.wikidata.org/entity/Q5\\"}" }' in text
    assert text.count('"2015-01-01T00:00:00Z"') == 2
    assert text.count('"2021-01-01T00:00:00Z"') == 1
    assert "LIMIT 70" in text
    assert page.count(f"VALUES ?item {{ <{WD}Q5> <{WD}Q6> }}") == page.count("VALUES ?item")
    assert isinstance(ox.Store().query(text), ox.QuerySolutions)
    assert isinstance(ox.Store().query(page), ox.QuerySolutions)


def test_without_years_no_year_is_asked_for(project: Project, countries: ProjectCountries) -> None:
    text = wanted(project, countries, country="BE").list_query("productions", "")

    assert "P577" not in text
    assert "#" not in text.replace("XMLSchema#", "").replace("ontology#", "")
    assert isinstance(ox.Store().query(text), ox.QuerySolutions)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_two_queries(kind: str) -> None:
    assert {f"{kind}.rq", f"{kind}-list.rq"} <= {path.name for path in QUERIES}


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({}, UsageError, "say of which countries"),
        ({"kind": "production"}, UnknownNameError, "did you mean productions"),
        ({"country": "Belgiun"}, ParameterError, "did you mean Belgium"),
        ({"country": "BE", "since": "15"}, ParameterError, "a year such as 2015"),
        ({"country": "BE", "until": "9999"}, ParameterError, "a year such as 2015"),
        ({"country": "BE", "since": "2020", "until": "2015"}, ParameterError, "is after"),
        ({"country": "BE", "since": ["2015", "2016"]}, UsageError, "given 2 times"),
        ({"country": "BE", "since": "2015", "kind": "organisations"}, UsageError, "organisations bear no year"),
        ({"country": "BE", "endpoint": "file:///etc/passwd"}, ParameterError, "https:// or http://"),
        ({"country": "BE", "page": "0"}, ParameterError, "from 1 to 1000"),
        ({"country": "BE", "page": "1.5"}, ParameterError, "from 1 to 1000"),
        ({"country": "BE", "delay": "-1"}, ParameterError, "from 0 to 3600"),
    ],
)
def test_an_option_that_cannot_be_carried_out_is_misuse(
    options: dict[str, Any], error: type[UsageError], said: str, project: Project, countries: ProjectCountries
) -> None:
    with pytest.raises(error, match=said):
        wanted(project, countries, **options)


def test_a_file_needs_no_country(project: Project, countries: ProjectCountries, tmp_path: Path) -> None:
    asked = wanted(project, countries, tmp_path / "saved.json", kind=["relations", "organisations"])

    assert asked.kinds == ["organisations", "relations"]
    assert asked.takes({"country:BE"})


@pytest.mark.parametrize("name", ["wd:Q31", "wd:Q15180"])
def test_a_country_is_found_by_its_item(name: str, countries: ProjectCountries) -> None:
    assert countries.find(name)[0] == {"wd:Q31": "country:BE", "wd:Q15180": "country:SUHH"}[name]


NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("Sunday, 01-Mar-26 12:01:00 GMT", 60.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-3", None),
    ],
)
def test_retry_after_is_read_in_both_forms(header: str | None, expected: float | None) -> None:
    assert retry_after(header, NOW) == expected
