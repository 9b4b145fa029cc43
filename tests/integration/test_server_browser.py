"""The server's pages in Chromium: with the editor, with the plain text field, and with scripts off."""

from __future__ import annotations

import re
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

import pytest

from browser import WIDTHS, chromium, page
from mediagraph.store import Solutions
from serving import Served, serving, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from mediagraph.building import Build
    from mediagraph.graph import Graph

BUNDLE = files("mediagraph.server") / "static" / "editor.js"
WRONG = (
    "SELECT ?kind (COUNT(?thing) AS ?things)\nWHERE { ?thing a ?kind , }\nGROUP BY ?kind ORDER BY DESC(?things) ?kind"
)
RIGHT = WRONG.replace(" , }", " }")
OVER_TIME = "SELECT ?day ?n { VALUES (?day ?n) { ('2001-01-01' 3) ('2011-06-01' 8) ('2021-12-31' 5) } }"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SHOT = "</script><img src=x onerror=document.title='hit'>"
HOSTILE = f"""SELECT ?text ?link ?n {{ VALUES (?text ?link ?n) {{
  ("{SHOT}" <javascript:document.title='hit'> 1) ("\\"><svg onload=document.title='hit'>" <data:text/html,hit> 2)
  ("{{{{ 7 * 7 }}}}" <http://example.org/?a='x'> 3) }} }}"""
LONG = f"SELECT ?x {{ VALUES ?x {{ '{'x' * 300}' }} }}"
PAGES = (
    "/",
    "/sparql",
    f"/sparql?{urlencode({'query': RIGHT})}",
    f"/sparql?{urlencode({'query': WRONG})}",
    f"/sparql?{urlencode({'query': OVER_TIME})}",
    f"/sparql?{urlencode({'query': LONG})}",
    "/queries",
    "/queries/works/releases",
    "/queries/relations/timeline?country=Nowhereland",
    f"/search?q={quote('китай')}",
    "/id/country/BE",
    "/browse/countries",
    "/about",
    "/about/problems",
    "/docs",
    "/dossier",
    "/nothing",
)
# What the browser says of pages that are refusals.
REFUSED = ("status of 400", "status of 404")


