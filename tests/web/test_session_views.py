"""The three views of a session: what the user is reading stays in view."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.served import Dashboard
from tests.telemetry import session_span, span
from tests.web.boxes import box_of
from tests.web.scenario import llm_span, message, of_session, send_three


def scroll(page: Page, by: int) -> None:
    """Turn the mouse wheel over the list, as a user does."""
    box = box_of(page.get_by_role("region", name="What happened"))
    page.mouse.move(box["x"] + 200, box["y"] + 300)
    page.mouse.wheel(0, by)


def test_what_the_user_reads_stays_in_view_from_view_to_view(
    page: Page, dashboard: Dashboard
) -> None:
    steps = [span(f"step {n}", n, parent=1, at=n) for n in range(2, 202)]
    dashboard.receive(session_span("s", 1, lasts=300), *(of_session("s", each) for each in steps))
    page.goto("/sessions/s?view=timeline")
    timeline = page.get_by_role("treegrid", name="Spans in time")
    expect(timeline.get_by_role("row", name="step 2", exact=False).first).to_be_visible()
    scroll(page, 100 * 28)
    top = timeline.get_by_role("row", name=re.compile(r"^step 101\b"))
    expect(top).to_be_in_viewport()
    before = box_of(top)

    page.get_by_role("radio", name="Tree").click()
    row = page.get_by_role("treegrid", name="Span tree").get_by_role(
        "row", name=re.compile(r"^step 101\b")
    )
    expect(row).to_be_in_viewport()
    page.get_by_role("radio", name="Timeline").click()

    expect(top).to_be_in_viewport()
    after = box_of(top)
    assert abs(before["y"] - after["y"]) <= 1


def test_the_transcript_and_the_timeline_show_the_same_part(
    page: Page, dashboard: Dashboard
) -> None:
    def call(n: int) -> dict[str, object]:
        said = [message("user", f"question {n}")]
        reply = message("assistant", f"answer {n}")
        one = llm_span(n, 1, said=said, reply=reply, trace=1, at=n * 2, lasts=1)
        return of_session("s", {**one, "name": f"chat {n}"})

    dashboard.receive(session_span("s", 1, lasts=300), *(call(n) for n in range(2, 82)))
    page.goto("/sessions/s?view=timeline")
    timeline = page.get_by_role("treegrid", name="Spans in time")
    expect(timeline.get_by_role("row", name=re.compile(r"^chat 2\b"))).to_be_visible()
    scroll(page, 40 * 28)
    expect(timeline.get_by_role("row", name=re.compile(r"^chat 45\b"))).to_be_in_viewport()

    page.get_by_role("radio", name="Transcript").click()
    transcript = page.get_by_role("region", name="Transcript")
    expect(transcript.get_by_text("answer 41", exact=True)).to_be_in_viewport()
    scroll(page, 2_000)
    expect(transcript.get_by_text("answer 41", exact=True)).not_to_be_in_viewport()
    page.get_by_role("radio", name="Timeline").click()

    expect(timeline.get_by_role("row", name=re.compile(r"^chat 55\b"))).to_be_in_viewport()
    expect(timeline.get_by_role("row", name=re.compile(r"^chat 41\b"))).not_to_be_in_viewport()


def test_rows_that_arrive_above_do_not_move_what_the_user_reads(
    page: Page, dashboard: Dashboard
) -> None:
    own = {"session.id": "s", "agentops.session.name": "long run"}
    one = [span(f"one {n}", n, parent=1, at=n, values=own) for n in range(10, 90)]
    two = [span(f"two {n}", n + 100, parent=2, at=n + 0.5, values=own) for n in range(10, 90)]
    dashboard.receive(*one[:40], *two)
    page.goto("/sessions/s?view=timeline")
    grid = page.get_by_role("treegrid")
    expect(grid.get_by_role("row", name=re.compile(r"^one 10\b"))).to_be_visible()
    scroll(page, 60 * 28)
    read = grid.get_by_role("row", name=re.compile(r"^two 30\b"))
    expect(read).to_be_in_viewport()
    before = box_of(read)

    dashboard.receive(*one[40:])
    expect(page.get_by_role("button", name="40 new")).to_be_visible()

    after = box_of(read)
    assert abs(before["y"] - after["y"]) <= 1


def test_back_leads_from_view_to_view_and_not_from_row_to_row(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    page.get_by_role("link", name="weekly report").click()
    page.get_by_role("region", name="Transcript").wait_for()
    page.keyboard.press("2")
    grid = page.get_by_role("treegrid", name="Spans in time")
    grid.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(grid.get_by_role("row", name="chat gpt-4o-mini", selected=True)).to_be_visible()
    page.keyboard.press("+")
    page.get_by_role("combobox", name="Find in the session").fill("kind:tool")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 found", exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 2", exact=True)).to_be_visible()
    page.get_by_role("radio", name="Tree").click()
    expect(page.get_by_role("treegrid", name="Span tree")).to_be_visible()

    page.go_back()
    expect(grid).to_be_visible()
    expect(page.get_by_text("1 of 2", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_text("1 of 2", exact=True)).to_have_count(0)
    expect(grid.get_by_role("row", name="chat gpt-4o-mini", selected=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("region", name="Transcript")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/sessions$"))
    page.go_forward()
    expect(page.get_by_role("region", name="Transcript")).to_be_visible()


def test_a_turn_says_when_it_began_and_how_long_nothing_had_happened(
    page: Page, dashboard: Dashboard
) -> None:
    spans = [
        llm_span(
            number,
            1,
            said=[message("user", f"question {number}")],
            reply=message("assistant", "done"),
            trace=1,
            at=at,
            lasts=20,
        )
        for number, at in ((2, 0), (3, 3_620))
    ]
    dashboard.receive(session_span("s", 1, lasts=4_000), *(of_session("s", each) for each in spans))
    page.goto("/sessions/s")

    rows = page.get_by_role("region", name="Transcript").get_by_role("listitem")
    first = rows.filter(has=page.get_by_role("heading", name="Turn 1"))
    expect(first).to_contain_text("1 Nov, 01:00:00")
    expect(first).not_to_contain_text("idle")
    second = rows.filter(has=page.get_by_role("heading", name="Turn 2"))
    expect(second).to_contain_text("1 Nov, 02:00:20, after 1 h 00 m idle")
