"""The review in Chromium: by keyboard, and with scripts off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest

from browser import WIDTHS, chromium, page
from projects import copied
from reviews import SHOT, decide_all, opened, write_draft, write_hostile
from serving import Served, started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, Page

SELECT = """([number, words]) => {
  const text = document.querySelector(`#p-${number} .text`), range = document.createRange();
  const at = text.textContent.indexOf(words);
  const place = (offset) => {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (offset <= node.data.length) return [node, offset];
      offset -= node.data.length;
    }
  };
  range.setStart(...place(at));
  range.setEnd(...place(at + words.length));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("reviews") / "project")


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drafts")
    write_draft(folder)
    write_hostile(folder)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def served(browser: Browser, root: Path, drafts: Path) -> Iterator[Served]:  # noqa: ARG001 - none is started in vain
    with started(drafts, "--review", drafts, "--project", root, "-o", drafts) as server:
        yield server


@pytest.fixture(autouse=True)
def _afresh(drafts: Path) -> None:
    for name in ("rivers.review.json", "rivers.yaml"):
        (drafts / name).unlink(missing_ok=True)


def window(
    browser: Browser, served: Served, *, scripts: bool = True, width: int = 1280
) -> AbstractContextManager[Page]:
    host = urlsplit(served.url).netloc
    return page(browser, width=width, scripts=scripts, host=host, expected=("status of 422",))


def press(shown: Page, key: str, lands: str) -> None:
    """Press a key that leads to another page, and wait for the proposal that it is on."""
    with shown.expect_navigation(url=re.compile(rf"at={re.escape(urlencode({'': lands})[1:])}(&|#|$)")):
        shown.keyboard.press(key)


def is_focused(shown: Page, name: str) -> bool:
    """Wait until the element of this id is the one that keys go to."""
    shown.locator(f"#{name}:focus").wait_for()
    return True


def test_a_draft_is_reviewed_by_keyboard_alone(browser: Browser, served: Served, root: Path, drafts: Path) -> None:
    other = drafts / "other"
    [by_calls] = opened(root, [write_draft(other)], output=other)
    decide_all(by_calls)
    by_calls.save()

    with window(browser, served) as shown:
        shown.goto(f"{served.url}/review/rivers")
        assert shown.locator("mark.now").all_inner_texts() == ["Blue Lantern Films"]
        press(shown, "a", "organisation:media-group")
        shown.keyboard.press("m")
        shown.keyboard.insert_text("")
        assert is_focused(shown, "words")
        shown.keyboard.press("Enter")
        shown.wait_for_url("**q=**")
        for _ in range(2):  # from the field over its button to the first that was found
            shown.keyboard.press("Tab")
        press(shown, "Enter", "organisation:blue-lantern")
        press(shown, "r", "person:anna-vermeer")
        press(shown, "k", "organisation:blue-lantern")
        press(shown, "u", "organisation:blue-lantern")
        assert shown.locator("#now").get_attribute("data-verb") == "undecided"
        shown.keyboard.press("m")
        shown.locator("#into").select_option("organisation:blue-lantern-films")
        shown.locator("#into").press("Tab")
        press(shown, "Enter", "person:anna-vermeer")
        press(shown, "a", "work:rivers-of-two-lands")
        press(shown, "j", "ri:co-production")
        press(shown, "A", "ri:remark-anna-vermeer")
        press(shown, "r", "ri:remark-anna-vermeer")
        assert shown.locator("#waiting").inner_text() == "0 of 8 undecided"
        shown.keyboard.press("s")
        shown.locator("#told").wait_for()

    assert (drafts / "rivers.yaml").read_bytes() == (other / "rivers.yaml").read_bytes()


def test_a_record_is_edited_by_keyboard(browser: Browser, served: Served) -> None:
    with window(browser, served) as shown:
        shown.goto(f"{served.url}/review/rivers?at=person%3Aanna-vermeer")
        shown.keyboard.press("e")
        assert is_focused(shown, "text")
        shown.keyboard.press("Control+End")
        shown.keyboard.insert_text("nationalty: country:BE")
        shown.keyboard.press("Control+Enter")
        shown.locator("#faults").wait_for()
        assert "did you mean nationality" in shown.locator("#faults").inner_text()
        assert is_focused(shown, "text")
        text = shown.locator("#text").input_value()
        shown.locator("#text").fill(text.replace("nationalty", "nationality"))
        press(shown, "Control+Enter", "work:rivers-of-two-lands")
        press(shown, "k", "person:anna-vermeer")
        assert "nationality: country:BE" in shown.locator("#record").inner_text()


