from __future__ import annotations

from dataclasses import replace

import pytest

from agentops_otel.dashboard.model import (
    Event,
    Operation,
    Resource,
    SessionSummary,
    Span,
    StoredSpan,
)
from agentops_otel.dashboard.query.evaluate import (
    SessionFacts,
    SpanFacts,
    session_matches,
    span_matches,
)
from agentops_otel.dashboard.query.fields import SESSION_FIELDS, SPAN_FIELDS, Grain
from agentops_otel.dashboard.query.parser import parse_filter

SECOND = 10**9
TRACE = "a" * 32

SUMMARY = SessionSummary(
    id="user/42",
    name="research",
    state="error",
    reason="ValueError: no",
    tags=("production", "env:eu"),
    start_time_unix_nano=1_793_491_200 * SECOND,
    end_time_unix_nano=1_793_491_260 * SECOND,
    duration_ns=60 * SECOND,
    span_count=3,
    event_count=3,
    error_count=1,
    llm_call_count=1,
    tool_call_count=1,
    input_tokens=900,
    output_tokens=200,
    cached_tokens=None,
    cost_usd=0.25,
    models=("gpt-5-mini",),
    services=("agents",),
    user_id="u1",
    parent_id=None,
    first_user_text="Where is my refund?",
    lost_span_count=2,
    last_received_unix_nano=1_793_491_261 * SECOND,
    revision=7,
)

CALL = SpanFacts(
    StoredSpan(
        "user/42",
        "llm",
        Span(
            trace_id=TRACE,
            span_id="1" * 16,
            parent_span_id="",
            name="chat gpt-5",
            start_time_unix_nano=1_793_491_200 * SECOND,
            end_time_unix_nano=1_793_491_205 * SECOND,
            attributes={
                "http.route": "/chat",
                "retries": 3,
                "temperature": 1.0,
                "stream": True,
                "stops": ("a", "b"),
                "input": {"messages": ("How do I get a Refund?",)},
            },
            status="ok",
            resource=Resource({"service.name": "agents"}),
        ),
    ),
    Operation(
        kind="llm",
        name="chat gpt-5",
        trace_id=TRACE,
        span_ids=("1" * 16,),
        start_time_unix_nano=1_793_491_200 * SECOND,
        duration_ns=5 * SECOND,
        is_error=False,
        provider="openai",
        request_model="gpt-5",
        response_model="gpt-5-mini",
        input_tokens=900,
        output_tokens=200,
        cost_usd=0.25,
        agent="planner",
    ),
)

TOOL = SpanFacts(
    StoredSpan(
        "user/42",
        "tool",
        Span(
            trace_id=TRACE,
            span_id="2" * 16,
            parent_span_id="1" * 16,
            name="run search",
            start_time_unix_nano=1_793_491_210 * SECOND,
            end_time_unix_nano=1_793_491_211 * SECOND,
            attributes={"error.type": "Timeout"},
            events=(Event("exception", 1, {"exception.type": "KeyError"}), Event("cache miss", 2)),
            status="error",
            status_message="it took too long",
            resource=Resource({"service.name": "tools", "deployment.environment": "eu"}),
        ),
    ),
    Operation(
        kind="tool",
        name="search",
        trace_id=TRACE,
        span_ids=("2" * 16,),
        start_time_unix_nano=1_793_491_210 * SECOND,
        duration_ns=SECOND,
        is_error=True,
    ),
)

SESSION = SessionFacts(SUMMARY, (CALL, TOOL))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "id:user/42",
        "name:res*",
        "state:error",
        "reason:ValueError*",
        "tag:production",
        "tag:env:eu",
        "tag:production tag:env:*",
        "user:u1",
        f"trace:{TRACE}",
        "service:agents",
        "environment:eu",
        "provider:openai",
        "model:gpt-5*",
        "tool:search",
        "agent:planner",
        "kind:llm",
        'event:"cache miss"',
        "error:KeyError error:Timeout",
        "start:2026-11-01",
        "end:>2026-11-01",
        "duration:60",
        "spans:3 events:3 errors:1 llm_calls:1 tool_calls:1",
        "tokens:1100 input_tokens:900 output_tokens:200",
        "cost:>=0.25",
        "lost_spans:2 first_user_text:*refund*",
        "attr.http.route:/chat",
        "attr.retries:3",
        "attr.retries:>=2.5",
        "attr.temperature:1",
        "attr.stream:true",
        "attr.stops:b",
        '"took TOO long"',
        '"a refund"',
        "refun*",
        "span(kind:tool status:error)",
        "span(kind:llm tokens:>1000 attr.retries:3)",
        "-parent:*",
        "-cached_tokens:*",
        "-cached_tokens:>0",
        "tag:test OR tag:production",
    ],
)
def test_a_filter_holds(text: str) -> None:
    assert session_matches(parse_filter(text), SESSION)


@pytest.mark.parametrize(
    "text",
    [
        "id:user",
        "name:Research",
        "tag:prod",
        "tag:production tag:test",
        "cached_tokens:>0",
        "attr.stream:1",
        "attr.stream:>0",
        "attr.input:*refund*",
        "attr.missing:*",
        "refun",
        '"refund a"',
        "span(kind:tool status:ok)",
        "span(kind:tool tokens:>0)",
        "-tag:production",
        "-tag:*",
    ],
)
def test_a_filter_does_not_hold(text: str) -> None:
    assert not session_matches(parse_filter(text), SESSION)


def test_an_unknown_cost_is_not_a_cost_of_zero() -> None:
    unknown = replace(SESSION, summary=replace(SUMMARY, cost_usd=None))
    assert not session_matches(parse_filter("cost:<1"), unknown)
    assert session_matches(parse_filter("-cost:<1"), unknown)


def test_a_span_filter_applies_to_one_span() -> None:
    where = parse_filter("kind:tool status:error search", grain=Grain.SPAN)
    assert [span_matches(where, span) for span in SESSION.spans] == [False, True]


@pytest.mark.parametrize("name", [name for name in SESSION_FIELDS if name != "attr"])
def test_every_session_field_can_be_evaluated(name: str) -> None:
    missing = {"parent", "cached_tokens"}
    assert session_matches(parse_filter(f"{name}:*"), SESSION) == (name not in missing)


@pytest.mark.parametrize("name", [name for name in SPAN_FIELDS if name != "attr"])
def test_every_span_field_can_be_evaluated(name: str) -> None:
    where = parse_filter(f"{name}:*", grain=Grain.SPAN)
    assert any(span_matches(where, span) for span in SESSION.spans)
