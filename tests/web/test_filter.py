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
    facets = page.get_by_role("complementary", name="Facets")
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
