"""rig, for Rust: OTel's conventions, with each provider's own way of counting.

https://github.com/0xPlaygrounds/rig/blob/main/crates/rig-core/src/telemetry/mod.rs: Anthropic's and
Bedrock's input excludes cached tokens, Google's output excludes thoughts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.providers import is_google
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.model import OperationKind, Span

# Prefixes of its crates in `target`, which `tracing` writes.
_TARGETS: Final = ("rig::", "rig_")

_CACHE_BESIDE: Final = frozenset(("anthropic", "aws_bedrock"))

# Usage names that mark these counts as not included in input and output.
_OF_CACHE: Final = {
    "cache_read_input_tokens": "gen_ai.usage.cache_read.input_tokens",
    "cache_creation_input_tokens": "gen_ai.usage.cache_creation.input_tokens",
}
_OF_GOOGLE: Final = {
    "thoughts_token_count": "gen_ai.usage.reasoning_tokens",
    "tool_use_prompt_token_count": "gen_ai.usage.tool_use_prompt_tokens",
}


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    return named if str(span.attributes.get("target")).startswith(_TARGETS) else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the token counts, and the failure of a tool, which its status does not show."""
    provider = attributes.get("gen_ai.provider.name")
    beside: Mapping[str, str] = {}
    if provider in _CACHE_BESIDE:
        beside = _OF_CACHE
    elif is_google(str(provider), None):
        beside = _OF_GOOGLE
    counts = {
        "input_tokens": attributes.get("gen_ai.usage.input_tokens"),
        "output_tokens": attributes.get("gen_ai.usage.output_tokens"),
        **{name: attributes.get(key) for name, key in beside.items()},
    }
    return {"is_error": "gen_ai.tool.error.type" in attributes or None, **read_usage(counts)}


DIALECT: Final = Dialect(
    name="rig",
    kinds={
        "gen_ai.operation.name": {
            "chat_streaming": "llm",
            "interactions": "llm",
            "interactions_streaming": "llm",
        }
    },
    claims=_claims,
    own=_own,
)
