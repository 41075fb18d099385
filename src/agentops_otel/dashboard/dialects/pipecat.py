"""Pipecat, alone or under OpenInference: OTel's names for counts, unprefixed ones for contents.

https://github.com/pipecat-ai/pipecat/blob/main/src/pipecat/utils/tracing/service_attributes.py
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.values import as_mapping
from agentops_otel.dashboard.model import OperationKind, Span

_SCOPES: Final = frozenset(("pipecat", "openinference.instrumentation.pipecat"))
_MODEL: Final = "gen_ai.request.model"
_ASKED: Final = "param.model"


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    return named if span.scope.name in _SCOPES else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read both models: after the first answer, OTel's attribute has the model that answered.

    OpenInference writes the settings, which name the requested one, as metadata.
    """
    asked = attributes.get(_ASKED) or as_mapping(attributes.get("metadata")).get("model")
    if asked is None or asked == attributes.get(_MODEL):
        return {}
    return {"request_model": asked, "response_model": attributes.get(_MODEL)}


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    if _ASKED not in attributes or "gen_ai.operation.name" not in attributes:
        return {}
    return {
        "streaming": attributes.get("stream"),
        "input_messages": attributes.get("input"),
        "output_messages": attributes.get("output"),
    }


DIALECT: Final = Dialect(
    name="Pipecat",
    keys={"seconds_to_first_chunk": ("metrics.ttfb", "service.ttfb_seconds")},
    claims=_claims,
    own=_own,
    said=_said,
)
