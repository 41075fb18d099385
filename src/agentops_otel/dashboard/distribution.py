"""The distribution that the dashboard is installed from."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

DISTRIBUTION: Final = "agentops-otel-sessions"


def installed_version() -> str:
    """Return the version of the installed distribution."""
    return version(DISTRIBUTION)
