from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.served import Dashboard
from tests.telemetry import session_span
from tests.web.boxes import box_of
from tests.web.conftest import Complaints
from tests.web.scenario import agent_session, of_session, seconds_ago, send_three, tool_span


def test_the_period_is_summarised_beside_the_previous_one(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/analytics?last=7d")
    expect(page.get_by_role("heading", name="Error rate")).to_be_visible()

    cards = page.get_by_role("term")
    expect(cards).to_have_text(
        [
            "Sessions",
            "Error rate",
            "Median duration",
            "p95 duration",
            "p99 duration",
            "Tokens",
            "Cost",
        ]
    )
    values = page.get_by_role("definition")
    expect(values.filter(has_text=re.compile("^3$"))).to_have_count(1)
    expect(values.filter(has_text="33.3 %")).to_have_count(1)
    expect(values.filter(has_text="8,168")).to_have_count(1)
    assert_accessible()


def labels(figure: Locator) -> dict[str, float]:
    """Return the labels of a chart's axes, each with its horizontal position."""
    texts = figure.locator("svg").last.get_by_text(re.compile(r"\d")).all()
    return {each.text_content() or "": each.evaluate(CENTRE) for each in texts}


CENTRE = """(text) => {
    const {left, width} = text.getBoundingClientRect();
    return Math.round(left + width / 2 - text.closest("figure").getBoundingClientRect().left);
}"""


def test_axes_have_round_values_and_aligned_times_in_every_chart(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/analytics?last=24h&q=-tag:beta")
    figures = page.get_by_role("figure")
    rate = figures.filter(has=page.get_by_role("heading", name="Error rate"))
    expect(rate.get_by_text("100 %").first).to_be_visible()
    assert {"0 %", "20 %", "40 %", "60 %", "80 %", "100 %"} <= labels(rate).keys()

    counts = figures.filter(has=page.get_by_role("heading", name="Sessions"))
    times = {text: at for text, at in labels(counts).items() if ":" in text}
    assert len(times) >= 4
    assert all(text.endswith(":00") for text in times)
    for title in ("Error rate", "Duration", "Cost", "Tokens", "Calls"):
        figure = figures.filter(has=page.get_by_role("heading", name=title, exact=True))
        assert {text: at for text, at in labels(figure).items() if ":" in text} == times


def test_a_group_leads_to_its_sessions(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/analytics?last=7d")

    page.get_by_role("combobox", name="Group by").select_option("tag")
    breakdown = page.get_by_role("table").last
    expect(breakdown.get_by_role("row", name="production")).to_contain_text("50 %")
    expect(breakdown.get_by_role("row", name="beta").get_by_text("unknown").first).to_be_visible()
    assert_accessible()
    breakdown.get_by_role("link", name="customer:acme").click()

    expect(page.get_by_role("row", name="support request")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(2)


def test_states_have_their_own_colours_in_charts(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/analytics?by=state&last=7d")

    legend = page.get_by_role("figure", name="Sessions").locator("figcaption, span")
    colours = {
        state: legend.filter(has_text=re.compile(f"^{state}$"))
        .first.locator("i")
        .evaluate("(mark) => mark.style.background")
        for state in ("success", "error", "cancelled")
    }

    assert colours == {
        "success": "var(--success)",
        "error": "var(--error)",
        "cancelled": "var(--quiet)",
    }


def test_a_chart_has_a_table_whose_steps_lead_to_sessions(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/analytics?last=1h&q=tag:production")
    figure = page.get_by_role("figure").filter(has=page.get_by_role("heading", name="Sessions"))

    table = figure.get_by_text("As a table")
    expect(table).to_be_visible()
    expect(figure.locator("tbody tr")).to_have_count(0)
    table.click()
    row = figure.get_by_role("row").filter(has=page.get_by_role("cell", name="1", exact=True))
    expect(row).to_have_count(1)
    assert_accessible()
    row.get_by_role("link").click()

    expect(page).to_have_url(re.compile(r"q=tag:production\+start:%3E%3D2"))
    expect(page.get_by_role("row", name="weekly report")).to_be_visible()


def test_numbers_are_exported_as_csv(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/analytics?last=7d&by=state")
    expect(page.get_by_role("heading", name="By state")).to_be_visible()

    page.get_by_role("button", name="Copy breakdown as CSV").click()
    copied = page.evaluate("navigator.clipboard.readText()")

    head, *rows = copied.splitlines()
    assert head == (
        "state,sessions,error_rate,duration_p50_ns,duration_p95_ns,llm_calls,tokens,cost_usd"
    )
    assert {row.split(",")[0] for row in rows} == {"success", "error", "cancelled"}


def test_the_csv_of_a_chart_names_its_measures_and_their_units(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)

    def head_of(title: str) -> str:
        figure(page, title).get_by_text("As a table").click()
        # Of groups, times are known before their values.
        expect(figure(page, title).get_by_role("cell").first).to_be_visible()
        figure(page, title).get_by_role("button", name="as CSV").click()
        return str(page.evaluate("navigator.clipboard.readText()")).splitlines()[0]

    page.goto("/analytics?last=7d")
    assert {title: head_of(title) for title in ("Sessions", "Duration", "Cost", "Tokens")} == {
        "Sessions": "start,sessions",
        "Duration": "start,duration_p50_ns,duration_p95_ns,duration_p99_ns",
        "Cost": "start,cost_usd",
        "Tokens": "start,input_tokens,output_tokens",
    }

    page.goto("/analytics?last=7d&by=state&q=state:error")
    assert head_of("p95 duration") == "start,duration_p95_ns error"
    assert head_of("Sessions") == "start,sessions error"


def test_the_filter_is_kept_between_views(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions?q=tag:production")

    page.get_by_role("link", name="Analytics").click()
    expect(page.get_by_role("combobox", name="Filter sessions")).to_have_value("tag:production")
    page.get_by_role("radio", name="7d").click()
    expect(page).to_have_url(re.compile(r"/analytics\?q=tag:production&last=7d$"))
    page.get_by_role("link", name="Sessions", exact=True).click()

    expect(page).to_have_url(re.compile(r"/sessions\?q=tag:production$"))


def test_a_bad_filter_is_shown_in_the_analytics_too(
    page: Page, dashboard: Dashboard, complaints: Complaints
) -> None:
    complaints.expect("status of 400")
    page.goto("/analytics?q=tga:x")

    expect(page.get_by_role("alert")).to_contain_text("Did you mean")


def test_durations_are_counted_and_a_bar_leads_to_its_sessions(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/analytics?last=7d&q=-tag:beta")
    figure = page.get_by_role("figure").filter(has_text="Distribution of durations")
    expect(figure.get_by_role("img", name="Distribution of durations")).to_be_visible()
    for mark in ("p50 12.4 s", "p95 12.4 s", "p99 12.4 s"):
        expect(figure.get_by_text(mark, exact=True)).to_be_visible()
    assert_accessible()

    figure.get_by_role("button", name="as CSV").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines() == ["from_ns,to_ns,sessions", "10000000000,12500000000,2"]
    figure.get_by_role("img").locator("rect").last.click()

    expect(page).to_have_url(re.compile(r"duration:%3E%3D10s\+duration:%3C12\.5s"))
    expect(page.get_by_role("row")).to_have_count(3)


def test_a_cell_of_the_heat_map_leads_to_the_sessions_of_its_time_and_duration(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    dashboard.receive(
        *agent_session("slow", trace=9, at=seconds_ago(3_660), pace=10, name="slow one")
    )
    page.goto("/analytics?last=24h&q=name:*o*")
    figure = page.get_by_role("figure").filter(has_text="Duration by start")
    expect(figure.get_by_role("img").locator("rect")).to_have_count(3)

    figure.get_by_text("As a table").click()
    rows = figure.get_by_role("row")
    expect(rows).to_have_count(4)
    slow = rows.filter(has_text="100 s to 125 s")
    expect(slow).to_contain_text("1")
    assert_accessible()
    slow.get_by_role("link").click()
    expect(page.get_by_role("row", name="slow one")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(2)
    page.go_back()
    figure.get_by_role("img").locator("rect").first.click()

    expect(page).to_have_url(re.compile(r"start:.*duration:"))
    expect(page.get_by_role("row")).to_have_count(2)


def test_a_period_without_sessions_says_so(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/analytics?last=7d&q=tag:nowhere")
    none = page.get_by_role("status").filter(has_text="started in this period")
    expect(none).to_contain_text("No session that the filter holds for started in this period.")
    assert_accessible()

    none.get_by_role("link", name="all sessions").click()

    expect(page.get_by_role("link", name="weekly report")).to_be_visible()


def test_an_unknown_cost_is_not_shown_as_zero(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/analytics?last=7d&q=tag:beta")

    expect(page.get_by_role("definition").filter(has_text=re.compile("^1$"))).to_have_count(1)
    expect(page.get_by_role("definition").filter(has_text="$0")).to_have_count(0)


def test_the_durations_of_no_session_are_an_empty_chart(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/analytics?last=1h&q=tag:nowhere")

    figure = page.get_by_role("figure").filter(has_text="Duration by start")
    expect(figure.get_by_role("img")).to_be_visible()
    expect(figure.get_by_role("img").locator("rect")).to_have_count(0)


def test_all_rows_of_the_groups_can_be_scrolled_to(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/analytics?last=7d&by=tag")

    rows = page.get_by_role("table").last.get_by_role("row")
    expect(rows.last).to_contain_text("customer:acme")
    rows.last.scroll_into_view_if_needed()
    expect(rows.last).to_be_in_viewport(ratio=1)


def test_the_page_says_how_many_of_too_many_groups_are_shown(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    at = seconds_ago(60)
    sessions = [
        session_span(f"s{n}", 1, trace=n + 1, at=at, tags=[f"run:{n}", "all"]) for n in range(104)
    ]
    dashboard.receive(*sessions)
    page.goto("/analytics?by=tag")

    region = page.get_by_role("region", name="By tag")
    expect(region).to_contain_text("100 of 105, those with the most sessions")
    expect(region.get_by_role("row")).to_have_count(101)
    assert_accessible()


LONG = "x" * 300


def figure(page: Page, title: str) -> Locator:
    return page.get_by_role("figure").filter(
        has=page.get_by_role("heading", name=title, exact=True)
    )


def test_figures_stay_in_view_beside_long_names(page: Page, dashboard: Dashboard) -> None:
    tags = [LONG, "=1+1", "<b>bold</b>"]
    dashboard.receive(
        *agent_session("s-1", trace=1, at=seconds_ago(60), name=LONG, tags=tags, fails=True)
    )
    page.goto("/analytics?by=tag")

    table = page.get_by_role("table", name="By tag")
    expect(table.get_by_role("row")).to_have_count(4)
    expect(table.get_by_role("row", name=LONG)).to_contain_text("100 %")
    table.get_by_role("columnheader").first.scroll_into_view_if_needed()
    for header in table.get_by_role("columnheader").all():
        expect(header).to_be_in_viewport()
    for name in page.get_by_role("figure").first.get_by_text(LONG).all():
        assert box_of(name)["width"] < 300
    table.get_by_role("link", name="<b>bold</b>").click()
    expect(page.get_by_role("row")).to_have_count(2)

    page.goto("/compare?a=s-1&b=s-1")
    dashboard.receive(session_span("s-2", trace=2, at=seconds_ago(30), name="short"))
    page.goto("/compare?a=s-1&b=s-2")
    expect(page.get_by_role("columnheader", name="Start")).to_be_in_viewport()


def test_grouped_by_tool_the_numbers_are_those_of_its_calls(
    page: Page, dashboard: Dashboard
) -> None:
    dashboard.receive(*agent_session("s-1", trace=1, at=seconds_ago(60), fails=True))
    dashboard.receive(*agent_session("s-2", trace=2, at=seconds_ago(90)))
    page.goto("/analytics?by=tool")

    table = page.get_by_role("table", name="By tool")
    expect(table.get_by_role("columnheader")).to_have_text(
        [
            "tool",
            "Sessions",
            "Calls",
            "Failed calls",
            "Failure rate",
            "Median of calls",
            "p95 of calls",
            "Tokens",
            "Cost",
        ]
    )
    row = table.get_by_role("row", name="search_web")
    expect(row.get_by_role("cell")).to_contain_text(
        ["2", "4", "1", "25 %", "800 ms", "1.5 s", "unknown", "unknown"]
    )
    for title in ("Calls", "Failure rate of calls", "p95 duration of calls"):
        expect(figure(page, title)).to_be_visible()


def test_groups_without_a_bar_of_their_own_are_counted_as_all_others(
    page: Page, dashboard: Dashboard
) -> None:
    now = seconds_ago(0)
    for number in range(1, 13):
        values = {"user.id": f"u{number:02}"} if number < 12 else {}
        dashboard.receive(session_span(f"s-{number}", trace=number, at=now - number, values=values))
    page.goto("/analytics?last=24h&by=user")

    sessions = figure(page, "Sessions")
    expect(sessions.get_by_text("u08").first).to_be_visible()
    expect(sessions.get_by_text("all others").first).to_be_visible()
    sessions.get_by_text("As a table").click()
    expect(sessions.get_by_role("columnheader", name="all others")).to_be_visible()
    expect(sessions.get_by_role("row").last.get_by_role("cell").last).to_have_text("4")


def test_without_groups_tools_that_fail_and_models_that_cost_come_first(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    dashboard.receive(*agent_session("s-1", trace=1, at=seconds_ago(60), fails=True))
    spans = [
        of_session("s-2", tool_span(number, 1, trace=2, at=seconds_ago(90), lasts=1))
        for number in range(2, 12)
    ]
    for number, one in enumerate(spans):
        one["attributes"] = [
            {**each, "value": {"stringValue": f"tool {number}"}}
            if each["key"] == "gen_ai.tool.name"
            else each
            for each in one["attributes"]
        ]
    dashboard.receive(session_span("s-2", 1, trace=2, at=seconds_ago(90)), *spans)
    page.goto("/analytics")

    tools = page.get_by_role("table", name="Tool failures").get_by_role("row")
    expect(tools).to_have_count(9)
    expect(tools.nth(1)).to_contain_text(re.compile("search_web.*2.*1.*50 %"))
    models = page.get_by_role("table", name="Spending by model")
    expect(models.get_by_role("row", name="gpt-4o-mini")).to_contain_text(re.compile("2.*4,084"))
    assert_accessible()
    page.get_by_role("link", name="All 11 tools").click()

    expect(page).to_have_url(re.compile("by=tool"))
    expect(page.get_by_role("table", name="By tool").get_by_role("row")).to_have_count(12)
