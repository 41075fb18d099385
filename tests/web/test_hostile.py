"""Malicious telemetry: whatever it contains, the page shows it as text and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Dialog, Page, Request, expect

from tests.served import Dashboard
from tests.telemetry import (
    event,
    log_record,
    logs_request,
    session_span,
    span,
    span_id,
    trace_id,
    traces_request,
)
from tests.web.scenario import llm_span, message, of_session, seconds_ago, tool_span

HTML = (
    "<img src=//evil.example/x onerror=alert(1) class=hostile>"
    "<script class=hostile>alert(2)</script>"
    "<iframe src=//evil.example class=hostile></iframe>"
    "<svg onload=alert(3) class=hostile>"
    '"><a href="javascript:alert(4)" class=hostile>press</a>'
    "<style class=hostile>*{display:none}</style>"
)
MARKDOWN = (
    "[press](javascript:alert(5)) [press](JaVaScRiPt&#58;alert(6)) "
    "[press](data:text/html,<script>alert(7)</script>) ![x](//evil.example/y) "
    "![x](data:image/svg+xml,<svg/onload=alert(8)>) <https://ok.example>"
)
ANSI = "\x1b[31mred\x1b]8;;http://evil.example\x07link\x1b]8;;\x07\x00\x07"
BIDI = "\u202ereversed \u2066isolated \u200f\u061c"
LONE = "high \ud800 low \udfff swapped \udc00\ud800"
HOSTILE = f"{HTML} {MARKDOWN} {ANSI} {BIDI} {LONE} {{{{7*7}}}} ${{alert(9)}}"
HUGE = "W" * 1_000_000
SESSION = f"s {HTML[:90]}"

# Finds the elements that exist only if telemetry is taken for anything but text.
MADE_OF_IT = """() => {
  const found = [...document.querySelectorAll(
    '.hostile, iframe, object, embed, body script, [onerror], [onload]')];
  const images = [...document.querySelectorAll('img')]
    .filter((image) => !image.src.startsWith(`${location.origin}/assets/`));
  const links = [...document.querySelectorAll('a[href]')]
    .filter((link) => !['http:', 'https:'].includes(link.protocol));
  return [...found, ...images, ...links].map((each) => each.outerHTML.slice(0, 200));
}"""
TOO_WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"


def hostile_spans(session: str, trace: int) -> list[dict[str, Any]]:
    said = [message("system", HOSTILE), message(HTML, HOSTILE), message("user", HUGE)]
    asks = {"type": "tool_call", "id": HTML, "name": HTML, "arguments": {HTML: HOSTILE}}
    reply = {"role": "assistant", "parts": [*message("assistant", HOSTILE)["parts"], asks]}
    start = seconds_ago(60)
    where: dict[str, Any] = {"trace": trace, "at": start + 1, "lasts": 2}
    failure = {
        "exception.type": HTML,
        "exception.message": HOSTILE,
        "exception.stacktrace": HOSTILE,
    }
    tool = tool_span(3, 1, **where)
    tool["name"] = HUGE
    below = [
        llm_span(2, 1, said=said, reply=reply, **where),
        tool,
        span(
            HOSTILE,
            4,
            parent=1,
            status="error",
            message=HOSTILE,
            events=[
                event("exception", start + 2, **failure),
                event(HOSTILE, start + 2, **{HTML: HUGE}),
            ],
            links=[(9, 9)],
            values={HTML: HOSTILE, "huge": HUGE, "json": json.dumps({HTML: [HOSTILE]})},
            **where,
        ),
        *(span(HTML, 10 + number, parent=1, **where) for number in range(7)),
    ]
    return [
        session_span(
            session,
            1,
            trace=trace,
            at=start,
            lasts=5,
            name=HOSTILE,
            state="error",
            reason=HOSTILE,
            tags=[HTML, BIDI, ANSI, MARKDOWN, "x" * 5_000],
            values={"user.id": HTML, "agentops.environment": HTML},
        ),
        *(of_session(session, each) for each in below),
    ]


def post(dashboard: Dashboard, path: str, body: Any) -> None:
    """Send JSON with lone surrogates as escapes, since UTF-8 cannot encode them."""
    content = json.dumps(body).encode("ascii")
    headers = {"Content-Type": "application/json"}
    dashboard.http.post(path, content=content, headers=headers).raise_for_status()


class Watch:
    """Records what the browser does that it should not."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.seen: list[str] = []
        page.on("dialog", self.dismiss)
        page.on("console", lambda said: self.seen.append(said.text))
        page.on("popup", lambda opened: self.seen.append(opened.url))
        page.on("request", self.look_at)

    def dismiss(self, dialog: Dialog) -> None:
        self.seen.append(dialog.message)
        dialog.dismiss()

    def look_at(self, request: Request) -> None:
        if not request.url.startswith(self.url):
            self.seen.append(request.url)

    def check(self) -> None:
        """Check the view as it is now, narrow and wide."""
        for width in (768, 1280):
            self.page.set_viewport_size({"width": width, "height": 800})
            assert self.page.evaluate(TOO_WIDE) <= 0
        assert self.page.evaluate(MADE_OF_IT) == []
        assert self.seen == []


