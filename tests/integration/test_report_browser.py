"""The report in Chromium, as its readers have it: offline, by mouse, keyboard and finger, on paper, without scripts."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from browser import WIDTHS, chromium, page
from mediagraph.cli import main
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from mediagraph.building import Build

# Width of A4 at 96 pixels an inch, less the margins that the style sets.
PAPER = 688
PAGES = ("hubs", "dossier", "calendar")

# For each piece of text that is seen, the contrast with what lies under it (WCAG 2.2, relative luminance).
CONTRASTS = """() => {
  const parse = (text) => {
    const found = text.match(/[\\d.]+/g).map(Number);
    return { r: found[0], g: found[1], b: found[2], a: found[3] ?? 1 };
  };
  const over = (top, under) => {
    const mix = (name) => top[name] * top.a + under[name] * (1 - top.a);
    return { r: mix("r"), g: mix("g"), b: mix("b"), a: 1 };
  };
  const light = (colour) => {
    const [r, g, b] = ["r", "g", "b"].map((name) => {
      const part = colour[name] / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  for (const element of document.querySelectorAll("body, body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.matches("script, style, title")) continue;
    const style = getComputedStyle(element);
    const layers = [];
    for (let place = element; place; place = place.parentElement) {
      layers.push(parse(getComputedStyle(place).backgroundColor));
    }
    let under = { r: 255, g: 255, b: 255, a: 1 };
    for (const layer of layers.reverse()) under = over(layer, under);
    const ink = over(parse(element.closest("svg") ? style.fill : style.color), under);
    const [one, other] = [light(ink), light(under)].sort((a, b) => b - a);
    found.push([(one + 0.05) / (other + 0.05), element.outerHTML.slice(0, 80)]);
  }
  return found;
}"""


# Each column of each table that can be sorted, as it is after one click on its head and after another.
SORTED = """() => [...document.querySelectorAll("table.sortable")].flatMap((table) =>
  [...table.tHead.rows[0].cells].map((head, column) => {
    const ways = [], values = [];
    for (const time of [1, 2]) {
      head.querySelector("button").click();
      ways.push(head.getAttribute("aria-sort"));
      values.push([...table.tBodies[0].rows].filter((row) => row.cells.length > column)
        .map((row) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim()));
    }
    return { name: head.textContent, number: head.classList.contains("n"), ways, values };
  }))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def folder(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the small graph, as the command line writes them."""
    folder = tmp_path_factory.mktemp("pages")
    calendar = folder / "calendar.html"
    place = ["--store", str(built.store), "--project", str(ROOT)]
    for words in (
        ["report", "-o", str(folder), "--bloc", "Asia=CN,KZ", "--bloc", "Europe=BE,RU"],
        ["dossier", "CN", "BE", "-o", str(folder / "dossier.html")],
        ["anniversaries", "--from", "2020-01-01", "--to", "2026-12-31", "--format", "html", "-o", str(calendar)],
    ):
        result = CliRunner().invoke(main, [*words, *place], catch_exceptions=False)
        assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def report(browser: Browser, folder: Path) -> Iterator[Page]:
    """The report, open, with the network cut off."""
    with page(browser, offline=True) as opened:
        opened.goto((folder / "hubs.html").as_uri())
        yield opened


def texts(cells: Locator) -> list[str]:
    return [text.strip() for text in cells.all_text_contents()]


def seen(items: Locator) -> int:
    return sum(item.is_visible() for item in items.all())


def view_box(svg: Locator) -> list[float]:
    return [float(number) for number in (svg.get_attribute("viewBox") or "").split()]


def is_open(details: Locator) -> bool:
    """Wait until it opens, which a link does when the address has changed."""
    details.locator(":scope[open]").wait_for()
    return details.locator("summary").is_visible()


def is_seen(found: Locator) -> bool:
    """Wait until it can be seen, which takes a moment after a click."""
    found.wait_for(state="visible")
    return True


def evaluated(opened: Page, script: str) -> Any:
    return opened.evaluate(script)


def test_what_a_page_complains_of_is_noticed(browser: Browser, tmp_path: Path) -> None:
    faults = {
        "error": '<script>console.error("oh")</script>',
        "exception": "<script>missing()</script>",
        "elsewhere": '<img src="http://127.0.0.1:9/x.png" alt="">',
        "policy": "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\"><script>let a</script>",
    }
    unnoticed = set(faults)
    for name, fault in faults.items():
        file = tmp_path / f"{name}.html"
        file.write_text(f"<!doctype html><title>x</title>{fault}", encoding="utf-8")
        try:
            with page(browser, offline=True) as opened:
                opened.goto(file.as_uri())
        except AssertionError:
            unnoticed.remove(name)

    assert unnoticed == set()


def test_search_leaves_what_speaks_of_the_words_whatever_their_accents(report: Page) -> None:
    rows = report.locator("#countries-hubs ~ .wide tbody tr[data-search]")
    before = seen(rows)

    report.fill("#search", "CHÍNA")

    assert 0 < seen(rows) < before
    assert all("China" in row for row in rows.filter(visible=True).all_text_contents())
    assert "hub" in report.inner_text("#found")
    assert "China" in report.locator("#hits a").first.inner_text()
    assert set(texts(report.locator("#countries svg.network .dot.hit text"))) == {"China"}

    report.fill("#search", "no such thing")
    assert report.inner_text("#found") == "nothing found"

    report.press("#search", "Escape")
    assert seen(rows) == before


def test_a_hit_is_reached_by_keyboard_alone(report: Page) -> None:
    report.focus("#search")
    report.keyboard.type("red silk")
    report.keyboard.press("ArrowDown")
    report.keyboard.press("Enter")

    report.wait_for_url("**/hubs.html#work-work-red-silk")
    assert is_open(report.locator("#work-work-red-silk"))


def test_every_column_sorts_and_numbers_sort_as_numbers(report: Page) -> None:
    columns = evaluated(report, SORTED)
    told_apart = False
    for column in columns:
        for way, values in zip(("ascending", "descending"), column["values"], strict=True):
            filled = [value for value in values if value]
            assert values[: len(filled)] == filled, "blanks come last"
            if not column["number"]:
                continue
            found = [float(value.split()[0]) for value in filled]
            assert found == sorted(found, reverse=way == "descending"), column["name"]
            told_apart |= filled != sorted(filled, reverse=way == "descending")
        assert column["ways"] == ["ascending", "descending"], column["name"]

    assert len(columns) > 20
    assert told_apart, "no column here tells numbers from text"


def test_a_click_sorts(report: Page) -> None:
    table = report.locator("#countries-hubs ~ .wide table.sortable").first
    head = table.locator("thead th").nth(5)
    strengths = table.locator("tbody td:nth-child(6)")
    before = [float(text) for text in texts(strengths)]

    head.locator("button").click()

    assert head.get_attribute("aria-sort") == "ascending"
    assert [float(text) for text in texts(strengths)] == sorted(before) != before


def test_sorting_is_done_by_keyboard_too(report: Page) -> None:
    table = report.locator("#countries-hubs ~ .wide table.sortable").first
    names = table.locator("tbody th")

    table.locator("thead th").nth(1).locator("button").focus()
    report.keyboard.press("Enter")
    up = texts(names)
    report.keyboard.press("Space")

    assert up == sorted(up)
    assert texts(names) == up[::-1]
    assert table.locator("thead th[aria-sort]").count() == 1


def test_the_drawing_is_moved_and_zoomed_by_mouse(report: Page) -> None:
    svg = report.locator("#countries svg.network")
    svg.scroll_into_view_if_needed()
    start = view_box(svg)
    box = svg.bounding_box()
    assert box

    corner = box["x"] + 12, box["y"] + 12
    report.mouse.move(*corner)
    report.mouse.down()
    report.mouse.move(corner[0] + 60, corner[1] + 30, steps=4)
    report.mouse.up()
    moved = view_box(svg)

    assert moved[0] < start[0]
    assert moved[1] < start[1]
    assert moved[2:] == start[2:]

    report.mouse.wheel(0, -200)
    assert view_box(svg)[2] < start[2], "the wheel comes nearer, once the drawing is used"
    report.locator("#countries .controls [data-do=whole]").click()
    assert view_box(svg) == start
    report.locator("#countries .controls [data-do=nearer]").click()
    assert view_box(svg)[2] < start[2]
    report.locator("#countries .controls [data-do=farther]").click()
    assert view_box(svg)[2] == pytest.approx(start[2])


def test_the_wheel_scrolls_the_page_while_the_drawing_is_not_used(report: Page) -> None:
    svg = report.locator("#countries svg.network")
    svg.hover(position={"x": 12, "y": 12})
    start, top = view_box(svg), evaluated(report, "scrollY")

    report.mouse.wheel(0, 200)
    report.wait_for_function(f"scrollY > {top}")

    assert view_box(svg) == start


def test_a_drag_that_begins_on_a_hub_leads_nowhere(report: Page) -> None:
    dot = report.locator("#countries svg.network .dot circle").first
    dot.scroll_into_view_if_needed()
    box = dot.bounding_box()
    assert box
    before = report.url

    report.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    report.mouse.down()
    report.mouse.move(box["x"] + 60, box["y"] + 40, steps=4)
    report.mouse.up()

    assert report.url == before

    # Nor does one beside the hubs end what is shown, as a click there does.
    frame = report.locator("#countries svg.network").bounding_box()
    assert frame
    report.mouse.move(frame["x"] + 12, frame["y"] + 12)
    report.mouse.down()
    report.mouse.move(frame["x"] + 40, frame["y"] + 12, steps=4)
    report.mouse.up()
    assert report.locator("#countries .note h4").count() == 1
    report.mouse.click(frame["x"] + 12, frame["y"] + 12)
    assert report.locator("#countries .note h4").count() == 0


def test_the_drawing_is_moved_and_zoomed_by_keyboard(report: Page) -> None:
    svg = report.locator("#countries svg.network")
    start = view_box(svg)
    svg.focus()

    report.keyboard.press("ArrowRight")
    report.keyboard.press("ArrowDown")
    moved = view_box(svg)
    report.keyboard.press("+")
    near = view_box(svg)
    report.keyboard.press("0")

    assert moved[0] > start[0]
    assert moved[1] > start[1]
    assert near[2] < moved[2]
    assert view_box(svg) == start


def test_pointing_at_a_hub_shows_its_works(report: Page) -> None:
    note = report.locator("#countries .note")
    report.locator('#countries svg.network .dot[data-label="China"] circle').hover()

    assert note.locator("h4").inner_text().startswith("China: strength")
    assert "Red Silk" in note.locator("li", has_text="Russia").inner_text()
    assert report.locator("#countries svg.network .tie.on").count() == note.locator("li").count()

    note.locator("a").click()
    assert is_open(report.locator("#countries-country-CN"))


def test_a_first_tap_shows_a_hubs_works_and_a_second_leads_to_it(browser: Browser, folder: Path) -> None:
    with page(browser, offline=True, width=WIDTHS[0], touch=True) as opened:
        address = (folder / "hubs.html").as_uri()
        opened.goto(address)
        dot = opened.locator('#countries svg.network .dot[data-label="China"] circle')

        dot.tap()
        assert opened.locator("#countries .note h4").inner_text().startswith("China: strength")
        assert opened.url == address

        dot.tap()
        assert is_open(opened.locator("#countries-country-CN"))


def test_a_hub_that_the_keyboard_comes_to_shows_its_works_and_enter_leads_to_it(report: Page) -> None:
    report.focus("#countries svg.network")
    report.keyboard.press("Tab")
    label = evaluated(report, "document.activeElement.dataset.label")

    assert label
    assert report.locator("#countries .note h4").inner_text().startswith(f"{label}: strength")
    assert report.locator("#countries .note li").count() > 0

    target = evaluated(report, "document.activeElement.getAttribute('href').slice(1)")
    report.keyboard.press("Enter")
    assert is_open(report.locator(f"[id='{target}']"))


def test_the_keyboard_gets_past_the_drawing(report: Page) -> None:
    report.focus("#countries .drawing > .skip")
    assert is_seen(report.locator("#countries .drawing > .skip"))
    report.keyboard.press("Enter")

    assert evaluated(report, "document.activeElement.id") == "countries-after"


def test_from_a_number_down_to_the_sentence(report: Page) -> None:
    row = report.locator("#countries-hubs ~ .wide tbody tr", has_text="China").first
    row.locator("td.n a").last.click()
    hub = report.locator("#countries-country-CN")
    partner = hub.locator(".partners > li", has_text="Russia").first

    assert is_seen(partner)
    partner.locator("a", has_text="Red Silk").click()
    work = report.locator("#work-work-red-silk")
    assert is_seen(work.locator("li", has_text=", paragraph").first)

    work.locator("a", has_text="China").first.click()
    assert is_seen(hub.locator("summary"))


def test_a_cell_of_the_matrix_leads_to_the_works_of_its_pair(report: Page) -> None:
    link = report.locator(".matrix td a").first
    link.click()
    pair = report.locator(f"[id='{(link.get_attribute('href') or '')[1:]}']")

    assert is_seen(pair)
    assert pair.locator(".line a").count() > 0


def test_e_i_index_and_participation_are_shown_and_explained(report: Page) -> None:
    blocs = report.locator("#countries-bridges ~ .wide table.blocs")
    assert texts(blocs.locator("tbody tr > th")) == ["Asia", "Europe"]
    # China and Kazakhstan share one thing; all else that both share with the two of Europe lies between.
    rows = [texts(row.locator("td.n")) for row in blocs.locator("tbody tr").all()]
    for _, within, between, index in rows:
        expected = (float(between) - float(within)) / (float(between) + float(within))
        assert float(index.replace("\N{MINUS SIGN}", "-")) == pytest.approx(expected, abs=0.005)
    assert rows[0][2] == rows[1][2], "what lies between two blocs is the same for both"

    heads = texts(report.locator("#countries-bridges ~ .wide table").nth(1).locator("thead th"))
    assert {"Participation", "E-I index", "Constraint", "Effective size"} <= set(heads)
    explained = set(texts(report.locator("#method dt")))
    columns = texts(report.locator("#countries table.sortable").nth(0).locator("thead th"))
    assert {*heads, *columns} - {"Hub", "Rank", "Ranks", "Top 10", "Partners"} <= explained


def test_without_scripts_all_is_there(browser: Browser, folder: Path) -> None:
    counted = {}
    for scripts in (True, False):
        with page(browser, offline=True, scripts=scripts) as opened:
            opened.goto((folder / "hubs.html").as_uri())
            counted[scripts] = {
                what: opened.locator(what).count() for what in ("tbody tr", "details", "details li", "svg", ".dot")
            }
            if scripts:
                continue
            assert seen(opened.locator("tbody tr")) == seen(
                opened.locator(":not(details) > .wide tbody tr, .narrow tr")
            )
            assert not opened.locator(".tools").is_visible()
            assert not opened.locator(".controls").first.is_visible()
            assert not opened.locator(".note").first.is_visible()
            details = opened.locator("#countries-country-CN")
            details.locator("summary").click()
            assert is_seen(details.locator(".partners li").first)

    assert counted[True] == counted[False]


def test_paper_shows_all_and_cuts_nothing(browser: Browser, folder: Path) -> None:
    with page(browser, offline=True, width=PAPER) as opened:
        opened.goto((folder / "hubs.html").as_uri())
        opened.fill("#search", "China")
        opened.emulate_media(media="print")

        for what in (".tools", ".controls", ".note", ".more", ".skip"):
            assert seen(opened.locator(what)) == 0, what
        entries = opened.locator("tbody tr, .partners > li, #evidence li, .legend li")
        assert seen(entries) == entries.count()
        assert evaluated(opened, "document.documentElement.scrollWidth") <= PAPER
        beyond = evaluated(
            opened,
            """[...document.querySelectorAll("main *")]
              .filter(element => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth + 1)
              .map(element => element.outerHTML.slice(0, 80))""",
        )
        assert beyond == []


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_its_window(browser: Browser, folder: Path, width: int, *, scripts: bool) -> None:
    with page(browser, offline=True, width=width, scripts=scripts) as opened:
        for name in PAGES:
            opened.goto((folder / f"{name}.html").as_uri())
            assert evaluated(opened, "document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_from_what_lies_under_it(browser: Browser, folder: Path, *, dark: bool) -> None:
    with page(browser, offline=True, dark=dark) as opened:
        for name in PAGES:
            opened.goto((folder / f"{name}.html").as_uri())
            evaluated(opened, "document.querySelectorAll('details').forEach(details => { details.open = true; })")
            contrasts = evaluated(opened, CONTRASTS)
            assert len(contrasts) > 20
            assert [found for found in contrasts if found[0] < 4.5] == [], name


def test_assistive_programs_find_their_way(browser: Browser, folder: Path) -> None:
    with page(browser, offline=True) as opened:
        for name in PAGES:
            opened.goto((folder / f"{name}.html").as_uri())
            assert opened.get_attribute("html", "lang") == "en"
            assert opened.locator("h1").count() == 1
            assert opened.locator("main").count() == 1
            levels = [
                int(level) for level in opened.locator("h1, h2, h3").evaluate_all("h => h.map(h => h.tagName[1])")
            ]
            assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), "no level is left out"
            for table in opened.locator("table").all():
                assert table.locator("thead th[scope=col]").count() > 0
                assert table.locator("th:not([scope])").count() == 0
            unnamed = "svg:not([aria-label]):not([aria-hidden]), img:not([alt]), input:not([aria-label]):not([id])"
            assert opened.locator(unnamed).count() == 0
            assert evaluated(
                opened,
                """[...document.querySelectorAll("button, a, [role=region], nav")].every(element =>
                  (element.getAttribute("aria-label") ?? element.textContent).trim())""",
            )
            # What scrolls by itself is reached by keyboard.
            assert opened.locator(".wide:not([tabindex])").count() == 0


def test_the_first_step_skips_to_the_content_and_each_step_is_seen(report: Page) -> None:
    report.keyboard.press("Tab")
    assert evaluated(report, "document.activeElement.className") == "skip"
    assert is_seen(report.locator("body > .skip"))
    shown = """() => {
      const element = document.activeElement;
      const style = getComputedStyle(element.querySelector(":scope > circle") ?? element);
      const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      return [outlined || parseFloat(style.strokeWidth) >= 4, element.outerHTML.slice(0, 80)];
    }"""
    # From the drawing on there are hubs, links, tables that scroll and buttons.
    report.focus("#countries-hubs ~ .wide")
    unseen = []
    for _ in range(60):
        report.keyboard.press("Tab")
        visible, what = evaluated(report, shown)
        if not visible:
            unseen.append(what)

    assert unseen == []

    report.focus("body > .skip")
    report.keyboard.press("Enter")
    assert evaluated(report, "document.activeElement.id") == "main"


def test_the_shipped_report_opens_at_each_width_and_its_long_tables_unfold(
    browser: Browser, shipped: Build, tmp_path: Path
) -> None:
    words = ["report", "-o", str(tmp_path), "--store", str(shipped.store), "--project", str(ROOT)]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    address = (tmp_path / "hubs.html").as_uri()

    for width in WIDTHS:
        with page(browser, offline=True, width=width) as opened:
            opened.goto(address)
            assert evaluated(opened, "document.documentElement.scrollWidth") <= width
            rows = opened.locator("#countries-hubs ~ .wide").first.locator("tbody tr")
            folded = rows.filter(visible=True).count()
            opened.locator("#countries-hubs ~ .more").first.click()

            assert folded < rows.count()
            assert rows.filter(visible=True).count() == rows.count()
            # A link into what is folded unfolds it.
            opened.goto(f"{address}#countries-country-KZ")
            assert is_open(opened.locator("#countries-country-KZ"))
