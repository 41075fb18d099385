"""Export ended spans: bounded, counted, and without making the program wait.

    span ends → Pipeline.on_end → BatchSpanProcessor's queue → its thread → SpanExporter
                    └ counted or dropped                         └ split by size, counted, reported

The stock processor batches. This one adds what it lacks: a flush and a shutdown that keep a
deadline and report the true outcome. The caller's thread only counts and waits; our own thread,
which may be stuck behind a receiver, is abandoned at the deadline.
"""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from agentops_otel.sdk.export.batch import cut_by_size
from agentops_otel.sdk.export.delivery import (
    SECONDS_BETWEEN_LOOKS,
    OtlpSpanExporter,
    delivered,
)
from agentops_otel.sdk.export.ledger import RESERVE, Counts, Ledger, Window
from agentops_otel.sdk.export.losses import Losses
from agentops_otel.sdk.host.fork import begin_anew_after_fork
from agentops_otel.sdk.host.guard import guarded, swallow
from agentops_otel.sdk.host.reentry import NotReentrant
from agentops_otel.sdk.settings.config import Batching
from agentops_otel.semconv import SESSION_ID

_DEFAULT_SHUTDOWN: Final = 5.0


class Pipeline(SpanProcessor):
    """Sends ended spans to an exporter in batches.

    Args:
        exporter: Sends the spans; it is shut down with the pipeline.
        batching: Sizes of the queue and of batches, and the delay before sending.
        only_sessions: Whether to skip spans that belong to no session.

    Attributes:
        only_sessions: As the argument; it may be changed.
    """

    def __init__(
        self,
        exporter: SpanExporter,
        batching: Batching | None = None,
        *,
        only_sessions: bool = False,
    ) -> None:
        batching = batching or Batching()
        self._exporter = exporter
        self._delivery = exporter.delivery if isinstance(exporter, OtlpSpanExporter) else None
        self.only_sessions = only_sessions
        self._limit = batching.max_queue_size
        self._is_closing = False
        self._has_given_up = False
        self._closed_whole = False
        # Our threads start in an empty context, or they would keep a session's span alive.
        self._batches = contextvars.Context().run(
            BatchSpanProcessor,
            _Sink(self._send, exporter.shutdown),
            max_queue_size=self._limit + RESERVE,
            max_export_batch_size=batching.max_export_batch_size,
            schedule_delay_millis=batching.schedule_delay_millis,
        )
        self._hand_on = NotReentrant(self._batches.on_end)
        self._begin()
        begin_anew_after_fork(self)
        begin_anew_after_fork(self._hand_on)

    @property
    def counts(self) -> Counts:
        """Outcomes of the spans that have ended so far in this process."""
        return self._ledger.counts

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Do nothing: a span is sent when it has ended."""

    def on_end(self, span: ReadableSpan) -> None:
        """Queue a sampled span, or count it as dropped."""
        try:
            self._queue(span)
        except Exception as fault:  # noqa: BLE001  # Like `guarded`, at a fraction of the cost.
            swallow("queueing a span", fault)

    def _queue(self, span: ReadableSpan) -> None:
        if span.context is None or not span.context.trace_flags.sampled:
            return
        if self.only_sessions and SESSION_ID not in (span.attributes or {}):
            return
        if self._is_closing:
            self._ledger.drop()
        elif self._ledger.admit(span):
            self._hand_on(span)
            return
        self._losses.tell_of_drop(after_shutdown=self._is_closing)

    def flush(self, timeout: float) -> bool:
        """Send what is queued, and wait for it at most `timeout` seconds.

        Returns:
            Whether the receiver has accepted every span that ended between the previous call and
            this one.
        """
        return self._flush(time.monotonic() + timeout, lambda: False)

    def shutdown_within(self, timeout: float) -> bool:
        """Flush and stop, within `timeout` seconds; spans still unsent then are lost.

        A receiver that has been unreachable for a second is not waited for. A second call only
        waits for the first one's result and returns it.

        Returns:
            Whether the receiver has accepted every span that ended since the last flush.
        """
        if not self._closing.acquire(blocking=False):
            return self._has_closed.wait(timeout) and self._closed_whole
        try:
            self._closed_whole = self._close(time.monotonic() + timeout)
        finally:
            self._has_closed.set()
        return self._closed_whole

    def _close(self, deadline: float) -> bool:
        is_whole = self._flush(deadline, self._is_hopeless)
        self._is_closing = True
        if not is_whole:
            self._give_up()
        self._requests.put(None)
        if is_whole or self._delivery is None:
            # Spans that other threads have ended in the meantime are sent too, and the user's own
            # exporter may have files to close, even if it has failed.
            self._flusher.join(max(0.0, deadline - time.monotonic()))
            self._give_up()
        trouble = None if self._delivery is None else self._delivery.trouble
        self._losses.tell_of_all(self.counts, trouble)
        return is_whole

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Flush; called by OpenTelemetry's providers."""
        return self.flush(timeout_millis / 1000)

    def shutdown(self) -> None:
        """Flush and stop within 5 s; called by OpenTelemetry's providers."""
        self.shutdown_within(_DEFAULT_SHUTDOWN)

    def _begin(self) -> None:
        """Start empty, as in a new process."""
        self._ledger = Ledger(self._limit)
        self._losses = Losses(self._limit)
        self._closing = threading.Lock()
        self._has_closed = threading.Event()
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._waiting: list[_Request] = []
        # Started now, since an exiting program cannot start threads (Python 3.12).
        self._flusher = threading.Thread(
            name="agentops-flush", target=self._serve, args=(self._requests,), daemon=True
        )
        contextvars.Context().run(self._flusher.start)

    def begin_in_child(self) -> None:
        """Start empty in a forked child; the stock processor has emptied its queue."""
        if not self._is_closing:
            self._begin()
            return
        # No other thread of this process will set it.
        self._has_closed = threading.Event()
        self._has_closed.set()

    def _flush(self, deadline: float, gives_up: Callable[[], bool]) -> bool:
        request = _Request(self._ledger.cut(), deadline)
        try:
            if self._is_closing:
                return request.window.is_whole
            self._waiting.append(request)
            self._requests.put(request)
            while (remaining := request.remaining) > 0 and not gives_up():
                if request.is_served.wait(min(remaining, SECONDS_BETWEEN_LOOKS)):
                    return request.is_flushed and request.window.is_whole
            return False
        finally:
            if request in self._waiting:
                self._waiting.remove(request)
            self._ledger.forget(request.window)

    def _serve(self, requests: queue.SimpleQueue[_Request | None]) -> None:
        """Serve flush requests one after the other, until the pipeline closes."""
        while (request := requests.get()) is not None:
            with guarded("flushing"):
                self._serve_one(request)
            self._answer(request)
        with guarded("shutting the pipeline down"):
            self._batches.shutdown()  # type: ignore[no-untyped-call]  # Stock, without a return type.

    def _serve_one(self, request: _Request) -> None:
        is_settled = partial(self._ledger.is_settled, request.window)
        while not is_settled():
            if request.remaining <= 0:
                return
            self._hand_on.catch_up()
            self._batches.force_flush()
            # A span that is counted but not yet queued is queued within microseconds.
            self._ledger.wait_until(is_settled, 0.001)

    def _answer(self, request: _Request) -> None:
        """Let a caller continue whose window is settled or whose time is up."""
        if request.is_served.is_set():
            return
        with guarded("flushing"):
            if request.remaining > 0:
                millis = int(request.remaining * 1000)
                request.is_flushed = self._exporter.force_flush(millis) is not False
        request.is_served.set()

    def _give_up(self) -> None:
        """Make everything that has not been sent yet fail at once."""
        self._has_given_up = True
        if self._delivery is not None:
            self._delivery.stop_trying()

    def _is_hopeless(self) -> bool:
        return self._delivery is not None and self._delivery.is_hopeless

    def _send(self, spans: Sequence[ReadableSpan]) -> None:
        for part in [spans] if self._delivery is None else cut_by_size(spans):
            if self._has_given_up:
                self._ledger.settle(0, len(part))
                continue
            receipt = delivered(self._exporter, part)
            lost = len(part) - receipt.accepted
            self._ledger.settle(receipt.accepted, lost)
            if receipt.trouble is not None and not self._has_given_up:
                self._losses.tell_of_request(receipt.trouble, lost)
        # If spans end as fast as they are sent, the stock processor's flush never returns.
        for request in tuple(self._waiting):
            if self._ledger.is_settled(request.window):
                self._answer(request)


class _Request:
    """One caller's flush request, handed to the thread that serves it."""

    def __init__(self, window: Window, deadline: float) -> None:
        self.window = window
        self.is_served = threading.Event()
        self.is_flushed = False
        self._deadline = deadline

    @property
    def remaining(self) -> float:
        """Seconds until the caller stops waiting."""
        return self._deadline - time.monotonic()


class _Sink(SpanExporter):
    """The exporter that the stock processor is given."""

    def __init__(
        self, send: Callable[[Sequence[ReadableSpan]], None], shutdown: Callable[[], None]
    ) -> None:
        self._send = send
        self._shutdown = shutdown

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self._send(spans)
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        self._shutdown()
