"""Films of TMDB in a graph: loaded, judged, derived, and, for the published table, counted as pandas counts them."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyoxigraph as ox
import pytest

import mediagraph as mg
from mediagraph import loading
from mediagraph.catalogue import Catalogue
from mediagraph.judging import ontology_files
from mediagraph.loaders import ProjectCountries, discover, open_file
from mediagraph.loaders.job import Job
from mediagraph.loaders.tmdb import TMDB
from mediagraph.prefixes import declared
from mediagraph.project import Project
from mediagraph.records import RecordFile, Writer
from mediagraph.rules import read_rules
from mediagraph.shapes import read_quads
from mediagraph.store import Solutions
from mediagraph.store.embedded import evaluate
from projects import ROOT, copied
from worlds import derived

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from click.testing import Result

    from mediagraph.errors import Fault
    from mediagraph.loading import Load

SHARED = Path(os.environ.get("MEDIAGRAPH_SHARED", ROOT.parent / "shared"))
MOVIES = SHARED / "datasets" / "tmdb5000" / "tmdb_5000_movies.csv"
FILMS: list[dict[str, Any]] = [
    {
        "id": 9000001,
        "imdb_id": "tt0900001",
        "title": "One",
        "original_title": "Un",
        "original_language": "fr",
        "genres": [{"id": 18, "name": "Drama"}, {"id": 10752, "name": "War"}],
        "production_companies": [
            {"id": 11, "name": "Example Films", "origin_country": "GB"},
            {"id": 12, "name": "Exemple SA", "origin_country": ""},
        ],
        "production_countries": [{"iso_3166_1": "FR", "name": "France"}],
        "spoken_languages": [{"iso_639_1": "cn", "name": "广州话"}],
        "homepage": "https://one.example/",
        "release_date": "2021-10-25",
        "status": "Released",
        "runtime": 90,
        "credits": {"crew": [{"id": 11, "name": "Ann Example", "original_name": "安", "job": "Director"}]},
        "external_ids": {"wikidata_id": "Q42"},
        "translations": {"translations": [{"iso_639_1": "ru", "iso_3166_1": "RU", "data": {"title": "Один"}}]},
        "alternative_titles": {"titles": [{"iso_3166_1": "JP", "title": "Wan"}]},
    },
    {
        "id": 11,
        "title": "Two",
        "original_title": "Two",
        "original_language": "en",
        "production_companies": [{"id": 11, "name": "Example Films", "origin_country": "GB"}],
        "production_countries": [{"iso_3166_1": "XC", "name": "Czechoslovakia"}],
        "release_date": "2031",
        "status": "Post Production",
        "runtime": 0,
    },
    {"id": 9000003, "title": "Three", "production_countries": [{"iso_3166_1": "XK", "name": "Kosovo"}]},
    {
        "id": 11,
        "name": "Four",
        "first_air_date": "2020-05-01",
        "status": "Ended",
        "origin_country": ["CN", "KZ"],
        "networks": [{"id": 31, "name": "Example Channel", "origin_country": "CN"}],
        "created_by": [{"id": 21, "name": "Bob Example"}],
    },
]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project.find(copied(tmp_path_factory.mktemp("base") / "project"))


@pytest.fixture(scope="module")
def done(base: Project, tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Films and a series as the API gives them, one of them from a country that ISO does not know, loaded."""
    folder = tmp_path_factory.mktemp("tmdb")
    path = folder / "films.jsonl"
    path.write_text("\n".join(map(json.dumps, FILMS)), encoding="utf-8")
    return loading.load(base, folder / "store", "tmdb", path, source="tmdb")


def asked(base: Project, done: Load, pattern: str) -> bool:
    assert done.build is not None
    with mg.open(done.build.store, project=base.root) as graph:
        return bool(graph.sparql(f"ASK {{ {pattern} }}"))


