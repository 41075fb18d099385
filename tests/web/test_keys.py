from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.served import Dashboard
from tests.telemetry import event, session_span, span, span_id
from tests.web.scenario import agent_session


def open_rows(page: Page, dashboard: Dashboard, view: str = "timeline") -> None:
    dashboard.receive(*agent_session("s", trace=1, fails=True))
    page.goto(f"/sessions/s?view={view}")
    expect(page.get_by_role("treegrid").get_by_role("row")).to_have_count(
        7 if view != "tree" else 8
    )


@pytest.mark.parametrize("view", ["timeline", "tree"])
def test_a_key_goes_from_model_call_to_model_call(
    page: Page, dashboard: Dashboard, view: str
) -> None:
    open_rows(page, dashboard, view)
    calls = page.get_by_role("row", name="chat gpt-4o-mini")

    page.keyboard.press("t")
    expect(calls.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("t")
    expect(calls.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("T")
    expect(calls.first).to_have_attribute("aria-selected", "true")


def test_one_key_folds_everything_and_another_unfolds_it(page: Page, dashboard: Dashboard) -> None:
    open_rows(page, dashboard)
    page.keyboard.press("t")
    page.keyboard.press("{")
    expect(page.get_by_role("treegrid").get_by_role("row")).to_have_count(2)
    page.keyboard.press("}")
    expect(page.get_by_role("treegrid").get_by_role("row")).to_have_count(7)


@pytest.mark.parametrize(
    ("view", "rows"), [("transcript", "Transcript"), ("timeline", "Spans in time")]
)
def test_enter_leads_into_the_inspector_and_escape_back_to_the_rows(
    page: Page, dashboard: Dashboard, view: str, rows: str
) -> None:
    dashboard.receive(*agent_session("s", trace=1))
    page.goto(f"/sessions/s?view={view}")
    expect(page.get_by_label(rows)).to_be_visible()
    page.keyboard.press("e")
    page.keyboard.press("t")
    expect(page.get_by_role("tab", name="Messages")).to_be_visible()

    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="Inspector")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label(rows)).to_be_focused()
    expect(page.get_by_role("tab", name="Messages")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("tab", name="Overview")).to_be_visible()


def test_enter_on_a_button_presses_it(page: Page, dashboard: Dashboard) -> None:
    open_rows(page, dashboard)
    page.get_by_role("button", name="Show one level less").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("level="))


def test_closing_and_searching_never_lose_the_focus(page: Page, dashboard: Dashboard) -> None:
    open_rows(page, dashboard)
    grid = page.get_by_role("treegrid")
    grid.focus()
    page.keyboard.press("t")
    page.get_by_role("button", name="Close the span").press("Enter")
    expect(grid).to_be_focused()
    page.keyboard.press("3")
    expect(page.get_by_role("treegrid", name="Span tree")).to_be_focused()
    page.keyboard.press("1")
    expect(page.get_by_role("region", name="Transcript")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("search")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Transcript")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("search")
    page.get_by_role("button", name="Clear the search").press("Enter")
    expect(page.get_by_role("combobox", name="Find in the session")).to_be_focused()


def test_a_match_that_is_requested_before_any_has_arrived_is_shown(
    page: Page, dashboard: Dashboard
) -> None:
    open_rows(page, dashboard)
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/find?*", hold)
    page.keyboard.press("/")
    page.keyboard.type("kind:tool ")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("find="))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Next match")).to_have_count(0)
    for route in waiting:
        route.continue_()
    page.unroute("**/find?*")

    expect(page.get_by_text("1 of 2")).to_be_visible()


def test_walking_past_an_event_restores_the_tab(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive(
        session_span("s", 1, lasts=3),
        span("step", 2, parent=1, events=[event("retry", 0.5)], values={"session.id": "s"}),
        span("other", 3, parent=1, at=1, values={"session.id": "s"}),
    )
    page.goto(f"/sessions/s?view=tree&span={span_id(2)}")
    expect(page.get_by_role("row", name="retry")).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_role("tab", name="Events", selected=True)).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_role("row", name="other", selected=True)).to_be_visible()
    expect(page.get_by_role("tab", name="Attributes", selected=True)).to_be_visible()


def test_errors_and_the_selected_span_have_buttons(page: Page, dashboard: Dashboard) -> None:
    open_rows(page, dashboard)
    page.get_by_role("button", name="Next error").click()
    page.get_by_role("button", name="Next error").click()
    expect(page.get_by_role("row", name="researcher", selected=True)).to_be_visible()
    page.get_by_role("button", name="Previous error").click()
    expect(page.get_by_role("row", name="run", selected=True)).to_be_visible()
    page.get_by_role("button", name="Next error").click()
    page.get_by_role("button", name="Next error").click()
    expect(page.get_by_role("row", name="search_web", selected=True)).to_be_visible()
    page.get_by_role("button", name="Zoom to the span").click()
    expect(page).to_have_url(re.compile("from=.*to="))


@pytest.mark.parametrize("view", ["transcript", "timeline", "tree"])
def test_model_calls_have_buttons_in_each_view(page: Page, dashboard: Dashboard, view: str) -> None:
    dashboard.receive(*agent_session("s", trace=1))
    page.goto(f"/sessions/s?view={view}")
    expect(page.locator("[data-rows]")).to_be_visible()
    calls = page.get_by_role("toolbar", name="Model calls")

    calls.get_by_role("button", name="Next model call").click()
    expect(page).to_have_url(re.compile(f"span={span_id(3)}"))
    calls.get_by_role("button", name="Next model call").click()
    expect(page).to_have_url(re.compile(f"span={span_id(6)}"))
    calls.get_by_role("button", name="Previous model call").click()
    expect(page).to_have_url(re.compile(f"span={span_id(3)}"))


@pytest.mark.parametrize("view", ["timeline", "tree"])
def test_all_levels_have_buttons(page: Page, dashboard: Dashboard, view: str) -> None:
    dashboard.receive(*agent_session("s", trace=1))
    page.goto(f"/sessions/s?view={view}")
    rows = page.get_by_role("treegrid").get_by_role("row")
    levels = page.get_by_role("toolbar", name="Levels")

    levels.get_by_role("button", name="Show the top level only").click()
    expect(rows).to_have_count(2)
    levels.get_by_role("button", name="Show all levels").click()
    expect(rows).to_have_count(7)


def test_the_keyboard_map_tells_what_the_pointer_does_in_the_timeline(
    page: Page, dashboard: Dashboard
) -> None:
    open_rows(page, dashboard)
    page.keyboard.press("?")

    keys = page.get_by_role("dialog", name="Keyboard map")
    for gesture in ("Zoom in and out at the pointer", "As k, j, h and l, in the rows"):
        expect(keys.get_by_role("definition").filter(has_text=gesture)).to_be_visible()
    expect(keys.get_by_text("Ctrl wheel")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.get_by_role("region", name="Transcript")).to_be_visible()
    page.keyboard.press("?")
    expect(keys.get_by_text("Next step")).to_be_visible()
    expect(keys.get_by_text("Ctrl wheel")).to_have_count(0)
