"""Qwen Code, Alibaba's coding agent, a fork of Gemini CLI with its own names of log records.

https://qwenlm.github.io/qwen-code-docs/en/developers/development/telemetry: up to 0.15 it writes
only log records, outside any trace; later also spans in OTel's conventions, which the records
repeat.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.models import is_family
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import failed
from agentops_otel.dashboard.model import OperationKind, Span


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    return named if span.scope.name == "qwen-code" else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read unprefixed names; on spans, only the thoughts have one."""
    if "gen_ai.operation.name" in attributes:
        return {"reasoning_tokens": attributes.get("thoughts_token_count")}
    model = attributes.get("model")
    # Until it knows which model answered, it writes the requested one here.
    is_asked = isinstance(model, str) and is_family(model)
    return {
        "tool": attributes.get("function_name"),
        "call_id": attributes.get("call_id"),
        "request_model" if is_asked else "response_model": model,
        "response_id": attributes.get("response_id"),
        "is_error": failed(attributes),
        **read_usage(attributes),
    }


def _asked(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    return {"input_messages": said.get("prompt")}


def _answered(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    return {"output_messages": said.get("response_text")}


def _ran(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    return {"arguments": said.get("function_args")}


DIALECT: Final = Dialect(
    name="Qwen Code",
    claims=_claims,
    own=_own,
    calls={
        "qwen-code.api_response": "llm",
        "qwen-code.api_error": "llm",
        "qwen-code.tool_call": "tool",
    },
    events={
        "qwen-code.user_prompt": _asked,
        "qwen-code.api_response": _answered,
        "qwen-code.tool_call": _ran,
    },
    prompt_above=True,
    prompts=frozenset(("qwen-code.user_prompt",)),
)
