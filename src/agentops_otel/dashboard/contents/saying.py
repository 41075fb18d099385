"""Read the content of an operation from a span, its events and its log records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from agentops_otel.dashboard.contents.content import Content
from agentops_otel.dashboard.contents.read_before import ReadBefore
from agentops_otel.dashboard.contents.speech import Speech, speech_of
from agentops_otel.dashboard.dialects.arguments import (
    read_arguments,
    read_document,
    read_result,
)
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS
from agentops_otel.dashboard.dialects.telling import chunk_times
from agentops_otel.dashboard.dialects.values import (
    as_content,
    as_flag,
    as_milliseconds,
    as_moment,
    as_seconds,
    as_text,
    as_time_to_first_token,
)
from agentops_otel.dashboard.model import LogRecord, Message, OperationKind, Span


def read_content(
    kind: OperationKind,
    span: Span | None,
    records: Iterable[LogRecord] = (),
    before: ReadBefore | None = None,
) -> Content:
    """Read the content of a span and its log records, or of log records alone.

    Args:
        kind: The kind of the operation.
        span: The span, if it is not of log records alone.
        records: The log records.
        before: What was read before of the same session.
    """
    speech = speech_of(span, records, before)
    if kind in MODEL_KINDS:
        return _call(kind, speech, span)
    if kind == "tool":
        return _tool(speech)
    if kind == "retrieval":
        return _retrieval(speech)
    return Content(
        arguments=_arguments(speech),
        result=_result(speech),
        # Other kinds, like LangChain's chains, only pass messages on.
        input_messages=_input(speech) if kind == "agent" else (),
        output_messages=_output(speech) if kind == "agent" else (),
    )


def read_asked(
    kind: OperationKind, span: Span | None, records: Iterable[LogRecord] = ()
) -> tuple[Message, ...]:
    """Read only the input of a model call or an agent: `Content.input_messages`."""
    return _input(speech_of(span, records), is_call=kind in MODEL_KINDS)


def _call(kind: OperationKind, speech: Speech, span: Span | None) -> Content:
    """Read a model call. A model that makes embeddings gets no messages."""
    streaming = speech.first("streaming", as_flag)
    noted_ns = _noted_first_chunk_ns(speech, span)
    return Content(
        finish_reason=speech.finish_reason() if kind == "llm" else None,
        input_messages=_input(speech, is_call=True) if kind == "llm" else (),
        output_messages=_output(speech, is_call=True) if kind == "llm" else (),
        streaming=True if streaming is None and noted_ns is not None else streaming,
        time_to_first_chunk_ns=_first(
            speech.first("seconds_to_first_chunk", as_seconds),
            speech.first("ms_to_first_chunk", as_milliseconds),
            speech.first("time_to_first_token", as_time_to_first_token),
            noted_ns,
        )
        # For an answer that was not streamed, OpenLIT records when all of it came.
        if streaming is not False
        else None,
    )


def _tool(speech: Speech) -> Content:
    """Read a run of a tool. Strands records it as messages to and from the tool."""
    returned = [as_content(piece["returned"]) for piece in speech.pieces if "returned" in piece]
    return Content(
        arguments=_first(
            speech.first_piece("given", as_content),
            speech.first("arguments", read_arguments),
            speech.first_piece("arguments", read_arguments),
            speech.first_piece("tool_arguments", read_arguments),
            *(call.arguments for message in _input(speech) for call in message.tool_calls),
            *(read_arguments(message.text) for message in _input(speech)),
        ),
        result=returned[0]
        if returned
        else _first(
            speech.first("result", read_result),
            speech.first_piece("result", read_result),
            speech.first_piece("tool_result", read_result),
            *(read_result(message.text) for message in _output(speech)),
        ),
    )


def _retrieval(speech: Speech) -> Content:
    """Read a search or a rerank.

    Some instrumentations record it as messages: the user's are the query, others the documents to
    choose from, and the answers are what was found.
    """
    asked = _input(speech)
    query = [message.text for message in asked if message.role == "user" and message.text]
    documents = [message.text for message in asked if message.role != "user" and message.text]
    found = [message.text for message in _output(speech) if message.text]
    return Content(
        arguments=_first(_arguments(speech), _question("\n".join(query), documents)),
        result=_first(_documents(speech), _result(speech), found or None),
    )


def _question(query: str, documents: Sequence[Any]) -> Any:
    if documents:
        return {"query": query or None, "documents": documents}
    return query or None


def _arguments(speech: Speech) -> Any:
    return _first(
        speech.first("arguments", read_arguments),
        speech.first_piece("arguments", read_arguments),
        _question(
            speech.first("query", as_text) or "", list(speech.listed("documents", read_document))
        ),
    )


def _result(speech: Speech) -> Any:
    return _first(
        speech.first("result", read_result),
        speech.first_piece("result", read_result),
        _documents(speech),
    )


def _documents(speech: Speech) -> Any:
    """Return the documents that a search found, listed; LlamaIndex only prints them otherwise."""
    return list(speech.listed("result", read_document)) or None


def _first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _input(speech: Speech, *, is_call: bool = False) -> tuple[Message, ...]:
    """Read the input, instructions first."""
    messages = speech.messages("input_messages", "user", body="request_body" if is_call else None)
    if any(message.role == "system" for message in messages):
        return messages
    return (*speech.messages("system", "system", body=None), *messages)


def _output(speech: Speech, *, is_call: bool = False) -> tuple[Message, ...]:
    body: Any = "response_body" if is_call else None
    return speech.messages("output_messages", "assistant", body=body)


def _noted_first_chunk_ns(speech: Speech, span: Span | None) -> int | None:
    """Return the time to an answer's first chunk, if the moment of that was recorded."""
    if span is None:
        return None
    noted = speech.first("first_chunk_at", as_moment)
    moments = chunk_times(span) if noted is None else [noted]
    return max(0, min(moments) - span.start_time_unix_nano) if moments else None