def test_selected_words_become_a_record(browser: Browser, served: Served) -> None:
    with window(browser, served) as shown:
        shown.goto(f"{served.url}/review/rivers")
        shown.evaluate(SELECT, [3, "🎬 directs it"])
        shown.keyboard.press("n")
        assert shown.locator("#new-words").input_value() == "🎬 directs it"
        shown.locator("#new-class").select_option("Event")
        shown.keyboard.press("Control+Enter")
        shown.locator("#begun").wait_for()
        assert is_focused(shown, "begun")
        shown.locator("#begun").fill("id: event:shoot\ntype: Event\nname: {en: Shoot}\nevidence: ri:p3\n")
        press(shown, "Control+Enter", "event:shoot")

        # a film's clapper is two units in a browser and one character here
        assert "".join(shown.locator("mark.now").all_inner_texts()) == "🎬 directs it"


def test_keys_do_nothing_where_something_is_written(browser: Browser, served: Served) -> None:
    with window(browser, served) as shown:
        shown.goto(f"{served.url}/review/rivers")
        shown.keyboard.press("e")
        shown.keyboard.press("a")
        shown.keyboard.press("r")
        assert "ar" in shown.locator("#text").input_value()
        shown.keyboard.press("Escape")
        shown.keyboard.press("?")
        assert shown.get_by_text("reject; with all that speaks of it alone").is_visible()
        assert shown.locator("#waiting").inner_text() == "7 of 8 undecided"


def test_a_mark_leads_to_its_proposal(browser: Browser, served: Served) -> None:
    with window(browser, served) as shown:
        shown.goto(f"{served.url}/review/rivers")
        shown.locator("mark", has_text="Rivers of Two Lands").click()
        shown.wait_for_url("**at=work**")

        assert shown.locator("mark.now").all_inner_texts() == ["Rivers of Two Lands", "directs"]


def test_a_draft_is_reviewed_without_scripts(browser: Browser, served: Served, drafts: Path) -> None:
    with window(browser, served, scripts=False) as shown:
        shown.goto(f"{served.url}/")
        shown.get_by_role("link", name="Two rivers in one film").click()
        shown.get_by_role("button", name="Accept a").click()
        shown.get_by_text("Merge m").click()
        shown.get_by_role("button", name="Find").click()
        shown.get_by_role("button", name="organisation:china-media-group", exact=True).click()
        shown.get_by_role("button", name="with what speaks of it R").click()
        shown.get_by_text("Edit e").click()
        shown.locator("#text").fill("id: person:anna-vermeer\ntype: Person\nname: {en: Anna}\nevidence: ri:p3")
        shown.get_by_role("button", name="Keep").click()
        shown.get_by_text("Add what was missed").click()
        shown.locator("#new-paragraph").fill("2")
        shown.locator("#new-words").fill("Belgium")
        shown.locator("#new-class").select_option("Region")
        shown.get_by_role("button", name="Begin").click()
        shown.get_by_role("button", name="Add", exact=True).click()
        shown.get_by_role("button", name="Save s").click()

        assert "5 records; 3 undecided are left out" in shown.locator("#told").inner_text()
    text = (drafts / "rivers.yaml").read_text(encoding="utf-8")
    assert "id: place:belgium" in text
    assert "name: {en: Anna}" in text


def test_the_text_of_others_stays_text(browser: Browser, served: Served) -> None:
    with window(browser, served) as shown:
        for query in (
            {"at": "work:harm"},
            {"at": "work:harm", "q": SHOT},
            {"at": SHOT},
            {"new": SHOT, "p": 1, "words": "x"},
        ):
            shown.goto(f"{served.url}/review/harm?{urlencode(query)}")
            assert shown.locator("img, article script, #proposals script").count() == 0
            assert shown.title() != "hit"
            shown.keyboard.press("j")
            shown.wait_for_load_state()
            assert shown.title() != "hit"


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_its_window(browser: Browser, served: Served, width: int) -> None:
    with window(browser, served, width=width) as shown:
        for path in ("/", "/review/rivers", "/review/rivers?at=ri%3Aco-production", "/review/harm?at=work%3Aharm"):
            shown.goto(served.url + path)
            assert shown.evaluate("document.documentElement.scrollWidth") <= width, path
