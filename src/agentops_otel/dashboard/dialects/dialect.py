"""What a dialect is: a table that says under which attributes each fact is found."""

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
    # Of a search: what was asked, and the documents to choose from.
    "query",
    "documents",
    # What a tool returned, where its result is that in a wrapper.
    "returned",
    # What messages on the span of a tool are; on others they are to and from a model.
    "tool_arguments",
    "tool_result",
]
Keys: TypeAlias = Mapping[Fact, tuple[str, ...]]
Kinds: TypeAlias = Mapping[str, Mapping[str, OperationKind]]

# From the attributes of a span, or what an event or a log record says, to facts.
Reader: TypeAlias = Callable[[Mapping[str, Any]], Mapping[Fact, Any]]

# What `own` gives of a fact that other attributes tell and that is not to be believed.
UNKNOWN: Final = object()


class Body(NamedTuple):
    """An attribute whose JSON tells facts of a model call that no attribute of their own tells.

    Attributes:
        key: Of the attribute.
        facts: What it is there for. It is not looked at where all of that is known.
        read: Gives what it tells; of that, what is not known yet is believed.
        better: Of which facts it is believed before attributes.
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
        kind: Tells the kind of a span of this dialect that names none.
        claims: Tells the kind of a span of this dialect whose attributes name a kind, be it that
            one or another; None for spans of other dialects.
        no_operation: Tells spans that name a kind but stand for nothing that was done.
        wish: Gives the id, name and arguments of a tool call if a span stands for a model's wish.
        own: Gives facts, of any type and unchecked, that only the spans and log records of this
            dialect tell in its way: under names too common to be believed of others, or to be added
            up. It is asked about those whose kind this dialect tells, and has the last word.
        aside: Gives facts, unchecked, that a span tells in passing, among other things. Of these
            what is not known yet is believed.
        bodies: Attributes to read further if something is not told, the best first.
        reply_keys: What attributes begin with that hold a model's answer.
        repeats_usage: Whether token counts on what is no model call are a copy of some call's.
        fails_by_exception: Whether a recorded exception is what a span failed by, whatever its
            status.
        empties_failures: Whether an empty object stands for what a failed run did not give back.
        families: Messages and documents that are spread over numbered attributes, by what these
            begin with: `gen_ai.prompt` for `gen_ai.prompt.0.role`, `gen_ai.prompt.0.content`, …
        said: Gives contents that are spread over attributes; None: it is not told.
        calls: Log records that each tell of an operation, by name, and of which kind it is unless
            they name one as spans do.
        events: Span events and log records that each say a part of it, by name.
        talk: Gives what the body of a log record says, whatever its name is; empty for those of
            other dialects.
        telling_events: Span events whose attributes are read as if they were the span's.
        chunk_events: Span events of which the first tells when an answer began to come.
        prompt_above: Whether only what is around a model call tells what the user said, or where
            nothing is around it, the log record of the prompt before it.
        prompts: Log records by which a user's prompt is told, by name.
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
