"""Threads and thread pools run in the context of the code that started them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

import pytest
from opentelemetry import context
from opentelemetry.instrumentation.instrumentor import BaseInstrumentor  # type: ignore[attr-defined]

from agentops_otel.sdk.host import patches
from agentops_otel.sdk.threads import SessionContextInstrumentor

T = TypeVar("T")

KEY = context.create_key("test")


@pytest.fixture
def instrumented() -> Iterator[None]:
    patches.apply()
    yield
    patches.remove()


def current() -> object:
    return context.get_value(KEY)


def within(value: str, call: Callable[[], T]) -> T:
    token = context.attach(context.set_value(KEY, value))
    try:
        return call()
    finally:
        context.detach(token)


def seen_by(make: Callable[[Callable[[], None]], threading.Thread]) -> object:
    seen: list[object] = []
    thread = make(lambda: seen.append(current()))
    thread.start()
    thread.join()
    return seen[0]


class OverridingThread(threading.Thread):
    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self.work = work

    def run(self) -> None:
        self.work()


def with_own_run(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread()
    thread.run = work  # type: ignore[method-assign]
    return thread


@pytest.mark.parametrize(
    "make",
    [
        lambda work: threading.Thread(target=work),
        lambda work: threading.Timer(0.0, work),
        OverridingThread,
        with_own_run,
    ],
    ids=["target", "timer", "subclass that overrides run", "instance with its own run"],
)
def test_a_thread_runs_in_the_context_that_started_it(instrumented: None, make: Any) -> None:
    assert within("session", lambda: seen_by(make)) == "session"
    assert seen_by(make) is None


def test_a_pool_runs_a_call_in_the_context_that_submitted_it(instrumented: None) -> None:
    with ThreadPoolExecutor(max_workers=1) as pool:
        assert within("one", lambda: pool.submit(current).result()) == "one"
        assert within("two", lambda: list(pool.map(lambda _: current(), [0]))) == ["two"]
        assert pool.submit(current).result() is None


def test_arguments_of_any_name_reach_the_submitted_function(instrumented: None) -> None:
    def echo(*args: object, **kwargs: object) -> object:
        return args, kwargs

    with ThreadPoolExecutor() as pool:
        future = within("s", lambda: pool.submit(echo, 1, context=2, function=3, pool=4))
        assert future.result() == ((1,), {"context": 2, "function": 3, "pool": 4})
        with pytest.raises(TypeError):
            pool.submit()  # type: ignore[call-arg]


def test_a_worker_does_not_keep_the_context_of_the_call_that_started_it(instrumented: None) -> None:
    initial: list[object] = []
    with ThreadPoolExecutor(1, initializer=lambda: initial.append(current())) as pool:
        within("session", lambda: pool.submit(current).result())
    assert initial == [None]


def test_run_in_executor_runs_in_the_context_of_its_task(instrumented: None) -> None:
    async def main() -> object:
        context.attach(context.set_value(KEY, "task"))
        return await asyncio.get_running_loop().run_in_executor(None, current)

    assert asyncio.run(main()) == "task"


def test_a_failing_call_fails_as_before(instrumented: None) -> None:
    with ThreadPoolExecutor() as pool, pytest.raises(ZeroDivisionError):
        within("s", lambda: pool.submit(lambda: 1 // 0).result())
    with pytest.raises(RuntimeError, match="after shutdown"):
        pool.submit(current)


def test_a_thread_that_cannot_start_is_unchanged(instrumented: None) -> None:
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    with pytest.raises(RuntimeError, match="only be started once"):
        within("s", thread.start)
    assert "run" not in vars(thread)


def test_a_pool_of_other_interpreters_gets_its_calls_unchanged(instrumented: None) -> None:
    interpreter_pool = type(
        "InterpreterPool", (ThreadPoolExecutor,), {"__module__": "concurrent.futures.interpreter"}
    )
    with interpreter_pool(max_workers=1) as pool:
        pool.submit(current).result()
        assert within("s", lambda: pool.submit(current).result()) is None


def test_the_instrumentor_recognises_and_removes_the_patches_of_init() -> None:
    start, submit = threading.Thread.start, ThreadPoolExecutor.submit
    patches.apply()
    patches.apply()
    instrumentor = SessionContextInstrumentor()
    assert isinstance(instrumentor, BaseInstrumentor)
    assert instrumentor.is_instrumented_by_opentelemetry
    instrumentor.uninstrument()
    assert (threading.Thread.start, ThreadPoolExecutor.submit) == (start, submit)
    assert not patches.is_applied()


class PatchedOver(NamedTuple):
    """The original `Thread.start`, and somebody else's patch over the SDK's patch."""

    original: Callable[[threading.Thread], None]
    theirs: Callable[[threading.Thread], None]


@pytest.fixture
def patched_over() -> Iterator[PatchedOver]:
    original = threading.Thread.start
    patches.apply()
    ours = threading.Thread.start

    def theirs(thread: threading.Thread) -> None:
        ours(thread)

    threading.Thread.start = theirs  # type: ignore[assignment, method-assign]
    yield PatchedOver(original, theirs)
    patches.remove()
    threading.Thread.start = original  # type: ignore[method-assign]


def seen_by_a_thread_of_s() -> object:
    return within("s", lambda: seen_by(lambda work: threading.Thread(target=work)))


def test_somebody_elses_later_patch_survives_the_removal(
    patched_over: PatchedOver,
) -> None:
    SessionContextInstrumentor().uninstrument()
    assert threading.Thread.start is patched_over.theirs
    assert seen_by_a_thread_of_s() is None


def test_a_patch_under_somebody_elses_is_enabled_again(
    patched_over: PatchedOver,
) -> None:
    patches.remove()
    patches.apply()
    assert threading.Thread.start is patched_over.theirs
    assert seen_by_a_thread_of_s() == "s"


def test_the_patch_is_applied_again_once_a_later_one_is_gone(patched_over: PatchedOver) -> None:
    patches.remove()
    threading.Thread.start = patched_over.original  # type: ignore[assignment, method-assign]
    patches.apply()
    assert seen_by_a_thread_of_s() == "s"


def test_an_earlier_patch_may_use_the_function_of_run(monkeypatch: pytest.MonkeyPatch) -> None:
    start = threading.Thread.start

    def theirs(thread: threading.Thread) -> None:
        # As Sentry's: https://github.com/getsentry/sentry-python/pull/434
        run: Any = getattr(thread.run, "__func__", thread.run)
        thread.run = lambda: run(threading.current_thread())  # type: ignore[method-assign]
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", theirs)
    patches.apply()
    try:
        assert within("s", lambda: seen_by(lambda work: threading.Thread(target=work))) == "s"
    finally:
        patches.remove()


@pytest.mark.parametrize("value", ["agentops_context", "threading", "*", "redis, threading"])
def test_opentelemetrys_variable_disables_the_patches(value: str) -> None:
    assert patches.is_disabled({"OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": value})


@pytest.mark.parametrize("value", ["", "redis", "threading2"])
def test_other_names_in_opentelemetrys_variable_do_not_disable_the_patches(value: str) -> None:
    assert not patches.is_disabled({"OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": value})
