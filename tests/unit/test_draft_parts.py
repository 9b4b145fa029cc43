"""The parts that drafts are made of: languages as data, numbers, dates, sentences, quotations."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from mediagraph.drafting import Article, Drafter, Gazetteer, Languages
from mediagraph.drafting.article import paragraphs_of, split
from mediagraph.drafting.dates import DateFinder
from mediagraph.drafting.numbers import read_number
from mediagraph.drafting.quoting import quoted
from mediagraph.errors import DataError, UnknownNameError
from mediagraph.project import Project
from projects import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = Languages(ROOT / "ontology")
SPANISH = """\
language: es
name: español
months: {mayo: 5}
quotes: ["«»"]
dates: {patterns: ["{day} de {month} de {year}"]}
countries: {JP: ["japonés"]}
works: {types: {Film: ["película"]}}
status: {happened: [fue]}
separators: {and: [y]}
organisations: {heads: {production-company: [Filmes]}}
roles: {co-producer: {of: body, after: [coproducida por], before: []}}
"""


def _article(text: str, language: str = "en", date: str = "") -> Article:
    return Article("text", paragraphs_of(text), LANGUAGES[language], date=date)


def _dates(text: str, language: str, base: str = "2024-07-01") -> list[tuple[str, bool]]:
    article = _article(text, language, base)
    finder = DateFinder(article.language)
    return [(one.value, one.derived) for sentence in article.sentences for one in finder.find(sentence, base)]


def test_the_five_languages_are_there_and_detected() -> None:
    texts = {
        "en": "The two broadcasters have agreed to make a series together next year.",
        "fr": "Les deux diffuseurs ont décidé de produire ensemble une série l'an prochain.",
        "ru": "Телекомпании договорились о совместном производстве сериала в следующем году.",
        "zh": "两家电视台将于明年共同制作一部电视剧。",
        "ja": "両社は来年、連続ドラマを共同で制作することに合意しました。",
    }

    assert set(texts) <= set(LANGUAGES.codes)
    assert {code: LANGUAGES.detect(text).code for code, text in texts.items()} == {code: code for code in texts}


def test_a_language_is_added_by_a_file_alone(copy: Path) -> None:
    (copy / "ontology" / "languages" / "es.yaml").write_text(SPANISH, encoding="utf-8")
    project = Project.find(copy)
    language = Languages(project.ontology)["es"]
    text = "La película «Sal» fue coproducida por Nordlys Filmes y Baltica Filmes de Japón el 2 de mayo de 2024."
    draft = Drafter(project, Gazetteer.of(project)).draft(Article("sal", [text], language))

    nodes = {one.node["type"]: one.node for one in draft.proposals}
    assert nodes["Film"]["name"] == {"es": "Sal"}
    assert nodes["Cooperation"]["cooperationKind"] == "co-production"
    assert [entity.id for entity in draft.countries] == ["country:JP"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("language: en\nwords: [a]\n", "unknown section"),
        ("language: de\n", "not the file's name"),
        ('language: en\nquotes: ["/(/"]\n', "not a regular expression"),
        ("- a list\n", "not a mapping"),
    ],
)
def test_faults_in_a_language_file_are_named_with_their_place(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "en.yaml").write_text(content, encoding="utf-8")

    with pytest.raises(DataError, match=reason) as caught:
        Languages(tmp_path)["en"]
    assert "languages/en.yaml" in str(caught.value)


def test_an_unknown_language_is_refused_with_the_way_to_add_it() -> None:
    with pytest.raises(UnknownNameError, match=r"languages/xx\.yaml"):
        LANGUAGES["xx"]


def test_a_tag_with_a_script_finds_its_language() -> None:
    assert LANGUAGES["zh-Hant"].code == "zh"


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("co-production", "a coproduction", True),
        ("co-production", "a co production", True),
        ("sign*", "they signed it", True),
        ("sign", "they signed it", False),
        ("treaty on ... films", "treaty on making of films", True),
        ("treaty on ... films", "treaty on a b c d e f g films", False),
        ("it's", "it’s", True),
        ("/a{3}/", "aaa", True),
    ],
)
def test_phrases_are_written_plainly(phrase: str, text: str, found: bool) -> None:  # noqa: FBT001 - a parameter
    assert bool(LANGUAGES["en"].compile([phrase]).search(text)) is found


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "1,250", 1250),
        ("en", "3.5 million", 3_500_000),
        ("en", "fifty-two", 52),
        ("en", "two hundred", 200),
        ("fr", "1 250", 1250),
        ("fr", "2,5 millions", 2_500_000),
        ("ru", "12 тысяч", 12_000),
        ("ru", "1,5 млн", 1_500_000),
        ("zh", "三百五十", 350),
        ("zh", "二〇二一", 2021),
        ("zh", "1.2亿", 120_000_000),
        ("zh", "两千", 2000),
        ("ja", "1億2000万", 120_000_000),
        ("ja", "五十", 50),
    ],
)
def test_numbers_are_read_in_digits_and_words(language: str, text: str, value: float) -> None:
    assert read_number(text, LANGUAGES[language]) == pytest.approx(value)


def test_what_is_no_number_is_none() -> None:
    assert read_number("several", LANGUAGES["en"]) is None
    assert read_number("数", LANGUAGES["zh"]) is None


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "on June 29, 2024", ("2024-06-29", False)),
        ("en", "on 29 June 2024", ("2024-06-29", False)),
        ("en", "from June 10 to 12, 2024", ("2024-06-10/2024-06-12", False)),
        ("en", "in June 2024", ("2024-06", False)),
        ("en", "back in 2014", ("2014", False)),
        ("en", "on June 29 it", ("2024-06-29", True)),
        ("en", "this September", ("2024-09", True)),
        ("en", "last year", ("2023", True)),
        ("en", "two years ago", ("2022", True)),
        ("en", "on Thursday", ("2024-06-27", True)),
        ("fr", "le 1er mai 2024", ("2024-05-01", False)),
        ("fr", "en mai dernier, hier", ("2024-05", True)),
        ("fr", "l'an dernier", ("2023", True)),
        ("ru", "29 июня 2024 года", ("2024-06-29", False)),
        ("ru", "с 10 по 13 ноября 2023 года", ("2023-11-10/2023-11-13", False)),
        ("ru", "в прошлом году", ("2023", True)),
        ("zh", "2021年10月25日", ("2021-10-25", False)),
        ("zh", "2021年10月", ("2021-10", False)),
        ("zh", "6月29日", ("2024-06-29", True)),
        ("zh", "去年", ("2023", True)),
        ("ja", "2018年4月1日", ("2018-04-01", False)),
        ("ja", "来年", ("2025", True)),
    ],
)
def test_dates_have_the_precision_of_the_text(language: str, text: str, expected: tuple[str, bool]) -> None:
    assert expected in _dates(text, language)


def test_relative_dates_need_a_date_that_is_as_precise() -> None:
    assert _dates("yesterday", "en", "2024-07") == []
    assert _dates("yesterday", "en", "") == []
    assert _dates("last month", "en", "2024") == []


def test_days_that_no_calendar_has_are_no_dates() -> None:
    assert _dates("on 31 June 2024", "en") in ([], [("2024-06", False)])


def test_a_dateline_dates_the_article() -> None:
    article = _article("A headline\n\nParis, July 5, 2024 – The film opened.")

    assert DateFinder(article.language).stated(article)[0] == "2024-07-05"


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "Mr. Berg met J. Dahl in the U.S. capital. They signed.", 2),
        ("en", "One! Two? Three.", 3),
        ("fr", "M. Berg est arrivé. Il a signé.", 2),
        ("zh", "他说：“很好。”大家同意。", 1),
        ("zh", "影片完成。明年上映。", 2),
        ("ja", "完成した。公開は来年。", 2),
    ],
)
def test_sentences_end_where_they_should(language: str, text: str, count: int) -> None:
    assert len(split(1, text, LANGUAGES[language])) == count


def test_sentences_know_their_characters() -> None:
    article = _article("One film.  Two films.")

    assert [article.text(one.span) for one in article.sentences] == ["One film.", "Two films."]


def test_paragraphs_are_the_non_blank_lines() -> None:
    assert paragraphs_of(" A\n\n\t\n\u3000B \r\n") == ["A", "B"]


def test_quotations_may_stand_in_one_another() -> None:
    found = [one.text for one in quoted(_article("Фильм «Операция «Соль»» готов.", "ru"))]

    assert found == ["Операция «Соль»", "Соль"]


def test_apostrophes_are_no_quotation_marks() -> None:
    assert [one.text for one in quoted(_article("The artist's word and the people's film"))] == []


def test_every_phrase_of_every_language_compiles(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "ontology" / "languages", tmp_path / "languages")
    project = Project.find(ROOT)
    gazetteer = Gazetteer()
    for language in Languages(tmp_path):
        draft = Drafter(project, gazetteer).draft(Article("empty", ["–"], language))
        assert [one.node["type"] for one in draft.proposals] == ["Article"]
