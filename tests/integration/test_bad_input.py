"""Bad input gets a clear error with its place and exit code, no traceback, and loses nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

ARTICLE = "data/articles/china-belgium-2021.yaml"
TABLE = "data/tables/countries.csv"


def replaced(root: Path, file: str, old: str, new: str) -> int:
    """Replace the first `old` in a file and return its line."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


SPOILT = {
    "an unknown term": (ARTICLE, "    genre:", "    gender:", "gender", "did you mean genre"),
    "an unknown class": (ARTICLE, "type: Series", "type: Serie", "Serie", "did you mean Series"),
    "an unknown prefix": (ARTICLE, "country:BE", "contry:BE", "contry:BE", "did you mean country"),
    "a wrong datatype": (ARTICLE, "ordinal: 50", "ordinal: fifty", "fifty", "digits only"),
    "an impossible date": (ARTICLE, "2021-10-25", "2021-02-30", "2021-02-30", "day is out of range"),
    "text without a language": (ARTICLE, "name: {en: ", "name: [", "", "not YAML"),
    "a duplicate id": (ARTICLE, "id: cb:co-production\n", "id: cb:joint-presentation\n",
                       "cb:joint-presentation", "duplicate id"),
    "broken YAML": (ARTICLE, '"@graph":', '"@graph": [', "", "not YAML"),
    "an unknown column": (TABLE, "alpha2", "alpha22", "alpha22", "did you mean alpha2"),
    "a row with a cell too many": (TABLE, "country:BE,", "country:BE,,", "", "cells where the header has"),
    "broken CSV": (TABLE, "country:BE,", 'country:BE,"x"y,', "", "not CSV"),
    "broken Turtle": ("ontology/modules/places.ttl", "mg:Country\n", "mg:Country mg:\n", "", ""),
    "broken shapes": ("ontology/shapes/places.ttl", " ;\n", " ;;;,\n", "", ""),
}  # fmt: skip


@pytest.mark.parametrize("kind", SPOILT)
def test_a_spoilt_file_is_named_with_its_line(kind: str, copy: Path, cli: Callable[..., Result]) -> None:
    file, old, new, value, hint = SPOILT[kind]
    line = replaced(copy, file, old, new)

    result = cli("build", "--project", copy, "--store", copy / "store")

    assert result.exit_code == (2 if file.endswith(".ttl") else 1), result.stderr
    assert "Traceback" not in result.output
    places = [int(number) for number in re.findall(rf"{re.escape(file)}:(\d+)", result.stderr)]
    assert places, result.stderr
    assert min(abs(place - line) for place in places) <= (5 if "broken" in kind or not value else 0), result.stderr
    assert value in result.stderr
    assert hint in result.stderr


@pytest.mark.parametrize("file", [ARTICLE, TABLE])
def test_what_is_not_utf_8_is_named_with_its_line(file: str, copy: Path, cli: Callable[..., Result]) -> None:
    path = copy / file
    lines = path.read_bytes().split(b"\n")
    lines[20] += b"\xff"
    path.write_bytes(b"\n".join(lines))

    result = cli("build", "--project", copy, "--store", copy / "store")

    assert result.exit_code == 1
    assert f"{file}:21" in result.stderr
    assert "byte 0xff" in result.stderr
    assert "save the file as UTF-8" in result.stderr


def test_all_faults_are_told_at_once(copy: Path, cli: Callable[..., Result]) -> None:
    replaced(copy, ARTICLE, "    genre:", "    gender:")
    replaced(copy, ARTICLE, "ordinal: 50", "ordinal: fifty")
    replaced(copy, TABLE, "alpha2", "alpha22")

    result = cli("build", "--project", copy, "--store", copy / "store")

    assert all(word in result.stderr for word in ("gender", "fifty", "alpha22"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("nationality: country:BE", "nationality: country:XQ", "country/XQ"),
        ("agent: organisation:urti", "agent: organisation:urt", "did you mean https://w3id.org/mediagraph/id/organisation/urti"),
    ],
)  # fmt: skip
def test_a_link_to_nothing_is_not_published(
    old: str, new: str, said: str, copy: Path, cli: Callable[..., Result]
) -> None:
    line = replaced(copy, ARTICLE, old, new)

    result = cli("validate", "--project", copy, "--format", "csv")

    assert result.exit_code == 1
    assert said in result.stdout
    assert f"{ARTICLE}:{line}," in result.stdout


def test_a_table_needs_its_source(copy: Path, cli: Callable[..., Result]) -> None:
    (copy / "data" / "tables" / "countries.yaml").unlink()

    result = cli("build", "--project", copy, "--store", copy / "store")

    assert result.exit_code == 3
    assert "countries.yaml" in result.stderr


