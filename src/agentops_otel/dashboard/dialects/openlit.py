"""OpenLIT: OTel's conventions, with `gen_ai.*` names of its own.

https://github.com/openlit/openlit/blob/main/sdk/python/src/openlit/semcov/__init__.py
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.models import model_named_in
from agentops_otel.dashboard.dialects.values import as_list, as_name
from agentops_otel.dashboard.model import OperationKind, Span

_SCOPE: Final = "openlit.instrumentation."


def _kind(span: Span) -> OperationKind | None:
    """Recognise a failed call, whose span has nothing but a name."""
    if not span.scope.name.startswith(_SCOPE) or model_named_in(span.name) is None:
        return None
    return "embedding" if span.name.startswith("embeddings") else "llm"


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the requested tool calls, which are also listed next to the messages.

    For OpenAI's Responses API, only this list has the ids under which the tools answer.
    """
    if attributes.get("telemetry.sdk.name") != "openlit" or _CALL_IDS not in attributes:
        return {}
    if attributes.get("gen_ai.operation.name") != "chat":
        return {}
    ids, names = (
        (as_name(attributes.get(key)) or "").split(", ") for key in (_CALL_IDS, "gen_ai.tool.name")
    )
    arguments = as_list(f"[{attributes.get('gen_ai.tool.args')}]")
    if not len(ids) == len(names) == len(arguments):
        return {}
    calls = [
        {"id": told[0], "name": told[1], "arguments": told[2]}
        for told in zip(ids, names, arguments, strict=True)
    ]
    return {"output_messages": {"role": "assistant", "tool_calls": calls}}


_CALL_IDS: Final = "gen_ai.tool.call.id"

DIALECT: Final = Dialect(
    name="OpenLIT",
    kinds={
        "gen_ai.operation.name": {
            "audio": "llm",
            "execute_task": "task",
            "framework": "workflow",
            "image": "llm",
            "vectordb": "retrieval",
        }
    },
    keys={
        "cached_tokens": ("gen_ai.usage.prompt_tokens_details.cached_tokens",),
        "cache_write_tokens": ("gen_ai.usage.prompt_tokens_details.cache_creation_tokens",),
        "reasoning_tokens": ("gen_ai.usage.completion_tokens_details.reasoning_tokens",),
        # Laminar writes it, too.
        "cost_usd": ("gen_ai.usage.cost",),
        "arguments": ("gen_ai.tool.input", "gen_ai.tool.args", "gen_ai.workflow.input"),
        "result": ("gen_ai.tool.output", "gen_ai.workflow.output"),
    },
    kind=_kind,
    said=_said,
)
