"""Agenta: `ag.*`, objects and lists spread over attributes, whose innermost values are marked JSON.

https://github.com/Agenta-AI/agenta/tree/main/sdk/agenta/sdk/engines/tracing
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.flat import gathered_object
from agentops_otel.dashboard.dialects.values import parsed

_NODE: Final = "ag.type.node"
_INPUTS: Final = "ag.data.inputs"
_OUTPUTS: Final = "ag.data.outputs"
_JSON: Final = "@ag.type=json:"

# The key of a result that is no object.
_WHOLE: Final = "__default__"


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    if _NODE not in attributes:
        return {}
    told = {key: _plain(value) for key, value in attributes.items() if key.startswith("ag.data.")}
    given, returned = gathered_object(told, _INPUTS), gathered_object(told, _OUTPUTS)
    return {
        "arguments": given or None,
        "result": returned.get(_WHOLE, returned or None),
        "input_messages": _listed(given.get("prompt")),
        "output_messages": _listed(returned.get("completion")),
    }


def _plain(value: Any) -> Any:
    is_marked = isinstance(value, str) and value.startswith(_JSON)
    return parsed(value.removeprefix(_JSON)) if is_marked else value


def _listed(value: Any) -> Any:
    """Return messages, which are numbered like the tool calls in them."""
    return [value[key] for key in sorted(value, key=int)] if _is_list(value) else value


def _is_list(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and all(map(str.isdecimal, value))


DIALECT: Final = Dialect(
    name="Agenta",
    kinds={
        _NODE: {
            "agent": "agent",
            "chain": "operation",
            "chat": "llm",
            "completion": "llm",
            "embedding": "embedding",
            "query": "retrieval",
            "rerank": "retrieval",
            "task": "task",
            "tool": "tool",
            "workflow": "workflow",
        }
    },
    keys={
        "request_model": ("ag.meta.configuration.model",),
        "input_tokens": ("ag.metrics.unit.tokens.prompt",),
        "output_tokens": ("ag.metrics.unit.tokens.completion",),
        "cost_usd": ("ag.metrics.unit.costs.total",),
    },
    said=_said,
    reply_keys=("ag.data.outputs.completion",),
)
