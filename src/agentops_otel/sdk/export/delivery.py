"""Hand a batch to an exporter, and find out what became of it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from agentops_otel.sdk.export.answer import Answer, Receipt, Trouble
from agentops_otel.sdk.export.repair import carriable
from agentops_otel.sdk.values.text import described, type_name

# Seconds. A receiver that restarts takes less to be back on its port.
_PATIENCE: Final = 1.0

_NOT_CARRIED: Final = Trouble("failed", "OTLP cannot carry them")

# How often, in seconds, somebody who waits for a receiver checks whether it is hopeless.
SECONDS_BETWEEN_LOOKS: Final = 0.05


class Delivery:
    """One stock OTLP exporter and its receiver's answers.

    The exporter is created by the thread that first sends something, since loading it takes longer
    than the rest of the set-up. A forked child creates it anew, since it must not write to its
    parent's connections.

    Args:
        make: Creates the exporter, given the `Answer` to record answers in.
        address: The receiver's address, without secrets.
        advice: What to do if it cannot be reached, as "; do this".
    """

    def __init__(self, make: Callable[[Answer], Any], address: str, advice: str = "") -> None:
        self._make = make
        self._answer = Answer(address, advice)
        self._exporter: Any = None
        self._pid: int | None = None

    @property
    def trouble(self) -> Trouble | None:
        """Why the latest request was not accepted in full; None if it was."""
        return self._answer.trouble

    @property
    def is_hopeless(self) -> bool:
        """Whether the receiver has been unreachable for too long for a shutdown to wait for it."""
        return self._answer.seconds_unreachable > _PATIENCE

    def send(self, batch: Sequence[Any]) -> Receipt:
        """Send spans or log records, with the stock exporter's retries; return the outcome."""
        if self._pid != os.getpid():
            try:
                with _making:
                    self._exporter = self._make(self._answer)
            except Exception as fault:  # noqa: BLE001  # A stock exporter raises on a bad variable.
                trouble = Trouble(
                    "failed", f"the exporter could not be created ({described(fault, 200)})"
                )
                self._answer.trouble = trouble
                return Receipt(0, trouble)
            self._pid = os.getpid()
        return delivered(self._exporter, batch, self._answer)

    def stop_trying(self) -> None:
        """Make every further request, and every retry of a running one, fail at once."""
        self._answer.is_closing = True

    def close(self) -> None:
        """Shut the exporter down."""
        if self._exporter is not None:
            self._exporter.shutdown()


# Held while an exporter is loaded, and during a fork: a child forked in the middle of an import can
# never complete that import.
_making: Final = threading.RLock()

if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_making.acquire,
        after_in_parent=_making.release,
        after_in_child=_making.release,
    )


class OtlpSpanExporter(SpanExporter):
    """The stock OTLP span exporter, with receipts that tell more than success or failure."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery

    def send(self, spans: Sequence[ReadableSpan]) -> Receipt:
        """Send spans and return the outcome; one that OTLP cannot carry does not fail the rest."""
        receipt = self.delivery.send(spans)
        if receipt.trouble is None or self.delivery.trouble is not None:
            return receipt
        # No request was made. Unless single spans are the cause, sending again is useless.
        carried = carriable(spans)
        if carried == list(spans):
            return receipt
        left_out = _NOT_CARRIED if len(carried) < len(spans) else None
        again = self.delivery.send(carried) if carried else Receipt(0)
        return Receipt(again.accepted, again.trouble or left_out)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send spans; success means that the receiver accepted all of them."""
        failed = self.send(spans).trouble is not None
        return SpanExportResult.FAILURE if failed else SpanExportResult.SUCCESS

    def force_flush(self, timeout_millis: int = 30_000) -> bool:  # noqa: ARG002
        """Return True: nothing is buffered here."""
        return True

    def shutdown(self) -> None:
        """Shut the stock exporter down."""
        self.delivery.close()


class SeveralExporters(SpanExporter):
    """Passes every batch to each of several exporters."""

    def __init__(self, exporters: Sequence[SpanExporter]) -> None:
        self._exporters = exporters

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Export to each; success means that all succeeded."""
        receipts = [delivered(exporter, spans) for exporter in self._exporters]
        failed = any(receipt.trouble for receipt in receipts)
        return SpanExportResult.FAILURE if failed else SpanExportResult.SUCCESS

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Flush each; True means that none returned False."""
        answers = [one.force_flush(timeout_millis) for one in self._exporters]
        return False not in answers

    def shutdown(self) -> None:
        """Shut each down."""
        for exporter in self._exporters:
            exporter.shutdown()


def delivered(exporter: Any, batch: Sequence[Any], answer: Answer | None = None) -> Receipt:
    """Export a batch and return the outcome, whatever the exporter does."""
    if isinstance(exporter, OtlpSpanExporter):
        return exporter.send(batch)
    if answer is not None:
        answer.begin()
    try:
        result = exporter.export(batch)
    except Exception as fault:  # noqa: BLE001  # The user's exporter may raise anything.
        return Receipt(0, Trouble("failed", f"the exporter raised {described(fault, 200)}"))
    if getattr(result, "name", "") != "SUCCESS":
        unexplained = Trouble("failed", f"{type_name(exporter)} did not report success")
        return Receipt(0, (answer and answer.trouble) or unexplained)
    if answer is None:
        return Receipt(len(batch))
    return Receipt(max(0, len(batch) - answer.rejected), answer.trouble)
