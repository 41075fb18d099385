from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.served import Dashboard
from tests.telemetry import log_record, session_span
from tests.web.boxes import box_of
from tests.web.conftest import Complaints
from tests.web.scenario import seconds_ago, send_runs, send_three


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


def test_escape_closes_the_suggestions_first_and_then_leaves_the_line_with_its_text(
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
    expect(line).to_be_focused()
    line.press("Escape")

    expect(line).not_to_be_focused()
    expect(line).to_have_value("tag:beta sta")


def test_the_line_has_one_focus_ring(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    line = page.get_by_role("combobox", name="Filter sessions")
    line.click()

    rings = line.evaluate(
        """(input) => [input, input.closest("form")].map((each) => {
               const {outlineStyle, boxShadow} = getComputedStyle(each);
               return outlineStyle !== "none" || boxShadow !== "none";
           })"""
    )
    assert rings == [False, True]


def test_facets_stay_while_they_are_recounted_and_under_a_bad_filter(
    page: Page, dashboard: Dashboard, complaints: Complaints
) -> None:
    complaints.expect("status of 400")
    send_three(dashboard)
    page.goto("/sessions")
    facets = page.get_by_role("region", name="Facets")
    acme = facets.get_by_role("checkbox", name="customer:acme 1")
    expect(acme).to_be_visible()

    def hold(_route: Route) -> None:
        """Leave the request pending until the route is removed."""

    page.route("**/api/v1/facets?*", hold)
    page.get_by_role("link", name="production").first.click()
    expect(page.get_by_role("row")).to_have_count(3)
    expect(facets).to_have_attribute("aria-busy", "true")
    expect(facets.get_by_role("checkbox", name="beta 1")).to_be_visible()
    page.unroute("**/api/v1/facets?*")
    expect(facets).to_have_attribute("aria-busy", "false")
    states = facets.get_by_role("group", name="State").get_by_role("checkbox")
    expect(states).to_have_count(2)

    page.get_by_role("combobox", name="Filter sessions").fill("tga:production")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(states).to_have_count(2)
    acme.click()

    expect(page).to_have_url(re.compile(r"\?q=tag:production\+tag:customer:acme$"))
    expect(page.get_by_role("row")).to_have_count(2)


def test_a_facet_with_more_values_than_are_listed_leads_to_the_filter_line(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    at = seconds_ago(60)
    dashboard.receive(
        *(
            session_span(f"s{n}", 1, trace=n + 1, at=at, tags=[f"run:{n}"], state="success")
            for n in range(60)
        )
    )
    page.goto("/sessions?q=state:success")
    tags = page.get_by_role("region", name="Facets").get_by_role("group", name="Tags")
    tags.get_by_role("button", name="Show the 50 most frequent").click()
    expect(tags.get_by_role("checkbox")).to_have_count(50)
    expect(tags).to_contain_text("There are more than these.")
    assert_accessible()

    tags.get_by_role("button", name="Filter by another").click()

    line = page.get_by_role("combobox", name="Filter sessions")
    expect(line).to_be_focused()
    expect(line).to_have_value("state:success tag:")
    page.keyboard.type('"run:59"')
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=state:success\+tag:%22run:59%22$"))
    expect(page.get_by_role("row")).to_have_count(2)


def test_a_facet_whose_values_are_all_listed_says_how_many_are_hidden(
    page: Page, dashboard: Dashboard
) -> None:
    tags = [f"run:{number}" for number in range(50)]
    dashboard.receive(session_span("s", 1, at=seconds_ago(60), tags=tags))
    page.goto("/sessions")

    group = page.get_by_role("region", name="Facets").get_by_role("group", name="Tags")
    group.get_by_role("button", name="Show 44 more").click()

    expect(group.get_by_role("checkbox")).to_have_count(50)
    expect(group).not_to_contain_text("There are more")


def test_values_that_nobody_can_see_are_named_by_their_characters(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    dashboard.receive(
        session_span("s", 1, at=seconds_ago(60), name="odd", tags=["\u200b", "\u200b\u2060"]),
        service=" ",
    )
    dashboard.receive(session_span("t", 1, trace=2, at=seconds_ago(50), name="plain"))
    page.goto("/sessions")
    facets = page.get_by_role("region", name="Facets")
    tags = facets.get_by_role("group", name="Tags").get_by_role("checkbox")
    expect(tags).to_have_count(2)
    assert {tags.nth(at).evaluate("(box) => box.parentElement.innerText") for at in (0, 1)} == {
        "(blank U+200B)\n1",
        "(blank U+200B U+2060)\n1",
    }
    row = page.get_by_role("row", name="odd")
    expect(row.get_by_role("link", name="(blank U+200B)", exact=True)).to_be_visible()
    expect(row).to_contain_text("(blank U+0020)")
    assert_accessible()

    facets.get_by_role("checkbox", name="(blank U+0020) 1").check()
    expect(page.get_by_role("link", name="odd")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(2)
    page.goto("/analytics?by=tag")

    table = page.get_by_role("table", name="By tag")
    expect(table.get_by_role("link", name="(blank U+200B)", exact=True)).to_be_visible()


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
    starts = page.get_by_role("img", name=re.compile(r"^Starts of 2 sessions from .* to "))
    bar = starts.get_by_title(re.compile("1 session, 1 error")).first
    expect(starts).to_contain_text(re.compile(r"\d\d:\d\d"))
    expect(bar).to_be_visible()

    bar.click()

    expect(page).to_have_url(re.compile(r"q=tag:production\+start:"))
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("row", name="support request")).to_be_visible()


def test_the_histogram_begins_with_the_first_known_start(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive_logs(log_record("no span has come", values={"session.id": "logs alone"}))
    send_three(dashboard)
    page.goto("/sessions")

    expect(page.get_by_title(re.compile("1 session, 1 error"))).to_be_visible()
    expect(page.get_by_title(re.compile("1970"))).to_have_count(0)


def test_one_very_old_session_does_not_squeeze_the_histogram(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    old = session_span("old", 1, trace=99, at=seconds_ago(3 * 365 * 86_400), name="old")
    dashboard.receive(old)
    send_runs(dashboard, 20)
    page.goto("/sessions")

    expect(page.get_by_role("img", name=re.compile("^Starts of 20 sessions from"))).to_be_visible()
    everything = page.get_by_role("button", name="1 session outside of this time: show all")
    assert_accessible()
    everything.click()
    expect(page.get_by_role("img", name=re.compile("^Starts of 21 sessions from"))).to_be_visible()
    expect(page).to_have_url(re.compile("starts=all"))
    page.get_by_role("button", name="Show where most started").click()
    expect(everything).to_be_visible()


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


def test_saving_a_view_keeps_those_that_others_saved_meanwhile(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions?q=tag:production")
    page.get_by_role("button", name="Save this view").click()
    theirs = {"name": "theirs", "q": "tag:beta", "sort": "start", "order": "desc"}
    dashboard.http.put("/api/v1/views", json={"items": [theirs]}).raise_for_status()
    dialog = page.get_by_role("dialog", name="Save this view")
    dialog.get_by_role("textbox", name="Name").fill("mine")
    dialog.get_by_role("button", name="Save").click()

    views = page.get_by_role("region", name="Saved views")
    expect(views.get_by_role("link")).to_have_text(["theirs", "mine"])
    assert [view["name"] for view in dashboard.get("/views")["items"]] == ["theirs", "mine"]


def test_a_click_into_the_empty_line_suggests_the_fields(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    line = page.get_by_role("combobox", name="Filter sessions")

    line.click()
    page.get_by_role("option", name=re.compile("^tag:")).click()
    page.get_by_role("option", name=re.compile("^tag:beta")).click()

    expect(line).to_have_value("tag:beta ")
    expect(page.get_by_role("listbox", name="Suggestions")).to_have_count(0)


@pytest.mark.parametrize("path", ["/sessions", "/analytics?by=tag"])
def test_an_invalid_filter_is_requested_once(
    page: Page, dashboard: Dashboard, complaints: Complaints, path: str
) -> None:
    complaints.expect("status of 400")
    send_three(dashboard)
    page.goto(f"{path}{'&' if '?' in path else '?'}q=state:error")
    line = page.get_by_role("combobox", name="Filter sessions")

    line.fill("stat:error")
    line.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Did you mean")
    assert len(complaints.said) == 1

    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("Did you mean")
    assert len(complaints.said) == 2

    page.get_by_role("alert").get_by_role("button", name="state").click()
    expect(page).to_have_url(re.compile(r"q=state:error"))
    expect(page.get_by_role("alert")).to_have_count(0)
    assert len(complaints.said) == 2


def test_an_invalid_filter_is_not_requested_again_when_sessions_change(
    page: Page, dashboard: Dashboard, complaints: Complaints
) -> None:
    complaints.expect("status of 400")
    send_three(dashboard)
    dashboard.receive(session_span("s-1", trace=9, at=seconds_ago(60), name="looked at"))
    page.goto("/sessions?q=stat:error&peek=s-1")
    expect(page.get_by_role("alert")).to_contain_text("Did you mean")
    expect(page.get_by_role("heading", name="looked at")).to_be_visible()
    refused = len(complaints.said)

    # The rest of the page is requested again.
    with page.expect_response("**/api/v1/sessions/s-1"):
        dashboard.receive(session_span("s-1", trace=10, at=seconds_ago(30), name="looked at"))
    page.get_by_role("alert").get_by_role("button", name="state").click()

    expect(page.get_by_role("alert")).to_have_count(0)
    assert len(complaints.said) == refused


def test_the_histogram_shows_sessions_ahead_of_this_clock(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s-1", at=seconds_ago(-86_400), name="ahead"))
    page.goto("/sessions")

    expect(page.get_by_role("row", name="ahead")).to_be_visible()
    starts = page.get_by_role("img", name=re.compile("^Starts of 1 session from"))
    expect(starts.get_by_title(re.compile(": 1 session, 0 errors"))).to_be_visible()


def test_a_chosen_range_fills_the_histogram_so_that_a_part_of_it_can_be_chosen(
    page: Page, dashboard: Dashboard
) -> None:
    day = seconds_ago(60 * 86_400) // 86_400 * 86_400
    for hour in range(24):
        start = day + 3_600 * hour
        dashboard.receive(session_span(f"s-{hour}", trace=hour + 1, at=start, name=f"run {hour}"))
    dashboard.receive(session_span("s-now", trace=99, at=seconds_ago(60), name="newest"))
    page.goto("/sessions?starts=all")

    page.get_by_title(re.compile(": 24 sessions, 0 errors")).click()

    expect(page.get_by_role("img", name=re.compile("^Starts of 24 sessions"))).to_be_visible()
    bars = page.get_by_title(re.compile(": 1 session, 0 errors"))
    expect(bars).to_have_count(24)
    line = page.get_by_role("combobox", name="Filter sessions")
    expect(line).to_have_value(re.compile(r"^start:>=\S+T00:00:00Z start:<\S+T00:00:00Z$"))
    bars.nth(3).click()
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("row", name="run 3")).to_be_visible()


def test_a_histogram_of_several_years_names_them(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s-old", at=seconds_ago(20 * 366 * 86_400), name="old"))
    dashboard.receive(session_span("s-new", trace=2, at=seconds_ago(60), name="new"))
    page.goto("/sessions")

    starts = page.get_by_role("img", name=re.compile("^Starts of 2 sessions"))
    expect(starts).to_contain_text(re.compile(r"[A-Z][a-z]+ 20\d\d.*[A-Z][a-z]+ 20\d\d"))


def test_a_histogram_over_midnight_names_the_days(page: Page, dashboard: Dashboard) -> None:
    for number, hours in ((1, 0), (2, 20), (3, 40)):
        at = hours * 3_600
        dashboard.receive(session_span(f"s{number}", trace=number, at=at, name=f"run {number}"))
    page.goto("/sessions")

    starts = page.get_by_role("img", name=re.compile("^Starts of 3 sessions"))
    expect(starts).to_contain_text(re.compile(r"1 Nov, 01:00.*2 Nov, 01:00.*3 Nov, 01:00"))


def test_facets_stay_in_place_when_one_is_chosen(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    views = page.get_by_role("region", name="Saved views")
    expect(views).to_contain_text("none saved")
    state = page.get_by_role("checkbox", name="success")
    before = box_of(state)

    state.click()

    expect(views.get_by_role("button", name="Save this view")).to_be_visible()
    assert box_of(state) == before


def test_a_view_that_could_not_be_removed_says_so(
    page: Page, dashboard: Dashboard, complaints: Complaints
) -> None:
    complaints.expect("status of 503")
    view = {"name": "slow ones", "q": "tag:production", "sort": "duration", "order": "desc"}
    dashboard.http.put("/api/v1/views", json={"items": [view]}).raise_for_status()
    send_three(dashboard)

    def refuse(route: Route) -> None:
        if route.request.method == "PUT":
            route.fulfill(status=503, json={"detail": "the disk is full"})
        else:
            route.continue_()

    page.route("**/api/v1/views", refuse)
    page.goto("/sessions")
    views = page.get_by_role("region", name="Saved views")
    views.get_by_role("button", name="Remove the view slow ones").click()

    expect(page.get_by_role("status", name="Latest action")).to_contain_text("The disk is full.")
    expect(views.get_by_role("link", name="slow ones")).to_be_visible()


def test_values_that_are_too_rare_to_be_listed_are_suggested_and_found_by_the_palette(
    page: Page, dashboard: Dashboard
) -> None:
    at = seconds_ago(60)
    for step in range(0, 160, 40):
        dashboard.receive(
            *(
                session_span(
                    f"s{n}", trace=n + 1, at=at, tags=[f"run:{n * 64 + k:05}" for k in range(64)]
                )
                for n in range(step, step + 40)
            )
        )
    page.goto("/sessions?q=state:success")
    line = page.get_by_role("combobox", name="Filter sessions")
    line.press("End")
    line.press_sequentially(" tag:10239")
    option = page.get_by_role("option", name="tag:run:10239")
    expect(option).to_be_visible()
    line.press("ArrowDown")
    line.press("Tab")
    expect(line).to_have_value("state:success tag:run:10239 ")
    line.press("Enter")
    expect(page.get_by_role("row")).to_have_count(2)

    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox", name="Go to")).to_be_focused()
    page.keyboard.type("run:10238")
    page.get_by_role("menuitem", name="run:10238").click()
    expect(page).to_have_url(re.compile(r"\?q=tag:run:10238$"))


def test_the_usual_ranges_of_time_are_a_choice_away(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions?q=tag:production")
    started = page.get_by_role("combobox", name="Started")
    expect(started).to_have_value("")

    started.select_option("Last hour")
    expect(page).to_have_url(re.compile(r"\?q=tag:production\+start:%3E-1h$"))
    expect(page.get_by_role("row")).to_have_count(2)
    assert_accessible()
    started.select_option("Last 24 hours")
    expect(page.get_by_role("row")).to_have_count(3)
    page.reload()
    expect(started).to_have_value("start:>-24h")
    started.select_option("Any time")
    expect(page).to_have_url(re.compile(r"\?q=tag:production$"))

    line = page.get_by_role("combobox", name="Filter sessions")
    line.fill("start:<-30d")
    line.press("Enter")
    expect(page.get_by_text("No session matches the filter")).to_be_visible()
    expect(started).to_have_value("other")
    started.select_option("Last 7 days")
    expect(page.get_by_role("row")).to_have_count(4)
