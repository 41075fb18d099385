"""OTLP over HTTP: `/v1/traces` and `/v1/logs`; `/v1/metrics` is accepted but not kept.

https://opentelemetry.io/docs/specs/otlp/#otlphttp. A 200 means that the telemetry is on disk.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from agentops_otel.dashboard.http.problem import problem
from agentops_otel.dashboard.http.threads import run_for_sender
from agentops_otel.dashboard.otlp.answers import CONTENT_TYPES, encoding_of
from agentops_otel.dashboard.otlp.errors import MalformedError
from agentops_otel.dashboard.otlp.signals import LOGS, METRICS, TRACES, Signal
from agentops_otel.dashboard.receiver.body import (
    BodyTooLargeError,
    CorruptBodyError,
    SlowBodyError,
    UnsupportedEncodingError,
    decompress,
    is_compressed,
    read_body,
)
from agentops_otel.dashboard.receiver.budget import ByteBudget, OverloadedError
from agentops_otel.dashboard.receiver.group_commit import StoppedError
from agentops_otel.dashboard.receiver.intake import Intake, Taken, accept, take
from agentops_otel.dashboard.store.errors import StoreError

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """How an error is reported to the sender.

    Attributes:
        retry_after: Seconds after which the same request may succeed; None if it never will.
    """

    status: int
    retry_after: int | None = None


_MALFORMED: Final = _Refusal(400)

# A queue drains within a second; a full disk does not.
_REFUSALS: Final[dict[type[Exception], _Refusal]] = {
    MalformedError: _MALFORMED,
    CorruptBodyError: _MALFORMED,
    BodyTooLargeError: _Refusal(413),
    SlowBodyError: _Refusal(408, 1),
    UnsupportedEncodingError: _Refusal(415),
    OverloadedError: _Refusal(503, 1),
    StoppedError: _Refusal(503, 1),
    StoreError: _Refusal(503, 30),
}
_DEFECT: Final = _Refusal(500)


def otlp_router(intake: Intake, budget: ByteBudget | None = None) -> APIRouter:
    """Return the routes that receive OTLP.

    Args:
        intake: Reads bodies and submits their records.
        budget: Limits the telemetry in progress; shared by all transports of a server.
    """
    budget = budget or ByteBudget()
    router = APIRouter()
    for signal in (TRACES, LOGS, METRICS):
        router.add_route(
            f"/v1/{signal.name}",
            _endpoint(signal, intake, budget),
            methods=["POST"],
            include_in_schema=False,
        )
    return router


def _endpoint(
    signal: Signal, intake: Intake, budget: ByteBudget
) -> Callable[[Request], Awaitable[Response]]:
    async def receive(request: Request) -> Response:
        encoding = encoding_of(request.headers.get("content-type", ""))
        if encoding is None:
            known = " and ".join(CONTENT_TYPES.values())
            return problem(415, f"a body is of one of the types {known}")
        try:
            with budget.reservation() as reservation:
                compressed = is_compressed(request)

                def take_all(sent: bytes) -> Taken:
                    body = decompress(sent, reservation) if compressed else sent
                    return take(signal, body, encoding, intake, reservation)

                # No reference to the body is kept here, so it is freed before its records are
                # written.
                received, written = await run_for_sender(
                    take_all, await read_body(request, reservation)
                )
                await asyncio.wrap_future(written)
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)  # Nobody is left to read it.
        except Exception as error:  # noqa: BLE001 - whatever it is, the sender gets an answer
            return _refuse(error)
        return Response(accept(signal, received, encoding), media_type=CONTENT_TYPES[encoding])

    return receive


def _refuse(error: Exception) -> Response:
    refusal = next(
        (refusal for kind, refusal in _REFUSALS.items() if isinstance(error, kind)), _DEFECT
    )
    if refusal is _DEFECT:
        _logger.error("A request could not be handled", exc_info=error)
    reason = "internal error; the server's log tells more" if refusal is _DEFECT else str(error)
    headers = {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
    if isinstance(error, UnsupportedEncodingError):
        headers["Accept-Encoding"] = error.accepted
    return problem(refusal.status, reason, headers=headers)
