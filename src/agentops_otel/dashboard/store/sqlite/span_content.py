"""Encoding of a span's content, the part that no column holds, as stored in a block."""

from __future__ import annotations

from typing import Any

from agentops_otel.dashboard.model import Span
from agentops_otel.dashboard.store.sqlite import content


def encode(span: Span) -> bytes:
    """Encode the part of a span that no column holds."""
    return content.encode(
        content.pack_attributes(span.attributes),
        [content.pack_event(event) for event in span.events] if span.events else (),
        [content.pack_link(link) for link in span.links] if span.links else (),
        span.status_message,
        span.trace_state,
        span.flags,
        span.dropped_attributes_count,
        span.dropped_events_count,
        span.dropped_links_count,
    )


def decode(encoded: bytes) -> dict[str, Any]:
    """Return the fields of a span that `encode` encoded, by name."""
    (
        attributes,
        events,
        links,
        status_message,
        trace_state,
        flags,
        dropped_attributes_count,
        dropped_events_count,
        dropped_links_count,
    ) = content.decode(encoded)
    return {
        "attributes": content.unpack_attributes(attributes),
        "events": tuple(content.unpack_event(event) for event in events),
        "links": tuple(content.unpack_link(link) for link in links),
        "status_message": status_message,
        "trace_state": trace_state,
        "flags": flags,
        "dropped_attributes_count": dropped_attributes_count,
        "dropped_events_count": dropped_events_count,
        "dropped_links_count": dropped_links_count,
    }
