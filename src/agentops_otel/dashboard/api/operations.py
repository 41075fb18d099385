"""`/sessions/{id}/operations`: what a session did, each operation once."""

from __future__ import annotations

from typing import Annotated, cast, get_args

from fastapi import APIRouter, Query
from pydantic import Field

from agentops_otel.dashboard.api.cursor import read_cursor, write_cursor
from agentops_otel.dashboard.api.parameters import (
    CursorQuery,
    PathId,
    SpanQuery,
    StoreParameter,
    comma_list_of,
    require_session,
    require_span,
)
from agentops_otel.dashboard.api.wire import Body, ItemPage, JsonValue, UnixNano
from agentops_otel.dashboard.model import CostSource, FinishClass, Medium, OperationKind

router = APIRouter(tags=["operations"])


class ToolCall(Body):
    """A model's request to run a tool."""

    id: str | None
    name: str | None
    arguments: JsonValue = Field(description="Parsed where they are JSON, else the text.")


class Operation(Body):
    """One operation, however many spans stand for it. Null if the telemetry does not say."""

    kind: OperationKind
    name: str
    trace_id: str
    span_ids: list[str] = Field(description="The most informative first.")
    start_time_unix_nano: UnixNano
    duration_ns: int
    is_error: bool
    provider: str | None
    request_model: str | None
    response_model: str | None
    response_id: str | None
    input_tokens: int | None = Field(description="Cached ones included.")
    output_tokens: int | None = Field(description="Reasoning included.")
    cached_tokens: int | None
    cache_write_tokens: int | None
    reasoning_tokens: int | None
    cost_usd: float | None
    cost_source: CostSource | None
    finish_reason: str | None = Field(description="As the telemetry has it.")
    finish_class: FinishClass | None
    time_to_first_chunk_ns: int | None = Field(
        description="From its start to the first chunk of a streamed answer."
    )
    last_user_text: str | None
    assistant_text: str | None
    tool_calls: list[ToolCall]
    arguments: JsonValue = Field(description="Parsed where they are JSON, else the text.")
    result: JsonValue = Field(description="Parsed where it is JSON, else the text.")
    agent: str | None


class Message(Body):
    """One message to or from a model."""

    role: str
    text: str | None = Field(description="Its text parts, joined by newlines.")
    reasoning: str | None
    media: list[Medium] = Field(description="What it shows or plays, in order.")
    tool_calls: list[ToolCall]
    tool_call_id: str | None = Field(description="The call that a tool's message answers.")


class ToldOperation(Operation):
    """One operation with all its messages."""

    input_messages: list[Message] = Field(description="What a model was given, in order.")
    output_messages: list[Message] = Field(description="What it answered.")


class ToldOperationList(Body):
    """The operation that a span stands for, if any."""

    items: list[ToldOperation]
    next_cursor: None = None


class OperationsQuery(CursorQuery):
    """The operations to list."""

    kind: Annotated[str | None, comma_list_of(get_args(OperationKind))] = Field(
        None, description="Kinds, separated by commas; by default all but session and span."
    )
    limit: int | None = Field(
        None, ge=1, le=500, description="How many items at most; by default all."
    )


class OperationList(ItemPage[Operation]):
    """Operations by start."""


@router.get("/sessions/{session_id}/operations")
def list_operations(
    session_id: PathId, query: Annotated[OperationsQuery, Query()], store: StoreParameter
) -> OperationList:
    """List the operations of a session; one seen by two instrumentations is listed once.

    In a session of many thousands, `limit` makes the answer come several times faster.
    """
    require_session(store, session_id)
    listing = f"operations {query.kind or ''}"
    kinds = None if query.kind is None else cast("list[OperationKind]", query.kind.split(","))
    after = read_cursor(query.cursor, listing, int, str)
    page = store.operations(session_id, kinds=kinds, after=after, limit=query.limit)
    return OperationList(
        items=[Operation.model_validate(each) for each in page.rows],
        next_cursor=write_cursor(page.next, listing),
    )


@router.get("/sessions/{session_id}/spans/{span_id}/operations")
def list_operations_of_span(
    session_id: PathId,
    span_id: PathId,
    query: Annotated[SpanQuery, Query()],
    store: StoreParameter,
) -> ToldOperationList:
    """Return the complete operation that a span stands for; `trace_id` as for the span."""
    found = require_span(store, session_id, span_id, query).span
    told = store.operations(session_id, span_id=found.span_id).rows
    # An operation seen by two instrumentations may belong to another trace than the span.
    told = tuple(each for each in told if each.trace_id == found.trace_id) or told
    return ToldOperationList(items=[ToldOperation.model_validate(each) for each in told])
