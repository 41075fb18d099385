from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agentops_otel.dashboard.conversation.turns import Turn, to_turns
from agentops_otel.dashboard.model import Message, Operation, OperationKind, SpanSummary, ToolCall

TRACE = "a" * 32


def operation(kind: OperationKind, name: str, span: str, at: int, **more: Any) -> Operation:
    return Operation(kind, name, TRACE, (span,), at, 1, is_error=False, **more)


def call(span: str, at: int, inputs: list[Message], output: Message, **more: Any) -> Operation:
    return operation(
        "llm",
        "chat",
        span,
        at,
        input_messages=tuple(inputs),
        output_messages=(output,),
        **more,
    )


def span(kind: OperationKind, name: str, span_id: str, parent: str = "") -> SpanSummary:
    return SpanSummary(TRACE, span_id, parent, name, "agents", kind, 1, 2, 1, "unset")


def as_text(turns: list[Turn]) -> str:
    lines = []
    for turn in turns:
        lines.append(f"turn {turn.user_text}")
        for step in turn.steps:
            said = step.text if step.name is None or step.type == "reply" else step.name
            calls = "".join(f" ->{each.name}" for each in step.tool_calls)
            repeated = f" ({step.repeated_messages} repeated)" if step.repeated_messages else ""
            result = "" if step.result is None else f" = {step.result}"
            role = f" {step.role}" if step.type == "message" else ""
            lines.append(f"{'  ' * step.depth}  {step.type}{role}: {said}{calls}{result}{repeated}")
    return "\n".join(lines)


SYSTEM = Message("system", "be brief")
ASK = Message("user", "capital of France?")
ANSWER = Message("assistant", "Paris")
AGAIN = Message("user", "and of Peru?")


def test_each_message_appears_once_where_it_was_new() -> None:
    turns = to_turns(
        [
            call("1", 1, [SYSTEM, ASK], ANSWER),
            call("2", 2, [SYSTEM, ASK, ANSWER, AGAIN], Message("assistant", "Lima")),
        ],
        [],
    )
    assert as_text(turns) == (
        "turn capital of France?\n"
        "  message system: be brief\n"
        "  message user: capital of France?\n"
        "  reply: Paris\n"
        "turn and of Peru?\n"
        "  message user: and of Peru?\n"
        "  reply: Lima (3 repeated)"
    )


def test_a_repeated_question_is_a_new_turn() -> None:
    turns = to_turns([call("1", 1, [ASK], ANSWER), call("2", 2, [ASK], ANSWER)], [])
    assert [turn.user_text for turn in turns] == ["capital of France?"] * 2


SEARCH = ToolCall("c1", "search", {"q": "x"})
REQUEST = Message("assistant", None, tool_calls=(SEARCH,))
FOUND = Message("tool", "3 results", tool_call_id="c1")


def test_a_tool_run_appears_once_even_if_a_message_repeats_its_result() -> None:
    turns = to_turns(
        [
            call("1", 1, [ASK], REQUEST),
            operation("tool", "search", "2", 2, arguments={"q": "x"}, result="3 results"),
            call("3", 3, [ASK, REQUEST, FOUND], ANSWER),
        ],
        [],
    )
    assert as_text(turns) == (
        "turn capital of France?\n"
        "  message user: capital of France?\n"
        "  reply: None ->search\n"
        "  tool: search = 3 results\n"
        "  reply: Paris (2 repeated)"
    )


def test_a_tool_run_without_a_span_is_read_from_its_messages() -> None:
    turns = to_turns(
        [call("1", 1, [ASK], REQUEST), call("2", 2, [ASK, REQUEST, FOUND], ANSWER)], []
    )
    tool = turns[0].steps[2]
    assert (tool.type, tool.name, tool.arguments, tool.result) == (
        "tool",
        "search",
        {"q": "x"},
        "3 results",
    )
    assert tool.operation is None


def test_messages_to_an_inner_agent_start_no_turn() -> None:
    inner = [Message("system", "you search"), Message("user", "find Paris")]
    turns = to_turns(
        [
            call("2", 1, [ASK], REQUEST),
            operation("agent", "searcher", "3", 2),
            call("4", 3, inner, Message("assistant", "found it")),
            call("5", 4, [ASK, REQUEST, FOUND], ANSWER),
        ],
        [
            span("agent", "planner", "1"),
            span("llm", "chat", "2", "1"),
            span("agent", "searcher", "3", "1"),
            span("llm", "chat", "4", "3"),
            span("llm", "chat", "5", "1"),
        ],
    )
    assert as_text(turns) == (
        "turn capital of France?\n"
        "    message user: capital of France?\n"
        "    reply: None ->search\n"
        "    agent: searcher\n"
        "      message system: you search\n"
        "      message user: find Paris\n"
        "      reply: found it\n"
        "    tool: search = 3 results\n"
        "    reply: Paris (2 repeated)"
    )


def test_an_operation_running_when_a_user_speaks_belongs_to_the_users_turn() -> None:
    turns = to_turns(
        [
            replace(operation("workflow", "chat", "1", 1), duration_ns=3),
            call("2", 2, [ASK], ANSWER),
            replace(operation("workflow", "chat", "3", 5), duration_ns=3),
            call("4", 6, [AGAIN], Message("assistant", "Lima")),
            operation("workflow", "report", "5", 8),
        ],
        [],
    )
    assert as_text(turns) == (
        "turn capital of France?\n"
        "  operation: chat\n"
        "  message user: capital of France?\n"
        "  reply: Paris\n"
        "turn and of Peru?\n"
        "  operation: chat\n"
        "  message user: and of Peru?\n"
        "  reply: Lima\n"
        "  operation: report"
    )


