"""How commands speak: results on stdout, trouble on stderr, nothing that a terminal would obey."""

from __future__ import annotations

import sys
from typing import Final, NoReturn

import typer

FAILED: Final = 1
WRONG_USAGE: Final = 2


def complain(message: str) -> None:
    """Say what is wrong on stderr."""
    text = printable(message, keep="\n")
    sys.stderr.write(f"agentops-otel: {text}\n")


def fail(message: str, *, code: int = FAILED) -> NoReturn:
    """Say what is wrong on stderr, and exit."""
    complain(message)
    raise typer.Exit(code)


def printable(text: str, *, keep: str = "") -> str:
    """Show control characters, so that telemetry cannot steer the terminal."""
    return "".join(
        char if char.isprintable() or char in keep else "\N{REPLACEMENT CHARACTER}" for char in text
    )
