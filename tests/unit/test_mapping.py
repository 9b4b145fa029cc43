"""Mappings turn the rows of any table into records, and name what they cannot read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mediagraph.errors import DataError, Fault
from mediagraph.loaders.gazetteer import Countries, fold
from mediagraph.loaders.mapping import TableMapping, map_rows, read_mapping
from mediagraph.loaders.rows import read_rows
from mediagraph.loaders.templates import slug
from mediagraph.records import Node

if TYPE_CHECKING:
    from pathlib import Path

COUNTRIES = Countries(
    [
        Node({"id": "country:RU", "alpha2": "RU", "name": {"en": ["Russia"], "ru": ["Россия"], "zh": ["俄罗斯"]}}),
        Node({"id": "country:CI", "alpha2": "CI", "name": {"fr": ["Côte d\u2019Ivoire"]}}),
        Node({"id": "country:MM", "alpha2": "MM", "name": {"zh": ["缅甸"]}}),
        Node({"id": "country:BUMM", "alpha2": "BU", "alpha4": "BUMM", "name": {"zh": ["缅甸"], "en": ["Burma"]}}),
    ]
)


def mapping(tmp_path: Path, text: str) -> TableMapping:
    path = tmp_path / "m.mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path, path.name)


def mapped(tmp_path: Path, text: str, *rows: dict[str, str]) -> tuple[list[dict[str, Any]], list[Fault]]:
    faults: list[Fault] = []
    numbered = list(enumerate(rows, start=2))
    nodes = list(map_rows(numbered, mapping(tmp_path, text), {"country": COUNTRIES}, "t.csv", faults))
    return [dict(node) for node in nodes], faults


def test_a_template_is_filled_from_the_row(tmp_path: Path) -> None:
    text = 'records: [{id: "work:{n}", type: Film, name: {en: "{title} ({row})"}}]'

    assert mapped(tmp_path, text, {"n": "7", "title": "Red {x}"})[0] == [
        {"id": "work:7", "type": "Film", "name": {"en": "Red {x} (2)"}}
    ]


def test_what_is_empty_is_left_out(tmp_path: Path) -> None:
    text = 'records: [{id: "work:{n}", type: Film, name: {en: "{title}"}, runtime: "{minutes}"}]'

    nodes, faults = mapped(
        tmp_path, text, {"n": "7", "title": "", "minutes": ""}, {"n": "", "title": "x", "minutes": "1"}
    )

    assert nodes == [{"id": "work:7", "type": "Film"}]
    assert faults == []


def test_a_cell_of_several_values_gives_each(tmp_path: Path) -> None:
    text = 'columns: {c: {split: ","}}\nrecords: [{id: "work:{n}", countryOfOrigin: "country:{c}"}]'

    nodes, _ = mapped(tmp_path, text, {"n": "1", "c": "FR, IT,"}, {"n": "2", "c": "FR"})

    assert [node["countryOfOrigin"] for node in nodes] == [["country:FR", "country:IT"], "country:FR"]


def test_a_value_that_stands_twice_in_a_cell_counts_once(tmp_path: Path) -> None:
    text = 'columns: {c: {split: ","}}\nrecords: [{id: "work:{row}", countryOfOrigin: "country:{c}"}]'

    nodes, _ = mapped(tmp_path, text, {"c": "FR, IT,FR"})

    assert nodes[0]["countryOfOrigin"] == ["country:FR", "country:IT"]


def test_columns_that_are_called_row_or_source_do_not_hide_the_rows_own(tmp_path: Path) -> None:
    nodes, _ = mapped(tmp_path, 'records: [{id: "x:{row}"}]', {"row": "99", "source": "y"})

    assert nodes == [{"id": "x:2"}]


def test_a_nested_node_is_made_for_each_value(tmp_path: Path) -> None:
    text = """
columns: {d: {split: " | "}}
records:
  - id: "work:{n}"
    participation:
      - {each: d, id: "s:{n}-{d|slug}", type: Participation, creditedAs: "{d}"}
"""
    nodes, _ = mapped(tmp_path, text, {"n": "1", "d": "Agnès Varda | JR"})

    assert [dict(credit) for credit in nodes[0]["participation"]] == [
        {"id": "s:1-agnes-varda", "type": "Participation", "creditedAs": "Agnès Varda"},
        {"id": "s:1-jr", "type": "Participation", "creditedAs": "JR"},
    ]


def test_conditions_choose_rows_and_once_keeps_the_first(tmp_path: Path) -> None:
    text = """
records:
  - {id: "relation:{pair}", type: DiplomaticRelation, once: true}
  - {id: "s:{row}", changeKind: severed, when: {kind: [severed, broken]}}
"""
    nodes, _ = mapped(tmp_path, text, {"pair": "A-B", "kind": "broken"}, {"pair": "A-B", "kind": "made"})

    assert nodes == [{"id": "relation:A-B", "type": "DiplomaticRelation"}, {"id": "s:2", "changeKind": "severed"}]


def test_conditions_may_ask_for_the_number_of_values_at_any_depth(tmp_path: Path) -> None:
    text = """
columns: {c: {split: "|"}}
records:
  - id: "work:{row}"
    participation: {id: "s:{row}", role: producer, when: {c: {values: one}}}
  - {id: "coop:{row}", when: {c: {values: several}}}
  - {id: "none:{row}", when: {c: {values: none}}}
