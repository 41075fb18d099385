"""`agentops-otel doctor`: whether the database is sound, and whether a dashboard listens."""

from __future__ import annotations

import http.client
from pathlib import Path
from typing import Final

import typer

from agentops_otel.dashboard.commands.opening import reading, writing
from agentops_otel.dashboard.commands.terminal import FAILED, counted, printable
from agentops_otel.dashboard.page import NO_BUNDLE, Page

_ANSWER_SECONDS: Final = 5.0


def examine(db: Path, *, host: str, port: int, repair: bool) -> None:
    """Look whether the database is sound and every number in it follows from its spans."""
    with (writing if repair else reading)(db) as store:
        info = store.info()
        report = store.check(repair=repair)
    typer.echo(f"{info.engine} at {info.location}, schema {info.schema_version}")
    typer.echo(
        f"{counted(info.sessions, 'session')}, {counted(info.spans, 'span')},"
        f" {info.bytes_used / 2**20:.1f} MiB"
    )
    if _is_listening(host, port):
        typer.echo(f"dashboard: listens on {host}, port {port}")
    else:
        typer.echo(
            f"dashboard: none listens on {host}, port {port}; to start one: agentops-otel dashboard"
        )
    if not Page().is_built:
        typer.echo(f"page: {NO_BUNDLE}")
    for sentence in report.repaired:
        typer.echo(printable(f"repaired: {sentence}"))
    for sentence in report.problems:
        typer.echo(printable(f"problem: {sentence}"))
    if report.problems:
        raise typer.Exit(FAILED)
    typer.echo("No problem found.")


def _is_listening(host: str, port: int) -> bool:
    """Tell whether what listens there answers as a dashboard does."""
    connection = http.client.HTTPConnection(host, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
