"""The settings of `init()`, a pure function of its arguments and the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from opentelemetry.sdk.trace.export import SpanExporter
from opentelemetry.trace import TracerProvider
from opentelemetry.util.re import parse_env_headers

from agentops_otel.sdk.host.guard import warn_once
from agentops_otel.sdk.settings import endpoint as endpoints
from agentops_otel.sdk.settings import exporters
from agentops_otel.sdk.settings.arguments import (
    argument,
    as_bool,
    as_endpoint,
    as_key,
    as_span_exporter,
    as_text,
    as_tracer_provider,
)
from agentops_otel.sdk.settings.endpoint import Endpoint
from agentops_otel.sdk.settings.environment import Environment
from agentops_otel.sdk.values.tags import normalise

# Seconds for one request with its retries, as in the stock exporter.
_DEFAULT_TIMEOUT: Final = 10.0

_SPAN_HEADERS: Final = ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS")


@dataclass(frozen=True)
class Batching:
    """How ended spans are collected before they are sent.

    The delay is shorter than the stock 5 s: if a program is killed, the spans that ended within the
    last delay are lost. The queue is longer than the stock 2 048: the spans of a program's start
    wait until the exporter is loaded.
    """

    max_queue_size: int = 8192
    max_export_batch_size: int = 512
    schedule_delay_millis: float = 1000.0


@dataclass(frozen=True)
class Certificates:
    """Files for TLS; None is for the exporter to find."""

    authority: str | None = None
    key: str | None = None
    client: str | None = None


@dataclass(frozen=True)
class Config:
    """The settings of `init()`. Equal ones need no reconfiguration.

    Attributes:
        endpoint: The receiver, even if only OpenTelemetry's variables or the default name it.
        has_own_endpoint: Whether `endpoint` or `AGENTOPS_ENDPOINT` names the receiver.
        traces_exporters: The exporters that `OTEL_TRACES_EXPORTER` names; empty if our own settings
            say where spans go.
        capture_is_forbidden: Whether the operator has switched capturing off for everyone.
        headers: Headers for each request, from `OTEL_EXPORTER_OTLP_*HEADERS`.
        log_headers: The same for live records; those of the spans, unless set otherwise.
        log_certificates: The files for live records; those for the spans, unless set otherwise.
        credential_provider: Name of the entry point that creates a `requests` session which signs
            requests.
        timeout: Seconds for one request with its retries.
        compression: None if `OTEL_EXPORTER_OTLP_*COMPRESSION` leaves the choice to us.
        dashboard_url: Base URL of the dashboard's page, if known.
    """

    api_key: str | None = field(repr=False)
    endpoint: Endpoint
    has_own_endpoint: bool
    tags: tuple[str, ...]
    auto_start_session: bool
    session_name: str | None
    service_name: str | None
    tracer_provider: TracerProvider | None = field(repr=False)
    span_exporter: SpanExporter | None = field(repr=False)
    propagate_baggage: bool
    capture_content: bool
    capture_is_forbidden: bool
    live: bool
    dashboard_url: str | None = field(repr=False)
    traces_exporters: tuple[str, ...]
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    log_headers: tuple[tuple[str, str], ...] = field(repr=False)
    log_certificates: Certificates
    credential_provider: str | None
    timeout: float
    compression: str | None
    batching: Batching

    @property
    def names_an_exporter(self) -> bool:
        """Whether our settings, not only OpenTelemetry's, say where spans go."""
        return self.has_own_endpoint or self.span_exporter is not None

    @property
    def sends_live_records(self) -> bool:
        """Whether to send live records: they are wanted, and a receiver of logs is known."""
        if not self.live or self.endpoint.logs is None:
            return False
        return self.has_own_endpoint or (
            self.span_exporter is None and "otlp" in self.traces_exporters
        )

    def captures(self, own: bool | None) -> bool:
        """Return whether to capture content, given a decorator's own setting or None."""
        if self.capture_is_forbidden:
            return False
        return self.capture_content if own is None else own