QUERY = """\
#+ summary: Films
#+ columns:
#+   film: IRI
PREFIX mg: <https://w3id.org/mediagraph/ontology#>
SELECT ?film
WHERE { ?film a mg:Film . }
ORDER BY ?film
"""
HEADERS = {
    "no header": (QUERY[QUERY.index("PREFIX") :], 1, "no header"),
    "no summary": (QUERY.replace("summary", "describes"), 1, "unknown key 'describes'"),
    "broken YAML": (QUERY.replace("summary: Films", "summary: [Films"), 2, "not YAML"),
    "columns that are not selected": (QUERY.replace("film: IRI", "work: IRI"), 2, "selects film"),
    "an unknown type": (
        QUERY.replace("#+ columns", "#+ params:\n#+   a: {type: country}\n#+ columns"), 2, "the type is one of",
    ),
    "no VALUES": (QUERY.replace("#+ columns", "#+ params:\n#+   a: {type: date}\n#+ columns"), 2, "VALUES ?a"),
    "a star": (QUERY.replace("SELECT ?film", "SELECT *").replace("#+ columns:\n#+   film: IRI\n", ""), 3, "name them"),
    "what Oxigraph answers wrongly": (
        QUERY.replace("?film a mg:Film .", "GRAPH ?g { OPTIONAL { ?film a mg:Film } }"), 6, "answered wrongly",
    ),
    "no query": ("#+ summary: Films\n", 1, "no SELECT"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HEADERS)
def test_a_query_file_with_a_bad_header_is_named_with_its_line(
    kind: str, copy: Path, cli: Callable[..., Result]
) -> None:
    text, line, said = HEADERS[kind]
    (copy / "queries" / "films.rq").write_text(text, encoding="utf-8")

    result = cli("queries", "--project", copy)

    assert result.exit_code == 2
    assert f"queries/films.rq:{line}" in result.stderr
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_query_file_with_a_good_header_is_listed(copy: Path, cli: Callable[..., Result]) -> None:
    (copy / "queries" / "films.rq").write_text(QUERY, encoding="utf-8")

    result = cli("queries", "films", "--project", copy)

    assert result.exit_code == 0
    assert "Films" in result.stdout


def test_rules_that_wait_for_each_other_are_refused(copy: Path, cli: Callable[..., Result]) -> None:
    rule = (copy / "ontology" / "rules" / "marks.rq").read_text(encoding="utf-8")
    for name, other in (("one", "two"), ("two", "one")):
        text = re.sub(r"^#\+ after:.*\n", "", rule, flags=re.MULTILINE)
        (copy / "ontology" / "rules" / f"{name}.rq").write_text(f"#+ after: [{other}]\n{text}", encoding="utf-8")

    result = cli("build", "--project", copy, "--store", copy / "store")

    assert result.exit_code == 2
    assert "wait for each other" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["relations/timeline", "contry=BE"], "did you mean country"),
        (["relations/timelin"], "did you mean relations/timeline"),
        (["relations/timeline", "country=Belgum"], "did you mean Belgium"),
        (["relations/timeline", "country=XQ"], "no Country has the code or name 'XQ'"),
        (["relations/timeline", "country=country:XQ"], "is no Country of this graph"),
        (["relations/timeline", "country=work:red-silk"], "is no Country of this graph"),
        (["relations/timeline", "country=CS"], "is the name of several"),
        (["relations/timeline", "country"], "write name=value"),
        (["anniversaries/falling", "every=often"], "is not a whole number"),
        (["anniversaries/falling", "from=2021-02-30"], "is not a day of the calendar"),
        (["networks/countries", "kind=co-produktion"], "did you mean co-production"),
    ],
)
def test_a_wrong_parameter_is_misuse_and_says_what_would_do(
    words: list[str], said: str, built: object, cli: Callable[..., Result]
) -> None:
    result = cli("query", *words, "--store", built.store)  # type: ignore[attr-defined]

    assert result.exit_code == 2
    assert said in result.stderr


HOSTILE = [
    '"',
    "}",
    '" } ?x ?y ?z . {"',
    "a\nb",
    "\\",
    "\\u0022",
    "'''",
    '"""',
    "<x>",
    "# no comment",
    "?film",
    "💥",
    "\u202e",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_value_stays_one_value(text: str, built: object, cli: Callable[..., Result]) -> None:
    """It is looked for as it is, finds nothing, and changes nothing."""
    result = cli("query", "entities/find", "-p", f"text=no such {text} name", "--store", built.store, "--format", "csv")  # type: ignore[attr-defined]

    assert result.exit_code == 0
    assert result.stdout.strip().count("\n") == 0


def test_blank_nodes_of_two_files_are_not_one(tmp_path: Path, cli: Callable[..., Result]) -> None:
    """Labels of blank nodes hold within a file (RDF 1.1 Concepts, section 3.4)."""
    (tmp_path / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .\n"
        "e:S a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:property [ sh:path e:p ; sh:maxCount 1 ] .\n"
    )
    for name, value in (("a.nt", "1"), ("b.nt", "2")):
        (tmp_path / name).write_text(f'_:x <http://e/p> "{value}" .\n')
    files = (tmp_path / "a.nt", tmp_path / "b.nt")
    assert cli("validate", *files, "--shapes", tmp_path / "shapes.ttl").exit_code == 0
    both = tmp_path / "both.nt"
    both.write_text("".join(file.read_text() for file in files))
    assert cli("validate", both, "--shapes", tmp_path / "shapes.ttl").exit_code == 1
