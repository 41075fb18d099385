"""The stock OTLP/gRPC exporters, with a stub that observes their calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import grpc
from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

from agentops_otel.sdk.export.answer import CHECK_KEY, Answer, TroubleKind
from agentops_otel.sdk.settings.config import Certificates, Config
from agentops_otel.sdk.values.text import printable

_MAX_CAUSE: Final = 200

# Any other code is the sender's fault. Which ones are transient:
# https://opentelemetry.io/docs/specs/otlp/#failures
_MEANINGS: Final[Mapping[grpc.StatusCode, TroubleKind]] = {
    grpc.StatusCode.ABORTED: "unavailable",
    grpc.StatusCode.CANCELLED: "unavailable",
    grpc.StatusCode.DATA_LOSS: "unavailable",
    grpc.StatusCode.DEADLINE_EXCEEDED: "timeout",
    grpc.StatusCode.INTERNAL: "failed",
    grpc.StatusCode.OUT_OF_RANGE: "unavailable",
    grpc.StatusCode.PERMISSION_DENIED: "unauthorised",
    grpc.StatusCode.RESOURCE_EXHAUSTED: "unavailable",
    grpc.StatusCode.UNAUTHENTICATED: "unauthorised",
    grpc.StatusCode.UNIMPLEMENTED: "not taken",
    grpc.StatusCode.UNKNOWN: "failed",
}


def create_span_exporter(config: Config, answer: Answer) -> OTLPSpanExporter:
    """Return the stock span exporter; its receiver's answers are recorded in `answer`."""
    exporter = OTLPSpanExporter(endpoint=config.endpoint.traces, **_settings(config))
    observe(exporter, answer)
    return exporter


def create_log_exporter(config: Config, answer: Answer) -> OTLPLogExporter:
    """Return the stock log exporter; its receiver's answers are recorded in `answer`."""
    exporter = OTLPLogExporter(
        endpoint=config.endpoint.logs, credentials=_log_credentials(config), **_settings(config)
    )
    observe(exporter, answer)
    return exporter


def _log_credentials(config: Config) -> grpc.ChannelCredentials | None:
    """Return what the certificates make; None without any, or if they are not to be used."""
    files = config.log_certificates
    if config.endpoint.is_insecure or files == Certificates():
        return None
    return grpc.ssl_channel_credentials(
        *(
            Path(file).read_bytes() if file else None
            for file in (files.authority, files.key, files.client)
        )
    )


def _settings(config: Config) -> dict[str, Any]:
    headers = {name.lower(): value for name, value in config.headers}
    if config.api_key is not None:
        headers["authorization"] = f"Bearer {config.api_key}"
    is_compressed = config.compression == "gzip"
    # The environment's proxy is on another machine, whose loopback address is not ours.
    options = (("grpc.enable_http_proxy", 0),) if config.endpoint.is_loopback else None
    return {
        "channel_options": options,
        "insecure": config.endpoint.is_insecure,
        "headers": headers,
        "timeout": config.timeout,
        "compression": grpc.Compression.Gzip if is_compressed else grpc.Compression.NoCompression,
    }


def observe(exporter: Any, answer: Answer) -> bool:
    """Put an observing stub between a stock exporter and its channel.

    The exporters have no public hook for this. If their internals have changed, nothing is done,
    and all that is known is what they report: success or failure.

    Returns:
        Whether the exporter is observed.
    """
    stub = getattr(exporter, "_stub", None)
    channel = getattr(exporter, "_channel", None)
    if not callable(stub) or channel is None or not hasattr(exporter, "_client"):
        return False

    def observing(channel: grpc.Channel) -> _ObservingStub:
        return _ObservingStub(stub(channel).Export, answer)

    exporter._stub = observing  # noqa: SLF001  # Used again where the exporter reconnects.
    exporter._client = observing(channel)  # noqa: SLF001
    return True


class _ObservingStub:
    """A gRPC stub that records the answers to its calls."""

    def __init__(self, export: Callable[..., Any], answer: Answer) -> None:
        self._export = export
        self._answer = answer

    def Export(self, request: Any, **options: Any) -> Any:  # noqa: N802  # The stub's name.
        answer = self._answer
        answer.begin()
        try:
            response = self._export(request, **options)
        except grpc.RpcError as fault:
            self._note(fault)
            raise
        answer.reached()
        partial = response.partial_success
        # The first field: rejected_spans, or rejected_log_records.
        rejected = next((n for field, n in partial.ListFields() if field.number == 1), 0)
        if rejected > 0:
            answer.accepted_partly(rejected, partial.error_message)
        return response

    def _note(self, fault: Any) -> None:
        code = fault.code()
        if code is grpc.StatusCode.UNAVAILABLE:
            # Only here is the cause told: a refused connection, a certificate, another protocol.
            cause = printable((fault.details() or "").rpartition("last error: ")[2], _MAX_CAUSE)
            self._answer.unreachable(f"{code.name}: {cause}" if cause else code.name)
            return
        self._answer.reached()
        kind = _MEANINGS.get(code, "refused")
        advice = CHECK_KEY if kind == "unauthorised" else ""
        self._answer.failed(kind, f"answered {code.name}{advice}")
