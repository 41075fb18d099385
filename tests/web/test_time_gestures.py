"""Wheel and pointer over the timeline: they change the visible time, and leave the rest alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.served import Dashboard
from tests.telemetry import session_span, span
from tests.web.boxes import box_of
from tests.web.scenario import of_session

STEPS = 60


def open_timeline(page: Page, dashboard: Dashboard, search: str = "") -> Locator:
    """Open a session of 60 steps of a second each; return its rows."""
    steps = [span(f"step {n}", n, parent=1, at=n - 2) for n in range(2, 2 + STEPS)]
    dashboard.receive(session_span("s", 1, lasts=STEPS), *(of_session("s", one) for one in steps))
    page.goto(f"/sessions/s?view=timeline{search}")
    grid = page.get_by_role("treegrid", name="Spans in time")
    expect(grid).to_have_attribute("aria-rowcount", str(STEPS + 2))
    return grid


def lane(grid: Locator) -> Locator:
    return grid.get_by_role("row", name="run").get_by_role("gridcell").last


def point_at(page: Page, grid: Locator, share: float) -> None:
    """Move the pointer over the lanes, at a share of the width in which time is drawn."""
    box, axis = box_of(lane(grid)), 72
    page.mouse.move(box["x"] + (box["width"] - axis) * share, box["y"] + 100)


def seconds_of(url: str) -> tuple[float, float] | None:
    """Return the visible time that an address names, in seconds; None: all of it."""
    found = re.search(r"from=(\d+)&to=(\d+)", url)
    return (int(found[1]) / 1e9, int(found[2]) / 1e9) if found else None


def expect_seconds(page: Page, start: float, end: float) -> None:
    page.wait_for_url(lambda url: seconds_of(url) == pytest.approx((start, end), abs=0.1))


def turn(page: Page, held: str, x: float, y: float) -> None:
    page.keyboard.down(held)
    page.mouse.wheel(x, y)
    page.keyboard.up(held)


@pytest.mark.parametrize("held", ["Control", "Meta"])
def test_the_wheel_zooms_at_the_pointer_and_the_address_follows(
    page: Page, dashboard: Dashboard, held: str
) -> None:
    grid = open_timeline(page, dashboard)
    point_at(page, grid, 0.25)

    for _ in range(3):
        turn(page, held, 0, -100)

    zoomed = 60 * 0.223
    expect_seconds(page, 15 - zoomed * 0.25, 15 + zoomed * 0.75)
    page.reload()
    expect(grid).to_be_visible()
    expect_seconds(page, 15 - zoomed * 0.25, 15 + zoomed * 0.75)


def test_shift_and_the_wheel_or_a_drag_move_the_visible_time(
    page: Page, dashboard: Dashboard
) -> None:
    grid = open_timeline(page, dashboard, "&from=20000000000&to=30000000000")
    point_at(page, grid, 0.5)
    width = box_of(lane(grid))["width"] - 72

    turn(page, "Shift", 0, width / 2)
    expect_seconds(page, 25, 35)
    turn(page, "Shift", 0, -width)
    expect_seconds(page, 15, 25)

    page.keyboard.down("Shift")
    page.mouse.down()
    box = box_of(lane(grid))
    page.mouse.move(box["x"], box["y"] + 100, steps=5)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect_seconds(page, 20, 30)
    expect(grid.get_by_role("row", selected=True)).to_have_count(0)
    assert page.evaluate("getSelection().toString()") == ""


def test_a_double_click_shows_all_of_the_time_and_back_undoes_it(
    page: Page, dashboard: Dashboard
) -> None:
    grid = open_timeline(page, dashboard, "&from=20000000000&to=30000000000")
    point_at(page, grid, 0.5)

    x, y = page.evaluate("[innerWidth * 0.4, innerHeight * 0.6]")
    page.mouse.dblclick(x, y)

    expect(page).not_to_have_url(re.compile("from="))
    page.go_back()
    expect(page).to_have_url(re.compile("from=20000000000&to=30000000000"))


def test_the_wheel_alone_scrolls_the_rows_and_over_names_zooms_nothing(
    page: Page, dashboard: Dashboard
) -> None:
    grid = open_timeline(page, dashboard)
    point_at(page, grid, 0.5)

    page.mouse.wheel(0, 300)

    expect(grid).to_have_js_property("scrollTop", 300)
    names = box_of(grid)
    page.mouse.move(names["x"] + 50, names["y"] + 100)
    turn(page, "Control", 0, -100)
    page.wait_for_timeout(400)
    expect(page).not_to_have_url(re.compile("from="))


def test_a_part_of_the_time_has_buttons_that_move_it(page: Page, dashboard: Dashboard) -> None:
    open_timeline(page, dashboard)
    later = page.get_by_role("button", name="Later")
    expect(later).to_have_count(0)
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    expect_seconds(page, 22.5, 37.5)

    later.click()
    expect_seconds(page, 30, 45)
    page.get_by_role("button", name="Earlier").click()
    expect_seconds(page, 22.5, 37.5)
