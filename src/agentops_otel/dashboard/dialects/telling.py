"""A span's attributes, including those of events that stand for attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.registry import DIALECTS
from agentops_otel.dashboard.model import Span

_TELLING: Final = frozenset(name for dialect in DIALECTS for name in dialect.telling_events)
_CHUNKS: Final = frozenset(name for dialect in DIALECTS for name in dialect.chunk_events)


def attributes_of(span: Span) -> Mapping[str, Any]:
    """Return the attributes of a span, merged with those of its events that describe it."""
    told = [event.attributes for event in span.events if event.name in _TELLING]
    if not told:
        return span.attributes
    return {key: value for each in (*told, span.attributes) for key, value in each.items()}


def chunk_times(span: Span) -> list[int]:
    """Return when chunks of a streamed answer arrived, as far as events record it."""
    return [event.time_unix_nano for event in span.events if event.name in _CHUNKS]
