"""The demo as its user sees it: the list, a tag, a session, a span."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from agentops_otel.dashboard.demo import runner
from tests.served import Dashboard


def test_the_demo_leads_from_the_list_by_a_tag_to_a_span(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    report = runner.run_once(dashboard.url)
    assert [arrival.missing for arrival in runner.await_arrivals(dashboard.url, report)] == [()] * 6
    page.goto("/")

    for session in report:
        row = page.get_by_role("row", name=session["name"])
        expect(row).to_contain_text(session["state"])
        expect(row).to_contain_text(f"{session['span_count']} spans")
    assert_accessible()

    filter_line = page.get_by_role("combobox", name="Filter")
    filter_line.fill("tag:research")
    filter_line.press("Enter")
    expect(page).to_have_url(re.compile(r"q=tag:research"))
    expect(page.get_by_role("row")).to_have_count(2)

    page.get_by_role("link", name="research-brief").click()
    expect(page.get_by_role("heading", name="research-brief")).to_be_visible()
    assert_accessible()

    page.get_by_role("link", name="Go to span").click()
    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_role("heading", name="search_web")).to_be_visible()
    expect(inspector).to_contain_text("SearchUnavailableError: search index answered 503")
    inspector.get_by_role("tab", name="Attributes").click()
    expect(inspector).to_contain_text("agentops.session.tags")
    assert_accessible()
