"""Sessions that are open, lost, empty or broken: each says what it is."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.page import BUNDLE
from agentops_otel.dashboard.server import running
from agentops_otel.dashboard.store.sqlite import SqliteStore
from tests.served import Dashboard
from tests.telemetry import log_record, logs_request, session_span, span
from tests.web.scenario import agent_session, llm_span, message, of_session, seconds_ago

PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA"
    "AABJRU5ErkJggg=="
)
MINUTE_NS = 60 * 10**9


@pytest.fixture
def a_minute_later(tmp_path: Path) -> Iterator[Dashboard]:
    """Yield a dashboard whose store has a clock that is a minute ahead."""
    database = tmp_path / "later.db"
    store = SqliteStore.open(database, clock=lambda: time.time_ns() + MINUTE_NS)
    try:
        with running(create_app(store)) as url, httpx.Client(base_url=url, timeout=30) as http:
            yield Dashboard(url, http, database, BUNDLE)
    finally:
        store.close()


def open_step(lasts: float) -> dict[str, object]:
    own = {"session.id": "s", "agentops.session.name": "long run"}
    return span("step", 2, parent=1, at=seconds_ago(20), lasts=lasts, values=own)


def test_a_running_session_shows_the_time_since_its_start(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    dashboard.receive(open_step(4))
    page.goto("/sessions")
    row = page.get_by_role("row", name="long run")
    expect(row.get_by_role("cell", name=re.compile(r"^\d\d s so far$"))).to_be_visible()
    page.goto("/sessions?peek=s")
    peek = page.get_by_role("complementary", name="Peek")
    expect(peek.get_by_role("definition").first).to_have_text(re.compile(r"^\d\d s, running$"))
    page.goto("/sessions/s")

    duration = page.get_by_role("definition").filter(has_text="running")
    expect(duration).to_have_text(re.compile(r"^\d\d s, running$"))
    before = duration.inner_text()
    expect(duration).not_to_have_text(before)
    assert_accessible()


def test_a_lost_session_says_how_long_it_lasted_until_it_was_lost(
    a_minute_later: Dashboard, page: Page
) -> None:
    a_minute_later.receive(open_step(4))
    page.goto(f"{a_minute_later.url}/sessions")
    row = page.get_by_role("row", name="long run")
    expect(row.get_by_role("cell", name="4.00 s until lost")).to_be_visible()
    page.goto(f"{a_minute_later.url}/sessions?peek=s")
    peek = page.get_by_role("complementary", name="Peek")
    expect(peek.get_by_role("definition").first).to_have_text("4 s until lost")
    page.goto(f"{a_minute_later.url}/sessions/s")

    expect(page.get_by_role("main")).to_contain_text("4 s until lost")
    expect(page.get_by_role("main")).to_contain_text("nothing has come of it for more than 45 s")
    expect(page.get_by_title("nothing has arrived for 45 seconds")).to_be_visible()


def test_a_lost_session_without_known_times_shows_no_duration(
    a_minute_later: Dashboard, page: Page
) -> None:
    a_minute_later.receive(open_step(0))
    page.goto(f"{a_minute_later.url}/sessions/s")

    expect(page.get_by_role("definition").first).to_have_text(re.compile("unknown"))


def test_a_session_of_logs_alone_shows_them_and_says_so(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    dashboard.receive_logs(log_record("all there is", values={"session.id": "s"}))
    page.goto("/sessions/s")

    expect(page.get_by_text("No span of this session has arrived")).to_be_visible()
    expect(page.get_by_role("tab", name="Logs", selected=True)).to_be_visible()
    expect(page.get_by_role("complementary")).to_contain_text("all there is")
    expect(page.get_by_role("complementary")).to_contain_text("1 Nov, 01:00:00")
    first = page.get_by_role("term").filter(has_text="First log record").locator("..")
    expect(first).to_contain_text("1 Nov, 01:00:00")
    page.get_by_role("radio", name="Tree").click()
    expect(page.get_by_text("No span of this session has arrived")).to_be_visible()
    page.get_by_role("radio", name="Transcript").click()
    expect(page.get_by_text("No span of this session has arrived")).to_be_visible()
    assert_accessible()


def test_a_session_of_logs_alone_has_no_start_in_the_list(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive_logs(log_record("all there is", values={"session.id": "logs alone"}))
    page.goto("/sessions?peek=logs+alone")

    row = page.get_by_role("row", name="logs alone")
    expect(row.get_by_role("cell").last).to_have_text(re.compile("unknown"))
    peek = page.get_by_role("complementary", name="Peek")
    expect(peek.get_by_role("definition").last).to_have_text(re.compile("unknown"))
    expect(page.get_by_text("1970")).to_have_count(0)


def test_spans_that_were_lost_are_counted_and_explained(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    counts = {"ended": 412, "exported": 409, "failed": 1, "dropped": 2}
    record = log_record(
        "",
        at=15,
        name="agentops.session.heartbeat",
        values={"session.id": "s", **{f"agentops.spans.{k}": n for k, n in counts.items()}},
    )
    dashboard.receive(session_span("s", 1))
    dashboard.http.post("/v1/logs", json=logs_request(record)).raise_for_status()
    page.goto("/sessions")
    expect(page.get_by_role("row").nth(1).get_by_title("1 span arrived, 3 were lost")).to_have_text(
        "3 lost"
    )
    page.goto("/sessions/s")

    expect(page.get_by_role("main")).to_contain_text(
        "3 of 412 spans lost: 1 refused or not sent, 2 for lack of room in the process"
    )
    assert_accessible()


def test_a_session_without_losses_says_nothing_about_them(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s", 1, name="sound"))
    page.goto("/sessions/s")

    expect(page.get_by_role("heading", name="sound")).to_be_visible()
    expect(page.get_by_text("lost")).to_have_count(0)


def test_redacted_messages_are_shown_as_without_text(page: Page, dashboard: Dashboard) -> None:
    hidden = message("user", "__REDACTED__")
    reply = message("assistant", "__REDACTED__")
    call = llm_span(2, 1, said=[hidden], reply=reply, trace=1, at=1, lasts=2)
    dashboard.receive(session_span("s", 1, lasts=4), of_session("s", call))
    page.goto("/sessions/s?span=0000000000000002")

    user = page.get_by_role("complementary").get_by_role("article").filter(has_text="User")
    expect(user).to_contain_text("The telemetry does not carry the text.")


def test_images_in_messages_are_never_loaded(page: Page, dashboard: Dashboard) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    said = message("user", f"![remote](https://example.com/cat.png) ![inline]({PIXEL})")
    said["parts"].append({"type": "image_url", "image_url": {"url": "https://example.com/dog.png"}})
    reply = message("assistant", "a cat")
    call = llm_span(2, 1, said=[said], reply=reply, trace=1, at=1, lasts=2)
    dashboard.receive(session_span("s", 1, lasts=4), of_session("s", call))
    page.goto("/sessions/s?span=0000000000000002")

    expect(page.get_by_role("complementary").get_by_text("a cat")).to_be_visible()
    expect(page.get_by_role("complementary")).to_contain_text("remote")
    expect(page.get_by_role("complementary")).to_contain_text("With 1 image, not shown here.")
    assert [url for url in asked if not url.startswith(dashboard.url)] == []


def test_images_that_the_telemetry_carries_are_shown_in_the_inspector(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    svg = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>").decode()
    parts = [
        {"type": "blob", "modality": "image", "mime_type": "image/png", "content": DOT},
        {"type": "blob", "modality": "image", "mime_type": "image/png", "content": "no image"},
        {"type": "blob", "modality": "image", "mime_type": "image/svg+xml", "content": svg},
        {"type": "uri", "modality": "image", "uri": "https://example.com/dog.png"},
    ]
    said = {**message("user", "What is it?"), "parts": parts}
    call = llm_span(2, 1, said=[said], reply=message("assistant", "a dot"), trace=1, at=1, lasts=2)
    dashboard.receive(session_span("s", 1, lasts=4), of_session("s", call))
    page.goto("/sessions/s?span=0000000000000002")

    inspector = page.get_by_role("complementary", name="Inspector")
    shown = inspector.get_by_role("img", name="Image 1 of the call")
    expect(shown).to_have_attribute("src", re.compile(f"^blob:{dashboard.url}/"))
    expect(shown).to_have_js_property("naturalWidth", 1)
    expect(inspector).to_contain_text("Image 2 of the call is damaged.")
    expect(inspector.get_by_role("img")).to_have_count(1)
    expect(inspector).to_contain_text("With 4 images, not shown here.")
    assert_accessible()


def test_a_message_of_media_alone_says_what_it_contains(page: Page, dashboard: Dashboard) -> None:
    parts = [
        {"type": "blob", "modality": "image", "mime_type": "image/png", "content": PIXEL},
        {"type": "uri", "modality": "image", "uri": "https://example.com/dog.png"},
        {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
    ]
    said = {**message("user", ""), "parts": parts}
    call = llm_span(2, 1, said=[said], reply=message("assistant", "dogs"), trace=1, at=1, lasts=2)
    dashboard.receive(session_span("s", 1, lasts=4), of_session("s", call))
    page.goto("/sessions/s")

    user = page.get_by_role("article").filter(has=page.get_by_role("heading", name="User"))
    expect(user).to_contain_text("With 2 images and 1 recording, not shown here.")


def test_a_span_that_has_not_ended_says_so_and_lasts_as_long_as_its_children(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    unended = {**span("stream", 2, parent=1, at=2), "endTimeUnixNano": "0"}
    below = span("chunk", 3, parent=2, at=3, lasts=4)
    dashboard.receive(
        session_span("s", 1, lasts=10), *(of_session("s", e) for e in (unended, below))
    )
    page.goto("/sessions/s?view=timeline&span=0000000000000002")

    expect(page.get_by_text("The span has not ended. Its duration is unknown")).to_be_visible()
    row = page.get_by_role("row", name="stream")
    expect(row).to_contain_text("not ended")
    expect(page.get_by_role("definition").filter(has_text="not ended")).to_be_visible()
    assert_accessible()
    page.get_by_role("radio", name="Tree").click()
    expect(row).to_contain_text("not ended")
    expect(row.get_by_role("gridcell").nth(1)).to_have_text(re.compile("unknown"))


def test_a_span_that_is_still_running_shows_the_time_since_its_start(
    page: Page, dashboard: Dashboard
) -> None:
    unended = {**open_step(0), "endTimeUnixNano": "0", "parentSpanId": ""}
    dashboard.receive(unended)
    page.goto("/sessions/s?view=timeline&span=0000000000000002")

    row = page.get_by_role("row", name="step")
    expect(row).to_contain_text(re.compile(r"\d\d s so far"))
    expect(
        page.get_by_text("The span has not ended. It was sent while still running.")
    ).to_be_visible()


def test_a_span_without_a_start_says_so_and_shifts_no_other(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    unstarted = {**span("lately", 2, parent=1, at=2, lasts=3), "startTimeUnixNano": "0"}
    later = span("later", 3, parent=1, at=6, lasts=2)
    dashboard.receive(
        session_span("s", 1, lasts=10), *(of_session("s", e) for e in (unstarted, later))
    )
    page.goto("/sessions/s?view=timeline&span=0000000000000003")

    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_role("definition").filter(has_text="+6 s")).to_be_visible()
    expect(page.get_by_role("definition").first).to_have_text("10 s")
    row = page.get_by_role("row", name="lately")
    expect(row).to_contain_text("no start")
    row.click()
    expect(inspector.get_by_text("The span was sent without a start.")).to_be_visible()
    expect(page.get_by_text("1970")).to_have_count(0)
    assert_accessible()


def test_a_session_of_too_many_spans_says_which_are_shown_in_each_view(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    page.route("**/spans", lambda route: route.continue_(url=f"{route.request.url}?limit=3"))
    failed = span("failed", 9, parent=1, at=5, lasts=0.1, status="error")
    short = [span(f"step {n}", n, parent=1, at=n, lasts=n / 10) for n in range(2, 9)]
    dashboard.receive(
        session_span("s", 1, lasts=10), *(of_session("s", e) for e in (failed, *short))
    )
    page.goto("/sessions/s?view=timeline")

    said = page.get_by_text("Showing 3 of 9 spans: failed spans, then agents, calls and other")
    for view in ("Timeline", "Tree", "Transcript"):
        page.get_by_role("radio", name=view).click()
        expect(said).to_be_visible()
        assert_accessible()
    page.get_by_role("radio", name="Timeline").click()
    rows = page.get_by_role("treegrid").get_by_role("row")
    expect(rows).to_contain_text(["Span", "run", "failed", "step 8"])
    expect(
        page.get_by_role("heading", name="Self time by kind, of the spans shown")
    ).to_be_visible()
    page.goto("/sessions/s?view=timeline&span=0000000000000002&find=kind:span")
    expect(page.get_by_text("or not among those shown")).to_be_visible()
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("2 found, 6 not shown")


def test_a_span_that_starts_before_its_parent_says_so(page: Page, dashboard: Dashboard) -> None:
    early = span("early", 2, parent=1, at=5, lasts=2)
    late = span("late", 3, parent=1, at=12, lasts=20)
    dashboard.receive(
        session_span("s", 1, at=10, lasts=10), of_session("s", early), of_session("s", late)
    )
    page.goto("/sessions/s?view=timeline&span=0000000000000002")

    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector).to_contain_text("It starts 5 s before its parent: their clocks differ")
    page.get_by_role("row", name="late").click()
    expect(inspector.get_by_role("heading", name="late")).to_be_visible()
    expect(inspector).not_to_contain_text("before its parent")


FULL_STOP_IS_LEFT = """(element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const text = walker.nextNode();
    const at = (index) => {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + 1);
        return range.getBoundingClientRect().left;
    };
    return at(text.length - 1) < at(0);
}"""


def test_text_in_a_right_to_left_language_runs_to_the_left(
    page: Page, dashboard: Dashboard
) -> None:
    said = "\u0645\u0627 \u0647\u064a \u0627\u0644\u0623\u0631\u0642\u0627\u0645."
    long = said * 400
    reply = message("assistant", said)
    call = llm_span(2, 1, said=[message("user", long)], reply=reply, trace=1, at=1, lasts=2)
    dashboard.receive(session_span("s", 1, lasts=4), of_session("s", call))
    page.goto("/sessions/s")

    transcript = page.get_by_role("region", name="Transcript")
    answer = transcript.get_by_role("article").filter(has_text="Assistant")
    assert answer.get_by_role("paragraph").evaluate(FULL_STOP_IS_LEFT)
    page.goto("/sessions/s?span=0000000000000002")
    inspector = page.get_by_role("complementary", name="Inspector")
    whole = inspector.get_by_text(said).first
    assert whole.evaluate("(text) => getComputedStyle(text).unicodeBidi") == "plaintext"


@pytest.mark.parametrize("session", [".", "..", "%2E"])
def test_a_session_whose_id_is_a_step_in_a_path_is_opened_exported_and_deleted(
    page: Page, dashboard: Dashboard, session: str
) -> None:
    dashboard.receive(
        *agent_session(session, trace=1, at=seconds_ago(60), name="dots", tags=["beta"])
    )
    page.goto("/sessions")
    page.get_by_role("link", name="dots").click()
    expect(page.get_by_role("heading", name="dots")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="dots")).to_be_visible()
    page.get_by_role("radio", name="Timeline").click()
    page.get_by_role("row", name="researcher").click()
    expect(page).to_have_url(re.compile("/sessions/%25.*view=timeline&span="))

    with page.expect_download() as download:
        page.get_by_role("button", name="Session actions").click()
        page.get_by_role("menuitem", name="Export").click()
    assert '"resourceSpans"' in Path(download.value.path()).read_text()
    page.get_by_role("button", name="Session actions").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("No sessions yet")).to_be_visible()
