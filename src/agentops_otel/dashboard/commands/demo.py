"""`agentops-otel demo`: a dashboard, and a program of several agents that fills it."""

from __future__ import annotations

import contextlib
import os
import platform
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Final

import typer
from rich.table import Table
from rich.text import Text

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.commands.console import STATE_STYLES, output, plain_table
from agentops_otel.dashboard.commands.figures import counted, duration_text
from agentops_otel.dashboard.commands.ports import fail_to_listen
from agentops_otel.dashboard.commands.terminal import fail, printable
from agentops_otel.dashboard.database import DatabaseError, open_for_writing
from agentops_otel.dashboard.demo import runner
from agentops_otel.dashboard.page import NO_BUNDLE, Page
from agentops_otel.dashboard.server import running

_HOST: Final = "127.0.0.1"


def run_demo(db: Path | None, *, port: int, once: bool, no_browser: bool) -> None:
    """Start a dashboard and run the program against it, once or until interrupted."""
    with _dashboard(db, port) as url:
        if once:
            _show_once(url)
        else:
            _show_until_interrupted(url, db, open_browser=not no_browser)


@contextlib.contextmanager
def _dashboard(db: Path | None, port: int) -> Iterator[str]:
    with contextlib.ExitStack() as stack:
        if db is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="agentops-otel-demo-"))
            db = Path(folder, "sessions.db")
        try:
            store = open_for_writing(db)
            stack.callback(store.close)
            url = stack.enter_context(running(create_app(store), host=_HOST, port=port))
        except DatabaseError as error:
            fail(str(error))
        except OSError as error:
            fail_to_listen(error, _HOST, port, "--port")
        yield url


def _show_once(url: str) -> None:
    try:
        report = runner.run_once(url)
    except runner.DemoError as error:
        fail(str(error))
    arrivals = runner.await_arrivals(url, report)
    output().print(_table(arrivals))
    missing = [
        f"{arrival.expected['name']} {arrival.expected['id']}: {phrase}"
        for arrival in arrivals
        for phrase in arrival.missing
    ]
    if missing:
        fail("\n".join(["not everything arrived:", *missing]))
    typer.echo(f"{counted(len(arrivals), 'session')}, all on the dashboard")


def _show_until_interrupted(url: str, db: Path | None, *, open_browser: bool) -> None:
    typer.echo(f"Dashboard: {url}")
    typer.echo("A new session arrives every few seconds. Stop with Ctrl-C.")
    kept = f"Sessions are kept in {db}"
    typer.echo(kept if db else "The sessions are deleted when it stops; --db FILE keeps them.")
    if not Page().is_built:
        typer.echo(NO_BUNDLE)
    if open_browser and _has_screen():
        webbrowser.open(url)
    # Without this, terminating the demo would leave its program running.
    signal.signal(signal.SIGTERM, _interrupt)
    with contextlib.suppress(KeyboardInterrupt), runner.running_program(url) as program:
        fail(f"the demo's program ended early, with exit code {program.wait()}")


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _has_screen() -> bool:
    """Return whether a browser would open a window rather than take over the terminal."""
    has_window_system = platform.system() != "Linux" or not os.environ.keys().isdisjoint(
        ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return has_window_system and sys.stdout.isatty()


def _table(arrivals: Sequence[runner.Arrival]) -> Table:
    table = plain_table()
    for title in ("STATE", "NAME", "TAGS"):
        table.add_column(title, overflow="fold")
    for title in ("SPANS", "ERRORS", "DURATION"):
        table.add_column(title, justify="right", no_wrap=True)
    for arrival in arrivals:
        session = arrival.shown
        if session is None:
            table.add_row(Text("missing", style="red"), Text(str(arrival.expected["name"])))
            continue
        table.add_row(
            Text(session["state"], style=STATE_STYLES[session["state"]]),
            Text(printable(session["name"])),
            Text(printable(", ".join(session["tags"]))),
            Text(str(session["span_count"])),
            Text(str(session["error_count"]), style="red" if session["error_count"] else ""),
            Text(duration_text(session["duration_ns"])),
        )
    return table
