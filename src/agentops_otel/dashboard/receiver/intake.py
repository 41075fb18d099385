"""What every transport does with the bytes of a request: decode, hand over, answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeAlias

from agentops_otel.dashboard.model import Batch, LogRecord, Span
from agentops_otel.dashboard.otlp.answers import success
from agentops_otel.dashboard.otlp.crowding import extra_bytes
from agentops_otel.dashboard.otlp.requests import Decoded, Encoding, decode_logs, decode_traces
from agentops_otel.dashboard.otlp.signals import LOGS, METRICS, TRACES, Signal
from agentops_otel.dashboard.receiver.budget import Reservation

_logger = logging.getLogger(__name__)

# Gives a future that is done when the batch is on disk.
Submit: TypeAlias = Callable[[Batch], Future[None]]

Taken: TypeAlias = tuple[Decoded[Span] | Decoded[LogRecord], Future[None]]


def take(
    signal: Signal, body: bytes, encoding: Encoding, submit: Submit, reservation: Reservation
) -> Taken:
    """Decode the body of a request and hand its records over.

    Returns:
        What the body holds, of metrics nothing, since they are not kept; and a future that is done
        when all of it is on disk.

    Raises:
        MalformedError: The body is no request of this signal.
        OverloadedError: The server holds too much already.
        StoppedError: The server is stopping.
    """
    if signal is not METRICS:
        reservation.grow(extra_bytes(body, encoding))
    if signal is TRACES:
        spans = decode_traces(body, encoding)
        return spans, _submit(Batch(time.time_ns(), spans=spans.records), submit)
    if signal is LOGS:
        logs = decode_logs(body, encoding)
        return logs, _submit(Batch(time.time_ns(), log_records=logs.records), submit)
    nothing: Decoded[Span] = Decoded(())
    return nothing, _submit(Batch(time.time_ns()), submit)


def accept(
    signal: Signal, decoded: Decoded[Span] | Decoded[LogRecord], encoding: Encoding
) -> bytes:
    """Encode the answer to a request whose records are on disk, and log what it had besides."""
    losses, rejected = decoded.losses, len(decoded.losses.records)
    if why := losses.why():
        _logger.warning("%d %s rejected: %s", rejected, signal.records, why)
    return success(signal, encoding, rejected=rejected, message=why)


def _submit(batch: Batch, submit: Submit) -> Future[None]:
    if batch.spans or batch.log_records:
        return submit(batch)
    nothing_to_wait_for: Future[None] = Future()
    nothing_to_wait_for.set_result(None)
    return nothing_to_wait_for
