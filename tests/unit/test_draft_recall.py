"""What rules find in texts without marks and lists of credits, and what they leave out or call planned there."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest

from mediagraph.drafting import Article, Drafted, Drafter, Gazetteer, Languages
from mediagraph.drafting.article import paragraphs_of
from mediagraph.project import Project
from projects import ROOT

PROJECT = Project.find(ROOT)
WORKS = {"Work", "Film", "Series"}


@lru_cache(maxsize=1)
def _drafter() -> Drafter:
    return Drafter(PROJECT, Gazetteer.of(PROJECT, ["data/articles/*"]))


def _drafted(text: str, language: str = "en") -> Drafted:
    article = Article("a-small-text", paragraphs_of(text), Languages(PROJECT.ontology)[language], date="2024-07-01")
    return _drafter().draft(article)


def _nodes(text: str, type_: str, language: str = "en") -> list[dict[str, Any]]:
    return [one.node for one in _drafted(text, language).proposals if one.node["type"] == type_]


def _names(drafted: Drafted) -> dict[str, str]:
    return {
        one.node["id"]: next(iter(one.node["name"].values()))
        for one in drafted.proposals
        if isinstance(one.node.get("name"), dict)
    }


def _titles(text: str, language: str = "en") -> set[str]:
    drafted = _drafted(text, language)
    names = _names(drafted)
    return {names[one.node["id"]] for one in drafted.proposals if one.node["type"] in WORKS}


def _roles(text: str, language: str = "en") -> set[tuple[str, str, str]]:
    drafted = _drafted(text, language)
    names = _names(drafted)
    return {
        (names[one.node["id"]], part["role"], names[part["agent"]])
        for one in drafted.proposals
        if one.node["type"] in WORKS
        for part in one.node.get("participation", [])
    }


def _joint(text: str, language: str = "en") -> dict[str, tuple[str, set[str]]]:
    drafted = _drafted(text, language)
    names = _names(drafted)
    return {
        names[one.node["cooperationOn"]]: (
            one.node["status"],
            {names.get(part.get("agent"), part.get("representing", "")) for part in one.node["participation"]},
        )
        for one in drafted.proposals
        if one.node["type"] == "Cooperation" and one.node["cooperationKind"] == "co-production"
    }


@pytest.mark.parametrize(
    ("language", "text", "title"),
    [
        ("en", "A screening of Anna Lindqvist’s Winter Salt opens the week of films.", "Winter Salt"),
        ("en", "The film stars Anna Lindqvist (Winter Salt) and others.", "Winter Salt"),
        ("en", "Winter Salt (6x60’) is new.", "Winter Salt"),
        ("en", "Winter Salt (working title) is new.", "Winter Salt"),
        ("en", "Winter Salt is a dark comedy about a lighthouse.", "Winter Salt"),
        ("en", "The winner is Winter Salt, by Norwegian filmmaker Anna Lindqvist.", "Winter Salt"),
        ("en", "They will make a new nature series, Winter Salt.", "Winter Salt"),
        ("en", "Winter Salt will premiere on Friday.", "Winter Salt"),
        ("fr", "Le prix va à Sel d’hiver d’Anna Lindqvist (Norvège).", "Sel d’hiver"),
    ],
)
def test_titles_without_marks_are_told_by_what_stands_beside_them(language: str, text: str, title: str) -> None:
    assert title in _titles(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "Anna Lindqvist (Norway) and Bo Ek (Nordlys Pictures) met directors.",
        "Norway’s Nordlys Pictures and Sweden’s Baltica Films discussed a film.",
        "Additionally, the series was shown.",
        "In the story, journalist Erik Dahl (Jonas Moen) directed a newspaper; the main character is a fisherman.",
    ],
)
def test_countries_companies_players_and_common_words_are_no_titles(text: str) -> None:
    assert _titles(text) == set()


CREDITS = """\
The fund has selected projects for support
Winter Salt
Director: Anna Lindqvist
Producers: Nordlys Pictures
Co-producers: Baltica Films, Tideland Productions
Summer Rain
Director: Bo Ek
Writer & director: Eva Holm
"""


def test_lists_of_credits_give_works_their_makers() -> None:
    roles = _roles(CREDITS)

    assert ("Winter Salt", "director", "Anna Lindqvist") in roles
    assert {("Summer Rain", "director", "Eva Holm"), ("Summer Rain", "screenwriter", "Eva Holm")} <= roles
    assert not any(work == "Summer Rain" and who == "Anna Lindqvist" for work, _, who in roles)


def test_co_producers_of_a_list_make_a_co_production_that_is_planned() -> None:
    assert _joint(CREDITS) == {
        "Winter Salt": ("planned", {"Nordlys Pictures", "Baltica Films", "Tideland Productions"})
    }


def test_credits_in_one_line_are_those_of_the_title_at_its_head() -> None:
    text = "Sel d’hiver (drame) – Scénarisation : Anna Lindqvist – Réalisation : Eva Holm – Production : Nordlys"

    assert {("Sel d’hiver", "screenwriter", "Anna Lindqvist"), ("Sel d’hiver", "director", "Eva Holm")} <= _roles(
        text, "fr"
    )


def test_a_lone_producer_of_a_list_is_no_co_production() -> None:
    assert _joint("Winter Salt\nDirector: Anna Lindqvist\nProducer: Nordlys Pictures") == {}


@pytest.mark.parametrize(
    ("heading", "joint"),
    [("Selected co-productions:", {"Winter Salt", "Summer Rain"}), ("Films in competition:", set())],
)
def test_only_what_a_heading_calls_co_productions_is_one_by_its_countries(heading: str, joint: set[str]) -> None:
    text = f"{heading}\n• “Winter Salt” by Anna Lindqvist (Norway, Japan)\n• “Summer Rain” by Bo Ek (France, Chile)"

    assert set(_joint(text)) == joint


@pytest.mark.parametrize(
    ("language", "text", "role"),
    [
        ("en", "The jury praised Anna Lindqvist’s film “Winter Salt”.", "director"),
        ("en", "The firm bought “Winter Salt,” the debut feature from Norwegian director Anna Lindqvist.", "director"),
        ("en", "Anna Lindqvist, director of the film “Winter Salt”, was there.", "director"),
        ("en", "“Winter Salt” is a film. The main characters are portrayed by Anna Lindqvist.", "cast-member"),
        ("fr", "Le jury a vu le film « Winter Salt » de la réalisatrice Anna Lindqvist.", "director"),
    ],
)
def test_roles_are_read_around_a_title(language: str, text: str, role: str) -> None:
    assert ("Winter Salt", role, "Anna Lindqvist") in _roles(text, language)


def test_whose_earlier_works_are_named_is_not_what_the_text_speaks_of() -> None:
    text = (
        "The fund supports a new story by Anna Lindqvist, director of the film “Winter Salt”. "
        "The film is co-produced by Nordlys Pictures and Baltica Films."
    )

    assert _joint(text) == {}


def test_a_film_that_is_named_later_is_not_meant_before() -> None:
    text = (
        "The drama is produced by Nordlys Pictures in co-production with Baltica Films.\n"
        "Another project is the film “Winter Salt”."
    )

    assert _joint(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "The film “Winter Salt” is produced by Nordlys Pictures in co-production with Baltica Films.",
        "The agency invested in the film “Winter Salt”, which was co-produced by Nordlys Pictures and Baltica Films.",
    ],
)
def test_present_tense_and_grants_make_no_co_production_happen(text: str) -> None:
    assert {status for status, _ in _joint(text).values()} == {"planned"}


def test_a_release_does_not_happen_because_the_work_was_produced() -> None:
    text = "The series “Winter Salt”, produced and completed by Nordlys Pictures, is to air on Channel One."

    assert {node["status"] for node in _nodes(text, "Release")} == {"planned"}


def test_what_is_agreed_on_is_planned() -> None:
    text = "On Monday the broadcasters NRK and TVNZ agreed on joint broadcasts and held talks."

    assert {node["status"] for node in _nodes(text, "Cooperation")} <= {"planned"}


def test_rights_that_were_acquired_are_distribution_and_no_co_production() -> None:
    nodes = _nodes("The film “Winter Salt” was acquired by Nordlys Distribution for Japan.", "Cooperation")

    assert [node["cooperationKind"] for node in nodes] == ["distribution"]


def test_a_memorandum_on_news_is_an_agreement_on_content_with_its_signing() -> None:
    text = (
        "The Norse News Agency and the Baltic News Agency signed a memorandum on the exchange of news in Oslo on "
        "2 May 2024.\nThe memorandum was signed by director Anna Lindqvist and chairman Bo Ek."
    )
    drafted = [one.node for one in _drafted(text).proposals]
    (agreement,) = [node for node in drafted if node["type"] == "Agreement"]
    signings = [node for node in drafted if node.get("eventKind") == "signing-ceremony"]

    assert agreement["agreementKind"] == "content-agreement"
    assert [node["date"] for node in signings] == ["2024-05-02"]


def test_an_agreement_that_is_still_to_be_signed_has_no_signing() -> None:
    text = "The Norse News Agency and the Baltic News Agency will sign a memorandum in Oslo on 2 August 2024."

    assert not [one for one in _nodes(text, "Event") if one.get("eventKind") == "signing-ceremony"]


def test_initiatives_with_a_name_are_undertakings_and_no_organisations() -> None:
    drafted = _drafted("It is part of the Fjord Lantern Residency and of the Tideland Tales initiative.")
    kinds = {next(iter(one.node["name"].values())): one.node["type"] for one in drafted.proposals[1:]}

    assert kinds == {"Fjord Lantern Residency": "Initiative", "Tideland Tales initiative": "Initiative"}


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("The series “Winter Salt” (8 x 45’) is new.", {(8, "episodes"), (45, "minutes")}),
        ("The six-part series “Winter Salt” is new.", {(6, "episodes")}),
        ("The film “Winter Salt” is shown in 1920x1080.", set()),
    ],
)
def test_lengths_are_figures_of_the_work(text: str, figures: set[tuple[int, str]]) -> None:
    assert {(node["value"], node["unit"]) for node in _nodes(text, "Figure")} == figures


def test_speakers_stand_behind_the_word_of_speech_and_their_office() -> None:
    text = "“We are glad to make films,” said Nordlys Pictures managing director Anna Lindqvist."
    drafted = _drafted(text)
    (remark,) = [one.node for one in drafted.proposals if one.node["type"] == "Remark"]

    assert _names(drafted)[remark["speaker"]] == "Anna Lindqvist"


def test_who_gives_to_the_projects_of_a_list_funds_each() -> None:
    text = f"The Norse Film Fund has selected two projects for support.\n{CREDITS.split(chr(10), 1)[1]}"

    assert {work for work, role, who in _roles(text) if role == "funder" and who == "Norse Film Fund"} == {
        "Winter Salt",
        "Summer Rain",
    }
