"""Warn of lost spans: once for each kind of trouble, and once more of all of them at the end."""

from __future__ import annotations

from agentops_otel.sdk.export.answer import Trouble
from agentops_otel.sdk.export.ledger import Counts
from agentops_otel.sdk.host.guard import warn, warn_once


class Losses:
    """Says why the spans of one pipeline were lost.

    Args:
        limit: How many spans may wait in the pipeline.
    """

    def __init__(self, limit: int) -> None:
        self._queue_was_full = f"more than {limit} were waiting to be sent"
        self._newest: Trouble | None = None

    def tell_of_request(self, trouble: Trouble, lost: int) -> None:
        """Warn of a request that was not accepted in full."""
        self._newest = trouble
        _warn(trouble.kind, trouble.text, lost)

    def tell_of_drop(self, *, after_shutdown: bool) -> None:
        """Warn of a span for which there was no room, or that ended too late."""
        if after_shutdown:
            _warn("ended after shutdown", "they ended after shutdown", 1)
        else:
            _warn("queue full", self._queue_was_full, 1)

    def tell_of_all(self, counts: Counts, unsettled: Trouble | None) -> None:
        """Warn of all spans that were lost, if any were, with the likeliest cause.

        Args:
            counts: The counts of the pipeline at its end.
            unsettled: Why the latest request was not accepted in full, even if its spans are not
                counted yet; None if it was, or nothing is known.
        """
        lost = counts.ended - counts.exported
        if lost == 0:
            return
        trouble = self._newest or unsettled
        if trouble is not None:
            why = trouble.text
        elif lost == counts.dropped:
            why = self._queue_was_full
        else:
            why = "it did not answer in time"
        warn("%d of %d spans did not reach the receiver: %s", lost, counts.ended, why)


def _warn(kind: str, why: str, lost: int) -> None:
    warn_once(
        f"spans lost: {kind}",
        "%d span(s) lost: %s. Further losses of this kind are only counted",
        lost,
        why,
    )
