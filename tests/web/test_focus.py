"""Keyboard users keep their place: no action loses the focus."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.served import Dashboard
from tests.web.conftest import Complaints
from tests.web.scenario import send_runs, send_three


def test_the_focus_goes_to_the_first_row_of_new_sessions(page: Page, dashboard: Dashboard) -> None:
    send_runs(dashboard, 2)
    page.goto("/sessions")
    expect(page.get_by_role("link", name="run 2")).to_be_visible()
    send_three(dashboard)

    page.get_by_role("button", name=re.compile("^Show 3 new sessions$")).press("Enter")

    expect(page.get_by_role("link", name="run 1")).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="run 2")).to_be_focused()


def test_the_focus_stays_in_the_list_when_a_selection_ends(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    page.get_by_role("checkbox", name="Select checkout").check()
    page.get_by_role("button", name="Clear", exact=True).press("Enter")
    expect(page.get_by_role("checkbox", name="Select all on this page")).to_be_focused()

    page.get_by_role("checkbox", name="Select checkout").check()
    page.get_by_role("button", name="Delete…").press("Enter")
    page.get_by_role("button", name="Delete for good").press("Enter")

    expect(page.get_by_role("alertdialog")).to_have_count(0)
    expect(page.get_by_role("link", name="weekly report")).to_be_focused()


def test_the_focus_stays_in_the_page_navigation(page: Page, dashboard: Dashboard) -> None:
    send_runs(dashboard, 60)
    page.goto("/sessions")
    pages = page.get_by_role("navigation", name="Pages")
    pages.get_by_role("button", name="Next").press("Enter")
    expect(pages.get_by_text("60 of 60")).to_be_visible()
    expect(pages.get_by_role("button", name="Previous")).to_be_focused()

    page.keyboard.press("Enter")

    expect(pages.get_by_text("50 of 60")).to_be_visible()
    expect(pages.get_by_role("button", name="Next")).to_be_focused()


def test_the_focus_follows_a_saved_view(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions?q=state:error")
    views = page.get_by_role("region", name="Saved views")
    for name in ("failed", "failures"):
        page.goto(f"/sessions?q=state:error&sort={'cost' if name == 'failed' else 'name'}")
        views.get_by_role("button", name="Save this view").press("Enter")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        expect(views.get_by_role("link", name=name)).to_be_focused()

    views.get_by_role("button", name="Remove the view failed").press("Enter")
    expect(views.get_by_role("button", name="Remove the view failures")).to_be_focused()
    page.keyboard.press("Enter")
    expect(views.get_by_role("button", name="Save this view")).to_be_focused()


def test_the_focus_goes_from_the_peek_to_its_row(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions?peek=user/42")

    page.get_by_role("button", name="Close the peek").press("Enter")

    expect(page.get_by_role("complementary", name="Peek")).to_have_count(0)
    expect(page.get_by_role("link", name="checkout")).to_be_focused()


def test_the_focus_stays_in_the_filter_line_whatever_changes_it(
    page: Page, dashboard: Dashboard, complaints: Complaints
) -> None:
    complaints.expect("status of 400")
    send_three(dashboard)
    page.goto("/sessions?q=tag:production state:error")
    line = page.get_by_role("combobox", name="Filter sessions")
    page.get_by_role("button", name="Remove state:error").press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=tag:production$"))
    expect(line).to_be_focused()

    line.fill("statee:error")
    line.press("Enter")
    page.get_by_role("button", name="state", exact=True).press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=state:error$"))
    expect(line).to_be_focused()

    page.get_by_role("button", name="Clear the filter").press("Enter")
    expect(page).to_have_url(re.compile("/sessions$"))
    expect(line).to_be_focused()


def test_clearing_a_filter_that_nothing_matches_moves_the_focus_to_the_list(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions?q=tag:none")

    page.get_by_role("button", name="Show all sessions").press("Enter")

    expect(page.get_by_role("link", name="weekly report")).to_be_focused()


def test_the_focus_goes_into_the_view_that_is_opened(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions?peek=s-ok")

    page.get_by_role("link", name="Open the session").press("Enter")

    expect(page.get_by_role("heading", level=1, name="weekly report")).to_be_visible()
    holds_the_view = "document.activeElement.matches(':not(body):has(main)')"
    assert page.evaluate(holds_the_view)


def test_the_first_tab_of_a_page_focuses_the_link_to_its_content(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    expect(page.get_by_role("link", name="weekly report")).to_be_visible()

    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