def test_calls_without_content_are_replies_without_text() -> None:
    turns = to_turns([operation("llm", "chat", "1", 1)], [])
    assert [(turn.user_text, [step.text for step in turn.steps]) for turn in turns] == [
        (None, [None])
    ]


def test_concurrent_agents_are_shown_one_after_the_other() -> None:
    agents = [span("agent", "a", "1"), span("agent", "b", "2")]
    below = [span("llm", "chat", each, each[-1]) for each in ("31", "42", "51", "62")]
    turns = to_turns(
        [
            replace(operation("agent", "a", "1", 1), duration_ns=9),
            replace(operation("agent", "b", "2", 2), duration_ns=9),
            call("31", 3, [ASK], Message("assistant", "let me see")),
            call("42", 4, [AGAIN], Message("assistant", "one moment")),
            call("51", 5, [ASK, Message("assistant", "let me see"), SYSTEM], ANSWER),
            call("62", 6, [AGAIN, Message("assistant", "one moment"), SYSTEM], ANSWER),
        ],
        [*agents, *below],
    )
    assert as_text(turns) == (
        "turn capital of France?\n"
        "  agent: a\n"
        "    message user: capital of France?\n"
        "    reply: let me see\n"
        "    message system: be brief\n"
        "    reply: Paris (2 repeated)\n"
        "turn and of Peru?\n"
        "  agent: b\n"
        "    message user: and of Peru?\n"
        "    reply: one moment\n"
        "    message system: be brief\n"
        "    reply: Paris (2 repeated)"
    )


def test_parents_in_a_cycle_do_no_harm() -> None:
    circle = [span("agent", "a", "1", "2"), span("agent", "b", "2", "1")]
    assert to_turns([operation("agent", "a", "1", 1)], circle)[0].steps[0].depth <= 2


def test_a_call_known_only_from_log_records_is_placed_by_its_time() -> None:
    recorded = replace(call("", 2, [AGAIN], Message("assistant", "Lima")), span_ids=())
    turns = to_turns([recorded, call("1", 1, [ASK], ANSWER)], [span("llm", "chat", "1")])
    assert [turn.user_text for turn in turns] == ["capital of France?", "and of Peru?"]


def test_a_session_without_operations_has_no_turns() -> None:
    assert to_turns([], []) == []


def test_an_answer_of_several_messages_is_shown_whole() -> None:
    thinks = Message("assistant", None, reasoning="capital, then")
    answered = call("1", 1, [ASK], thinks)
    answers = (
        thinks,
        Message("assistant", "It is"),
        Message("assistant", "Paris", (SEARCH,)),
    )
    turns = to_turns([replace(answered, output_messages=answers)], [])
    reply = turns[0].steps[-1]
    assert (reply.text, reply.reasoning, reply.tool_calls) == (
        "It is\nParis",
        "capital, then",
        (SEARCH,),
    )


def test_a_call_given_an_earlier_conversation_shows_its_tool_run_and_result() -> None:
    turns = to_turns([call("1", 1, [ASK, REQUEST, FOUND], ANSWER)], [])
    assert as_text(turns) == (
        "turn capital of France?\n"
        "  message user: capital of France?\n"
        "  message assistant: None ->search\n"
        "  tool: search = 3 results\n"
        "  reply: Paris"
    )


@pytest.mark.parametrize(
    "given",
    [
        [ASK, replace(REQUEST, tool_calls=(replace(SEARCH, id="fc_1"),))],
        [ASK, Message("assistant", None, reasoning="hm"), REQUEST],
    ],
    ids=["under another id", "in other words"],
)
def test_a_tool_request_appears_once_even_if_a_message_repeats_it(given: list[Message]) -> None:
    turns = to_turns(
        [
            call("1", 1, [ASK], REQUEST),
            operation("tool", "search", "2", 2, result="3 results"),
            call("3", 3, [*given, FOUND], ANSWER),
        ],
        [],
    )
    assert as_text(turns).count("search") == 2


def test_a_tool_run_requested_only_in_a_later_message_appears_once() -> None:
    turns = to_turns(
        [
            operation("llm", "chat", "1", 1),
            operation("tool", "search", "2", 2, result="3 results"),
            call("3", 3, [ASK, REQUEST, FOUND], ANSWER),
        ],
        [],
    )
    assert as_text(turns).count("search") == 1


def test_several_user_messages_of_one_call_are_one_turn() -> None:
    context = Message("user", "today is Monday")
    turns = to_turns([call("1", 1, [context, ASK], ANSWER)], [])
    assert [turn.user_text for turn in turns] == ["today is Monday"]


def test_steps_that_start_together_are_ordered_outermost_first_then_by_end() -> None:
    turns = to_turns(
        [
            replace(call("1", 5, [ASK], ANSWER), duration_ns=9),
            operation("tool", "search", "2", 5),
            replace(operation("operation", "generate", "3", 5), duration_ns=10),
        ],
        [
            span("operation", "generate", "3"),
            span("llm", "chat", "1", "3"),
            span("tool", "search", "2", "3"),
        ],
    )
    steps = [(step.type, step.name) for turn in turns for step in turn.steps]
    assert steps == [
        ("operation", "generate"),
        ("tool", "search"),
        ("message", None),
        ("reply", "chat"),
    ]
