from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.served import Dashboard
from tests.telemetry import session_span, span
from tests.web.conftest import Complaints
from tests.web.scenario import (
    QUESTION,
    agent_session,
    llm_span,
    message,
    of_session,
    send_three,
)


def test_a_tag_in_the_list_leads_to_a_session_and_its_failed_span(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/")

    page.get_by_role("link", name="customer:acme").click()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="support request").click()
    expect(page.get_by_role("heading", name="support request")).to_be_visible()
    expect(page.get_by_role("banner").or_(page.get_by_role("main")).last).to_contain_text(
        "search_web failed 5.5 s in: TimeoutError: no answer within 30 s"
    )
    page.get_by_role("link", name="Go to span").click()

    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_role("heading", name="search_web")).to_be_visible()
    inspector.get_by_role("tab", name="Events").click()
    expect(inspector.get_by_role("heading", name="exception")).to_be_visible()
    inspector.get_by_text("Stack trace, 4 lines").click()
    expect(inspector.get_by_text('File "/app/tools.py", line 12')).to_be_visible()
    page.get_by_role("link", name="Back to the list").click()
    expect(page).to_have_url(re.compile(r"/sessions\?q=tag:customer:acme$"))


def test_the_header_summarises_the_session(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-bad")

    header = page.get_by_role("main")
    for text in ("12.4 s", "3,660 in, 424 out", "6, 2 errors", "Europe/Berlin", "customer:acme"):
        expect(header).to_contain_text(text)
    expect(page).to_have_title("support request · error")
    assert_accessible()


def test_the_transcript_reads_as_a_conversation(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-ok")

    transcript = page.get_by_role("region", name="Transcript")
    expect(transcript.get_by_text(QUESTION)).to_have_count(1)
    expect(transcript.get_by_text("up 4 %", exact=True).first).to_be_visible()
    expect(transcript.get_by_role("link", name="the report").first).to_have_attribute(
        "rel", "noopener noreferrer nofollow"
    )
    call = transcript.get_by_role("button", name='search_web(query="quarterly figures"').first
    expect(call).to_contain_text("→ 3 items")
    call.click()
    expect(transcript.get_by_text("Arguments").first).to_be_visible()
    assert_accessible()
    transcript.get_by_role("button", name="inspect the call").first.click()
    expect(page.get_by_role("complementary").get_by_role("heading")).to_have_text(
        ["chat gpt-4o-mini", "Input", "System", "User", "Output", "Assistant"]
    )


def test_a_failed_tool_says_why_in_place_of_its_result(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-bad")

    line = page.get_by_role("button", name="TimeoutError: no answer within 30 s failed")
    expect(line).to_be_visible()
    line.click()

    opened = page.get_by_role("listitem").filter(has=line)
    expect(opened.get_by_role("heading")).to_have_text(["Arguments", "Error"])
    expect(opened.get_by_text("TimeoutError: no answer within 30 s")).to_have_count(2)
    assert_accessible()


def test_a_failed_model_call_says_why_in_place_of_its_answer(
    page: Page, dashboard: Dashboard
) -> None:
    call = span(
        "chat",
        2,
        parent=1,
        status="error",
        message="the model does not exist",
        values={"session.id": "s", "gen_ai.operation.name": "chat"},
    )
    dashboard.receive(session_span("s", 1), call)
    page.goto("/sessions/s?view=transcript")

    reply = page.get_by_role("article").filter(has_text="Assistant")
    expect(reply).to_contain_text("the model does not exist")
    expect(reply).not_to_contain_text("does not carry the text")


def test_the_line_breaks_of_a_message_are_kept(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive(*agent_session("s", trace=1, answer="heat pumps\nnoise\n\n- cost"))
    page.goto("/sessions/s")

    answer = page.get_by_role("article").filter(has_text="heat pumps").locator("p")
    expect(answer).to_have_text("heat pumps\nnoise", use_inner_text=True)
    expect(page.get_by_role("listitem").filter(has_text=re.compile("^cost$"))).to_be_visible()


def test_an_answer_in_json_is_a_tree_and_a_prompt_without_text_is_not_folded(
    page: Page, dashboard: Dashboard
) -> None:
    said = [{"role": "system", "parts": []}, message("user", "Is it wet?")]
    answer = message("assistant", '{"city": "Oslo", "is_wet": true}')
    call = llm_span(2, 1, said=said, reply=answer, trace=1, at=0, lasts=1)
    call["attributes"] = [
        each for each in call["attributes"] if each["key"] != "gen_ai.system_instructions"
    ]
    dashboard.receive(session_span("s", 1), of_session("s", call))
    page.goto("/sessions/s")

    transcript = page.get_by_role("region", name="Transcript")
    expect(transcript.get_by_role("treeitem", name="Oslo").last).to_be_visible()
    expect(transcript.get_by_text("The telemetry does not carry the text.")).to_be_visible()
    expect(transcript.get_by_role("button", name="character")).to_have_count(0)


def test_a_copied_link_restores_every_choice(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-bad")
    page.get_by_role("radio", name="Timeline").click()
    page.get_by_role("row", name="search_web failed").click()
    page.get_by_role("tab", name="Raw").click()
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Copy link").click()
    link = page.evaluate("navigator.clipboard.readText()")

    assert re.search(r"view=timeline&span=0{15}5&tab=raw&from=\d+&to=\d+$", link)
    page.goto("about:blank")
    page.goto(link)
    expect(page.get_by_role("row", name="search_web failed", selected=True)).to_be_visible()
    expect(page.get_by_role("tab", name="Raw", selected=True)).to_be_visible()


def test_a_link_to_a_span_that_is_gone_still_opens_the_session(
    page: Page, dashboard: Dashboard
) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-ok?view=timeline&span=ffffffffffffffff")

    expect(page.get_by_role("alert")).to_contain_text("not in this session")
    expect(page.get_by_role("row", name="researcher")).to_be_visible()


@pytest.mark.parametrize(
    "session", ["user/42", "a%2Fb", "what?#now", "100 %", "größe 日本", "x\\y"]
)
def test_any_session_id_works_in_an_address(page: Page, dashboard: Dashboard, session: str) -> None:
    dashboard.receive(session_span(session, 1, name="odd one"))
    page.goto("/sessions")

    page.get_by_role("link", name="odd one").click()
    expect(page.get_by_role("heading", name="odd one")).to_be_visible()
    page.reload()

    expect(page.get_by_role("heading", name="odd one")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text=session).last).to_be_visible()


def test_an_unknown_session_says_so(
    page: Page,
    complaints: Complaints,
    assert_accessible: Callable[[], None],
) -> None:
    complaints.expect("status of 404")
    page.goto("/sessions/nobody")

    expect(page.get_by_role("heading", name="There is no such session")).to_be_visible()
    assert_accessible()
    page.get_by_role("link", name="See all sessions").click()
    expect(page.get_by_role("heading", name="No sessions yet")).to_be_visible()


def test_telemetry_never_becomes_html(page: Page, dashboard: Dashboard) -> None:
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    dashboard.receive(
        session_span(evil, 1, name=evil, state="error", reason=evil, tags=[evil]),
        span(
            evil,
            2,
            parent=1,
            status="error",
            message=evil,
            values={"session.id": evil, evil: evil, "json": f'{{"key": "{evil[:9]}"}}'},
        ),
    )
    page.goto("/sessions")
    page.get_by_role("link", name=evil).first.click()
    page.get_by_role("radio", name="Timeline").click()
    page.get_by_role("row", name=evil).last.click()

    expect(page.get_by_role("complementary").get_by_text(evil).first).to_be_visible()
    assert page.get_by_role("img").count() == 0
    assert page.title() != "owned"


def test_long_text_is_cut_until_requested(page: Page, dashboard: Dashboard) -> None:
    text = "x" * 50_000
    dashboard.receive(session_span("s", 1, values={"long": text}))
    page.goto("/sessions/s?view=timeline")
    page.get_by_role("row", name="run").click()
    inspector = page.get_by_role("complementary")

    expect(inspector).to_contain_text("Cut at 2,000 of 50,000 characters")
    assert text not in inspector.inner_text()
    inspector.get_by_role("button", name="Show all").click()

    expect(inspector.get_by_role("region", name="long")).to_have_text(text)


def test_attributes_are_searched_and_copied(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions/s-ok?view=timeline&span=0000000000000004&tab=attributes")
    inspector = page.get_by_role("complementary")

    inspector.get_by_role("searchbox", name="Search attributes").fill("QUARTERLY")
    expect(inspector.get_by_role("term")).to_contain_text(["gen_ai.tool.call.arguments"])
    inspector.get_by_role("button", name="Copy gen_ai.tool.call.arguments").click()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == '{"query": "quarterly figures", "limit": 3}'


def test_the_page_of_a_running_session_grows_with_it(page: Page, dashboard: Dashboard) -> None:
    first, *rest = agent_session("s", trace=1, name="run")
    dashboard.receive(*rest[:2])
    page.goto("/sessions/s?view=timeline")
    rows = page.get_by_role("treegrid")
    expect(rows.get_by_role("row", name="chat gpt-4o-mini")).to_have_count(1)

    dashboard.receive(*rest[2:], first)

    expect(rows.get_by_role("row", name="chat gpt-4o-mini")).to_have_count(2)
    expect(page.get_by_role("main")).to_contain_text("success")


def test_no_session_arrives_while_live_updates_are_paused(page: Page, dashboard: Dashboard) -> None:
    send_three(dashboard)
    page.goto("/sessions")
    expect(page.get_by_role("row")).to_have_count(4)

    page.get_by_role("button", name="Live updates", pressed=True).click()
    dashboard.receive(session_span("s-new", 1, trace=9, name="brand new"))
    page.keyboard.press(".")

    expect(page.get_by_role("button", name="Live updates", pressed=True)).to_be_visible()
    expect(page.get_by_role("button", name="Show 1 new session")).to_be_visible()


def test_nested_sessions_link_to_each_other(page: Page, dashboard: Dashboard) -> None:
    dashboard.receive(
        session_span("outer", 1, name="outer run"),
        session_span(
            "inner",
            2,
            parent=1,
            name="inner run",
            values={"agentops.session.parent_id": "outer"},
        ),
    )
    page.goto("/sessions/outer?view=timeline")

    page.get_by_role("link", name="1 nested session").click()
    page.get_by_role("link", name="inner run").click()
    expect(page.get_by_role("heading", name="inner run")).to_be_visible()
    page.get_by_role("link", name="outer", exact=True).click()

    expect(page.get_by_role("heading", name="outer run")).to_be_visible()


def test_the_header_says_what_failed_the_session_but_not_what_recovered(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    def called(name: str, number: int, at: float, *, fails: bool) -> dict[str, object]:
        status = "error" if fails else "unset"
        message = f"{name} is away" if fails else ""
        one = span(name, number, parent=1, at=at, lasts=2, status=status, message=message)
        return of_session("s", one)

    dashboard.receive(
        session_span("s", 1, lasts=20, state="error", reason="GaveUp: after two payments"),
        called("search", 2, 0, fails=True),
        called("search", 3, 3, fails=False),
        called("pay", 4, 6, fails=True),
        called("pay", 5, 9, fails=True),
    )
    page.goto("/sessions/s")

    header = page.get_by_role("main").get_by_role("paragraph").filter(has_text="failed")
    expect(header).to_contain_text("pay failed 11 s in: pay is away")
    expect(header).to_contain_text("The session ended with GaveUp: after two payments")
    header.get_by_role("link", name="Go to span").click()
    expect(page).to_have_url(re.compile("span=0000000000000005"))
    assert_accessible()


def test_the_header_says_that_a_session_went_on_after_an_error(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None]
) -> None:
    lost = span("search", 2, parent=1, lasts=2, status="error", message="no answer")
    dashboard.receive(session_span("s", 1, lasts=20), of_session("s", lost))
    page.goto("/sessions/s")

    expect(page.get_by_role("main")).to_contain_text(
        "search failed 2 s in, and the session went on: no answer"
    )
    assert_accessible()


def test_a_turn_without_a_model_shows_no_tokens(page: Page, dashboard: Dashboard) -> None:
    values = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search"}
    tool = span("search", 2, parent=1, lasts=2, values=values)
    dashboard.receive(session_span("s", 1, lasts=3), of_session("s", tool))
    page.goto("/sessions/s?view=transcript")

    transcript = page.get_by_role("region", name="Transcript")
    expect(transcript.get_by_role("term")).to_have_text(["Time"])
