"""`mediagraph match` proposes what may be one thing, best first, says what speaks against it, and decides nothing."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

import mediagraph as mg
from mediagraph.building import build
from mediagraph.errors import UnknownNameError
from mediagraph.identity.candidates import LEAST, Candidate, match
from mediagraph.identity.index import NameIndex
from mediagraph.identity.naming import likeness, read_name
from mediagraph.project import Project
from projects import copied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    from mediagraph.graph import Graph

HEADER = """"@context":
  - https://w3id.org/mediagraph/context.jsonld
  - {slug}: https://w3id.org/mediagraph/id/source/{slug}#
id: graph:{slug}
"@graph":
  - id: source:{slug}
    type: Dataset
    namedGraph: graph:{slug}
    name: {{en: Source {slug}}}
    licence: https://creativecommons.org/publicdomain/zero/1.0/
"""
# Records of two sources: the same letter stands for the same thing, as a person would judge.
ONE = [
    ("outlet:cctv-9", "Channel", "{en: CCTV-9}", "inCountry: country:CN"),
    ("outlet:first-be", "Channel", "{en: First Channel}", "inCountry: country:BE"),
    ("person:baykadamov", "Person", "{en: Bakhytzhan Baykadamov, kk: Бахытжан Байқадамов}", "nationality: country:KZ"),
    ("person:zhang-yimou", "Person", "{en: Zhang Yimou}", ""),
    ("event:fair-2024", "Festival", "{en: Fair of Film 2024}", 'date: "2024"'),
    ("work:crash-1996", "Film", "{en: Crash}", 'date: "1996"'),
    ("work:red-silk-cn", "Film", "{en: Red Silk}", 'date: "2025"'),
    ("organisation:national-film-be", "Organisation", "{en: National Film Board}", "inCountry: country:BE"),
    ("organisation:studio-q1", "Organisation", "{en: Lantern Studio}", "wikidata: wd:Q900001"),
]
TWO = [
    ("outlet:first-ru", "Channel", "{en: First Channel}", "inCountry: country:RU"),
    ("person:baiqadamov", "Person", "{kk: Бахытжан Байкадамов}", "nationality: country:KZ"),
    ("person:yimou-zhang", "Person", "{und: Yimou Zhang}", ""),
    ("person:zhang-zh", "Person", "{zh: 张艺谋}", ""),
    ("event:fair-2025", "Festival", "{en: Fair of Film 2025}", 'date: "2025"'),
    ("work:crash-2004", "Film", "{en: Crash}", 'date: "2004"'),
    ("organisation:national-film-kz", "Organisation", "{en: National Film Board}", "inCountry: country:KZ"),
    ("organisation:studio-q2", "Organisation", "{en: Lantern Studio}", "wikidata: wd:Q900002"),
    ("organisation:studio", "Organisation", "{en: Lantern Studio}", ""),
]
JUDGEMENT = """  - id: judgement:studios
    type: Judgement
    judgedSubject: organisation:studio-q2
    verdict: not-same
    judgedObject: organisation:studio
    madeBy: organisation:china-media-group
    date: 2026-11-21
    reason: a test
