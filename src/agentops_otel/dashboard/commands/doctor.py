"""`agentops-otel doctor`: whether the database is sound, and whether a dashboard listens."""

from __future__ import annotations

import contextlib
import http.client
from pathlib import Path
from typing import Final

import typer

from agentops_otel.dashboard.api.health import Health
from agentops_otel.dashboard.commands.figures import counted
from agentops_otel.dashboard.commands.opening import changing, reading
from agentops_otel.dashboard.commands.terminal import FAILED, printable
from agentops_otel.dashboard.page import NO_BUNDLE, Page

_ANSWER_SECONDS: Final = 5.0
_ANSWER_BYTES: Final = 1024


def examine(db: Path, *, host: str, port: int, repair: bool) -> None:
    """Look whether the database is sound and every number in it follows from its spans."""
    with (changing if repair else reading)(db) as store:
        info = store.info()
        report = store.check(repair=repair)
    typer.echo(f"{info.engine} at {info.location}, schema {info.schema_version}")
    typer.echo(
        f"{counted(info.sessions, 'session')}, {counted(info.spans, 'span')},"
        f" {info.bytes_used / 2**20:.1f} MiB"
    )
    typer.echo(f"dashboard: {_who_listens(host, port)}")
    if not Page().is_built:
        typer.echo(f"page: {NO_BUNDLE}")
    for sentence in report.repaired:
        typer.echo(printable(f"repaired: {sentence}"))
    for sentence in report.problems:
        typer.echo(printable(f"problem: {sentence}"))
    if report.problems:
        raise typer.Exit(FAILED)
    typer.echo("No problem found.")


def _who_listens(host: str, port: int) -> str:
    """Tell whether it is a dashboard that listens there, and what to do where it is none."""
    connection = http.client.HTTPConnection(host, port, timeout=_ANSWER_SECONDS)
    try:
        connection.connect()
    except OSError:
        return f"none listens on {host}, port {port}; to start one: agentops-otel dashboard"
    with contextlib.closing(connection):
        if _is_dashboard(connection):
            return f"listens on {host}, port {port}"
    return (
        f"none, but something else listens on {host}, port {port}; to start one beside it:"
        " agentops-otel dashboard --port 0"
    )


def _is_dashboard(connection: http.client.HTTPConnection) -> bool:
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        return answer.status == http.HTTPStatus.OK and Health().name in answer.read(
            _ANSWER_BYTES
        ).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return False
