"""The contents of a session: tags and attributes added late, and events."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from opentelemetry import trace

import agentops_otel as agentops
from agentops_otel.sdk.values.attributes import MAX_ATTRIBUTES
from agentops_otel.testing import CapturedSpans, span_tree
from tests.sdk.conftest import WarningsLogged

tracer = trace.get_tracer("a user's own")


def test_tags_added_late_reach_open_spans(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("run", tags=["a"]) as session:
        tracer.start_span("ended").end()
        with tracer.start_as_current_span("open"):
            session.add_tags("b", "a", "c")
            tracer.start_span("later").end()
    assert session.tags == ("a", "b", "c")
    assert (
        span_tree(captured_spans.spans, "agentops.session.tags")
        == """
session run agentops.session.tags=a,b,c
  span ended agentops.session.tags=a
  span open agentops.session.tags=a,b,c
    span later agentops.session.tags=a,b,c
"""
    )


def test_first_tags_added_late_reach_open_spans(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("run") as session, tracer.start_as_current_span("open"):
        session.add_tags("b")
    assert (
        span_tree(captured_spans.spans, "agentops.session.tags")
        == """
session run agentops.session.tags=b
  span open agentops.session.tags=b
"""
    )


def test_an_attribute_set_late_reaches_open_spans(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("run") as session:
        tracer.start_span("ended").end()
        with tracer.start_as_current_span("open"):
            session.set_attribute("user.id", "u1")
            session.set_attribute("user.id", "u2")
    assert session.attributes == {"user.id": "u2"}
    assert (
        span_tree(captured_spans.spans, "user.id")
        == """
session run user.id=u2
  span ended
  span open user.id=u2
"""
    )


def test_late_tags_of_one_session_do_not_affect_others(captured_spans: CapturedSpans) -> None:
    with (
        agentops.start_session("outer") as outer,
        agentops.start_session("inner"),
        tracer.start_as_current_span("in the inner"),
    ):
        outer.add_tags("late")
    assert (
        span_tree(captured_spans.spans, "agentops.session.tags")
        == """
session outer agentops.session.tags=late
  session inner
    span in the inner
"""
    )


def test_nested_sessions_together_carry_a_bounded_number_of_attributes(
    captured_spans: CapturedSpans, warnings_logged: WarningsLogged
) -> None:
    with ExitStack() as stack:
        for depth in range(3):
            given = {f"{depth}.{number}": 1 for number in range(100)}
            session = stack.enter_context(agentops.start_session(attributes=given))
        assert len(session.attributes) == MAX_ATTRIBUTES
        assert list(session.attributes)[99:101] == ["0.99", "1.0"]
        assert len(list(warnings_logged)) == 1


def test_attributes_above_the_limit_give_one_warning(
    captured_spans: CapturedSpans, warnings_logged: WarningsLogged
) -> None:
    given = {f"key {number}": number for number in range(MAX_ATTRIBUTES + 1)}
    with agentops.start_session(attributes=given) as session:
        (warning,) = warnings_logged
        assert str(MAX_ATTRIBUTES) in warning
        session.set_attribute("one more", 1)
        session.set_attribute("key 0", "changed")
        assert len(session.attributes) == MAX_ATTRIBUTES
        assert session.attributes["key 0"] == "changed"
        assert len(list(warnings_logged)) == 1


@pytest.mark.parametrize("key", ["session.id", "agentops.session.name", "agentops.anything"])
def test_the_sdks_own_attribute_names_cannot_be_set(
    captured_spans: CapturedSpans, warnings_logged: WarningsLogged, key: str
) -> None:
    with agentops.start_session("run", attributes={key: "mine", "plan": "free"}) as session:
        session.set_attribute(key, "mine")
        assert session.attributes == {"plan": "free"}
    (warning,) = warnings_logged
    assert key in warning


def test_a_sessions_events_show_what_happened_in_it(captured_spans: CapturedSpans) -> None:
    @agentops.tool
    def search() -> None:
        raise LookupError

    with agentops.start_session("run") as session:
        agentops.record_event("cache miss", {"key": "k1"})
        tracer.start_span("fetch").end()
        with pytest.raises(LookupError):
            search()
        with agentops.start_session("another"):
            tracer.start_span("not in it").end()
    assert [(event.name, event.kind, event.status) for event in session.events] == [
        ("cache miss", "event", "unset"),
        ("fetch", "span", "unset"),
        ("search", "tool", "error"),
    ]
    event, fetch, _ = session.events
    assert event.start_time_unix_nano == event.end_time_unix_nano
    assert event.end_time_unix_nano <= fetch.start_time_unix_nano < fetch.end_time_unix_nano
    assert (session.event_count, session.error_count) == (3, 1)


def test_an_events_kind_is_the_one_its_span_has_at_its_end(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("run") as session:
        with tracer.start_as_current_span("late") as span:
            span.set_attribute("agentops.span.kind", "llm")
        with tracer.start_as_current_span(
            "changed", attributes={"agentops.span.kind": "task"}
        ) as s:
            s.set_attribute("agentops.span.kind", "tool")
    assert [(event.name, event.kind) for event in session.events] == [
        ("late", "llm"),
        ("changed", "tool"),
    ]


def test_a_session_keeps_its_newest_thousand_events(captured_spans: CapturedSpans) -> None:
    with agentops.start_session() as session:
        for number in range(1500):
            session.record_event(f"event {number}")
    assert session.event_count == 1500
    assert [event.name for event in session.events] == [f"event {n}" for n in range(500, 1500)]


def test_an_event_is_recorded_on_the_current_span_else_on_the_session_span(
    captured_spans: CapturedSpans,
) -> None:
    with agentops.start_session("run") as session:
        agentops.record_event("one")
        with tracer.start_as_current_span("work"):
            agentops.record_event("two", {"n": 2})
            session.record_event("three")
        with trace.use_span(trace.INVALID_SPAN):
            agentops.record_event("four")
    agentops.record_event("nowhere")
    session.record_event("too late")
    run, work = captured_spans.spans
    assert [event.name for event in run.events] == ["one", "three", "four"]
    assert [(event.name, event.attributes) for event in work.events] == [("two", {"n": 2})]
    assert session.event_count == 5


def test_an_event_outside_any_session_is_recorded_on_the_current_span(
    captured_spans: CapturedSpans,
) -> None:
    with tracer.start_as_current_span("work"):
        agentops.record_event("done")
    (span,) = captured_spans.spans
    assert [event.name for event in span.events] == ["done"]


def test_a_session_shows_itself_in_its_repr(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("run") as session:
        assert repr(session) == "<Session 'run' id='1' state='running'>"


@pytest.mark.parametrize("what", ["tags", "an attribute", "an event"])
def test_changes_after_the_end_give_one_warning(
    captured_spans: CapturedSpans, warnings_logged: WarningsLogged, what: str
) -> None:
    with agentops.start_session("run") as session:
        session.add_tags("in time")
        session.set_attribute("user.id", "in time")
        session.record_event("in time")
    for _ in range(2):
        if what == "tags":
            session.add_tags("late")
        elif what == "an attribute":
            session.set_attribute("user.id", "late")
        else:
            session.record_event("late")
    (warning,) = warnings_logged
    assert "'run'" in warning
    assert "end" in warning
    (span,) = captured_spans.spans
    assert span.attributes is not None
    assert span.attributes["agentops.session.tags"] == ("in time",)
    assert span.attributes["user.id"] == "in time"
    assert [event.name for event in span.events] == ["in time"]
