"""Read from an ended span what the trail of its session keeps.

This runs for every span, on the caller's thread, and each property of the SDK's span costs a call.
So the fields are read directly if the span has the shape known from OpenTelemetry 1.40 to 1.45;
any other span is read through its properties.
"""

from __future__ import annotations

from typing import Any, Final

from opentelemetry.sdk.trace import ReadableSpan

from agentops_otel.sdk.sessions.trail import Happening
from agentops_otel.semconv import SPAN_KIND

_PLAIN_SPAN: Final = "span"


def happening(span: Any) -> Happening:
    """Return the name, kind, start, end and status code of an ended span."""
    try:
        return (
            span._name,  # noqa: SLF001
            span._attributes._dict.get(SPAN_KIND, _PLAIN_SPAN),  # noqa: SLF001
            span._start_time or 0,  # noqa: SLF001
            span._end_time or 0,  # noqa: SLF001
            span._status.status_code,  # noqa: SLF001
        )
    except AttributeError:
        return publicly(span)


def publicly(span: ReadableSpan) -> Happening:
    """Return the same for any span, read through its properties."""
    kind = (span.attributes or {}).get(SPAN_KIND, _PLAIN_SPAN)
    return span.name, kind, span.start_time or 0, span.end_time or 0, span.status.status_code
