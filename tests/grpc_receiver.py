"""A real OTLP/gRPC receiver on a loopback socket; needs the extra `grpc`."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
    ExportLogsServiceRequest,
    ExportLogsServiceResponse,
)
from opentelemetry.proto.collector.logs.v1.logs_service_pb2_grpc import (
    LogsServiceServicer,
    add_LogsServiceServicer_to_server,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)
from typing_extensions import Self

from tests.received import decode_logs, decode_spans
from tests.receiver import Keeper, Request


class GrpcReceiver(Keeper):
    """An OTLP/gRPC receiver; over TLS if it is given credentials.

    Attributes:
        code: The status code to fail with; None accepts.
        rejected: The number of spans to reject from each accepted request.
        hangs: Whether to never answer.
    """

    def __init__(self, port: int = 0, tls: grpc.ServerCredentials | None = None) -> None:
        super().__init__()
        self.code: grpc.StatusCode | None = None
        self.rejected = 0
        self.hangs = False
        self._released = threading.Event()
        self._server = grpc.server(ThreadPoolExecutor(max_workers=8))
        add_TraceServiceServicer_to_server(_Traces(self), self._server)  # type: ignore[no-untyped-call]
        add_LogsServiceServicer_to_server(_Logs(self), self._server)  # type: ignore[no-untyped-call]
        address = f"127.0.0.1:{port}"
        self.port: int = (
            self._server.add_secure_port(address, tls)
            if tls
            else self._server.add_insecure_port(address)
        )
        self.endpoint = f"{'grpcs' if tls else 'grpc'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._released.set()
        self._server.stop(grace=None).wait()

    def answer(self, request: Any, context: grpc.ServicerContext) -> None:
        """Fail as ordered, or return to accept."""
        headers = {key: str(value) for key, value in context.invocation_metadata()}
        self._kept.add(Request(type(request).__name__, headers, request.ByteSize()))
        if self.hangs:
            self._released.wait()
        if self.code is not None:
            context.abort(self.code, "as ordered")

    def keep(self, **kept: Any) -> None:
        with self._kept.changed:
            self._kept.spans.extend(kept.get("spans", ()))
            self._kept.logs.extend(kept.get("logs", ()))
            self._kept.changed.notify_all()


class _Traces(TraceServiceServicer):
    def __init__(self, receiver: GrpcReceiver) -> None:
        self._receiver = receiver

    def Export(  # noqa: N802  # The service's name.
        self, request: ExportTraceServiceRequest, context: grpc.ServicerContext
    ) -> ExportTraceServiceResponse:
        self._receiver.answer(request, context)
        spans = decode_spans(request)
        self._receiver.keep(spans=spans[: len(spans) - self._receiver.rejected])
        response = ExportTraceServiceResponse()
        if self._receiver.rejected:
            response.partial_success.rejected_spans = self._receiver.rejected
            response.partial_success.error_message = "over quota"
        return response


class _Logs(LogsServiceServicer):
    def __init__(self, receiver: GrpcReceiver) -> None:
        self._receiver = receiver

    def Export(  # noqa: N802  # The service's name.
        self, request: ExportLogsServiceRequest, context: grpc.ServicerContext
    ) -> ExportLogsServiceResponse:
        self._receiver.answer(request, context)
        self._receiver.keep(logs=decode_logs(request))
        return ExportLogsServiceResponse()