def test_films_pass_the_judges_and_one_of_an_unknown_country_is_rejected(done: Load) -> None:
    assert done.build is not None
    assert [(fault.line, fault.column) for fault in done.rejects] == [(3, "production_countries")]
    assert (done.note.rows, done.note.rejected, done.notes) == (4, 1, [])
    assert [f for f in done.build.findings if "tmdb" in f.focus] == []


@pytest.mark.parametrize(
    "fact",
    [
        "work:imdb-tt0900001 a mg:Film ; mg:tmdb '9000001' ; mg:wikidata wd:Q42 ; mg:language 'yue'",
        "work:imdb-tt0900001 rdfs:label 'Один'@ru ; skos:altLabel 'Wan'@und ; mg:originalTitle 'Un'@fr",
        "work:imdb-tt0900001 mg:participation [ mg:role roles:director ; mg:agent person:tmdb-11 ]",
        "work:tmdb-11 mg:participation [ mg:role roles:producer ; mg:agent organisation:tmdb-11 ]",
        "person:tmdb-11 a mg:Person ; mg:tmdb '11' . organisation:tmdb-11 a mg:Organisation ; mg:tmdb '11'",
        "work:tmdb-tv-11 a mg:Series ; mg:participation [ mg:role roles:broadcaster ; mg:agent outlet:tmdb-31 ]",
        "?r mg:ofWork work:tmdb-11 ; mg:releaseKind releases:release ; mg:status statuses:planned",
        "work:imdb-tt0900001 mg:evidence ?row . ?row mg:address <https://www.themoviedb.org/movie/9000001>",
        # the company's country and the stated one both produced it, and two companies of two countries cooperated
        "work:imdb-tt0900001 a mg:InternationalCoProduction ; mg:producingCountry country:FR, country:GB",
        "work:tmdb-11 mg:producingCountry country:GB, country:CSHH",
        "work:tmdb-tv-11 a mg:InternationalCoProduction ; mg:producingCountry country:CN, country:KZ",
        "?p a mg:Partnership ; mg:partner organisation:tmdb-11, organisation:tmdb-12",
    ],
)
def test_the_graph_knows(base: Project, done: Load, fact: str) -> None:
    assert asked(base, done, fact)


@pytest.mark.parametrize(
    "claim",
    [
        "work:tmdb-11 a mg:InternationalCoProduction",  # one company, one stated country: made alone
        "work:tmdb-11 mg:runtime ?minutes",
        "work:tmdb-11 mg:producingCountry country:CZ",
    ],
)
def test_the_graph_does_not_claim(base: Project, done: Load, claim: str) -> None:
    assert not asked(base, done, claim)


