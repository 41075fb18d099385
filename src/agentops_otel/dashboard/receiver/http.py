"""OTLP over HTTP: `/v1/traces` and `/v1/logs`; `/v1/metrics` is accepted and not kept.

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
from google.rpc import code_pb2  # type: ignore[import-untyped]  # It ships no types.
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from agentops_otel.dashboard.otlp.answers import failure
from agentops_otel.dashboard.otlp.errors import MalformedError
from agentops_otel.dashboard.otlp.requests import Encoding
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
from agentops_otel.dashboard.receiver.intake import Submit, Taken, accept, take
from agentops_otel.dashboard.store.errors import StoreError

_logger = logging.getLogger(__name__)

_ENCODINGS: Final[dict[str, Encoding]] = {
    "application/x-protobuf": "protobuf",
    "application/json": "json",
}
_CONTENT_TYPES: Final = {encoding: name for name, encoding in _ENCODINGS.items()}


@dataclass(frozen=True, slots=True)
class _Refusal:
    """How trouble is told to the sender.

    Attributes:
        retry_after: Seconds after which the same request may succeed; None if it never will.
    """

    status: HTTPStatus
    code: int
    retry_after: int | None = None


_MALFORMED: Final = _Refusal(HTTPStatus.BAD_REQUEST, code_pb2.INVALID_ARGUMENT)

# A queue drains within a second, a full disk does not.
_REFUSALS: Final[dict[type[Exception], _Refusal]] = {
    MalformedError: _MALFORMED,
    CorruptBodyError: _MALFORMED,
    BodyTooLargeError: _Refusal(HTTPStatus(413), code_pb2.INVALID_ARGUMENT),
    SlowBodyError: _Refusal(HTTPStatus.REQUEST_TIMEOUT, code_pb2.DEADLINE_EXCEEDED, 1),
    UnsupportedEncodingError: _Refusal(HTTPStatus(415), code_pb2.INVALID_ARGUMENT),
    OverloadedError: _Refusal(HTTPStatus.SERVICE_UNAVAILABLE, code_pb2.UNAVAILABLE, 1),
    StoppedError: _Refusal(HTTPStatus.SERVICE_UNAVAILABLE, code_pb2.UNAVAILABLE, 1),
    StoreError: _Refusal(HTTPStatus.SERVICE_UNAVAILABLE, code_pb2.UNAVAILABLE, 30),
}
_DEFECT: Final = _Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, code_pb2.INTERNAL)


def otlp_router(submit: Submit, budget: ByteBudget | None = None) -> APIRouter:
    """Make the routes that receive OTLP.

    Args:
        submit: Takes a batch, gives a future that is done when the batch is on disk.
        budget: Bounds the telemetry on its way; shared by all transports of a server.
    """
    budget = budget or ByteBudget()
    router = APIRouter()
    for signal in (TRACES, LOGS, METRICS):
        router.add_route(
            f"/v1/{signal.name}",
            _endpoint(signal, submit, budget),
            methods=["POST"],
            include_in_schema=False,
        )
    return router


def _endpoint(
    signal: Signal, submit: Submit, budget: ByteBudget
) -> Callable[[Request], Awaitable[Response]]:
    async def receive(request: Request) -> Response:
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        encoding = _ENCODINGS.get(content_type)
        if encoding is None:
            return PlainTextResponse(
                f"415 unsupported media type, supported: {list(_ENCODINGS)}", status_code=415
            )
        try:
            with budget.reservation() as reservation:
                compressed = is_compressed(request)

                def take_all(sent: bytes) -> Taken:
                    body = decompress(sent, reservation) if compressed else sent
                    return take(signal, body, encoding, submit, reservation)

                # Nothing here holds on to the body: it is not kept while its records are written.
                decoded, written = await run_in_threadpool(
                    take_all, await read_body(request, reservation)
                )
                await asyncio.wrap_future(written)
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)  # Nobody is there to read it.
        except Exception as error:  # noqa: BLE001 - whatever it is, the sender gets an answer
            return _refuse(error, encoding)
        return Response(accept(signal, decoded, encoding), media_type=_CONTENT_TYPES[encoding])

    return receive


def _refuse(error: Exception, encoding: Encoding) -> Response:
    refusal = next(
        (refusal for kind, refusal in _REFUSALS.items() if isinstance(error, kind)), _DEFECT
    )
    if refusal is _DEFECT:
        _logger.error("A request could not be handled", exc_info=error)
    reason = "internal error; the server's log tells more" if refusal is _DEFECT else str(error)
    headers = {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
    if isinstance(error, UnsupportedEncodingError):
        headers["Accept-Encoding"] = error.accepted
    return Response(
        failure(refusal.code, reason, encoding),
        status_code=refusal.status,
        headers=headers,
        media_type=_CONTENT_TYPES[encoding],
    )
