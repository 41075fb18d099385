"""Calls a function in a process of its own while it is called a lot."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

from agentops_otel.dashboard.worker.process import NotDoneError, WorkerProcess

Answer = TypeVar("Answer")

# A worker is worth its memory if calls take this many seconds out of one second.
_MUCH: Final = 0.25

_QUIET: Final = 30.0
_LONGEST: Final = 30.0

# Seconds between two checks of the worker, and before a lost one is replaced.
_LOOK: Final = 0.5
_REST: Final = 60.0

_logger = logging.getLogger(__name__)


class Offloaded(Generic[Answer]):
    """Calls a function here, or in a worker while one runs. May be called from any thread."""

    def __init__(
        self,
        function: Callable[..., Answer],
        *,
        quiet_seconds: float = _QUIET,
        longest_seconds: float = _LONGEST,
    ) -> None:
        """Prepare the calls; no worker is started yet.

        Args:
            function: See `WorkerProcess`.
            quiet_seconds: Seconds without a call after which the worker ends.
            longest_seconds: Seconds that a call may take before the worker is considered lost.
        """
        self._function = function
        self._quiet_seconds = quiet_seconds
        self._longest_seconds = longest_seconds
        self._lock = threading.Lock()
        self._worker: WorkerProcess | None = None
        self._second = 0
        self._spent = 0.0
        self._not_before = 0.0 if can_help() else float("inf")
        self._stopped = threading.Event()
        self._watching: threading.Thread | None = None

    def __call__(self, *arguments: Any) -> Answer:
        """Call the function; an exception always comes from a call in this process."""
        worker = self._worker
        if worker is not None and worker.is_ready and not worker.is_gone:
            try:
                answer: Answer = worker.call(arguments)
            except NotDoneError:
                pass  # Called in this process instead.
            else:
                return answer
        start = time.monotonic()
        try:
            return self._function(*arguments)
        finally:
            self._note(start, time.monotonic())

    @property
    def worker_pid(self) -> int | None:
        """Process id of the worker that takes calls; None while there is none."""
        worker = self._worker
        return worker.pid if worker is not None and worker.is_ready else None

    def stop(self) -> None:
        """End the worker, and do not start another. May be called again."""
        with self._lock:
            self._stopped.set()
            watching = self._watching
        if watching is not None:
            watching.join()

    def _note(self, start: float, end: float) -> None:
        """Record a call made here; start a worker if such calls take much time."""
        with self._lock:
            if self._second != int(end):
                self._second, self._spent = int(end), 0.0
            self._spent += end - start
            is_much = self._spent > _MUCH and end >= self._not_before
            if not is_much or self._watching is not None or self._stopped.is_set():
                return
            watching = threading.Thread(target=self._run, name="agentops-worker", daemon=True)
            try:
                watching.start()
            except RuntimeError as error:
                self._put_off(error)
            else:
                self._watching = watching

    def _run(self) -> None:
        """Start a worker, and watch it until it is gone or no longer needed."""
        try:
            worker = WorkerProcess(self._function)
        except (OSError, RuntimeError) as error:
            with self._lock:
                self._put_off(error)
                self._watching = None
            return
        self._worker = worker
        self._watch(worker)

    def _put_off(self, error: Exception) -> None:
        _logger.warning("No worker process could be started: %s", error)
        self._not_before = time.monotonic() + _REST

    def _watch(self, worker: WorkerProcess) -> None:
        """Wait until the worker is gone or no longer needed, then clean up."""
        while not worker.is_gone and not self._stopped.wait(_LOOK):
            if worker.busy_seconds() > self._longest_seconds:
                worker.kill()
            elif worker.quiet_seconds() > self._quiet_seconds:
                break
        is_lost = worker.is_gone
        worker.stop()
        with self._lock:
            self._worker = self._watching = None
            if is_lost:
                self._not_before = time.monotonic() + _REST
        if is_lost and not self._stopped.is_set():
            _logger.warning("The worker process %d was lost; its work is done here", worker.pid)


def can_help() -> bool:
    """Return whether a worker is useful: there is a second core, and a Python to run it."""
    is_frozen = getattr(sys, "frozen", False)  # A frozen executable would start itself.
    return _cores() > 1 and bool(sys.executable) and not is_frozen


def _cores() -> int:
    # The cores that this process may use; only Linux reports them.
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable is not None else os.cpu_count() or 1
