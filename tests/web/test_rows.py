"""Rows that are not spans: span events, and groups of siblings with one name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.served import Dashboard
from tests.telemetry import event, session_span, span
from tests.web.scenario import STACK

OWN = {"session.id": "s"}
TIMES = "\N{MULTIPLICATION SIGN}"


def tries(count: int, *, failed: Sequence[int] = ()) -> list[dict[str, Any]]:
    """Return a series of sequential fetches, 2 s each."""
    return [
        span(
            "fetch page",
            10 + n,
            parent=1,
            at=1 + 3 * n,
            lasts=2,
            status="error" if n in failed else "unset",
            values=OWN,
        )
        for n in range(count)
    ]


def planning() -> dict[str, Any]:
    """Return a span with two events, one of them an exception."""
    failure = {
        "exception.type": "TimeoutError",
        "exception.message": "no answer",
        "exception.stacktrace": STACK,
    }
    events = [event("cache miss", at=1, shard=7), event("exception", at=2.5, **failure)]
    return span("plan", 2, parent=1, at=0.5, lasts=3, values=OWN, events=events)


def test_many_siblings_with_one_name_are_one_row_that_opens(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    dashboard.receive(session_span("s", 1, lasts=60), *tries(12, failed=[4, 7]))
    page.goto("/sessions/s?view=timeline")
    grid = page.get_by_role("treegrid")
    group = grid.get_by_role("row", name=f"fetch page {TIMES} 12 2 failed")
    expect(group).to_contain_text("24 s in all")
    expect(grid.get_by_role("row")).to_have_count(3)
    assert_accessible()

    group.click()
    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_role("heading", name=f"fetch page {TIMES} 12")).to_be_visible()
    expect(inspector.get_by_role("heading", name="Errors")).to_be_visible()
    assert_accessible()
    page.keyboard.press("l")
    expect(grid.get_by_role("row")).to_have_count(15)
    page.reload()
    expect(grid.get_by_role("row")).to_have_count(15)
    page.keyboard.press("h")
    expect(grid.get_by_role("row")).to_have_count(3)
    inspector.get_by_role("button", name="Show them all").click()

    expect(grid.get_by_role("row")).to_have_count(15)


def test_going_to_an_error_opens_its_group(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s", 1, lasts=60), *tries(12, failed=[4]))
    page.goto("/sessions/s?view=timeline")
    grid = page.get_by_role("treegrid")
    expect(grid.get_by_role("row")).to_have_count(3)

    page.keyboard.press("e")

    expect(grid.get_by_role("row", name="fetch page failed", selected=True)).to_be_visible()
    expect(grid.get_by_role("row")).to_have_count(15)


def test_a_group_can_be_shown_alone(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s", 1, lasts=60), *tries(8))
    page.goto("/sessions/s?view=timeline")
    grid = page.get_by_role("treegrid")
    grid.get_by_role("row", name="fetch page").click()

    page.keyboard.press("f")

    expect(page.get_by_text("Only fetch page and what is below it.")).to_be_visible()
    expect(grid.get_by_role("row")).to_have_count(10)


def test_the_tree_shows_the_totals_of_a_group(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s", 1, lasts=60), *tries(12, failed=[4]))
    page.goto("/sessions/s?view=tree")
    grid = page.get_by_role("treegrid")

    group = grid.get_by_role("row", name=f"fetch page {TIMES} 12 1 failed")
    expect(group.get_by_role("gridcell")).to_have_text(
        [
            re.compile("fetch page"),
            "24.0 s",
            "24.0 s",
            re.compile("unknown"),
            re.compile("unknown"),
            "1",
        ]
    )
    run = grid.get_by_role("row", name="run").get_by_role("gridcell")
    expect(run.nth(1)).to_have_text("36.0 s")


def test_the_tree_counts_errors_and_shows_no_tokens_before_they_are_known(
    page: Page, dashboard: Dashboard
) -> None:
    dashboard.receive(session_span("s", 1, lasts=60), *tries(12, failed=[4]))
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/operations?*", hold)
    page.goto("/sessions/s?view=tree")
    cells = page.get_by_role("row", name="run").get_by_role("gridcell")
    expect(cells.last).to_have_text("1")
    expect(cells.nth(3)).to_have_text("")

    for each in waiting:
        each.continue_()

    expect(cells.nth(3)).to_have_text(re.compile("unknown"))


def test_a_search_finds_spans_inside_a_folded_group(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s", 1, lasts=60), *tries(8, failed=[4]))
    page.goto("/sessions/s?view=timeline&find=status:error")
    grid = page.get_by_role("treegrid")
    expect(page.get_by_text("1 found")).to_be_visible()
    expect(grid.get_by_role("row", name=f"fetch page {TIMES} 8")).to_be_visible()

    page.keyboard.press("n")

    expect(grid.get_by_role("row", name="fetch page failed", selected=True)).to_be_visible()


def test_span_events_are_marked_in_the_timeline(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    dashboard.receive(session_span("s", 1, lasts=10), planning())
    page.goto("/sessions/s?view=timeline")
    row = page.get_by_role("row", name="plan")

    expect(row.get_by_title("cache miss at 1 s")).to_be_visible()
    expect(row.get_by_title("exception at 2.5 s")).to_be_visible()
    assert_accessible()
    row.click()

    expect(page.get_by_role("tab", name="Events 2")).to_be_visible()


def test_span_events_are_rows_of_the_tree_that_fold_with_their_span(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    dashboard.receive(session_span("s", 1, lasts=10), planning())
    page.goto("/sessions/s?view=tree&span=0000000000000002")
    grid = page.get_by_role("treegrid")
    expect(grid.get_by_role("row", name="exception failed +2.5 s")).to_be_visible()
    expect(grid.get_by_role("row")).to_have_count(5)

    page.keyboard.press("j")
    page.keyboard.press("j")
    chosen = grid.get_by_role("row", name="exception", selected=True)
    expect(chosen).to_be_visible()
    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_role("heading", name="plan")).to_be_visible()
    expect(inspector.get_by_role("tab", name="Events", selected=True)).to_be_visible()
    expect(inspector.get_by_role("listitem").first).to_have_attribute("aria-current", "true")
    assert_accessible()
    page.reload()
    expect(chosen).to_be_visible()
    page.get_by_role("radio", name="Timeline").click()
    expect(grid.get_by_role("row", name="plan", selected=True)).to_be_visible()
    page.get_by_role("radio", name="Tree").click()
    page.keyboard.press("h")
    page.keyboard.press("h")

    expect(grid.get_by_role("row")).to_have_count(3)


def test_the_first_token_is_marked_and_named(page: Page, dashboard: Dashboard) -> None:
    values = {
        **OWN,
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-5",
        "gen_ai.response.time_to_first_chunk": 1.7,
    }
    dashboard.receive(
        session_span("s", 1, lasts=10), span("chat", 2, parent=1, at=1, lasts=8, values=values)
    )
    page.goto("/sessions/s?view=timeline&span=0000000000000002")

    expect(page.get_by_title("First token after 1.7 s")).to_be_visible()
    expect(page.get_by_role("complementary")).to_contain_text("First token after1.7 s")
