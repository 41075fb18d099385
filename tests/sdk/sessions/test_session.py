"""Sessions: their life, their place among other sessions, and what is current where."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from datetime import datetime, timezone
from enum import Enum

import pytest
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import StatusCode

import agentops_otel as agentops
from agentops_otel.sdk.sessions.state import State
from agentops_otel.testing import CapturedSpans, span_tree
from tests.sdk.conftest import WarningsLogged

tracer = trace.get_tracer("a user's own")


def test_a_session_is_current_from_its_start_to_its_end(captured_spans: CapturedSpans) -> None:
    before = datetime.now(timezone.utc)
    session = agentops.start_session("checkout", tags=["beta"], attributes={"user.id": "u1"})
    assert agentops.current_session() is session
    assert (session.state, session.is_open, session.end_time) == ("running", True, None)

    agentops.end_session()
    assert agentops.current_session() is None
    assert (session.state, session.reason, session.is_open) == ("success", None, False)
    assert session.end_time is not None
    assert before <= session.start_time <= session.end_time

    (span,) = captured_spans.spans
    assert span.name == "checkout"
    assert span.status.status_code is StatusCode.OK
    assert span.attributes == {
        "session.id": "1",
        "agentops.session.name": "checkout",
        "agentops.session.tags": ("beta",),
        "user.id": "u1",
        "agentops.span.kind": "session",
        "agentops.session.end_state": "success",
    }


def test_a_session_without_tags_carries_none(captured_spans: CapturedSpans) -> None:
    with agentops.start_session():
        pass
    (span,) = captured_spans.spans
    assert span.name == "session"
    assert "agentops.session.tags" not in (span.attributes or {})


def test_every_span_of_a_session_carries_it_whoever_makes_it(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("run", tags=["a", "b"], attributes={"user.id": "u1"}):
        with tracer.start_as_current_span("fetch"):
            tracer.start_span("inner").end()
        agentops.tool(str.upper)("x")
    tracer.start_span("after").end()
    shown = ("session.id", "agentops.session.name", "agentops.session.tags", "user.id")
    assert (
        span_tree(captured_spans.spans, *shown)
        == """
session run session.id=1 agentops.session.name=run agentops.session.tags=a,b user.id=u1
  span fetch session.id=1 agentops.session.name=run agentops.session.tags=a,b user.id=u1
    span inner session.id=1 agentops.session.name=run agentops.session.tags=a,b user.id=u1
  tool upper session.id=1 agentops.session.name=run agentops.session.tags=a,b user.id=u1
span after
"""
    )


def test_an_attribute_of_the_spans_author_wins(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("run", attributes={"user.id": "u1", "plan": "free"}) as session:
        with tracer.start_as_current_span("given", attributes={"user.id": "other"}):
            session.set_attribute("user.id", "u2")
        with tracer.start_as_current_span("set") as span:
            span.set_attribute("user.id", "mine")
            session.set_attribute("user.id", "u3")
    assert (
        span_tree(captured_spans.spans, "user.id", "plan")
        == """
session run user.id=u3 plan=free
  span given user.id=other plan=free
  span set user.id=mine plan=free
