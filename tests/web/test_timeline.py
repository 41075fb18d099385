from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.served import Dashboard
from tests.telemetry import session_span, span
from tests.web.boxes import box_of
from tests.web.scenario import agent_session, of_session, send_three


@pytest.mark.parametrize(("view", "grid"), [("timeline", "Spans in time"), ("tree", "Span tree")])
def test_keys_move_through_rows_of_spans_and_fold_them(
    page: Page,
    dashboard: Dashboard,
    assert_accessible: Callable[[], None],
    view: str,
    grid: str,
) -> None:
    send_three(dashboard)
    page.goto(f"/sessions/s-ok?view={view}")
    rows = page.get_by_role("treegrid", name=grid)
    expect(rows.get_by_role("row")).to_have_count(7)

    rows.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(rows.get_by_role("row", name="researcher", selected=True)).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(rows.get_by_role("row", name="researcher", expanded=False)).to_be_visible()
    expect(rows.get_by_role("row")).to_have_count(3)
    assert_accessible()
    page.reload()
    expect(rows.get_by_role("row")).to_have_count(3)
    page.keyboard.press("l")
    expect(rows.get_by_role("row")).to_have_count(7)
    page.keyboard.press("End")
    page.keyboard.press("Escape")
    expect(page.get_by_role("tab", name="Overview", selected=True)).to_be_visible()


