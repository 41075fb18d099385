"""A session beside the list, and the choice of columns."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.served import Dashboard
from tests.web.boxes import box_of
from tests.web.conftest import Complaints
from tests.web.scenario import QUESTION, send_three


def test_space_shows_a_session_beside_the_list_and_keys_go_to_the_next(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions?q=-tag:beta")
    peek = page.get_by_role("complementary", name="Peek")
    expect(page.get_by_role("row")).to_have_count(3)

    page.keyboard.press("j")
    page.keyboard.press("Space")
    expect(peek.get_by_role("heading", name="weekly report")).to_be_visible()
    expect(peek).to_contain_text("The figures are up 4 %")
    expect(page).to_have_url(re.compile(r"peek=s-ok$"))
    page.keyboard.press("ArrowDown")

    expect(peek.get_by_role("heading", name="support request")).to_be_visible()
    expect(peek).to_contain_text("TimeoutError: no answer within 30 s")
    expect(peek).to_contain_text(QUESTION)
    expect(peek).to_contain_text("3,660 in, 424 out")
    assert_accessible()
    page.keyboard.press("Escape")

    expect(peek).to_have_count(0)
    expect(page.get_by_role("link", name="support request")).to_be_focused()
    expect(page.get_by_role("row")).to_have_count(3)


def test_a_button_toggles_the_peek_and_its_failure_leads_to_the_span(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    button = page.get_by_role("button", name="Peek at support request")
    peek = page.get_by_role("complementary", name="Peek")

    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.press("Space")
    expect(peek).to_have_count(0)
    button.press("Space")
    peek.get_by_role("link", name="search_web").click()

    expect(page).to_have_url(re.compile(r"/sessions/s-bad\?view=timeline&span=0+5&trace="))
    expect(page.get_by_role("row", name="search_web", selected=True)).to_be_visible()


def test_a_link_to_a_session_that_is_gone_says_so_beside_the_list(
    page: Page, dashboard: Dashboard, complaints: Complaints
) -> None:
    complaints.expect("status of 404")
    send_three(dashboard)
    page.goto("/sessions?peek=nowhere")

    peek = page.get_by_role("complementary", name="Peek")
    expect(peek.get_by_role("alert")).to_contain_text("There is no session of this id.")
    peek.get_by_role("button", name="Close the peek").click()

    expect(peek).to_have_count(0)
    expect(page.get_by_role("row")).to_have_count(4)


def test_columns_are_chosen_and_kept(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    heads = page.get_by_role("columnheader")
    expect(heads.filter(has_text="Cost")).to_be_visible()
    expect(heads.filter(has_text="Models")).to_have_count(0)

    page.get_by_role("button", name="Columns").click()
    menu = page.get_by_role("menu", name="Columns")
    menu.get_by_role("menuitemcheckbox", name="Cost").click()
    menu.get_by_role("menuitemcheckbox", name="State").click()
    for added in ("Models", "Services", "User"):
        menu.get_by_role("menuitemcheckbox", name=added).click()
    assert_accessible()
    page.keyboard.press("Escape")

    expect(heads.filter(has_text="Cost")).to_have_count(0)
    row = page.get_by_role("row", name="weekly report")
    expect(row.get_by_role("cell", name="gpt-4o-mini", exact=True)).to_be_visible()
    name = box_of(row.get_by_role("link", name="weekly report"))
    assert name["width"] > 80
    page.reload()
    expect(heads.filter(has_text="Models")).to_be_visible()
    expect(heads.filter(has_text="State")).to_have_count(0)


def test_a_session_that_is_deleted_while_it_is_peeked_at_says_so(
    page: Page, dashboard: Dashboard, complaints: Complaints
) -> None:
    complaints.expect("404")
    send_three(dashboard)
    page.goto("/sessions?peek=s-ok")
    peek = page.get_by_role("complementary", name="Peek")
    expect(peek.get_by_role("heading", name="Last answer")).to_be_visible()

    dashboard.http.delete("/api/v1/sessions/s-ok").raise_for_status()

    expect(peek.get_by_role("alert")).to_contain_text("This session is no longer on the server")
