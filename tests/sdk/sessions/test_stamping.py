"""A session's attributes on its spans: written directly or by the public API, the same."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry import trace
from opentelemetry.attributes import BoundedAttributes
from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanLimits, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import agentops_otel as agentops
from agentops_otel.sdk.sessions import stamping
from agentops_otel.testing import CapturedSpans

keys = st.sampled_from(["session.id", "agentops.session.tags", "user.id", "plan", "x", "y"])
values = st.one_of(
    st.text(max_size=20),
    st.integers(-(2**63), 2**63 - 1),
    st.booleans(),
    st.floats(allow_nan=False),
    st.lists(st.text(max_size=5), max_size=3).map(tuple),
)
attributes = st.dictionaries(keys, values, max_size=6)
limits = st.builds(
    SpanLimits,
    max_span_attributes=st.sampled_from([None, 64]),
    max_span_attribute_length=st.sampled_from([None, 3]),
)


def started(limit: SpanLimits, own: dict[str, Any]) -> Span:
    span = (
        TracerProvider(span_limits=limit, shutdown_on_exit=False)
        .get_tracer("t")
        .start_span("s", attributes=own)
    )
    assert isinstance(span, Span)
    return span


def publicly(act: Callable[[Span], object], span: Span) -> Span:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stamping, "_store", lambda _: None)
        act(span)
    return span


def directly(act: Callable[[Span], object], span: Span) -> Span:
    act(span)
    return span


@given(limits, attributes, attributes)
def test_both_ways_of_stamping_give_the_same_attributes(
    limit: SpanLimits, own: dict[str, Any], stamp: dict[str, Any]
) -> None:
    def act(span: Span) -> None:
        stamping.stamp(span, stamp)

    direct = directly(act, started(limit, own)).attributes or {}
    assert dict(direct) == dict(publicly(act, started(limit, own)).attributes or {})
    assert {**stamp, **own}.keys() == direct.keys()


@given(limits, attributes, attributes, attributes, attributes)
def test_both_ways_of_restamping_give_the_same_attributes(
    limit: SpanLimits,
    own: dict[str, Any],
    before: dict[str, Any],
    later: dict[str, Any],
    after: dict[str, Any],
) -> None:
    def act(span: Span) -> None:
        own_then = stamping.stamp(span, before)
        span.set_attributes(later)
        stamping.restamp(span, before, after, own_then)

    direct = directly(act, started(limit, own)).attributes or {}
    assert dict(direct) == dict(publicly(act, started(limit, own)).attributes or {})


@given(limits, attributes, attributes)
def test_both_ways_know_the_authors_own_attributes(
    limit: SpanLimits, own: dict[str, Any], stamp: dict[str, Any]
) -> None:
    owns: list[object] = []

    def act(span: Span) -> None:
        owns.append(dict(stamping.stamp(span, stamp)))

    directly(act, started(SpanLimits(), own))
    publicly(act, started(SpanLimits(), own))
    assert owns[0] == owns[1]


def test_spans_of_this_opentelemetry_are_stamped_directly() -> None:
    assert stamping._store(started(SpanLimits(), {"a": 1})) is not None
    assert stamping._store(started(SpanLimits(max_span_attributes=1), {"a": 1, "b": 2})) is not None


class Renamed(BoundedAttributes):
    """An attribute store of another shape, as a later OpenTelemetry may have."""


def test_an_attribute_store_of_unknown_shape_is_left_to_the_public_api() -> None:
    span = started(SpanLimits(), {"user.id": "mine"})
    span._attributes = Renamed(attributes={"user.id": "mine"}, immutable=False)
    own = stamping.stamp(span, {"session.id": "1", "user.id": "u1"})
    assert dict(span.attributes or {}) == {"session.id": "1", "user.id": "mine"}
    after = {"session.id": "1", "agentops.session.tags": ("a",)}
    stamping.restamp(span, {"session.id": "1"}, after, own)
    assert (span.attributes or {})["agentops.session.tags"] == ("a",)


def test_a_renamed_attribute_of_opentelemetrys_sdk_leaves_everything_to_the_public_api(
    monkeypatch: pytest.MonkeyPatch, captured_spans: CapturedSpans
) -> None:
    monkeypatch.setattr(stamping, "BoundedAttributes", Renamed)
    with agentops.start_session("run", tags=["a"]) as session:
        session.add_tags("b")
    (span,) = captured_spans.spans
    assert (span.attributes or {})["agentops.session.tags"] == ("a", "b")


class Provider:
    """The host's own provider and exporter, joined by `init()`."""

    def __init__(self, limits: SpanLimits, processor: SpanProcessor | None = None) -> None:
        self.exporter = InMemorySpanExporter()
        self.provider = TracerProvider(span_limits=limits, shutdown_on_exit=False)
        self.provider.add_span_processor(processor or SimpleSpanProcessor(self.exporter))
        agentops.init(tracer_provider=self.provider, auto_start_session=False)
        self.tracer = self.provider.get_tracer("host")

    def span(self, name: str) -> ReadableSpan:
        return next(span for span in self.exporter.get_finished_spans() if span.name == name)


