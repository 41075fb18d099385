"""`agentops-otel`, or one line that tells what to install for it."""

from __future__ import annotations

import importlib.util
import sys
from typing import Final

_NEEDED: Final = (
    "fastapi",
    "fastapi_offline",
    "lark",
    "platformdirs",
    "prometheus_client",
    "rich",
    "typer",
    "uvicorn",
)

_NOT_INSTALLED: Final = 2


def main() -> None:
    """Run the command line."""
    if any(importlib.util.find_spec(name) is None for name in _NEEDED):
        sys.stderr.write(
            "agentops-otel is part of the dashboard, which is not installed here:"
            " pip install 'agentops-otel-sessions[dashboard]'\n"
        )
        raise SystemExit(_NOT_INSTALLED)
    # Only now: these imports are what may be missing.
    from agentops_otel.dashboard.cli import app  # noqa: PLC0415

    app()


if __name__ == "__main__":
    main()
