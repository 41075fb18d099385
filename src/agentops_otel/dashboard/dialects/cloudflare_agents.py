"""Cloudflare's Agents SDK, for Workers: OTel's conventions, and `cloudflare.agents.*`.

https://github.com/cloudflare/agents/tree/main/packages/agents/src/observability
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect
from agentops_otel.dashboard.model import OperationKind, Span

_OPERATION: Final = "cloudflare.agents.operation.name"


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    """Return `operation` for a person's approval of a tool, which is recorded like a run of it."""
    is_approval = span.attributes.get(_OPERATION) == "tool.approval"
    return "operation" if named == "tool" and is_approval else None


DIALECT: Final = Dialect(
    name="Cloudflare Agents",
    keys={"finish_reason": ("cloudflare.agents.response.finish_reason",)},
    claims=_claims,
)
