"""Converts span messages to spans."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

from agentops_otel.dashboard.model import (
    SPAN_KINDS,
    STATUS_CODES,
    Event,
    Link,
    Resource,
    Scope,
    Span,
)
from agentops_otel.dashboard.otlp.ids import hex_if_valid, parent_id_hex, span_id_hex, trace_id_hex
from agentops_otel.dashboard.otlp.times import unix_nano
from agentops_otel.dashboard.otlp.values import MAX_ATTRIBUTES, beyond, read_attributes

# SDKs keep 128 of each by default.
MAX_EVENTS: Final = 8192
MAX_LINKS: Final = 8192


def read_span(message: Any, resource: Resource, scope: Scope) -> Span:
    """Read a `Span` message; events, links and attributes over a limit count as dropped.

    Raises:
        RejectedError: Its trace, span or parent id is invalid.
    """
    status, kind, attributes = message.status, message.kind, message.attributes
    events, links = message.events, message.links
    return Span(
        trace_id=trace_id_hex(message.trace_id),
        span_id=span_id_hex(message.span_id),
        parent_span_id=parent_id_hex(message.parent_span_id),
        name=message.name,
        start_time_unix_nano=unix_nano(message.start_time_unix_nano),
        end_time_unix_nano=unix_nano(message.end_time_unix_nano),
        attributes=read_attributes(attributes),
        kind=SPAN_KINDS[kind] if 0 <= kind < len(SPAN_KINDS) else "unspecified",
        status=STATUS_CODES[status.code] if 0 <= status.code < len(STATUS_CODES) else "unset",
        status_message=status.message,
        events=tuple(map(_read_event, islice(events, MAX_EVENTS))) if events else (),
        links=tuple(map(_read_link, islice(links, MAX_LINKS))) if links else (),
        trace_state=message.trace_state,
        flags=message.flags,
        dropped_attributes_count=message.dropped_attributes_count
        + beyond(attributes, MAX_ATTRIBUTES),
        dropped_events_count=message.dropped_events_count + beyond(events, MAX_EVENTS),
        dropped_links_count=message.dropped_links_count + beyond(links, MAX_LINKS),
        resource=resource,
        scope=scope,
    )


def _read_event(message: Any) -> Event:
    return Event(
        name=message.name,
        time_unix_nano=unix_nano(message.time_unix_nano),
        attributes=read_attributes(message.attributes),
        dropped_attributes_count=message.dropped_attributes_count
        + beyond(message.attributes, MAX_ATTRIBUTES),
    )


def _read_link(message: Any) -> Link:
    return Link(
        trace_id=hex_if_valid(message.trace_id, length=16),
        span_id=hex_if_valid(message.span_id, length=8),
        trace_state=message.trace_state,
        attributes=read_attributes(message.attributes),
        dropped_attributes_count=message.dropped_attributes_count
        + beyond(message.attributes, MAX_ATTRIBUTES),
        flags=message.flags,
    )
