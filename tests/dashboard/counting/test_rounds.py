from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from agentops_otel.dashboard.counting.plain import count_if_plain
from agentops_otel.dashboard.counting.sightings import sighting_of
from agentops_otel.dashboard.model import Scope, Span
from tests.dashboard.dialects.seeing import fields, the_operations
from tests.dashboard.dialects.spans import span

RUBY = "OpenTelemetry::Instrumentation::RubyLLM"
SPRING = Scope(name="org.springframework.boot", version="3.5.6")


def said(role: str, **part: Any) -> dict[str, Any]:
    return {"role": role, "parts": [part]}


ASKED = said("user", type="text", content="Rain in Oslo and Bergen?")
WISHES = [
    said("assistant", type="tool_call", id=f"c{place}", name="rain", arguments={"city": city})
    for place, city in enumerate(("Oslo", "Bergen"))
]
RESULTS = [said("tool", type="text", content="rain") | {"tool_call_id": f"c{n}"} for n in (0, 1)]
ANSWER = said("assistant", type="text", content="Take an umbrella.")

# What the library for Ruby records on the span of every call of a loop.
RUBY_CALL = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-5-mini",
    "gen_ai.response.model": "gpt-5-mini-2025-08-07",
    "gen_ai.usage.input_tokens": 130,
    "gen_ai.usage.output_tokens": 9,
    "gen_ai.input.messages": json.dumps([ASKED, WISHES[0], RESULTS[0], WISHES[1], RESULTS[1]]),
    "gen_ai.output.messages": json.dumps([ANSWER]),
}


def ruby(name: str, attributes: dict[str, Any], parent: str, at: float, until: float) -> Span:
    return span(
        name.rstrip("0123456789"),
        attributes,
        id=name,
        parent=parent,
        at=at,
        lasts=until - at,
        scope=RUBY,
        kind="client" if "chat" in name else "internal",
    )


def ruby_tool(name: str, parent: str, at: float) -> Span:
    told = {"gen_ai.tool.name": "rain", "gen_ai.tool.call.result": "rain"}
    return ruby(name, told, parent, at, at + 1)


def a_loop_in_ruby(**last: Any) -> list[Span]:
    """Return a call whose span has a tool run and the next call in it, and so on."""
    return [
        ruby("chat gpt-5-mini 0", RUBY_CALL, "", 0, 20),
        ruby_tool("execute_tool rain 0", "chat gpt-5-mini 0", 2),
        ruby("chat gpt-5-mini 1", RUBY_CALL, "chat gpt-5-mini 0", 4, 19),
        ruby_tool("execute_tool rain 1", "chat gpt-5-mini 1", 6),
        replace(ruby("chat gpt-5-mini 2", RUBY_CALL, "chat gpt-5-mini 1", 8, 18), **last),
    ]