"""
    )


@pytest.mark.parametrize(
    ("given", "state", "status"),
    [
        ("success", "success", StatusCode.OK),
        ("Success", "success", StatusCode.OK),
        ("ERROR", "error", StatusCode.ERROR),
        ("Fail", "error", StatusCode.ERROR),
        ("cancelled", "cancelled", StatusCode.UNSET),
        ("Indeterminate", "unfinished", StatusCode.UNSET),
        ("unfinished", "unfinished", StatusCode.UNSET),
    ],
)
def test_the_end_state_decides_the_status(
    captured_spans: CapturedSpans, given: str, state: State, status: StatusCode
) -> None:
    session = agentops.start_session()
    agentops.end_session(session, given, "because")
    (span,) = captured_spans.spans
    assert (session.state, session.reason) == (state, "because")
    assert span.status.status_code is status
    assert span.status.description == ("because" if status is StatusCode.ERROR else None)
    assert (span.attributes or {})["agentops.session.end_state"] == state
    assert (span.attributes or {})["agentops.session.end_state_reason"] == "because"


def test_an_end_state_may_be_a_member_of_an_enumeration() -> None:
    class Outcome(Enum):
        FAILED = "Fail"

    class Text(str, Enum):
        DONE = "Success"

    for member, state in ((Outcome.FAILED, "error"), (Text.DONE, "success")):
        session = agentops.start_session("run")
        session.end(member)  # type: ignore[arg-type]
        assert session.state == state


def test_an_end_state_that_cannot_be_read_ends_the_session_all_the_same() -> None:
    class Unreadable:
        @property  # type: ignore[misc]
        def __class__(self) -> type[object]:  # type: ignore[override]
            raise RuntimeError

    session = agentops.start_session("run")
    session.end(Unreadable())  # type: ignore[arg-type]
    assert session.state == "unfinished"


def test_an_unknown_end_state_warns_and_is_unfinished(
    captured_spans: CapturedSpans, warnings_logged: WarningsLogged
) -> None:
    for _ in range(2):
        session = agentops.start_session()
        session.end("exploded")
        assert session.state == "unfinished"
    (warning,) = warnings_logged
    assert "'exploded'" in warning


@pytest.mark.parametrize(
    ("exception", "state", "reason", "events"),
    [
        (ValueError("bad input"), "error", "ValueError: bad input", ["exception"]),
        (ValueError(), "error", "ValueError", ["exception"]),
        (asyncio.CancelledError(), "cancelled", "CancelledError", []),
        (KeyboardInterrupt(), "cancelled", "KeyboardInterrupt", []),
        (GeneratorExit(), "cancelled", "GeneratorExit", []),
        (SystemExit(0), "success", None, []),
        (SystemExit(), "success", None, []),
        (SystemExit(3), "error", "SystemExit: 3", ["exception"]),
        (SystemExit([]), "error", "SystemExit: []", ["exception"]),
    ],
)
def test_leaving_the_block_by_an_exception_ends_the_session_accordingly(
    captured_spans: CapturedSpans,
    exception: BaseException,
    state: State,
    reason: str | None,
    events: list[str],
) -> None:
    session = agentops.start_session()
    with pytest.raises(type(exception)) as raised, session:
        raise exception
    assert raised.value is exception
    assert (session.state, session.reason) == (state, reason)
    (span,) = captured_spans.spans
    assert [event.name for event in span.events] == events


async def wait_and_fail() -> None:
    async with agentops.start_session("turn"):
        await asyncio.sleep(0)
        raise ValueError("no")


def test_a_session_is_an_async_context_manager_too(captured_spans: CapturedSpans) -> None:
    with pytest.raises(ValueError, match="no"):
        asyncio.run(wait_and_fail())
    assert (
        span_tree(captured_spans.spans)
        == """
session turn (error)
"""
    )


def test_the_first_end_counts(captured_spans: CapturedSpans) -> None:
    with agentops.start_session() as session:
        session.end("error", "early")
        session.end("cancelled", "late")
    agentops.end_session(session)
    assert (session.state, session.reason) == ("error", "early")
    assert len(captured_spans.spans) == 1


def test_ending_without_a_session_does_nothing(captured_spans: CapturedSpans) -> None:
    agentops.end_session()
    agentops.end_all_sessions()
    assert captured_spans.spans == ()


def test_ending_something_else_warns(
    captured_spans: CapturedSpans, warnings_logged: WarningsLogged
) -> None:
    with agentops.start_session() as session:
        agentops.end_session("session")  # type: ignore[arg-type]
        assert session.is_open
    assert [
        "end_session() was given an object of type str" in text for text in warnings_logged
    ] == [True]


def test_a_nested_session_is_its_own_and_names_the_outer_one(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("outer", tags=["a"], attributes={"user.id": "u1"}) as outer:
        with agentops.start_session("inner", tags=["b", "a"], attributes={"turn": 2}) as inner:
            assert agentops.current_session() is inner
            assert (inner.parent_id, inner.tags) == (outer.id, ("a", "b"))
            assert inner.attributes == {"user.id": "u1", "turn": 2}
            tracer.start_span("work").end()
        assert agentops.current_session() is outer
    shown = ("session.id", "agentops.session.parent_id", "agentops.session.tags", "turn")
    assert (
        span_tree(captured_spans.spans, *shown)
        == """
session outer session.id=1 agentops.session.tags=a
  session inner session.id=2 agentops.session.parent_id=1 agentops.session.tags=a,b turn=2
    span work session.id=2 agentops.session.tags=a,b turn=2
