"""The pages the server makes itself: the API reference, the login, the note on a missing page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_writing
from agentops_otel.dashboard.page import Page as WebPage
from agentops_otel.dashboard.safety.keys import add_key
from agentops_otel.dashboard.server import running
from tests.web.conftest import Complaints


def test_the_api_reference_shows_its_paths_and_can_call_them(page: Page) -> None:
    page.goto("/api/docs")
    page.get_by_role("button", name="GET /api/v1/sessions List Sessions", exact=True).click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.get_by_text('"total_is_capped": false').first).to_be_visible()


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Yield the URL of a dashboard that requires keys, and a key that may read."""
    with closing(open_for_writing(tmp_path / "guarded.db")) as store:
        _, key = add_key(store, "read", "somebody")
        with running(create_app(store, needs_key=True)) as url:
            yield url, key


def test_logging_in_shows_the_sessions(
    guarded: tuple[str, str],
    page: Page,
    assert_accessible: Callable[[], None],
    complaints: Complaints,
) -> None:
    url, key = guarded
    complaints.expect("403")
    page.goto(f"{url}/sessions/user%2F42")
    field = page.get_by_label("API key")
    expect(field).to_be_focused()
    assert_accessible()

    field.fill("aok_wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("no key that may read")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description("This is no key that may read.")
    assert_accessible()

    field.fill(key)
    field.press("Enter")
    page.wait_for_url(f"{url}/sessions/user%2F42")
    complaints.expect("404")
    expect(page.get_by_role("main")).to_be_visible()


def test_logging_out_asks_for_a_key_again(
    guarded: tuple[str, str], page: Page, assert_accessible: Callable[[], None]
) -> None:
    url, key = guarded
    page.goto(f"{url}/sessions")
    page.get_by_label("API key").fill(key)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="No sessions yet")).to_be_visible()
    assert_accessible()

    page.get_by_role("button", name="Log out").click()

    expect(page.get_by_label("API key")).to_be_visible()
    page.goto(f"{url}/sessions")
    expect(page).to_have_url(f"{url}/login?next=%2Fsessions")


def test_there_is_no_log_out_if_no_key_is_needed(page: Page) -> None:
    page.goto("/sessions")
    expect(page.get_by_role("heading", name="No sessions yet")).to_be_visible()
    expect(page.get_by_role("button", name="Log out")).to_have_count(0)


def test_an_install_without_the_page_says_what_to_do(
    page: Page, tmp_path: Path, assert_accessible: Callable[[], None]
) -> None:
    with closing(open_for_writing(tmp_path / "other.db")) as store:
        app = create_app(store, page=WebPage(tmp_path / "nothing"))
        with running(app) as url:
            page.goto(url)
            expect(page.get_by_role("heading")).to_have_text("The dashboard is running")
            assert_accessible()
            page.get_by_role("link", name="API").click()
            expect(page.get_by_role("heading", name="agentops_otel dashboard")).to_be_visible()
