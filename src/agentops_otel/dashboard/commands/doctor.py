"""`agentops-otel doctor`: checks the database, the dashboard and the telemetry it received."""

from __future__ import annotations

from pathlib import Path

import typer

from agentops_otel.dashboard.commands.console import progress_bar
from agentops_otel.dashboard.commands.figures import counted
from agentops_otel.dashboard.commands.listening import look
from agentops_otel.dashboard.commands.opening import changing, reading
from agentops_otel.dashboard.commands.telemetry import warnings_of
from agentops_otel.dashboard.commands.terminal import FAILED, printable
from agentops_otel.dashboard.page import NO_BUNDLE, Page


def examine(db: Path, *, host: str, port: int, repair: bool) -> None:
    """Check that the database is sound, a dashboard listens, and spans arrived as they should.

    Only faults of the database are problems; everything else is a warning.
    """
    with (changing if repair else reading)(db) as store:
        description = store.describe()
        with progress_bar("counting sessions", is_shown=repair) as progressed:
            report = store.check(repair=repair, progressed=progressed)
        warnings = [*warnings_of(store)]
    listener = look(host, port)
    typer.echo(
        f"{description.engine} at {description.location}, schema {description.schema_version}"
    )
    typer.echo(
        f"{counted(description.sessions, 'session')}, {counted(description.spans, 'span')},"
        f" {description.bytes_used / 2**20:.1f} MiB"
    )
    typer.echo(f"dashboard: {listener.sentence}")
    if not Page().is_built:
        typer.echo(f"page: {NO_BUNDLE}")
    for sentence in report.repaired:
        typer.echo(printable(f"repaired: {sentence}"))
    for sentence in (*listener.warnings, *warnings):
        typer.echo(printable(f"warning: {sentence}"))
    for sentence in report.problems:
        typer.echo(printable(f"problem: {sentence}"))
    if report.problems:
        raise typer.Exit(FAILED)
    typer.echo("No problems found.")