@pytest.fixture(autouse=True)
def shut_down_afterwards() -> Iterator[None]:
    yield
    agentops.shutdown()


OURS = {
    "session.id": "chat-1",
    "agentops.session.name": "run",
    "agentops.session.tags": ("a", "b"),
    "user.id": "u1",
}


@pytest.mark.parametrize("at_start", [0, 60, 128, 200])
@pytest.mark.parametrize("later", [0, 1, 66, 128, 300])
def test_a_full_span_loses_neither_the_sessions_nor_the_authors_attributes(
    at_start: int, later: int
) -> None:
    host = Provider(SpanLimits())
    initial = {f"initial.{n}": n for n in range(at_start)}
    with agentops.start_session(
        "run", tags=["a"], session_id="chat-1", attributes={"user.id": "u1"}
    ) as session:
        span = host.tracer.start_span("full", attributes=initial)
        for number in range(later):
            span.set_attribute(f"later.{number}", number)
        session.add_tags("b")
        span.end()
    full = host.span("full")
    kept = dict(full.attributes or {})
    assert {key: kept.pop(key, None) for key in OURS} == OURS
    total = at_start + later
    assert len(kept) >= min(total, 128)
    newest = [*initial, *(f"later.{n}" for n in range(later))][-128:]
    assert kept.keys() >= set(newest)
    assert full.dropped_attributes == total - len(kept)


