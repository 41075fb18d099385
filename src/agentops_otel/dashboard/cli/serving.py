"""The commands that run, try or check a dashboard, and their options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agentops_otel.dashboard.commands.endpoints import parse_endpoint
from agentops_otel.dashboard.commands.options import Database, parse_database
from agentops_otel.dashboard.commands.sizes import parse_size
from agentops_otel.dashboard.internal_telemetry.logs import LogFormat, LogLevel


def dashboard(
    *,
    db: Database,
    host: Annotated[
        str, typer.Option(envvar="AGENTOPS_DASHBOARD_HOST", help="Address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_PORT",
            min=0,
            max=65535,
            help="Port of OTLP/HTTP, the API and the page; 0 picks a free one.",
        ),
    ] = 4318,
    grpc_port: Annotated[
        int | None,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_GRPC_PORT",
            min=0,
            max=65535,
            help="Port of OTLP/gRPC, which needs the extra grpc; 0 is off.",
            show_default="4317 if it is free",
        ),
    ] = None,
    require_keys: Annotated[
        bool,
        typer.Option(
            "--require-keys",
            envvar="AGENTOPS_DASHBOARD_REQUIRE_KEYS",
            help="Require keys on this machine's own address too, as behind a proxy.",
        ),
    ] = False,
    retention_days: Annotated[
        float | None,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_RETENTION_DAYS",
            min=0.001,
            max=36_500,
            help="Remove sessions that received nothing for that many days.",
            show_default="keep all",
        ),
    ] = None,
    max_size: Annotated[
        int | None,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_MAX_SIZE",
            parser=parse_size,
            metavar="SIZE",
            help="Remove the oldest sessions while the database is larger: 500MB, 10GB.",
            show_default="no limit",
        ),
    ] = None,
    query_timeout: Annotated[
        float,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_QUERY_TIMEOUT",
            min=0,
            metavar="SECONDS",
            help="Give up a query that takes longer; 0 is no limit.",
        ),
    ] = 30,
    log_level: Annotated[
        LogLevel,
        typer.Option(envvar="AGENTOPS_DASHBOARD_LOG_LEVEL", help="How much to log on stderr."),
    ] = "info",
    log_format: Annotated[
        LogFormat,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_LOG_FORMAT", help="Text for people, or JSON for machines."
        ),
    ] = "text",
    trace_endpoint: Annotated[
        str | None,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_TRACE_ENDPOINT",
            parser=parse_endpoint,
            metavar="URL",
            help="Send a span for each API request to this OTLP/HTTP endpoint.",
            show_default="off",
        ),
    ] = None,
) -> None:
    """Receive OpenTelemetry, keep it by session, and show it.

    Runs until interrupted.
    """
    from agentops_otel.dashboard.commands.dashboard import run_dashboard

    run_dashboard(
        db,
        host=host,
        port=port,
        grpc_port=grpc_port,
        require_keys=require_keys,
        retention_days=retention_days,
        max_size=max_size,
        query_timeout=query_timeout,
        log_level=log_level,
        log_format=log_format,
        trace_endpoint=trace_endpoint,
    )


def demo(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Run each session once, list them and exit.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the dashboard; 0 picks a free one.")
    ] = 0,
    db: Annotated[
        Path | None,
        typer.Option(
            parser=parse_database,
            metavar="PATH",
            help="The SQLite file that keeps the sessions.",
            show_default="in a temporary folder",
        ),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Do not open the page in a browser.")
    ] = False,
) -> None:
    """Start a dashboard and run a program of agents against it.

    Runs until interrupted. With --once: exit 0 when every session is on the dashboard, else 1 with
    what is missing.
    """
    from agentops_otel.dashboard.commands.demo import run_demo

    run_demo(db, port=port, once=once, no_browser=no_browser)


def doctor(
    *,
    db: Database,
    host: Annotated[
        str, typer.Option(envvar="AGENTOPS_DASHBOARD_HOST", help="Address of the dashboard.")
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_PORT", min=0, max=65535, help="Port of the dashboard."
        ),
    ] = 4318,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Repair what can be repaired; stop the dashboard first."),
    ] = False,
) -> None:
    """Check the database, the dashboard and what it receives."""
    from agentops_otel.dashboard.commands.doctor import examine

    examine(db, host=host, port=port, repair=repair)
