"""Create the exporter that the settings name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import entry_points
from typing import Any, Final

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SpanExporter, SpanExportResult

from agentops_otel.sdk.export.answer import Answer
from agentops_otel.sdk.export.delivery import Delivery, OtlpSpanExporter, SeveralExporters
from agentops_otel.sdk.host.guard import warn_once
from agentops_otel.sdk.settings.config import Config
from agentops_otel.sdk.settings.endpoint import shown
from agentops_otel.sdk.values.text import described

_START_ONE: Final = "; start a receiver there with: agentops-otel dashboard"


def create_exporter(config: Config) -> SpanExporter | None:
    """Return the exporter that the settings name; None if they name none.

    `span_exporter` comes first, then our own endpoint setting, then `OTEL_TRACES_EXPORTER`.
    """
    if config.span_exporter is not None:
        return config.span_exporter
    names = ("otlp",) if config.has_own_endpoint else config.traces_exporters
    exporters = [made for name in names if (made := _named(name, config)) is not None]
    # One that cannot be created has been warned about. If there is no other, its stand-in stays, so
    # that nothing passes for success.
    exporters = [one for one in exporters if not isinstance(one, _Unmade)] or exporters[:1]
    if len(exporters) > 1:
        return SeveralExporters(exporters)
    return exporters[0] if exporters else None


def _named(name: str, config: Config) -> SpanExporter | None:
    try:
        return _made(name, config)
    except Exception as fault:  # noqa: BLE001  # A stock exporter raises on a bad variable.
        warn_once(
            f"exporter {name}",
            "The exporter %s cannot be set up, and nothing is sent to it: %s",
            name[:40],
            described(fault, 200),
        )
        return _Unmade()


def _made(name: str, config: Config) -> SpanExporter | None:
    if name == "none":
        return None
    if name == "otlp":
        return OtlpSpanExporter(_span_delivery(config))
    if name == "console":
        return ConsoleSpanExporter()
    (found, *_) = entry_points(group="opentelemetry_traces_exporter", name=name)
    exporter: SpanExporter = found.load()()
    return exporter


class _Unmade(SpanExporter):
    """Stands in for an exporter that could not be created, so that a flush reports the loss."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:  # noqa: ARG002
        raise RuntimeError("it cannot be set up")


def _span_delivery(config: Config) -> Delivery:
    if config.endpoint.protocol == "grpc":
        # Imported now, since its imports fail at exit, which is when a short program first exports.
        _otlp(config)

    def make(answer: Answer) -> SpanExporter:
        return _otlp(config).create_span_exporter(config, answer)  # type: ignore[no-any-return]

    return Delivery(make, str(config.endpoint), _START_ONE if config.endpoint.is_default else "")


def log_delivery(config: Config) -> Delivery:
    """Return the delivery of log records to the receiver that takes the spans."""
    own = replace(config, headers=config.log_headers)
    return Delivery(
        lambda answer: _otlp(own).create_log_exporter(own, answer),
        shown(config.endpoint.logs or ""),
    )


def _otlp(config: Config) -> Any:
    """Return the module for the endpoint's protocol; gRPC is an extra."""
    if config.endpoint.protocol == "grpc":
        from agentops_otel.sdk.export import otlp_grpc  # noqa: PLC0415

        return otlp_grpc
    from agentops_otel.sdk.export import otlp_http  # noqa: PLC0415

    return otlp_http
