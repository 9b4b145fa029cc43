"""What rules leave out, or give to nobody, where a text is likely to mean something else."""

from __future__ import annotations

from functools import lru_cache

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
            {names.get(part.get("agent"), "") for part in one.node["participation"]},
        )
        for one in drafted.proposals
        if one.node["type"] == "Cooperation" and one.node["cooperationKind"] == "co-production"
    }


def _speakers(text: str) -> list[str]:
    drafted = _drafted(text)
    names = _names(drafted)
    return [names[one.node["speaker"]] for one in drafted.proposals if one.node["type"] == "Remark"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Two were backed: How to Keep a Secret Garden, produced by Nordlys Films.", "How to Keep a Secret Garden"),
        ("The feature film Where Is Winter? by Anna Lindqvist was shown.", "Where Is Winter?"),
        ("The new film No Woman's Harbour opens today.", "No Woman's Harbour"),
        ("The film ‘Let’s Go Sailing’ was shown.", "Let’s Go Sailing"),
        ("He made the film Anna Maria Lindqvist’s The Salt Road (Norway).", "The Salt Road"),
    ],
)  # fmt: skip
def test_a_title_is_neither_cut_short_nor_drawn_out(text: str, title: str) -> None:
    assert _titles(text) == {title}


def test_two_titles_that_are_told_as_two_are_two() -> None:
    assert _titles("The company made two series titled Winter Salt and Night Harbour.") == {
        "Winter Salt",
        "Night Harbour",
    }


def test_a_title_and_its_longer_form_are_one_work() -> None:
    assert len(_titles("The film “Salt Road” opens. The series “Salt Road: A Long Journey” is its name.")) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The film was shown at the festival “Night Harbour” in May."),
        ("en", "It was told by Anna Lindqvist, an actor aka “Saltie” of the soap."),
        ("en", "Salt Road (SR) is a funding programme for broadcasters."),
        ("fr", "Le film a été montré au festival “Port de nuit” en mai."),
        ("fr", "Le producteur de film, Jean Dupuis, est venu."),
        ("fr", "Un drame du réalisateur Jean Dupuis, produit par Nordlys Films."),
    ],
)
def test_what_is_no_title_is_none(language: str, text: str) -> None:
    assert not _titles(text, language) - {""}


def test_producers_of_the_next_title_are_not_given_to_the_one_before() -> None:
    found = _roles("The series “Winter Salt” was made; and Grand Borealis Harbour Nights, produced by Aurora Films.")
    assert not [one for one in found if one[0] == "Winter Salt"]


def test_her_next_film_is_not_the_one_before() -> None:
    text = "Anna Lindqvist made the film “Winter Salt”.\nHer next film began shooting.\nIt is produced by Aurora Films."
    assert not _roles(text)


def test_who_is_named_before_an_owner_that_is_a_body_did_not_direct() -> None:
    text = "Two films are “Winter Salt” by Anna Lindqvist and AuroraFilms’ “Night Harbour”."
    assert not [one for one in _roles(text) if one[0] == "Night Harbour"]


def test_producers_of_two_countries_make_a_planned_co_production() -> None:
    text = "The series “Winter Salt” was produced by Norway's Nordlys Films and Denmark's Aurora Pictures."
    assert _joint(text) == {"Winter Salt": ("planned", {"Nordlys Films", "Aurora Pictures"})}


@pytest.mark.parametrize(
    "text",
    [
        "The series “Winter Salt” was produced by Norway's Nordlys Films.",
        "The series “Winter Salt” was produced by Norway's Nordlys Films and Norway's Aurora Pictures.",
        "The series “Winter Salt” was produced by Nordlys Films and Aurora Pictures.",
    ],
)
def test_producers_of_one_country_make_no_co_production(text: str) -> None:
    assert not _joint(text)


def test_a_name_that_nothing_told_of_speaks_for_itself() -> None:
    text = "“Director Anna Lindqvist’s film was hard work,” notes Bergdahl, a producer. She came with Anna Lindqvist."
    assert "Anna Lindqvist" not in _speakers(text)


def test_he_is_not_who_spoke_before_somebody_unknown() -> None:
    text = "Producer Anna Lindqvist came.\nBergdahl said it was cold.\n“It will be warm,” he added."
    assert not _speakers(text)


def test_a_first_name_before_another_family_name_is_that_of_somebody_else() -> None:
    text = "Director Anna Lindqvist made the film “Winter Salt”. The film was edited by Anna Moe."
    assert ("Winter Salt", "creative-team", "Anna Moe") in _roles(text)
    assert ("Winter Salt", "creative-team", "Anna Lindqvist") not in _roles(text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The film “Winter Salt” premieres today in Oslo."),
        ("fr", "Le film « Sel d’hiver » sort aujourd’hui en salles."),
        ("ja", "映画「冬の塩」は7月1日、東京でプレミア上映される。"),
        ("ru", "Фильм «Зимняя соль» выходит в прокат сегодня."),
        ("zh", "电影《冬盐》今天上映。"),
    ],
)
def test_what_is_shown_on_the_day_of_the_report_may_be_still_to_come(language: str, text: str) -> None:
    releases = [one.node for one in _drafted(text, language).proposals if one.node["type"] == "Release"]
    assert not [one for one in releases if one["status"] == "happened"]


def test_a_showing_of_that_day_in_the_past_tense_has_happened() -> None:
    releases = [
        one.node
        for one in _drafted("The film “Winter Salt” was screened today in Oslo.").proposals
        if one.node["type"] == "Release"
    ]
    assert [one["status"] for one in releases] == ["happened"]
