"""Every engine returns for a filter exactly what it matches according to `query.evaluate`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentops_otel.dashboard.model import Event, OperationKind, Resource, Span
from agentops_otel.dashboard.query.evaluate import (
    SessionFacts,
    SpanFacts,
    session_matches,
    span_matches,
)
from agentops_otel.dashboard.query.fields import KINDS, STATES, STATUSES, Grain
from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.interface import Store
from tests.contract.telemetry import NOW, SECOND, batch, live_record, session_span, span, trace_id


def tool_span(number: int, tool: str, **more: Any) -> Span:
    return span(
        number,
        name=f"execute_tool {tool}",
        gen_ai__operation__name="execute_tool",
        gen_ai__tool__name=tool,
        **more,
    )


def call_span(number: int, model: str, tokens: int, **more: Any) -> Span:
    return span(
        number,
        name=f"chat {model}",
        gen_ai__operation__name="chat",
        gen_ai__provider__name="openai",
        gen_ai__request__model=model,
        gen_ai__response__model=f"{model}-2026",
        gen_ai__response__id=f"r{number}",
        gen_ai__usage__input_tokens=tokens,
        gen_ai__usage__output_tokens=tokens // 10,
        **more,
    )


EXCEPTION = Event("exception", 0, {"exception.type": "KeyError", "exception.message": "no Refund"})
QUALIFIED = Event("exception", 0, {"exception.type": "my.mod.Timeout"})

SPANS = (
    session_span(1, session="a", lasts=60, agentops__session__tags=("x", "env:eu"), user__id="u1"),
    call_span(2, "gpt-5", 1000, parent=1, at=1, gen_ai__input__messages="Hi *there*"),
    tool_span(
        3, "search", parent=1, at=3, status="error", error__type="Timeout", events=(QUALIFIED,)
    ),
    session_span(
        1,
        trace=2,
        session="b/1",
        at=100,
        state="error",
        status="error",
        agentops__session__tags=("x", "y", "100%"),
        agentops__session__end_state_reason="KeyError: no",
    ),
    call_span(2, "gpt-5-mini", 200, trace=2, parent=1, at=101, events=(EXCEPTION,)),
    call_span(3, "claude", 300, trace=2, parent=1, at=102),
    tool_span(4, "search", trace=2, parent=1, at=103, service="tools", retries=3),
    session_span(
        1, trace=3, session="c", at=86_400, name="[a*b]?", agentops__session__parent_id="a"
    ),
    span(
        2,
        trace=3,
        parent=1,
        http__route="/chat",
        stream=True,
        rate=0.5,
        stops=("p", "q", 3),
        bounds=(float("inf"), 2**60 + 1, -3),
    ),
    span(
        1, trace=4, name="lonely", note="How do I get a refund, 42 times?", deep={"n": ("Straße",)}
    ),
    span(
        2, trace=4, parent=1, status="ok", events=(Event("cache miss", 0), QUALIFIED), service=None
    ),
)
DEPLOYED = replace(
    span(3, trace=4, parent=1),
    resource=Resource({"service.name": "app", "deployment.environment.name": "eu"}),
)
OPEN = live_record("start", 9, session="open", trace=9)
LOST = live_record(
    "heartbeat", session="b/1", agentops__spans__failed=3, agentops__spans__dropped=0
)


@dataclass(frozen=True)
class World:
    """A store and the facts of each of its sessions by id."""

    store: Store
    facts: dict[str, SessionFacts]


@pytest.fixture
def world(store: Store) -> World:
    store.write(batch(*SPANS, DEPLOYED, LOST))
    store.write(batch(OPEN, received=NOW - 60 * SECOND))
    rows = store.sessions(limit=500).rows
    facts = {row.id: SessionFacts(row, tuple(span_facts(store, row.id))) for row in rows}
    assert set(facts) == {"a", "b/1", "c", trace_id(4), "open"}
    return World(store, facts)


def span_facts(store: Store, session_id: str) -> list[SpanFacts]:
    kinds = get_args(OperationKind)
    operations = {
        (operation.trace_id, span_id): operation
        for operation in store.operations(session_id, kinds=kinds).rows
        for span_id in operation.span_ids
    }
    facts = []
    for row in store.spans(session_id):
        stored = store.span(session_id, row.span_id, trace_id=row.trace_id)
        assert stored
        facts.append(SpanFacts(stored, operations.get((row.trace_id, row.span_id))))
    return facts


TEXTS = st.sampled_from(
    [
        "a",
        "b/1",
        "c",
        "x",
        "y",
        "env:eu",
        "100%",
        "eu",
        "openai",
        "search",
        "gpt-5",
        "gpt-5-mini",
        "claude-2026",
        "app",
        "tools",
        "u1",
        "work",
        "lonely",
        "[a*b]?",
        "KeyError",
        "Timeout",
        "my.mod.Timeout",
        "cache miss",
        "chat gpt-5",
        "/chat",
        "true",
        "3",
        "inf",
        "How do I get a refund, 42 times?",
        "0.5",
        "p",
        "exception",
        "KeyError: no",
        "Hi *there*",
        "",
    ]
)
WORDS = st.sampled_from(
    ["refund", '"a refund 42"', "ref*", "42", "strasse", "no", "search", '"execute tool"', "zebra"]
)
ORDERS = st.sampled_from(["", ">", ">=", "<", "<="])


@st.composite
def values(draw: st.DrawFn) -> str:
    text = draw(TEXTS)
    if draw(st.booleans()):
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"'
    kept = draw(st.integers(0, len(text)))
    bare = "".join(f"\\{char}" for char in text[:kept])
    return f"{bare}*{''.join(f'{chr(92)}{char}' for char in text[kept + 1 :])}"


def term(names: list[str], value: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("{}:{}".format, st.sampled_from(names), value)


def ordered(names: list[str], value: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("{}:{}{}".format, st.sampled_from(names), ORDERS, value)


COUNTS = st.sampled_from(["0", "1", "2", "3", "4", "20", "220", "300", "550", "1000", "1.1k"])
SECONDS = st.sampled_from(["0", "1", "1s", "2s", "60", "1m", "500ms"])
TIMES = st.sampled_from(
    ["2023-11-14T22:13:20", "2023-11-14T22:13:21", "2023-11-14", "2023-11-15", "2023-11", "2030-01"]
)
COSTS = st.sampled_from(["0", "0.000001", "0.0001", "0.01", "1"])
ATTRIBUTES = [
    *("attr.http.route", "attr.stream", "attr.rate", "attr.stops", "attr.retries", "attr.note"),
    *("attr.bounds", "attr.no.such"),
]
IDS = st.sampled_from([trace_id(1), trace_id(2).upper(), f"{trace_id(3)[:-1]}*", "00*1", "f*"])

SPAN_TERMS = st.one_of(
    WORDS,
    term(["name", "service", "model", "tool", "agent", "event", "error", "provider"], values()),
    term(["kind"], st.sampled_from(KINDS)),
    term(["status"], st.sampled_from(STATUSES)),
    term(["trace", "id"], IDS),
    term(
        ["name", "service", "model", "tool", "error", "tokens", "cost", *ATTRIBUTES], st.just("*")
    ),
    ordered(["tokens", "input_tokens", "output_tokens"], COUNTS),
    ordered(["duration"], SECONDS),
    ordered(["start"], TIMES),
    ordered(["cost"], COSTS),
    term(ATTRIBUTES, values()),
    ordered(
        ATTRIBUTES, st.sampled_from(["0.5", "3", "-1", "-3", "1e3", "1152921504606846977"])
    ).filter(lambda text: any(order in text for order in "<>")),
)


def combined(terms: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.recursive(
        terms,
        lambda inner: st.one_of(
            st.builds("({} {})".format, inner, inner),
            st.builds("({} OR {})".format, inner, inner),
            st.builds("-{}".format, inner),
        ),
        max_leaves=5,
    )


SPAN_FILTERS = combined(SPAN_TERMS)
SESSION_FILTERS = combined(
    st.one_of(
        WORDS,
        st.builds("span({})".format, SPAN_FILTERS),
        term(["id", "name", "reason", "tag", "user", "parent", "first_user_text"], values()),
        term(["model", "tool", "agent", "event", "error", "provider", "environment"], values()),
        term(["service"], values()),
        term(["state"], st.sampled_from(STATES)),
        term(["kind"], st.sampled_from(KINDS)),
        term(["trace"], IDS),
        term(["reason", "tag", "user", "parent", "model", "end", "cost", "tokens"], st.just("*")),
        term(["first_user_text", "lost_spans"], st.just("*")),
        ordered(["spans", "events", "errors", "llm_calls", "tool_calls", "tokens"], COUNTS),
        ordered(["input_tokens", "output_tokens", "cached_tokens", "lost_spans"], COUNTS),
        ordered(["duration"], SECONDS),
        ordered(["start", "end"], TIMES),
        ordered(["cost"], COSTS),
        term(ATTRIBUTES, values()),
        term(ATTRIBUTES, st.just("*")),
        ordered(ATTRIBUTES, st.sampled_from(["0.5", "3", "-3", "1152921504606846976"])).filter(
            lambda text: any(order in text for order in "<>")
        ),
    )
)

# The world is only read, so examples may share it.
many = settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@many
@given(text=SESSION_FILTERS)
def test_a_filter_finds_the_sessions_that_it_matches(world: World, text: str) -> None:
    where = parse_filter(text)
    expected = {id_ for id_, facts in world.facts.items() if session_matches(where, facts)}
    assert {row.id for row in world.store.sessions(where).rows} == expected
    assert world.store.count(where).value == len(expected)


@many
@given(text=SPAN_FILTERS)
def test_a_span_filter_finds_the_spans_that_it_matches(world: World, text: str) -> None:
    where = parse_filter(text, grain=Grain.SPAN)
    for id_, facts in world.facts.items():
        expected = [each.stored.span.span_id for each in facts.spans if span_matches(where, each)]
        assert [row.span_id for row in world.store.find(id_, where)] == expected
