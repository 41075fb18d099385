"""A running session: unfinished spans differ from missing ones, and nothing folds up."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.served import Dashboard
from tests.telemetry import session_span, span
from tests.web.boxes import box_of
from tests.web.scenario import of_session, seconds_ago


def step(n: int, name: str) -> dict[str, object]:
    own = {"session.id": "s", "agentops.session.name": "long run"}
    return span(name, n, parent=1, at=seconds_ago(60 - n), lasts=0.5, values=own)


@pytest.mark.parametrize("view", ["timeline", "tree"])
def test_a_span_that_has_not_ended_lasts_until_now(
    page: Page, dashboard: Dashboard, view: str, assert_accessible: Callable[[], None]
) -> None:
    dashboard.receive(step(2, "search"), step(3, "answer"))
    page.goto(f"/sessions/s?view={view}")
    row = page.get_by_role("row", name=re.compile("^running span"))
    expect(row).to_contain_text(re.compile(r"\d\d s so far"))
    expect(page.get_by_text("missing span")).to_have_count(0)
    before = row.inner_text()
    expect(row).not_to_have_text(before)

    row.click()
    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector).to_contain_text("It has not arrived yet: a span is sent when it ends.")
    expect(inspector).to_contain_text(re.compile(r"Duration\s*[\d ms]+ so far"))
    assert_accessible()
    dashboard.receive(session_span("s", 1, name="long run", at=seconds_ago(60), lasts=60))

    expect(page.get_by_role("row", name=re.compile("^long run"), selected=True)).to_be_visible()
    expect(page.get_by_text("so far")).to_have_count(0)


def test_a_missing_span_has_no_time_of_its_own(page: Page, dashboard: Dashboard) -> None:
    one = span("left behind", 2, parent=9, lasts=2)
    other = span("the other", 3, parent=9, at=10, lasts=2)
    dashboard.receive(session_span("s", 1, lasts=13), of_session("s", one), of_session("s", other))
    page.goto("/sessions/s?view=tree")

    row = page.get_by_role("row", name=re.compile("^missing span"))
    expect(row.get_by_role("gridcell").nth(1)).to_have_text(re.compile("unknown"))
    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_role("button", name="left behind")).to_be_visible()
    expect(inspector.get_by_role("button", name="missing span")).to_have_count(0)


def test_steps_that_arrive_while_the_user_reads_do_not_fold_into_one(
    page: Page, dashboard: Dashboard
) -> None:
    dashboard.receive(*(step(n, "poll") for n in range(2, 6)))
    page.goto("/sessions/s?view=timeline")
    polls = page.get_by_role("row", name=re.compile("^poll"))
    expect(polls).to_have_count(4)

    dashboard.receive(*(step(n, "poll") for n in range(6, 12)))

    expect(polls).to_have_count(10)
    page.reload()
    expect(page.get_by_role("row", name=re.compile("^poll.* 10$|^poll.* 10 "))).to_be_visible()


@pytest.mark.parametrize("view", ["timeline", "tree"])
def test_names_and_figures_of_a_deep_tree_stay_in_view(
    page: Page, dashboard: Dashboard, view: str
) -> None:
    spans = [
        span(f"level {n}", n, parent=n - 1, at=n * 0.01, lasts=50 - n * 0.1) for n in range(2, 302)
    ]
    dashboard.receive(session_span("s", 1, lasts=101), *(of_session("s", one) for one in spans))
    page.goto(f"/sessions/s?view={view}&span={300:016x}")
    row = page.get_by_role("row", name="level 300", selected=True)

    expect(row).to_be_in_viewport()
    name = box_of(row.get_by_text("level 300", exact=True).first)
    figure = row.get_by_text(re.compile(r"^\d+(\.\d+)? s$")).last
    expect(figure).to_be_in_viewport()
    assert name["width"] >= 70
    page.get_by_role("button", name="Only the span's subtree").click()
    expect(page.get_by_role("row")).to_have_count(3)
    alone = box_of(row.get_by_text("level 300", exact=True).first)
    assert alone["x"] < 60
