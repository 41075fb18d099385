"""Give a span that OTLP cannot carry a form that it can.

OTLP's texts are UTF-8, which has no lone surrogates; a program gets them from file names, and from
a model's answer that is cut. The stock encoder leaves out an attribute with one, but refuses a
whole batch for the name or the status of one span.
"""

from __future__ import annotations

from collections.abc import Sequence

from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Status

from agentops_otel.sdk.values.text import printable

_MAX_LENGTH = 65_536


def repaired(span: ReadableSpan) -> ReadableSpan:
    """Return a copy of a span with every lone surrogate replaced by U+FFFD."""
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
