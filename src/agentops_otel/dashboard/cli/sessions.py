"""The commands for the sessions of a database, and their options."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from agentops_otel.dashboard.commands.options import AsJson, Database, SessionIds
from agentops_otel.dashboard.store.questions import SortField, SortOrder


def sessions(
    context: typer.Context,
    *,
    db: Database,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUERY",
            help="A filter, for example: tag:production -tag:test state:error duration:'>30s'.",
            show_default=False,
        ),
    ] = None,
    sort: Annotated[SortField, typer.Option(help="What to sort by.")] = "start",
    order: Annotated[SortOrder, typer.Option(help="Ascending or descending.")] = "desc",
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List sessions, the newest first: all, or those of a filter."""
    words = query or []
    if "-h" in words:
        typer.echo(context.get_help())
        return
    from agentops_otel.dashboard.commands.sessions import list_sessions

    list_sessions(words, db, sort=sort, order=order, limit=limit, as_json=as_json)


def show(
    *,
    session_id: Annotated[
        str, typer.Argument(metavar="ID", help="Id of the session, or the beginning of it.")
    ],
    db: Database,
    as_json: AsJson = False,
) -> None:
    """Show one session: its summary, and its spans as a tree."""
    from agentops_otel.dashboard.commands.show import show_session

    show_session(session_id, db, as_json=as_json)


def export(
    *,
    session_ids: SessionIds,
    db: Database,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", dir_okay=False, help="File to write; by default stdout."),
    ] = None,
) -> None:
    """Write sessions as OTLP JSON lines.

    Any OpenTelemetry receiver takes them.
    """
    from agentops_otel.dashboard.commands.transfer import export_sessions

    export_sessions(session_ids, db, output=output)


def _check_readable(file: Path) -> Path:
    # Typer's own check takes a dash for the name of a file.
    if str(file) == "-":
        return file
    if not file.exists():
        raise typer.BadParameter(f"file '{file}' does not exist.")
    if file.is_dir():
        raise typer.BadParameter(f"file '{file}' is a directory.")
    if not os.access(file, os.R_OK):
        raise typer.BadParameter(f"file '{file}' is not readable.")
    return file


def import_(
    *,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            callback=_check_readable,
            help="OTLP JSON lines, plain or gzipped; - is stdin.",
        ),
    ],
    db: Database,
) -> None:
    """Import OTLP JSON lines.

    `export` and the collector's file exporter write them.
    """
    from agentops_otel.dashboard.commands.transfer import import_file

    import_file(file, db)


def rm(
    *,
    session_ids: SessionIds,
    db: Database,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask; accepts only whole ids.")
    ] = False,
) -> None:
    """Erase sessions with all their text; this cannot be undone."""
    from agentops_otel.dashboard.commands.transfer import remove_sessions

    remove_sessions(session_ids, db, unasked=yes)
