"""The verbs draft and compare, from files to files."""

from __future__ import annotations

import json
import shutil
import socket
from typing import TYPE_CHECKING

import pytest

from mediagraph.loaders import discover, read_yaml
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from mediagraph.building import Build

TEXT = """\
Nordlys and Baltica finish “Harbour of Wind”

Oslo, May 2, 2024 – The documentary “Harbour of Wind” was co-produced by Nordlys Pictures and Baltica Films.

It premiered in Japan on April 12, 2024, on the 50th anniversary of diplomatic relations between Norway and Japan.
"""
PAGE = """\
<!doctype html><html lang="en"><head><title>Harbour of Wind is finished</title>
<meta property="article:published_time" content="2024-05-02"><meta property="og:site_name" content="Nordlys News">
</head><body><nav><a href="/">Home</a> <a href="/a">About us</a></nav><article><h1>Harbour of Wind is finished</h1>
<p>The documentary “Harbour of Wind” was co-produced by Nordlys Pictures of Norway and Baltica Films, both say.</p>
<p>It premiered in Japan last month, before an audience of more than 200 guests from the world of television.</p>
</article><footer>All rights reserved, 2024</footer></body></html>
"""


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is fetched: a connection would fail the test."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the ontology, the countries and nothing else, which is read at once."""
    root = tmp_path_factory.mktemp("place")
    shutil.copytree(ROOT / "ontology", root / "ontology")
    shutil.copytree(ROOT / "queries", root / "queries")
    (root / "data" / "articles").mkdir(parents=True)
    (root / "data" / "tables").mkdir()
    for name in ("countries", "country-names"):
        for suffix in (".csv", ".yaml"):
            shutil.copy(ROOT / "data" / "tables" / f"{name}{suffix}", root / "data" / "tables")
    return root


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "harbour-2024.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def _pdf(line: str) -> bytes:
    """A document of one page with one line of text."""
    stream = f"BT /F1 12 Tf 40 700 Td ({line}) Tj ET".encode("latin-1")
    font = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources %s >>" % font,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return body + end % (table, len(body))


def test_a_text_becomes_a_draft_that_is_a_record_file(
    text: Path, cli: Callable[..., Result], place: Path, tmp_path: Path
) -> None:
    result = cli("draft", text, "-o", tmp_path, "--project", place)

    assert (result.exit_code, result.stderr) == (0, "")
    path = tmp_path / "harbour-2024.draft.yaml"
    file = read_yaml(path, path.name)
    nodes = {node["type"]: node for node in file.records}
    assert file.faults == []
    assert file.graph == "graph:harbour-2024"
    assert nodes["Article"]["date"] == "2024-05-02"
    assert [one["number"] for one in nodes["Article"]["passage"]] == [1, 2, 3]
    assert nodes["Cooperation"]["cooperationKind"] == "co-production"
    assert (nodes["Release"]["releaseKind"], nodes["Release"]["status"]) == ("premiere", "happened")
    assert nodes["Anniversary"]["ordinal"] == 50
    assert "# p2[" in path.read_text(encoding="utf-8")


def test_drafts_are_the_same_each_time(text: Path, cli: Callable[..., Result], place: Path) -> None:
    outputs = {cli("draft", text, "-o", "-", "--project", place).stdout for _ in range(2)}

    assert len(outputs) == 1


def test_a_draft_never_enters_the_graph_by_itself(text: Path, cli: Callable[..., Result], place: Path) -> None:
    articles = place / "data" / "articles"
    before = discover(place / "data")

    result = cli("draft", text, "-o", articles, "--project", place)

    assert result.exit_code == 0
    assert (articles / "harbour-2024.draft.yaml").exists()
    assert discover(place / "data") == before


def test_a_draft_that_was_checked_and_renamed_is_a_record(
    text: Path, cli: Callable[..., Result], place: Path, tmp_path: Path
) -> None:
    cli("draft", text, "-o", tmp_path, "--project", place)
    record = (tmp_path / "harbour-2024.draft.yaml").rename(tmp_path / "harbour-2024.yaml")

    result = cli("validate", record, "--project", place)

    assert "Violation" not in result.stdout


