"""Set the SDK up, flush it, and shut it down."""

from __future__ import annotations

import importlib.metadata
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from opentelemetry import trace
from opentelemetry.sdk.trace.export import SpanExporter

from agentops_otel.sdk.host import patches
from agentops_otel.sdk.host.deadline import Deadline
from agentops_otel.sdk.host.fork import call_in_child
from agentops_otel.sdk.host.guard import guarded, warn_once
from agentops_otel.sdk.host.program import keep_exit_code, program_name
from agentops_otel.sdk.installation.exit import (
    call_at_exit,
    end_open_operations,
    end_open_sessions,
)
from agentops_otel.sdk.installation.installation import Installation
from agentops_otel.sdk.process import join_parent_process
from agentops_otel.sdk.sessions import runtime
from agentops_otel.sdk.sessions.opening import open_new
from agentops_otel.sdk.sessions.registry import open_sessions
from agentops_otel.sdk.sessions.runtime import Runtime, create_tracer
from agentops_otel.sdk.sessions.session import Session
from agentops_otel.sdk.sessions.state import SUCCESS
from agentops_otel.sdk.settings.config import Config, configure
from agentops_otel.sdk.settings.unreadable import leave_unreadable_out, warn_of_unreadable

# Another company's distribution, whose import package has the same name as ours.
_NAMESAKE: Final = "agentops-otel"

_FLUSH_TIMEOUT: Final = 10.0
_SHUTDOWN_TIMEOUT: Final = 5.0

# The whole exit may take at most 5 s, and the interpreter itself needs part of that: about 1 s
# after many threads on a loaded machine.
_EXIT_TIMEOUT: Final = 4.0


def init(
    api_key: str | None = None,
    *,
    endpoint: str | None = None,
    tags: Iterable[object] | Mapping[str, object] | str = (),
    auto_start_session: bool | None = None,
    session_name: str | None = None,
    service_name: str | None = None,
    tracer_provider: trace.TracerProvider | None = None,
    span_exporter: SpanExporter | None = None,
    propagate_baggage: bool | None = None,
    capture_content: bool | None = None,
    live: bool | None = None,
) -> Session | None:
    """Set up the SDK: create a tracer provider, or join the existing one.

    A setting is the argument if given, else its `AGENTOPS_*` environment variable, else
    OpenTelemetry's variable, else the default. A further call applies what has changed.

    Args:
        api_key: Sent as a Bearer token with every export.
        endpoint: Base URL of the receiver: `http(s)://host:4318` or `grpc(s)://host:4317`.
        tags: Tags for every session.
        auto_start_session: Whether to start a session for the whole program; True by default.
            Switch it off in a server, where each request should be a session of its own.
        session_name: Name of that session; by default the program's name.
        service_name: The resource's `service.name`.
        tracer_provider: Provider to join; by default the global one.
        span_exporter: Exporter to send spans with, instead of to the endpoint.
        propagate_baggage: Whether sessions continue in the services that the program calls. False
            by default, since baggage is sent to every server that is called.
        capture_content: Whether decorated functions record arguments and results; True by default.
        live: Whether sessions are visible before they end; True by default.

    Returns:
        The automatic session, or None if `auto_start_session` is off.

    Raises:
        ConfigurationError: An argument is not usable; the message says what to pass instead.
    """
    config = configure(
        api_key=api_key,
        endpoint=endpoint,
        tags=tags,
        auto_start_session=auto_start_session,
        session_name=session_name,
        service_name=service_name,
        tracer_provider=tracer_provider,
        span_exporter=span_exporter,
        propagate_baggage=propagate_baggage,
        capture_content=capture_content,
        live=live,
    )
    with _lock:
        with guarded("setting up"):
            _set_up(config)
        # Also if that failed: the program may use what is returned.
        with guarded("starting the automatic session"):
            return _automatic_session(config)
    return None


def flush(timeout: float = _FLUSH_TIMEOUT) -> bool:
    """Send the spans that have ended, and wait at most `timeout` seconds for the receiver.

    Returns:
        Whether the receiver has accepted every span that ended between the previous call and
        this one.
    """
    with guarded("flushing"):
        return _current is None or _current.flush(Deadline(timeout, _FLUSH_TIMEOUT))
    return False


