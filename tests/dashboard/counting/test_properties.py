"""What holds for any telemetry, however strange."""

from __future__ import annotations

import json
import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agentops_otel.dashboard.counting.operations import operations
from agentops_otel.dashboard.dialects.registry import DIALECTS
from agentops_otel.dashboard.model import Event, LogRecord, Span
from tests.dashboard.dialects.spans import event, record, span

KEYS = sorted(
    {
        *(key for dialect in DIALECTS for keys in dialect.keys.values() for key in keys),
        *(key for dialect in DIALECTS for key in dialect.kinds),
        *(body.key for dialect in DIALECTS for body in dialect.bodies),
        *(
            f"{family}.{place}"
            for dialect in DIALECTS
            for families in dialect.families.values()
            for family in families
            for place in ("0", "0.role", "0.message.role", "1.content", "x", "0.tool_calls.0.name")
        ),
    }
)
EVENTS = sorted({name for dialect in DIALECTS for name in (*dialect.events, *dialect.calls)})
KINDS = [
    (key, value) for dialect in DIALECTS for key, kinds in dialect.kinds.items() for value in kinds
]

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.binary(max_size=8)
    | st.sampled_from(["", "{", "[]", "{}", '"', "null", "NaN", "1e999", "-1", '{"a":{"b":[1]}}'])
)
names = st.sampled_from(
    [
        "role",
        "parts",
        "content",
        "contents",
        "type",
        "text",
        "message",
        "tool_calls",
        "id",
        "name",
        "arguments",
        "input",
        "output",
        "usage",
        "choices",
        "messages",
        "lc",
        "kwargs",
        "args",
    ]
) | st.text(max_size=5)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple) | st.dictionaries(names, inner, max_size=4)
    ),
    max_leaves=12,
)
as_json = values.map(lambda value: json.dumps(value, default=str))
attributes = st.dictionaries(
    st.sampled_from(KEYS) | st.text(max_size=8), values | as_json, max_size=12
)
kinds: st.SearchStrategy[dict[str, str]] = st.just({}) | st.sampled_from(KINDS).map(
    lambda kind: {kind[0]: kind[1]}
)


@st.composite
def hostile_events(draw: st.DrawFn) -> Event:
    return event(draw(st.sampled_from(EVENTS)), draw(attributes))


@st.composite
def hostile_spans(draw: st.DrawFn) -> Span:
    return span(
        draw(st.text(max_size=8)),
        {**draw(attributes), **draw(kinds)},
        id=draw(st.sampled_from("abcd")),
        parent=draw(st.sampled_from(["", "a", "b", "c", "d"])),
        at=draw(st.integers(0, 3)),
        lasts=draw(st.integers(0, 3)),
        events=tuple(draw(st.lists(hostile_events(), max_size=2))),
    )


@st.composite
def hostile_records(draw: st.DrawFn) -> LogRecord:
    return record(
        draw(st.sampled_from(EVENTS)),
        draw(attributes),
        inside=draw(st.sampled_from(["", "a", "b"])),
        body=draw(values),
    )


@given(st.lists(hostile_spans(), max_size=4), st.lists(hostile_records(), max_size=3))
@settings(max_examples=150, deadline=None)
def test_no_value_of_any_attribute_raises_or_makes_a_wrong_number(
    spans: list[Span], records: list[LogRecord]
) -> None:
    for done in operations(spans, records):
        assert done.name or not all(each.name for each in spans)
        for number in (done.input_tokens, done.output_tokens, done.cached_tokens):
            assert number is None or (type(number) is int and 0 <= number < 2**63)
        assert done.cost_usd is None or (math.isfinite(done.cost_usd) and done.cost_usd >= 0)
        assert isinstance(done.provider, (str, type(None)))


calls = st.fixed_dictionaries(
    {},
    optional={
        "gen_ai.response.id": st.sampled_from(["r1", "r2"]),
        "gen_ai.request.model": st.sampled_from(["gpt-5", "gpt-4o"]),
        "gen_ai.usage.input_tokens": st.sampled_from([1, 2]),
        "gen_ai.usage.output_tokens": st.sampled_from([1, 2]),
        "gen_ai.agent.name": st.sampled_from(["planner", "writer"]),
        "gen_ai.tool.name": st.sampled_from(["search", "fetch"]),
    },
)
operation_names = st.sampled_from(["chat", "chat", "chat", "invoke_agent", "execute_tool", "other"])


@st.composite
def sessions(draw: st.DrawFn) -> list[Span]:
    size = draw(st.integers(1, 8))
    return [
        span(
            "s",
            {"gen_ai.operation.name": draw(operation_names), **draw(calls)},
            id=str(number),
            parent=draw(st.sampled_from(["", *map(str, range(size))])),
            at=draw(st.integers(0, 4)),
            lasts=draw(st.integers(0, 4)),
            trace=draw(st.sampled_from(["a" * 32, "b" * 32])),
            scope=draw(st.sampled_from(["one", "two"])),
        )
        for number in range(size)
    ]


@given(sessions(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_of_spans_never_changes_the_answer(spans: list[Span], random: Any) -> None:
    shuffled = list(spans)
    random.shuffle(shuffled)

    assert operations(spans) == operations(shuffled)


@given(sessions())
@settings(max_examples=80, deadline=None)
def test_a_span_sent_twice_counts_once(spans: list[Span]) -> None:
    assert operations([*spans, *spans]) == operations(spans)


@given(sessions())
@settings(max_examples=80, deadline=None)
def test_every_span_stands_for_one_operation_at_most(spans: list[Span]) -> None:
    seen = [each for done in operations(spans) for each in done.span_ids]

    assert len(seen) == len(set(seen))