@pytest.fixture
def watch(page: Page, dashboard: Dashboard) -> Iterator[Watch]:
    """Yield a watch over the page, with two sessions of hostile telemetry; check it at the end."""
    for number, session in enumerate((SESSION, "other"), start=1):
        post(dashboard, "/v1/traces", traces_request(*hostile_spans(session, number), service=HTML))
        within = {"traceId": trace_id(number), "spanId": span_id(4)}
        start = seconds_ago(60)
        records = [
            log_record(HOSTILE, at=start + 1, name=HTML, values={HTML: HOSTILE}, **within),
            log_record({HTML: [HOSTILE, HUGE]}, at=start + 2, **within),
        ]
        post(dashboard, "/v1/logs", logs_request(*records))
    watched = Watch(page, dashboard.url)
    yield watched
    watched.check()


def open_session(page: Page, view: str) -> None:
    page.goto("/sessions")
    page.get_by_role("table").get_by_role("link", name="<img src=").first.click()
    page.get_by_role("radio", name=view).click()


def test_hostile_text_is_harmless_in_the_list(page: Page, watch: Watch) -> None:
    page.goto("/sessions")
    expect(page.get_by_role("table").get_by_role("link", name="<img src=").first).to_be_visible()
    watch.check()


def test_hostile_text_is_harmless_in_the_transcript(page: Page, watch: Watch) -> None:
    open_session(page, "Transcript")
    transcript = page.get_by_role("region", name="Transcript")
    expect(transcript.get_by_role("article").first).to_be_visible()
    watch.check()
    folds = transcript.get_by_role("button", name="Show ")
    while folds.count():
        folds.first.click()


@pytest.mark.parametrize("view", ["Timeline", "Tree"])
def test_hostile_text_is_harmless_in_the_rows_of_spans(page: Page, watch: Watch, view: str) -> None:
    open_session(page, view)
    grid = page.get_by_role("treegrid")
    expect(grid.get_by_role("row", name="<img src=").first).to_be_visible()
    watch.check()
    for row in grid.get_by_role("row").all()[1:]:
        row.click()
        expect(page.get_by_role("complementary").get_by_role("heading").first).to_be_visible()
        watch.check()


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_hostile_text_is_harmless_in_every_tab_of_the_inspector(
    page: Page, watch: Watch, number: int
) -> None:
    page.goto(f"/sessions/other?view=timeline&span={span_id(number)}")
    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_role("tab").nth(2)).to_be_visible()
    for tab in inspector.get_by_role("tab").all():
        tab.click()
        expect(inspector.get_by_role("tabpanel")).not_to_contain_text("Loading")
        watch.check()


