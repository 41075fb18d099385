from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from google.rpc.error_details_pb2 import RetryInfo  # type: ignore[import-untyped]
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from agentops_otel.dashboard.model import Batch
from agentops_otel.dashboard.receiver.budget import ByteBudget, OverloadedError
from agentops_otel.dashboard.receiver.grpc import GrpcReceiver, IsAllowed
from agentops_otel.dashboard.store.errors import StoreError, StoreFullError
from tests.dashboard.receiver.writing import committing, intake
from tests.waiting import wait_until


def anybody(_authorization: str | None) -> bool:
    return True


@contextlib.contextmanager
def receiving(
    write: Callable[[Batch], object], *, budget: int = 10**6, is_allowed: IsAllowed = anybody
) -> Iterator[str]:
    commits = committing(write)
    receiver = GrpcReceiver(intake(commits), ByteBudget(budget), is_allowed=is_allowed)
    try:
        yield f"127.0.0.1:{receiver.start('127.0.0.1', 0)}"
    finally:
        receiver.stop()
        commits.close()


def request(*, bad: int = 0) -> bytes:
    message = ExportTraceServiceRequest()
    spans = message.resource_spans.add().scope_spans.add().spans
    spans.add(trace_id=b"t" * 16, span_id=b"s" * 8, name="n")
    for _ in range(bad):
        spans.add(trace_id=b"short", span_id=b"s" * 8)
    return message.SerializeToString()


def test_the_stock_exporter_delivers_spans() -> None:
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    written: list[Batch] = []
    with receiving(written.append) as address:
        provider = TracerProvider()
        exporter = OTLPSpanExporter(f"http://{address}", insecure=True, compression=None)
        provider.add_span_processor(SimpleSpanProcessor(exporter))
        provider.get_tracer("t").start_span("hello").end()
        provider.shutdown()
    assert [span.name for batch in written for span in batch.spans] == ["hello"]


def call(
    address: str,
    body: bytes,
    service: str = "trace.v1.TraceService",
    metadata: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """Call a service as any client does, with raw bytes."""
    with grpc.insecure_channel(address) as channel:
        export: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(
            f"/opentelemetry.proto.collector.{service}/Export"
        )
        return export(body, timeout=20, metadata=metadata, compression=grpc.Compression.Gzip)


def refusal(
    address: str, body: bytes, service: str = "trace.v1.TraceService"
) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.RpcError) as caught:
        call(address, body, service)
    return caught.value.code(), caught.value.details() or ""


def test_a_bad_span_is_reported_in_a_partial_success() -> None:
    written: list[Batch] = []
    with receiving(written.append) as address:
        answer = ExportTraceServiceResponse.FromString(call(address, request(bad=2)))
    assert answer.partial_success.rejected_spans == 2
    assert len(written[0].spans) == 1


def test_logs_are_stored_and_metrics_are_discarded() -> None:
    message = ExportLogsServiceRequest()
    message.resource_logs.add().scope_logs.add().log_records.add(time_unix_nano=5)
    written: list[Batch] = []
    with receiving(written.append) as address:
        call(address, message.SerializeToString(), "logs.v1.LogsService")
        assert call(address, b"", "metrics.v1.MetricsService") == b""
    assert [record.time_unix_nano for batch in written for record in batch.log_records] == [5]


def test_an_unreadable_request_is_an_invalid_argument() -> None:
    with receiving(lambda _: None) as address:
        code, reason = refusal(address, b"not protobuf")
    assert code is grpc.StatusCode.INVALID_ARGUMENT
    assert "in protobuf" in reason


def test_a_request_over_20_mib_is_refused() -> None:
    with receiving(lambda _: None) as address:
        code, _ = refusal(address, bytes(21 * 1024 * 1024))
    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_no_more_than_four_bodies_are_in_memory_at_once() -> None:
    """A body may have 20 MiB, and gRPC reads it before its memory can be reserved."""
    inside = most = 0
    lock, may_leave = threading.Lock(), threading.Event()

    def hold(_authorization: str | None) -> bool:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        may_leave.wait(60)
        with lock:
            inside -= 1
        return True

    with (
        receiving(lambda _: None, is_allowed=hold) as address,
        ThreadPoolExecutor(12) as senders,
    ):
        answers = [senders.submit(call, address, request()) for _ in range(12)]
        wait_until(lambda: inside == 4)
        # A call that needs no thread is answered in order, after the calls before it.
        assert refusal(address, b"", "none.v1.None")[0] is grpc.StatusCode.UNIMPLEMENTED
        may_leave.set()
        assert {answer.result() for answer in answers} == {b""}
    assert most == 4


def test_a_failed_write_is_unavailable_so_that_the_client_retries() -> None:
    def fail(_batch: Batch) -> None:
        raise StoreFullError("no room")

    with receiving(fail) as address:
        assert refusal(address, request()) == (grpc.StatusCode.UNAVAILABLE, "no room")


@pytest.mark.parametrize(("error", "seconds"), [(StoreFullError, 30), (OverloadedError, 1)])
def test_an_unavailable_answer_says_when_to_retry(error: type[Exception], seconds: int) -> None:
    def fail(_batch: Batch) -> None:
        raise error("no room")

    with receiving(fail) as address, pytest.raises(grpc.RpcError) as caught:
        call(address, request())
    trailer = {each.key: each.value for each in caught.value.trailing_metadata()}
    status = Status.FromString(trailer["grpc-status-details-bin"])
    retry = RetryInfo()
    assert status.details[0].Unpack(retry)
    assert (status.message, retry.retry_delay.seconds) == ("no room", seconds)


def test_a_defect_is_answered_without_internal_details() -> None:
    def fail(_batch: Batch) -> None:
        raise RuntimeError("secret path")

    with receiving(fail) as address:
        code, reason = refusal(address, request())
    assert code is grpc.StatusCode.INTERNAL
    assert "secret" not in reason


def test_a_call_without_the_key_is_refused() -> None:
    with receiving(lambda _: None, is_allowed=lambda value: value == "Bearer k") as address:
        code, _ = refusal(address, request())
        assert call(address, request(), metadata=(("authorization", "Bearer k"),)) == b""
    assert code is grpc.StatusCode.UNAUTHENTICATED


def test_unreadable_keys_are_unavailable_so_that_the_client_retries() -> None:
    def fail(_authorization: str | None) -> bool:
        raise StoreError("the file is busy")

    with receiving(lambda _: None, is_allowed=fail) as address:
        code = refusal(address, request())
    assert code == (grpc.StatusCode.UNAVAILABLE, "the file is busy")


def test_a_port_in_use_is_an_os_error() -> None:
    with receiving(lambda _: None) as address:
        commits = committing(lambda _: None)
        other = GrpcReceiver(intake(commits))
        with pytest.raises(OSError, match="cannot listen"):
            other.start("127.0.0.1", int(address.rpartition(":")[2]))
        other.stop()
        commits.close()
