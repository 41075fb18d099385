"""What a dialect is: a table that says under which attributes each fact is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

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
    "error_type",
    # Read on demand: the fields of `content.Content`.
    "finish_reason",
    "streaming",
    "seconds_to_first_chunk",
    "system",
    "input_messages",
    "output_messages",
    "arguments",
    "result",
]
Keys: TypeAlias = Mapping[Fact, tuple[str, ...]]
Kinds: TypeAlias = Mapping[str, Mapping[str, OperationKind]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way of writing facts into attributes.

    Attributes:
        keys: Attributes by fact, the best first.
        kinds: Attributes that name the kind of an operation, each with the meaning of its values
            in lower case.
        kind: Tells the kind of a span of this dialect that names none.
        families: Messages that are spread over numbered attributes, by what these begin with:
            `gen_ai.prompt` for `gen_ai.prompt.0.role`, `gen_ai.prompt.0.content`, …
        reply_keys: What attributes begin with that hold a model's answer.
    """

    name: str
    keys: Keys = field(default_factory=dict)
    kinds: Kinds = field(default_factory=dict)
    kind: Callable[[Span], OperationKind | None] | None = None
    families: Keys = field(default_factory=dict)
    reply_keys: tuple[str, ...] = ()
