"""The context expands and compresses names, and knows what the keys of records mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediagraph.errors import FileError, HeaderError, UnknownNameError
from mediagraph.records import XSD, Context, Kind

CONTEXT = Context.read(Path(__file__).resolve().parents[2] / "ontology" / "context.jsonld")


@pytest.mark.parametrize(
    ("curie", "iri"),
    [
        ("country:BE", "https://w3id.org/mediagraph/id/country/BE"),
        ("mg:Film", "https://w3id.org/mediagraph/ontology#Film"),
        ("source:x#p1", "https://w3id.org/mediagraph/id/source/x#p1"),
        ("roles:host", "https://w3id.org/mediagraph/scheme/role/host"),
    ],
)
def test_curies_expand_and_iris_compress(curie: str, iri: str) -> None:
    assert CONTEXT.expand(curie) == iri
    assert CONTEXT.compress(iri) == curie


def test_an_iri_expands_to_itself() -> None:
    assert CONTEXT.expand("https://example.org/a?b=c") == "https://example.org/a?b=c"


def test_an_iri_without_a_prefix_stays_as_it_is() -> None:
    assert CONTEXT.compress("https://example.org/a") == "https://example.org/a"


def test_an_unknown_prefix_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean country"):
        CONTEXT.expand("contry:BE")


@pytest.mark.parametrize("text", ["BE", "country:B E", "country:<x>", 'work:"', "work:a\nb", "work:a{b}"])
def test_what_is_no_iri_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the callers word it
        CONTEXT.expand(text)


def test_terms_know_their_kind() -> None:
    kinds = {name: CONTEXT.terms[name].kind for name in ("name", "evidence", "role", "ordinal")}

    assert kinds == {"name": Kind.TEXT, "evidence": Kind.LINK, "role": Kind.CONCEPT, "ordinal": Kind.LITERAL}
    assert CONTEXT.terms["ordinal"].datatype == XSD + "integer"
    assert CONTEXT.terms["role"].scheme == "https://w3id.org/mediagraph/scheme/role/"


def test_a_files_own_prefixes_come_on_top() -> None:
    local = CONTEXT.with_prefixes({"cb": "https://example.org/cb#"})

    assert local.expand("cb:p2") == "https://example.org/cb#p2"
    assert local.expand("country:BE") == CONTEXT.expand("country:BE")


@pytest.mark.parametrize(("text", "error"), [("{", HeaderError), ("{}", HeaderError), ("[]", HeaderError)])
def test_a_context_that_is_none_is_refused(text: str, error: type[Exception], tmp_path: Path) -> None:
    path = tmp_path / "context.jsonld"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(error, match=r"context\.jsonld"):
        Context.read(path)


def test_a_context_that_is_not_there_is_a_matter_of_the_file_system(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot read the context"):
        Context.read(tmp_path / "context.jsonld")
