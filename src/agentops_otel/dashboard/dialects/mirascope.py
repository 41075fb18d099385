"""Mirascope's `ops`: `mirascope.response.*`, with or without OTel's attributes.

https://github.com/Mirascope/mirascope/tree/main/python/mirascope/ops
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import UNKNOWN, Body, Dialect, Fact
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.model import OperationKind, Span

_SCOPE: Final = "mirascope.llm"
_USAGE: Final = "mirascope.response.usage"


def _kind(span: Span) -> OperationKind | None:
    if "mirascope.type" not in span.attributes:
        return None
    return "llm" if _USAGE in span.attributes else "operation"


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    return named if span.scope.name == _SCOPE else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Drop the response model if it is a copy of the requested one."""
    asked = attributes.get("gen_ai.request.model")
    is_copy = asked is not None and attributes.get("gen_ai.response.model") == asked
    return {"response_model": UNKNOWN} if is_copy else {}


DIALECT: Final = Dialect(
    name="Mirascope",
    kind=_kind,
    claims=_claims,
    own=_own,
    keys={
        "provider": ("mirascope.response.provider_id",),
        "request_model": ("mirascope.response.model_id",),
        "input_messages": ("mirascope.response.messages",),
        "output_messages": ("mirascope.response.content",),
        "arguments": ("mirascope.trace.arg_values",),
        "result": ("mirascope.trace.output",),
    },
    bodies=(Body(_USAGE, ("input_tokens", "cached_tokens", "reasoning_tokens"), read_usage),),
    reply_keys=("mirascope.response.content",),
)
