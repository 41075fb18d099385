from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_writing
from agentops_otel.dashboard.server import running
from tests.served import Dashboard
from tests.web.conftest import Complaints
from tests.web.scenario import agent_session, seconds_ago, send_runs, send_three


def test_the_keyboard_map_shows_the_keys_of_the_view(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-ok?view=timeline")
    expect(page.get_by_role("treegrid")).to_be_visible()

    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard map")
    expect(dialog.get_by_text("Next error")).to_be_visible()
    assert_accessible()
    page.keyboard.press("Escape")

    expect(dialog).to_have_count(0)


def test_single_letters_can_be_switched_off(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-bad?view=timeline")
    expect(page.get_by_role("treegrid")).to_be_visible()
    page.get_by_role("button", name="Keyboard map").click()
    page.get_by_role("switch", name="Single-letter shortcuts").press("Space")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.keyboard.press("e")

    expect(page.get_by_role("row", selected=True)).to_have_count(0)
    page.get_by_role("button", name="Keyboard map").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def background(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def test_the_theme_follows_the_system_until_one_is_chosen(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/sessions")
    expect(page.get_by_role("heading", name="No sessions yet")).to_be_visible()
    light = background(page)
    page.emulate_media(color_scheme="dark")
    dark = background(page)
    assert dark != light

    page.get_by_role("button", name="Theme").click()
    page.get_by_role("menuitemradio", name="Light").click()

    assert background(page) == light
    page.reload()
    expect(page.get_by_role("heading", name="No sessions yet")).to_be_visible()
    assert background(page) == light


def test_bars_keep_their_colour_in_forced_colours(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.emulate_media(forced_colors="active", color_scheme="light")
    page.goto("/sessions?peek=s-bad")

    starts = page.get_by_role("img", name=re.compile("^Starts of 3 sessions"))
    expect(starts.locator("i").last).to_have_css("background-color", "rgb(67, 72, 214)")
    peeked = page.get_by_role("row", name="support request")
    expect(peeked).to_have_css("outline-style", "solid")


def test_an_open_menu_is_accessible(page: Page, assert_accessible: Callable[[], None]) -> None:
    page.goto("/sessions")
    page.get_by_role("button", name="Theme").click()
    expect(page.get_by_role("menu")).to_be_visible()

    assert_accessible()


def test_an_address_without_a_page_says_so(
    page: Page, complaints: Complaints, assert_accessible: Callable[[], None]
) -> None:
    complaints.expect("404")
    page.goto("/nowhere/at/all")

    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    expect(page).to_have_title("No such page")
    assert_accessible()
    page.get_by_role("link", name="See all sessions").click()
    expect(page).to_have_url(re.compile("/sessions$"))


@pytest.mark.parametrize("width", [768, 1280, 1920])
@pytest.mark.parametrize(
    "path",
    [
        "/sessions",
        "/sessions/wide",
        "/sessions/wide?view=timeline&span=0000000000000001",
        "/sessions/wide?view=tree&span=0000000000000001&tab=raw",
        "/analytics?by=tag",
        "/compare?a=wide&b=s-ok",
    ],
)
def test_a_view_fits_its_width(page: Page, dashboard: Dashboard, path: str, width: int) -> None:
    send_three(dashboard)
    long = "unbroken" * 12
    dashboard.receive(
        *agent_session(
            "wide",
            trace=7,
            at=seconds_ago(5),
            name=long,
            tags=[long, long[::-1]],
            values={long: long},
        )
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path)
    expect(page.get_by_text(long).filter(visible=True).first).to_be_visible()

    beyond = page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll('[role=tabpanel], main')]
             .map((each) => each.scrollWidth - each.clientWidth)"""
    )

    assert max(beyond) <= 0


def test_one_escape_closes_the_palette_whatever_is_typed(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    expect(page.get_by_role("link", name="support request")).to_be_visible()
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Go to")
    dialog.get_by_role("searchbox").fill("support")
    expect(dialog.get_by_role("menuitem")).to_have_count(1)

    page.keyboard.press("Escape")

    expect(dialog).to_have_count(0)
    expect(page.get_by_role("combobox", name="Filter sessions")).to_have_value("")


def test_the_palette_leads_to_a_session_by_a_part_of_its_name(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/analytics")
    expect(page.get_by_role("heading", name="Error rate")).to_be_visible()

    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Go to")
    expect(dialog.get_by_role("menuitem", name="checkout")).to_be_visible()
    page.keyboard.type("support")
    expect(dialog.get_by_role("menuitem")).to_have_count(1)
    assert_accessible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="support request")).to_be_visible()
    expect(dialog).to_have_count(0)


def test_the_palette_changes_settings_and_leads_to_tags(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    page.get_by_role("button", name="Go to").click()
    page.keyboard.type("dark")
    page.get_by_role("menuitem", name="Dark theme").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"

    page.keyboard.press("Control+k")
    page.keyboard.type("customer")
    page.get_by_role("menuitem", name="customer:acme").click()

    expect(page).to_have_url(re.compile(r"\?q=tag:customer:acme$"))


def test_the_palette_shows_a_saved_view_in_its_order(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    view = {"name": "dearest failures", "q": "state:error", "sort": "cost", "order": "asc"}
    dashboard.http.put("/api/v1/views", json={"items": [view]}).raise_for_status()
    page.goto("/analytics")
    expect(page.get_by_role("heading", name="Error rate")).to_be_visible()

    page.keyboard.press("Control+k")
    expect(page.get_by_role("menuitem", name="Sessions", exact=True)).to_be_visible()
    page.keyboard.type("dearest")
    page.get_by_role("menuitem", name="dearest failures").click()

    expect(page).to_have_url(re.compile(r"/sessions\?q=state:error&sort=cost&order=asc$"))


def test_keys_move_through_a_long_palette(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_runs(dashboard, 9)
    page.set_viewport_size({"width": 1280, "height": 400})
    page.goto("/sessions")
    expect(page.get_by_role("link", name="run 9")).to_be_visible()
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Go to")
    expect(
        dialog.get_by_role("menuitem", name="Pause or resume live updates")
    ).not_to_be_in_viewport()
    assert_accessible()

    page.keyboard.press("ArrowUp")

    expect(dialog.get_by_role("menuitem", name="Pause or resume live updates")).to_be_in_viewport()
    expect(dialog.get_by_role("searchbox")).to_be_in_viewport()
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("menuitem", name="run 1")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/sessions", "weekly report"),
        ("/sessions/s-ok", "weekly report"),
        ("/sessions/s-ok?view=timeline", "weekly report"),
        ("/analytics", "Error rate"),
        ("/compare?a=s-ok&b=s-bad", "weekly report"),
        ("/nowhere", "There is no such page"),
    ],
)
def test_the_page_says_that_the_server_is_away_until_it_is_back(
    page: Page, dashboard: Dashboard, complaints: Complaints, path: str, shown: str
) -> None:
    complaints.expect("ERR_")
    complaints.expect("404")  # Of the address that no view has.
    send_three(dashboard)
    away = page.get_by_role("status").filter(has_text="The server does not answer.")
    with closing(open_for_writing(dashboard.database)) as store:
        with running(create_app(store)) as url:
            page.goto(f"{url}{path}")
            expect(page.get_by_text(shown).first).to_be_visible()

        expect(away).to_be_visible()
        live = page.get_by_role("button", name="Live updates")
        expect(live).to_have_text("Offline")
        expect(page.get_by_text(shown).first).to_be_visible()
        with running(create_app(store), port=int(url.rpartition(":")[2])):
            expect(away).to_have_count(0)
            expect(live).to_have_text("Live")
            expect(page.get_by_text(shown).first).to_be_visible()
            page.goto("about:blank")


def test_a_view_that_failed_to_load_appears_once_the_server_is_back(
    page: Page,
    dashboard: Dashboard,
    complaints: Complaints,
    assert_accessible: Callable[[], None],
) -> None:
    complaints.expect("ERR_|preload")
    send_three(dashboard)
    with closing(open_for_writing(dashboard.database)) as store:
        with running(create_app(store)) as url:
            page.goto(f"{url}/sessions")
            expect(page.get_by_text("weekly report").first).to_be_visible()

        page.get_by_role("link", name="Analytics").click()
        expect(page.get_by_role("heading", name="This view could not be loaded")).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text("as soon as the server answers again")
        assert_accessible()
        with running(create_app(store), port=int(url.rpartition(":")[2])):
            expect(page.get_by_role("heading", name="Error rate")).to_be_visible()
            page.goto("about:blank")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/sessions?sort=bogus&order=up&page=x", "weekly report"),
        ("/sessions/s-ok?view=bogus&from=x&to=y&level=z&gaps=q", "weekly report"),
        ("/analytics?by=bogus&last=never", "Error rate"),
    ],
)
def test_unknown_parameters_of_an_address_are_ignored(
    page: Page, dashboard: Dashboard, path: str, shown: str
) -> None:
    send_three(dashboard)
    page.goto(path)

    expect(page.get_by_text(shown).first).to_be_visible()
    expect(page).not_to_have_url(re.compile("bogus"))


def test_letters_are_shortcuts_while_a_checkbox_has_the_focus(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    tags = page.get_by_role("group", name="Tags")
    tags.get_by_role("checkbox", name="production").press("Space")
    expect(page.get_by_role("row")).to_have_count(3)

    page.keyboard.press("j")
    expect(page.get_by_role("link", name="weekly report")).to_be_focused()


def test_letters_are_shortcuts_while_a_period_is_chosen(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/analytics")
    page.get_by_role("radio", name="7d").press("Space")
    expect(page.get_by_role("radio", name="7d")).to_be_checked()

    page.keyboard.press("?")

    expect(page.get_by_role("dialog", name="Keyboard map")).to_be_visible()


@pytest.mark.parametrize(
    ("address", "asked", "told"),
    [
        ("/sessions", "facets?*", "The facets could not be counted"),
        ("/analytics", "analytics?*", "The sessions could not be measured"),
        (
            "/sessions/s-bad?view=tree",
            "sessions/s-bad/operations?*",
            "Tokens and cost could not be loaded",
        ),
        (
            "/sessions/s-bad?view=timeline",
            "sessions/s-bad/operations?*",
            "Times to the first token could not be loaded",
        ),
        (
            "/sessions/s-bad?view=timeline",
            "sessions/s-bad/events?*",
            "Span events could not be loaded",
        ),
        ("/sessions/s-bad?view=tree", "sessions/s-bad/events?*", "Span events could not be loaded"),
        ("/sessions", "views", "The saved views could not be loaded"),
    ],
)
def test_a_failed_request_is_reported_in_place_of_its_result(
    page: Page, dashboard: Dashboard, complaints: Complaints, address: str, *, asked: str, told: str
) -> None:
    complaints.expect("status of 500")
    send_three(dashboard)
    problem = {"title": "Internal Server Error", "status": 500, "detail": "the store fell over"}
    page.route(f"**/api/v1/{asked}", lambda route: route.fulfill(status=500, json=problem))
    page.goto(address)
    notice = page.get_by_role("alert").filter(has_text=told)
    expect(notice).to_contain_text("The store fell over.")
    page.unroute(f"**/api/v1/{asked}")
    with page.expect_response(f"**/api/v1/{asked}"):
        notice.get_by_role("button", name="Try again").click()

    expect(notice).to_have_count(0)
