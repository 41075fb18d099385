"""Live records, which make a session visible before its span has ended.

They are OTLP log records in the trace of the session span: one for the session's start, one for its
end, and a heartbeat every 15 s in between. They go to the receiver of the spans through a logger
provider of our own, so the program's logs and providers are not touched.
"""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Final, NamedTuple
from weakref import WeakSet

from opentelemetry.context import Context
from opentelemetry.sdk._logs import LoggerProvider, ReadableLogRecord
from opentelemetry.sdk._logs.export import (
    BatchLogRecordProcessor,
    LogRecordExporter,
    LogRecordExportResult,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.trace import Span, set_span_in_context
from opentelemetry.util.types import AttributeValue

from agentops_otel.sdk.export.delivery import SECONDS_BETWEEN_LOOKS, Delivery
from agentops_otel.sdk.export.ledger import Counts
from agentops_otel.sdk.host.fork import begin_anew_after_fork
from agentops_otel.sdk.host.guard import guarded
from agentops_otel.sdk.host.reentry import NotReentrant
from agentops_otel.sdk.sessions.runtime import SCOPE
from agentops_otel.sdk.sessions.session import Session
from agentops_otel.semconv import (
    EVENT_SESSION_END,
    EVENT_SESSION_HEARTBEAT,
    EVENT_SESSION_START,
    SESSION_ID,
    SESSION_NAME,
    SESSION_PARENT_ID,
    SESSION_TAGS,
    SPANS_DROPPED,
    SPANS_ENDED,
    SPANS_EXPORTED,
    SPANS_FAILED,
)

# A reader considers a session lost after three intervals without a record.
INTERVAL: Final = 15.0

_DELAY_MILLIS: Final = 1000
_QUEUE_SIZE: Final = 2048
_BATCH_SIZE: Final = 512

# How many of a session's attributes a record carries at most. By OpenTelemetry's default, a record
# holds 128 attributes in all.
_MAX_ATTRIBUTES: Final = 64


class _OpenSession(NamedTuple):
    id: str
    context: Context


class LiveRecords:
    """Tells the receiver which sessions are open; stops for good if it takes no logs.

    Args:
        delivery: Sends the records.
        resource: The resource of the spans.
        counts: Returns the counts of this process's spans, by outcome.
        told: The sessions whose start record was already sent; it is sent once per session.
        interval: Seconds between two heartbeats of a session.
    """

    def __init__(
        self,
        delivery: Delivery,
        resource: Resource,
        counts: Callable[[], Counts],
        *,
        told: WeakSet[Session] | None = None,
        interval: float = INTERVAL,
    ) -> None:
        self._delivery = delivery
        self._counts = counts
        self._told: WeakSet[Session] = WeakSet() if told is None else told
        self._interval = interval
        self._provider = contextvars.Context().run(
            _create_provider, _Sink(self._send, delivery.close), resource
        )
        self._logger = self._provider.get_logger(SCOPE)
        self._hand_on: NotReentrant[Callable[[], None]] = NotReentrant(lambda emit: emit())
        self._begin()
        begin_anew_after_fork(self)
        begin_anew_after_fork(self._hand_on)

    def started(self, session: Session) -> None:
        """Send the start record of a session, once, if its span is sampled."""
        with guarded("telling of a session's start"):
            if self._is_stopping.is_set() or not _is_sampled(session.span):
                return
            if id(session) in self._open:
                return
            one = _OpenSession(session.id, set_span_in_context(session.span, Context()))
            if session not in self._told:
                self._told.add(session)
                # Before the session counts as open, so that no heartbeat precedes it.
                self._emit(EVENT_SESSION_START, one, _facts(session))
            self._open[id(session)] = one
            self._start_beating()
            if not session.is_open:
                # It has ended in the meantime, before it was in `_open`.
                self.ended(session)

    def ended(self, session: Session) -> None:
        """Send the end record of a session whose start record was sent."""
        with guarded("telling of a session's end"):
            one = self._open.pop(id(session), None)
            if one is not None and session.ending and not self._is_stopping.is_set():
                self._emit(EVENT_SESSION_END, one, {**_facts(session), **session.ending.attributes})

    def shutdown_within(self, timeout: float) -> bool:
        """Send what is left and stop, at most `timeout` seconds.

        A receiver that could not be reached for a second is not waited for.

        Returns:
            Whether nothing was left.
        """
        self._is_stopping.set()
        thread = self._thread
        if thread is None or not thread.is_alive():
            return True
        deadline = time.monotonic() + timeout
        while thread.is_alive() and not self._delivery.is_hopeless:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                break
            thread.join(min(remaining, SECONDS_BETWEEN_LOOKS))
        self._delivery.stop_trying()
        return not thread.is_alive()

    def begin_in_child(self) -> None:
        """Start with no open session in a forked child; the parent reports its own."""
        was_stopping = self._is_stopping.is_set()
        self._begin()
        if was_stopping:
            self._is_stopping.set()

    def _begin(self) -> None:
        self._open: dict[int, _OpenSession] = {}
        self._is_stopping = threading.Event()
        self._thread: threading.Thread | None = None
        # Re-entrant, since a signal handler may start a session while the first one is reported.
        self._starting = threading.RLock()

    def _start_beating(self) -> None:
        with self._starting:
            if self._thread is not None:
                return
            self._thread = threading.Thread(
                name="agentops-heartbeat", target=self._beat, args=(self._is_stopping,), daemon=True
            )
            # In an empty context, or the thread would keep this session's span alive.
            contextvars.Context().run(self._thread.start)

    def _beat(self, is_stopping: threading.Event) -> None:
        while not is_stopping.wait(self._interval):
            with guarded("sending heartbeats"):
                self._beat_once()
        with guarded("shutting live records down"):
            self._provider.shutdown()

    def _beat_once(self) -> None:
        counts = self._counts()
        attributes = {
            SPANS_ENDED: counts.ended,
            SPANS_EXPORTED: counts.exported,
            SPANS_FAILED: counts.failed,
            SPANS_DROPPED: counts.dropped,
        }
        for number, one in enumerate(tuple(self._open.values()), start=1):
            self._emit(EVENT_SESSION_HEARTBEAT, one, attributes)
            if number % _BATCH_SIZE == 0:
                # The records of more sessions than the queue holds would push each other out.
                self._provider.force_flush()

    def _emit(
        self, event_name: str, one: _OpenSession, attributes: Mapping[str, AttributeValue]
    ) -> None:
        self._hand_on(
            partial(
                self._logger.emit,
                timestamp=time.time_ns(),
                context=one.context,
                event_name=event_name,
                # Last, since a record with too many attributes loses the first ones.
                attributes={**attributes, SESSION_ID: one.id},
            )
        )

    def _send(self, records: Sequence[ReadableLogRecord]) -> None:
        receipt = self._delivery.send(records)
        if receipt.trouble is not None and receipt.trouble.kind == "not taken":
            self._delivery.stop_trying()
            self._open.clear()
            self._is_stopping.set()


def _is_sampled(span: Span) -> bool:
    return span.is_recording() and span.get_span_context().trace_flags.sampled


def _facts(session: Session) -> dict[str, AttributeValue]:
    membership = session.membership
    facts: dict[str, AttributeValue] = dict(islice(membership.attributes.items(), _MAX_ATTRIBUTES))
    if membership.name is not None:
        facts[SESSION_NAME] = membership.name
    if membership.tags:
        facts[SESSION_TAGS] = membership.tags
    if session.parent_id is not None:
        facts[SESSION_PARENT_ID] = session.parent_id
    return facts


class _Sink(LogRecordExporter):
    """The exporter that the stock processor is given."""

    def __init__(
        self, send: Callable[[Sequence[ReadableLogRecord]], None], shutdown: Callable[[], None]
    ) -> None:
        self._send = send
        self._shutdown = shutdown

    def export(self, batch: Sequence[ReadableLogRecord]) -> LogRecordExportResult:
        self._send(batch)
        return LogRecordExportResult.SUCCESS

    def force_flush(self, timeout_millis: int = 30_000) -> bool:  # noqa: ARG002
        return True

    def shutdown(self) -> None:
        self._shutdown()


def _create_provider(sink: _Sink, resource: Resource) -> LoggerProvider:
    provider = LoggerProvider(resource, shutdown_on_exit=False)
    provider.add_log_record_processor(
        BatchLogRecordProcessor(
            sink,
            schedule_delay_millis=_DELAY_MILLIS,
            max_export_batch_size=_BATCH_SIZE,
            max_queue_size=_QUEUE_SIZE,
        )
    )
    return provider
