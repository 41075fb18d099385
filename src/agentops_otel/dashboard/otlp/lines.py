"""Reads OTLP JSON lines: one request per line, as `encode` writes them and collectors do."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Final

from agentops_otel.dashboard.model import Batch, LogRecord, Span
from agentops_otel.dashboard.otlp.json_text import read_json
from agentops_otel.dashboard.otlp.requests import Decoded, decode_logs, decode_traces
from agentops_otel.dashboard.otlp.signals import LOGS, METRICS, TRACES

_NO_SPANS: Final[Decoded[Span]] = Decoded(())
_NO_LOG_RECORDS: Final[Decoded[LogRecord]] = Decoded(())


class BadLineError(ValueError):
    """A line that is not an OTLP JSON request; the message names the line and the reason."""


@dataclass(frozen=True)
class Line:
    """The batch in a line, and why some of its records cannot be kept."""

    batch: Batch
    problems: tuple[str, ...] = ()


def read_line(line: bytes, number: int) -> Line:
    """Read a request of traces or logs, or of both; metrics are accepted but not kept.

    Raises:
        BadLineError: It is none of these.
    """
    received = time.time_ns()
    try:
        line.decode("utf-8", "surrogatepass")
        request = read_json(line)
        if any(signal.is_in(request) for signal in (TRACES, LOGS, METRICS)):
            spans = decode_traces(line, "json") if TRACES.is_in(request) else _NO_SPANS
            logs = decode_logs(line, "json") if LOGS.is_in(request) else _NO_LOG_RECORDS
            return Line(
                Batch(received, spans=spans.records, log_records=logs.records),
                (*spans.losses.records, *logs.losses.records),
            )
    except json.JSONDecodeError as error:
        raise BadLineError(
            f"line {number}: no JSON: {error.msg.removesuffix(' at')} at character {error.colno}"
        ) from error
    except UnicodeDecodeError as error:
        raise BadLineError(f"line {number}: no JSON: it is no text in UTF-8") from error
    except ValueError as error:
        raise BadLineError(f"line {number}: {error}") from error
    raise BadLineError(
        f"line {number}: neither {TRACES.resources_json} nor {LOGS.resources_json} is there"
    )