def test_the_example_of_the_documentation_becomes_what_it_says(project: Project, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "loaders" / "tmdb.md").read_text(encoding="utf-8")
    example = re.search(r"^```json\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert example
    path = tmp_path / "film.json"
    path.write_text(example[1], encoding="utf-8")
    job = Job(path, "film.json", "t", project.context, ProjectCountries(discover(project.data), project.context))
    ids = {node["id"] for node in TMDB.records(job)}

    assert job.faults == []
    assert {"work:imdb-tt0900001", "organisation:tmdb-9000011", "organisation:tmdb-9000012"} < ids
    assert {"source:t#9000001-co-production", "source:t#9000001-release"} < ids


def test_the_command_names_rejects_and_keys_that_are_not_read(
    base: Project, tmp_path: Path, cli: Callable[..., Result]
) -> None:
    path = tmp_path / "films.jsonl"
    path.write_text(json.dumps({**FILMS[2], "colour": "red"}) + "\n", encoding="utf-8")
    result = cli("load", "tmdb", path, "--strict", "--store", tmp_path / "store", "--project", base.root)

    assert result.exit_code == 1
    assert "films.jsonl:1:production_countries: iso_3166_1: a code of no country that is known (XK)" in result.stderr


# The published table, whose rows may be measured and not kept


@dataclass(frozen=True)
class Measured:
    """The published table as a graph, with countries, ontology and what the rules derive."""

    store: ox.Store
    queries: Catalogue
    prefixes: Mapping[str, str]
    faults: Sequence[Fault]
    unwritten: Sequence[Fault]

    def rows(self, text: str) -> Solutions:
        answer = evaluate(self.store, declared(text, self.prefixes))
        assert isinstance(answer, Solutions)
        return answer

    def pairs(self, text: str) -> dict[str, int]:
        return {str(key).rpartition("/")[2]: int(count) for key, count in map(tuple, self.rows(text))}


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """The table itself, read with nothing of ours; lists as sets of codes or numbers."""
    if not MOVIES.exists():
        pytest.skip("TMDB's table is not here; its terms do not let the project carry it")
    frame = pd.read_csv(MOVIES, dtype=str, keep_default_na=False)
    for column, key in (
        ("production_countries", "iso_3166_1"),
        ("production_companies", "id"),
        ("spoken_languages", "iso_639_1"),
        ("genres", "name"),
    ):
        frame[column] = [sorted({item[key] for item in json.loads(cell)}) for cell in frame[column]]
    return frame


@pytest.fixture(scope="module")
def measured(table: pd.DataFrame, project: Project) -> Measured:
    assert len(table)
    context = project.context
    countries = ProjectCountries(discover(project.data), context)
    job = Job(MOVIES, "movies.csv", "tmdb", context, countries)
    file = RecordFile("movies.csv", "graph:tmdb", TMDB.records(job))
    tables = [project.data / "tables" / f"{name}.csv" for name in ("countries", "withdrawn-countries")]
    files = [file, *(open_file(path, path.name, context) for path in tables)]
    store = ox.Store()
    for one in files:
        lines = "".join(Writer(context, one).lines())
        store.bulk_extend(_merged(ox.parse(lines.encode(), format=ox.RdfFormat.N_QUADS)))
    for path in ontology_files(project):
        store.bulk_extend(_merged(read_quads(path, path.name)))
    for rule in read_rules(project.ontology / "rules"):
        store.bulk_extend(_merged(derived(rule, store)))
    return Measured(store, Catalogue(project.queries), context.prefixes, job.faults, file.faults)


def _merged(quads: Any) -> Iterator[ox.Quad]:
    for quad in quads:
        yield ox.Quad(quad.subject, quad.predicate, quad.object)


def test_every_row_of_the_table_gives_records(measured: Measured, table: pd.DataFrame) -> None:
    found = measured.pairs("SELECT ?film (COUNT(?name) AS ?n) { ?film a mg:Film ; rdfs:label ?name } GROUP BY ?film")

    assert list(measured.faults) == []
    assert list(measured.unwritten) == []
    assert len(table) == 4803
    assert set(found) == {f"tmdb-{number}" for number in table.id}


def test_films_have_the_facts_of_their_rows(measured: Measured, table: pd.DataFrame) -> None:
    found = measured.rows(
        """SELECT ?tmdb ?title ?original ?minutes (STR(?when) AS ?date) ?status {
             ?film mg:tmdb ?tmdb ; a mg:Film ; rdfs:label ?title ; mg:originalTitle ?original .
             OPTIONAL { ?film mg:runtime ?minutes }
             OPTIONAL { ?release mg:ofWork ?film ; mg:status ?status OPTIONAL { ?release mg:date ?when } }
           }"""
    )
    facts = {
        row.tmdb: (row.title, row.original, row.minutes or 0, row.date or "", str(row.status).rpartition("/")[2])
        for row in found
    }
    films: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    expected = {
        film["id"]: (
            " ".join(film["title"].split()),
            " ".join(film["original_title"].split()),
            int(float(film["runtime"] or 0)),
            film["release_date"],
            "happened" if film["status"] == "Released" else "planned",
        )
        for film in films
    }

    assert facts == expected


@pytest.mark.parametrize(
    ("column", "path", "renamed", "left_out"),
    [
        ("production_countries", "mg:countryOfOrigin", {"CS": "CSXX"}, set()),
        ("spoken_languages", "mg:language", {"cn": "yue"}, {"xx"}),
        ("production_companies", "(^mg:cooperationOn)?/mg:participation/mg:agent", {}, set()),
        ("genres", "mg:genre", {"TV Movie": "Television Film"}, {"Foreign"}),
    ],
)
def test_lists_are_counted_as_pandas_counts_them(
    measured: Measured, table: pd.DataFrame, column: str, path: str, renamed: dict[str, str], left_out: set[str]
) -> None:
    found = measured.pairs(
        f"SELECT ?value (COUNT(DISTINCT ?film) AS ?n) {{ ?film a mg:Film ; {path} ?value }} GROUP BY ?value"
    )
    counts = table[column].explode().dropna().replace(renamed).astype(str).value_counts().to_dict()
    expected = {str(value): number for value, number in counts.items() if value not in left_out}
    if column == "production_companies":
        expected = {f"tmdb-{number}": count for number, count in expected.items()}
    if column == "genres":
        expected = {name.lower().replace(" ", "-"): count for name, count in expected.items()}

    assert found == expected
    assert len(found) > 15


def test_co_productions_are_the_films_of_several_countries(measured: Measured, table: pd.DataFrame) -> None:
    found = measured.pairs("SELECT ?film (COUNT(?film) AS ?n) { ?film a mg:InternationalCoProduction } GROUP BY ?film")

    assert set(found) == {f"tmdb-{number}" for number in table.id[table.production_countries.str.len() > 1]}
    assert len(found) == 1246


def test_pairs_of_countries_are_those_that_pandas_counts(measured: Measured, table: pd.DataFrame) -> None:
    query = measured.queries["co-productions/country-pairs"]
    found = [(row.a, row.b, row.works) for row in measured.rows(query.bind({"country": None}))]
    counts = Counter(pair for codes in table.production_countries for pair in combinations(codes, 2))

    assert found == sorted(((*pair, n) for pair, n in counts.items()), key=lambda row: (-row[2], row[0], row[1]))
    assert found[0] == ("GB", "US", counts["GB", "US"])


def test_partner_countries_of_organisations_are_those_that_pandas_counts(
    measured: Measured, table: pd.DataFrame
) -> None:
    found = measured.pairs(
        """SELECT ?organisation (COUNT(DISTINCT ?country) AS ?n) {
             ?film mg:producingCountry ?country ; (^mg:cooperationOn)?/mg:participation/mg:agent ?organisation .
           } GROUP BY ?organisation"""
    )
    each = table[["production_companies", "production_countries"]].explode("production_companies")
    pairs = each.explode("production_countries").dropna()
    counts = pairs.groupby("production_companies")["production_countries"].nunique()

    assert found == {f"tmdb-{number}": count for number, count in counts.items()}


def test_partners_of_organisations_are_those_that_pandas_counts(measured: Measured, table: pd.DataFrame) -> None:
    query = measured.queries["co-productions/by-organisation"].bind({"organisation": None})
    found = {row.organisation.rpartition("-")[2]: (row.works, row.partnerOrganisations) for row in measured.rows(query)}
    derived = measured.pairs(
        """SELECT ?one (COUNT(DISTINCT ?other) AS ?n) {
             ?partnership a mg:Partnership ; mg:partner ?one, ?other .
             ?one a mg:Organisation . FILTER(?one != ?other)
           } GROUP BY ?one"""
    )
    together = [ids for ids in table.production_companies[table.status != "Rumored"] if len(ids) > 1]
    works = Counter(str(one) for ids in together for one in ids)
    partners: dict[str, set[int]] = {}
    for ids in together:
        for one in ids:
            partners.setdefault(str(one), set()).update(set(ids) - {one})

    assert found == {one: (works[one], len(others)) for one, others in partners.items()}
    assert derived == {f"tmdb-{one}": len(others) for one, others in partners.items()}


def test_no_check_finds_fault_with_the_table(measured: Measured) -> None:
    checks = [name for name in measured.queries.names() if name.startswith("checks/")]
    found = {name: len(list(measured.rows(measured.queries[name].text))) for name in checks}

    assert found == dict.fromkeys(checks, 0)
