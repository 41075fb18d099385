"""GitHub Copilot in VS Code and as a command: OTel's conventions, and few words of its own.

https://code.visualstudio.com/docs/agents/guides/monitoring-agents; what it says a request cost is
counted in units of its own, not in money. Of the command each call tells only what it is told anew,
and the agent around it what the user asked.
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect
from agentops_otel.dashboard.model import OperationKind, Span


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    """Keep the spans of the command."""
    return named if span.scope.name == "github.copilot" else None


DIALECT: Final = Dialect(
    name="GitHub Copilot",
    claims=_claims,
    keys={"ms_to_first_chunk": ("copilot_chat.time_to_first_token",)},
    prompt_above=True,
)
