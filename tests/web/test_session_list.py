from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_writing
from agentops_otel.dashboard.safety.keys import add_key
from agentops_otel.dashboard.server import running
from tests.served import Dashboard
from tests.telemetry import session_span
from tests.web.boxes import box_of
from tests.web.conftest import Complaints
from tests.web.scenario import QUESTION, seconds_ago, send_runs, send_three


def test_an_empty_server_shows_how_to_send_the_first_session(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    page.goto("/")

    expect(page).to_have_url(re.compile("/sessions$"))
    expect(page.get_by_role("heading", name="No sessions yet")).to_be_visible()
    expect(page.get_by_text(f'endpoint="{dashboard.url}"')).to_be_visible()
    assert_accessible()
    page.get_by_role("tab", name="Any OpenTelemetry SDK").click()
    expect(page.get_by_text(f"OTEL_EXPORTER_OTLP_ENDPOINT={dashboard.url}")).to_be_visible()
    page.get_by_role("button", name="Copy environment").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"OTEL_EXPORTER_OTLP_ENDPOINT={dashboard.url}" in copied


def test_the_first_session_appears_by_itself(page: Page, dashboard: Dashboard) -> None:
    page.goto("/sessions")
    expect(page.get_by_role("heading", name="No sessions yet")).to_be_visible()

    send_three(dashboard)

    expect(page.get_by_role("link", name="weekly report")).to_be_visible()
    # Sooner than the page would request it periodically.
    expect(page.get_by_role("group", name="State")).to_be_visible(timeout=10_000)


def test_the_rows_wait_for_no_other_answer(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    expect(page.get_by_role("group", name="State")).to_be_visible()

    times = page.evaluate("""() => Object.fromEntries(performance.getEntriesByType('resource')
      .reverse().map(one => [new URL(one.name).pathname, [one.startTime, one.responseEnd]]))""")

    asked, _ = times["/api/v1/facets"]
    _, answered = times["/api/v1/sessions"]
    assert asked >= answered


def test_a_row_shows_how_a_session_went(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions")

    row = page.get_by_role("row", name="support request")
    expect(row).to_contain_text("error")
    expect(row).to_contain_text("TimeoutError: no answer within 30 s")
    expect(row).to_contain_text("12.4 s")
    expect(row).to_contain_text("6 spans")
    expect(row).to_contain_text("2 tool calls")
    expect(row).to_contain_text("4,084")
    expect(row.get_by_role("link", name="customer:acme")).to_be_visible()
    checkout = page.get_by_role("row", name="checkout")
    expect(checkout).to_contain_text("cancelled")
    expect(checkout.get_by_text("unknown")).to_have_count(2)
    assert_accessible()


def test_a_row_shows_what_was_asked_below_its_name_or_in_a_column(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    heads = page.get_by_role("columnheader")
    row = page.get_by_role("row", name="weekly report")
    expect(row.get_by_text(QUESTION)).to_be_visible()
    expect(heads.filter(has_text="First message")).to_have_count(0)

    page.get_by_role("button", name="Columns").click()
    page.get_by_role("menuitemcheckbox", name="First message").click()
    page.keyboard.press("Escape")

    expect(heads.nth(2)).to_have_text("First message")
    expect(row.get_by_role("cell").nth(3)).to_have_text(QUESTION)
    expect(row.get_by_text(QUESTION)).to_have_count(1)
    failed = page.get_by_role("row", name="support request")
    expect(failed.get_by_role("cell").nth(3)).to_have_text(QUESTION)
    expect(failed).to_contain_text("TimeoutError: no answer within 30 s")
    unknown = page.get_by_role("row", name="checkout").get_by_role("cell").nth(3)
    expect(unknown).to_contain_text("unknown")


def test_a_click_on_a_tag_filters_and_stays_in_the_address(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions")

    page.get_by_role("link", name="production").first.click()
    expect(page.get_by_role("table")).not_to_contain_text("checkout")
    page.get_by_role("link", name="customer:acme").click()

    expect(page).to_have_url(re.compile(r"\?q=tag:production\+tag:customer:acme$"))
    expect(page.get_by_role("row")).to_have_count(2)
    page.reload()
    expect(page.get_by_role("combobox", name="Filter sessions")).to_have_value(
        "tag:production tag:customer:acme"
    )
    page.get_by_role("button", name="Remove tag:customer:acme").click()
    expect(page.get_by_role("row")).to_have_count(3)
    page.go_back()
    expect(page.get_by_role("row")).to_have_count(2)


def test_an_error_of_a_filter_is_shown_at_its_character(
    page: Page,
    dashboard: Dashboard,
    complaints: Complaints,
    assert_accessible: Callable[[], None],
) -> None:
    complaints.expect("status of 400")
    send_three(dashboard)
    page.goto("/sessions")
    expect(page.get_by_role("row")).to_have_count(4)

    page.keyboard.press("/")
    page.keyboard.type("state:error tga:production")
    page.keyboard.press("Enter")

    alert = page.get_by_role("alert")
    expect(alert.get_by_text("tga", exact=True)).to_be_visible()
    expect(alert).to_contain_text("Did you mean")
    expect(page.get_by_role("button", name="Save this view")).to_have_count(0)
    assert_accessible()
    alert.get_by_role("button", name="tag", exact=True).click()
    expect(page.get_by_role("row", name="support request")).to_be_visible()
    expect(page.get_by_role("combobox", name="Filter sessions")).to_have_value(
        "state:error tag:production"
    )


def test_a_filter_that_nothing_matches_can_be_cleared(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions?q=tag:nowhere")

    expect(page.get_by_role("heading", name="No session matches the filter")).to_be_visible()
    page.get_by_role("button", name="Show all sessions").click()

    expect(page.get_by_role("row")).to_have_count(4)


@pytest.mark.parametrize(
    ("column", "first", "then"),
    [("Duration", "weekly report|support request", "checkout"), ("Session", "weekly", "checkout")],
)
def test_a_header_sorts_descending_then_ascending(
    page: Page, dashboard: Dashboard, column: str, first: str, then: str
) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    header = page.get_by_role("columnheader", name=column)
    rows = page.get_by_role("row")

    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(rows.nth(1)).to_contain_text(re.compile(first))
    header.get_by_role("button").click()

    expect(header).to_have_attribute("aria-sort", "ascending")
    expect(rows.nth(1)).to_contain_text(then)


def test_pages_go_forward_and_back_even_after_a_reload(page: Page, dashboard: Dashboard) -> None:
    send_runs(dashboard, 120)
    page.goto("/sessions")
    pages = page.get_by_role("navigation", name="Pages")
    expect(pages).to_contain_text("1\N{EN DASH}50 of 120")

    pages.get_by_role("button", name="Next").click()
    expect(pages).to_contain_text("51\N{EN DASH}100 of 120")
    expect(page.get_by_role("link", name="run 51", exact=True)).to_be_visible()
    pages.get_by_role("button", name="Next").click()
    expect(pages).to_contain_text("101\N{EN DASH}120 of 120")
    expect(pages.get_by_role("button", name="Next")).to_be_disabled()
    page.reload()
    pages.get_by_role("button", name="Previous").click()

    expect(pages).to_contain_text("51\N{EN DASH}100 of 120")
    pages.get_by_role("button", name="Previous").click()
    expect(page.get_by_role("link", name="run 1", exact=True)).to_be_visible()
    expect(pages.get_by_role("button", name="Previous")).to_be_disabled()


def test_new_sessions_are_not_shown_until_requested(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    expect(page.get_by_role("row").nth(1)).to_contain_text("weekly report")

    dashboard.receive(session_span("s-new", 1, trace=9, at=seconds_ago(1), name="brand new"))

    button = page.get_by_role("button", name="Show 1 new session")
    expect(button).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text("weekly report")
    pill, heads = box_of(button), box_of(page.get_by_role("row").first)
    assert pill["y"] + pill["height"] <= heads["y"]
    button.click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("brand new")
    expect(button).to_have_count(0)


def test_showing_new_sessions_scrolls_to_them(page: Page, dashboard: Dashboard) -> None:
    send_runs(dashboard, 50)
    page.goto("/sessions")
    page.get_by_role("row", name="run 50", exact=False).scroll_into_view_if_needed()
    dashboard.receive(
        *(
            session_span(f"new-{n}", 1, trace=100 + n, at=seconds_ago(-n), name=f"new {n}")
            for n in range(3)
        )
    )
    page.get_by_role("button", name="Show 3 new sessions").click()

    newest = page.get_by_role("row", name="new 2")
    expect(newest).to_be_in_viewport(ratio=1)
    row, heads = box_of(newest), box_of(page.get_by_role("columnheader").first)
    assert row["y"] >= heads["y"] + heads["height"] - 1


def test_keys_move_through_rows_and_open_them(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    expect(page.get_by_role("row")).to_have_count(4)

    for key in ("j", "j", "j", "k"):
        page.keyboard.press(key)
    expect(page.get_by_role("link", name="support request")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="support request")).to_be_visible()


def test_the_time_zone_is_named_and_can_be_utc(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s", 1, name="midnight"))
    page.goto("/sessions")
    start = page.get_by_role("row", name="midnight").get_by_role("time")
    expect(start).to_contain_text("01:00:00")

    page.get_by_role("button", name="Time zone: Europe/Berlin").click()
    page.get_by_role("menuitemradio", name="UTC").click()

    expect(start).to_contain_text("00:00:00")
    page.reload()
    expect(page.get_by_role("button", name="Time zone: UTC")).to_be_visible()
    expect(start).to_contain_text("00:00:00")


def test_a_link_to_a_page_that_no_longer_exists_leads_to_the_first(
    page: Page, dashboard: Dashboard, complaints: Complaints
) -> None:
    complaints.expect("status of 400")
    send_three(dashboard)
    page.goto("/sessions?cursor=nonsense&page=7")

    expect(page.get_by_role("alert")).to_contain_text("no cursor of this server")
    page.get_by_role("button", name="Go to the first page").click()

    expect(page.get_by_role("row")).to_have_count(4)


def test_a_user_who_is_no_longer_logged_in_is_asked_to_log_in(
    page: Page, dashboard: Dashboard, tmp_path: Path, complaints: Complaints
) -> None:
    complaints.expect("status of 401|stream")
    store = open_for_writing(tmp_path / "guarded.db")
    _, key = add_key(store, "read", "a reader")
    with running(create_app(store, needs_key=True)) as url:
        page.goto(f"{url}/sessions")
        page.get_by_role("textbox", name="API key").fill(key)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", name="No sessions yet")).to_be_visible()

        page.context.clear_cookies()
        page.get_by_role("link", name="Analytics").click()

        expect(page).to_have_url(re.compile(r"/login\?next=%2Fanalytics$"))
        page.goto("about:blank")
    store.close()


def test_a_session_that_left_the_list_says_so_and_no_row_moves(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    expect(page.get_by_role("row")).to_have_count(4)

    assert dashboard.http.delete("/api/v1/sessions/s-bad").status_code == 200

    row = page.get_by_role("row").nth(2)
    expect(row).to_contain_text("no longer here")
    expect(row).to_contain_text("support request")
    page.reload()
    expect(page.get_by_role("row")).to_have_count(3)
