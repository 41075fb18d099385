"""The facts of one span, in the dashboard's terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from agentops_otel.dashboard.model import OperationKind

# Requests to a model, embeddings included.
MODEL_KINDS: Final[frozenset[OperationKind]] = frozenset(("llm", "embedding"))

# Kinds that are no operations: operations happen in a session, and a plain span can be anything.
NO_OPERATIONS: Final[frozenset[OperationKind]] = frozenset(("session", "span"))

# The facts that are added up: token counts and cost.
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
    """The facts of one span that are counted, filtered or grouped by. None means unknown.

    Attributes:
        dialect: Name of the dialect that determined the kind.
        session_key: Id of the session that the span itself names.
        claims_session: Whether a session span can be expected for its session.
        end_state: End state of a session span.
        entity: Name of the span's subject, whichever its kind.
        call_id: Of a tool run, the id under which the model requested it.
        input_tokens: All of the prompt, including what came from a cache.
        output_tokens: All of the answer, including reasoning.
        cost_usd: Cost as recorded in the telemetry.
        streamed_ns: How long the answer streamed. Only on spans that mark the end of a streamed
            answer next to another span for the request.
        answered_at: When an answer came, in nanoseconds since the epoch, if its span had ended by
            then, as LlamaIndex's do when streaming.
        has_guesses: Whether its token counts, and so those of its records, are only guesses.
        is_raw: Whether the span shows the provider's own request and answer of the call around it.
        is_presumed: Whether a span is taken for a model call by its usage alone.
        is_cumulative: Whether the counts include those of earlier calls in the same tool loop.
        errors: Each name of an error, with the name that it is counted under.
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
    has_guesses: bool = False
    is_raw: bool = False
    is_presumed: bool = False
    is_cumulative: bool = False
    errors: tuple[tuple[str, str], ...] = ()
    is_error: bool = False
    has_reply: bool = False

    @property
    def has_usage(self) -> bool:
        """Whether token counts are known."""
        return self.input_tokens is not None or self.output_tokens is not None
