"""What is one thing: judgements decide, equal identifiers merge across sources, and nothing else does."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

import pytest

from mediagraph.errors import DataError
from mediagraph.identity import (
    Aliases,
    Judgement,
    Judgements,
    Kinds,
    aliases,
    identifiers,
    rewrite,
    rewrite_origins,
)
from mediagraph.judging import ontology_files
from mediagraph.records import RDF_TYPE
from mediagraph.shapes import read_quads

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mediagraph.project import Project

ID = "https://w3id.org/mediagraph/id/"
MG = "https://w3id.org/mediagraph/ontology#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
ALT = "http://www.w3.org/2004/02/skos/core#altLabel"
WD = "http://www.wikidata.org/entity/"


@pytest.fixture(scope="module")
def kinds(project: Project) -> Kinds:
    return Kinds.of(quad for path in ontology_files(project) for quad in read_quads(path, path.name))


def quad(subject: str, predicate: str, value: str, graph: str) -> str:
    return f"<{ID}{subject}> <{predicate}> {value} <{ID}graph/{graph}> .\n"


def entity(iri: str, class_: str, graph: str, name: str = "", **keys: str) -> list[str]:
    lines = [quad(iri, RDF_TYPE, f"<{MG}{class_}>", graph)]
    for key, value in keys.items():
        lines.append(quad(iri, MG + key, f"<{WD}{value}>" if key == "wikidata" else f'"{value}"', graph))
    return [*lines, quad(iri, LABEL, f'"{name}"@en', graph)] if name else lines


def judgements(project: Project, *given: tuple[str, str, str], reason: str = "known") -> Judgements:
    keys = ("id", "judgedSubject", "verdict", "judgedObject")
    return Judgements(
        Judgement(
            f"{ID}{subject}",
            f"{ID}{object_}",
            verdict == "same",
            reason,
            "j.csv",
            {key: (row, key) for key in keys},
            project.context,
        )
        for row, (subject, verdict, object_) in enumerate(given, start=2)
    )


def merged(lines: list[str], kinds: Kinds, decided: Judgements | None = None, own: Iterable[str] = ()) -> Aliases:
    return aliases(lambda: lines, decided or Judgements(), kinds, {f"{ID}graph/{graph}" for graph in own})


def short(found: Aliases) -> dict[str, str]:
    return {old.removeprefix(ID): new.removeprefix(ID) for old, new in found.items()}


FILM = entity("work/a", "Film", "one", imdb="tt0000001")


def test_identifiers_are_read_with_property_value_and_graph() -> None:
    lines = [*entity("work/a", "Film", "one", "A film", imdb="tt0000001"), *entity("work/b", "Film", "two")]

    found = list(identifiers(lines, [MG + "imdb", MG + "wikidata"]))

    assert found == [(f"{ID}work/a", MG + "imdb", "tt0000001", f"{ID}graph/one")]


def test_one_identifier_in_two_sources_makes_one_entity(kinds: Kinds) -> None:
    found = merged([*FILM, *entity("work/b", "Series", "two", imdb="tt0000001")], kinds)

    assert short(found) == {"work/b": "work/a"}
    assert list(found.findings) == []


def test_within_one_source_it_is_reported_and_not_merged(kinds: Kinds) -> None:
    found = merged([*FILM, *entity("work/b", "Film", "one", imdb="tt0000001")], kinds)

    assert short(found) == {}
    (warning,) = found.findings
    assert (warning.severity, warning.focus, warning.path) == ("Warning", f"{ID}work/a", MG + "imdb")
    assert warning.message.startswith("Not merged with work/b: one source tells them apart (one).")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("work/a", "Film"), ("organisation/a", "Organisation")),
        (("work/a", "Film"), ("work/b", "Series")),  # numbered apart in that catalogue
        (("person/a", "Person"), ("organisation/a", "Organisation")),
        (("work/a", "Film"), ("work/b", "Work")),  # which of the two is meant is not known
    ],
)
def test_unlike_things_of_one_number_are_two(one: tuple[str, str], other: tuple[str, str], kinds: Kinds) -> None:
    lines = [*entity(*one, "one", tmdb="7"), *entity(*other, "two", tmdb="7")]

    assert short(merged(lines, kinds)) == {}


def test_an_outlet_and_the_body_that_runs_it_are_two_under_one_item(kinds: Kinds) -> None:
    lines = [
        *entity("outlet/a", "Channel", "one", wikidata="Q1"),
        *entity("organisation/a", "Organisation", "two", wikidata="Q1"),
    ]

    assert short(merged(lines, kinds)) == {}


def test_another_identifier_speaks_against_it(kinds: Kinds) -> None:
    lines = [
        *entity("work/a", "Film", "one", imdb="tt0000001", wikidata="Q1"),
        *entity("work/b", "Film", "two", imdb="tt0000001", wikidata="Q2"),
    ]
    found = merged(lines, kinds)

    assert short(found) == {}
    assert "they differ in wikidata (Q1, Q2)" in found.findings[0].message


def test_a_common_value_among_several_is_enough(kinds: Kinds) -> None:
    lines = [
        *entity("organisation/a", "Organisation", "one", imdb="co0000001"),
        quad("organisation/a", MG + "imdb", '"co0000002"', "one"),
        *entity("organisation/b", "Organisation", "two", imdb="co0000002"),
    ]

    assert short(merged(lines, kinds)) == {"organisation/b": "organisation/a"}


def test_not_same_stops_an_identifier(kinds: Kinds, project: Project) -> None:
    lines = [*FILM, *entity("work/b", "Film", "two", imdb="tt0000001")]
    found = merged(lines, kinds, judgements(project, ("work/b", "not-same", "work/a")))

    assert (short(found), list(found.findings)) == ({}, [])


def test_what_is_judged_apart_is_not_joined_by_way_of_a_third(kinds: Kinds, project: Project) -> None:
    lines = [
        *entity("work/a", "Film", "one", imdb="tt0000001"),
        *entity("work/b", "Film", "two", imdb="tt0000001", eidr="10.5240/A"),
        *entity("work/c", "Film", "three", eidr="10.5240/A"),
    ]
    found = merged(lines, kinds, judgements(project, ("work/a", "not-same", "work/c")))

    assert short(found) == {}
    (warning,) = found.findings
    assert "Not merged with work/c by way of work/b: they were judged not the same" in warning.message


def test_three_sources_with_different_identifiers_become_one(kinds: Kinds) -> None:
    lines = [
        *entity("work/c", "Film", "one", imdb="tt0000001"),
        *entity("work/b", "Film", "two", imdb="tt0000001", eidr="10.5240/A"),
        *entity("work/a", "Film", "three", eidr="10.5240/A"),
    ]

    assert short(merged(lines, kinds)) == {"work/b": "work/a", "work/c": "work/a"}


def test_the_projects_own_iri_is_kept_before_those_of_loaded_sources(kinds: Kinds) -> None:
    lines = [*FILM, *entity("work/b", "Film", "two", imdb="tt0000001")]

    assert short(merged(lines, kinds, own=["two"])) == {"work/a": "work/b"}


def test_a_judgement_says_which_iri_is_kept(kinds: Kinds, project: Project) -> None:
    lines = [
        *FILM,
        *entity("work/b", "Film", "two", imdb="tt0000001"),
        *entity("work/z", "Film", "three"),
    ]
    found = merged(lines, kinds, judgements(project, ("work/z", "same", "work/b")), own=["one"])

    assert short(found) == {"work/a": "work/z", "work/b": "work/z"}


def test_no_kept_iri_is_merged_itself(kinds: Kinds, project: Project) -> None:
    lines = [
        *entity("work/a", "Film", "one", imdb="tt0000001"),
        *entity("work/b", "Film", "two"),
        *entity("work/c", "Film", "three", imdb="tt0000001"),
        *entity("work/d", "Film", "four"),
    ]
    decided = judgements(project, ("work/b", "same", "work/a"), ("work/d", "same", "work/c"))
    found = short(merged(lines, kinds, decided))

    assert found == {"work/a": "work/b", "work/c": "work/b", "work/d": "work/b"}


def test_the_order_of_lines_changes_nothing(kinds: Kinds) -> None:
    lines = list(
        itertools.chain.from_iterable(
            entity(f"work/{name}", "Film", f"g{at % 3}", name, imdb=f"tt000000{at % 4}", wikidata=f"Q{at % 5}")
            for at, name in enumerate("abcdefghijkl")
        )
    )
    first = merged(lines, kinds)
    shuffled = list(lines)
    random.Random(7).shuffle(shuffled)
    second = merged(shuffled, kinds)

    assert (dict(first), first.names, list(first.findings)) == (dict(second), second.names, list(second.findings))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("work/a", "same", "work/nn"), "j.csv:2:judgedObject: nothing is known of this entity, did you mean work:n?"),
        (("person/p", "same", "organisation/o"), "j.csv:2:judgedObject: unlike kinds: mg:Person and mg:Organisation"),
        (("work/a", "same", "work/n"), "j.csv:2:judgedObject: the two have different wikidata: wd:Q1 and wd:Q2"),
    ],
)
def test_a_judgement_that_the_graph_contradicts_is_refused(
    given: tuple[str, str, str], expected: str, kinds: Kinds, project: Project
) -> None:
    lines = [
        *entity("work/a", "Film", "one", wikidata="Q1"),
        *entity("work/n", "Film", "two", wikidata="Q2"),
        *entity("person/p", "Person", "one"),
        *entity("organisation/o", "Organisation", "one"),
    ]
    with pytest.raises(DataError) as caught:
        merged(lines, kinds, judgements(project, given))

    (fault,) = caught.value.faults
    assert str(fault).startswith(expected)
    assert fault.accepted


def test_who_names_both_identifiers_may_say_that_they_are_of_one_thing(kinds: Kinds, project: Project) -> None:
    lines = [*entity("work/a", "Film", "one", wikidata="Q1"), *entity("work/n", "Film", "two", wikidata="Q2")]
    decided = judgements(project, ("work/a", "same", "work/n"), reason="Q2 is a double of Q1")

    assert short(merged(lines, kinds, decided)) == {"work/n": "work/a"}


def test_what_so_many_bear_identifies_nothing(kinds: Kinds) -> None:
    lines = [line for at in range(60) for line in entity(f"work/w{at}", "Film", f"g{at}", imdb="tt0000001")]
    found = merged(lines, kinds)

    assert short(found) == {}
    assert ["60 entities bear the identifier" in warning.message for warning in found.findings] == [True]


def test_statements_move_to_the_kept_iri_and_stay_in_their_graphs(kinds: Kinds) -> None:
    lines = [
        *FILM,
        *entity("work/b", "Film", "two", imdb="tt0000001"),
        quad("work/b", MG + "runtime", '"90 <x> y"', "two"),
        quad("source/s#credit", MG + "ofWork", f"<{ID}work/b>", "three"),
    ]
    found = list(rewrite(lines, merged(lines, kinds)))

    assert quad("work/a", MG + "runtime", '"90 <x> y"', "two") in found
    assert quad("source/s#credit", MG + "ofWork", f"<{ID}work/a>", "three") in found
    assert quad("work/b", MG + "mergedInto", f"<{ID}work/a>", "rule-identity") == found[-1]
    assert [line for line in found[:-1] if "work/b" in line] == []
    assert len(found) == len(lines) + 1


def test_a_judgement_keeps_the_iris_that_it_judged(kinds: Kinds, project: Project) -> None:
    said = [
        quad("judgement/1", MG + "judgedSubject", f"<{ID}person/a>", "judgements"),
        quad("judgement/1", MG + "judgedObject", f"<{ID}person/b>", "judgements"),
        quad("judgement/1", MG + "madeBy", f"<{ID}person/b>", "judgements"),
    ]
    lines = [*entity("person/a", "Person", "one"), *entity("person/b", "Person", "two"), *said]
    found = list(rewrite(lines, merged(lines, kinds, judgements(project, ("person/a", "same", "person/b")))))

    assert said[0] in found
    assert said[1] in found
    assert quad("judgement/1", MG + "madeBy", f"<{ID}person/a>", "judgements") in found


def test_another_name_in_a_language_becomes_a_variant(kinds: Kinds, project: Project) -> None:
    lines = [
        *entity("outlet/a", "Channel", "one", "CCTV9"),
        *entity("outlet/b", "Channel", "two", "CCTV-9"),
        quad("outlet/b", LABEL, '"央视九套"@zh', "two"),
        *entity("outlet/c", "Channel", "three", "CCTV9"),
        quad("outlet/c", LABEL, '"央视纪录"@zh', "three"),
    ]
    decided = judgements(project, ("outlet/a", "same", "outlet/b"), ("outlet/a", "same", "outlet/c"))
    found = list(rewrite(lines, merged(lines, kinds, decided)))

    assert quad("outlet/a", ALT, '"CCTV-9"@en', "two") in found
    assert quad("outlet/a", LABEL, '"CCTV9"@en', "three") in found
    assert quad("outlet/a", LABEL, '"央视九套"@zh', "two") in found
    assert quad("outlet/a", ALT, '"央视纪录"@zh', "three") in found


def test_without_the_judgement_the_lines_are_as_before(kinds: Kinds, project: Project) -> None:
    lines = [*entity("person/a", "Person", "one", "A"), *entity("person/b", "Person", "two", "B")]
    with_it = list(rewrite(lines, merged(lines, kinds, judgements(project, ("person/a", "same", "person/b")))))
    without = list(rewrite(lines, merged(lines, kinds)))

    assert with_it != lines
    assert without == lines


def test_places_of_the_merged_are_found_under_the_kept() -> None:
    found = list(rewrite_origins(["x\tf.csv\t2\t\n", "y\tg.csv\t3\t\n"], {"y": "x"}))

    assert found == ["x\tf.csv\t2\t\n", "x\tg.csv\t3\t\n"]
