"""Eino, for Go: callbacks for OTel, with OTel's names, and for APMPlus, with OpenLLMetry's.

https://github.com/cloudwego/eino-ext/tree/main/callbacks: the latter name the component, and mark
the outermost one as a workflow whatever it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.values import as_mapping
from agentops_otel.dashboard.model import OperationKind, Span

_SCOPE: Final = "github.com/cloudwego/eino-ext/callbacks/otel"


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    """Return `operation` for the node around tool runs, which alone lacks a `gen_ai.system`."""
    is_node = span.scope.name == _SCOPE and "gen_ai.system" not in span.attributes
    return "operation" if named == "tool" and is_node else None


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read a tool's arguments and result, each in the JSON of a Go struct."""
    if attributes.get("runinfo.component") != "Tool":
        return {}
    given = as_mapping(attributes.get("gen_ai.prompt.0.content"))
    returned = as_mapping(attributes.get("gen_ai.completion.0.content"))
    told: dict[Fact, Any] = {"arguments": given.get("ArgumentsInJSON")}
    return told | ({"returned": returned["Response"]} if "Response" in returned else {})


DIALECT: Final = Dialect(
    name="Eino",
    kinds={
        "runinfo.component": {
            "agent": "agent",
            "agenticmodel": "llm",
            "chain": "workflow",
            "chatmodel": "llm",
            "chattemplate": "operation",
            "embedding": "embedding",
            "graph": "workflow",
            "indexer": "operation",
            "lambda": "operation",
            "retriever": "retrieval",
            "tool": "tool",
            "toolsnode": "operation",
            "workflow": "workflow",
        },
        "gen_ai.operation.name": {"retrieve": "retrieval"},
    },
    keys={"entity": ("runinfo.name",)},
    claims=_claims,
    said=_said,
)
