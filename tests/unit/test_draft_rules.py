"""What the rules find in small texts of five languages, and what they must not claim."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest

from mediagraph.drafting import Article, Drafted, Drafter, Gazetteer, Languages
from mediagraph.drafting.article import paragraphs_of
from mediagraph.project import Project
from projects import ROOT

PROJECT = Project.find(ROOT)
CO_PRODUCTIONS = {
    "en": "The film “Harbour of Wind” was co-produced by Nordlys Pictures and Baltica Films in 2019.",
    "fr": "Le film « Le Port du vent » a été coproduit par Nordlys Productions et Baltica Films en 2019.",
    "ru": "Фильм «Гавань ветров» снят в 2019 году компаниями «Нордлис» и «Балтика» в копродукции с киностудией «Вал».",
    "zh": "纪录片《风之港》由广西广播电视台与柬埔寨国家电视台联合摄制，已于2019年播出。",
    "ja": "映画『風の港』は日本テレビとベトナムテレビションが共同製作した。",
}


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    return Gazetteer.of(PROJECT, ["data/articles/*"])


@lru_cache(maxsize=1)
def _drafter() -> Drafter:
    return Drafter(PROJECT, _gazetteer())


def _drafted(text: str, language: str, date: str = "2024-07-01") -> Drafted:
    article = Article("a-small-text", paragraphs_of(text), Languages(PROJECT.ontology)[language], date=date)
    return _drafter().draft(article)


def _nodes(text: str, language: str, type_: str, date: str = "2024-07-01") -> list[dict[str, Any]]:
    return [one.node for one in _drafted(text, language, date).proposals if one.node["type"] == type_]


def _names(text: str, language: str, *types: str) -> set[str]:
    return {name for type_ in types for node in _nodes(text, language, type_) for name in node["name"].values()}


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("en", "Kazakh and Sino-French media met in South Africa.", {"KZ", "CN", "FR", "ZA"}),
        (
            "fr",
            "Des médias kazakhs, la Chine et l'Afrique du Sud ; un accord franco-chinois.",
            {"KZ", "CN", "FR", "ZA"},
        ),
        ("ru", "Между Казахстаном и Южной Кореей, а также в российско-китайских фильмах.", {"KZ", "KR", "RU", "CN"}),
        ("zh", "中法两国与哈萨克斯坦的媒体", {"CN", "FR", "KZ"}),
        ("ja", "日仏共同製作はカザフスタンで", {"JP", "FR", "KZ"}),
    ],
)
def test_countries_are_found_by_names_adjectives_and_signs(language: str, text: str, codes: set[str]) -> None:
    found = {entity.id.partition(":")[2] for entity in _drafted(text, language).countries}

    assert codes == found


@pytest.mark.parametrize(
    ("language", "text", "title"),
    [
        ("en", 'The documentary "Salt and Rain" is new.', "Salt and Rain"),
        ("en", "The series “Salt and Rain,” is new.", "Salt and Rain"),
        ("fr", "Le documentaire « Le Sel et la Pluie » est nouveau.", "Le Sel et la Pluie"),
        ("ru", "Документальный фильм «Соль и дождь» готов.", "Соль и дождь"),
        ("zh", "纪录片《盐与雨》问世。", "盐与雨"),
        ("ja", "映画『塩と雨』が公開。", "塩と雨"),
        ("ja", "ドラマ「塩と雨」が放送。", "塩と雨"),
    ],
)
def test_titles_are_found_in_any_quotation_marks(language: str, text: str, title: str) -> None:
    assert _names(text, language, "Work", "Film", "Series") == {title}


def test_words_of_a_speaker_are_no_title() -> None:
    text = "“We have worked on this film for many years and are glad,” said director Anna Berg."

    assert _names(text, "en", "Work", "Film", "Series") == set()


def test_quoted_names_of_companies_are_no_titles() -> None:
    assert _names("Компания «Соль» и телеканал «Дождь» показали фильм «Ветер».", "ru", "Work", "Film") == {"Ветер"}


@pytest.mark.parametrize("language", sorted(CO_PRODUCTIONS))
def test_a_co_production_has_its_work_its_parties_and_its_evidence(language: str) -> None:
    (node,) = [
        one
        for one in _nodes(CO_PRODUCTIONS[language], language, "Cooperation")
        if one["cooperationKind"] == "co-production"
    ]

    assert node["cooperationOn"].startswith("work:")
    assert len(node["participation"]) >= 1
    assert node["evidence"] == "ast:p1"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Norway and Japan signed a co-production treaty in Oslo on 2 May 2024. The film “Salt” was not mentioned.",
        ),
        ("en", "The film “Salt” was screened in Paris by Baltica Films and Nordlys Pictures."),
        ("en", "The film “Salt” was produced by Nordlys Pictures and shown in France and Japan."),
        ("fr", "La France et le Liban ont signé un accord de coproduction. Le film « Sel » a été projeté à Paris."),
        ("ru", "Россия и Индия подписали соглашение о совместном производстве. Фильм «Соль» показали в Дели."),
        ("zh", "中国与法国签署合拍协议。影片《盐》在巴黎放映。"),
        ("ja", "日本とフランスは共同製作協定を締結した。映画『塩』はパリで上映された。"),
    ],
)
def test_treaties_showings_and_lone_producers_are_no_co_productions(language: str, text: str) -> None:
    kinds = {node["cooperationKind"] for node in _nodes(text, language, "Cooperation")}

    assert "co-production" not in kinds


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The film “Salt” will be co-produced by Nordlys Pictures and Baltica Films."),
        ("en", "The project “Salt”, a film in development, is co-produced by Nordlys Pictures and Baltica Films."),
        ("fr", "Le film « Sel » sera coproduit par Nordlys Productions et Baltica Films."),
        ("zh", "电影《盐》将由北京电影制片厂与巴黎电影公司联合摄制。"),
        ("ja", "映画『塩』は日本テレビとベトナムテレビションが共同製作する予定だ。"),
    ],
)
def test_what_is_planned_is_never_said_to_have_happened(language: str, text: str) -> None:
    statuses = {node["status"] for node in _nodes(text, language, "Cooperation")}

    assert statuses == {"planned"}


def test_a_date_after_the_article_makes_a_release_planned() -> None:
    text = "The film “Salt” premiered in Norway on 2 May 2024. It opens in cinemas in Japan on 3 September 2024."
    releases = {(node["releaseKind"], node["status"], node.get("date")) for node in _nodes(text, "en", "Release")}

    assert releases == {("premiere", "happened", "2024-05-02"), ("theatrical-release", "planned", "2024-09-03")}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Norway and Japan signed a co-production treaty on 2 May 2024."),
        ("fr", "La Norvège et le Japon ont signé un accord de coproduction le 2 mai 2024."),
        ("ru", "2 мая 2024 года Норвегия и Япония подписали соглашение о совместном производстве."),
    ],
)
def test_an_agreement_has_kind_parties_date_and_status(language: str, text: str) -> None:
    (node,) = _nodes(text, language, "Agreement")

    assert node["agreementKind"] == "co-production-agreement"
    assert (node["status"], node["date"]) == ("happened", "2024-05-02")
    assert {one["representing"] for one in node["participation"]} == {"country:JP", "country:NO"}


def test_an_agreement_that_is_negotiated_is_planned() -> None:
    (node,) = _nodes("Norway and Japan are negotiating a co-production treaty.", "en", "Agreement")

    assert node["status"] == "planned"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The film “Salt” marks the 50th anniversary of diplomatic relations between Norway and Japan."),
        ("en", "Norway and Japan mark the fiftieth anniversary of the establishment of diplomatic relations."),
        ("fr", "La Norvège et le Japon célèbrent le 50e anniversaire de leurs relations diplomatiques."),
        ("ru", "Норвегия и Япония отмечают 50-летие установления дипломатических отношений."),
        ("zh", "今年是日本与挪威建交50周年。"),
        ("zh", "今年是日本与挪威建交五十周年。"),
        ("ja", "日本とノルウェーの国交樹立50周年を記念する。"),
    ],
)
def test_anniversaries_of_relations_are_found(language: str, text: str) -> None:
    (occasion,) = _nodes(text, language, "Anniversary")
    (change,) = _nodes(text, language, "RelationChange")

    assert (occasion["ordinal"], occasion["commemorates"]) == (50, change["id"])
    assert (change["changeOf"], change["date"]) == ("relation:JP-NO", "1974")


def test_anniversaries_recall_other_events_too() -> None:
    (occasion,) = _nodes("The event marked the 80th anniversary of the Battle of the Straits.", "en", "Anniversary")
    (event,) = _nodes("The event marked the 80th anniversary of the Battle of the Straits.", "en", "HistoricalEvent")

    assert (occasion["ordinal"], occasion["commemorates"]) == (80, event["id"])
    assert event["name"] == {"en": "Battle of the Straits"}


def test_people_get_the_office_that_the_text_gives_them() -> None:
    text = "Nordlys Television president Anna Berg spoke. Jon Dahl, director of Nordlys Television, added a word."
    titles = {(node["holder"], node["positionTitle"]["en"]) for node in _nodes(text, "en", "Position")}

    assert ("person:anna-berg", "president") in titles
    assert ("person:jon-dahl") in {holder for holder, _ in titles}


def test_names_are_put_in_the_nominative() -> None:
    text = "Об этом рассказал министр культуры Андрей Петров. Встречу с Анной Ивановой провели позже."

    assert "Андрей Петров" in _names(text, "ru", "Person")


def test_figures_have_bound_and_unit() -> None:
    text = "Nordlys Television was seen by more than 1.5 million viewers in up to thirty countries."
    figures = {(node["value"], node["bound"], node["unit"]) for node in _nodes(text, "en", "Figure")}

    assert figures == {(1500000, "more-than", "viewers"), (30, "at-most", "countries")}


def test_figures_with_a_fraction_are_written_as_decimals() -> None:
    (figure,) = _nodes("Nordlys Television holds 21.5 percent of it.", "en", "Figure")

    assert (figure["value"], figure["unit"]) == ("21.5", "percent")


def test_remarks_have_a_speaker_and_no_words() -> None:
    (node,) = _nodes("President Anna Berg said that films bring people together.", "en", "Remark")

    assert node["speaker"] == "person:anna-berg"
    assert not {"name", "text"} & set(node)


def test_every_mark_shows_the_characters_that_it_rests_on() -> None:
    text = CO_PRODUCTIONS["en"] + "\n\nNorway and Japan signed a memorandum of understanding on 2 May 2024."
    draft = _drafted(text, "en")

    for proposal in draft.proposals:
        for mark in proposal.marks:
            line = draft.article.paragraphs[mark.span.paragraph - 1]
            assert 0 <= mark.span.start < mark.span.end <= len(line)
            assert 0 < mark.confidence <= 1
    (work,) = [one for one in draft.proposals if one.node["type"] == "Film"]
    assert draft.article.text(work.marks[0].span) == "Harbour of Wind"


def test_unlike_things_of_one_name_stay_apart() -> None:
    # two sources of the project have a body of this name, and nothing in the text says which is meant
    known = {one.id for one in _gazetteer().find("The Walt Disney Company")}
    (proposal,) = [one for one in _drafted("It met The Walt Disney Company in brief.", "en").proposals if one.alike]

    assert len(known) > 1
    assert set(proposal.alike) == known
    assert proposal.node["id"] not in known


def test_a_name_of_the_graph_is_linked() -> None:
    text = "The film was made by Walt Disney Animation Studios."
    (node,) = _nodes(text, "en", "Organisation")

    assert node["id"] == _gazetteer().find("Walt Disney Animation Studios", ["organisation"])[0].id


def test_a_draft_of_one_text_is_always_the_same() -> None:
    first, second = (_drafted(CO_PRODUCTIONS["zh"], "zh") for _ in range(2))

    assert [one.node for one in first.proposals] == [one.node for one in second.proposals]
