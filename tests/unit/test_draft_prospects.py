"""Agreements that are only talked of beside one that was signed: who has signed nothing is no party of it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest

from mediagraph.drafting import Article, Drafter, Gazetteer, Languages
from mediagraph.drafting.article import paragraphs_of
from mediagraph.project import Project
from projects import ROOT

PROJECT = Project.find(ROOT)


@lru_cache(maxsize=1)
def _drafter() -> Drafter:
    return Drafter(PROJECT, Gazetteer.of(PROJECT, ["data/articles/*"]))


def _agreements(text: str, language: str) -> list[tuple[str, str]]:
    """Return the status of each agreement with all that its record names."""
    article = Article("a-small-text", paragraphs_of(text), Languages(PROJECT.ontology)[language], date="2024-07-20")
    proposals = _drafter().draft(article).proposals
    names: dict[str, Any] = {
        one.node["id"]: next(iter(one.node["name"].values()))
        for one in proposals
        if isinstance(one.node.get("name"), dict)
    }
    return [
        (
            one.node["status"],
            " ".join(str(names.get(part.get("agent"), part)) for part in one.node.get("participation", [])),
        )
        for one in proposals
        if one.node["type"] == "Agreement"
    ]


SIGNED_AND_TALKS = [
    (
        "en",
        (
            "On 3 May Nordlys Television signed a cooperation agreement with Aurora Broadcasting, and began talks on "
            "signing an agreement with Borealis Media."
        ),
        "Aurora",
        "Borealis",
    ),
    (
        "en",
        (
            "On 3 May Nordlys Television signed a cooperation agreement with Aurora Broadcasting, which paves the way "
            "for one with Borealis Media."
        ),
        "Aurora",
        "Borealis",
    ),
    (
        "en",
        (
            "On 3 May Nordlys Television signed a cooperation agreement with Aurora Broadcasting and hopes to sign "
            "another with Borealis Media."
        ),
        "Aurora",
        "Borealis",
    ),
    (
        "fr",
        (
            "Le 3 mai, Nordlys Télévision a signé un accord de coopération avec Aurora Télévision, et a entamé des "
            "discussions avec Boréale Médias."
        ),
        "Aurora",
        "Boréale",
    ),
    (
        "zh",
        "5月3日，北光电视台与晨星电视台签署合作协议，并与海风电视台就签署协议展开磋商。",
        "晨星",
        "海风",
    ),
    (
        "ja",
        "5月3日、北光テレビと暁星テレビは協力協定を締結し、海風テレビとは締結に向けた交渉を始めた。",
        "暁星",
        "海風",
    ),
    (
        "ru",
        (
            "3 мая телеканал «Северный свет» и телеканал «Аврора» подписали соглашение о сотрудничестве, а с "
            "телеканалом «Борей» начались переговоры о подписании."
        ),
        "Аврора",
        "Борей",
    ),
]


@pytest.mark.parametrize(("language", "text", "signed", "talked"), SIGNED_AND_TALKS)
def test_who_is_only_talked_with_has_signed_nothing(language: str, text: str, signed: str, talked: str) -> None:
    found = _agreements(text, language)
    assert not [parties for status, parties in found if status == "happened" and talked in parties]
    assert all(signed in parties for status, parties in found if status == "happened")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "On 3 May Nordlys Television and Aurora Broadcasting opened talks on signing a cooperation agreement.",
        ),
        (
            "en",
            (
                "On 3 May Nordlys Television and Aurora Broadcasting signed a text that will be the basis for the "
                "signing of a co-production agreement."
            ),
        ),
        (
            "en",
            (
                "The letter that Nordlys Television and Aurora Broadcasting signed on 3 May lays the foundation for a "
                "co-production treaty."
            ),
        ),
        (
            "fr",
            (
                "Le texte que Nordlys Télévision et Aurora Télévision ont signé le 3 mai servira de base à un accord "
                "de coproduction."
            ),
        ),
        ("zh", "5月3日，北光电视台与晨星电视台就签署合作协议进行会商。"),
        ("ja", "5月3日、北光テレビと暁星テレビは協力協定の締結に向けた協議を始めた。"),
        (
            "ru",
            (
                "3 мая телеканал «Северный свет» и телеканал «Аврора» начали переговоры о подписании соглашения о "
                "сотрудничестве."
            ),
        ),
    ],
)
def test_an_agreement_that_is_on_the_way_is_planned(language: str, text: str) -> None:
    assert not [one for one in _agreements(text, language) if one[0] == "happened"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "On 3 May, after long talks, Nordlys Television and Aurora Broadcasting signed a cooperation agreement.",
        ),
        ("fr", "Le 3 mai, après de longs débats, Nordlys Télévision a signé un accord de coopération avec Aurora TV."),
        ("zh", "5月3日，北光电视台与晨星电视台签署了合作协议。"),
        ("ja", "5月3日、北光テレビと暁星テレビは協力協定を締結した。"),
        ("ru", "3 мая телеканал «Северный свет» и телеканал «Аврора» подписали соглашение о сотрудничестве."),
    ],
)
def test_talks_that_came_before_take_nothing_back(language: str, text: str) -> None:
    assert [one[0] for one in _agreements(text, language)] == ["happened"]
