"""Conversion between log record rows and the domain's log records."""

from __future__ import annotations

import sqlite3

from agentops_otel.dashboard.model import LogRecord
from agentops_otel.dashboard.store.sqlite import content
from agentops_otel.dashboard.store.sqlite.sources import Sources


def encode_log_record(record: LogRecord) -> bytes:
    """Encode the part of a log record that no column holds."""
    return content.encode(
        record.observed_time_unix_nano,
        record.severity_number,
        record.severity_text,
        content.pack_value(record.body),
        content.pack_attributes(record.attributes),
        record.dropped_attributes_count,
        record.flags,
        record.event_name,
    )


def log_record_of(row: sqlite3.Row, sources: Sources) -> LogRecord:
    """Build a log record from a complete row."""
    observed, number, text, body, attributes, dropped, flags, _ = content.decode(
        content.decompress(content.CODEC_ZLIB, row["content"])
    )
    resource, scope = sources.get(row["source"])
    return LogRecord(
        time_unix_nano=row["time"],
        observed_time_unix_nano=observed,
        severity_number=number,
        severity_text=text,
        event_name=row["name"],
        body=content.unpack_value(body),
        attributes=content.unpack_attributes(attributes),
        dropped_attributes_count=dropped,
        flags=flags,
        trace_id=(row["trace"] or b"").hex(),
        span_id=(row["span"] or b"").hex(),
        resource=resource,
        scope=scope,
    )
