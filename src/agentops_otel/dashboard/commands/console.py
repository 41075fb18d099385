"""What tables and trees on the terminal have in common."""

from __future__ import annotations

from typing import Final

from rich.console import Console
from rich.table import Table

STATE_STYLES: Final = {
    "success": "green",
    "ok": "green",
    "error": "red",
    "running": "cyan",
    "lost": "yellow",
    "cancelled": "yellow",
    "unfinished": "yellow",
}


def output() -> Console:
    """Give the console for results; as wide as the terminal, and never narrower than a table."""
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = 160
    return console


def plain_table(*titles: str) -> Table:
    """Give a table without lines."""
    return Table(*titles, box=None, pad_edge=False, header_style="bold")
