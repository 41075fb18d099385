"""`Offloaded` with real processes."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agentops_otel.dashboard.worker.offloaded import Offloaded
from agentops_otel.dashboard.worker.process import WorkerProcess
from tests.dashboard.worker.functions import fail, given, process_id, process_id_once_there
from tests.waiting import wait_until

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")


@contextlib.contextmanager
def offloaded(
    function: Callable[..., Any], *first: Any, **settings: float
) -> Iterator[Offloaded[Any]]:
    """Wrap `function` in `Offloaded`, and call it until it has a worker."""
    calls = Offloaded(function, **settings)
    try:
        wait_until(lambda: is_offloaded_after(calls, *first))
        yield calls
    finally:
        calls.stop()


def is_offloaded_after(calls: Offloaded[Any], *arguments: Any) -> bool:
    with contextlib.suppress(ValueError):
        calls(*arguments)
    return calls.worker_pid is not None


def is_there(pid: int) -> bool:
    """Return whether a process exists, even as a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextlib.contextmanager
def no_more_threads() -> Iterator[None]:
    """Keep threads from starting: ask for stacks that no machine has room for."""
    before = threading.stack_size(1 << 46)
    try:
        yield
    finally:
        threading.stack_size(before)


def test_a_slow_function_is_eventually_called_in_another_process() -> None:
    with offloaded(process_id) as calls:
        assert calls() == calls.worker_pid != os.getpid()


def test_little_work_does_not_start_a_process() -> None:
    calls = Offloaded(process_id)
    assert calls(0.01) == os.getpid()
    assert calls.worker_pid is None
    calls.stop()


def test_calls_from_many_threads_get_their_own_results() -> None:
    texts = [str(number) * 300_000 for number in range(20)]
    with offloaded(given, "", 0.1) as calls:
        answers: dict[str, str] = {}

        def ask(text: str) -> None:
            answers[text] = calls(text)

        threads = [threading.Thread(target=ask, args=(text,)) for text in texts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == {text: text for text in texts}


def test_an_exception_is_raised_as_in_the_same_process() -> None:
    with offloaded(fail, 0.1, os.getpid()) as calls:
        worker = calls.worker_pid
        with pytest.raises(ValueError, match="here"):
            calls(0, os.getpid())
        assert calls.worker_pid == worker


def test_printed_output_does_not_mix_with_results() -> None:
    with offloaded(process_id) as calls:
        assert [calls(0, "printed") for _ in range(3)] == [calls.worker_pid] * 3


@needs_posix
def test_a_call_whose_worker_is_killed_runs_in_this_process_and_leaves_nothing_behind(
    tmp_path: Path,
) -> None:
    go_on = tmp_path / "go_on"
    go_on.touch()
    with offloaded(process_id_once_there, go_on, os.getpid()) as calls:
        worker = calls.worker_pid
        assert worker is not None
        go_on.unlink()
        begun = go_on.with_suffix(".begun")
        begun.unlink()

        def kill() -> None:
            wait_until(begun.exists)
            os.kill(worker, signal.SIGKILL)

        killing = threading.Thread(target=kill)
        killing.start()
        assert calls(go_on, os.getpid()) == os.getpid()
        killing.join()
        wait_until(lambda: not is_there(worker))
        assert calls.worker_pid is None
        assert calls(go_on, os.getpid()) == os.getpid()


@needs_posix
def test_a_hanging_worker_is_killed_and_its_call_runs_in_this_process() -> None:
    with offloaded(process_id, longest_seconds=5) as calls:
        worker = calls.worker_pid
        assert worker is not None
        os.kill(worker, signal.SIGSTOP)
        assert calls() == os.getpid()
        wait_until(lambda: not is_there(worker))


@needs_posix
def test_an_idle_worker_ends_and_is_started_again() -> None:
    with offloaded(process_id, quiet_seconds=0.5) as calls:
        worker = calls.worker_pid
        assert worker is not None
        wait_until(lambda: not is_there(worker))
        wait_until(lambda: is_offloaded_after(calls))
        assert calls() not in {worker, os.getpid()}


@pytest.mark.skipif(sys.platform == "win32", reason="refuses such stacks beforehand")
def test_where_no_thread_can_start_calls_run_in_this_process_and_leave_nothing_behind(
    caplog: pytest.LogCaptureFixture,
) -> None:
    calls = Offloaded(process_id)
    with no_more_threads():
        assert calls(0.3) == os.getpid()
        with pytest.raises(RuntimeError, match="thread"):
            WorkerProcess(process_id)
    calls.stop()
    gc.collect()
    assert "No worker process could be started" in caplog.text


@needs_posix
def test_stopping_leaves_no_process_and_calls_run_in_this_process() -> None:
    with offloaded(process_id) as calls:
        worker = calls.worker_pid
        assert worker is not None
        calls.stop()
        assert not is_there(worker)
        for _ in range(4):
            assert calls() == os.getpid()
        assert calls.worker_pid is None
