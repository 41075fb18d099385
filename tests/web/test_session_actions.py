from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.served import Dashboard
from tests.telemetry import log_record, session_span, span, span_id, trace_id
from tests.waiting import wait_until
from tests.web.conftest import Complaints
from tests.web.scenario import (
    QUESTION,
    agent_session,
    of_session,
    seconds_ago,
    send_runs,
    send_three,
)


def test_find_counts_matches_goes_through_them_and_dims_the_rest(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-bad?view=timeline")
    expect(page.get_by_role("treegrid").get_by_role("row")).to_have_count(7)

    page.keyboard.press("/")
    page.keyboard.type("kind:tool")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 found")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 2")).to_be_visible()
    page.get_by_role("button", name="Next match").click()
    expect(page.get_by_role("row", name="search_web failed", selected=True)).to_be_visible()
    expect(page).to_have_url(re.compile("find=kind:tool"))
    page.reload()
    expect(page.get_by_text("2 of 2")).to_be_visible()
    page.get_by_role("button", name="Clear the search").click()

    expect(page).not_to_have_url(re.compile("find="))


def test_enter_closes_the_suggestions_of_find_and_escape_ends_it(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-bad?view=timeline")
    expect(page.get_by_role("treegrid").get_by_role("row")).to_have_count(7)
    page.keyboard.press("/")
    page.keyboard.type("name:search_we")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()

    page.keyboard.press("Enter")
    expect(page.get_by_text("0 found")).to_be_visible()
    expect(page.get_by_role("listbox", name="Suggestions")).to_have_count(0)
    page.keyboard.press("Escape")

    expect(page).not_to_have_url(re.compile("find="))
    expect(page.get_by_role("combobox", name="Find in the session")).to_have_value("")
    page.keyboard.press("j")
    expect(page.get_by_role("row", name="support request", selected=True)).to_be_visible()


MARKED = """() => [...(CSS.highlights.get("found") ?? [])].map((range) => range.toString())"""


@pytest.mark.parametrize("view", ["transcript", "timeline"])
def test_the_words_of_a_search_are_marked(page: Page, dashboard: Dashboard, view: str) -> None:
    send_three(dashboard)
    page.goto(f"/sessions/s-ok?view={view}&span=0000000000000003")
    line = page.get_by_role("combobox", name="Find in the session")
    expect(page.get_by_role("complementary").get_by_text("You are a careful")).to_be_visible()

    line.fill('kind:llm "careful analyst"')
    line.press("Enter")

    expect(page.get_by_text("1 of 2")).to_be_visible()
    wait_until(lambda: "careful analyst" in page.evaluate(MARKED))
    line.press("Enter")
    line.press("Escape")
    expect(line).to_have_value("")
    wait_until(lambda: page.evaluate(MARKED) == [])


def test_find_searches_texts_and_reports_a_bad_filter(
    page: Page, dashboard: Dashboard, complaints: Complaints
) -> None:
    complaints.expect("status of 400")
    send_three(dashboard)
    page.goto("/sessions/s-ok?view=timeline")
    line = page.get_by_role("combobox", name="Find in the session")

    line.fill('"careful analyst"')
    line.press("Enter")
    expect(page.get_by_text("2 found")).to_be_visible()
    line.fill("sttus:error")
    line.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("Did you mean")
    page.get_by_role("button", name="status", exact=True).click()
    expect(page.get_by_text("0 found")).to_be_visible()


def test_next_and_previous_stay_within_the_filter(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions?q=tag:production")
    page.get_by_role("link", name="weekly report").click()
    expect(page.get_by_role("heading", name="weekly report")).to_be_visible()
    expect(page.get_by_role("button", name="Previous session in the list")).to_be_disabled()

    page.get_by_role("button", name="Next session in the list").click()
    expect(page.get_by_role("heading", name="support request")).to_be_visible()
    expect(page.get_by_role("button", name="Next session in the list")).to_be_disabled()
    expect(page.get_by_role("button", name="Previous session in the list")).to_be_enabled()
    page.keyboard.press("K")

    expect(page.get_by_role("heading", name="weekly report")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?q=tag:production$"))


def test_next_and_previous_follow_the_order_of_the_list(page: Page, dashboard: Dashboard) -> None:
    lengths = {"middle": 5, "shortest": 2, "longest": 9, "as long": 5}
    dashboard.receive(
        *(
            session_span(name, n, trace=n, name=name, at=n, lasts=lasts)
            for n, (name, lasts) in enumerate(lengths.items(), 1)
        )
    )
    page.goto("/sessions?sort=duration&order=asc")
    page.get_by_role("link", name="shortest", exact=True).click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("shortest")
    expect(page.get_by_role("button", name="Previous session in the list")).to_be_disabled()
    for name in ("as long", "middle", "longest"):
        page.get_by_role("button", name="Next session in the list").click()
        expect(heading).to_have_text(name)
    expect(page.get_by_role("button", name="Next session in the list")).to_be_disabled()
    expect(page.get_by_role("button", name="Previous session in the list")).to_be_enabled()
    page.keyboard.press("K")
    expect(heading).to_have_text("middle")

    page.get_by_role("link", name="Back to the list").click()
    expect(page).to_have_url(re.compile(r"/sessions\?sort=duration&order=asc$"))


def test_the_position_is_shown_among_too_many_matches(page: Page, dashboard: Dashboard) -> None:
    steps = [span(f"step {n}", n, parent=1, at=n, lasts=0.5) for n in range(2, 1_102)]
    dashboard.receive(session_span("s", 1, lasts=1_200), *(of_session("s", each) for each in steps))
    page.goto("/sessions/s?view=timeline&find=kind:span")
    count = page.get_by_role("search").get_by_role("status")
    expect(count).to_have_text("first 1,000")
    page.keyboard.press("n")
    page.keyboard.press("n")

    expect(count).to_have_text("2 of the first 1,000")


def test_every_key_press_counts_however_fast(page: Page, dashboard: Dashboard) -> None:
    send_runs(dashboard, 6)
    page.goto("/sessions")
    page.get_by_role("link", name="run 1", exact=True).click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("run 1")
    for _ in range(4):
        page.keyboard.press("J")
    expect(heading).to_have_text("run 5")
    page.keyboard.press("K")
    page.keyboard.press("K")
    expect(heading).to_have_text("run 3")
    for _ in range(5):
        page.keyboard.press("J")
    expect(heading).to_have_text("run 6")
    said = page.get_by_role("status", name="Latest action")
    expect(said).to_have_text("There is no next session in the list")


def test_a_session_is_copied_as_markdown(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-bad")
    page.get_by_role("button", name="Session actions").click()
    page.get_by_role("menuitem", name="Copy as Markdown").click()
    expect(page.get_by_text("Markdown copied")).to_be_visible()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("# support request\n\n- State: error (TimeoutError")
    assert f"**user**:\n\n{QUESTION}" in copied
    assert '- `search_web(query="quarterly figures", limit=3)` → `3 items` (800 ms)' in copied
    assert "(1.5 s, failed: TimeoutError: no answer within 30 s)" in copied


def test_a_session_is_copied_as_json(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-bad")
    page.get_by_role("button", name="Session actions").click()
    page.get_by_role("menuitem", name="Copy as JSON").click()
    expect(page.get_by_text("JSON copied")).to_be_visible()

    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert "resourceSpans" in json.loads(lines[0])


def test_a_session_is_exported_as_otlp(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions/user%2F42")
    page.get_by_role("button", name="Session actions").click()

    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export as OTLP JSON lines").click()

    path = download.value.path()
    lines = Path(path).read_text().splitlines()
    assert "resourceSpans" in json.loads(lines[0])


def test_a_session_is_deleted_after_a_confirmation(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions/user%2F42")
    page.get_by_role("button", name="Session actions").click()
    page.get_by_role("menuitem", name="Delete").click()
    question = page.get_by_role("alertdialog", name="Delete this session?")
    expect(question).to_contain_text("checkout with 1 span")
    assert_accessible()
    question.get_by_role("button", name="Keep it").click()
    expect(question).to_have_count(0)

    page.get_by_role("button", name="Session actions").click()
    page.get_by_role("menuitem", name="Delete").click()
    question.get_by_role("button", name="Delete for good").click()

    expect(page).to_have_url(re.compile("/sessions$"))
    expect(page.get_by_role("row")).to_have_count(3)
    assert dashboard.http.get("/api/v1/sessions/user%2F42").status_code == 404


def test_nothing_about_a_session_that_is_being_deleted_is_requested(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions/user%2F42")
    expect(page.get_by_role("button", name="Next session in the list")).to_be_visible()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/sessions/user%2F42", hold)
    page.get_by_role("button", name="Session actions").click()
    page.get_by_role("menuitem", name="Delete").click()
    with page.expect_request("**/api/v1/sessions/user%2F42"):
        page.get_by_role("button", name="Delete for good").click()
    answer = held[0].fetch()

    # A new session makes the page request its contents again, such as the nested sessions.
    with page.expect_response(lambda response: "parent" in response.url):
        dashboard.receive(*agent_session("s", trace=9, at=seconds_ago(5), name="arrived"))
    held[0].fulfill(response=answer)
    expect(page).to_have_url(re.compile("/sessions$"))
    expect(page.get_by_role("row", name="arrived")).to_be_visible()


def test_logs_are_shown_for_the_session_and_for_one_span(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    start = seconds_ago(60)
    dashboard.receive(*agent_session("s", trace=1, at=start, name="run"))
    of_span = {"traceId": trace_id(1), "spanId": span_id(4)}
    dashboard.receive_logs(
        log_record(
            "cache was cold", at=start + 3.1, values={"shard": 7, "session.id": "s"}, **of_span
        ),
        log_record("all done", at=start + 12, traceId=trace_id(1), spanId=span_id(1)),
    )
    page.goto("/sessions/s?view=timeline&tab=logs")
    inspector = page.get_by_role("complementary", name="Inspector")

    expect(inspector.get_by_text("cache was cold")).to_be_visible()
    expect(inspector.get_by_text("all done")).to_be_visible()
    expect(inspector.get_by_text("shard")).to_be_visible()
    expect(inspector.get_by_text("session.id")).to_have_count(0)
    assert_accessible()
    inspector.get_by_role("button", name="search_web").click()

    expect(inspector.get_by_role("heading", name="search_web")).to_be_visible()
    expect(inspector.get_by_text("cache was cold")).to_be_visible()
    expect(inspector.get_by_text("all done")).to_have_count(0)


def test_an_attribute_of_a_span_filters_the_sessions(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    dashboard.receive(
        session_span("s-route", trace=9, name="routed", values={"http.route": "/chat room"})
    )
    page.goto("/sessions/s-route?view=timeline&span=0000000000000001")

    page.get_by_role("link", name="Filter sessions by http.route").click()

    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("combobox", name="Filter sessions")).to_have_value(
        'attr.http.route:"/chat room"'
    )


def test_a_session_that_is_deleted_elsewhere_stays_readable_and_says_so(
    page: Page,
    dashboard: Dashboard,
    complaints: Complaints,
    assert_accessible: Callable[[], None],
) -> None:
    complaints.expect("status of 404")
    send_three(dashboard)
    page.goto("/sessions/s-ok?view=timeline")
    row = page.get_by_role("row", name="researcher")
    expect(row).to_be_visible()

    dashboard.http.delete("/api/v1/sessions/s-ok").raise_for_status()

    expect(page.get_by_role("alert")).to_contain_text("This session is no longer on the server")
    expect(row).to_be_visible()
    assert_accessible()
    page.get_by_role("alert").get_by_role("link", name="See all sessions").click()
    expect(page.get_by_role("row")).to_have_count(3)
