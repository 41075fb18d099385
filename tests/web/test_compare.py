from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.served import Dashboard
from tests.web.boxes import box_of
from tests.web.conftest import Complaints
from tests.web.scenario import ANSWER, agent_session, seconds_ago, send_three


def test_two_sessions_are_marked_and_compared(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-ok")
    page.get_by_role("button", name="Session actions").click()
    page.get_by_role("menuitem", name="Mark for comparison").click()
    expect(page.get_by_text("is marked: open another session")).to_be_visible()
    page.get_by_role("button", name="Next session in the list").click()
    expect(page.get_by_role("heading", name="support request")).to_be_visible()

    page.keyboard.press("x")

    expect(page).to_have_url(re.compile(r"/compare\?a=s-ok&b=s-bad$"))
    sides = page.get_by_role("table", name="A and B in figures")
    expect(sides.get_by_role("row", name="A weekly report")).to_contain_text("success")
    expect(sides.get_by_role("row", name="B minus A")).to_contain_text("±0")
    expect(page.get_by_text("They diverge at operation 4 of 5.")).to_be_visible()
    assert_accessible()


def test_a_changed_answer_is_marked_and_shown_word_by_word(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    start = seconds_ago(60)
    dashboard.receive(*agent_session("a", trace=1, at=start, name="before"))
    dashboard.receive(
        *agent_session("b", trace=2, at=start, name="after", answer=ANSWER.replace("4", "5"))
    )
    page.goto("/compare?a=a&b=b")
    said = "Both did the same 5 operations; 1 of them differs in its answer."
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.get_by_text("answer differs")).to_have_count(1)

    page.get_by_role("button", name="chat gpt-4o-mini").last.click()
    details = page.get_by_role("table", name="Operations of A and B")
    expect(details.get_by_role("deletion")).to_have_text(["4"])
    expect(details.get_by_role("insertion")).to_have_text(["5"])
    assert_accessible()
    details.get_by_role("link", name="Open the span in B").click()

    expect(page.get_by_role("heading", name="after")).to_be_visible()
    expect(page.get_by_role("treegrid").get_by_role("row", selected=True)).to_have_count(1)


def test_a_button_goes_to_the_first_difference_and_opens_it(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/compare?a=s-ok&b=s-bad")

    page.get_by_role("button", name="Go there").click()

    opened = page.get_by_role("button", name="search_web first difference")
    expect(opened).to_be_focused()
    expect(opened).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("link", name="Open the span in B")).to_be_visible()


def test_the_page_says_what_cannot_be_compared(
    page: Page, dashboard: Dashboard, complaints: Complaints
) -> None:
    complaints.expect("status of 404")
    send_three(dashboard)
    page.goto("/compare?a=s-ok&b=s-ok")
    expect(page.get_by_role("alert")).to_contain_text("Both are the same session")

    page.get_by_role("textbox", name="B").fill("nobody")
    page.get_by_role("textbox", name="B").press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("could not be compared")
    expect(page.get_by_role("alert")).to_contain_text("no session of the id that is given as b")


@pytest.mark.parametrize("path", ["/compare", "/compare?b=s-bad"])
def test_without_two_ids_the_page_says_how_to_give_them(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None], path: str
) -> None:
    send_three(dashboard)
    page.goto(path)
    expect(page.get_by_text("select two in the list and press Compare")).to_be_visible()
    assert_accessible()

    page.get_by_role("textbox", name="A").fill("s-ok")
    page.get_by_role("textbox", name="B").fill("s-bad")
    submit = page.get_by_role("button", name="Compare")
    assert box_of(submit)["width"] > 24
    submit.click()

    expect(page).to_have_url(re.compile(r"/compare\?(a=s-ok&b=s-bad|b=s-bad&a=s-ok)$"))
    expect(page.get_by_text("They diverge at operation 4 of 5.")).to_be_visible()
