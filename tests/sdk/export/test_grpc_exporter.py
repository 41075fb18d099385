"""OTLP/gRPC with the extra `grpc`: answers are interpreted as over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider

grpc = pytest.importorskip("grpc")
pytest.importorskip("opentelemetry.exporter.otlp.proto.grpc")

from agentops_otel.sdk.export.answer import Answer, Receipt  # noqa: E402
from agentops_otel.sdk.export.delivery import delivered  # noqa: E402
from agentops_otel.sdk.export.exporter import create_exporter, log_delivery  # noqa: E402
from agentops_otel.sdk.export.otlp_grpc import observe  # noqa: E402
from agentops_otel.sdk.settings.config import configure  # noqa: E402
from tests.grpc_receiver import GrpcReceiver  # noqa: E402
from tests.program import run  # noqa: E402
from tests.receiver import Receiver, RefusingPort  # noqa: E402


@pytest.fixture(autouse=True)
def two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "2")


def send(endpoint: str, **arguments: Any) -> Receipt:
    exporter = create_exporter(configure(endpoint=endpoint, **arguments))
    assert exporter is not None
    try:
        return delivered(exporter, [ended_span()] * 3)
    finally:
        exporter.shutdown()


def ended_span() -> ReadableSpan:
    span = TracerProvider(shutdown_on_exit=False).get_tracer("test").start_span("a")
    span.end()
    assert isinstance(span, ReadableSpan)
    return span


def test_spans_arrive_with_the_key_and_the_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=t1")
    with GrpcReceiver() as receiver:
        assert send(receiver.endpoint, api_key="k1") == (3, None)
    assert len(receiver.spans) == 3
    assert receiver.requests[0].headers["authorization"] == "Bearer k1"
    assert receiver.requests[0].headers["x-tenant"] == "t1"


def test_opentelemetrys_variables_can_choose_grpc(monkeypatch: pytest.MonkeyPatch) -> None:
    with GrpcReceiver() as receiver:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{receiver.port}")
        exporter = create_exporter(configure())
        assert exporter is not None
        assert delivered(exporter, [ended_span()]).accepted == 1
        exporter.shutdown()


def test_rejected_spans_are_not_counted_as_accepted() -> None:
    with GrpcReceiver() as receiver:
        receiver.rejected = 2
        receipt = send(receiver.endpoint)
    assert receipt.accepted == 1
    assert receipt.trouble is not None
    assert receipt.trouble.kind == "rejected"
    assert "over quota" in receipt.trouble.text


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("UNAUTHENTICATED", "unauthorised"),
        ("PERMISSION_DENIED", "unauthorised"),
        ("UNIMPLEMENTED", "not taken"),
        ("RESOURCE_EXHAUSTED", "unavailable"),
        ("UNAVAILABLE", "unreachable"),
        ("ABORTED", "unavailable"),
        ("CANCELLED", "unavailable"),
        ("DATA_LOSS", "unavailable"),
        ("OUT_OF_RANGE", "unavailable"),
        ("DEADLINE_EXCEEDED", "timeout"),
        ("INTERNAL", "failed"),
        ("UNKNOWN", "failed"),
        ("INVALID_ARGUMENT", "refused"),
    ],
)
def test_a_failure_says_why(code: str, kind: str) -> None:
    with GrpcReceiver() as receiver:
        receiver.code = grpc.StatusCode[code]
        receipt = send(receiver.endpoint)
    assert receipt.accepted == 0
    assert receipt.trouble is not None
    assert receipt.trouble.kind == kind
    assert ("AGENTOPS_API_KEY" in receipt.trouble.text) == (kind == "unauthorised")


def test_a_port_of_the_other_protocol_is_named_as_such() -> None:
    with GrpcReceiver() as receiver:
        over_http = send(receiver.endpoint.replace("grpc://", "http://"))
    with Receiver() as other:
        over_grpc = send(other.endpoint.replace("http://", "grpc://"))
    assert over_http.trouble is not None
    assert "OTLP/gRPC takes grpc://" in over_http.trouble.text
    assert over_grpc.trouble is not None
    assert "HTTP" in over_grpc.trouble.text


def test_no_proxy_is_asked_for_a_receiver_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with RefusingPort() as proxy, GrpcReceiver() as receiver:
        monkeypatch.setenv("http_proxy", proxy.endpoint)
        assert send(receiver.endpoint).trouble is None


def test_an_absent_receiver_is_unreachable() -> None:
    receipt = send("grpc://127.0.0.1:1")
    assert receipt.trouble is not None
    assert receipt.trouble.kind == "unreachable"


def test_a_refusal_of_log_records_is_reported_too() -> None:
    with GrpcReceiver() as receiver:
        receiver.code = grpc.StatusCode.UNIMPLEMENTED
        delivery = log_delivery(configure(endpoint=receiver.endpoint))
        receipt = delivery.send([])
        delivery.close()
    assert receipt.trouble is not None
    assert receipt.trouble.kind == "not taken"


def test_an_exporter_that_cannot_be_observed_still_reports_success_and_failure() -> None:
    class Foreign:
        pass

    assert observe(Foreign(), Answer("h")) is False
    with GrpcReceiver() as receiver:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

        observed = OTLPSpanExporter(f"http://127.0.0.1:{receiver.port}", insecure=True)
        plain = OTLPSpanExporter(f"http://127.0.0.1:{receiver.port}", insecure=True)
        answer = Answer("h")
        assert observe(observed, answer) is True
        for code in (None, grpc.StatusCode.UNAUTHENTICATED):
            receiver.code = code
            with_answer = delivered(observed, [ended_span()], answer)
            without = delivered(plain, [ended_span()])
            assert with_answer.accepted == without.accepted
            assert (with_answer.trouble is None) == (without.trouble is None)
        observed.shutdown()
        plain.shutdown()


def test_a_forked_child_sends_through_a_channel_of_its_own() -> None:
    program = """
        import os, sys
        import agentops_otel as agentops

        agentops.init(auto_start_session=False)
        agentops.start_session("parent").end()
        assert agentops.flush()
        if (child := os.fork()) == 0:
            agentops.start_session("child").end()
            sys.exit(0 if agentops.flush() else 1)
        sys.exit(os.waitpid(child, 0)[1])
    """
    with GrpcReceiver() as receiver:
        finished = run(program, env={"AGENTOPS_ENDPOINT": receiver.endpoint})
    assert finished.code == 0, finished.stderr
    assert sorted(span.name for span in receiver.spans) == ["child", "parent"]
