"""Sessions without code changes: `opentelemetry-instrument python app.py`."""

from __future__ import annotations

import os

from agentops_otel.sdk.host.guard import guarded
from agentops_otel.sdk.settings.environment import Environment
from agentops_otel.sdk.setup import init


def start() -> None:
    """Call `init()` if `AGENTOPS_ENABLED` is true.

    `opentelemetry-instrument` calls this in every program where the distribution is installed.
    Without that variable, nothing happens.
    """
    with guarded("starting without code"):
        if Environment(os.environ).flag("AGENTOPS_ENABLED"):
            init()