"""
    nodes, _ = mapped(tmp_path, text, {"c": "a"}, {"c": "a|b"}, {"c": ""})

    assert [node["id"] for node in nodes] == ["work:2", "work:3", "coop:3", "work:4", "none:4"]
    assert ["participation" in node for node in nodes] == [True, False, False, False, False]


def test_several_spellings_may_mean_one_value(tmp_path: Path) -> None:
    text = 'columns: {k: {spellings: {b: [a, A]}, strict: true}}\nrecords: [{id: "x:{row}", changeKind: "{k}"}]'

    nodes, faults = mapped(tmp_path, text, {"k": "a"}, {"k": "A"}, {"k": "c"})

    assert ([node["changeKind"] for node in nodes], len(faults)) == (["b", "b"], 1)


def test_the_place_of_a_value_is_the_column_that_it_came_from(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text('records: [{id: "x:{row}", name: {en: "{title}"}, runtime: 5}]', encoding="utf-8")
    mapping = read_mapping(tmp_path / "m.yaml", "m.yaml")
    (node,) = map_rows([(2, {"title": "One"})], mapping, {}, "t.csv", [])

    assert [node.place(key) for key in ("name", "runtime")] == [(2, "title"), (2, "runtime")]


@pytest.mark.parametrize("name", ["RU", "ru", "Россия", "俄罗斯", " russia "])
def test_countries_are_found_by_code_and_name_in_any_language(name: str, tmp_path: Path) -> None:
    text = 'columns: {c: {lookup: country}}\nrecords: [{id: "x:{row}", inCountry: "{c}"}]'

    nodes, faults = mapped(tmp_path, text, {"c": name})

    assert faults == []
    assert nodes[0]["inCountry"] == "country:RU"


def test_a_present_country_goes_before_a_withdrawn_one_of_the_same_name() -> None:
    assert COUNTRIES.find("缅甸") == ("country:MM", ())
    assert COUNTRIES.find("Burma") == ("country:BUMM", ())
    assert COUNTRIES.find("COTE D'IVOIRE") == ("country:CI", ())


def test_a_value_that_nobody_knows_rejects_its_row_by_name(tmp_path: Path) -> None:
    text = """
columns: {c: {lookup: country}, k: {values: {a: b}, strict: true}}
records: [{id: "x:{row}", inCountry: "{c}", changeKind: "{k}"}]
"""
    nodes, faults = mapped(tmp_path, text, {"c": "Rusia", "k": "q"}, {"c": "RU", "k": "a"})

    assert nodes == [{"id": "x:3", "inCountry": "country:RU", "changeKind": "b"}]
    assert [fault.place for fault in faults] == ["t.csv:2:c", "t.csv:2:k"]
    assert "did you mean Russia?" in faults[0].reason
    assert faults[1].accepted == "one of a"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("records: 5", "no mapping"),
        ("records: [{type: Film}]", "a template without an id"),
        ('records: [{id: "x", when: {c: {values: many}}}]', "no condition"),
        ('records: [{id: "x", participation: {id: "y", when: c}}]', "not a mapping"),
        ('record: []\nrecords: [{id: "x"}]', "unknown key, did you mean records?"),
        ('columns: {a: {spilt: ","}}\nrecords: [{id: "x"}]', "unknown key, did you mean split?"),
        ("columns: {a: b}\nrecords: []", "not a mapping"),
        ("columns: [a]\nrecords: []", "m.mapping.yaml:1:columns: not a mapping"),
        ("columns:\n  a: {values: [b]}\nrecords: []", "2:values: .*not a mapping"),
        ("columns:\n  a: {values: {b: }}\nrecords: []", "2:b: no value beside it"),
        ("columns:\n  a: {spellings: {b: [[c]]}}\nrecords: []", "2:b: .*not texts"),
        ("columns: {a: {strict: perhaps}}\nrecords: []", "neither true nor false"),
        ("columns: {a: {split: [1]}}\nrecords: []", "not a text"),
        ("ignore: [[a]]\nrecords: []", "not texts"),
        ("source: a\nrecords: []", "not a mapping"),
        ('records: [{id: "x", when: {c: {values: [one]}}}]', "no condition"),
        ('records: [{id: "x", when: {c: [[one]]}}]', "no condition"),
        ("records: [{id: [x]}]", "not a text"),
        ('records: [{id: "x", each: [a]}]', "not a text"),
        ('records: [{id: "x", partner: [{once: 2}]}]', "neither true nor false"),
    ],
)
def test_a_mapping_that_is_none_is_refused(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=said.replace("?", r"\?")):
        mapping(tmp_path, text)


def test_slugs_are_plain() -> None:
    assert [slug(text) for text in ("Łódź & co.", "Кино", "a_b")] == ["łodz-co", "кино", "a-b"]


def test_marks_are_dropped_from_latin_letters_only() -> None:
    assert fold("É") == "e"
    assert fold("Й") != fold("И")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", 'a,b\n1,"x,y"\n\n2,\n'),
        ("t.tsv", "a\tb\n1\tx,y\n\n2\t\n"),
        ("t.jsonl", '{"a": 1, "b": "x,y"}\n\n{"a": 2, "b": null}\n'),
    ],
)
def test_rows_are_the_same_whatever_the_file(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    faults: list[Fault] = []

    header, rows = read_rows(path, name, faults)

    assert list(header) == ["a", "b"]
    assert [dict(row) for _, row in rows] == [{"a": "1", "b": "x,y"}, {"a": "2", "b": ""}]
    assert faults == []


def test_a_bad_row_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text('{"a": 1}\n{"a": \n[]\n{"a": 2}\n', encoding="utf-8")
    faults: list[Fault] = []

    _, rows = read_rows(tmp_path / "t.jsonl", "t.jsonl", faults)

    assert [row["a"] for _, row in rows] == ["1", "2"]
    assert [fault.place for fault in faults] == ["t.jsonl:2", "t.jsonl:3"]