def test_hostile_text_is_harmless_in_the_overview_and_the_logs_of_the_session(
    page: Page, watch: Watch
) -> None:
    page.goto("/sessions/other?view=timeline")
    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_role("heading", name="Errors")).to_be_visible()
    watch.check()
    panel = inspector.get_by_role("tabpanel")
    assert panel.evaluate("(panel) => panel.scrollWidth - panel.clientWidth") <= 0
    inspector.get_by_role("tab", name="Logs").click()
    expect(inspector.get_by_role("tabpanel")).to_contain_text("<img src=")


def test_hostile_text_is_harmless_in_the_facets_and_the_filter(page: Page, watch: Watch) -> None:
    page.goto("/sessions")
    line = page.get_by_role("combobox", name="Filter sessions")
    page.get_by_role("region", name="Facets").get_by_role("checkbox", name="<img").first.check()
    expect(line).to_have_value(re.compile("<img src="))
    expect(page.get_by_role("table").get_by_role("link", name="<img src=").first).to_be_visible()
    watch.check()
    line.fill("tag:")
    expect(page.get_by_role("option", name="<img src=").first).to_be_visible()


def test_hostile_text_is_harmless_in_the_peek(page: Page, watch: Watch) -> None:
    page.goto("/sessions?peek=other")
    peek = page.get_by_role("complementary", name="Peek")
    expect(peek.get_by_role("heading", name="What went wrong")).to_be_visible()
    expect(peek.get_by_role("heading", name="Last answer")).to_be_visible()


def test_hostile_text_is_harmless_in_the_name_of_a_saved_view(
    page: Page, dashboard: Dashboard, watch: Watch
) -> None:
    view = {"name": HTML[:90], "q": f'"{BIDI}"', "sort": "start", "order": "desc"}
    dashboard.http.put("/api/v1/views", json={"items": [view]}).raise_for_status()
    page.goto("/sessions")
    expect(page.get_by_role("link", name="<img src=").first).to_be_visible()


def test_hostile_text_is_harmless_in_the_suggestions_and_matches_of_a_search(
    page: Page, watch: Watch
) -> None:
    open_session(page, "Timeline")
    line = page.get_by_role("combobox", name="Find in the session")
    line.fill("name:")
    expect(page.get_by_role("option", name="<img src=").first).to_be_visible()
    watch.check()
    page.get_by_role("option", name="<img src=").first.click()
    line.press("Enter")
    expect(page.get_by_role("search").get_by_role("status")).to_contain_text("found")


@pytest.mark.parametrize("by", ["tag", "tool", "service", "user", "error"])
def test_hostile_text_is_harmless_in_the_analytics(page: Page, watch: Watch, by: str) -> None:
    page.goto(f"/analytics?by={by}&last=30d")
    expect(page.get_by_role("table", name=f"By {by}").get_by_role("link").first).to_be_visible()
    for figure in page.get_by_role("figure").all():
        figure.get_by_text("As a table").click()
        expect(figure.get_by_role("table").get_by_role("row").nth(1)).to_be_visible()


def test_hostile_text_is_harmless_in_the_comparison(page: Page, watch: Watch) -> None:
    page.goto(f"/compare?a=other&b={quote(SESSION)}")
    rows = page.get_by_role("table").last.get_by_role("button")
    expect(rows.first).to_be_visible()
    watch.check()
    for row in rows.all()[:4]:
        row.click()
    expect(page.get_by_role("link", name="Open the span in A").first).to_be_visible()


def test_hostile_text_is_harmless_in_the_palette(page: Page, watch: Watch) -> None:
    page.goto("/sessions/other")
    expect(page.get_by_role("heading", name="<img src=")).to_be_visible()
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog")
    palette.get_by_role("searchbox").or_(palette.get_by_role("combobox")).first.fill("img")
    expect(palette.get_by_text("<img").first).to_be_visible()
