"""Fixtures of the SDK's tests: no fault is swallowed, and nothing is left behind."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from opentelemetry import context
from opentelemetry.context import Context

import agentops_otel as agentops
from agentops_otel.pytest_plugin import captured_spans
from agentops_otel.sdk.host import guard
from agentops_otel.sdk.sessions import runtime
from agentops_otel.sdk.sessions.registry import open_sessions
from agentops_otel.sdk.sessions.runtime import Runtime, create_tracer
from tests.sdk.hosting import Host

__all__ = ["captured_spans"]


@pytest.fixture(autouse=True)
def nothing_is_swallowed() -> Iterator[None]:
    """Fail a test for every fault of the SDK that a user would not have seen."""
    faults: list[BaseException] = []

    def note(_: str, fault: BaseException) -> None:
        faults.append(fault)

    guard.forget()
    guard.observers.append(note)
    try:
        yield
    finally:
        guard.observers.remove(note)
        guard.forget()
    if faults:
        raise faults[0]


@pytest.fixture
def faults_are_expected() -> Iterator[list[str]]:
    """Allow the faults that the test provokes; yield what the SDK was doing at each."""
    seen: list[str] = []
    watching = guard.observers[:]
    guard.observers[:] = [lambda doing, _: seen.append(doing)]
    yield seen
    guard.observers[:] = watching


@pytest.fixture(autouse=True)
def opentelemetry_is_quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test in which OpenTelemetry complains about how it is used."""
    yield
    complaints = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.name.startswith(("opentelemetry.sdk.trace", "opentelemetry.context"))
    ]
    assert not complaints


@pytest.fixture(autouse=True)
def no_session_is_left_open() -> Iterator[None]:
    yield
    left = open_sessions()
    for session in left:
        session.end()
    assert not left


@pytest.fixture(autouse=True)
def settings_are_those_before_init() -> None:
    """Forget what an earlier test passed to `init()`."""
    runtime.install(Runtime(create_tracer()))


@pytest.fixture
def host() -> Iterator[Host]:
    before = context.get_current()
    context.attach(Context())
    yield Host()
    agentops.shutdown()
    context.attach(before)


@pytest.fixture
def warnings_logged(caplog: pytest.LogCaptureFixture) -> WarningsLogged:
    return WarningsLogged(caplog)


class WarningsLogged:
    """The SDK's warnings during a test."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog

    def __iter__(self) -> Iterator[str]:
        for record in self._caplog.records:
            if record.name == "agentops_otel" and record.levelno >= logging.WARNING:
                yield record.getMessage()

    def __len__(self) -> int:
        return sum(1 for _ in self)
