"""A real browser for the tests: Chromium without a window, in which a complaint of the page fails the test."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from playwright.sync_api import Browser, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# The window's height; its width is what pages are tried at: a phone, a tablet, a desk.
HEIGHT = 900
WIDTHS = (360, 768, 1280)


def program() -> str:
    """Return the path of Chromium; without it the test is skipped, and fails where everything has to be tested."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    return found or _without("Chromium (Debian: chromium) is not installed")


def _without(reason: str) -> str:
    if os.environ.get("CI", "") not in {"", "false"}:
        pytest.fail(f"{reason}; .ci/run installs what is needed")
    pytest.skip(reason)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium until the block ends.

    While it runs, the thread has an event loop: a fixture of this should be a module's, not the session's, so that
    no other module's test finds the loop.
    """
    path = program()
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        _without("the package playwright is not installed")
    with sync_playwright() as player:
        # Tests run as root in containers, too, where the sandbox cannot be made.
        browser = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page(
    browser: Browser,
    *,
    width: int = 1280,
    offline: bool = False,
    scripts: bool = True,
    dark: bool = False,
    touch: bool = False,
    host: str | None = None,
    expected: Collection[str] = (),
) -> Iterator[Page]:
    """Give an empty page in a window of its own; when the block ends, what the page complained of fails the test.

    Complaints are errors on the console, which breaches of the content security policy are as well, exceptions that
    no script caught, and requests to anywhere but files, data within the page, and `host`.

    Args:
        browser: of `chromium`.
        width: of the window, in CSS pixels.
        offline: whether the network is cut off.
        scripts: whether the page's scripts run.
        dark: whether the reader prefers dark colours.
        touch: whether the reader uses a finger.
        host: the server that may be asked, such as `127.0.0.1:8000`.
        expected: parts of complaints that belong to what is tested, such as `status of 404`.
    """
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        offline=offline,
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
        has_touch=touch,
        # What moves would make a test depend on time.
        reduced_motion="reduce",
    )
    complaints: list[str] = []
    try:
        opened = context.new_page()
        opened.on(
            "console",
            lambda message: complaints.append(f"console: {message.text}") if message.type == "error" else None,
        )
        opened.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
        opened.on(
            "request",
            lambda request: None if _own(request.url, host) else complaints.append(f"request: {request.url[:200]}"),
        )
        yield opened
    finally:
        context.close()
    real = [complaint for complaint in complaints if not any(part in complaint for part in expected)]
    assert real == [], "\n".join(real)


def _own(address: str, host: str | None) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"file", "data", "blob", "about"} or (host is not None and parts.netloc == host)
