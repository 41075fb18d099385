"""Operations → the conversation they formed: turns, each with its steps in order.

Every model call sends the whole conversation again. Here each message appears once, where it was
new; the number of messages a call repeated is kept as a count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from agentops_otel.dashboard.conversation.agent_paths import AgentPaths
from agentops_otel.dashboard.conversation.history import History, ToolRequests
from agentops_otel.dashboard.model import (
    AttributeValue,
    Medium,
    Message,
    Operation,
    SpanSummary,
    ToolCall,
)

StepType = Literal["message", "reply", "tool", "agent", "operation"]


@dataclass(frozen=True)
class Step:
    """One thing that was said or done.

    Attributes:
        type: `message`: sent to a model. `reply`: a model's answer, with the numbers of the call.
            `tool`: a tool's run, or its result if only a message contains it. `agent`: an agent
            started. `operation`: anything else.
        start_time_unix_nano: Of a message: the start of the call that sent it.
        agent: Name of the agent it belongs to.
        depth: Number of agents of this session it is nested in.
        role: Of a message or a reply.
        operation: The operation; None for a message and for a tool's result without a run.
        repeated_messages: Of a reply: how many messages the call repeated.
        name: Of a tool, an agent or an operation.
        tool_call_id: Of a tool's result: the request it answers, if the telemetry says so.
    """

    type: StepType
    start_time_unix_nano: int
    agent: str | None
    depth: int
    operation: Operation | None = None
    role: str | None = None
    text: str | None = None
    reasoning: str | None = None
    media: tuple[Medium, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    repeated_messages: int = 0
    name: str | None = None
    arguments: AttributeValue = None
    result: AttributeValue = None
    tool_call_id: str | None = None


@dataclass(frozen=True)
class Turn:
    """What followed one message of the user; the first turn may have no such message."""

    user_text: str | None
    steps: tuple[Step, ...]

    @property
    def operations(self) -> tuple[Operation, ...]:
        """Return the operations in the turn."""
        return tuple(step.operation for step in self.steps if step.operation)


def to_turns(operations: Sequence[Operation], spans: Sequence[SpanSummary]) -> list[Turn]:
    """Group the operations of a session, given by start, into turns.

    A turn begins with a new user message at the outermost depth at which models are called. What
    one agent did stays together, even if several agents ran side by side.
    """
    paths = AgentPaths(spans, operations)
    steps = list(_steps(sorted(operations, key=paths.place), paths))
    outermost = min((step.depth for step in steps if step.type == "reply"), default=0)
    turns: list[list[Step]] = []
    for step in steps:
        begins = _is_of_user(step) and step.depth <= outermost
        if not turns or (begins and not _came_with(step, turns[-1][-1])):
            turns.append([])
        turns[-1].append(step)
    return [_turn(steps) for steps in _with_context_before_the_user(turns)]


def _is_of_user(step: Step) -> bool:
    return step.type == "message" and step.role == "user"


def _came_with(message: Step, before: Step) -> bool:
    """Return whether one call brought both user messages, so that they belong to one turn."""
    same_time = message.start_time_unix_nano == before.start_time_unix_nano
    return same_time and message.agent == before.agent and _is_of_user(before)


def _turn(steps: Sequence[Step]) -> Turn:
    users = (step.text for step in steps if _is_of_user(step))
    return Turn(next(users, None), tuple(steps))


def _with_context_before_the_user(turns: Sequence[list[Step]]) -> Iterable[list[Step]]:
    """Move what led up to a user's message (system prompt, an agent's start) into its turn."""
    carried: list[Step] = []
    for steps, following in zip_longest(turns, turns[1:]):
        own = carried + steps
        carried = []
        while following and own and _leads_up_to(following[0], own[-1]):
            carried.insert(0, own.pop())
        if own:
            yield own


def _leads_up_to(message: Step, step: Step) -> bool:
    if step.type == "message":
        return step.role in {"system", "developer"}
    if step.operation is None or step.type not in {"agent", "operation"}:
        return False
    end = step.operation.start_time_unix_nano + step.operation.duration_ns
    return end > message.start_time_unix_nano


def _steps(operations: Sequence[Operation], paths: AgentPaths) -> Iterable[Step]:
    history = History()
    requests = ToolRequests()
    for operation in operations:
        depth = paths.depth(operation)
        step = Step(
            "operation",
            operation.start_time_unix_nano,
            operation.agent,
            depth,
            operation,
            name=operation.name,
        )
        if operation.kind == "llm":
            yield from _call_steps(step, operation, history, requests)
        elif operation.kind == "tool":
            requests.ran(operation.name)
            yield replace(step, type="tool", arguments=operation.arguments, result=operation.result)
        else:
            type_: StepType = "agent" if operation.kind == "agent" else "operation"
            yield replace(step, type=type_, arguments=operation.arguments, result=operation.result)


def _call_steps(
    step: Step, call: Operation, history: History, requests: ToolRequests
) -> Iterable[Step]:
    repeated = history.repeated(call.input_messages)
    for message in call.input_messages[repeated:]:
        yield from _message_steps(step, message, requests)
    reply = _reply(call)
    requests.ask(reply.tool_calls)
    history.remember((*call.input_messages, reply))
    if len(call.output_messages) > 1:
        history.remember((*call.input_messages, *call.output_messages))
    yield replace(
        step,
        type="reply",
        role="assistant",
        text=reply.text,
        reasoning=reply.reasoning,
        media=reply.media,
        tool_calls=reply.tool_calls,
        repeated_messages=repeated,
    )


def _message_steps(step: Step, message: Message, requests: ToolRequests) -> Iterable[Step]:
    """Yield what a new message to a model says: itself, or a tool's result without a run."""
    asked = requests.told_again(message.tool_calls)
    said = replace(
        step,
        operation=None,
        name=None,
        role=message.role,
        text=message.text,
        reasoning=message.reasoning,
        media=message.media,
        tool_calls=asked,
    )
    if message.role != "tool":
        if asked or message.role != "assistant" or _is_told(message):
            yield replace(said, type="message")
    elif (request := requests.unanswered(message.tool_call_id)) is not None:
        yield replace(
            said,
            type="tool",
            role=None,
            text=None,
            media=(),
            name=request.name,
            arguments=request.arguments,
            result=message.text,
            tool_call_id=message.tool_call_id,
        )


def _reply(call: Operation) -> Message:
    """Merge the output messages of a model call into one: reasoning, text, tool calls."""
    if not call.output_messages:
        return Message("assistant", call.assistant_text, tool_calls=call.tool_calls)
    answers = call.output_messages
    return Message(
        "assistant",
        _joined(answer.text for answer in answers),
        reasoning=_joined(answer.reasoning for answer in answers),
        media=tuple(medium for answer in answers for medium in answer.media),
        tool_calls=tuple(request for answer in answers for request in answer.tool_calls),
    )


def _joined(texts: Iterable[str | None]) -> str | None:
    return "\n".join(text for text in texts if text) or None


def _is_told(message: Message) -> bool:
    return bool(message.text or message.reasoning or message.media)