def test_a_call_that_asks_again_inside_its_own_span_is_a_call_by_itself() -> None:
    told = the_operations(*a_loop_in_ruby())
    calls = [each for each in told if each.kind == "llm"]

    assert [each.kind for each in told] == ["llm", "tool", "llm", "tool", "llm"]
    assert [(each.input_tokens, each.output_tokens) for each in calls] == [
        (None, None),
        (None, None),
        (130, 9),
    ]
    assert [each.response_model for each in calls] == [None, None, "gpt-5-mini-2025-08-07"]
    assert [each.assistant_text for each in calls] == [None, None, "Take an umbrella."]
    assert [[wish.id for wish in each.tool_calls] for each in calls] == [["c0"], ["c1"], []]
    assert [len(each.input_messages) for each in calls] == [1, 3, 5]
    assert {each.last_user_text for each in calls} == {"Rain in Oslo and Bergen?"}
    assert [each.duration_ns // 10**9 for each in calls] == [2, 2, 10]


def test_the_order_of_the_spans_of_a_loop_changes_nothing() -> None:
    spans = a_loop_in_ruby()

    assert the_operations(*reversed(spans)) == the_operations(*spans)


def test_only_the_last_call_of_a_loop_failed_if_that_failed() -> None:
    failed = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5-mini"}
    outer, tool, inner, *_ = a_loop_in_ruby()
    told = the_operations(
        replace(outer, attributes=failed, status="error"),
        tool,
        replace(inner, attributes=failed, status="error"),
    )

    assert [(each.kind, each.is_error) for each in told] == [
        ("llm", False),
        ("tool", False),
        ("llm", True),
    ]


def test_another_instrumentation_of_a_loop_shows_the_same_calls() -> None:
    def client(name: str, parent: str, at: float, tokens: int) -> Span:
        told = {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": "gpt-5-mini",
            "gen_ai.response.id": name,
            "gen_ai.usage.input_tokens": tokens,
            "gen_ai.usage.output_tokens": 9,
        }
        return span(name, told, parent=parent, at=at, lasts=0.5, scope="http client")

    told = the_operations(
        *a_loop_in_ruby(),
        client("first", "chat gpt-5-mini 0", 0.5, 110),
        client("second", "chat gpt-5-mini 1", 4.5, 120),
        client("third", "chat gpt-5-mini 2", 9, 130),
    )

    assert [
        (each.response_id, each.input_tokens, len(each.span_ids))
        for each in told
        if each.kind == "llm"
    ] == [("first", 110, 2), ("second", 120, 2), ("third", 130, 2)]


def test_a_wrapper_that_ran_tools_between_its_calls_is_none() -> None:
    told = the_operations(
        ruby("chat gpt-5-mini 0", RUBY_CALL, "", 0, 20),
        ruby("chat gpt-5-mini 1", RUBY_CALL, "chat gpt-5-mini 0", 1, 2),
        ruby_tool("execute_tool rain 0", "chat gpt-5-mini 0", 3),
    )

    assert [each.kind for each in told] == ["llm", "tool"]
    assert told[0].input_tokens == 130


def test_a_wrapper_that_runs_an_approved_tool_first_is_no_call() -> None:
    def vercel(name: str, parent: str, at: float, until: float) -> Span:
        told = {
            "ai.operationId": name,
            "ai.model.id": "gpt-5-mini",
            "ai.usage.inputTokens": 130,
            "ai.usage.outputTokens": 9,
        }
        return span(name, told, parent=parent, at=at, lasts=until - at, scope="ai")

    told = the_operations(
        vercel("ai.generateText", "", 0, 10),
        span(
            "ai.toolCall",
            {"ai.operationId": "ai.toolCall", "ai.toolCall.name": "rain"},
            parent="ai.generateText",
            at=1,
            scope="ai",
        ),
        vercel("ai.generateText.doGenerate", "ai.generateText", 3, 9),
    )

    assert [(each.kind, each.input_tokens) for each in told if each.kind == "llm"] == [("llm", 130)]


def spring(tokens_in: int, tokens_out: int, id: str, *, at: float, scope: Scope = SPRING) -> Span:  # noqa: A002
    told = {
        "gen_ai.operation.name": "chat",
        "gen_ai.system": "openai",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.response.id": id,
        "gen_ai.usage.input_tokens": str(tokens_in),
        "gen_ai.usage.output_tokens": str(tokens_out),
        "gen_ai.usage.total_tokens": str(tokens_in + tokens_out),
    }
    return replace(span("chat gpt-4o", told, id=id, parent="call", at=at), scope=scope)


def spring_tool(id: str, *, at: float) -> Span:  # noqa: A002
    told = {
        "gen_ai.operation.name": "framework",
        "spring.ai.kind": "tool_call",
        "spring.ai.tool.definition.name": "rain",
    }
    return replace(span("tool_call rain", told, id=id, parent="call", at=at), scope=SPRING)


@pytest.mark.parametrize(
    ("version", "counts"),
    [
        ("3.5.6", [(100, 20), (140, 15), (170, 30)]),
        # Spring AI 2, on Spring Boot 4, counts each call by itself.
        ("4.0.1", [(100, 20), (240, 35), (410, 65)]),
    ],
)
def test_spring_ai_1_adds_the_calls_before_in_a_tool_loop(
    version: str, counts: list[tuple[int, int]]
) -> None:
    scope = replace(SPRING, version=version)
    told = the_operations(
        spring(100, 20, "a", at=0, scope=scope),
        spring_tool("t", at=2),
        spring(240, 35, "b", at=4, scope=scope),
        spring_tool("u", at=6),
        spring(410, 65, "c", at=8, scope=scope),
    )

    calls = [each for each in told if each.kind == "llm"]
    assert [(each.input_tokens, each.output_tokens) for each in calls] == counts


def test_calls_of_spring_ai_without_a_tool_between_them_are_counted_as_they_are() -> None:
    told = the_operations(spring(100, 20, "a", at=0), spring(240, 35, "b", at=4))

    assert [each.input_tokens for each in told] == [100, 240]


def test_a_call_of_spring_ai_that_cannot_include_the_one_before_is_counted_as_it_is() -> None:
    told = the_operations(
        spring(100, 20, "a", at=0), spring_tool("t", at=2), spring(130, 35, "b", at=4)
    )

    assert fields(told[2], "input_tokens", "output_tokens") == {
        "input_tokens": 130,
        "output_tokens": 35,
    }


def test_counts_that_may_be_sums_are_not_counted_span_by_span() -> None:
    spans = [spring(100, 20, "a", at=0), spring_tool("t", at=2), spring(240, 35, "b", at=4)]

    assert count_if_plain([sighting_of(each) for each in spans]) is None


def test_a_stream_of_spring_ai_has_the_last_answer_on_the_first_call_too() -> None:
    outer = replace(spring(240, 35, "b", at=0), span_id="0" * 15 + "1")
    outer = replace(outer, end_time_unix_nano=outer.end_time_unix_nano + 10**10)
    tool = replace(spring_tool("t", at=2), parent_span_id=outer.span_id)
    inner = replace(spring(240, 35, "b", at=4), parent_span_id=outer.span_id)

    first, _, last = the_operations(outer, tool, inner)

    assert (first.kind, first.input_tokens, first.response_id) == ("llm", None, None)
    assert (last.kind, last.input_tokens, last.response_id) == ("llm", 240, "b")
