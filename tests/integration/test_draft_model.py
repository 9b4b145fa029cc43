"""`mediagraph draft` with a model: what is sent where, what an endpoint may do, and what is left when it fails."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from chats import ChatServer, Reply, proposed, said
from mediagraph.drafting.modelling import KEY_VARIABLE, client
from mediagraph.loaders import read_yaml
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

TEXT = """\
Nordlys and Baltica finish “Harbour of Wind”

The film “Harbour of Wind” was co-produced by Nordlys Pictures and Baltica Films in 2019.

Viewers know the outfit behind it as Tallow and Reed.
"""
FOUND = {"paragraph": 3, "quote": "Tallow and Reed", "kind": "organisation", "organisationKind": "production-company"}
INVENTED = {"paragraph": 3, "quote": "Freedonia Film", "kind": "organisation"}
KEY = "sk-0123456789abcdef"
HOOK = """
import os, sys
place = os.open(os.environ["NOTED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
watched = {"socket.__new__", "socket.connect", "socket.getaddrinfo", "urllib.Request", "http.client.connect"}
def note(event, arguments):
    if event in watched:
        os.write(place, f"{event} {arguments!r}\\n".encode())
sys.addaudithook(note)
"""


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on a key or a proxy of the caller's."""
    for name in (KEY_VARIABLE, "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


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
    path = tmp_path / "harbour.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def serve() -> Iterator[Callable[..., ChatServer]]:
    """Start endpoints that give the replies named, the last one for ever."""
    with contextlib.ExitStack() as stack:
        yield lambda *replies: stack.enter_context(ChatServer(replies).running())


@pytest.fixture
def draft(
    cli: Callable[..., Result], text: Path, place: Path, tmp_path: Path
) -> Callable[..., tuple[Result, dict[str, Any]]]:
    """Draft the text with a model at an endpoint; return the result, and the nodes of the draft by their names."""

    def run(url: str, *more: str | Path, files: tuple[Path, ...] = ()) -> tuple[Result, dict[str, Any]]:
        words = ("-o", tmp_path, "--project", place, "--model", "small", "--model-endpoint", url, *more)
        result = cli("draft", *(files or (text,)), *words)
        path = tmp_path / "harbour.draft.yaml"
        nodes = read_yaml(path, path.name).records if path.exists() else []
        return result, {str(next(iter(one.get("name", {"": one["id"]}).values()))): one for one in nodes}

    return run


def test_a_model_adds_what_the_text_bears_out_and_the_rest_is_counted(
    serve: Callable[..., ChatServer], draft: Callable[..., tuple[Result, dict[str, Any]]], tmp_path: Path
) -> None:
    server = serve(proposed(FOUND, INVENTED, FOUND | {"paragraph": 2}, FOUND | {"kind": "country"}))
    result, nodes = draft(server.url)

    assert result.exit_code == 0
    assert nodes["Tallow and Reed"]["organisationKind"] == "production-company"
    assert "Freedonia Film" not in nodes
    sent, told = result.stderr.splitlines()
    assert sent == f"mediagraph: the text of harbour (186 characters, 1 request) is sent to {server.host}"
    assert told.startswith("mediagraph: harbour: model/small: 4 proposals, 1 added, 0 found by the rules as well, 3 ")
    assert told.endswith("(1 of a kind that is not asked for; 2 words that are not in the paragraph)")
    written = (tmp_path / "harbour.draft.yaml").read_text(encoding="utf-8")
    assert "proposals made by rules and by model/small, for a reader to check" in written
    assert "model/small/organisation 0.40" in written


def test_the_request_has_the_common_form_and_the_key_of_the_environment(
    serve: Callable[..., ChatServer],
    draft: Callable[..., tuple[Result, dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    server = serve(proposed())
    draft(server.url)

    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/v1/chat/completions")
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert (asked.body["model"], asked.body["temperature"]) == ("small", 0)
    assert asked.body["response_format"] == {"type": "json_object"}
    assert [one["role"] for one in asked.body["messages"]] == ["system", "user"]
    assert [one["text"] for one in asked.paragraphs] == [line for line in TEXT.splitlines() if line]
    assert KEY not in json.dumps(asked.body)


def test_without_a_key_none_is_sent(
    serve: Callable[..., ChatServer], draft: Callable[..., tuple[Result, dict[str, Any]]]
) -> None:
    server = serve(proposed())
    draft(server.url)

    assert "Authorization" not in server.asked[0].headers


def test_a_long_article_is_sent_in_portions_and_paragraphs_keep_their_numbers(
    serve: Callable[..., ChatServer], draft: Callable[..., tuple[Result, dict[str, Any]]], text: Path
) -> None:
    text.write_text(TEXT + "\n" + "Words. " * 1_000 + "\n\nThey met Tallow and Reed.\n", encoding="utf-8")
    last = FOUND | {"paragraph": 5}
    server = serve(proposed(last), proposed(), proposed(last))
    result, nodes = draft(server.url)

    assert [[one["number"] for one in asked.paragraphs] for asked in server.asked] == [[1, 2, 3], [4], [5]]
    assert nodes["Tallow and Reed"]["evidence"] == "harbou:p5" or str(nodes["Tallow and Reed"]["evidence"]).endswith(
        ":p5"
    )
    assert "1 a paragraph that was not sent" in result.stderr


def test_without_a_model_no_socket_is_opened(text: Path, place: Path, tmp_path: Path) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    noted = tmp_path / "noted"
    paths = os.pathsep.join([str(hooks), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": paths, "NOTED": str(noted), KEY_VARIABLE: KEY}
    command = [sys.executable, "-m", "mediagraph", "draft", str(text), "-o", str(tmp_path), "--project", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120, cwd=ROOT)

    assert (done.returncode, done.stderr) == (0, "")
    assert noted.read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    "content",
    ["I am sorry, but I cannot.", '{"proposals": [', "[[[", '{"proposals": "none"}', "", json.dumps({"a": [FOUND]})],
)
def test_an_answer_in_another_form_is_told_of_and_the_draft_is_that_of_the_rules(
    content: str, serve: Callable[..., ChatServer], draft: Callable[..., tuple[Result, dict[str, Any]]]
) -> None:
    result, nodes = draft(serve(said(content)).url)

    assert result.exit_code == 0
    assert "answers that could not be read: 1" in result.stderr
    assert "Harbour of Wind" in nodes


def test_a_busy_endpoint_is_asked_again_when_it_says(
    serve: Callable[..., ChatServer], draft: Callable[..., tuple[Result, dict[str, Any]]]
) -> None:
    server = serve(Reply(status=429, headers={"Retry-After": "0"}), Reply(status=500), proposed(FOUND))
    result, nodes = draft(server.url)

    assert (result.exit_code, len(server.asked)) == (0, 3)
    assert "Tallow and Reed" in nodes


def test_an_endpoint_without_the_option_for_json_is_asked_without_it(
    serve: Callable[..., ChatServer], draft: Callable[..., tuple[Result, dict[str, Any]]]
) -> None:
    server = serve(Reply(b'{"error": "response_format?"}', 400), proposed(FOUND))
    result, nodes = draft(server.url)

    assert result.exit_code == 0
    assert ["response_format" in asked.body for asked in server.asked] == [True, False]
    assert "Tallow and Reed" in nodes


HUGE = b'{"choices": [{"message": {"content": "' + b"x" * 100_000
FAILURES = {
    "always busy": (Reply(status=429, headers={"Retry-After": "0"}), 3, "429"),
    "busy for long": (Reply(status=503, headers={"Retry-After": "86400"}), 1, "come back in 86400 s"),
    "broken": (Reply(b"oops", 500), 3, "500"),
    "unknown": (Reply(b'{"error": {"message": "no such model"}}', 404), 1, "no such model"),
    "closed": (Reply(status=401), 1, f"set {KEY_VARIABLE}"),
    "a page": (Reply(b"<!doctype html><p>Welcome", kind="text/html"), 1, "that is a page"),
    "not JSON": (Reply(b"oops"), 1, "not one of chat completions"),
    "another form": (Reply(b'{"choices": []}'), 1, "not one of chat completions"),
    "nested": (Reply(b"[" * 200_000), 1, "not one of chat completions"),
    "cut": (Reply(HUGE, promised=len(HUGE) + 10), 1, "broke off"),
    "too large": (Reply(HUGE * 60), 1, "more than 4 MiB"),
    "another host": (Reply(status=307, headers={"Location": "http://localhost:1/v1"}), 1, "sends its askers on"),
    "a file": (Reply(status=302, headers={"Location": "file:///etc/passwd"}), 1, "is not allowed"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_when_the_endpoint_fails_the_rules_have_drafted_and_the_failure_is_told(
    name: str,
    serve: Callable[..., ChatServer],
    draft: Callable[..., tuple[Result, dict[str, Any]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "_LONGEST_PAUSE", 0.01)
    reply, tries, reason = FAILURES[name]
    server = serve(reply)
    result, nodes = draft(server.url)

    assert result.exit_code == 3
    assert reason in result.stderr
    assert "drafted by rules alone: harbour" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(server.asked) == tries
    assert "Harbour of Wind" in nodes
    assert "proposals made by rules, for" in (tmp_path / "harbour.draft.yaml").read_text(encoding="utf-8")


def test_an_endpoint_that_keeps_its_askers_waiting_is_given_up(
    serve: Callable[..., ChatServer], draft: Callable[..., tuple[Result, dict[str, Any]]]
) -> None:
    result, nodes = draft(serve(Reply(waits=True)).url, "--model-timeout", "0.2")

    assert result.exit_code == 3
    assert "within 0.2 s; wait longer by --model-timeout" in result.stderr
    assert "Harbour of Wind" in nodes


def test_nobody_there_is_told_as_such(
    draft: Callable[..., tuple[Result, dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_LONGEST_PAUSE", 0.01)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        result, nodes = draft(f"http://127.0.0.1:{free.getsockname()[1]}/v1")

    assert result.exit_code == 3
    assert "is the address right?" in result.stderr
    assert "Harbour of Wind" in nodes


def test_an_article_is_drafted_with_the_model_or_without_it_and_a_failed_endpoint_is_left_alone(
    serve: Callable[..., ChatServer],
    draft: Callable[..., tuple[Result, dict[str, Any]]],
    text: Path,
    tmp_path: Path,
) -> None:
    text.write_text(TEXT + "\n" + "Words. " * 1_000 + "\n", encoding="utf-8")
    other = tmp_path / "other.txt"
    other.write_text(TEXT, encoding="utf-8")
    server = serve(proposed(FOUND), Reply(status=403))
    result, nodes = draft(server.url, files=(text, other))

    assert result.exit_code == 3
    assert "drafted by rules alone: harbour, other" in result.stderr
    assert len(server.asked) == 2
    assert "Tallow and Reed" not in nodes
    assert (tmp_path / "other.draft.yaml").exists()


def test_a_redirection_on_the_same_host_is_followed(
    serve: Callable[..., ChatServer], draft: Callable[..., tuple[Result, dict[str, Any]]]
) -> None:
    server = serve(Reply(status=307, headers={"Location": "/v2/chat/completions"}), proposed(FOUND))
    _, nodes = draft(server.url)

    assert [asked.path for asked in server.asked] == ["/v1/chat/completions", "/v2/chat/completions"]
    assert "Tallow and Reed" in nodes


def test_nothing_is_sent_to_where_an_endpoint_sends_its_askers(
    serve: Callable[..., ChatServer],
    draft: Callable[..., tuple[Result, dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    elsewhere = serve(proposed(FOUND))
    server = serve(Reply(status=308, headers={"Location": f"{elsewhere.url}/{KEY}"}))
    result, _ = draft(server.url)

    assert (result.exit_code, elsewhere.asked) == (3, [])
    assert elsewhere.host in result.stderr
    assert KEY not in result.stderr


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b'{"error": {"message": "wrong key ' + KEY.encode() + b'"}}', 401),
        Reply(b"wrong " + KEY.encode() * 300, 403, kind="text/plain"),
        Reply(b"x" * 4_090 + KEY.encode(), 403, kind="text/plain"),
        Reply(KEY.encode() * 250, 402, kind="text/plain"),
        Reply(json.dumps({"choices": KEY}).encode()),
        said(KEY),
        proposed({"paragraph": 1, "quote": KEY, "kind": "person"}, {"kind": KEY}, FOUND | {"organisationKind": KEY}),
    ],
)
def test_a_key_that_is_echoed_is_nowhere_shown(
    reply: Reply,
    serve: Callable[..., ChatServer],
    draft: Callable[..., tuple[Result, dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    server = serve(reply)
    result, _ = draft(server.url)

    assert server.asked[0].headers["Authorization"] == f"Bearer {KEY}"
    shown = result.output + result.stderr + (tmp_path / "harbour.draft.yaml").read_text(encoding="utf-8")
    assert KEY[:8] not in shown


def test_what_an_endpoint_says_moves_no_cursor(
    serve: Callable[..., ChatServer], draft: Callable[..., tuple[Result, dict[str, Any]]]
) -> None:
    result, _ = draft(serve(Reply(b"\x1b[2Jgone\r\nfine \xe2\x80\xae", 403, kind="text/plain")).url)

    assert "gone fine" in result.stderr
    assert not {"\x1b", "\r", "\u202e"} & set(result.stderr)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--model", "m"], "together"),
        (["--model-endpoint", "http://127.0.0.1:1/v1"], "together"),
        (["--model-timeout", "3"], "are for --model"),
        (["--model-unencrypted"], "are for --model"),
        (["--model", "m", "--model-endpoint", "http://models.example/v1"], "use https"),
        (["--model", "m", "--model-endpoint", "https://a:b@models.example/v1"], KEY_VARIABLE),
        (["--model", "m", "--model-endpoint", "http://127.0.0.1:1/v1", "--model-timeout", "0"], "--model-timeout"),
    ],
)
def test_misuse_is_said_before_anything_is_sent_or_written(
    words: list[str],
    reason: str,
    cli: Callable[..., Result],
    text: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    result = cli("draft", text, "-o", tmp_path, *words)

    assert result.exit_code == 2
    assert reason in result.stderr
    assert list(tmp_path.glob("*.draft.yaml")) == []


def test_a_command_that_is_interrupted_leaves_no_half_file(
    serve: Callable[..., ChatServer], text: Path, place: Path, tmp_path: Path
) -> None:
    server = serve(Reply(waits=True))
    command = [sys.executable, "-m", "mediagraph", "draft", str(text), "-o", str(tmp_path), "--project", str(place)]
    command += ["--model", "small", "--model-endpoint", server.url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    try:
        assert server.begun.wait(100)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
    finally:
        process.kill()

    assert process.returncode == 130
    assert b"Traceback" not in stderr
    assert sorted(one.name for one in tmp_path.iterdir()) == ["harbour.txt"]


def test_a_review_shows_what_a_model_proposed_as_its_own(
    serve: Callable[..., ChatServer],
    draft: Callable[..., tuple[Result, dict[str, Any]]],
    place: Path,
    tmp_path: Path,
) -> None:
    from mediagraph.project import Project
    from mediagraph.reviewing import read_proposals

    draft(serve(proposed(FOUND)).url)
    proposals = read_proposals(tmp_path / "harbour.draft.yaml", Project.find(place))

    (item,) = [one for one in proposals.items if one.node.get("name") == {"en": "Tallow and Reed"}]
    assert [(mark.rule, mark.confidence) for mark in item.marks] == [("model/small/organisation", 0.4)]
