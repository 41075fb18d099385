"""Group commit: the batches of many requests in one transaction.

A durable commit costs an fsync, however small it is. Batches queue up while one is running, and the
next commit takes them together; a batch that arrives at an idle writer does not wait at all.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final

from agentops_otel.dashboard.receiver.intake import Received
from agentops_otel.dashboard.store.errors import StoreFullError

# Large enough that the fsync is a small part of a commit, small enough for a p99 of 300 ms.
MAX_RECORDS: Final = 2048

_logger = logging.getLogger(__name__)

Write = Callable[[Sequence[Any]], object]


class StoppedError(Exception):
    """The server is stopping and accepts no more telemetry."""


@dataclass(frozen=True, slots=True)
class _Job:
    received: Received
    done: Future[None]


class GroupCommit:
    """Writes batches on its own thread, and completes a future for each once it is on disk."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="agentops-writer", daemon=True)
        self._thread.start()

    def submit(self, received: Received) -> Future[None]:
        """Queue a batch.

        Returns:
            A future that completes when the batch is committed, or with the exception of the
            write. It cannot be cancelled: what is queued is written, whether or not its sender
            still waits.

        Raises:
            StoppedError: `close` was called.
        """
        job = _Job(received, Future())
        # Otherwise a sender that gives up would leave a cancelled future, which accepts no result.
        job.done.set_running_or_notify_cancel()
        with self._lock:
            if self._is_closed:
                raise StoppedError("the server is stopping")
            self._jobs.put(job)
        return job.done

    def close(self) -> None:
        """Commit what is queued and stop. May be called again."""
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            jobs, is_last = self._with_queued(first)
            self._commit(jobs)
            if is_last:
                return

    def _with_queued(self, first: _Job) -> tuple[list[_Job], bool]:
        jobs, records = [first], first.received.records
        while records < MAX_RECORDS:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            jobs.append(job)
            records += job.received.records
        return jobs, False

    def _commit(self, jobs: list[_Job]) -> None:
        try:
            self._write([job.received.prepared for job in jobs])
        except Exception as error:  # noqa: BLE001 - whatever it is, the senders have to know
            self._commit_one_by_one(jobs, error)
        else:
            for job in jobs:
                job.done.set_result(None)

    def _commit_one_by_one(self, jobs: list[_Job], error: Exception) -> None:
        """Commit each batch by itself, so that one bad batch does not fail the others."""
        if len(jobs) == 1:
            _logger.warning(
                "A batch of %d records was not written: %s",
                jobs[0].received.records,
                error,
                # When the disk is full, a traceback would only take up more room.
                exc_info=None if isinstance(error, StoreFullError) else error,
            )
            jobs[0].done.set_exception(error)
            return
        for job in jobs:
            self._commit([job])