def test_a_key_goes_from_error_to_error_and_errors_are_marked_by_more_than_colour(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-bad?view=timeline")
    rows = page.get_by_role("treegrid")
    expect(rows.get_by_role("row", name=re.compile("search_web failed"))).to_have_count(1)

    for name in ("support request", "researcher", "search_web", "search_web"):
        page.keyboard.press("e")
        expect(rows.get_by_role("row", name=name, selected=True)).to_be_visible()
    page.keyboard.press("E")

    expect(rows.get_by_role("row", name="researcher", selected=True)).to_be_visible()


def test_a_missing_parent_has_a_row_that_says_so(page: Page, dashboard: Dashboard) -> None:
    own = {"session.id": "s"}
    dashboard.receive(
        session_span("s", 1, name="run"),
        span("orphan", 2, parent=77, values=own, at=0.1),
        span("sibling", 3, parent=77, values=own, at=0.2),
    )
    page.goto("/sessions/s?view=timeline")

    missing = page.get_by_role("row", name="missing span")
    expect(missing).to_have_attribute("aria-expanded", "true")
    missing.click()

    expect(page.get_by_role("complementary")).to_contain_text("it is not in this session")


def test_keys_move_through_ten_thousand_spans_from_end_to_end(
    page: Page, dashboard: Dashboard
) -> None:
    spans = [session_span("big", 1, name="big run", lasts=10_001)]
    spans += [
        span(f"step {number}", number, parent=1, at=number, values={"session.id": "big"})
        for number in range(2, 10_001)
    ]
    for start in range(0, len(spans), 2_500):
        dashboard.receive(*spans[start : start + 2_500])
    page.goto("/sessions/big?view=timeline")
    rows = page.get_by_role("treegrid")
    expect(rows).to_have_attribute("aria-rowcount", "10001")

    rows.focus()
    page.keyboard.press("End")
    expect(rows.get_by_role("row", name="step 10000", selected=True)).to_be_in_viewport()
    assert rows.get_by_role("row").count() < 100
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")

    expect(rows).to_have_attribute("aria-rowcount", "2")


# Resolves to whether the elements of the rows stayed the same while the grid was scrolled.
SCROLL = """async grid => {
  const rows = () => [...grid.querySelectorAll('[data-row]')];
  const next = () => new Promise(requestAnimationFrame);
  const before = new Set(rows());
  for (const by of [60, 60, 300, -200]) {
    grid.scrollTop += by;
    await next();
    await next();
    if (!rows().every(row => before.has(row))) return false;
  }
  return true;
}"""
ORDER = """grid => [...grid.querySelectorAll('[data-row]')]
  .map(row => Number(row.getAttribute('aria-rowindex')))"""


def test_scrolled_rows_take_over_elements_and_are_read_in_order(
    page: Page, dashboard: Dashboard
) -> None:
    own = {"session.id": "s"}
    steps = [span(f"step {n}", n, parent=1, at=n, values=own) for n in range(2, 302)]
    dashboard.receive(session_span("s", 1, lasts=310), *steps)
    page.goto("/sessions/s?view=timeline")
    grid = page.get_by_role("treegrid")
    expect(grid.get_by_role("row", name="step 2", exact=False).first).to_be_in_viewport()
    grid.evaluate("grid => { grid.scrollTop = 2800; }")
    expect(grid.get_by_role("row", name="step 105")).to_be_in_viewport()
    page.wait_for_timeout(500)

    assert grid.evaluate(SCROLL)
    page.wait_for_timeout(500)

    order = grid.evaluate(ORDER)
    assert order == list(range(order[0], order[0] + len(order)))


def test_idle_time_is_squeezed_until_requested(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    own = {"session.id": "s"}
    dashboard.receive(
        session_span("s", 1, name="waits for a person", lasts=7_210),
        span("ask", 2, parent=1, at=1, lasts=5, values=own),
        span("go on", 3, parent=1, at=7_200, lasts=5, values=own),
    )
    page.goto("/sessions/s?view=timeline")
    band = page.get_by_text("2 h 00 m idle")
    expect(band).to_be_visible()
    assert_accessible()

    page.get_by_role("button", name="Idle squeezed", pressed=True).click()
    expect(band).to_have_count(0)
    expect(page).to_have_url(re.compile("gaps=full"))
    page.keyboard.press("g")

    expect(band).to_be_visible()


def test_the_label_of_idle_time_covers_no_duration(page: Page, dashboard: Dashboard) -> None:
    busy = [span(f"step {n}", n, parent=1, at=n, lasts=0.9) for n in range(2, 40)]
    later = [span(f"later {n}", n, parent=1, at=7_200 + n, lasts=0.9) for n in range(40, 80)]
    dashboard.receive(
        session_span("s", 1, lasts=7_300), *(of_session("s", each) for each in busy + later)
    )
    page.set_viewport_size({"width": 768, "height": 900})
    page.goto("/sessions/s?view=timeline&level=3")
    grid = page.get_by_role("treegrid")
    expect(grid).to_be_visible()
    label = box_of(page.get_by_text("2 h 00 m idle"))
    rows = box_of(grid)
    assert label["y"] >= rows["y"] + rows["height"]


def drag_over(strip: Locator, start: float, end: float) -> None:
    """Drag from `start` to `end`, as fractions of the strip's width; a click if they are equal."""
    expect(strip).to_be_visible()
    box = box_of(strip)
    mouse = strip.page.mouse
    mouse.move(box["x"] + box["width"] * start, box["y"] + 10)
    mouse.down()
    mouse.move(box["x"] + box["width"] * end, box["y"] + 10)
    mouse.up()


@pytest.mark.parametrize("view", ["transcript", "tree"])
def test_the_strip_leads_from_every_view_to_a_moment_or_a_range_of_time(
    page: Page, dashboard: Dashboard, view: str
) -> None:
    dashboard.receive(*agent_session("s", trace=1))
    page.goto(f"/sessions/s?view={view}")
    strip = page.get_by_title("Drag to see a part in the timeline, click to go there")

    drag_over(strip, 0.999, 0.999)
    expect(page.get_by_role("complementary").get_by_role("heading").first).to_be_visible()
    expect(page).to_have_url(re.compile(f"view={view}.*span="))
    expect(page.locator("[aria-current=true], [aria-selected=true][role=row]")).to_be_in_viewport()

    drag_over(strip, 0.5, 0.75)
    expect(page.get_by_role("treegrid", name="Spans in time")).to_be_visible()
    expect(page).to_have_url(re.compile(r"view=timeline.*from=\d+&to=\d+"))


def test_a_range_of_time_is_chosen_by_dragging(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-ok?view=timeline")

    drag_over(page.get_by_title("Drag to zoom"), 0.5, 0.75)

    expect(page).to_have_url(re.compile(r"from=6\d{9}&to=9\d{9}"))
    page.keyboard.press("0")
    expect(page).not_to_have_url(re.compile("from="))


def test_new_steps_of_a_running_session_do_not_move_what_the_user_reads(
    page: Page, dashboard: Dashboard
) -> None:
    own = {"session.id": "s", "agentops.session.name": "long run"}
    steps = [span(f"step {n}", n, parent=1, at=n, values=own) for n in range(2, 62)]
    dashboard.receive(*steps[:40])
    page.goto("/sessions/s?view=timeline")
    grid = page.get_by_role("treegrid")
    expect(grid.get_by_role("row", name="step 2", exact=False).first).to_be_in_viewport()

    dashboard.receive(*steps[40:50])
    unseen = page.get_by_role("button", name="10 new")
    expect(unseen).to_be_visible()
    expect(grid.get_by_role("row", name="step 2", exact=False).first).to_be_in_viewport()
    unseen.click()
    expect(unseen).to_have_count(0)
    expect(grid.get_by_role("row", name="step 51")).to_be_in_viewport()
    dashboard.receive(*steps[50:])

    expect(grid.get_by_role("row", name="step 61")).to_be_in_viewport()


def test_a_subtree_can_be_shown_alone(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-ok?view=timeline")
    grid = page.get_by_role("treegrid")
    grid.get_by_role("row", name="researcher").click()

    page.keyboard.press("f")
    expect(grid.get_by_role("row")).to_have_count(6)
    expect(page.get_by_text("Only researcher and what is below it.")).to_be_visible()
    assert_accessible()
    page.reload()
    expect(grid.get_by_role("row")).to_have_count(6)
    page.get_by_role("button", name="Show everything").click()

    expect(grid.get_by_role("row")).to_have_count(7)


def test_the_critical_path_is_marked(page: Page, dashboard: Dashboard) -> None:
    own = {"session.id": "s"}
    dashboard.receive(
        session_span("s", 1, name="run", lasts=10),
        span("slow", 2, parent=1, at=0, lasts=9, values=own),
        span("fast", 3, parent=1, at=0, lasts=2, values=own),
    )
    page.goto("/sessions/s?view=timeline")
    grid = page.get_by_role("treegrid")
    expect(grid.get_by_role("row", name="slow")).to_be_visible()

    page.get_by_role("button", name="Mark the critical path").click()

    expect(grid.get_by_role("row", name="on the critical path")).to_have_count(2)
    expect(grid.get_by_role("row", name="fast")).not_to_contain_text("critical")
    expect(page).to_have_url(re.compile("path=shown"))


def test_back_restores_what_was_shown_before_a_dragged_range_or_a_subtree(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-ok?view=timeline")
    grid = page.get_by_role("treegrid")
    grid.get_by_role("row", name="researcher").click()
    box = box_of(page.get_by_title("Drag to zoom, click to show everything"))
    page.mouse.move(box["x"] + 100, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 20)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"[?&]from=\d"))
    page.keyboard.press("f")
    expect(page.get_by_text("Only researcher and what is below it.")).to_be_visible()

    page.go_back()
    expect(page.get_by_text("Only researcher and what is below it.")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"[?&]from=\d"))
    page.go_back()
    expect(page).not_to_have_url(re.compile(r"[?&]from=\d"))
    expect(grid.get_by_role("row", name="researcher", selected=True)).to_be_visible()


def send_deep(dashboard: Dashboard, depth: int) -> None:
    """Send a chain of `depth` nested spans, and a short second branch below the root."""
    chain = [span(f"link {n}", n, parent=n - 1, at=n, lasts=1) for n in range(2, depth + 2)]
    side = [span("side", 101, parent=1, at=90), span("below side", 102, parent=101, at=91)]
    dashboard.receive(
        session_span("s", 1, lasts=100), *(of_session("s", each) for each in chain + side)
    )


def test_levels_fold_starting_from_what_is_shown(page: Page, dashboard: Dashboard) -> None:
    send_deep(dashboard, 6)
    page.goto("/sessions/s?view=tree")
    grid = page.get_by_role("treegrid")
    rows = grid.get_by_role("row")
    expect(rows).to_have_count(10)
    page.get_by_role("button", name="Show one level less").click()
    expect(rows).to_have_count(9)
    page.get_by_role("button", name="Show one level more").click()
    expect(rows).to_have_count(10)

    grid.get_by_role("row", name="link 3").click()
    page.keyboard.press("h")
    expect(rows).to_have_count(6)
    page.keyboard.press("[")
    expect(rows).to_have_count(4)
    expect(grid.get_by_role("row", name="link 2", selected=True, expanded=False)).to_be_visible()
    page.keyboard.press("]")
    expect(rows).to_have_count(6)
    expect(grid.get_by_role("row", name="link 3", expanded=False)).to_be_visible()
    page.keyboard.press("]")
    expect(grid.get_by_role("row", name="link 4", expanded=False)).to_be_visible()
