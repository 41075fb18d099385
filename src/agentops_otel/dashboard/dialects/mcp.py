"""MCP's Python SDK 2: both sides of a call have a span; only the server's is `execute_tool`.

https://github.com/modelcontextprotocol/python-sdk/blob/main/src/mcp/server/_otel.py
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect

DIALECT: Final = Dialect(name="MCP", kinds={"mcp.method.name": {"tools/call": "tool"}})
