"""Records as text: they are read back as they were, and written again as they stand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagraph.loaders.yamlld import parse_yaml
from mediagraph.reviewing.checking import plain
from mediagraph.reviewing.layout import WIDTH, flow, write_node, write_records

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
VALUE = st.recursive(
    TEXT | st.integers(-(10**12), 10**12) | st.booleans(),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4) | st.dictionaries(TEXT.filter(bool), inner, min_size=1, max_size=4)
    ),
    max_leaves=8,
)
NODE = st.dictionaries(st.sampled_from(["id", "type", "name", "evidence", "participation", "note"]), VALUE, min_size=1)
HEAD = {"id": "work:one", "type": "Film"}
LONG = (
    "In the text two bodies are named, and what the second of them is said to do is told of in another paragraph only."
)


@given(NODE)
def test_a_record_is_read_back_as_it_was(node: dict[str, Any]) -> None:
    assert plain(parse_yaml(write_node(node), "record")) == node


@given(st.lists(NODE, min_size=1, max_size=3))
def test_a_file_is_read_back_as_it_was_and_written_alike(nodes: list[dict[str, Any]]) -> None:
    text = write_records(["A head."], "graph:one", "on", "https://example.org/one#", [("Works", nodes)])
    document = plain(parse_yaml(text, "file"))

    assert document["@graph"] == nodes
    assert text == write_records(
        ["A head."], document["id"], "on", document["@context"][1]["on"], [("Works", document["@graph"])]
    )


@pytest.mark.parametrize(
    "value",
    [
        "2021",
        "no",
        "true",
        "~",
        "1.5",
        "",
        " a",
        "a ",
        "a: b",
        "a #b",
        "- a",
        "[a",
        "@a",
        "a\nb",
        "\x85",
        "\u2028",
        "\ufeff",
    ],
)
def test_what_yaml_takes_for_something_else_is_quoted(value: str) -> None:
    assert plain(parse_yaml(f"[{flow(value)}]", "value")) == [value]
    assert flow(value).startswith('"')


@pytest.mark.parametrize(
    "value",
    [
        "organisation:china-media-group",
        "ri:p2",
        "2021-07-01",
        "Serbia's minister of culture",
        "https://example.org/a?b=c",
        "Ольга",
    ],
)
def test_plain_words_are_written_plain(value: str) -> None:
    assert flow(value) == value


def test_long_notes_are_folded_and_long_participations_broken() -> None:
    party = {
        "id": f"ri:{'p' * 40}",
        "type": "Participation",
        "agent": f"organisation:{'o' * 40}",
        "role": "co-producer",
    }
    text = write_node({**HEAD, "editorialNote": {"en": LONG}, "participation": [party]})

    assert "  en: >-\n" in text
    assert f"  - id: ri:{'p' * 40}\n    type: Participation\n" in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_short_participations_and_paragraphs_have_a_line_each() -> None:
    text = write_node({**HEAD, "passage": [{"id": "ri:p1", "type": "Paragraph", "number": 1}]})

    assert text.endswith("passage:\n  - {id: ri:p1, type: Paragraph, number: 1}\n")
