"""`agentops-otel dashboard`: receive, store and show telemetry until interrupted."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path
from typing import Final

import typer
from opentelemetry.trace import Tracer

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.commands.ports import bind_or_fail, find_grpc_address
from agentops_otel.dashboard.commands.terminal import WRONG_USAGE, fail
from agentops_otel.dashboard.database import DatabaseError, open_for_writing
from agentops_otel.dashboard.internal_telemetry.logs import LogFormat, LogLevel, set_up_logs
from agentops_otel.dashboard.page import NO_BUNDLE, Page
from agentops_otel.dashboard.safety.keys import list_keys
from agentops_otel.dashboard.safety.origin import is_loopback
from agentops_otel.dashboard.server import serve, url_of
from agentops_otel.dashboard.store.questions import Retention

_logger = logging.getLogger("agentops_otel.dashboard")

_DAY_NS: Final = 86_400 * 10**9

_MAKE_KEYS: Final = (
    " Make them first:\n"
    "  agentops-otel keys add --role ingest    for programs that send telemetry\n"
    "  agentops-otel keys add --role read      for people who look at it"
)
_NO_KEYS: Final = (
    "--host {host} lets everybody on the network send and read, so it needs keys."
    f"{_MAKE_KEYS}\n"
    "or leave --host out, and reach the dashboard through a tunnel: ssh -L 4318:127.0.0.1:4318 …"
)

_UNUSED_KEYS: Final = (
    "%s needs no key, though there are some: whoever reaches it may send and read."
    " If a proxy passes requests on to it, start it with --require-keys"
)


def run_dashboard(
    db: Path,
    *,
    host: str,
    port: int,
    grpc_port: int | None,
    require_keys: bool,
    retention_days: float | None,
    max_size: int | None,
    query_timeout: float,
    log_level: LogLevel,
    log_format: LogFormat,
    trace_endpoint: str | None,
) -> None:
    """Receive OpenTelemetry, store it by session, and show it, until interrupted."""
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
        is_public, has_keys = not is_loopback(host), bool(list_keys(store))
        needs_key = is_public or require_keys
        if needs_key and not has_keys:
            why = _NO_KEYS.format(host=host) if is_public else f"there is no key.{_MAKE_KEYS}"
            fail(why, code=WRONG_USAGE)
        page = Page()
        app = create_app(
            store,
            needs_key=needs_key,
            page=page,
            retention=Retention(max_age_ns, max_size),
            grpc_address=grpc_address,
            query_timeout=query_timeout or None,
            tracer=stack.enter_context(_tracer_to(trace_endpoint)) if trace_endpoint else None,
        )
        typer.echo(f"Dashboard: {url_of(bound)}")
        typer.echo(f"OTLP/HTTP: {url_of(bound)}/v1/traces and /v1/logs")
        if grpc_address:
            typer.echo(f"OTLP/gRPC: port {grpc_address.port}")
        typer.echo(f"Sessions are kept in {db}")
        if has_keys and not needs_key:
            _logger.warning(_UNUSED_KEYS, host)
        if not page.is_built:
            _logger.warning(NO_BUNDLE)
        serve(app, bound)


def _tracer_to(endpoint: str) -> contextlib.AbstractContextManager[Tracer]:
    # A server that sends no spans starts faster without an exporter.
    from agentops_otel.dashboard.commands.tracer import tracer_to

    return tracer_to(endpoint)
