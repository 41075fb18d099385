"""The place of a new session: among other sessions, and in a trace."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.context import Context

import agentops_otel as agentops
from agentops_otel.testing import CapturedSpans, span_tree
from tests.sdk.conftest import WarningsLogged

tracer = trace.get_tracer("a user's own")


def test_a_nested_session_is_separate_and_names_the_outer_one(
    captured_spans: CapturedSpans,
) -> None:
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


@pytest.mark.parametrize("given", [["beta"], ("beta",), {"beta"}, {"customer": 7}])
def test_tags_in_place_of_a_name_give_a_warning(
    captured_spans: CapturedSpans, warnings_logged: WarningsLogged, given: Any
) -> None:
    with agentops.start_session(given) as session:
        assert (session.name, session.tags) == (str(given), ())
    (warning,) = warnings_logged
    assert "was given as a name or an id; give tags as tags=…" in warning


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


def test_an_ended_span_still_knows_which_of_two_sessions_with_one_id_is_its_own(
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
