"""The guard: the SDK's faults never reach the program, and every test sees them."""

from __future__ import annotations

import logging
import threading
from typing import Any

import pytest

import agentops_otel as agentops
from agentops_otel.sdk.host.guard import guarded, warn_once
from agentops_otel.sdk.sessions import open_spans, processor
from agentops_otel.testing import CapturedSpans
from tests.sdk.conftest import WarningsLogged


def test_a_fault_is_logged_once_with_its_traceback(
    faults_are_expected: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        with guarded("counting"):
            raise ZeroDivisionError
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("agentops_otel", logging.WARNING)
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError
    assert faults_are_expected == ["counting"] * 3


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_exceptions_meant_for_the_program_pass(interrupt: type[BaseException]) -> None:
    with pytest.raises(interrupt), guarded("counting"):
        raise interrupt


def test_each_kind_of_warning_is_logged_once(warnings_logged: WarningsLogged) -> None:
    for number in range(3):
        warn_once("first kind", "number %d", number)
        warn_once("second kind", "again")
    assert list(warnings_logged) == ["number 0", "again"]


def test_many_threads_log_a_warning_once(warnings_logged: WarningsLogged) -> None:
    threads = [threading.Thread(target=warn_once, args=("kind", "text")) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(warnings_logged) == 1


def test_a_logging_handler_that_raises_does_not_reach_the_program(
    captured_spans: CapturedSpans, faults_are_expected: list[str]
) -> None:
    class BrokenHandler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            raise RuntimeError(record.msg)

    handler, logger = BrokenHandler(), logging.getLogger("agentops_otel")
    logger.addHandler(handler)
    try:
        with agentops.start_session("run", tags=["x" * 300]) as session:
            session.end("no such state")
            decorate: Any = agentops.tool
            measure = decorate(capture_content="perhaps")(len)
        with guarded("counting"):
            raise ZeroDivisionError
    finally:
        logger.removeHandler(handler)
    assert (session.state, measure([1])) == ("unfinished", 1)
    assert faults_are_expected == ["counting"]


def broken(*_: object) -> None:
    raise RuntimeError("broken")


def test_faults_of_the_sdk_do_not_affect_spans(
    faults_are_expected: list[str],
    captured_spans: CapturedSpans,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for part in ("stamp", "own_of"):
        monkeypatch.setattr(open_spans, part, broken)
    for part in ("has_lost", "happening"):
        monkeypatch.setattr(processor, part, broken)
    with agentops.start_session("run") as session:
        agentops.task(len)([1])
    assert session.state == "success"
    assert [span.name for span in captured_spans.spans] == ["run", "len"]
    assert set(faults_are_expected) == {
        "stamping a span",
        "completing a span",
        "noting a span",
    }