def configure(
    *,
    environ: Mapping[str, str] = os.environ,
    api_key: str | None = None,
    endpoint: str | None = None,
    tags: object = (),
    auto_start_session: bool | None = None,
    session_name: str | None = None,
    service_name: str | None = None,
    tracer_provider: TracerProvider | None = None,
    span_exporter: SpanExporter | None = None,
    propagate_baggage: bool | None = None,
    capture_content: bool | None = None,
    live: bool | None = None,
) -> Config:
    """Resolve every setting: argument, then `AGENTOPS_*`, then `OTEL_*`, then the default.

    Raises:
        ConfigurationError: An argument has the wrong type or is a malformed URL. A bad environment
            variable only causes a warning and counts as unset.
    """
    environment = Environment(environ)
    own_endpoint = argument("endpoint", endpoint, as_endpoint) or environment.parsed(
        endpoints.parse, "AGENTOPS_ENDPOINT"
    )
    receiver = own_endpoint or endpoints.from_otel_variables(environment)
    exporter = argument("span_exporter", span_exporter, as_span_exporter)
    is_forbidden = capture_is_forbidden(environ)
    return Config(
        api_key=argument("api_key", api_key, as_key)
        or environment.parsed(as_key, "AGENTOPS_API_KEY"),
        endpoint=receiver,
        has_own_endpoint=own_endpoint is not None,
        tags=normalise(tags) or normalise(environment.listed("AGENTOPS_TAGS")),
        auto_start_session=_switch(environment, "auto_start_session", auto_start_session, True),
        session_name=argument("session_name", session_name, as_text)
        or environment.text("AGENTOPS_SESSION_NAME"),
        service_name=argument("service_name", service_name, as_text),
        tracer_provider=argument("tracer_provider", tracer_provider, as_tracer_provider),
        span_exporter=exporter,
        propagate_baggage=_switch(environment, "propagate_baggage", propagate_baggage, False),
        capture_content=_switch(environment, "capture_content", capture_content, True)
        and not is_forbidden,
        capture_is_forbidden=is_forbidden,
        live=_switch(environment, "live", live, True),
        dashboard_url=named_page(environ)
        or (receiver.origin if exporter is None or own_endpoint else None),
        traces_exporters=() if own_endpoint or exporter else exporters.named(environment),
        headers=environment.parsed(_headers, *_SPAN_HEADERS) or (),
        log_headers=environment.parsed(_headers, *_for_logs("HEADERS", environment, receiver))
        or (),
        log_certificates=Certificates(
            *(
                environment.text(*_for_logs(file, environment, receiver))
                for file in ("CERTIFICATE", "CLIENT_KEY", "CLIENT_CERTIFICATE")
            )
        ),
        credential_provider=environment.text(
            "OTEL_PYTHON_EXPORTER_OTLP_HTTP_CREDENTIAL_PROVIDER",
            "OTEL_PYTHON_EXPORTER_OTLP_HTTP_TRACES_CREDENTIAL_PROVIDER",
        ),
        timeout=environment.seconds(
            "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"
        )
        or _DEFAULT_TIMEOUT,
        compression=environment.parsed(
            _compression, "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "OTEL_EXPORTER_OTLP_COMPRESSION"
        ),
        batching=_batching(environment),
    )


def capture_is_forbidden(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether `AGENTOPS_CAPTURE_CONTENT=false` switches capturing off for everyone."""
    return Environment(environ).flag("AGENTOPS_CAPTURE_CONTENT") is False


def named_page(environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the base URL of the dashboard's page from `AGENTOPS_DASHBOARD_URL`, or None."""
    return Environment(environ).parsed(endpoints.parse_page, "AGENTOPS_DASHBOARD_URL")


def _switch(environment: Environment, name: str, value: object, default: bool) -> bool:
    given = argument(name, value, as_bool)
    if given is not None:
        return given
    variable = environment.flag(f"AGENTOPS_{name.upper()}")
    return default if variable is None else variable


def _for_logs(what: str, environment: Environment, receiver: Endpoint) -> tuple[str, ...]:
    """Return the variables that may say this for the live records; the first one set counts.

    What is for the spans may be a key, so it is not sent to a receiver set for logs alone.
    """
    is_for_logs = receiver.logs == environment.text("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT")
    signals = ("LOGS_", "") if is_for_logs else ("LOGS_", "TRACES_", "")
    return tuple(f"OTEL_EXPORTER_OTLP_{signal}{what}" for signal in signals)


def _batching(environment: Environment) -> Batching:
    queue = environment.count("OTEL_BSP_MAX_QUEUE_SIZE") or Batching.max_queue_size
    batch = environment.count("OTEL_BSP_MAX_EXPORT_BATCH_SIZE")
    if batch is not None and batch > queue:
        warn_once(
            "batch over queue",
            "OTEL_BSP_MAX_EXPORT_BATCH_SIZE=%d is cut to the queue's size, %d",
            batch,
            queue,
        )
    delay = environment.count("OTEL_BSP_SCHEDULE_DELAY") or Batching.schedule_delay_millis
    return Batching(queue, min(batch or Batching.max_export_batch_size, queue), float(delay))


def _compression(text: str) -> str:
    name = text.lower()
    if name not in ("none", "gzip", "deflate"):
        raise ValueError(f"expected none, gzip or deflate, not {text[:40]!r}")
    return name


def _headers(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(parse_env_headers(text, liberal=True).items())
