"""A small window, or much to show in one line: nothing is lost, everything is reachable."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.served import Dashboard
from tests.telemetry import session_span, span
from tests.web.boxes import box_of
from tests.web.scenario import of_session, seconds_ago, send_runs, send_three

NARROW: ViewportSize = {"width": 768, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
TAGS = [f"experiment:number-{number}" for number in range(40)]


def test_a_narrow_list_scrolls_and_keeps_every_column(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.set_viewport_size(NARROW)
    page.goto("/sessions")

    heads = page.get_by_role("columnheader")
    expect(heads).to_have_text(
        ["State", "Session", "Duration", "Errors", "LLM calls", "Tokens", "Cost", "Start"]
    )
    name = box_of(page.get_by_role("cell", name="weekly report").last)
    assert name["width"] > 180
    expect(heads.last).not_to_be_in_viewport()
    heads.last.scroll_into_view_if_needed()
    expect(heads.last).to_be_in_viewport()
    expect(page.get_by_role("combobox", name="Filter sessions")).to_be_in_viewport(ratio=1)
    assert_accessible()


def test_headers_and_pages_stay_in_view_while_rows_scroll(page: Page, dashboard: Dashboard) -> None:
    send_runs(dashboard, 120)
    page.goto("/sessions")
    pages = page.get_by_role("navigation", name="Pages")

    page.get_by_role("link", name="run 50", exact=True).scroll_into_view_if_needed()
    expect(page.get_by_role("columnheader", name="Duration")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("combobox", name="Filter sessions")).to_be_in_viewport(ratio=1)
    pages.get_by_role("button", name="Next").click()

    expect(page.get_by_role("link", name="run 51", exact=True)).to_be_in_viewport()
    page.get_by_role("link", name="run 90", exact=True).click()
    expect(page.get_by_role("heading", name="run 90")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="run 90", exact=True)).to_be_in_viewport()


def test_a_narrow_window_shows_views_and_facets_if_asked(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    facets = page.get_by_role("complementary", name="Views and facets")
    button = page.get_by_role("button", name="Facets")
    expect(facets).to_be_visible()
    expect(button).to_have_count(0)

    page.set_viewport_size(NARROW)
    expect(facets).to_have_count(0)
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    assert_accessible()
    facets.get_by_role("checkbox", name="customer:acme").check()

    expect(page.get_by_role("row")).to_have_count(2)
    button.click()
    expect(facets).to_have_count(0)


def test_a_phone_shows_every_control_of_the_list(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.set_viewport_size(PHONE)
    page.goto("/sessions")
    expect(page.get_by_role("link", name="weekly report")).to_be_visible()

    assert box_of(page.get_by_role("combobox", name="Started"))["height"] >= 36
    for name in ("Live updates", "Time zone", "Theme", "Keyboard map", "Columns", "Facets"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Facets").click()
    expect(page.get_by_role("checkbox", name="success")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("link", name="weekly report")).to_be_in_viewport(ratio=1)
    assert_accessible()


def test_a_phone_shows_every_control_of_a_session(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.set_viewport_size(PHONE)
    page.goto("/sessions/s-bad?view=timeline")

    for name in ("Session actions", "Show the whole time range", "Show one level more"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    names = box_of(page.get_by_role("separator", name="Width of the names"))
    assert names["x"] < PHONE["width"] / 2
    assert_accessible()
    page.get_by_role("radio", name="Tree").click()
    errors = page.get_by_role("columnheader", name="Errors below")
    expect(errors).not_to_be_in_viewport(ratio=1)
    errors.scroll_into_view_if_needed()
    expect(errors).to_be_in_viewport(ratio=1)
    page.goto("/compare?a=s-ok&b=s-bad")
    expect(page.get_by_role("button", name="Swap")).to_be_in_viewport(ratio=1)


def test_tags_without_room_in_a_row_are_counted(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s", 1, at=seconds_ago(5), name="tagged", tags=TAGS))
    page.goto("/sessions")

    row = page.get_by_role("row", name="tagged")
    tags = row.get_by_role("list", name="Tags").get_by_role("link")
    expect(row).to_contain_text("+39")
    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(row).not_to_contain_text("+39")
    count = row.get_by_title(f"{TAGS[-2]}, {TAGS[-1]}")
    shown = len(TAGS) - int(count.inner_text())
    assert shown > 3
    expect(count).to_have_attribute("title", ", ".join(TAGS[shown:]))
    expect(tags.nth(shown - 1)).to_be_in_viewport(ratio=1)
    expect(tags.nth(shown)).not_to_be_in_viewport()
    tags.nth(shown).focus()
    expect(tags.nth(shown)).to_be_in_viewport(ratio=1)
    page.get_by_role("combobox", name="Filter sessions").focus()
    expect(tags.first).to_be_in_viewport(ratio=1)


def test_all_tags_of_a_session_can_be_reached_in_its_header(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    dashboard.receive(session_span("s", 1, at=seconds_ago(5), name="tagged", tags=TAGS))
    page.set_viewport_size(NARROW)
    page.goto("/sessions/s")

    last = page.get_by_role("main").get_by_role("link", name=TAGS[-1])
    expect(last).not_to_be_in_viewport(ratio=1)
    assert_accessible()
    last.click()

    expect(page.get_by_role("combobox", name="Filter sessions")).to_have_value(f"tag:{TAGS[-1]}")


def test_text_for_screen_readers_does_not_make_the_page_longer(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    for path in ("/sessions", "/sessions/s-ok", "/analytics"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_attached()
        page.get_by_role("main").evaluate("(main) => main.scrollTo(0, main.scrollHeight)")

        assert (
            page.evaluate(
                "document.documentElement.scrollHeight - document.documentElement.clientHeight"
            )
            == 0
        ), path


def test_a_low_window_scrolls_a_session_and_has_room_for_its_rows(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.set_viewport_size({"width": 640, "height": 400})
    page.goto("/sessions/s-bad?view=timeline")
    expect(page.get_by_role("treegrid").get_by_role("row")).to_have_count(7)
    page.keyboard.press("e")

    rows = page.get_by_role("treegrid").bounding_box()
    assert rows
    assert rows["height"] > 200
    raw = page.get_by_role("tab", name="Raw")
    raw.scroll_into_view_if_needed()
    expect(raw).to_be_in_viewport(ratio=0.9)
    assert_accessible()


@pytest.mark.parametrize("view", ["timeline", "tree", "transcript"])
def test_in_a_low_window_a_row_that_a_key_selects_comes_into_view(
    page: Page, dashboard: Dashboard, view: str
) -> None:
    send_three(dashboard)
    page.set_viewport_size({"width": 640, "height": 400})
    page.goto(f"/sessions/s-bad?view={view}")
    rows = page.get_by_role("region", name="What happened")
    selected = rows.locator("[aria-selected=true], [aria-current=true]")
    expect(rows.get_by_text("search_web").first).to_be_attached()
    expect(selected).to_have_count(0)

    for _ in range(4):
        page.keyboard.press("j")
        expect(selected).to_be_in_viewport(ratio=0.9)
    page.get_by_role("main").evaluate("(main) => main.scrollTo(0, 0)")
    page.keyboard.press("j")

    expect(selected).to_be_in_viewport(ratio=0.9)


def test_a_transcript_is_printed_completely(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.set_viewport_size({"width": 1280, "height": 600})
    page.goto("/sessions/s-bad")
    last = page.get_by_role("region", name="Transcript").get_by_role("listitem").last
    expect(last).to_contain_text("The figures are up 4 %")
    expect(last).not_to_be_in_viewport()
    page.emulate_media(media="print")

    box, page_height = last.bounding_box(), page.evaluate("document.documentElement.scrollHeight")
    assert box
    assert page_height + 1 >= box["y"] + box["height"] > 600
    expect(page.get_by_role("complementary", name="Inspector")).to_be_hidden()


def test_a_transcript_that_is_opened_on_paper_is_drawn(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.emulate_media(media="print")
    page.goto("/sessions/s-bad")

    items = page.get_by_role("region", name="Transcript").get_by_role("listitem")
    expect(items.last).to_contain_text("The figures are up 4 %")


def test_a_long_transcript_is_printed_completely(page: Page, dashboard: Dashboard) -> None:
    values = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "step"}
    steps = [span("step", n, parent=1, at=n, values=values) for n in range(2, 302)]
    dashboard.receive(session_span("s", 1, lasts=400), *(of_session("s", one) for one in steps))
    page.goto("/sessions/s?view=transcript")
    items = page.get_by_role("region", name="Transcript").get_by_role("listitem")
    expect(items.nth(1)).to_be_visible()
    assert items.count() < 100

    page.emulate_media(media="print")
    expect(items).to_have_count(301)
    page.emulate_media(media="screen")
    expect(items).not_to_have_count(301)


def test_forced_colours_keep_bars_and_the_selection_distinct(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.emulate_media(forced_colors="active")
    page.goto("/sessions/s-bad?view=timeline")
    expect(page.get_by_role("treegrid").get_by_role("row")).to_have_count(7)
    share = page.get_by_role("table", name="Self time by kind").get_by_role("cell").first
    expect(share.locator("[data-kind]")).to_have_css("forced-color-adjust", "none")
    page.keyboard.press("j")
    selected = page.get_by_role("row", selected=True)

    expect(selected).to_have_css("outline-style", "solid")
    expect(selected.locator("i[style]").first).to_have_css("forced-color-adjust", "none")


def test_forced_colours_mark_only_the_current_view(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.emulate_media(forced_colors="active")
    page.goto("/sessions")
    views = page.get_by_role("navigation", name="Views")
    canvas = page.evaluate("getComputedStyle(document.body).backgroundColor")

    expect(views.get_by_role("link", name="Sessions")).not_to_have_css(
        "border-bottom-color", canvas
    )
    expect(views.get_by_role("link", name="Analytics")).to_have_css("border-bottom-color", canvas)