"""
    )


def test_sessions_that_end_out_of_order_leave_the_others_current(
    captured_spans: CapturedSpans,
) -> None:
    first = agentops.start_session("first")
    second = agentops.start_session("second")
    third = agentops.start_session("third")
    second.end()
    assert agentops.current_session() is third
    first.end()
    assert agentops.current_session() is third
    third.end()
    assert agentops.current_session() is None
    tracer.start_span("after").end()
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session first session.id=1
  session second session.id=2
    session third session.id=3
span after
"""
    )


def test_a_session_under_a_span_continues_its_trace(captured_spans: CapturedSpans) -> None:
    with tracer.start_as_current_span("GET /chat"):
        agentops.start_session("turn").end()
    assert (
        span_tree(captured_spans.spans)
        == """
span GET /chat
  session turn
"""
    )


def test_a_session_under_a_span_of_an_ended_session_starts_a_trace(
    captured_spans: CapturedSpans,
) -> None:
    ended = agentops.start_session("ended")
    with tracer.start_as_current_span("still open"):
        ended.end()
        agentops.start_session("next").end()
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session ended session.id=1
  span still open session.id=1
session next session.id=2
"""
    )


def test_a_session_can_be_continued(captured_spans: CapturedSpans) -> None:
    for turn in ("hello", "and now?"):
        with agentops.start_session(turn, session_id="chat-7") as session:
            assert session.id == "chat-7"
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session hello session.id=chat-7
session and now? session.id=chat-7
"""
    )


def test_a_session_that_is_continued_inside_itself_is_not_nested_in_itself(
    captured_spans: CapturedSpans,
) -> None:
    with (
        agentops.start_session("outer", session_id="chat-7"),
        agentops.start_session("again", session_id="chat-7") as again,
        agentops.start_session("inner", session_id="tool-1") as inner,
        agentops.start_session("once more", session_id="chat-7") as once_more,
    ):
        assert [again.parent_id, inner.parent_id, once_more.parent_id] == [None, "chat-7", None]
    parents = [span.attributes.get("agentops.session.parent_id") for span in captured_spans.spans]  # type: ignore[union-attr]
    assert sorted(map(str, parents)) == ["None", "None", "None", "chat-7"]


def test_a_span_that_has_ended_still_knows_which_of_two_sessions_of_one_id_it_is_of(
    captured_spans: CapturedSpans,
) -> None:
    with agentops.start_session("first", session_id="chat-7", attributes={"turn": 1}) as first:
        ended = tracer.start_span("ended")
        ended.end()
        with agentops.start_session("second", session_id="chat-7"):
            tracer.start_span("late", trace.set_span_in_context(ended, Context())).end()
    assert [event.name for event in first.events] == ["ended", "late"]


@pytest.mark.parametrize(
    ("given", "taken"), [("", "1"), (None, "1"), (42, "42"), ("x" * 300, "x" * 256)]
)
def test_a_given_id_is_text_of_at_most_256_characters(
    captured_spans: CapturedSpans, given: str, taken: str
) -> None:
    with agentops.start_session(session_id=given) as session:
        assert session.id == taken


def test_new_ids_are_32_hex_digits() -> None:
    session = agentops.start_session()
    session.end()
    assert len(session.id) == 32
    assert set(session.id) <= set("0123456789abcdef")


def test_one_use_serves_many_blocks_one_inside_another_and_in_many_threads() -> None:
    session = agentops.start_session("run")
    with agentops.start_session("other") as other:
        using = session.use()
        for _ in range(2):
            with using as used, using:
                assert used is session
                assert agentops.current_session() is session
            assert agentops.current_session() is other

        both = threading.Barrier(2)
        seen: list[agentops.Session | None] = []

        @using
        def work() -> None:
            both.wait()
            with using:
                both.wait()
            both.wait()
            seen.append(agentops.current_session())

        threads = [
            threading.Thread(target=contextvars.Context().run, args=(work,)) for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen == [session, session]
        assert agentops.current_session() is other
    session.end()


def test_the_page_of_a_session_is_known_before_any_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTOPS_DASHBOARD_URL", "https://page.example/agents/")
    with agentops.start_session(session_id="chat 1") as session:
        assert session.url == "https://page.example/agents/sessions/chat%201"
