"""Haystack's own tracing: `haystack.*`, with inputs and outputs of components as JSON.

https://docs.haystack.deepset.ai/docs/tracing: contents are recorded only if a program enables that,
and with them model and counts, which are in the replies' `meta`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import as_list, as_mapping
from agentops_otel.dashboard.model import OperationKind, Span

_OUTPUTS: Final = ("haystack.agent.step.llm.output", "haystack.component.output")
_NAMES: Final[dict[str, OperationKind]] = {
    "haystack.agent.run": "agent",
    "haystack.agent.step": "task",
    "haystack.agent.step.llm": "llm",
    "haystack.agent.step.tool": "tool",
    "haystack.async_pipeline.run": "workflow",
    "haystack.pipeline.run": "workflow",
}
_COMPONENTS: Final[tuple[tuple[str, OperationKind], ...]] = (
    ("Generator", "llm"),
    ("Embedder", "embedding"),
    ("Retriever", "retrieval"),
    ("Ranker", "retrieval"),
)


def _kind(span: Span) -> OperationKind | None:
    """Return the kind by the span's name; for a component, by the ending of its class name."""
    if span.name != "haystack.component.run":
        return _NAMES.get(span.name)
    component = str(span.attributes.get("haystack.component.type"))
    kinds = (kind for ending, kind in _COMPONENTS if component.endswith(ending))
    return next(kinds, "operation")


def _meta(attributes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the metadata that came with a model's answer."""
    output = next((attributes[key] for key in _OUTPUTS if key in attributes), None)
    told = as_mapping(output)
    replies = (as_mapping(reply).get("meta") for reply in as_list(told.get("replies")))
    metas = map(as_mapping, (*replies, *as_list(told.get("meta"))))
    return next(filter(None, metas), {})


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    meta = _meta(attributes)
    return {
        "response_model": meta.get("model"),
        "is_error": attributes.get("haystack.tool.error"),
        **read_usage(meta.get("usage")),
    }


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    reason = _meta(attributes).get("finish_reason")
    return {} if reason is None else {"finish_reason": reason}


DIALECT: Final = Dialect(
    name="Haystack",
    keys={
        "entity": ("haystack.component.name",),
        "tool": ("haystack.tool.name",),
        "request_body": ("haystack.agent.step.llm.input", "haystack.component.input"),
        "response_body": _OUTPUTS,
        "arguments": (
            "haystack.agent.step.tool.input",
            "haystack.agent.input",
            "haystack.pipeline.input_data",
            "haystack.component.input",
        ),
        "result": (
            "haystack.agent.step.tool.output",
            "haystack.agent.output",
            "haystack.pipeline.output_data",
            "haystack.component.output",
        ),
    },
    kind=_kind,
    own=_own,
    said=_said,
    reply_keys=_OUTPUTS,
)
