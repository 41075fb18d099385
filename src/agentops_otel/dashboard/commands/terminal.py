"""Output of commands: results on stdout, errors on stderr, no control characters."""

from __future__ import annotations

import sys
from typing import Final, NoReturn

import typer

FAILED: Final = 1
WRONG_USAGE: Final = 2


def complain(message: str) -> None:
    """Print an error to stderr."""
    text = printable(message, keep="\n")
    sys.stderr.write(f"agentops-otel: {text}\n")


def fail(message: str, *, code: int = FAILED) -> NoReturn:
    """Print an error to stderr, and exit."""
    complain(message)
    raise typer.Exit(code)


def printable(text: str, *, keep: str = "") -> str:
    """Replace control characters, so that telemetry cannot control the terminal."""
    return "".join(
        char if char.isprintable() or char in keep else "\N{REPLACEMENT CHARACTER}" for char in text
    )