@pytest.fixture(scope="module")
def served(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(built.store, tmp_path_factory.mktemp("served"), "--seconds", 60) as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(params=["editor", "field", "no scripts"])
def way(request: pytest.FixtureRequest) -> str:
    """How the pages are used; the editor is there where it could be bundled."""
    if request.param == "editor" and not BUNDLE.is_file():
        pytest.skip("the editor is not bundled (make console)")
    return str(request.param)


@contextmanager
def opened(browser: Browser, served: Served, way: str = "field", *, width: int = 1280) -> Iterator[Page]:
    """A page of the server; requests to elsewhere and errors fail the test."""
    host = urlsplit(served.url).netloc
    with page(browser, width=width, scripts=way != "no scripts", host=host, expected=REFUSED) as shown:
        if way == "field":
            shown.route("**/static/editor.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        yield shown


def write(shown: Page, query: str) -> None:
    """Put a query into the editor or the text field, whichever is there."""
    editor = shown.locator(".cm-content")
    if not editor.count():
        shown.locator("#query").fill(query)
        return
    editor.click()
    replace(shown, query)


def replace(shown: Page, query: str) -> None:
    """Put a query into what has the focus, by keyboard."""
    for key in ("Control+a", "Delete"):
        shown.keyboard.press(key)
    shown.keyboard.insert_text(query)


def test_a_name_leads_to_an_entity_and_to_the_paragraph_that_speaks_of_it(
    browser: Browser, served: Served, way: str
) -> None:
    with opened(browser, served, way) as shown:
        shown.goto(f"{served.url}/")
        shown.get_by_label("Search names in any script").fill("Казахстан")
        shown.get_by_role("main").get_by_role("button", name="Search").click()
        shown.get_by_role("main").get_by_role("link", name="Kazakhstan", exact=True).first.click()

        assert shown.locator("h1").inner_text() == "Kazakhstan"
        mark = shown.locator("main a[href^='#note-']").last
        note = shown.locator(f"[id='{(mark.get_attribute('href') or '').removeprefix('#')}']")
        assert re.search(r"paragraph \d+", note.inner_text())
        title = note.locator("a").first.inner_text()
        note.locator("a").first.click()
        assert shown.locator("h1").inner_text() == title


def test_a_stored_query_is_asked_by_its_form(browser: Browser, served: Served, way: str, graph: Graph) -> None:
    with opened(browser, served, way) as shown:
        shown.goto(f"{served.url}/queries?q=timeline")
        shown.get_by_role("main").locator("a[href='/queries/relations/timeline']").click()
        shown.get_by_label("country", exact=True).fill("比利时")
        shown.get_by_role("button", name="Ask").click()

        rows = _read(shown)
        expected = list(graph.rows("relations/timeline", country="BE").terms())
        assert len(rows) == len(expected) > 0
        with shown.expect_download() as download:
            shown.get_by_role("link", name="CSV").click()
        own = graph.rows("relations/timeline", country="BE").to_csv()
        assert Path(download.value.path()).read_bytes().decode() == own


def test_a_concept_is_chosen_from_those_that_there_are(browser: Browser, served: Served) -> None:
    with opened(browser, served) as shown:
        shown.goto(f"{served.url}/queries/works/releases")
        shown.get_by_label("status", exact=True).select_option("planned")
        shown.get_by_role("button", name="Ask").click()

        assert {row[4] for row in _read(shown)} == {"planned"}
        assert shown.get_by_label("status", exact=True).input_value() == "planned"


def test_a_query_is_mended_run_and_taken_home(browser: Browser, served: Served, way: str, graph: Graph) -> None:
    answer = graph.sparql(RIGHT)
    assert isinstance(answer, Solutions)
    own = answer.to_csv()
    with opened(browser, served, way) as shown:
        shown.goto(f"{served.url}/sparql")
        write(shown, WRONG)
        shown.get_by_role("button", name="Run").click()
        assert "line 2, column 24" in shown.locator("#error").inner_text()
        assert shown.locator("#error mark").inner_text() == ","
        if way == "editor":
            assert shown.locator(".cm-lintRange-error").inner_text() == ","
        if way == "field":
            chosen = "() => { const field = document.activeElement; return [field.id, field.value.slice("
            chosen += "field.selectionStart, field.selectionEnd)]; }"
            assert shown.evaluate(chosen) == ["query", ","]

        write(shown, RIGHT)
        shown.get_by_role("button", name="Run").click()
        shown.locator("#answer").wait_for()
        assert shown.locator("#error").count() == 0
        rows = _read(shown)
        assert [row[1] for row in rows] == [line.rpartition(",")[2] for line in str(own).splitlines()[1:]]
        assert shown.locator("figure.chart .bars li").count() == min(len(rows), 25)
        with shown.expect_download() as download:
            shown.get_by_role("link", name="CSV").click()
        assert Path(download.value.path()).read_bytes().decode() == own
        address = shown.url

        shown.goto("about:blank")
        shown.goto(address)
        assert _read(shown) == rows
        assert shown.locator("#query").input_value().replace("\r", "") == RIGHT


def _read(shown: Page) -> list[list[str]]:
    return [row.locator("td").all_inner_texts() for row in shown.locator("#answer tbody tr").all()]


def test_numbers_over_time_are_drawn_as_a_line_with_words_for_it(browser: Browser, served: Served, way: str) -> None:
    with opened(browser, served, way) as shown:
        shown.goto(f"{served.url}/sparql?{urlencode({'query': OVER_TIME})}")

        assert shown.locator("figure.chart circle").count() == 3
        told = shown.locator("figure.chart > svg").get_attribute("aria-label")
        assert told == "n: from 3 in 2001-01-01 to 5 in 2021-12-31, highest 8 in 2011-06-01"


def test_a_dossier_is_opened_from_its_form(browser: Browser, served: Served, way: str) -> None:
    with opened(browser, served, way) as shown:
        shown.goto(f"{served.url}/dossier")
        shown.get_by_label("One country").fill("China")
        shown.get_by_label("The other").fill("哈萨克斯坦")
        shown.get_by_role("button", name="Open").click()

        heading = shown.locator("h1").first.inner_text()
        assert "China" in heading
        assert "Kazakhstan" in heading


def test_the_console_is_used_by_keyboard_alone(browser: Browser, served: Served, way: str) -> None:
    with opened(browser, served, way) as shown:
        shown.goto(f"{served.url}/sparql")
        for _ in range(40):
            shown.keyboard.press("Tab")
            if shown.evaluate("document.activeElement.matches('.editor, #query')"):
                break
        replace(shown, RIGHT)
        if way == "no scripts":
            shown.keyboard.press("Tab")
            shown.keyboard.press("Enter")
        else:
            shown.keyboard.press("Control+Enter")
        shown.locator("#answer").wait_for()

        shown.keyboard.press("Tab")  # the editor and the field let go of the focus
        assert not shown.evaluate("document.activeElement.matches('.editor, #query')")
        assert len(_read(shown)) > 5


def test_running_anew_keeps_the_page_and_the_way_back(browser: Browser, served: Served) -> None:
    with opened(browser, served) as shown:
        shown.goto(f"{served.url}/sparql")
        shown.evaluate("document.body.dataset.kept = 'yes'")
        for number in (1, 2):
            write(shown, f"SELECT ?n {{ VALUES ?n {{ {number} }} }}")
            shown.get_by_role("button", name="Run").click()
            shown.locator(f"#answer bdi:text-is('{number}')").wait_for()
        shown.go_back()
        shown.locator("#answer bdi:text-is('1')").wait_for()

        assert shown.evaluate("document.body.dataset.kept") == "yes"
        assert "VALUES ?n { 1 }" in shown.locator("#query").input_value()
        assert shown.locator("#status").inner_text() == "Answer: 1 row"


def test_columns_are_sorted_by_a_click(browser: Browser, served: Served) -> None:
    query = "SELECT ?name ?n { VALUES (?name ?n) { ('b10' 10) ('b9' 9) (UNDEF 100) ('a' 2.5) } }"
    with opened(browser, served) as shown:
        shown.goto(f"{served.url}/sparql?{urlencode({'query': query})}")
        name, number = (shown.locator("#answer th").nth(place).get_by_role("button") for place in (0, 1))
        number.click()
        assert [row[1] for row in _read(shown)] == ["2.5", "9", "10", "100"]
        number.click()
        assert [row[1] for row in _read(shown)] == ["100", "10", "9", "2.5"]
        assert shown.locator("#answer th").nth(1).get_attribute("aria-sort") == "descending"
        name.click()
        assert [row[0] for row in _read(shown)] == ["a", "b9", "b10", ""]


def test_a_query_that_is_stopped_ends_on_the_server_too(browser: Browser, served: Served) -> None:
    with opened(browser, served) as shown:
        shown.goto(f"{served.url}/sparql")
        write(shown, SLOW)
        before = _jobs(served)
        shown.get_by_role("button", name="Run").click()
        until(lambda: _jobs(served) > before)  # what is stopped earlier may never leave the browser
        shown.get_by_role("button", name="Stop").click()
        assert shown.locator("#status").inner_text() == "Stopped."
        assert shown.get_by_role("button", name="Stop").count() == 0

        until(lambda: any(line.get("status") == 499 for line in served.lines()))
        write(shown, "ASK {}")
        shown.get_by_role("button", name="Run").click()
        assert shown.locator("#answer .truth").inner_text() == "yes"


def _jobs(served: Served) -> float:
    """How many queries of visitors were begun."""
    lines = served.get("/metrics").text.splitlines()
    return next(float(line.split()[-1]) for line in lines if line.startswith('mediagraph_workers_jobs{lane="queries"}'))


def test_the_editor_completes_terms_of_the_graph(browser: Browser, served: Served) -> None:
    if not BUNDLE.is_file():
        pytest.skip("the editor is not bundled (make console)")
    with opened(browser, served, "editor") as shown:
        shown.goto(f"{served.url}/sparql")
        write(shown, "")
        shown.locator(".cm-content").press_sequentially("SELECT ?film { ?film a mg:Fil", delay=5)
        shown.locator(".cm-tooltip-autocomplete li", has_text="mg:Film").first.wait_for()
        shown.keyboard.press("Control+Space")
        shown.wait_for_timeout(100)
        shown.keyboard.press("Enter")
        assert "?film a mg:Film" in shown.locator("#query").input_value()
        shown.keyboard.press("Control+Enter")
        shown.locator("#answer tbody tr").first.wait_for()


def test_terms_are_those_of_the_ontology(served: Served) -> None:
    found = served.get("/terms.json").json()
    terms = {name: (kind, label) for name, kind, label, _ in found["terms"]}
    assert terms["mg:Film"] == ("class", "film")
    assert terms["mg:producingCountry"][0] == "property"
    assert terms["statuses:planned"][0] == "constant"
    assert ["mg", "https://w3id.org/mediagraph/ontology#"] in found["prefixes"]


def test_the_text_of_others_stays_text(browser: Browser, served: Served, way: str) -> None:
    with opened(browser, served, way) as shown:
        shown.goto(f"{served.url}/sparql?{urlencode({'query': HOSTILE})}")
        rows = _read(shown)
        assert [row[0] for row in rows] == [SHOT, "\"><svg onload=document.title='hit'>", "{{ 7 * 7 }}"]
        assert shown.locator("figure.chart .name").first.inner_text() == SHOT
        assert shown.locator("#answer a[href^='javascript'], #answer a[href^='data']").count() == 0
        assert shown.locator("#query").input_value() == HOSTILE
        if way != "no scripts":  # the answer that the script puts into the page
            shown.get_by_role("button", name="Run").click()
            shown.locator("#status", has_text="3 rows").wait_for()
            assert _read(shown) == rows
        for path in (
            f"/sparql?{urlencode({'query': '</textarea>' + SHOT})}",
            f"/search?{urlencode({'q': SHOT})}",
            f"/queries?{urlencode({'q': SHOT})}",
            f"/queries/relations/timeline?{urlencode({'country': SHOT})}",
            f"/dossier?{urlencode({'one': SHOT})}",
            f"/{quote(SHOT)}",
        ):
            shown.goto(served.url + path)
            assert shown.locator("main img").count() == 0, path
            assert shown.title() != "hit", path


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_its_window(browser: Browser, served: Served, width: int) -> None:
    for way in ("editor", "no scripts"):
        with opened(browser, served, way, width=width) as shown:
            for path in PAGES:
                shown.goto(served.url + path)
                assert shown.evaluate("document.documentElement.scrollWidth") <= width, (way, path)
