"""A user's program that is only type-checked: the API as seen from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter
from opentelemetry.trace import Span
from typing_extensions import assert_type

import agentops_otel as agentops
from agentops_otel import ConfigurationError, Session, SessionEvent
from agentops_otel.sdk.asgi import SessionLifespan
from agentops_otel.sdk.decorators import session
from agentops_otel.sdk.process import carried, child_environment
from agentops_otel.testing import CapturedSpans, capture_spans, span_tree

assert_type(agentops.init(), Session | None)
assert_type(
    agentops.init(
        "key",
        endpoint="http://localhost:4318",
        tags=["a"],
        auto_start_session=False,
        session_name="run",
        service_name="agents",
        tracer_provider=TracerProvider(),
        span_exporter=ConsoleSpanExporter(),
        propagate_baggage=True,
        capture_content=False,
        live=False,
    ),
    Session | None,
)
agentops.init(tags="a")
agentops.init(tags={"env": "prod"})
assert_type(agentops.flush(), bool)
assert_type(agentops.flush(timeout=1), bool)
assert_type(agentops.shutdown(0.5), bool)

started = agentops.start_session(
    "run", tags=("a", 1), session_id="chat-7", attributes={"user.id": "u1", "scores": [1, 2]}
)
assert_type(started, Session)
assert_type(agentops.current_session(), Session | None)
agentops.end_session()
agentops.end_session(started, state="error", reason="because")
agentops.end_all_sessions("cancelled")
agentops.record_event("cache miss", {"key": "k1", "hit": False})

with agentops.start_session("run") as entered:
    assert_type(entered, Session)
    assert_type(entered.id, str)
    assert_type(entered.name, str)
    assert_type(entered.tags, tuple[str, ...])
    assert_type(entered.start_time, datetime)
    assert_type(entered.end_time, datetime | None)
    assert_type(entered.is_open, bool)
    assert_type(entered.reason, str | None)
    assert_type(entered.parent_id, str | None)
    assert_type(entered.url, str | None)
    assert_type(entered.span, Span)
    assert_type(entered.events, tuple[SessionEvent, ...])
    assert_type(entered.event_count, int)
    assert_type(entered.error_count, int)
    if entered.state == "running":
        entered.add_tags("late", "later")
        entered.set_attribute("user.id", "u1")
        entered.record_event("asked", {"n": 1})
    for event in entered.events:
        assert_type(event.name, str)
        assert_type(event.kind, str)
        assert_type(event.start_time_unix_nano, int)
    with entered.use() as used:
        assert_type(used, Session)
    entered.end("success", "done")


async def within() -> None:
    async with agentops.start_session() as inner:
        assert_type(inner, Session)
    assert_type(await coroutine("why"), str)


@agentops.session
def plain(question: str, *, times: int = 1) -> list[str]:
    return [question] * times


@session("named", tags=["a"], attributes={"user.id": "u1"}, capture_content=False)
async def coroutine(question: str) -> str:
    return question


@agentops.agent
def generator(to: int) -> Iterator[int]:
    yield from range(to)


@agentops.workflow("flow")
async def async_generator(to: int) -> AsyncIterator[int]:
    yield to


@agentops.tool(name="search", attributes={"index": "web"}, capture_content=True)
def search(query: str) -> Mapping[str, str]:
    return {"query": query}


assert_type(plain("why", times=2), list[str])
assert_type(generator(3), Iterator[int])
assert_type(async_generator(3), AsyncIterator[int])
assert_type(search("x"), Mapping[str, str])


@agentops.agent("planner")
class Planner:
    def __init__(self, name: str) -> None:
        self.name = name

    @agentops.task
    def plan(self, steps: int) -> str:
        return self.name * steps

    @staticmethod
    @agentops.operation
    def parse(text: str) -> int:
        return int(text)

    @classmethod
    @agentops.guardrail
    def check(cls, text: str) -> bool:
        return bool(text)


planner = Planner("p")
assert_type(planner, Planner)
assert_type(planner.plan(2), str)
assert_type(Planner.parse("1"), int)
assert_type(Planner.check("x"), bool)

try:
    agentops.init(endpoint="nowhere")
except ConfigurationError as problem:
    assert_type(problem.args, tuple[Any, ...])

environment: dict[str, str] = child_environment({"PATH": "/bin"})
work: Callable[[str], Mapping[str, str]] = carried(search)


async def app(scope: Any, receive: Any, send: Any) -> None: ...


SessionLifespan(app)

with capture_spans() as captured:
    assert_type(captured, CapturedSpans)
    assert_type(captured.spans, tuple[ReadableSpan, ...])
    assert_type(span_tree(captured.spans, "session.id"), str)
