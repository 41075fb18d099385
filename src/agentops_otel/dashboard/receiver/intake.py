"""What every transport does with the bytes of a request: decode, prepare, hand over, answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from agentops_otel.dashboard.model import Batch, LogRecord, Span
from agentops_otel.dashboard.otlp.answers import success
from agentops_otel.dashboard.otlp.crowding import extra_bytes
from agentops_otel.dashboard.otlp.losses import Losses
from agentops_otel.dashboard.otlp.requests import Decoded, Encoding, decode_logs, decode_traces
from agentops_otel.dashboard.otlp.signals import METRICS, TRACES, Signal
from agentops_otel.dashboard.receiver.budget import Reservation

_logger = logging.getLogger(__name__)

# Turns a batch into the form that the writer takes.
Prepare: TypeAlias = Callable[[Batch], Any]


@dataclass(frozen=True, slots=True)
class Received:
    """The content of a request's body.

    Attributes:
        prepared: Its records, ready to be written.
        records: The number of records; 0 for metrics, which are not kept.
        losses: What cannot be kept.
    """

    prepared: Any
    records: int
    losses: Losses


# Reads the body of a request: name of the signal, body, encoding, time of receipt.
Read: TypeAlias = Callable[[str, bytes, Encoding, int], Received]

# Returns a future that completes when the records are on disk.
Submit: TypeAlias = Callable[[Received], Future[None]]
Taken: TypeAlias = tuple[Received, Future[None]]


class Intake(NamedTuple):
    """The functions to which all transports of a server hand requests over."""

    read: Read
    submit: Submit


@dataclass(frozen=True, slots=True)
class RequestReader:
    """Reads bodies; needs nothing else, so that it can run in another process."""

    prepare: Prepare

    def __call__(self, signal: str, body: bytes, encoding: Encoding, received: int) -> Received:
        """Decode a body, and prepare its records.

        Raises:
            MalformedError: It is not a request of this signal.
        """
        if signal == TRACES.name:
            spans = decode_traces(body, encoding)
            return self._received(Batch(received, spans=spans.records), spans)
        logs = decode_logs(body, encoding)
        return self._received(Batch(received, log_records=logs.records), logs)

    def _received(self, batch: Batch, decoded: Decoded[Span] | Decoded[LogRecord]) -> Received:
        return Received(self.prepare(batch), len(decoded.records), decoded.losses)


def take(
    signal: Signal, body: bytes, encoding: Encoding, intake: Intake, reservation: Reservation
) -> Taken:
    """Read the body of a request and submit its records.

    Returns:
        The content of the body, and a future that completes when all of it is on disk.

    Raises:
        MalformedError: The body is not a request of this signal.
        OverloadedError: The server holds too much already.
        StoppedError: The server is stopping.
    """
    if signal is METRICS:
        return Received(None, 0, Losses()), _done()
    reservation.grow(extra_bytes(body, encoding))
    received = intake.read(signal.name, body, encoding, time.time_ns())
    return received, intake.submit(received) if received.records else _done()


def accept(signal: Signal, received: Received, encoding: Encoding) -> bytes:
    """Encode the response to a request whose records are on disk, and log what was rejected."""
    losses = received.losses
    rejected, why = len(losses.records), losses.why()
    if why:
        _logger.warning("%d %s rejected: %s", rejected, signal.records, why)
    return success(signal, encoding, rejected=rejected, message=why)


def _done() -> Future[None]:
    nothing_to_wait_for: Future[None] = Future()
    nothing_to_wait_for.set_result(None)
    return nothing_to_wait_for