def test_a_saved_page_gives_its_article_and_what_it_states(
    tmp_path: Path, cli: Callable[..., Result], place: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")

    draft = json.loads(cli("draft", page, "-o", "-", "--format", "json", "--project", place).stdout)

    source = draft["proposals"][0]["node"]
    assert "Home" not in " ".join(draft["paragraphs"])
    assert (source["date"], source["publisher"]) == ("2024-05-02", "organisation:nordlys-news")
    assert any(one["node"]["type"] == "Cooperation" for one in draft["proposals"])


def test_a_document_gives_its_text(tmp_path: Path, cli: Callable[..., Result], place: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(_pdf("Norway and Japan signed a co-production treaty on 2 May 2024."))

    draft = json.loads(cli("draft", path, "-o", "-", "--format", "json", "--project", place).stdout)

    assert draft["paragraphs"] == ["Norway and Japan signed a co-production treaty on 2 May 2024."]
    assert "Agreement" in {one["node"]["type"] for one in draft["proposals"]}


def test_standard_input_is_named_by_its_headline(cli: Callable[..., Result], place: Path) -> None:
    draft = json.loads(cli("draft", "-", "-o", "-", "--format", "json", "--project", place, stdin=TEXT).stdout)

    assert draft["slug"] == "nordlys-and-baltica-finish-harbour-of"


def test_what_stands_beside_a_text_is_taken_over(text: Path, cli: Callable[..., Result], place: Path) -> None:
    stated = {"url": "https://example.org/harbour", "publisher": "Nordlys News", "date": "2024-05-03", "language": "en"}
    text.with_suffix(".json").write_text(json.dumps(stated), encoding="utf-8")

    draft = json.loads(cli("draft", text, "-o", "-", "--format", "json", "--project", place).stdout)

    source = draft["proposals"][0]["node"]
    assert (source["address"], source["date"]) == ("https://example.org/harbour", "2024-05-03")


def test_a_built_graph_can_give_the_names(built: Build, text: Path, cli: Callable[..., Result], place: Path) -> None:
    text.write_text("People's Daily Online and Kazakh media spoke of a documentary.\n", encoding="utf-8")

    result = cli("draft", text, "-o", "-", "--project", place, "--store", built.store)

    assert "id: organisation:peoples-daily-online\n" in result.stdout


def test_an_edited_draft_is_not_replaced_unasked(
    text: Path, cli: Callable[..., Result], place: Path, tmp_path: Path
) -> None:
    path = tmp_path / "harbour-2024.draft.yaml"
    path.write_text("edited", encoding="utf-8")

    refused = cli("draft", text, "-o", tmp_path, "--project", place)
    kept = path.read_text(encoding="utf-8")
    forced = cli("draft", text, "-o", tmp_path, "--force", "--project", place)

    assert (refused.exit_code, kept) == (3, "edited")
    assert "--force" in refused.stderr
    assert forced.exit_code == 0
    assert path.read_text(encoding="utf-8") != "edited"


@pytest.mark.parametrize(
    ("name", "content", "code", "reason"),
    [
        ("none.txt", None, 3, "cannot be read"),
        ("empty.txt", b" \n\n", 3, "holds no text"),
        ("long.txt", b"word " * 3_000, 3, "paragraph 1 has more than"),
        ("book.txt", b"A line.\n" * 20_000, 3, "longer than"),
        ("bytes.txt", b"\xff\xfe\x00", 1, "not UTF-8"),
        ("broken.pdf", b"%PDF-1.4\nnothing", 3, "not a PDF"),
        ("bare.html", b"<!doctype html><html><body></body></html>", 3, "no article"),
    ],
)
def test_what_cannot_be_read_is_named_without_a_traceback(
    name: str, content: bytes | None, code: int, reason: str, tmp_path: Path, cli: Callable[..., Result], place: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)

    result = cli("draft", tmp_path / name, "-o", tmp_path, "--project", place)

    assert result.exit_code == code
    assert name in result.stderr
    assert reason in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_package_is_named_with_the_way_to_get_it(
    text: Path, cli: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediagraph.cli.draft.find_spec", lambda name: None if name == "pypdf" else object())

    result = cli("draft", text)

    assert result.exit_code == 2
    assert "pypdf" in result.stderr
    assert "mediagraph[draft]" in result.stderr


def test_misuse_is_said(text: Path, cli: Callable[..., Result], place: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(text, other)

    date = cli("draft", text, "--date", "May", "-o", tmp_path, "--project", place)
    language = cli("draft", text, "--language", "xx", "-o", tmp_path, "--project", place)
    twice = cli("draft", text, other / text.name, "-o", tmp_path, "--project", place)
    folder = cli("draft", text, "-o", tmp_path / "missing", "--project", place)
    two = cli("draft", text, other / text.name, "--date", "2024", "-o", tmp_path, "--project", place)

    assert [one.exit_code for one in (date, language, twice, folder, two)] == [2, 2, 2, 3, 2]
    assert "unknown language 'xx'" in language.stderr
    assert "are called" in twice.stderr


def test_compare_gives_scores_and_traps(text: Path, cli: Callable[..., Result], place: Path, tmp_path: Path) -> None:
    cli("draft", text, "-o", tmp_path, "--project", place)
    draft = tmp_path / "harbour-2024.draft.yaml"
    reviewed = tmp_path / "reviewed"
    reviewed.mkdir()
    (reviewed / "harbour-2024.yaml").write_text(
        draft.read_text(encoding="utf-8").replace("status: happened", "status: planned"), encoding="utf-8"
    )

    made = json.loads(cli("compare", tmp_path, "--reviewed", reviewed, "--format", "json", "--project", place).stdout)
    shown = cli("compare", draft, "--reviewed", reviewed, "--project", place, "--details").stdout

    works = next(row for row in made["scores"] if row["kind"] == "works")
    assert (works["precision"], works["recall"], works["f1"]) == (1, 1, 1)
    assert {trap["kind"] for trap in made["traps"]} == {"planned as happened"}
    assert "planned as happened: harbour-2024" in shown


def test_compare_says_what_it_lacks(text: Path, cli: Callable[..., Result], place: Path, tmp_path: Path) -> None:
    empty = cli("compare", tmp_path, "--project", place)
    other = cli("compare", text, "--project", place)
    cli("draft", text, "-o", tmp_path, "--project", place)
    missing = cli("compare", tmp_path, "--reviewed", tmp_path, "--project", place)

    assert [one.exit_code for one in (empty, other, missing)] == [3, 2, 3]
    assert "holds no drafts" in empty.stderr
    assert "harbour-2024.yaml" in missing.stderr
