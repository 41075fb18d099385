from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.served import Dashboard
from tests.telemetry import log_record, session_span, span, span_id
from tests.web.boxes import box_of
from tests.web.scenario import ANSWER, QUESTION, agent_session, llm_span, message, of_session


def open_span(page: Page, session: str, number: int, **search: str) -> Locator:
    more = "".join(f"&{key}={value}" for key, value in search.items())
    page.goto(f"/sessions/{session}?view=timeline&span={span_id(number)}{more}")
    return page.get_by_role("complementary", name="Inspector")


def send_call(dashboard: Dashboard, said: list[dict[str, Any]]) -> None:
    reply = message("assistant", ANSWER)
    call = llm_span(2, 1, said=said, reply=reply, trace=1, at=1, lasts=2)
    dashboard.receive(session_span("s", 1, lasts=4), of_session("s", call))


def test_a_model_call_opens_with_its_messages_in_reading_order(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    dashboard.receive(*agent_session("s", trace=1))
    inspector = open_span(page, "s", 6)

    expect(inspector.get_by_role("tab", name="Messages", selected=True)).to_be_visible()
    expect(inspector.get_by_role("heading")).to_have_text(
        [
            "chat gpt-4o-mini",
            "Input",
            "System",
            "User",
            "Assistant",
            "Tool",
            "Output",
            "Assistant",
        ]
    )
    articles = inspector.get_by_role("article")
    expect(articles.nth(1)).to_contain_text(QUESTION)
    expect(articles.nth(2)).to_contain_text("asks for search_web")
    expect(articles.nth(2).get_by_role("treeitem", name="quarterly figures").last).to_be_visible()
    expect(articles.nth(3)).to_contain_text("result of search_web")
    expect(articles.nth(3)).to_contain_text("3 documents")
    expect(articles.nth(4).get_by_role("link", name="the report")).to_be_visible()
    assert_accessible()


def test_the_head_of_a_model_call_shows_its_model_tokens_cost_and_finish(
    page: Page, dashboard: Dashboard
) -> None:
    dashboard.receive(*agent_session("s", trace=1))
    inspector = open_span(page, "s", 6)

    for name, fact in {
        "Model": "gpt-4o-mini-2024-07-18",
        "Tokens": "1,830 in, 212 out",
        "Cost": "$0.0004",
        "Finish": "stop",
    }.items():
        expect(inspector.get_by_text(name, exact=True).locator("..")).to_contain_text(fact)


def test_the_head_of_an_agent_shows_what_its_calls_took_in_all(
    page: Page, dashboard: Dashboard
) -> None:
    dashboard.receive(*agent_session("s", trace=1))
    inspector = open_span(page, "s", 2)

    for name, fact in {"Tokens": "4,084 in all", "Cost": "$0.0008 in all"}.items():
        expect(inspector.get_by_text(name, exact=True).locator("..")).to_contain_text(fact)


def test_a_tool_opens_with_its_arguments_and_result(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive(*agent_session("s", trace=1))
    inspector = open_span(page, "s", 4)

    expect(inspector.get_by_role("tab", name="Call", selected=True)).to_be_visible()
    expect(inspector.get_by_role("heading")).to_have_text(["search_web", "Arguments", "Result"])
    expect(inspector.get_by_role("tabpanel")).to_contain_text('query:"quarterly figures"')


def test_code_in_arguments_keeps_its_lines_and_arguments_and_result_are_copied(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    given = {"path": "a.py", "code": "def f():\n    return 1\n"}
    values = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "write_file",
        "gen_ai.tool.call.arguments": json.dumps(given),
        "gen_ai.tool.call.result": "written",
    }
    tool = span("write_file", 2, parent=1, values=values)
    dashboard.receive(session_span("s", 1), of_session("s", tool))
    page.goto(f"/sessions/s?view=transcript&span={span_id(2)}")

    transcript = page.get_by_role("region", name="Transcript")
    transcript.get_by_role("button", name="write_file(").click()
    for place in (page.get_by_role("complementary", name="Inspector"), transcript):
        code = place.get_by_role("treeitem", name="code").last
        expect(code).to_contain_text("def f():\n    return 1", use_inner_text=True)
        place.get_by_role("button", name="Copy arguments").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == json.dumps(given, indent=2)
        place.get_by_role("button", name="Copy result").click()
        expect(place.get_by_role("button", name="Copied")).to_have_count(2)
        assert page.evaluate("navigator.clipboard.readText()") == "written"
    assert_accessible()


def test_the_overview_says_what_each_model_cost(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    dashboard.receive(*agent_session("s", trace=1))
    page.goto("/sessions/s")

    usage = page.get_by_role("table", name="Tokens and cost by model")
    expect(usage.get_by_role("row")).to_have_count(2)
    row = usage.get_by_role("row", name="gpt-4o-mini-2024-07-18")
    expect(row.get_by_role("cell")).to_have_text(["2 calls", "3,660 → 424", "$0.0008"])
    assert_accessible()


def test_a_span_without_a_name_can_be_seen_and_named(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s", 1), of_session("s", span("", 2, parent=1)))
    page.goto("/sessions/s?view=timeline")

    page.get_by_role("row", name="(blank)").click()

    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_role("heading", name="(blank)")).to_be_visible()


def test_the_inspector_says_what_the_telemetry_does_not_carry(
    page: Page, dashboard: Dashboard
) -> None:
    values = {"session.id": "s", "gen_ai.operation.name": "chat"}
    dashboard.receive(session_span("s", 1), span("chat", 2, parent=1, values=values))

    inspector = open_span(page, "s", 2)

    expect(inspector.get_by_text("does not carry the conversation")).to_be_visible()


def test_a_long_conversation_begins_with_its_newest_messages(
    page: Page, dashboard: Dashboard
) -> None:
    send_call(dashboard, [message("user", f"message {number}") for number in range(100)])
    inspector = open_span(page, "s", 2)
    expect(inspector.get_by_text("message 99")).to_be_visible()
    expect(inspector.get_by_text("message 5", exact=True)).to_have_count(0)

    inspector.get_by_role("button", name="earlier messages").click()

    expect(inspector.get_by_text("message 5", exact=True)).to_be_visible()


def test_json_is_unfolded_only_as_far_as_it_is_short(page: Page, dashboard: Dashboard) -> None:
    deep = [{"role": "user", "parts": [{"type": "text", "content": {"deep": "seen"}}]}]
    long = [{"a": [{"b": [{"text": "x" * 5_000}]}]}]
    values = {"deep": json.dumps(deep), "long": json.dumps(long)}
    dashboard.receive(session_span("s", 1, values=values))
    inspector = open_span(page, "s", 1)

    tree = inspector.get_by_role("tree", name="deep")
    expect(tree).to_contain_text('deep:"seen"')
    outer = box_of(tree.get_by_role("treeitem", name="role").last)
    inner = box_of(tree.get_by_role("treeitem", name="seen").last)
    root = box_of(tree.get_by_role("treeitem").first)
    assert root["x"] < outer["x"] < inner["x"]
    expect(inspector.get_by_role("tree", name="long")).not_to_contain_text("xxx")


def test_an_enormous_value_is_cut_and_never_shown_as_a_tree(
    page: Page, dashboard: Dashboard
) -> None:
    rows = json.dumps([{"row": number} for number in range(310_000)])
    assert len(rows) > 5_000_000
    dashboard.receive(session_span("s", 1, values={"rows": rows}))

    inspector = open_span(page, "s", 1)

    expect(inspector).to_contain_text(f"Cut at 2,000 of {len(rows):,} characters")
    expect(inspector.get_by_role("tree")).to_have_count(0)


@pytest.mark.parametrize("value", ["W" * 1_000_000, "one line\n" * 110_000, "a word " * 150_000])
def test_only_the_visible_part_of_an_enormous_text_is_laid_out(
    page: Page, dashboard: Dashboard, value: str
) -> None:
    dashboard.receive(session_span("s", 1, values={"text": value}))
    inspector = open_span(page, "s", 1)

    inspector.get_by_role("button", name="Show all").click()

    box = inspector.get_by_role("region", name="text")
    expect(box).to_be_visible()
    assert box.evaluate("box => box.textContent") == value
    # Parts that are not laid out have their estimated height.
    laid_out = """box => new Promise(resolve => requestAnimationFrame(() => setTimeout(() =>
        resolve([...box.children].map(each => Math.abs(each.offsetHeight - parseFloat(
            getComputedStyle(each).containIntrinsicBlockSize.slice("auto ".length))) > 1)))))"""
    pieces = box.evaluate(laid_out)
    assert sum(pieces) < len(pieces) / 10
    box.evaluate("box => box.lastElementChild.scrollIntoView()")
    expect(box.locator("> :last-child")).to_be_in_viewport()


def test_the_errors_of_a_session_are_listed_with_their_reasons_in_one_request(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    quiet = span("quiet", 7, parent=2, trace=1, at=8, status="error")
    dashboard.receive(*agent_session("s", trace=1, fails=True), of_session("s", quiet))
    page.goto("/sessions/s?view=timeline")

    inspector = page.get_by_role("complementary", name="Inspector")
    failed = inspector.get_by_role("listitem").filter(has_text="search_web").first
    expect(failed).to_contain_text("TimeoutError: no answer within 30 s")
    expect(inspector.get_by_role("button", name=re.compile(r"^quiet\s*\+"))).to_be_visible()
    assert_accessible()
    assert len([url for url in asked if "/failures" in url]) == 1
    assert not [url for url in asked if re.search(r"/spans/\w", url)]


def test_logs_of_a_span_are_requested_for_it_alone_and_in_parts(
    page: Page, dashboard: Dashboard
) -> None:
    dashboard.receive(*agent_session("s", trace=1))
    within = {"traceId": f"{1:032x}", "spanId": f"{4:016x}"}
    beside = {"traceId": f"{1:032x}", "spanId": f"{3:016x}"}
    for first in range(0, 600, 300):
        dashboard.receive_logs(
            *(log_record(f"beside {n}", at=n, **beside) for n in range(first, first + 300))
        )
    dashboard.receive_logs(*(log_record(f"within {n}", at=n, **within) for n in range(205)))
    page.goto(f"/sessions/s?view=timeline&span={4:016x}&tab=logs")

    inspector = page.get_by_role("complementary", name="Inspector")
    items = inspector.get_by_role("tabpanel").get_by_role("listitem").filter(has_text="within")
    expect(items).to_have_count(200)
    inspector.get_by_role("button", name="Load more logs").click()
    expect(items).to_have_count(205)
    expect(inspector.get_by_text("beside")).to_have_count(0)
    expect(inspector.get_by_role("button", name="Load more logs")).to_have_count(0)
