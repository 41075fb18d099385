"""The settings of `init()` in an environment that a test names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agentops_otel.sdk.settings.config import Config, configure


def config(environ: Mapping[str, str] | None = None, **arguments: Any) -> Config:
    return configure(environ=environ or {}, **arguments)
