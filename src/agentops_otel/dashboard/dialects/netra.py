"""Netra: OpenLLMetry's older attributes on calls, `netra.*`, `input` and `output` on others.

https://github.com/KeyValueSoftwareSystems/netra-sdk-py/blob/main/netra/decorators.py
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.model import OperationKind, Span

_KIND: Final = "netra.span.type"


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    """Return `tool` for a decorated tool, a task like any other function but for its type."""
    return "tool" if named == "task" and span.attributes.get(_KIND) == "TOOL" else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read a failure, which the status does not show."""
    return {"is_error": "netra.entity.error" in attributes or None}


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read what a function was given and returned; a failed one has an empty output."""
    if _KIND not in attributes:
        return {}
    return {"arguments": attributes.get("input"), "result": attributes.get("output") or None}


DIALECT: Final = Dialect(
    name="Netra",
    kinds={
        "netra.entity.type": {"agent": "agent", "task": "task", "workflow": "workflow"},
        _KIND: {"agent": "agent", "embedding": "embedding", "generation": "llm", "tool": "tool"},
    },
    keys={
        "agent": ("netra.agent.name",),
        "workflow": ("netra.workflow.name",),
    },
    claims=_claims,
    own=_own,
    said=_said,
)
