"""Upsonic: OTel's names for calls, its own for agents and tools, Langfuse's for contents.

https://github.com/Upsonic/Upsonic/blob/master/src/upsonic/agent/otel_manager.py
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.values import as_flag, as_literal, parsed
from agentops_otel.dashboard.model import OperationKind, Span

_AGENT: Final = "upsonic.agent.name"
_TOOL: Final = "upsonic.tool.name"
_RESULT: Final = "langfuse.observation.output"

# The only key of the object around a function's return value.
_WRAPPING: Final = {"func"}


def _kind(span: Span) -> OperationKind | None:
    if _TOOL in span.attributes:
        return "tool"
    return "agent" if _AGENT in span.attributes and span.scope.name == "upsonic" else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the failure of a tool, which its status does not show."""
    return {"is_error": as_flag(attributes.get("upsonic.tool.success")) is False or None}


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read a tool's result, printed by Python inside JSON text: `"{'func': 'rain'}"`."""
    result = as_literal(parsed(attributes.get(_RESULT))) if _TOOL in attributes else None
    if not isinstance(result, Mapping) or result.keys() != _WRAPPING:
        return {}
    return {"returned": result["func"]}


DIALECT: Final = Dialect(
    name="Upsonic",
    keys={
        "agent": (_AGENT,),
        "tool": (_TOOL,),
        "call_id": ("upsonic.tool.call_id",),
        "input_messages": ("upsonic.input",),
        "output_messages": ("upsonic.output",),
    },
    kind=_kind,
    own=_own,
    said=_said,
    repeats_usage=True,
)
