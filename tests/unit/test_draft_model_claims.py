"""Answers of models read as claims, words found in texts, endpoints that are refused, and answers made by chance."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from mediagraph.drafting import Article, Drafter, Gazetteer, Languages, write_yaml
from mediagraph.drafting.modelling import KEY_VARIABLE, ModelEndpoint, ModelReader
from mediagraph.drafting.modelling.claims import FORM, KIND, KINDS, MOST, PARAGRAPH, TOO_MANY, Claims
from mediagraph.drafting.modelling.concepts import SchemeConcepts
from mediagraph.drafting.modelling.matching import find
from mediagraph.errors import UsageError
from mediagraph.loaders.yamlld import parse_yaml
from mediagraph.project import Project
from projects import ROOT

GOOD = {"paragraph": 1, "quote": "Salt", "kind": "work", "type": "Film"}
TEXT = [
    "The film “Salt” was co-produced by Nordlys Pictures of Norway and Baltica Films in 2019.",
    "It will premiere in Japan on 2 May 2030, said Anna Berg, president of Nordlys Pictures, before 1,200 viewers.",
]


def _claims(answer: str) -> Claims:
    claims = Claims()
    claims.read(answer, {1, 2})
    return claims


@pytest.mark.parametrize(
    "answer",
    [
        json.dumps({"proposals": [GOOD]}),
        json.dumps([GOOD]),
        f"```json\n{json.dumps({'proposals': [GOOD]})}\n```",
        f"\n ```\n{json.dumps([GOOD])}```\n",
        json.dumps({"proposals": [GOOD | {"status": None, "confidence": 1, "id": "work:x"}]}),
    ],
)
def test_the_form_that_was_asked_for_is_read(answer: str) -> None:
    (claim,) = _claims(answer).found

    assert (claim.kind, claim.paragraph, claim.quote, claim.fields) == ("work", 1, "Salt", {"type": "Film"})


@pytest.mark.parametrize(
    "answer",
    ["", "I cannot help with that.", "{", '{"proposals": {}}', '{"proposals": null}', "null", "3", '"x"', "[" * 100_000,
     '{"proposals": [' + "9" * 5_000 + "]}", "```json\n{\n```", "<html>", '{"proposals": [' + json.dumps(GOOD)],
)  # fmt: skip
def test_an_answer_without_that_form_is_counted_and_nothing_is_taken_from_it(answer: str) -> None:
    claims = _claims(answer)

    assert (claims.found, claims.unread) == ([], 1)


@pytest.mark.parametrize(
    ("proposal", "reason"),
    [
        ("Salt", FORM),
        ([], FORM),
        ({}, KIND),
        (GOOD | {"kind": "country"}, KIND),
        (GOOD | {"kind": ["work"]}, KIND),
        (GOOD | {"paragraph": 3}, PARAGRAPH),
        (GOOD | {"paragraph": "1"}, PARAGRAPH),
        (GOOD | {"paragraph": True}, PARAGRAPH),
        (GOOD | {"paragraph": 1.0}, PARAGRAPH),
        (GOOD | {"quote": ""}, FORM),
        (GOOD | {"quote": "x" * 601}, FORM),
        (GOOD | {"quote": ["Salt"]}, FORM),
        (GOOD | {"type": {"a": 1}}, FORM),
        (GOOD | {"type": "x" * 301}, FORM),
        ({"paragraph": 1, "quote": "was", "kind": "role", "of": "Salt"}, FORM),
        ({"paragraph": 1, "quote": "was", "kind": "figure", "of": "Salt", "value": "3", "unit": "films"}, FORM),
        ({"paragraph": 1, "quote": "was", "kind": "agreement", "agreementKind": "x", "parties": "A"}, FORM),
        ({"paragraph": 1, "quote": "was", "kind": "agreement", "agreementKind": "x", "parties": ["A", 1]}, FORM),
        ({"paragraph": 1, "quote": "was", "kind": "agreement", "agreementKind": "x", "parties": ["A"] * 21}, FORM),
    ],
)
def test_a_proposal_without_the_form_is_dropped_alone(proposal: Any, reason: str) -> None:
    claims = _claims(json.dumps({"proposals": [proposal, GOOD]}))

    assert (claims.dropped, len(claims.found)) == ({reason: 1}, 1)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "true", "1e999"])
def test_numbers_that_are_none_are_dropped(value: str) -> None:
    figure = f'{{"paragraph": 1, "quote": "was", "kind": "figure", "of": "Salt", "unit": "films", "value": {value}}}'

    assert _claims(f'{{"proposals": [{figure}]}}').dropped == {FORM: 1}


def test_no_answer_proposes_without_end() -> None:
    claims = _claims(json.dumps([GOOD] * (MOST + 50)))

    assert (len(claims.found), claims.dropped) == (MOST, {TOO_MANY: 50})


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("An article on art", "art", ["art"]),
        ("“Salt  and\u00a0Rain”", '"Salt and Rain"', ["“Salt  and\u00a0Rain”"]),
        ("the director’s cut", "director's cut", ["director’s cut"]),
        ("1,500 and 50 and 2.50", "50", ["50"]),
        ("1,500 and 15.", "15", ["15"]),
        ("中国中央电视台《盐》", "中央电视台", ["中央电视台"]),
        ("２０１９年ＡＢＣ", "2019年ABC", ["２０１９年ＡＢＣ"]),
        ("Salt", "salt", []),
        ("Cafe\u0301", "Cafe", []),
        ("Salt", " ", []),
        ("Salt", "“”", []),
    ],
)
def test_words_are_found_as_whole_words_whatever_their_blanks_and_marks(
    text: str, words: str, found: list[str]
) -> None:
    assert [text[start:end] for start, end in find(text, words)] == found


@pytest.mark.parametrize(
    ("base", "address"),
    [
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/chat/completions"),
        ("http://localhost:8080/v1/", "http://localhost:8080/v1/chat/completions"),
        ("http://[::1]:8080", "http://[::1]:8080/chat/completions"),
        ("https://models.example/v1/chat/completions", "https://models.example/v1/chat/completions"),
    ],
)
def test_requests_go_below_the_address_that_is_given(base: str, address: str) -> None:
    assert ModelEndpoint.of("m", base).address == address


@pytest.mark.parametrize(
    "base",
    [
        "http://models.example/v1",
        "http://127.0.0.1.models.example/v1",
        "http://localhost.models.example/v1",
        "http://10.0.0.1/v1",
        "ftp://127.0.0.1/v1",
        "file:///etc/passwd",
        "models.example/v1",
        "https://",
        "https://me:secret@models.example/v1",
        "https://models.example/v1?key=secret",
        "https://models.example/v1#secret",
        "https://models.example:99999/v1",
        "https://[::1/v1",
        "https://models.example/v 1",
        "https://models.éxample/v1",
        "",
    ],
)
def test_an_address_that_is_unsafe_or_none_is_refused(base: str) -> None:
    with pytest.raises(UsageError) as error:
        ModelEndpoint.of("m", base)

    assert "--model-endpoint" in str(error.value)
    assert "secret" not in str(error.value)


def test_http_to_another_machine_has_to_be_allowed() -> None:
    assert ModelEndpoint.of("m", "http://10.0.0.1/v1", unencrypted=True).host == "10.0.0.1"


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "clé", "a\x00b"])
def test_a_key_that_no_header_can_hold_is_refused_unseen(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.environ", {KEY_VARIABLE: key})

    with pytest.raises(UsageError) as error:
        ModelEndpoint.of("m", "http://127.0.0.1/v1")

    assert key not in str(error.value)


def test_a_key_has_no_place_in_options_nor_in_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "sk-secret")

    assert "sk-secret" not in repr(ModelEndpoint.of("m", "http://127.0.0.1/v1"))
    with pytest.raises(UsageError) as error:
        ModelEndpoint.of("m", "https://models.example/sk-secret")
    assert "sk-secret" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "seconds"), [("", None), (" ", None), ("a\nb", None), ("m", 0.0), ("m", -1.0), ("m", 1e9)]
)
def test_a_name_or_a_time_that_is_none_is_refused(name: str, seconds: float | None) -> None:
    with pytest.raises(UsageError):
        ModelEndpoint.of(name, "http://127.0.0.1/v1", seconds=seconds)


def test_the_name_of_a_model_breaks_no_comment() -> None:
    assert ModelEndpoint("odd name] 0.99 # p1[0:3]", "").rule == "model/odd-name-0.99-p1-0:3-"


NAMES = ["Salt", "Nordlys Pictures", "Baltica Films", "Anna Berg", "Norway", "Japan", "Freedonia", "Films", "2019"]
DATES = ["2019", "2030-05-02", "2 May 2030", "in 2019", "2018", "2024-07-01", "yesterday"]
KEYS: dict[str, list[Any]] = {
    **dict.fromkeys(("of", "agent", "work", "on", "holder", "speaker", "event", "outlet", "organisation"), NAMES),
    "title": ["president", "minister"],
    "date": DATES,
    "type": ["Film", "Person"],
    "value": [1200, 2019, 2, 1.5],
}


def _any_claim(chance: random.Random, concepts: SchemeConcepts) -> dict[str, Any]:
    """A proposal of words of the text, concepts of the schemes, or neither."""
    kind, paragraph = chance.choice(list(KINDS)), chance.choice([1, 2])
    words = TEXT[paragraph - 1].split()
    start = chance.randrange(len(words))
    quote = " ".join(words[start : start + chance.choice([1, 2, 3, 8, 30])])
    made: dict[str, Any] = {"kind": kind, "paragraph": paragraph, "quote": chance.choice([quote, *NAMES[:4]])}
    for name in KINDS[kind]:
        key = name.rstrip("?").removesuffix("[]")
        known = KEYS.get(key) or (NAMES if "[]" in name else [*concepts.slugs(key), "happened"])
        made[key] = chance.sample(known, chance.randrange(4)) if "[]" in name else chance.choice(known)
        if name.endswith("?") and chance.random() < 0.5:
            del made[key]
    return made


class Chance:
    """A model that answers the same, whatever it is asked."""

    def __init__(self, answer: str) -> None:
        self._answer = answer

    def answer(self, _: object) -> str:
        return self._answer


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_proposed_makes_a_draft_that_says_only_what_stands_there(seed: int) -> None:
    project = Project.find(ROOT)
    reader = ModelReader(project, ModelEndpoint("m", "http://127.0.0.1:1/v1"), lambda _: None)
    chance, concepts = random.Random(seed), SchemeConcepts(project)
    reader._client = Chance(json.dumps([_any_claim(chance, concepts) for _ in range(300)]))  # type: ignore[assignment]
    article = Article("a-small-text", TEXT, Languages(project.ontology)["en"], date="2024-07-01")
    made = Drafter(project, Gazetteer(), reader).draft(article)
    own = [one.node for one in made.proposals if one.marks and all(m.rule.startswith("model/") for m in one.marks)]

    assert made.heard is not None
    assert made.heard.added + made.heard.known + made.heard.dropped.total() == 300
    assert made.heard.added >= len(own) > 0
    assert isinstance(parse_yaml(write_yaml(made), "draft"), dict)
    for node in own:
        paragraph = TEXT[int(str(node["evidence"])[-1]) - 1]
        for name in node.get("name", {}).values():
            described = node["type"] in {"Agreement", "Undertaking", "Coverage"} and " of " in name
            assert described or name in paragraph
        assert node.get("date", "2019") in {"2019", "2030-05-02"}
        assert node.get("cooperationKind") != "co-production"  # the rules have the one that there is
        assert node.get("status") != "happened" or node["evidence"].endswith(":p1")
        assert node["type"] != "Figure" or node["value"] == 1200
