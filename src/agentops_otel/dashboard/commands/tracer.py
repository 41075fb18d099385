"""Creates the server's own spans, and sends them to a configured receiver."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import (
    SERVICE_NAME,
    SERVICE_VERSION,
    OTELResourceDetector,
    Resource,
)
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Tracer

from agentops_otel.dashboard.distribution import installed_version

_SERVICE: Final = "agentops-otel-dashboard"

_EXIT_SECONDS: Final = 2


@contextlib.contextmanager
def tracer_to(endpoint: str) -> Iterator[Tracer]:
    """Yield a tracer whose spans go to a receiver; send the last ones at the end of the block.

    OpenTelemetry's variables (`OTEL_SERVICE_NAME`, `OTEL_EXPORTER_OTLP_HEADERS`,
    `OTEL_TRACES_SAMPLER`, …) apply as usual. If the receiver is unavailable, only spans are lost.

    Args:
        endpoint: Base URL of OTLP/HTTP, without a slash at its end.
    """
    own = Resource.create({SERVICE_NAME: _SERVICE, SERVICE_VERSION: installed_version()})
    provider = TracerProvider(
        resource=own.merge(OTELResourceDetector().detect()), shutdown_on_exit=False
    )
    exporter = OTLPSpanExporter(f"{endpoint}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    try:
        yield provider.get_tracer(__name__)
    finally:
        # By itself, shutdown waits half a minute for a receiver that hangs.
        last = threading.Thread(target=provider.shutdown, daemon=True)
        last.start()
        last.join(_EXIT_SECONDS)
