from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.served import Dashboard
from tests.web.scenario import send_three


def test_the_line_suggests_fields_and_then_their_values(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    line = page.get_by_role("combobox", name="Filter sessions")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")

    line.press_sequentially("ta")
    expect(options).to_have_text([re.compile("^tag:")])
    line.press("ArrowDown")
    line.press("Enter")
    expect(line).to_have_value("tag:")
    expect(options.first).to_contain_text("tag:production")
    assert_accessible()
    options.filter(has_text="customer:acme").click()
    expect(line).to_have_value("tag:customer:acme ")
    line.press("Enter")

    expect(page).to_have_url(re.compile(r"\?q=tag:customer:acme$"))
    expect(page.get_by_role("row")).to_have_count(2)


def test_escape_closes_the_suggestions_first_and_then_takes_back_what_was_typed(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions?q=tag:beta")
    line = page.get_by_role("combobox", name="Filter sessions")
    line.press("End")
    line.press_sequentially(" sta")
    expect(page.get_by_role("listbox")).to_be_visible()

    line.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(line).to_have_value("tag:beta sta")
    line.press("Escape")

    expect(line).to_have_value("tag:beta")


def test_facets_count_and_narrow(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    facets = page.get_by_role("region", name="Facets")
    tags = facets.get_by_role("group", name="Tags")
    states = facets.get_by_role("group", name="State")
    expect(tags.get_by_role("checkbox", name="production 2")).to_be_visible()

    tags.get_by_role("checkbox", name="production").click()
    expect(page.get_by_role("row")).to_have_count(3)
    expect(tags.get_by_role("checkbox", name="production")).to_be_checked()
    expect(states.get_by_role("checkbox")).to_have_count(2)
    states.get_by_role("checkbox", name="error").click()
    expect(page.get_by_role("row")).to_have_count(2)
    states.get_by_role("checkbox", name="success").click()

    expect(page).to_have_url(re.compile(r"\?q=tag:production\+state:success$"))
    expect(page.get_by_role("row", name="weekly report")).to_be_visible()


def test_a_range_of_time_is_chosen_on_the_histogram(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions?q=tag:production")
    bar = page.get_by_title(re.compile("1 session, 1 error")).first
    expect(bar).to_be_visible()

    bar.click()

    expect(page).to_have_url(re.compile(r"q=tag:production\+start:"))
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("row", name="support request")).to_be_visible()


def test_a_view_is_saved_opened_and_removed(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions?q=tag:production&sort=duration")
    page.get_by_role("button", name="Save this view").click()
    dialog = page.get_by_role("dialog", name="Save this view")
    dialog.get_by_role("textbox", name="Name").fill("slow ones")
    assert_accessible()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)

    page.goto("/sessions")
    view = page.get_by_role("region", name="Saved views").get_by_role("link", name="slow ones")
    view.click()
    expect(page).to_have_url(re.compile(r"\?q=tag:production&sort=duration$"))
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("button", name="Remove the view slow ones").click()

    expect(view).to_have_count(0)
    assert dashboard.get("/views") == {"items": []}
