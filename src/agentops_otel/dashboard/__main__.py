"""Run `agentops-otel`, or print one line that says how to install the extra it needs."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution, requires
from typing import Final

from agentops_otel.dashboard.distribution import DISTRIBUTION

_NOT_INSTALLED: Final = 2


def _needed() -> list[str]:
    """Return the names of the distributions that the extra `dashboard` requires."""
    return [
        re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        for requirement in requires(DISTRIBUTION) or ()
        if re.search(r"extra == .dashboard.", requirement)
    ]


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def main() -> None:
    """Run the command line."""
    if not all(map(_is_installed, _needed())):
        sys.stderr.write(
            "agentops-otel: the dashboard is not installed here:"
            f" pip install '{DISTRIBUTION}[dashboard]'\n"
        )
        raise SystemExit(_NOT_INSTALLED)
    # Imported here, since these are the imports that may fail.
    from agentops_otel.dashboard.cli.app import run  # noqa: PLC0415

    raise SystemExit(run())


if __name__ == "__main__":
    main()
