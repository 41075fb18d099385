"""Guardrails AI: OpenInference's conventions, with every step marked as a guardrail.

https://github.com/guardrails-ai/guardrails/tree/main/guardrails/telemetry
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import UNKNOWN, Body, Dialect, Fact
from agentops_otel.dashboard.dialects.payloads import read_request
from agentops_otel.dashboard.dialects.values import as_literal
from agentops_otel.dashboard.model import OperationKind, Span

_CALL: Final = "guardrails/guard/step/call"


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    """Return `llm` for the model call among the checks."""
    if "guardrails.version" not in span.attributes:
        return None
    return "llm" if span.attributes.get("type") == _CALL else named


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Drop the placeholder user that is written if there is no server."""
    return {"user": UNKNOWN} if attributes.get("user.id") == "unknown" else {}


def _parameters(value: Any) -> Mapping[Fact, Any]:
    """Read the request, printed by Python."""
    return read_request(as_literal(value))


DIALECT: Final = Dialect(
    name="Guardrails AI",
    claims=_claims,
    own=_own,
    bodies=(Body("llm.invocation_parameters", ("request_model",), _parameters),),
)
