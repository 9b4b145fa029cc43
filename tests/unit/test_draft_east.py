"""What the rules find in small texts in Chinese, Japanese and Russian, and what they must not claim."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest

from mediagraph.drafting import Article, Drafted, Drafter, Gazetteer, Languages
from mediagraph.drafting.article import paragraphs_of
from mediagraph.drafting.spellings import spellings
from mediagraph.project import Project
from projects import ROOT

PROJECT = Project.find(ROOT)


@lru_cache(maxsize=1)
def _drafter() -> Drafter:
    return Drafter(PROJECT, Gazetteer.of(PROJECT, ["data/articles/*"]))


def _drafted(text: str, language: str, date: str = "2024-07-01") -> Drafted:
    article = Article("a-small-text", paragraphs_of(text), Languages(PROJECT.ontology)[language], date=date)
    return _drafter().draft(article)


def _nodes(text: str, language: str, *types: str, date: str = "2024-07-01") -> list[dict[str, Any]]:
    return [one.node for one in _drafted(text, language, date).proposals if one.node["type"] in types]


def _names(text: str, language: str, *types: str) -> set[str]:
    return {name for node in _nodes(text, language, *types) for name in node["name"].values()}


def _roles(text: str, language: str) -> set[tuple[str, str]]:
    drafted = _drafted(text, language)
    names = {one.node["id"]: next(iter(one.node["name"].values())) for one in drafted.proposals if "name" in one.node}
    works = [one.node for one in drafted.proposals if one.node["id"].startswith("work:")]
    return {(names[part["agent"]], part["role"]) for node in works for part in node.get("participation", ())}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "纪录片《盐与雨》法国播出发布会5月2日在巴黎举行。"),
        ("zh", "北京电影制片厂与巴黎电影公司就纪录片《盐与雨》在法国电视台播出等项目签署了合作协议。"),
        ("zh", "两国电视台台长出席了纪录片《盐与雨》的开播仪式。"),
        ("ja", "日本テレビとベトナムテレビションが共同制作したドラマ「塩と雨」が、両国で放送開始される。"),
        ("ja", "日本テレビはドラマ「塩と雨」の放送権を獲得した。"),
        ("ru", "Стороны подписали договор о показе фильма «Соль и дождь» на телеканале «Ветер»."),
        ("ru", "Премьера фильма «Соль и дождь» состоится в Минске. Фестиваль был открыт вчера."),
    ],
)
def test_a_showing_that_is_agreed_or_presented_has_not_happened(language: str, text: str) -> None:
    statuses = {node["status"] for node in _nodes(text, language, "Release")}

    assert statuses <= {"planned"}


def test_a_day_of_the_month_in_which_the_article_was_written_is_not_past() -> None:
    text = "日本テレビが制作したドラマ「塩と雨」は5月16日より放送が始まった年の話題作だ。"

    (release,) = _nodes(text, "ja", "Release", date="2020-05")

    assert (release["date"], release["status"]) == ("2020-05-16", "planned")


def test_words_of_a_title_neither_deny_nor_plan() -> None:
    text = "由北京电影制片厂与巴黎电影公司联合制作的纪录片《不能忘记的未来》已于2023年在法国播出。"

    (cooperation,) = _nodes(text, "zh", "Cooperation")
    (release,) = _nodes(text, "zh", "Release")

    assert cooperation["status"] == release["status"] == "happened"


def test_traditional_characters_are_read_with_the_same_phrases() -> None:
    text = "紀錄片《鹽與雨》由北京電影製片廠與巴黎電影公司聯合攝製，導演陳大文表示，該片已於2023年在法國播出。"

    assert _names(text, "zh", "Organisation") >= {"北京電影製片廠", "巴黎電影公司"}
    assert _names(text, "zh", "Person") == {"陳大文"}
    assert [node["cooperationKind"] for node in _nodes(text, "zh", "Cooperation")] == ["co-production"]


def test_spellings_keep_what_both_scripts_have() -> None:
    assert spellings("电台", {"电": "電", "台": "台臺"}) == ["电台", "電台", "電臺"]
    assert spellings("合作", {"电": "電"}) == ["合作"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "日本とベトナムの合作映画「塩と雨」が公開された。"),
        ("zh", "首部中国与越南合拍电影《盐与雨》上映了。"),
        ("ru", "В Ханое показали первый совместный российско-вьетнамский фильм «Соль и дождь»."),
    ],
)
def test_a_work_that_is_called_joint_is_made_by_the_two_countries(language: str, text: str) -> None:
    (cooperation,) = _nodes(text, language, "Cooperation")

    assert cooperation["cooperationKind"] == "co-production"
    assert len({part["representing"] for part in cooperation["participation"]}) == 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Новый российско-вьетнамский фильм «Соль и дождь» показали в Ханое."),
        ("ru", "Две компании из России и Вьетнама совместно показали фильм «Соль и дождь»."),
        ("zh", "中国与越南签署关于合作摄制电影的协议，影片《盐与雨》在河内放映。"),
        ("ja", "日本とベトナムは合作協定を結んだ。映画「塩と雨」はハノイで上映された。"),
    ],
)
def test_two_countries_beside_a_film_make_no_co_production(language: str, text: str) -> None:
    kinds = {node["cooperationKind"] for node in _nodes(text, language, "Cooperation")}

    assert "co-production" not in kinds


def test_bodies_stand_for_the_countries_of_a_co_production() -> None:
    text = "中越合拍纪录片《盐与雨》上映了。《盐与雨》由北京电影制片厂与河内电影公司联合摄制。"

    (cooperation,) = _nodes(text, "zh", "Cooperation")

    assert all("agent" in part for part in cooperation["participation"])
    assert len(cooperation["participation"]) == 2


def test_roles_are_read_from_topics_far_before_the_name() -> None:
    text = (
        "ドラマ「塩と雨」が放送された。\n\n"
        "主演は建設チームの一員を演じる日本人女優の山田花子さん。演出は日本テレビの佐藤健一氏、音楽は高橋次郎氏。"
    )

    assert _roles(text, "ja") == {("山田花子", "cast-member"), ("佐藤健一", "director"), ("高橋次郎", "composer")}


def test_a_title_behind_who_plays_in_it_is_one() -> None:
    text = "山田花子主演「塩と雨」の佐藤健一監督が登壇した。"

    assert _roles(text, "ja") == {("山田花子", "cast-member"), ("佐藤健一", "director")}


def test_who_only_attended_has_no_role_in_a_work() -> None:
    assert _roles("ドラマ「塩と雨」の会見には山田花子、佐藤健一らが顔をそろえた。", "ja") == set()


@pytest.mark.parametrize(
    ("language", "text", "name", "other"),
    [
        ("zh", "导演余大文(Anna Wen Berg)执导了影片《盐》。", "余大文", "Anna Wen Berg"),
        ("ru", "Студия показала фильм «Соль» (Salt of Winter).", "Соль", "Salt of Winter"),
        ("ja", "映画「塩」は国際映像振興協会(以下、コクエイ)が助成した。", "国際映像振興協会", "コクエイ"),
    ],
)
def test_a_second_name_in_brackets_is_one_of_the_same_thing(language: str, text: str, name: str, other: str) -> None:
    nodes = [one.node for one in _drafted(text, language).proposals if name in one.node.get("name", {}).values()]

    assert other in nodes[0]["variantName"].values()


def test_a_country_in_brackets_is_no_second_name() -> None:
    nodes = _nodes("Фильм «Соль» (Россия) показали в Минске.", "ru", "Film")

    assert all("variantName" not in node for node in nodes)


def test_a_film_week_of_one_country_in_another_shows_its_films() -> None:
    text = "В индийском Мумбаи прошли Дни российского кино."

    (cooperation,) = _nodes(text, "ru", "Cooperation")

    assert cooperation["cooperationKind"] == "festival-screening"

    assert {part["representing"] for part in cooperation["participation"]} == {"country:IN", "country:RU"}


def test_a_festival_of_all_countries_is_no_film_week() -> None:
    assert _nodes("В Мумбаи прошел Международный кинофестиваль «Соль».", "ru", "Cooperation") == []


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("zh", "5月2日，纪录片《盐与雨》首映式在巴黎举行。", "premiere-event"),
        ("zh", "5月2日，两台在内罗毕举行签约仪式。", "signing-ceremony"),
        ("ja", "2024年5月2日、ドラマ「塩と雨」の制作発表会見がハノイで行われた。", "press-conference"),
    ],
)
def test_a_ceremony_with_a_town_is_an_event(language: str, text: str, kind: str) -> None:
    (event,) = _nodes(text, language, "Event")

    assert event["eventKind"] == kind
    assert event["inPlace"].startswith("place:")
    assert event["date"] == "2024-05-02"


def test_a_year_and_an_anniversary_are_no_festivals() -> None:
    assert _names("今年是中法建交60周年，2024年两国关系继续发展。", "zh", "Event", "Festival") == set()


def test_russian_names_take_the_adjectives_before_them_and_agree_with_them() -> None:
    text = "Об этом сообщили в Национальном информационном агентстве Таджикистана «Ветер»."

    assert _names(text, "ru", "Organisation") == {"Национальное информационное агентство Таджикистана «Ветер»"}


def test_who_heads_a_body_is_no_part_of_its_name() -> None:
    text = "Документ подписал директор Агентства кино Иван Петров, а также посол Ирана в России Казем Джалали."

    assert _names(text, "ru", "Organisation") == {"Агентство кино"}
    assert _names(text, "ru", "Person") == {"Иван Петров", "Казем Джалали"}


def test_a_title_in_another_case_is_the_same_work() -> None:
    text = "Фильм «Композитор» готов. На днях состоится премьера «Композитора»."

    assert _names(text, "ru", "Film", "Work") == {"Композитор"}


def test_a_name_that_ends_in_quotation_marks_of_its_own_is_one_title() -> None:
    assert _names("Состоялась премьера фильма «Операция «Ветер».", "ru", "Film", "Work") == {"Операция «Ветер»"}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("局长毛大羽在致辞中表示，合作很重要。", "person:"),
        ("据广西广播电视台17日介绍，双方将合作。", "organisation:"),
        ("意大利经济部副部长Anna Berg表示，合作很重要。", "person:anna-berg"),
    ],
)
def test_who_speaks_is_a_person_or_a_body(text: str, speaker: str) -> None:
    (remark,) = _nodes(text, "zh", "Remark")

    assert remark["speaker"].startswith(speaker)


def test_a_verb_behind_a_name_is_no_part_of_it() -> None:
    assert _names("总裁钱大锋说，合作很好。局长毛羽在致辞中表示支持。", "zh", "Person") == {"钱大锋", "毛羽"}


def test_an_agreement_of_countries_and_that_of_their_bodies_is_one() -> None:
    text = (
        "日本とフランスの映画協力協定が結ばれた。\n\n"
        "同協定は、フランス映画センターと日本映像振興協会の間で交わされたもので、人材育成を含む。"
    )

    (agreement,) = _nodes(text, "ja", "Agreement")

    assert all("agent" in part for part in agreement["participation"])


def test_both_sides_are_those_of_the_sentence_before() -> None:
    text = "日本テレビとベトナムテレビションはドラマを作る。また同日、両社は覚書を締結した。"

    (agreement,) = _nodes(text, "ja", "Agreement")

    assert len(agreement["participation"]) == 2


def test_ordinal_numbers_and_days_are_no_figures() -> None:
    assert _nodes("纪录片《盐》第2集4K版于5月2日播出，每集30分钟。", "zh", "Figure") == []


def test_a_country_within_the_name_of_a_person_is_none() -> None:
    text = "意大利文化部副部长马里奥·罗西出席活动。罗西说，合作很好。"

    assert _names(text, "zh", "Person") == {"马里奥·罗西"}
    assert {entity.id for entity in _drafted(text, "zh").countries} == {"country:IT"}


def test_a_month_without_a_year_may_be_that_to_come() -> None:
    text = "ドラマ『塩と雨』は9月にクランクインし、放送は来年となった。"

    (stage,) = _nodes(text, "ja", "ProductionStage", date="2025-03-05")

    assert stage["status"] == "planned"
    assert "date" not in stage


def test_a_headline_and_the_text_tell_of_one_release() -> None:
    text = "纪录片《盐与雨》巴黎首映\n\n纪录片《盐与雨》首映式5月2日在巴黎举行了。"

    (release,) = [one for one in _nodes(text, "zh", "Release") if one["releaseKind"] == "premiere"]

    assert (release["status"], release["date"]) == ("happened", "2024-05-02")


def test_who_signs_an_agreement_on_a_film_makes_it() -> None:
    text = (
        "Россия и Вьетнам снимут совместный фильм «Соль»\n\n"
        "Киностудия «Ветер» и Вьетнамская киностудия фильмов подписали соглашение "
        "о совместном производстве фильма «Соль»."
    )

    (cooperation,) = _nodes(text, "ru", "Cooperation")

    assert cooperation["status"] == "planned"
    assert all("agent" in part for part in cooperation["participation"])


def test_names_of_men_and_foreign_names_keep_their_endings() -> None:
    text = "Режиссером картины «Соль» станет Алексей Петров, главные роли исполнят Иван Смирнов и Нгуен Ван Тхань."

    assert _names(text, "ru", "Person") == {"Алексей Петров", "Иван Смирнов", "Нгуен Ван Тхань"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "北京电影制片厂与巴黎电影公司2日在巴黎签署备忘录，将联合制作纪录片《盐与雨》。"),
        ("ja", "日本テレビは、ベトナムテレビションと共同で制作する番組「塩と雨」を発表した。"),
    ],
)
def test_the_subject_of_a_sentence_takes_part_in_what_a_later_clause_tells(language: str, text: str) -> None:
    (cooperation,) = [one for one in _nodes(text, language, "Cooperation") if one["cooperationKind"] == "co-production"]

    assert cooperation["status"] == "planned"
    assert len(cooperation["participation"]) == 2
