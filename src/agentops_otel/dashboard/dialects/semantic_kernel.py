"""Semantic Kernel, for .NET: OTel's conventions; up to 1.2x, their first version.

https://github.com/microsoft/semantic-kernel/blob/main/dotnet/docs/TELEMETRY.md
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect

DIALECT: Final = Dialect(
    name="Semantic Kernel",
    kinds={"gen_ai.operation.name": {"chat.completions": "llm", "text.completions": "llm"}},
    keys={
        "input_tokens": ("gen_ai.response.prompt_tokens",),
        "output_tokens": ("gen_ai.response.completion_tokens",),
    },
)
