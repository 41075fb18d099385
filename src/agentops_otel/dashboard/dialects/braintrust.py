"""Braintrust: `braintrust.*`, every value JSON text. Its SDKs for Go and Java are OpenTelemetry's.

https://www.braintrust.dev/docs/integrations/sdk-integrations/opentelemetry
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Body, Dialect, Fact
from agentops_otel.dashboard.dialects.payloads import read_response
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import as_mapping, as_name
from agentops_otel.dashboard.model import OperationKind, Span

_ATTRIBUTES: Final = "braintrust.span_attributes"
_KINDS: Final[Mapping[Any, OperationKind]] = {
    "eval": "operation",
    "function": "operation",
    "llm": "llm",
    "score": "operation",
    "task": "task",
    "tool": "tool",
}


def _kind(span: Span) -> OperationKind | None:
    told = as_mapping(span.attributes.get(_ATTRIBUTES))
    return _KINDS.get(as_name(told.get("type")))


def _read_metadata(value: Any) -> Mapping[Fact, Any]:
    metadata = as_mapping(value)
    return {"provider": metadata.get("provider"), "request_model": metadata.get("model")}


DIALECT: Final = Dialect(
    name="Braintrust",
    kind=_kind,
    keys={
        "tags": ("braintrust.tags",),
        "request_body": ("braintrust.input_json", "braintrust.input"),
        "response_body": ("braintrust.output_json", "braintrust.output"),
        "arguments": ("braintrust.input_json", "braintrust.input"),
        "result": ("braintrust.output_json", "braintrust.output"),
        "seconds_to_first_chunk": ("braintrust.metrics.time_to_first_token",),
    },
    bodies=(
        Body("braintrust.metadata", ("request_model", "provider"), _read_metadata),
        Body("braintrust.metrics", ("input_tokens", "cached_tokens"), read_usage),
        Body("braintrust.output_json", ("response_id",), read_response),
    ),
    reply_keys=("braintrust.output",),
)