def shutdown(timeout: float = _SHUTDOWN_TIMEOUT) -> bool:
    """End the open sessions, send their spans, and stop, within `timeout` seconds.

    The sessions end as they do when the program exits: the automatic one as `success`, others as
    `unfinished`. A second call does nothing and returns the first one's result.

    Returns:
        Whether the receiver has accepted every span that ended since the last flush.
    """
    with guarded("shutting down"):
        return _current is None or _current.close(Deadline(timeout, _SHUTDOWN_TIMEOUT))
    return False


@contextmanager
def silenced() -> Iterator[None]:
    """Make any `init()` in a block of code send nothing, and undo it after the block.

    What was set up before the block is set aside for its duration, and restored afterwards.
    """
    global _current, _is_silent  # There is one per process.
    before = _current, _is_silent, runtime.current(), runtime.automatic(), patches.is_applied()
    _current, _is_silent = None, True
    try:
        yield
    finally:
        _current, _is_silent, its_runtime, automatic, is_patched = before
        runtime.install(its_runtime)
        runtime.set_automatic(automatic)
        (patches.apply if is_patched else patches.remove)()


def _set_up(config: Config) -> None:
    global _current  # noqa: PLW0603  # There is one per process.
    if _current is not None and _current.is_for(config):
        return
    automatic = runtime.automatic()
    if automatic is not None:
        automatic.finish(SUCCESS)
    leave_unreadable_out()
    warn_of_unreadable()
    is_first = _current is None
    _current = Installation(config, _current, _provider_shuts_down, is_silent=_is_silent)
    runtime.install(Runtime(create_tracer(_current.provider), config, _current.live))
    if is_first:
        join_parent_process()
    if _current.live is not None:
        for session in open_sessions():
            _current.live.started(session)
    call_at_exit(_close_at_exit)
    if not patches.is_disabled():
        patches.apply()
    _warn_of_namesake()


def _automatic_session(config: Config) -> Session | None:
    if not config.auto_start_session:
        return None
    session = runtime.automatic()
    if session is None:
        session = open_new(config.session_name or program_name(), (), is_automatic=True)
        runtime.set_automatic(session)
    return session


def _close_at_exit() -> None:
    with guarded("shutting down at exit"):
        if _current is not None:
            _current.close(Deadline(_EXIT_TIMEOUT, _EXIT_TIMEOUT), at_exit=True)
    keep_exit_code()


def _provider_shuts_down(provider: trace.TracerProvider) -> None:
    if _current is None or _current.provider is not provider:
        return
    end_open_operations()
    ended = end_open_sessions()
    if not _current.is_closed:
        runtime.install(replace(runtime.current(), has_lost_provider=True))
    if ended and _current.pipeline is None:
        # A provider shuts its processors down in the order in which they were added.
        warn_once(
            "open sessions at the end of the provider",
            "%d session(s) were open when the program's tracer provider was shut down. They have "
            "ended, but an exporter that was there before init() does not get their spans; call "
            "agentops_otel.shutdown(), which ends them, before provider.shutdown()",
            ended,
        )


def _warn_of_namesake() -> None:
    """Warn if the distribution that may have overwritten our files is installed."""
    try:
        importlib.metadata.distribution(_NAMESAKE)
    except importlib.metadata.PackageNotFoundError:
        return
    warn_once(
        "namesake",
        "The distribution %s is installed too, and has the same import package, agentops_otel; "
        "uninstall it, and install agentops-otel-sessions again",
        _NAMESAKE,
    )


_current: Installation | None = None
_is_silent = False

# Held during set-up, never while sending.
_lock = threading.RLock()


def _begin_anew() -> None:
    global _lock  # noqa: PLW0603  # A thread that the child lacks may hold the parent's.
    _lock = threading.RLock()
    if _current is not None:
        _current.begin_in_child()


call_in_child(_begin_anew)
