"""Sessions as agents produce them, to show in the browser."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from tests.served import Dashboard
from tests.telemetry import EPOCH, SECOND, attributes, event, session_span, span

STACK = """Traceback (most recent call last):
  File "/app/tools.py", line 12, in search
    return client.get(url, timeout=30)
TimeoutError: no answer within 30 s
"""
QUESTION = "How did the regions do last quarter?"
ANSWER = "The figures are **up 4 %**: see [the report](https://example.com/report)."


def message(role: str, content: str) -> dict[str, Any]:
    return {"role": role, "parts": [{"type": "text", "content": content}]}


ASKS_FOR_SEARCH = {
    "type": "tool_call",
    "id": "call-1",
    "name": "search_web",
    "arguments": {"query": "quarterly figures", "limit": 3},
}


def llm_span(
    number: int,
    parent: int,
    *,
    said: Sequence[Mapping[str, Any]],
    reply: Mapping[str, Any],
    trace: int,
    at: float,
    lasts: float,
) -> dict[str, Any]:
    """Return the span of a chat call by the GenAI conventions, with content."""
    return span(
        "chat gpt-4o-mini",
        number,
        parent=parent,
        trace=trace,
        at=at,
        lasts=lasts,
        values={
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "gpt-4o-mini",
            "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
            "gen_ai.usage.input_tokens": 1830,
            "gen_ai.usage.output_tokens": 212,
            "gen_ai.system_instructions": json.dumps(
                [{"type": "text", "content": "You are a careful analyst."}]
            ),
            "gen_ai.input.messages": json.dumps(said),
            "gen_ai.output.messages": json.dumps([{**reply, "finish_reason": "stop"}]),
        },
    )


def tool_span(
    number: int, parent: int, *, trace: int, at: float, lasts: float, fails: bool = False
) -> dict[str, Any]:
    failure: Mapping[str, Any] = {
        "exception.type": "TimeoutError",
        "exception.message": "no answer within 30 s",
        "exception.stacktrace": STACK,
    }
    return span(
        "search_web",
        number,
        parent=parent,
        trace=trace,
        at=at,
        lasts=lasts,
        status="error" if fails else "unset",
        message="TimeoutError" if fails else "",
        events=[event("exception", at + lasts, **failure)] if fails else [],
        values={
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": "search_web",
            "gen_ai.tool.call.arguments": json.dumps({"query": "quarterly figures", "limit": 3}),
            **({} if fails else {"gen_ai.tool.call.result": json.dumps([{"title": "Q3"}] * 3)}),
        },
    )


def agent_session(
    session: str,
    *,
    trace: int,
    at: float = 0,
    fails: bool = False,
    answer: str = ANSWER,
    pace: float = 1,
    **more: Any,
) -> list[dict[str, Any]]:
    """Return a run of an agent that asks a model and searches the web, 12.4 s long at pace 1."""

    def when(start: float, lasts: float) -> dict[str, Any]:
        return {"at": at + start * pace, "lasts": lasts * pace, "trace": trace}

    question = message("user", QUESTION)
    asks = {"role": "assistant", "parts": [ASKS_FOR_SEARCH]}
    found = {"type": "tool_call_response", "id": "call-1", "response": "3 documents"}
    history = [question, asks, {"role": "tool", "parts": [found]}]
    failed: dict[str, Any] = {"state": "error", "reason": "TimeoutError: no answer within 30 s"}
    below = (
        span(
            "researcher",
            2,
            parent=1,
            status="error" if fails else "unset",
            values={"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "researcher"},
            **when(0.1, 12),
        ),
        llm_span(3, 2, said=[question], reply=asks, **when(0.2, 2.5)),
        tool_span(4, 2, **when(3, 0.8)),
        tool_span(5, 2, fails=fails, **when(4, 1.5)),
        llm_span(6, 2, said=history, reply=message("assistant", answer), **when(6, 5)),
    )
    return [
        session_span(session, 1, **when(0, 12.4), **(failed if fails else {}), **more),
        *(of_session(session, each) for each in below),
    ]


def of_session(session: str, one: Mapping[str, Any]) -> dict[str, Any]:
    """Return the span with a session's id, as a processor stamps it."""
    return {**one, "attributes": [*one["attributes"], *attributes({"session.id": session})]}


def seconds_ago(seconds: float) -> float:
    """Return a recent moment in seconds after `EPOCH`, as `tests.telemetry` counts them."""
    return (time.time_ns() - EPOCH) / SECOND - seconds


def send_three(dashboard: Dashboard) -> None:
    """Send a successful, a failed and a cancelled run with different tags, newest first."""
    dashboard.receive(
        *agent_session(
            "s-ok", trace=1, at=seconds_ago(60), name="weekly report", tags=["production"]
        )
    )
    dashboard.receive(
        *agent_session(
            "s-bad",
            trace=2,
            at=seconds_ago(3_690),  # In another hour than the newest, whatever the time.
            name="support request",
            tags=["production", "customer:acme"],
            fails=True,
        )
    )
    dashboard.receive(
        session_span(
            "user/42",
            1,
            trace=3,
            at=seconds_ago(86_400),
            name="checkout",
            tags=["beta"],
            state="cancelled",
        )
    )


def send_runs(dashboard: Dashboard, count: int) -> None:
    """Send `count` sessions of one span each, `run 1` the newest."""
    now = seconds_ago(0)
    dashboard.receive(
        *(
            session_span(f"s{number}", 1, trace=number, at=now - number, name=f"run {number}")
            for number in range(1, count + 1)
        )
    )
