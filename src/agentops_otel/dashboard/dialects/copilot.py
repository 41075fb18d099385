"""GitHub Copilot in VS Code and as a command: OTel's conventions, and few words of its own.

https://code.visualstudio.com/docs/agents/guides/monitoring-agents; what it says a request cost is
counted in units of its own, not in money.
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect

DIALECT: Final = Dialect(
    name="GitHub Copilot",
    keys={"ms_to_first_chunk": ("copilot_chat.time_to_first_token",)},
)
