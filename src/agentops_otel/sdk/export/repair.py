"""Repair spans that OTLP cannot carry.

OTLP's strings are UTF-8, which has no lone surrogates; programs get them from file names, and from
truncated answers of models. The stock encoder drops an attribute with one, but refuses the whole
batch for one in the name or status of a span.
"""

from __future__ import annotations

from collections.abc import Sequence

from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Status

from agentops_otel.sdk.values.text import printable

_MAX_LENGTH = 65_536


def carriable(spans: Sequence[ReadableSpan]) -> list[ReadableSpan]:
    """Return the spans that OTLP can carry: unchanged, or with lone surrogates as U+FFFD."""
    return [form for span in spans if (form := _carriable(span)) is not None]


def _carriable(span: ReadableSpan) -> ReadableSpan | None:
    if _is_carriable(span):
        return span
    try:
        repaired = _repaired(span)
    except Exception:  # noqa: BLE001  # A user's __str__ may raise anything.
        return None
    return repaired if _is_carriable(repaired) else None


def _is_carriable(span: ReadableSpan) -> bool:
    # Imported only where it is used: it is loaded with the exporter, which takes a while.
    from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans  # noqa: PLC0415

    try:
        encode_spans([span]).SerializePartialToString()
    except Exception:  # noqa: BLE001  # A bad value may raise anything in the encoder.
        return False
    return True


def _repaired(span: ReadableSpan) -> ReadableSpan:
    return ReadableSpan(
        name=printable(span.name, _MAX_LENGTH),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=span.attributes,
        events=_repaired_events(span.events),
        links=span.links,
        kind=span.kind,
        status=_repaired_status(span.status),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=_repaired_scope(span.instrumentation_scope),
    )


def _repaired_events(events: Sequence[Event]) -> list[Event]:
    return [
        Event(printable(event.name, _MAX_LENGTH), event.attributes, event.timestamp)
        for event in events
    ]


def _repaired_status(status: Status) -> Status:
    if status.description is None:
        return status
    return Status(status.status_code, printable(status.description, _MAX_LENGTH))


def _repaired_scope(scope: InstrumentationScope | None) -> InstrumentationScope | None:
    if scope is None:
        return None
    version = scope.version and printable(scope.version, _MAX_LENGTH)
    return InstrumentationScope(
        printable(scope.name, _MAX_LENGTH), version, scope.schema_url, scope.attributes
    )
