"""agentgateway: a server span for each request, in OTel's conventions with few extensions.

https://github.com/agentgateway/agentgateway/blob/main/crates/agentgateway/src/telemetry/log.rs: it
passes on the provider's counts; Claude's input excludes cached tokens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.model import OperationKind, Span

_CACHE_BESIDE: Final = frozenset(("anthropic", "aws.bedrock"))

# Providers that serve Claude among others' models.
_ALSO_CLAUDE: Final = frozenset(("copilot", "gcp.vertex_ai"))


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    return named if span.scope.name == "agentgateway" else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    provider = attributes.get("gen_ai.provider.name")
    is_claude = "claude" in str(attributes.get("gen_ai.request.model"))
    if provider not in _CACHE_BESIDE and not (is_claude and provider in _ALSO_CLAUDE):
        return {}
    counts = {
        "input_tokens": "gen_ai.usage.input_tokens",
        "cache_read_input_tokens": "gen_ai.usage.cache_read.input_tokens",
        "cache_creation_input_tokens": "gen_ai.usage.cache_creation.input_tokens",
    }
    return read_usage({name: attributes.get(key) for name, key in counts.items()})


DIALECT: Final = Dialect(
    name="agentgateway",
    keys={
        "cost_usd": ("agw.ai.usage.cost.total",),
        "seconds_to_first_chunk": ("agw.ai.time_to_first_token",),
    },
    claims=_claims,
    own=_own,
)
