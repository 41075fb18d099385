"""OTLP over gRPC, if `grpcio` is installed (extra `grpc`).

https://opentelemetry.io/docs/specs/otlp/#otlpgrpc. OK means that the telemetry is on disk.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import grpc
from google.protobuf.duration_pb2 import Duration
from google.rpc import code_pb2  # type: ignore[import-untyped]  # It ships no types.
from google.rpc.error_details_pb2 import RetryInfo  # type: ignore[import-untyped]
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]

from agentops_otel.dashboard.otlp.errors import MalformedError
from agentops_otel.dashboard.otlp.requests import MAX_REQUEST_BYTES
from agentops_otel.dashboard.otlp.signals import LOGS, METRICS, TRACES, Signal
from agentops_otel.dashboard.receiver.budget import ByteBudget, OverloadedError
from agentops_otel.dashboard.receiver.group_commit import StoppedError
from agentops_otel.dashboard.receiver.intake import Intake, accept, take
from agentops_otel.dashboard.store.errors import StoreError

_logger = logging.getLogger(__name__)

_SERVICES: Final = {
    "opentelemetry.proto.collector.trace.v1.TraceService": TRACES,
    "opentelemetry.proto.collector.logs.v1.LogsService": LOGS,
    "opentelemetry.proto.collector.metrics.v1.MetricsService": METRICS,
}

# A call holds a thread until its commit. Further senders wait with their bodies unread, since gRPC
# takes a body of up to 20 MiB into memory before it can be charged to the budget.
_THREADS: Final = 4


class _KeyNeededError(Exception):
    """The call has no key that allows sending."""


_CODES: Final[dict[type[Exception], grpc.StatusCode]] = {
    _KeyNeededError: grpc.StatusCode.UNAUTHENTICATED,
    MalformedError: grpc.StatusCode.INVALID_ARGUMENT,
    OverloadedError: grpc.StatusCode.UNAVAILABLE,
    StoppedError: grpc.StatusCode.UNAVAILABLE,
    StoreError: grpc.StatusCode.UNAVAILABLE,
}

# A queue drains within a second; a full disk does not.
_PATIENT_SECONDS: Final = 30

# Takes the value of the call's `authorization` metadata, if any; returns whether it may send.
IsAllowed = Callable[[str | None], bool]


class GrpcReceiver:
    """A gRPC server that receives OTLP."""

    def __init__(
        self,
        intake: Intake,
        budget: ByteBudget | None = None,
        *,
        is_allowed: IsAllowed = lambda _authorization: True,
    ) -> None:
        self._intake = intake
        self._budget = budget or ByteBudget()
        self._is_allowed = is_allowed
        self._server = grpc.server(
            ThreadPoolExecutor(_THREADS, thread_name_prefix="agentops-grpc"),
            options=[
                ("grpc.max_receive_message_length", MAX_REQUEST_BYTES),
                ("grpc.so_reuseport", 0),
            ],
        )
        for service, signal in _SERVICES.items():
            self._server.add_generic_rpc_handlers((self._handler(service, signal),))

    def start(self, host: str, port: int) -> int:
        """Listen on an address and return the port; port 0 picks a free one.

        Raises:
            OSError: The address is not available.
        """
        target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        try:
            bound = self._server.add_insecure_port(target)
        except RuntimeError as error:
            raise OSError(f"cannot listen on {target}: {error}") from None
        self._server.start()
        return int(bound)

    def stop(self, grace_seconds: float = 3) -> None:
        """Accept no more calls and wait for those in progress. May be called again."""
        self._server.stop(grace_seconds).wait()

    def _handler(self, service: str, signal: Signal) -> grpc.GenericRpcHandler:
        def export(body: bytes, context: grpc.ServicerContext) -> bytes:
            return self._export(signal, body, context)

        # Without (de)serialisers the bytes are passed as they are on the wire.
        method: grpc.RpcMethodHandler[bytes, bytes] = grpc.unary_unary_rpc_method_handler(export)
        return grpc.method_handlers_generic_handler(service, {"Export": method})

    def _export(self, signal: Signal, body: bytes, context: grpc.ServicerContext) -> bytes:
        try:
            self._require_key(context)
            with self._budget.reservation() as reservation:
                reservation.grow(len(body))
                received, written = take(signal, body, "protobuf", self._intake, reservation)
                written.result()
        except tuple(_CODES) as error:
            code = next(code for kind, code in _CODES.items() if isinstance(error, kind))
            if code is grpc.StatusCode.UNAVAILABLE:
                context.set_trailing_metadata((_retry_after(error),))
            context.abort(code, str(error))
        except Exception:
            _logger.exception("A request could not be handled")
            context.abort(grpc.StatusCode.INTERNAL, "internal error; the server's log tells more")
        return accept(signal, received, "protobuf")

    def _require_key(self, context: grpc.ServicerContext) -> None:
        authorization = dict(context.invocation_metadata()).get("authorization")
        if not self._is_allowed(authorization if isinstance(authorization, str) else None):
            raise _KeyNeededError("a key that may send is needed")


def _retry_after(error: Exception) -> tuple[str, bytes]:
    """Return the metadata with the delay after which OTLP asks the sender to retry."""
    status = Status(code=code_pb2.UNAVAILABLE, message=str(error))
    seconds = _PATIENT_SECONDS if isinstance(error, StoreError) else 1
    status.details.add().Pack(RetryInfo(retry_delay=Duration(seconds=seconds)))
    return "grpc-status-details-bin", status.SerializeToString()
