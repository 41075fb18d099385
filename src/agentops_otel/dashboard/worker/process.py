"""The worker process, as seen by the process it works for."""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, Any, Final, cast

from agentops_otel.dashboard.worker.frames import FAILED, read_frame, write_frame

_PROGRAM: Final = (
    "import sys; sys.path[:] = {path!r}\n"
    "from agentops_otel.dashboard.worker.answering import main\n"
    "try: main()\n"
    "except (OSError, EOFError): pass"
)

# Messages that fit into the pipe pass without waiting for the interpreter's lock in between.
_PIPE_BYTES: Final = 2**20

# A worker ends by itself when its pipe is closed.
_END_SECONDS: Final = 2.0


class NotDoneError(Exception):
    """The worker has died, or the function failed in it."""


class WorkerProcess:
    """Calls a function in a separate process, one call at a time.

    Attributes:
        pid: Its process id.
        is_ready: Whether it accepts calls yet.
        is_gone: Whether it no longer accepts calls.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        """Start the process.

        Args:
            function: A function that can be imported there; its arguments and results can be
                pickled.

        Raises:
            OSError: No further process can be started.
            RuntimeError: No further thread can be started.
        """
        program = _PROGRAM.format(path=sys.path)
        self._process = subprocess.Popen(  # noqa: S603 - it is this Python.
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        # It has both, since it was started with pipes.
        self._questions = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)
        _enlarge(self._questions, self._answers)
        self._lock = threading.Lock()
        self._busy_since: float | None = None
        self._called = time.monotonic()
        self.pid = self._process.pid
        self.is_ready = self.is_gone = False
        beginning = threading.Thread(
            target=self._begin, args=(function,), name="agentops-worker-start", daemon=True
        )
        try:
            beginning.start()
        except RuntimeError:
            self.stop()
            raise

    def call(self, arguments: tuple[Any, ...]) -> Any:
        """Call the function in the worker.

        Raises:
            NotDoneError: The worker has died, or the function failed.
        """
        with self._lock:
            # Pickled while holding the lock, so that only one call's arguments are pickled at a
            # time.
            answer = self._ask(pickle.dumps(arguments, pickle.HIGHEST_PROTOCOL))
        if answer == FAILED:
            raise NotDoneError("the function has failed")
        return pickle.loads(answer)  # noqa: S301 - from a process started here.

    def quiet_seconds(self) -> float:
        """Return the seconds since the last call ended; 0 during a call."""
        return 0.0 if self._busy_since is not None else time.monotonic() - self._called

    def busy_seconds(self) -> float:
        """Return the seconds that the current call has taken; 0 without one."""
        since = self._busy_since
        return 0.0 if since is None else time.monotonic() - since

    def kill(self) -> None:
        """Kill the process; a pending call raises `NotDoneError`."""
        self.is_gone = True
        self._process.kill()

    def stop(self) -> None:
        """End the process and close its pipes. May be called again."""
        self.is_gone = True
        if self._lock.acquire(timeout=_END_SECONDS):
            self._close_questions()
            self._lock.release()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with self._lock:
            self._close_questions()
            self._answers.close()

    def _close_questions(self) -> None:
        # Buffered data has no reader any more.
        with contextlib.suppress(OSError):
            self._questions.close()

    def _begin(self, function: Callable[..., Any]) -> None:
        with contextlib.suppress(NotDoneError), self._lock:
            self._ask(pickle.dumps(function))
            self.is_ready = True

    def _ask(self, question: bytes) -> bytes:
        self._busy_since = time.monotonic()
        try:
            write_frame(self._questions, question)
            return read_frame(self._answers)
        except (OSError, EOFError, ValueError) as error:  # ValueError: the pipe is closed.
            self.is_gone = True
            raise NotDoneError("the worker has died") from error
        finally:
            self._called, self._busy_since = time.monotonic(), None


def _enlarge(*pipes: IO[bytes]) -> None:
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - Windows has none

        for pipe in pipes:
            # The system limits the total size of a user's pipes.
            with contextlib.suppress(OSError):
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
