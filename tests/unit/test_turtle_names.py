"""Names in Turtle: shortened by the longest namespace that fits, alike whatever was written before."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagraph.exports import turtle as module
from mediagraph.exports.turtle import Turtle

PREFIXES = {
    "": "https://a.example/",
    "id": "https://a.example/id/",
    "work": "https://a.example/id/work/",
    "o": "https://a.example/o#",
    "odd": "https://a.example/odd",
}
parts = st.lists(st.sampled_from(["a", "id/", "work/", "o", "/", "#", ".", "-", "_", "0", "é", "%41", "x.y", "odd"]))
locals_ = parts.map("".join).filter(lambda text: text.count("#") < 2)  # an IRI has one fragment
iris = st.lists(locals_.map("https://a.example/{}".format), min_size=1, max_size=12)


def meant(text: Turtle, name: bytes) -> str:
    """The IRI that a parser of its own reads."""
    document = text.header() + name + b" " + name + b" 1 ."
    (triple,) = ox.parse(document, format=ox.RdfFormat.TURTLE)
    assert triple.subject == triple.predicate
    return str(triple.subject).strip("<>")


@given(iris)
def test_a_name_means_its_iri_and_does_not_depend_on_names_before_it(many: list[str]) -> None:
    text = Turtle(PREFIXES)

    for iri in many:
        alone = Turtle(PREFIXES)
        name = text.term(f"<{iri}>".encode())
        assert name == alone.term(f"<{iri}>".encode())
        assert meant(text, name) == meant(alone, name) == iri


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("https://a.example/id/work/x-1", "work:x-1"),
        ("https://a.example/id/x/y#z", "id:x\\/y\\#z"),
        ("https://a.example/id/work/-x", "id:work\\/-x"),  # no prefix takes a name that begins so
        ("https://a.example/id/work/", "<https://a.example/id/work/>"),
        ("https://a.example/oddity", ":oddity"),
        ("https://b.example/x", "<https://b.example/x>"),
        ("urn:x", "<urn:x>"),
    ],
)
def test_the_longest_namespace_that_fits_is_taken(iri: str, name: str) -> None:
    text = Turtle(PREFIXES)

    assert [text.term(f"<{iri}>".encode()) for _ in range(2)] == [name.encode()] * 2


def test_only_prefixes_that_were_used_are_declared() -> None:
    text = Turtle(PREFIXES)
    for iri in ("https://a.example/id/work/1", "https://a.example/id/work/2", "https://a.example/é"):
        text.term(f"<{iri}>".encode())

    assert text.header() == b"@prefix work: <https://a.example/id/work/> .\n"


def test_terms_that_are_forgotten_are_named_alike_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 3)
    text, tokens = Turtle(PREFIXES), [f"<https://a.example/id/{number}>".encode() for number in range(10)]

    assert [text.term(one) for one in tokens] == [text.term(one) for one in tokens]
    assert text.header() == b"@prefix id: <https://a.example/id/> .\n"
