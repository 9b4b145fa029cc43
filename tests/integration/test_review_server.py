"""The review on a page: its addresses, whom it refuses, and that the text of others stays text."""

from __future__ import annotations

import http.client
import re
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import pytest

from mediagraph.server.review.guarding import MOST_BYTES
from mediagraph.server.routes import ROUTES
from projects import copied
from reviews import HOSTILE, SHOT, decide_all, opened, write_draft, write_hostile
from serving import Served, started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx
    from click.testing import Result

PAGE = "/review/rivers"


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
def served(root: Path, drafts: Path) -> Iterator[Served]:
    with started(drafts, "--review", drafts, "--project", root, "-o", drafts) as server:
        yield server


@pytest.fixture(autouse=True)
def _afresh(drafts: Path) -> None:
    for name in ("rivers.review.json", "harm.review.json", "rivers.yaml"):
        (drafts / name).unlink(missing_ok=True)


def token(served: Served) -> str:
    found = re.search(r'name="token" value="([^"]+)"', served.get(PAGE).text)
    assert found is not None
    return found[1]


def post(served: Served, path: str = PAGE, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
    """Send a form as a page of the review does."""
    own = {"Origin": served.url, "Sec-Fetch-Site": "same-origin"} if headers is None else headers
    return served.client.post(path, data={"token": token(served), **fields}, headers=own)


def verb(served: Served, key: str, path: str = PAGE) -> str:
    found = re.search(rf'data-key="{re.escape(key)}" data-verb="(\w+)"', served.get(path).text)
    assert found is not None, key
    return found[1]


def test_the_first_page_lists_the_reviews(served: Served) -> None:
    text = served.get("/").text

    assert f'<a href="{PAGE}"><bdi>Two rivers in one film</bdi></a> rivers: 8 proposals, 7 undecided' in text
    assert 'href="/review/harm"' in text


def test_decisions_by_forms_write_what_a_review_by_calls_does(served: Served, root: Path, drafts: Path) -> None:
    other = drafts / "other"
    [by_calls] = opened(root, [write_draft(other)], output=other)
    decide_all(by_calls)
    by_calls.save()

    answer = post(served, verb="accept", key="organisation:blue-lantern-films")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?at=organisation%3Amedia-group#now")
    post(served, verb="merge", key="organisation:media-group", into="organisation:china-media-group")
    post(served, verb="merge", key="organisation:blue-lantern", into="organisation:blue-lantern-films")
    post(served, verb="accept-along", key="ri:co-production")
    post(served, verb="reject-along", key="ri:remark-anna-vermeer")
    saved = post(served, verb="save", key="source:rivers")

    assert saved.status_code == 303
    assert "undo is git&#39;s: git diff" in served.get(saved.headers["location"]).text
    assert "git diff" not in served.get(saved.headers["location"]).text
    assert (drafts / "rivers.yaml").read_bytes() == (other / "rivers.yaml").read_bytes()


def test_a_record_is_edited_and_a_mistake_leaves_what_was_written(served: Served) -> None:
    key, good = "person:anna-vermeer", "id: person:anna-vermeer\r\ntype: Person\r\nname: {en: Anna}\r\nevidence: ri:p3"
    wrong = post(served, verb="edit", key=key, text="id: person:anna-vermeer\ntype: Person\nnmae: {en: <b>}")

    assert wrong.status_code == 422
    assert "unknown term, did you mean name" in wrong.text
    assert "nmae: {en: &lt;b&gt;}</textarea>" in wrong.text
    assert verb(served, key) == "undecided"
    assert post(served, verb="edit", key=key, text=good).status_code == 303
    assert verb(served, key) == "edit"
    assert post(served, verb="clear", key=key).status_code == 303
    assert verb(served, key) == "undecided"


def test_an_entity_is_looked_for_by_name(served: Served) -> None:
    text = served.get(f"{PAGE}?{urlencode({'at': 'organisation:media-group', 'q': 'China Media'})}").text

    assert 'name="into" value="organisation:china-media-group"' in text
    assert "organisation:blue-lantern-films" in text  # another proposal of the draft


def test_words_are_added_by_place_or_as_they_stand(served: Served) -> None:
    by_place = served.get(f"{PAGE}?{urlencode({'new': 'Event', 'p': 3, 'start': 15, 'end': 22})}").text
    by_words = served.get(
        f"{PAGE}?{urlencode({'new': 'Event', 'p': 3, 'start': '', 'end': '', 'words': 'directs'})}"
    ).text
    assert "id: event:directs" in by_place
    place = (
        r'name="p" value="3"><input type="hidden" name="start" value="15"><input type="hidden" name="end" value="22"'
    )
    assert re.search(place, by_place)
    assert re.search(place, by_words)

    record = "id: event:shoot\ntype: Event\nname: {en: Shoot}\nevidence: ri:p3"
    added = post(served, verb="add", key="source:rivers", text=record, p="3", start="15", end="22")
    assert added.headers["location"] == f"{PAGE}?at=event%3Ashoot#now"
    assert verb(served, "event:shoot") == "accept"
    again = post(served, verb="add", key="source:rivers", text=record, p="3", start="15", end="22")
    assert again.status_code == 422
    assert "event:shoot is proposed already" in again.text
    assert "id: event:shoot" in again.text


@pytest.mark.parametrize(
    "query",
    [
        {"new": "Event", "p": "9", "words": "directs"},
        {"new": "Event", "p": "x", "words": "directs"},
        {"new": "Event", "p": "3", "start": "9" * 30, "end": "1"},
        {"new": SHOT, "p": "3", "words": "directs"},
        {"new": "Event", "p": "3", "words": SHOT},
    ],
)
def test_words_that_are_not_there_are_refused(query: dict[str, str], served: Served) -> None:
    answer = served.get(f"{PAGE}?{urlencode(query)}")

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "<img" not in answer.text


@pytest.mark.parametrize(
    "fields",
    [
        {"verb": "burn", "key": "person:anna-vermeer"},
        {"verb": "accept", "key": SHOT},
        {"verb": "merge", "key": "person:anna-vermeer", "into": SHOT},
        {"verb": "drop", "key": "ri:co-production", "party": SHOT},
        {"verb": "add", "key": "person:anna-vermeer", "p": "-1", "start": "a", "end": ""},
        {"verb": "reject", "key": "source:rivers"},
        {},
    ],
)
def test_decisions_that_are_none_are_refused(fields: dict[str, str], served: Served, drafts: Path) -> None:
    given: dict[str, Any] = {**fields}
    answer = post(served, **given)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "<img" not in answer.text
    assert not (drafts / "rivers.review.json").exists() or "person" not in (drafts / "rivers.review.json").read_text()


@pytest.mark.parametrize("path", ["/review/nothing", "/static/../app.py", "/static/app.py", "/sparql", "/review/"])
def test_there_is_nothing_else(path: str, served: Served) -> None:
    assert served.get(path).status_code == 404


def test_the_public_server_has_none_of_these_addresses() -> None:
    assert not [route for route in ROUTES if "review" in route.path]


def raw(served: Served, method: str, path: str, headers: dict[str, str], body: str = "") -> int:
    """Send a request with these headers and no others."""
    connection = http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=30)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body.encode())
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example:{port}", "[::1]:{port}"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_hosts_are_refused(host: str, method: str, served: Served) -> None:
    port = urlsplit(served.url).port
    named = host.format(port=port)

    assert raw(served, method, PAGE, {"Host": named, "Origin": f"http://{named}"}) == 403
    assert raw(served, "GET", PAGE, {"Host": f"localhost:{port}"}) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "https://{host}"},
        {"Origin": "http://localhost:{port}"},
        {"Origin": "http://{host}", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://{host}", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_posts_of_other_sites_are_refused(headers: dict[str, str], served: Served) -> None:
    parts = urlsplit(served.url)
    given = {name: value.format(host=parts.netloc, port=parts.port) for name, value in headers.items()}

    answer = post(served, headers=given, verb="accept", key="person:anna-vermeer")

    assert answer.status_code == 403
    assert verb(served, "person:anna-vermeer") == "undecided"


@pytest.mark.parametrize("given", ["", "guess", "é"])
def test_posts_without_the_token_are_refused(given: str, served: Served) -> None:
    answer = post(served, token=given, verb="accept", key="person:anna-vermeer")

    assert answer.status_code == 403
    assert verb(served, "person:anna-vermeer") == "undecided"


def test_only_forms_of_a_bearable_length_are_read(served: Served) -> None:
    own = {"Origin": served.url}
    assert served.client.post(PAGE, json={"verb": "accept"}, headers=own).status_code == 415
    assert post(served, text="x" * MOST_BYTES).status_code == 413
    many = "&".join(f"a{number}=1" for number in range(60))
    form = own | {"Content-Type": "application/x-www-form-urlencoded"}
    assert served.client.post(PAGE, content=many, headers=form).status_code == 400
    assert served.client.put(PAGE, headers=own).status_code == 405


def test_every_answer_keeps_scripts_and_frames_of_others_out(served: Served) -> None:
    for answer in (served.get(PAGE), served.get("/nothing"), served.get("/static/review.js"), post(served, headers={})):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers
    page = served.get(PAGE).text
    assert not re.search(r"<script(?![^>]* src=)|\son\w+=|\sstyle=|javascript:", page)
    assert not re.findall(r'(?:src|href)="(?!/|#)', page)


def test_the_text_of_others_stays_text(served: Served) -> None:
    pages = [
        served.get("/").text,
        served.get("/review/harm").text,
        served.get(f"/review/harm?{urlencode({'at': 'work:harm', 'q': SHOT})}").text,
        served.get(f"/review/harm?{urlencode({'at': SHOT})}").text,
        post(served, "/review/harm", verb="edit", key="work:harm", text=SHOT).text,
    ]
    for page in pages:
        assert "<img" not in page
        assert "\u202e" not in page
        assert "\x1b" not in page
        assert SHOT in unescape(page)
    article = re.search(r'<span class="text" data-number="1">(.*?)</span></p>', pages[1])
    assert article is not None
    shown = unescape(re.sub(r"</?mark[^>]*>", "", article[1]))
    assert shown == HOSTILE.replace("\u202e", "\ufffd").replace("\x1b", "\ufffd")


def test_a_review_is_for_this_machine_alone(cli: Callable[..., Result], drafts: Path, root: Path) -> None:
    words = ("serve", "--review", drafts, "--project", root)

    for options in (("--host", "0.0.0.0"), ("--host", "::"), ("--host", "example.org")):  # noqa: S104 - it is refused
        result = cli(*words, *options)
        assert result.exit_code == 2
        assert "is for this machine alone" in result.stderr
    assert "leave out --base" in cli(*words, "--base", "https://example.org").stderr
    assert "--review needs drafts" in cli("serve", "--review", "--project", root).stderr
    assert "belong to --review" in cli("serve", drafts, "--project", root).stderr
