"""`/sessions/{id}/transcript`: the conversation, in turns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query
from pydantic import Field

from agentops_otel.dashboard.api.operations import ToolCall
from agentops_otel.dashboard.api.parameters import (
    NoQuery,
    PathId,
    StoreParameter,
    require_session,
)
from agentops_otel.dashboard.api.wire import Body, JsonValue, UnixNano
from agentops_otel.dashboard.conversation import turns
from agentops_otel.dashboard.model import FinishClass, Medium

router = APIRouter(tags=["operations"])

Number = TypeVar("Number", int, float)


class Call(Body):
    """When an operation ran and how it went. Null if the telemetry does not say."""

    trace_id: str
    span_ids: list[str]
    start_time_unix_nano: UnixNano
    duration_ns: int
    is_error: bool
    request_model: str | None
    response_model: str | None
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    cost_usd: float | None
    finish_class: FinishClass | None


class Step(Body):
    """One thing that was said or done."""

    type: turns.StepType = Field(
        description="`message`: new to a model. `reply`: what a model answered. `tool`: a run, or"
        " only its result. `agent`: an agent started. `operation`: anything else."
    )
    start_time_unix_nano: UnixNano
    agent: str | None
    depth: int = Field(description="In how many agents it is nested.")
    role: str | None
    text: str | None
    reasoning: str | None
    media: list[Medium] = Field(description="What a message shows or plays, in order.")
    tool_calls: list[ToolCall]
    repeated_messages: int = Field(description="Messages that the call sent again.")
    name: str | None
    arguments: JsonValue
    result: JsonValue
    tool_call_id: str | None
    operation: Call | None = Field(description="Null if only a message mentions it.")


class Turn(Body):
    """What followed one message of the user. Sums are null if nothing is known."""

    user_text: str | None
    start_time_unix_nano: UnixNano
    duration_ns: int
    is_error: bool
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    cost_usd: float | None
    context_tokens: int | None = Field(description="Input tokens of its last model call.")
    steps: list[Step]


class Transcript(Body):
    """The conversation of a session."""

    turns: list[Turn]


@router.get("/sessions/{session_id}/transcript")
def get_transcript(
    session_id: PathId, _query: Annotated[NoQuery, Query()], store: StoreParameter
) -> Transcript:
    """Return the conversation of a session, each message once, where it was new."""
    require_session(store, session_id)
    # Operations of a long session can take all the time that a query has, so they come last.
    spans = store.spans(session_id)
    found = turns.to_turns(store.operations(session_id).rows, spans)
    return Transcript(turns=[_turn(turn) for turn in found])


def _turn(turn: turns.Turn) -> Turn:
    done = turn.operations
    calls = [operation for operation in done if operation.kind == "llm"]
    starts = [step.start_time_unix_nano for step in turn.steps]
    ends = [each.start_time_unix_nano + each.duration_ns for each in done]
    return Turn(
        user_text=turn.user_text,
        start_time_unix_nano=min(starts),
        duration_ns=max(starts + ends) - min(starts),
        is_error=any(operation.is_error for operation in done),
        input_tokens=_sum(call.input_tokens for call in calls),
        output_tokens=_sum(call.output_tokens for call in calls),
        cached_tokens=_sum(call.cached_tokens for call in calls),
        cost_usd=_sum(call.cost_usd for call in calls),
        context_tokens=calls[-1].input_tokens if calls else None,
        steps=[Step.model_validate(step) for step in turn.steps],
    )


def _sum(numbers: Iterable[Number | None]) -> Number | None:
    known = [number for number in numbers if number is not None]
    return sum(known[1:], known[0]) if known else None
