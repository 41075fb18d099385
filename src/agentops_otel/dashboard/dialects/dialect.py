"""The `Dialect` type: a table of the attributes under which each fact is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from agentops_otel.dashboard.model import OperationKind, Span

Fact = Literal[
    # Read for every span: the fields of `facts.Facts`.
    "session_key",
    "session_name",
    "end_state",
    "end_reason",
    "session_parent",
    "user",
    "tags",
    "agent",
    "workflow",
    "entity",
    "tool",
    "call_id",
    "provider",
    "request_model",
    "response_model",
    "response_id",
    "input_tokens",
    "output_tokens",
    "cached_tokens",
    "cache_write_tokens",
    "reasoning_tokens",
    "cost_usd",
    "is_error",
    "streamed_ns",
    "is_raw",
    # One name, of the model that was asked for or of the one that answered.
    "model",
    # Read on demand: the fields of `content.Content`.
    "finish_reason",
    "streaming",
    "seconds_to_first_chunk",
    "ms_to_first_chunk",
    "time_to_first_token",
    "first_chunk_at",
    "system",
    "input_messages",
    "output_messages",
    "request_body",
    "response_body",
    "event_list",
    "arguments",
    "result",
    # Of a search: the query, and the documents to choose from.
    "query",
    "documents",
    # What a tool was given and returned, where its arguments and its result only wrap that.
    "given",
    "returned",
    # What messages on the span of a tool carry; on other spans they are to and from a model.
    "tool_arguments",
    "tool_result",
]
Keys: TypeAlias = Mapping[Fact, tuple[str, ...]]
Kinds: TypeAlias = Mapping[str, Mapping[str, OperationKind]]

# From the attributes of a span, or the content of an event or a log record, to facts.
Reader: TypeAlias = Callable[[Mapping[str, Any]], Mapping[Fact, Any]]

# The value that `own` returns for a fact that other attributes carry, but wrongly.
UNKNOWN: Final = object()


class Body(NamedTuple):
    """An attribute whose JSON carries facts of a model call that have no attribute of their own.

    Attributes:
        key: Name of the attribute.
        facts: The facts that it is read for. It is skipped if all of them are known.
        read: Returns its facts, of which those not known yet are taken.
        better: The facts for which it takes precedence over attributes.
    """

    key: str
    facts: tuple[Fact, ...]
    read: Callable[[Any], Mapping[Fact, Any]]
    better: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way of writing facts into attributes, span events and log records.

    Attributes:
        keys: Attributes by fact, the best first.
        kinds: Attributes that name the kind of an operation, each with the meaning of its values
            in lower case.
        kind: Returns the kind of a span of this dialect that names none.
        claims: Returns the kind of a span of this dialect whose attributes name a kind, that one or
            another; None for spans of other dialects.
        no_operation: Returns whether a span that names a kind stands for no work at all.
        wish: Returns the id, name and arguments of a tool call if a span stands for a model's
            request to call a tool.
        own: Returns facts, of any type and unchecked, that only the spans and log records of this
            dialect carry in this form: under names too common to be trusted elsewhere, or as
            numbers to be added up. It is called for those whose kind this dialect determined, and
            has the last word.
        aside: Returns facts, unchecked, that a span carries in passing, among other things. Only
            those not known yet are taken.
        bodies: Attributes to read further if a fact is missing, the best first.
        reply_keys: Prefixes of the attributes that hold a model's answer.
        repeats_usage: Whether token counts on spans other than model calls are copies of a call's.
        adds_up: Returns whether the counts of a model call of this dialect include those of earlier
            calls in the same tool loop.
        fails_by_exception: Whether a recorded exception means that the span failed, whatever its
            status.
        empties_failures: Whether an empty object stands for the missing result of a failed run.
        families: Prefixes of messages and documents that are spread over numbered attributes:
            `gen_ai.prompt` for `gen_ai.prompt.0.role`, `gen_ai.prompt.0.content`, …
        said: Returns contents that are spread over attributes; a value of None means missing.
        calls: The kind of each log record that stands for an operation, by event name; it counts
            unless the record names a kind as spans do.
        events: Span events and log records that each carry part of the content, by name.
        talk: Returns what the body of a log record contains, whatever its name; empty for those of
            other dialects.
        telling_events: Span events whose attributes are read as if they were the span's.
        chunk_events: Span events, the first of which marks when an answer began to arrive.
        prompt_above: Whether the user's prompt is recorded only on the spans around a model call
            or, if there are none, in the log record of the prompt before it.
        prompts: Names of the log records that carry a user's prompt.
    """

    name: str
    keys: Keys = field(default_factory=dict)
    kinds: Kinds = field(default_factory=dict)
    kind: Callable[[Span], OperationKind | None] | None = None
    claims: Callable[[Span, OperationKind], OperationKind | None] | None = None
    no_operation: Callable[[Span], bool] | None = None
    wish: Callable[[Span], Mapping[str, Any] | None] | None = None
    own: Reader | None = None
    aside: Reader | None = None
    bodies: tuple[Body, ...] = ()
    reply_keys: tuple[str, ...] = ()
    repeats_usage: bool = False
    adds_up: Callable[[Span], bool] | None = None
    fails_by_exception: bool = False
    empties_failures: bool = False
    families: Keys = field(default_factory=dict)
    said: Reader | None = None
    calls: Mapping[str, OperationKind] = field(default_factory=dict)
    events: Mapping[str, Reader] = field(default_factory=dict)
    talk: Reader | None = None
    telling_events: frozenset[str] = frozenset()
    chunk_events: frozenset[str] = frozenset()
    prompt_above: bool = False
    prompts: frozenset[str] = frozenset()
