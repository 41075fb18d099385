"""Propagate the OpenTelemetry context to new threads and to thread pools.

`threading.Thread.start` and `ThreadPoolExecutor.submit` are replaced so that what they start runs
in the caller's context. Nothing else in the standard library is patched.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import wraps
from types import MethodType
from typing import Any, Final

from opentelemetry.context import Context, attach, detach, get_current

_NAMES: Final = frozenset({"agentops_context", "threading", "*"})

# While patched: the functions that were there before.
_originals: Final[dict[str, Callable[..., Any]]] = {}

# Where a removed patch of ours is still wrapped by somebody else's: theirs, and our original.
_buried: Final[dict[str, tuple[Callable[..., Any], Callable[..., Any]]]] = {}


def is_disabled(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether `OTEL_PYTHON_DISABLED_INSTRUMENTATIONS` disables these patches.

    `opentelemetry-instrument` applies that variable only to the instrumentors that it loads.
    """
    disabled = environ.get("OTEL_PYTHON_DISABLED_INSTRUMENTATIONS", "")
    return not _NAMES.isdisjoint(name.strip() for name in disabled.split(","))


def is_applied() -> bool:
    """Return whether the patches are in place."""
    return bool(_originals)


def apply() -> None:
    """Make new threads and submitted calls run in the context of their caller."""
    if _originals:
        return
    _replace(threading.Thread, "start", _carrying_start)
    _replace(ThreadPoolExecutor, "submit", _carrying_submit)


def remove() -> None:
    """Restore the original functions; under somebody else's later patch, just pass calls on."""
    for owner, name in ((threading.Thread, "start"), (ThreadPoolExecutor, "submit")):
        original = _originals.pop(name, None)
        if original is None:
            continue
        present = getattr(owner, name)
        if getattr(present, _MARK, None) is original:
            setattr(owner, name, original)
        else:
            _buried[name] = (present, original)


def _replace(owner: type, name: str, carrying: Callable[[Callable[..., Any]], Any]) -> None:
    present = getattr(owner, name)
    above, original = _buried.pop(name, (None, None))
    if original is not None and present is above:
        # Our patch is still underneath.
        _originals[name] = original
        return
    _originals[name] = present
    setattr(owner, name, carrying(present))


# An attribute of a replacement: the function that it replaces.
_MARK: Final = "__agentops_replaces__"


def _carrying_start(start: Callable[[threading.Thread], None]) -> Any:
    @wraps(start)
    def carrying(thread: threading.Thread) -> None:
        context = get_current()
        if not context or not _originals:
            start(thread)
            return
        put_back = _run_in(thread, context)
        try:
            start(thread)
        except BaseException:
            put_back()
            raise

    setattr(carrying, _MARK, start)
    return carrying


def _run_in(thread: threading.Thread, context: Context) -> Callable[[], None]:
    """Replace the `run` of this thread only, whichever class defines it.

    Returns:
        A function that restores the original.
    """
    attributes = thread.__dict__
    own = attributes.get("run")
    run = thread.run

    def put_back() -> None:
        if own is None:
            attributes.pop("run", None)
        else:
            attributes["run"] = own

    def run_in_context(_: threading.Thread) -> None:
        put_back()
        call_in(context, run)

    # A bound method, like every `run`: a patch below ours, such as Sentry's, may use `__func__`.
    attributes["run"] = MethodType(run_in_context, thread)
    return put_back


def _carrying_submit(submit: Callable[..., Future[Any]]) -> Any:
    @wraps(submit)
    def carrying(pool: ThreadPoolExecutor, /, *args: Any, **kwargs: Any) -> Future[Any]:
        if not args or not _originals or _leaves_the_interpreter(pool):
            return submit(pool, *args, **kwargs)
        # Even if the context is empty: the worker may have been started in another one.
        context = get_current()
        # A worker thread that is started now outlives this context, and must not keep it alive.
        token = attach(Context())
        try:
            return submit(pool, call_in, context, *args, **kwargs)
        finally:
            detach(token)

    setattr(carrying, _MARK, submit)
    return carrying


def _leaves_the_interpreter(pool: ThreadPoolExecutor) -> bool:
    """Return whether a pool pickles its calls, as Python 3.14's InterpreterPoolExecutor does."""
    if type(pool) is ThreadPoolExecutor:
        return False
    return any(base.__module__ == "concurrent.futures.interpreter" for base in type(pool).__mro__)


def call_in(context: Context, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Call a function in an OpenTelemetry context and return its result."""
    token = attach(context)
    try:
        return function(*args, **kwargs)
    finally:
        detach(token)
