"""`agentops-otel dashboard`: receive, keep and show until interrupted."""

from __future__ import annotations

import errno
import logging
import socket
from enum import Enum
from typing import Annotated

import typer

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.commands.options import Database
from agentops_otel.dashboard.commands.terminal import WRONG_USAGE, fail
from agentops_otel.dashboard.database import DatabaseError, open_for_writing
from agentops_otel.dashboard.page import NO_BUNDLE, Page
from agentops_otel.dashboard.safety.keys import list_keys
from agentops_otel.dashboard.safety.origin import is_loopback
from agentops_otel.dashboard.server import bind, serve, url_of

_logger = logging.getLogger("agentops_otel.dashboard")

_NO_KEYS = (
    "--host {host} lets everybody on the network send and read, and there is no key to tell them"
    " apart. Make keys first:\n"
    "  agentops-otel keys add --role ingest    for programs that send telemetry\n"
    "  agentops-otel keys add --role read      for people who look at it\n"
    "or leave --host away, and reach the dashboard through a tunnel: ssh -L 4318:127.0.0.1:4318 …"
)


class LogLevel(str, Enum):
    """From which severity on the log tells."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


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
    log_level: Annotated[
        LogLevel,
        typer.Option(envvar="AGENTOPS_DASHBOARD_LOG_LEVEL", help="What the log on stderr tells."),
    ] = LogLevel.INFO,
) -> None:
    """Receive OpenTelemetry, keep it by session, and show it, until interrupted."""
    logging.basicConfig(
        level=log_level.value.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("uvicorn").setLevel(max(logging.WARNING, logging.getLogger().level))
    bound = _bind(host, port)
    try:
        store = open_for_writing(db)
    except DatabaseError as error:
        bound.close()
        fail(str(error))
    try:
        if not is_loopback(host) and not list_keys(store):
            bound.close()
            fail(_NO_KEYS.format(host=host), code=WRONG_USAGE)
        page = Page()
        typer.echo(f"Dashboard: {url_of(bound)}")
        typer.echo(f"OTLP/HTTP: {url_of(bound)}/v1/traces and /v1/logs")
        typer.echo(f"Sessions are kept in {db}")
        if not page.is_built:
            _logger.warning(NO_BUNDLE)
        serve(create_app(store, needs_key=not is_loopback(host), page=page), bound)
    finally:
        store.close()


def _bind(host: str, port: int) -> socket.socket:
    try:
        return bind(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            fail(
                f"port {port} on {host} is in use, perhaps by another dashboard or an"
                " OpenTelemetry collector: stop it, or choose another port with --port"
                " (0 takes a free one)"
            )
        if error.errno == errno.EACCES:
            fail(f"port {port} on {host} may not be used: choose one above 1023 with --port")
        fail(f"cannot listen on {host}: {error.strerror}")
