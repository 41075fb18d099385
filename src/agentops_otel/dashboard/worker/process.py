"""The worker process, seen from the one that it helps."""

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

# What fits into a pipe is passed on without a wait for the interpreter's lock in between.
_PIPE_BYTES: Final = 2**20

# A worker that is not waited for ends by itself when its pipe is closed.
_END_SECONDS: Final = 2.0


class NotDoneError(Exception):
    """The worker has died, or the function has failed in it."""


class WorkerProcess:
    """Calls a function in a process of its own, one call at a time.

    Attributes:
        pid: Its process id.
        is_ready: Whether it takes calls already.
        is_gone: Whether it takes none any more.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        """Start it.

        Args:
            function: Of a module, so that it can be imported there; its arguments and what it gives
                can be pickled.

        Raises:
            OSError: There can be no further process.
            RuntimeError: There can be no further thread.
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
        """Call the function there.

        Raises:
            NotDoneError: It has died, or the function has failed.
        """
        with self._lock:
            # Pickled here, for not more of them to be in memory than are on their way.
            answer = self._ask(pickle.dumps(arguments, pickle.HIGHEST_PROTOCOL))
        if answer == FAILED:
            raise NotDoneError("the function has failed")
        return pickle.loads(answer)  # noqa: S301 - of a process that was started here.

    def quiet_seconds(self) -> float:
        """Tell for how long nobody has called it."""
        return 0.0 if self._busy_since is not None else time.monotonic() - self._called

    def busy_seconds(self) -> float:
        """Tell for how long it has been at one call."""
        since = self._busy_since
        return 0.0 if since is None else time.monotonic() - since

    def kill(self) -> None:
        """Kill it; who waits for it is told that it is gone."""
        self.is_gone = True
        self._process.kill()

    def stop(self) -> None:
        """End it, and leave nothing of it. May be called again."""
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
        # What is left to be written has no reader any more.
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
        except (OSError, EOFError, ValueError) as error:  # ValueError: its pipe is closed.
            self.is_gone = True
            raise NotDoneError("the worker has died") from error
        finally:
            self._called, self._busy_since = time.monotonic(), None


def _enlarge(*pipes: IO[bytes]) -> None:
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - Windows has none

        for pipe in pipes:
            # A user may have only so many large ones.
            with contextlib.suppress(OSError):
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
