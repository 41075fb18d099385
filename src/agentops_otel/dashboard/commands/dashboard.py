"""`agentops-otel dashboard`: receive, keep and show until interrupted."""

from __future__ import annotations

import contextlib
import logging
from typing import Annotated, Final

import typer

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.commands.options import Database
from agentops_otel.dashboard.commands.ports import bind_or_fail, find_grpc_address
from agentops_otel.dashboard.commands.sizes import parse_size
from agentops_otel.dashboard.commands.terminal import WRONG_USAGE, fail
from agentops_otel.dashboard.database import DatabaseError, open_for_writing
from agentops_otel.dashboard.logs import LogFormat, LogLevel, set_up_logs
from agentops_otel.dashboard.page import NO_BUNDLE, Page
from agentops_otel.dashboard.safety.keys import list_keys
from agentops_otel.dashboard.safety.origin import is_loopback
from agentops_otel.dashboard.server import serve, url_of
from agentops_otel.dashboard.store.interface import Retention

_logger = logging.getLogger("agentops_otel.dashboard")

_DAY_NS: Final = 86_400 * 10**9

_NO_KEYS: Final = (
    "--host {host} lets everybody on the network send and read, and there is no key to tell them"
    " apart. Make keys first:\n"
    "  agentops-otel keys add --role ingest    for programs that send telemetry\n"
    "  agentops-otel keys add --role read      for people who look at it\n"
    "or leave --host away, and reach the dashboard through a tunnel: ssh -L 4318:127.0.0.1:4318 …"
)


def run_dashboard(
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
            help="Port of OTLP/HTTP, the API and the page; 0 takes a free one.",
        ),
    ] = 4318,
    grpc_port: Annotated[
        int | None,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_GRPC_PORT",
            min=0,
            max=65535,
            help="Port of OTLP/gRPC, which takes the extra grpc; 0: off.",
            show_default="4317 if it is free",
        ),
    ] = None,
    retention_days: Annotated[
        float | None,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_RETENTION_DAYS",
            min=0.001,
            help="Remove sessions of which nothing came for so many days.",
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
    log_level: Annotated[
        LogLevel,
        typer.Option(envvar="AGENTOPS_DASHBOARD_LOG_LEVEL", help="What the log on stderr tells."),
    ] = "info",
    log_format: Annotated[
        LogFormat,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_LOG_FORMAT", help="Lines for people, or JSON for machines."
        ),
    ] = "text",
) -> None:
    """Receive OpenTelemetry, keep it by session, and show it, until interrupted."""
    set_up_logs(log_level, log_format)
    max_age_ns = None if retention_days is None else int(retention_days * _DAY_NS)
    with contextlib.ExitStack() as stack:
        bound = stack.enter_context(bind_or_fail(host, port, "--port"))
        grpc_address = find_grpc_address(host, grpc_port)
        try:
            store = open_for_writing(db)
        except DatabaseError as error:
            fail(str(error))
        stack.callback(store.close)
        needs_key = not is_loopback(host)
        if needs_key and not list_keys(store):
            fail(_NO_KEYS.format(host=host), code=WRONG_USAGE)
        page = Page()
        app = create_app(
            store,
            needs_key=needs_key,
            page=page,
            retention=Retention(max_age_ns, max_size),
            grpc_address=grpc_address,
        )
        typer.echo(f"Dashboard: {url_of(bound)}")
        typer.echo(f"OTLP/HTTP: {url_of(bound)}/v1/traces and /v1/logs")
        if grpc_address:
            typer.echo(f"OTLP/gRPC: port {grpc_address[1]}")
        typer.echo(f"Sessions are kept in {db}")
        if not page.is_built:
            _logger.warning(NO_BUNDLE)
        serve(app, bound)