def test_a_full_operation_keeps_its_kind_and_a_session_span_its_parents_id() -> None:
    host = Provider(SpanLimits(max_span_attributes=8))
    with agentops.start_session("outer", session_id="o"):
        inner = agentops.start_session("inner", session_id="i")
        inner.span.set_attributes({f"own.{n}": n for n in range(30)})
        inner.end()

        @agentops.tool(capture_content=False)
        def search() -> None:
            trace.get_current_span().set_attributes({f"own.{n}": n for n in range(30)})

        search()
    assert (host.span("search").attributes or {})["agentops.span.kind"] == "tool"
    attributes = host.span("inner").attributes or {}
    assert attributes["agentops.span.kind"] == "session"
    assert attributes["agentops.session.parent_id"] == "o"
    assert attributes["agentops.session.end_state"] == "success"


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 8, 128])
def test_attributes_added_to_the_spans_of_decorated_calls_displace_none_of_the_authors(
    limit: int,
) -> None:
    host = Provider(SpanLimits(max_span_attributes=limit))
    given = {f"given.{n}": n for n in range(limit // 2)}
    later = {f"later.{n}": n for n in range(limit - len(given))}
    authors = {**given, **later}

    @agentops.agent(attributes=given)
    def plan(goal: str) -> str:
        trace.get_current_span().set_attributes(later)
        raise ValueError(goal)

    @agentops.session
    def answer(goal: str) -> str:
        trace.get_current_span().set_attributes(authors)
        inner = agentops.start_session("inner", session_id="inner")
        with pytest.raises(ValueError, match=goal), inner:
            plan(goal)
        return str(inner.parent_id)

    outer_id = answer("rain")
    assert dict(host.span("plan").attributes or {}) == {
        **authors,
        "session.id": "inner",
        "agentops.session.name": "inner",
        "agentops.span.kind": "agent",
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "plan",
        "input.value": '{"goal": "rain"}',
        "error.type": "ValueError",
    }
    assert dict(host.span("answer").attributes or {}) == {
        **authors,
        "session.id": outer_id,
        "agentops.session.name": "answer",
        "agentops.span.kind": "session",
        "input.value": '{"goal": "rain"}',
        "output.value": f'"{outer_id}"',
        "agentops.session.end_state": "success",
    }
    assert dict(host.span("inner").attributes or {}) == {
        "session.id": "inner",
        "agentops.session.name": "inner",
        "agentops.session.parent_id": outer_id,
        "agentops.span.kind": "session",
        "agentops.session.end_state": "error",
        "agentops.session.end_state_reason": "ValueError: rain",
    }
    assert host.span("plan").dropped_attributes == 0


def test_an_authors_attribute_that_was_pushed_out_is_not_replaced_by_the_sessions() -> None:
    host = Provider(SpanLimits(max_span_attributes=4))
    with agentops.start_session("run", attributes={"user.id": "u1"}):
        span = host.tracer.start_span("full", attributes={"user.id": "mine"})
        span.set_attributes({f"later.{n}": n for n in range(20)})
        span.end()
    assert (host.span("full").attributes or {})["user.id"] == "mine"


def test_an_attribute_limit_of_zero_still_keeps_the_sessions_attributes() -> None:
    host = Provider(SpanLimits(max_span_attributes=0))
    with agentops.start_session("run", session_id="chat-1"):
        span = host.tracer.start_span("bare", attributes={"a": 1})
        span.set_attribute("b", 2)
        span.end()
        agentops.task(lambda n: n)(1)
    session = {"session.id": "chat-1", "agentops.session.name": "run"}
    assert dict(host.span("bare").attributes or {}) == session
    assert dict(host.span("run").attributes or {}) == {
        **session,
        "agentops.span.kind": "session",
        "agentops.session.end_state": "success",
    }
    assert dict(host.span("<lambda>").attributes or {}) == {
        **session,
        "agentops.span.kind": "task",
        "input.value": '{"n": 1}',
        "output.value": "1",
    }


def test_a_limit_on_the_length_of_values_cuts_the_sessions_too() -> None:
    host = Provider(SpanLimits(max_span_attribute_length=3))
    with agentops.start_session("run", session_id="abcdef", tags=["uvwxyz"]):
        host.tracer.start_span("short").end()
    attributes = host.span("short").attributes or {}
    assert attributes["session.id"] == "abc"
    assert attributes["agentops.session.tags"] == ("uvw",)


def test_late_tags_reach_spans_whose_tags_were_cut() -> None:
    host = Provider(SpanLimits(max_span_attribute_length=3))
    with agentops.start_session("run", tags=["uvwxyz"], attributes={"plan": "trial"}) as session:
        span = host.tracer.start_span("short")
        own = host.tracer.start_span("own", attributes={"plan": "mine"})
        session.add_tags("late")
        session.set_attribute("plan", "pro-user")
        span.end()
        own.end()
    attributes = host.span("short").attributes or {}
    assert attributes["agentops.session.tags"] == ("uvw", "lat")
    assert attributes["plan"] == "pro"
    assert (host.span("run").attributes or {})["agentops.session.tags"] == ("uvw", "lat")
    assert (host.span("own").attributes or {})["plan"] == "min"


def test_a_child_of_an_ended_span_is_in_its_session_even_if_the_id_was_cut() -> None:
    host = Provider(SpanLimits(max_span_attribute_length=3))
    with agentops.start_session("a long name", session_id="abcdef") as session:
        above = host.tracer.start_span("above")
        above.end()
        session.add_tags("new")
        host.tracer.start_span("below", trace.set_span_in_context(above, Context())).end()
    assert (host.span("below").attributes or {})["agentops.session.tags"] == ("new",)


@pytest.mark.parametrize("made_before", range(8))
def test_a_garbage_collection_may_change_a_span_that_is_being_stamped(
    made_before: int,
) -> None:
    span = started(SpanLimits(), {"agentops.span.kind": "tool", "x": 1})
    late = iter(range(1000))

    def change(phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            stamping.restamp(span, {}, {f"late-{next(late)}": True}, {})

    threshold = gc.get_threshold()
    gc.callbacks.append(change)
    gc.set_threshold(8)
    gc.collect()
    kept = [[one] for one in range(made_before)]
    try:
        own = stamping.stamp(span, {"session.id": "1"})
    finally:
        gc.set_threshold(*threshold)
        gc.callbacks.remove(change)
    assert (own, len(kept)) == ({"agentops.span.kind": "tool"}, made_before)
