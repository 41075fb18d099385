"""GitHub Copilot in VS Code and its CLI: OTel's conventions with few names of its own.

https://code.visualstudio.com/docs/agents/guides/monitoring-agents; the cost that it records is in
units of its own, not money. In the CLI, a call carries only the new messages, and the agent around
it the user's prompt.
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect
from agentops_otel.dashboard.model import OperationKind, Span


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    """Claim the spans of the CLI."""
    return named if span.scope.name == "github.copilot" else None


DIALECT: Final = Dialect(
    name="GitHub Copilot",
    claims=_claims,
    keys={"ms_to_first_chunk": ("copilot_chat.time_to_first_token",)},
    prompt_above=True,
)
