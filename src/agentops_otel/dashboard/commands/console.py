"""Shared parts of tables, trees and bars on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from agentops_otel.dashboard.store.progress import Progressed

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
    """Return the console for results, as wide as the terminal, or 160 columns if there is none."""
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = 160
    return console


@contextmanager
def progress_bar(description: str, *, is_shown: bool = True) -> Iterator[Progressed]:
    """Show a progress bar on stderr if it is a terminal; yield a function that updates it."""
    console = Console(stderr=True)
    is_shown = is_shown and console.is_terminal
    with Progress(console=console, transient=True, disable=not is_shown) as progress:
        task = progress.add_task(description, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def plain_table(*titles: str) -> Table:
    """Return a table without lines."""
    return Table(*titles, box=None, pad_edge=False, header_style="bold")
