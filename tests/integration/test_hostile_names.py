"""Names from the data that are written to do harm: on every page, in every header, in every file they stay names."""

from __future__ import annotations

import csv
import gzip
import io
import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import mediagraph as mg
from mediagraph.building import build
from mediagraph.project import Project
from serving import Served, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mediagraph.building import Build

NAMES = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus='",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "]]><!--<script>alert(1)//-->",
    '=HYPERLINK("http://evil.example/")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "name; filename=evil.html, Set-Cookie: a=b",
    "a\u2028b\u202ec <b>bold</b> &amp; &lt;i&gt;",
    "../../../etc/passwd",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
]


class Page(HTMLParser):
    """What a browser would make of a page: scripts, attributes, text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.scripts: list[str] = []
        self.text = ""
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._within = tag

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - what the parser gives
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "script":
            self.scripts.append(data)
        else:
            self.text += data


@pytest.fixture(scope="module")
def hostile(make: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Build:
    root = make(tmp_path_factory.mktemp("hostile") / "project", NAMES)
    return build(Project.find(root), tmp_path_factory.mktemp("hostile-store"))


@pytest.fixture(scope="module")
def served(hostile: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(hostile.store, tmp_path_factory.mktemp("served"), "--per-client", 50) as server:
        yield server


PLACES = [f"/id/place/toy-{number}" for number in range(len(NAMES))]
PAGES = [
    *PLACES,
    "/browse/City",
    "/search?q=script",
    "/search?q=alert",
    "/search?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
    "/queries/entities/of-class?class=City",
    "/queries/entities/index",
    "/sparql?query=SELECT%20%3Fs%20%3Fn%20%7B%20%3Fs%20rdfs%3Alabel%20%3Fn%20%7D",
    "/queries/nothing%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "/id/place/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "/dossier/%3Cscript%3E/x",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_holds_no_markup_from_the_data(path: str, served: Served) -> None:
    answer = served.get(path, "text/html", follow_redirects=True)
    page = Page(answer.text)

    assert answer.headers["content-type"].startswith("text/html")
    assert [one for one in page.attributes if one[1].startswith("on") or "autofocus" in one[1:2]] == []
    assert [one for one in page.attributes if one[2].strip().lower().startswith(("javascript:", "data:text"))] == []
    assert not {"img", "svg/onload=alert(1)", "b", "i"} & set(page.tags)
    assert not any("alert(1)" in script for script in page.scripts if not _is_data(page, script))
    policy = answer.headers["content-security-policy"]
    assert "script-src" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]


def _is_data(page: Page, script: str) -> bool:
    """Tell whether a script element holds data, which no browser runs."""
    typed = [value for tag, name, value in page.attributes if tag == "script" and name == "type"]
    try:
        json.loads(script)
    except ValueError:
        return False
    return any("json" in value for value in typed)


@pytest.mark.parametrize(("path", "name"), list(zip(PLACES, NAMES, strict=True)))
def test_the_name_is_shown_as_it_is(path: str, name: str, served: Served) -> None:
    page = Page(served.get(path, "text/html", follow_redirects=True).text)

    assert " ".join(name.split()) in " ".join(page.text.split())


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/ld+json", "application/rdf+xml"])
@pytest.mark.parametrize("path", [*PLACES, "/browse/City", "/search?q=name%0d%0aSet-Cookie:%20a=b"])
def test_no_header_comes_from_a_name(path: str, accept: str, served: Served) -> None:
    answer = served.get(path, accept, follow_redirects=True)

    assert "set-cookie" not in answer.headers
    assert not any(text in value for value in answer.headers.values() for text in ("alert", "evil", "HYPERLINK"))
    assert all(value.isprintable() for value in answer.headers.values())


@pytest.mark.parametrize("format_", ["xml", "json", "csv", "tsv"])
def test_answers_give_every_name_back_unchanged(format_: str, served: Served) -> None:
    query = "SELECT ?name WHERE { ?s a mg:City ; rdfs:label ?name }"
    body = served.client.get("/sparql", params={"query": query, "format": format_}).content

    if format_ == "csv":
        names = [row[0] for row in csv.reader(io.StringIO(body.decode(), newline=""))][1:]
    else:
        kinds = {"xml": ox.QueryResultsFormat.XML, "json": ox.QueryResultsFormat.JSON, "tsv": ox.QueryResultsFormat.TSV}
        solutions = ox.parse_query_results(body, format=kinds[format_])
        assert isinstance(solutions, ox.QuerySolutions)
        names = [solution["name"].value for solution in solutions]

    assert sorted(names) == sorted(NAMES)


def test_a_spreadsheet_takes_no_name_for_a_formula(served: Served) -> None:
    query = "SELECT ?name WHERE { ?s a mg:City ; rdfs:label ?name }"
    body = served.client.get("/sparql", params={"query": query, "format": "csv", "safe": "true"}).text

    names = [row[0] for row in csv.reader(io.StringIO(body, newline=""))][1:]
    assert len(names) == len(NAMES)
    assert [name for name in names if name.startswith(("=", "@", "+", "-", "\t", "\r"))] == []


def test_the_exports_give_every_name_back_unchanged(hostile: Build, tmp_path: Path) -> None:
    with mg.open(hostile.store, project=hostile.manifest.project) as graph:
        files = graph.export(tmp_path / "out", only=["ntriples", "csv"])

    assert all(path.resolve().is_relative_to(tmp_path) for path in files)
    text = gzip.decompress(next(path for path in files if path.name.endswith(".nt.gz")).read_bytes())
    said = {quad.object.value for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES) if isinstance(quad.object, ox.Literal)}
    assert set(NAMES) <= said
