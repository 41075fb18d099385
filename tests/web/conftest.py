"""A real dashboard with the built page, and a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_writing
from agentops_otel.dashboard.page import BUNDLE
from agentops_otel.dashboard.page import Page as WebPage
from agentops_otel.dashboard.server import running
from tests.served import Dashboard
from tests.web.chromium import chromium

CHROMIUM_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# The rules whose result may differ in the dark scheme, which differs in its colours alone.
WCAG_OF_COLOURS = ("color-contrast", "link-in-text-block")
# How long a busy machine may take for a page; a passing test does not wait for it.
TIMEOUT_MILLIS = 20_000
expect.set_options(timeout=TIMEOUT_MILLIS)


@pytest.fixture
def dashboard(tmp_path: Path) -> Iterator[Dashboard]:
    """Yield a running server with the built page."""
    if not WebPage().is_built:
        pytest.fail("the page is not built: run `npm run build` in src/agentops_otel/dashboard/web")
    database = tmp_path / "sessions.db"
    store = open_for_writing(database)
    try:
        with (
            running(create_app(store)) as url,
            httpx.Client(base_url=url, timeout=30) as http,
        ):
            yield Dashboard(url, http, database, BUNDLE)
    finally:
        store.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS)
        )
        yield launched
        launched.close()


@dataclass
class Complaints:
    """What the browser complained about: errors and warnings on the console, exceptions."""

    said: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Allow a complaint that the test provokes, such as an answer of 400."""
        self.expected.append(pattern)

    def unexpected(self) -> list[str]:
        return [
            text
            for text in self.said
            if not any(re.search(pattern, text) for pattern in self.expected)
        ]


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture
def page(browser: Browser, dashboard: Dashboard, complaints: Complaints) -> Iterator[Page]:
    """Yield a page in its own context; at the end the browser must not have complained."""
    context = browser.new_context(
        base_url=dashboard.url,
        viewport={"width": 1280, "height": 800},
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(TIMEOUT_MILLIS)
    opened = context.new_page()

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.said.append(f"{message.text} ({message.location.get('url')})")

    opened.on("console", hear)
    opened.on("pageerror", lambda error: complaints.said.append(str(error)))
    yield opened
    context.close()
    assert complaints.unexpected() == []


@pytest.fixture
def assert_accessible(page: Page) -> Callable[[], None]:
    """Return a function that checks the page as it is now against WCAG 2.2 AA, light and dark."""

    def check() -> None:
        assert_meets(page, "light", WCAG)
        assert_meets(page, "dark", WCAG_OF_COLOURS)

    return check


def assert_meets(page: Page, scheme: Literal["light", "dark"], rules: Sequence[str]) -> None:
    page.emulate_media(color_scheme=scheme)
    results = Axe().run(page, options={"runOnly": list(rules)})
    assert results.violations_count == 0, f"{scheme}: {results.generate_report()}"
