"""What one span says about itself, in the words of the dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from agentops_otel.dashboard.model import OperationKind

# Requests to a model. An embedding is one, too.
MODEL_KINDS: Final[frozenset[OperationKind]] = frozenset(("llm", "embedding"))

# What is no operation: a session is what operations are done in, and a plain span is anything.
NO_OPERATIONS: Final[frozenset[OperationKind]] = frozenset(("session", "span"))

# What is counted: token counts, and what they cost.
USAGE: Final = (
    "input_tokens",
    "output_tokens",
    "cached_tokens",
    "cache_write_tokens",
    "reasoning_tokens",
    "cost_usd",
)


@dataclass(slots=True)
class Facts:
    """The facts of one span that are counted, filtered or grouped by. None: it does not tell.

    Attributes:
        dialect: Name of the dialect that tells the kind.
        session_key: Id of the session that the span itself names.
        claims_session: Whether a session span can be expected for its session.
        end_state: Of a session span.
        entity: Name of what the span is about, whichever kind that is of.
        call_id: Of a tool run, the id by which the model asked for it.
        input_tokens: All of the prompt, what came from a cache included.
        output_tokens: All of the answer, reasoning included.
        cost_usd: As the telemetry has it.
        streamed_ns: Of a span that tells the end of a streamed answer, while another one beside it
            stands for the request: how long the answer came.
        answered_at: When an answer came, in nanoseconds since the epoch, if its span had ended by
            then. LlamaIndex's do so where it is streamed.
        is_raw: Whether it shows what the provider itself got and gave, of the call around it.
        errors: Each name of an error, with the one that it is counted under.
        is_error: Whether the operation failed.
        has_reply: Whether a model's answer is on the span.
    """

    kind: OperationKind = "span"
    dialect: str | None = None
    session_key: str | None = None
    claims_session: bool = False
    session_name: str | None = None
    end_state: str | None = None
    end_reason: str | None = None
    session_parent: str | None = None
    user: str | None = None
    tags: tuple[str, ...] = ()
    agent: str | None = None
    workflow: str | None = None
    entity: str | None = None
    tool: str | None = None
    call_id: str | None = None
    provider: str | None = None
    request_model: str | None = None
    response_model: str | None = None
    response_id: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None
    cost_usd: float | None = None
    streamed_ns: int | None = None
    answered_at: int | None = None
    is_raw: bool = False
    errors: tuple[tuple[str, str], ...] = ()
    is_error: bool = False
    has_reply: bool = False

    @property
    def has_usage(self) -> bool:
        """Whether token counts are known."""
        return self.input_tokens is not None or self.output_tokens is not None
