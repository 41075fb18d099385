"""Several sessions of the list at once: compared, exported, deleted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.served import Dashboard
from tests.telemetry import session_span
from tests.web.conftest import Complaints
from tests.web.scenario import seconds_ago, send_three


def test_two_sessions_of_the_list_are_compared(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions")

    page.get_by_role("checkbox", name="Select weekly report").check()
    expect(page.get_by_text("1 session selected")).to_be_visible()
    expect(page.get_by_role("button", name="Compare")).to_have_count(0)
    page.get_by_role("link", name="support request").focus()
    page.keyboard.press("x")
    expect(page.get_by_text("2 sessions selected")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Select support request")).to_be_checked()
    assert_accessible()
    page.get_by_role("button", name="Compare").click()

    expect(page).to_have_url(re.compile(r"/compare\?a=s-ok&b=s-bad$"))
    expect(page.get_by_text("They diverge at operation 4 of 5.")).to_be_visible()


def test_selected_sessions_are_exported_as_one_file(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    page.get_by_role("checkbox", name="Select all on this page").check()
    page.get_by_role("checkbox", name="Select checkout").uncheck()

    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()

    assert download.value.suggested_filename == "sessions.otlp.jsonl"
    content = Path(download.value.path()).read_text()
    assert all("resourceSpans" in json.loads(line) for line in content.splitlines())
    assert "s-ok" in content
    assert "s-bad" in content
    assert "user/42" not in content


def test_selected_sessions_are_deleted_after_a_confirmation(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    page.get_by_role("checkbox", name="Select all on this page").check()
    expect(page.get_by_text("3 sessions selected")).to_be_visible()
    page.get_by_role("checkbox", name="Select weekly report").uncheck()

    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("alertdialog", name="Delete 2 sessions?")
    expect(dialog).to_contain_text("2 sessions with 7 spans")
    named = dialog.get_by_role("list", name="Sessions to delete").get_by_role("listitem")
    expect(named).to_have_text(["support request", "checkout"])
    assert_accessible()
    dialog.get_by_role("button", name="Keep them").click()
    page.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete for good").click()

    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("row", name="weekly report")).to_be_visible()
    expect(page.get_by_text("no longer here")).to_have_count(0)
    expect(page.get_by_text("selected")).to_have_count(0)
    assert [each["id"] for each in dashboard.get("/sessions")["items"]] == ["s-ok"]


def test_a_selection_is_kept_from_page_to_page_until_it_is_cleared(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    page.get_by_role("checkbox", name="Select weekly report").check()

    page.get_by_role("columnheader", name="Duration").get_by_role("button").click()
    expect(page.get_by_role("checkbox", name="Select weekly report")).to_be_checked()
    page.get_by_role("button", name="Clear", exact=True).click()

    expect(page.get_by_text("3 sessions", exact=True)).to_be_visible()
    expect(page.get_by_role("checkbox", name="Select weekly report")).not_to_be_checked()


def test_selected_sessions_that_the_filter_hides_are_counted(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    page.get_by_role("checkbox", name="Select weekly report").check()
    page.get_by_role("checkbox", name="Select checkout").check()
    expect(page.get_by_text("2 sessions selected", exact=True)).to_be_visible()

    page.get_by_role("checkbox", name="beta").check()
    expect(page.get_by_text("2 sessions selected, 1 of them not shown")).to_be_visible()
    assert_accessible()
    line = page.get_by_role("combobox", name="Filter sessions")
    line.fill("state:error")
    line.press("Enter")

    expect(page.get_by_text("2 sessions selected, none of them shown")).to_be_visible()
    page.get_by_role("button", name="Clear", exact=True).click()
    page.get_by_role("checkbox", name="Select support request").check()
    line.fill("tag:beta")
    line.press("Enter")

    expect(page.get_by_text("1 session selected, not shown")).to_be_visible()


def test_a_selection_survives_reload_and_back_and_goes_with_a_link(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    page.get_by_role("checkbox", name="Select checkout").check()
    page.get_by_role("checkbox", name="Select weekly report").check()
    expect(page).to_have_url(re.compile(r"\?selected=user/42,s-ok$|\?selected=user%252F42,s-ok$"))

    page.reload()
    expect(page.get_by_text("2 sessions selected", exact=True)).to_be_visible()
    expect(page.get_by_role("checkbox", name="Select checkout")).to_be_checked()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="Compare")).to_be_visible()
    page.go_back()

    expect(page.get_by_text("2 sessions selected", exact=True)).to_be_visible()
    page.get_by_role("link", name="support request").click()
    expect(page).to_have_url(re.compile("/sessions/s-bad$"))
    page.go_back()
    expect(page.get_by_role("checkbox", name="Select weekly report")).to_be_checked()


def test_a_selection_survives_a_filter_that_nothing_matches(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions?selected=s-ok,s-bad")
    line = page.get_by_role("combobox", name="Filter sessions")
    line.fill("name:nobody")
    line.press("Enter")

    expect(page.get_by_text("No session matches the filter")).to_be_visible()
    expect(page.get_by_text("2 sessions selected, none of them shown")).to_be_visible()
    assert_accessible()
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("alertdialog", name="Delete 2 sessions?")
    expect(dialog).to_contain_text("2 sessions with 12 spans")
    dialog.get_by_role("button", name="Keep them").click()
    page.get_by_role("button", name="Show all sessions").click()
    expect(page.get_by_role("checkbox", name="Select weekly report")).to_be_checked()


def test_selected_sessions_that_no_longer_exist_are_told_and_left_out(
    page: Page, dashboard: Dashboard, complaints: Complaints
) -> None:
    complaints.expect("404")
    send_three(dashboard)
    page.goto("/sessions?selected=s-ok,never-there")

    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    assert "s-ok" in Path(download.value.path()).read_text()
    told = page.get_by_role("status", name="Latest action")
    expect(told).to_have_text("1 selected session no longer exists.")
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("alertdialog", name="Delete this session?")
    expect(dialog).to_contain_text("weekly report with 6 spans")


def test_a_large_selection_keeps_the_link_short_and_survives_a_reload(
    page: Page, dashboard: Dashboard
) -> None:
    prefix = "0" * 40
    dashboard.receive(
        *(
            session_span(f"{prefix}{number}", 1, trace=number, at=seconds_ago(number))
            for number in range(1, 61)
        )
    )
    page.goto("/sessions")
    page.get_by_role("checkbox", name="Select all on this page").check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("50 sessions selected, none of them shown")).to_be_visible()
    page.get_by_role("checkbox", name="Select all on this page").check()
    expect(page.get_by_text("60 sessions selected, 50 of them not shown")).to_be_visible()

    page.reload()
    expect(page.get_by_text("60 sessions selected, 50 of them not shown")).to_be_visible()
    assert len(page.url) < 2_000
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("alertdialog", name="Delete 60 sessions?")
    expect(dialog).to_contain_text("60 sessions with 60 spans")
    dialog.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("No sessions yet")).to_be_visible()


def test_a_tag_of_the_list_narrows_it_in_its_order_and_with_its_selection(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions?sort=name&order=asc&selected=s-ok")

    page.get_by_role("link", name="customer:acme").click()

    expect(page).to_have_url(
        re.compile(r"\?q=tag:customer:acme&sort=name&order=asc&selected=s-ok$")
    )
