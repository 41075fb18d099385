"""A session, from its start to its end."""

from __future__ import annotations

import asyncio
import copy
import gc
import pickle
import weakref
from datetime import datetime, timezone

import pytest
from opentelemetry import trace
from opentelemetry.trace import StatusCode

import agentops_otel as agentops
from agentops_otel.testing import CapturedSpans, span_tree

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


def test_every_span_of_a_session_carries_its_attributes_whoever_makes_it(
    captured_spans: CapturedSpans,
) -> None:
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


def test_an_authors_attribute_that_equals_the_sessions_is_not_changed_later(
    captured_spans: CapturedSpans,
) -> None:
    with agentops.start_session("run", tags=["a"], attributes={"user.id": "u1"}) as session:
        given = {"user.id": "u1", "agentops.session.tags": ["a"]}
        with tracer.start_as_current_span("given", attributes=given):
            session.set_attribute("user.id", "u2")
            session.add_tags("late")
    assert (
        span_tree(captured_spans.spans, "user.id", "agentops.session.tags")
        == """
session run user.id=u2 agentops.session.tags=a,late
  span given user.id=u1 agentops.session.tags=a
"""
    )


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


def test_a_copy_of_a_session_is_the_session(captured_spans: CapturedSpans) -> None:
    session = agentops.start_session("run")
    state = copy.deepcopy({"session": session})
    assert state["session"] is copy.copy(session) is session
    with pytest.raises(TypeError, match=r"start_session\(session_id=…\)"):
        pickle.dumps(session)
    session.end()
    assert len(captured_spans.spans) == 1


def test_the_url_of_a_session_is_known_before_init(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTOPS_DASHBOARD_URL", "https://page.example/agents/")
    with agentops.start_session(session_id="chat 1") as session:
        assert session.url == "https://page.example/agents/sessions/chat%201"


@pytest.mark.parametrize(
    ("session_id", "segment"),
    [(".", "%252E"), ("..", "%252E%252E"), ("%2e", "%25252e"), ("a.b", "a.b"), ("...", "...")],
)
def test_the_url_of_a_session_keeps_an_id_that_a_browser_would_take_for_a_step_in_the_path(
    monkeypatch: pytest.MonkeyPatch, session_id: str, segment: str
) -> None:
    monkeypatch.setenv("AGENTOPS_DASHBOARD_URL", "https://page.example")
    with agentops.start_session(session_id=session_id) as session:
        assert session.url == f"https://page.example/sessions/{segment}"


def test_an_ended_session_is_freed_without_a_garbage_collection(
    captured_spans: CapturedSpans,
) -> None:
    @agentops.session
    def decorated() -> weakref.ref[agentops.Session]:
        session = agentops.current_session()
        assert session is not None
        return weakref.ref(session)

    gc.disable()
    try:
        with agentops.start_session("outer") as outer, agentops.start_session("inner") as inner:
            with inner.use():
                tracer.start_span("work").end()
            seen = [weakref.ref(outer), weakref.ref(inner), decorated()]
        del outer, inner
        assert [session() for session in seen] == [None, None, None]
    finally:
        gc.enable()