"""


def records(slug: str, given: list[tuple[str, str, str, str]], more: str = "") -> str:
    nodes = [
        f"  - id: {iri}\n    type: {class_}\n    name: {names}\n    evidence: source:{slug}\n"
        + (f"    {extra}\n" if extra else "")
        for iri, class_, names, extra in given
    ]
    return HEADER.format(slug=slug) + "".join(nodes) + more


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copied(tmp_path_factory.mktemp("match"))
    (root / "data" / "one.yaml").write_text(records("one", ONE), encoding="utf-8")
    (root / "data" / "two.yaml").write_text(records("two", TWO, JUDGEMENT), encoding="utf-8")
    build(Project.find(root), root / "store")
    return root / "store"


@pytest.fixture
def graph(store: Path) -> Iterator[Graph]:
    with mg.open(store, project=store.parent) as opened:
        yield opened


Pairs = dict[frozenset[str], Candidate]


def pairs(graph: Graph, **options: Any) -> Pairs:
    compress = graph.project.context.compress
    return {frozenset((compress(one.kept), compress(one.other))): one for one in match(graph, **options).candidates}


@pytest.fixture(scope="module")
def low(store: Path) -> Pairs:
    """Pairs of the two sources, those of a low score among them."""
    with mg.open(store, project=store.parent) as opened:
        return pairs(opened, least=40)


@pytest.fixture(scope="module")
def usual(low: Pairs) -> Pairs:
    """The pairs that are shown unless asked otherwise."""
    return {pair: one for pair, one in low.items() if one.evidence.score >= LEAST}


def pair(one: str, other: str) -> frozenset[str]:
    return frozenset((one, other))


def test_punctuation_and_word_order_make_no_difference(usual: Pairs) -> None:
    assert usual[pair("outlet:cctv9", "outlet:cctv-9")].evidence.favour == [
        "equal name in en (CCTV-9)",
        "country China",
    ]
    assert "equal name in another order" in usual[pair("person:zhang-yimou", "person:yimou-zhang")].evidence.favour[0]


def test_a_native_script_goes_before_transliteration(usual: Pairs) -> None:
    native = usual[pair("person:baykadamov", "person:baiqadamov")]
    assert native.evidence.favour[0].startswith("names 95 alike in kk (Бахытжан")
    across = usual[pair("person:zhang-yimou", "person:zhang-zh")]
    assert across.evidence.favour == ["names 90 alike by transliteration (Zhang Yimou; 张艺谋)"]
    assert across.evidence.score < native.evidence.score


@pytest.mark.parametrize(
    ("one", "other", "against"),
    [
        ("work:crash-1996", "work:crash-2004", "unlike years (1996; 2004)"),
        ("event:fair-2024", "event:fair-2025", "unlike numbers in the names (2024; 2025)"),
        ("outlet:first-be", "outlet:first-ru", "unlike countries (Belgium; Russia)"),
        (
            "organisation:national-film-be",
            "organisation:national-film-kz",
            "unlike countries (Belgium; Kazakhstan)",
        ),
        ("organisation:studio-q1", "organisation:studio-q2", "unlike wikidata (Q900001; Q900002)"),
    ],
)
def test_unlike_things_of_one_name_are_not_high_and_bear_a_warning(
    one: str, other: str, against: str, low: Pairs, usual: Pairs
) -> None:
    assert pair(one, other) not in usual
    assert against in low[pair(one, other)].evidence.against


def test_what_the_articles_tell_is_matched_as_well(usual: Pairs) -> None:
    found = usual[pair("work:red-silk", "work:red-silk-cn")]

    assert (found.kind, found.sources) == ("work", (["cmg-vgtrk-2025"], ["one"]))
    assert "year 2025" in found.evidence.favour


def test_judged_pairs_are_left_out_unless_asked_for(graph: Graph, low: Pairs, usual: Pairs) -> None:
    judged = pair("organisation:studio", "organisation:studio-q2")

    assert judged not in low
    assert pairs(graph, kinds=["organisation"], judged=True)[judged].verdict == "not-same"
    assert pair("organisation:studio", "organisation:studio-q1") in usual


def test_the_best_stand_first_in_a_stable_order(graph: Graph) -> None:
    first, second = (match(graph, kinds=["outlet", "person"], least=60) for _ in range(2))

    scores = [one.evidence.score for one in first.candidates]
    assert scores == sorted(scores, reverse=True)
    assert first == second


def test_kinds_and_country_restrict_what_is_compared(graph: Graph) -> None:
    china = "https://w3id.org/mediagraph/id/country/CN"

    assert {one.kind for one in match(graph, kinds=["person"]).candidates} == {"person"}
    found = pairs(graph, kinds=["outlet", "work"], country=china)
    assert pair("outlet:cctv9", "outlet:cctv-9") in found
    assert pair("outlet:first-be", "outlet:first-ru") not in pairs(graph, kinds=["outlet"], least=0, country=china)
    with pytest.raises(UnknownNameError, match="did you mean person"):
        match(graph, kinds=["persons"])


def test_iris_of_loaded_sources_give_way(graph: Graph) -> None:
    outside = {"https://w3id.org/mediagraph/id/graph/one"}
    chosen = {one.kept for one in match(graph, kinds=["person"], loaded=outside).candidates}

    assert "https://w3id.org/mediagraph/id/person/yimou-zhang" in chosen


def test_the_csv_has_the_columns_of_the_judgements_and_no_verdict(
    store: Path, cli: Callable[..., Result], project: Project
) -> None:
    result = cli("match", "--kind", "outlet", "--format", "csv", "--store", store, "--project", store.parent)

    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    with (project.data / "judgements.csv").open(encoding="utf-8") as stream:
        assert list(rows[0]) == next(csv.reader(stream))
    (row,) = [row for row in rows if "outlet:cctv9" in row.values()]
    assert (row["type"], row["verdict"], row["madeBy"], row["date"]) == ("Judgement", "", "", "")
    assert row["reason"] == "equal name in en (CCTV-9); country China. Sources: one / china-belgium-2021"


def test_a_completed_line_is_a_judgement(store: Path, cli: Callable[..., Result], tmp_path: Path) -> None:
    target = tmp_path / "found.csv"
    cli("match", "--kind", "outlet", "--format", "csv", "-o", target, "--store", store, "--project", store.parent)
    root = copied(tmp_path / "project")
    for slug in ("one", "two"):
        (root / "data" / f"{slug}.yaml").write_text(
            (store.parent / "data" / f"{slug}.yaml").read_text(encoding="utf-8"), encoding="utf-8"
        )
    with target.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row |= {"verdict": "not-same", "madeBy": "organisation:china-media-group", "date": "2026-11-21"}
    with (root / "data" / "judgements.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    (root / "data" / "judgements.yaml").write_text(HEADER.format(slug="judgements"), encoding="utf-8")

    build(Project.find(root), root / "store")

    again = cli("match", "--kind", "outlet", "--format", "json", "--store", root / "store", "--project", root)
    assert json.loads(again.stdout)["candidates"] == []


def test_bad_options_are_named(store: Path, cli: Callable[..., Result]) -> None:
    place = ("--store", store, "--project", store.parent)

    kind = cli("match", "--kind", "organization", *place)
    country = cli("match", "--country", "Belgum", *place)

    assert (kind.exit_code, country.exit_code) == (2, 2)
    assert "unknown kind 'organization', did you mean organisation?" in kind.stderr
    assert "--country: no Country has the code or name 'Belgum', did you mean Belgium" in country.stderr


def test_a_typing_error_does_not_hide_a_name_among_many() -> None:
    index = NameIndex()
    index.add(0, read_name("Broadcasting Corporation of Example"))
    for at in range(1, 2000):
        index.add(at, read_name(f"Station {at:04} of Somewhere"))
    index.add(2000, read_name("Broadcastnig Corporation of Exampel"))

    compared = {frozenset((index.names[a][0], index.names[b][0])) for a, b in index.pairs()}

    assert frozenset((0, 2000)) in compared
    assert len(compared) < 2000 * 100


def test_names_that_all_bear_are_told_and_not_compared_each_with_each() -> None:
    index = NameIndex()
    for at in range(1000):
        index.add(at, read_name("Ministry of Culture"))

    assert list(index.pairs()) == []
    assert index.crowded == {"Ministry of Culture": 1000}


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("BX1", "Bx 1", 100, 100),
        ("Télévisions", "Televisions", 100, 100),
        ("Hou Hsiao-hsien", "Hsiao-Hsien Hou", 100, 100),
        ("Олег Добродеев", "Oleg Dobrodeev", 85, 90),
        ("张艺谋", "张艺兴", 0, 70),
        ("CNN", "CNN Films", 0, 60),
        ("й", "и", 0, 0),
    ],
)
def test_names_are_as_alike_as_people_find_them(one: str, other: str, least: float, most: float) -> None:
    score, _ = likeness(read_name(one), read_name(other))

    assert least <= score <= most
