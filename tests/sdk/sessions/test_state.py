"""How sessions end: explicitly, or by the exception that leaves their block."""

from __future__ import annotations

import asyncio
from enum import Enum

import click
import pytest
import trio
from opentelemetry import trace
from opentelemetry.trace import StatusCode

import agentops_otel as agentops
from agentops_otel.sdk.sessions.state import State
from agentops_otel.testing import CapturedSpans
from tests.sdk.conftest import WarningsLogged

tracer = trace.get_tracer("a user's own")


class Exit(Exception):  # noqa: N818  # The name is the point.
    """Named as click's exception that exits the program, but no such one."""


@pytest.mark.parametrize(
    ("given", "state", "status"),
    [
        ("success", "success", StatusCode.OK),
        ("Success", "success", StatusCode.OK),
        ("ERROR", "error", StatusCode.ERROR),
        ("Fail", "error", StatusCode.ERROR),
        ("cancelled", "cancelled", StatusCode.UNSET),
        ("Indeterminate", "unfinished", StatusCode.UNSET),
        ("unfinished", "unfinished", StatusCode.UNSET),
    ],
)
def test_the_end_state_decides_the_status(
    captured_spans: CapturedSpans, given: str, state: State, status: StatusCode
) -> None:
    session = agentops.start_session()
    agentops.end_session(session, given, "because")
    (span,) = captured_spans.spans
    assert (session.state, session.reason) == (state, "because")
    assert span.status.status_code is status
    assert span.status.description == ("because" if status is StatusCode.ERROR else None)
    assert (span.attributes or {})["agentops.session.end_state"] == state
    assert (span.attributes or {})["agentops.session.end_state_reason"] == "because"


def test_an_end_state_may_be_a_member_of_an_enumeration() -> None:
    class Outcome(Enum):
        FAILED = "Fail"

    class Text(str, Enum):
        DONE = "Success"

    for member, state in ((Outcome.FAILED, "error"), (Text.DONE, "success")):
        session = agentops.start_session("run")
        session.end(member)  # type: ignore[arg-type]
        assert session.state == state


def test_an_end_state_that_cannot_be_read_still_ends_the_session() -> None:
    class Unreadable:
        @property  # type: ignore[misc]
        def __class__(self) -> type[object]:  # type: ignore[override]
            raise RuntimeError

    session = agentops.start_session("run")
    session.end(Unreadable())  # type: ignore[arg-type]
    assert session.state == "unfinished"


def test_an_unknown_end_state_warns_and_is_unfinished(
    captured_spans: CapturedSpans, warnings_logged: WarningsLogged
) -> None:
    for _ in range(2):
        session = agentops.start_session()
        session.end("exploded")
        assert session.state == "unfinished"
    (warning,) = warnings_logged
    assert "'exploded'" in warning


@pytest.mark.parametrize(
    ("exception", "state", "reason", "events"),
    [
        (ValueError("bad input"), "error", "ValueError: bad input", ["exception"]),
        (ValueError(), "error", "ValueError", ["exception"]),
        (asyncio.CancelledError(), "cancelled", "CancelledError", []),
        (KeyboardInterrupt(), "cancelled", "KeyboardInterrupt", []),
        (GeneratorExit(), "cancelled", "GeneratorExit", []),
        (SystemExit(0), "success", None, []),
        (SystemExit(), "success", None, []),
        (SystemExit(3), "error", "SystemExit: 3", ["exception"]),
        (SystemExit([]), "error", "SystemExit: []", ["exception"]),
        (click.exceptions.Exit(0), "success", None, []),
        (click.exceptions.Exit(3), "error", "Exit: 3", ["exception"]),
        (Exit(), "error", "Exit", ["exception"]),
    ],
)
def test_the_exception_that_leaves_a_block_decides_the_end_state(
    captured_spans: CapturedSpans,
    exception: BaseException,
    state: State,
    reason: str | None,
    events: list[str],
) -> None:
    session = agentops.start_session()
    with pytest.raises(type(exception)) as raised, session:
        raise exception
    assert raised.value is exception
    assert (session.state, session.reason) == (state, reason)
    (span,) = captured_spans.spans
    assert [event.name for event in span.events] == events


def test_a_task_that_trio_cancels_cancels_its_session() -> None:
    async def main() -> agentops.Session:
        with trio.move_on_after(0.01):
            async with agentops.start_session() as session:
                await trio.sleep_forever()
        return session

    assert trio.run(main).state == "cancelled"


def test_a_nursery_that_trio_cancels_cancels_its_session() -> None:
    async def main() -> agentops.Session:
        with trio.move_on_after(0.01), agentops.start_session() as session:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(trio.sleep_forever)
                await trio.sleep_forever()
        return session

    assert trio.run(main).state == "cancelled"


def test_a_nursery_in_which_a_task_fails_beside_cancelled_ones_is_an_error() -> None:
    async def fail() -> None:
        await trio.sleep(0.01)
        raise ValueError("bad")

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep_forever)
            nursery.start_soon(fail)

    session = agentops.start_session()
    with pytest.raises(BaseException, match="Trio nursery"), session:
        trio.run(main)
    assert session.state == "error"


def test_the_first_end_counts(captured_spans: CapturedSpans) -> None:
    with agentops.start_session() as session:
        session.end("error", "early")
        session.end("cancelled", "late")
    agentops.end_session(session)
    assert (session.state, session.reason) == ("error", "early")
    assert len(captured_spans.spans) == 1


def test_ending_without_a_session_does_nothing(captured_spans: CapturedSpans) -> None:
    agentops.end_session()
    agentops.end_all_sessions()
    assert captured_spans.spans == ()


def test_ending_something_that_is_not_a_session_warns(
    captured_spans: CapturedSpans, warnings_logged: WarningsLogged
) -> None:
    with agentops.start_session() as session:
        agentops.end_session("session")  # type: ignore[arg-type]
        assert session.is_open
    assert [
        "end_session() was given an object of type str" in text for text in warnings_logged
    ] == [True]
