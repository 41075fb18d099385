"""Spans reach a real receiver, and its answers are interpreted correctly."""

from __future__ import annotations

import logging
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import certifi
import pytest
import requests
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from agentops_otel.sdk.export.answer import Answer
from agentops_otel.sdk.export.delivery import OtlpSpanExporter, SeveralExporters, delivered
from agentops_otel.sdk.export.exporter import create_exporter
from agentops_otel.sdk.export.otlp_http import ObservingAdapter, _compress
from agentops_otel.sdk.settings.config import configure
from tests.program import run
from tests.receiver import FAULTS, Fault, Receiver, RefusingPort


@pytest.fixture(autouse=True)
def one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make one attempt within 1 s, instead of retries for the default 10 s."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")


@pytest.fixture
def spans() -> list[ReadableSpan]:
    """Return three ended spans."""
    provider = TracerProvider(shutdown_on_exit=False)
    ended: list[ReadableSpan] = []
    for name in ("a", "b", "c"):
        span = provider.get_tracer("test").start_span(name)
        span.end()
        assert isinstance(span, ReadableSpan)
        ended.append(span)
    return ended


def exporter(endpoint: str, **arguments: Any) -> OtlpSpanExporter:
    made = create_exporter(configure(endpoint=endpoint, **arguments))
    assert isinstance(made, OtlpSpanExporter)
    return made


def test_spans_arrive_with_the_key_and_the_headers(
    spans: list[ReadableSpan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=t1,authorization=Bearer%20other")
    with Receiver() as receiver:
        receipt = delivered(exporter(receiver.endpoint, api_key="k1"), spans)
    assert receipt == (3, None)
    assert receiver.span_names == ["a", "b", "c"]
    [request] = receiver.requests
    assert request.path == "/v1/traces"
    assert request.headers["authorization"] == "Bearer k1"
    assert request.headers["x-tenant"] == "t1"


def test_the_key_wins_over_an_entry_in_netrc(
    spans: list[ReadableSpan], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login user password other\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with Receiver() as receiver:
        exporter(receiver.endpoint, api_key="k1").export(spans)
    assert receiver.requests[0].headers["authorization"] == "Bearer k1"


def test_a_credential_provider_signs_the_requests(
    spans: list[ReadableSpan], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "signing-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: signing\nVersion: 1\n")
    (package / "entry_points.txt").write_text(
        "[opentelemetry_otlp_credential_provider]\n"
        "signing = signing:session\nodd = signing:odd\nexpired = signing:expired\n"
    )
    (tmp_path / "signing.py").write_text(
        "import requests\n"
        "def session():\n"
        "    made = requests.Session()\n"
        "    made.headers['x-signed'] = 'yes'\n"
        "    return made\n"
        "def odd():\n"
        "    return None\n"
        "tries = []\n"
        "def expired():\n"
        "    def sign(request):\n"
        "        tries.append(request)\n"
        "        raise RuntimeError('log in again')\n"
        "    made = requests.Session()\n"
        "    made.auth = sign\n"
        "    return made\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    with Receiver() as receiver:
        for name in ("signing", "odd", "missing", "expired"):
            monkeypatch.setenv("OTEL_PYTHON_EXPORTER_OTLP_HTTP_CREDENTIAL_PROVIDER", name)
            accepted = delivered(exporter(receiver.endpoint), spans).accepted
            assert accepted == (3 if name == "signing" else 0)
    [request] = receiver.requests
    assert request.headers["x-signed"] == "yes"
    # Not retried for each span: the spans are not at fault.
    assert len(import_module("signing").tries) == 1


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        (("OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere/ca.pem"), "/nowhere/ca.pem"),
        (("HTTPS_PROXY", "http:///nowhere"), "InvalidProxyURL"),
    ],
)
def test_a_setting_that_makes_every_request_fail_is_reported_and_tried_once_per_batch(
    setting: tuple[str, str],
    says: str,
    spans: list[ReadableSpan],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # `requests` prefers these to the settings of its session.
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    monkeypatch.setenv(*setting)
    trouble = delivered(exporter("https://collector.example"), spans).trouble
    assert trouble is not None
    assert trouble.text.startswith("https://collector.example/v1/traces cannot be sent a request (")
    assert says in trouble.text
    assert len(caplog.records) <= 1


@pytest.mark.parametrize(
    ("fault", "kind", "says"),
    [
        (FAULTS["broken"], "unavailable", "answered 500 Internal Server Error"),
        (FAULTS["unavailable"], "unavailable", "answered 503 Service Unavailable"),
        (Fault(status=429), "unavailable", "answered 429"),
        (FAULTS["unauthorised"], "unauthorised", "answered 401 Unauthorized; check the API key"),
        (Fault(status=403), "unauthorised", "answered 403"),
        (FAULTS["not found"], "not taken", "answered 404 Not Found; check the endpoint's path"),
        (Fault(status=413), "too large", "answered 413"),
        (Fault(status=400), "refused", "answered 400 Bad Request"),
        (FAULTS["redirect"], "redirect", "a redirect; give the final address"),
        (FAULTS["hang"], "timeout", "did not answer in time"),
        (FAULTS["close"], "failed", "broke off its answer"),
    ],
)
def test_a_refused_request_is_a_failure_that_says_why(
    fault: Fault, kind: str, says: str, spans: list[ReadableSpan]
) -> None:
    with Receiver(fault) as receiver:
        made = exporter(receiver.endpoint)
        receipt = delivered(made, spans)
        assert made.export(spans) is SpanExportResult.FAILURE
    assert receipt.accepted == 0
    assert receipt.trouble is not None
    assert receipt.trouble.kind == kind
    assert receipt.trouble.text.startswith(f"{receiver.endpoint}/v1/traces ")
    assert says in receipt.trouble.text


@pytest.mark.parametrize("left", [0.0, -1.0])
def test_a_retry_without_time_left_does_not_hide_the_answer(left: float) -> None:
    with Receiver(Fault(status=429)) as receiver, requests.Session() as client:
        answer = Answer(receiver.endpoint)
        client.mount("http://", ObservingAdapter(answer, client, is_compressed=False))
        client.post(f"{receiver.endpoint}/v1/traces", timeout=5)
        with pytest.raises(requests.Timeout, match="answered 429"):
            client.post(f"{receiver.endpoint}/v1/traces", timeout=left)
        assert answer.trouble is not None
        assert answer.trouble.kind == "unavailable"


def test_a_redirect_is_not_followed(spans: list[ReadableSpan]) -> None:
    for status in (301, 302, 307, 308):
        with Receiver(Fault(status=status, location="/elsewhere")) as receiver:
            delivered(exporter(receiver.endpoint), spans)
        assert {request.path for request in receiver.requests} == {"/v1/traces"}


def test_a_refused_connection_is_reported_with_its_cause(spans: list[ReadableSpan]) -> None:
    with RefusingPort() as port:
        made = exporter(port.endpoint)
        receipt = delivered(made, spans)
    assert receipt.trouble is not None
    assert receipt.trouble.kind == "unreachable"
    assert "ConnectionRefusedError" in receipt.trouble.text


def test_delivery_is_hopeless_while_no_connection_can_be_made(spans: list[ReadableSpan]) -> None:
    with RefusingPort() as port:
        made = exporter(port.endpoint)
        deadline = time.monotonic() + 5
        while not made.delivery.is_hopeless:
            delivered(made, spans)
            assert time.monotonic() < deadline
    with Receiver("broken", port=port.port):
        delivered(made, spans)
        assert not made.delivery.is_hopeless


def test_rejected_spans_are_not_counted_as_accepted(spans: list[ReadableSpan]) -> None:
    with Receiver(Fault(rejected=2)) as receiver:
        receipt = delivered(exporter(receiver.endpoint), spans)
    assert receipt.accepted == 1
    assert receipt.trouble is not None
    assert receipt.trouble.kind == "rejected"
    assert "over quota" in receipt.trouble.text


def test_a_success_after_a_retry_reports_no_trouble(
    spans: list[ReadableSpan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "10")
    with Receiver("unavailable") as receiver:
        made = exporter(receiver.endpoint)

        class Healing(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                receiver.order(None)

        # The stock exporter logs before it waits for its next attempt.
        stock = logging.getLogger("opentelemetry.exporter.otlp.proto.http.trace_exporter")
        stock.addHandler(healing := Healing())
        try:
            assert delivered(made, spans) == (3, None)
        finally:
            stock.removeHandler(healing)


def test_after_the_last_try_no_further_request_is_made(spans: list[ReadableSpan]) -> None:
    with Receiver() as receiver:
        made = exporter(receiver.endpoint)
        made.delivery.stop_trying()
        assert delivered(made, spans).accepted == 0
        assert receiver.requests == []


@pytest.mark.parametrize(
    ("variable", "encoding"), [(None, "gzip"), ("none", None), ("deflate", "deflate")]
)
def test_spans_for_another_machine_are_compressed(
    variable: str | None,
    encoding: str | None,
    spans: list[ReadableSpan],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if variable:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", variable)
    with Receiver() as receiver:
        # The name of another machine, reached with this receiver as the proxy.
        monkeypatch.setenv("HTTP_PROXY", receiver.endpoint)
        assert delivered(exporter("http://collector.example:4318"), spans).accepted == 3
    assert receiver.requests[0].headers.get("content-encoding") == encoding
    assert len(receiver.spans) == 3


def test_spans_for_this_machine_are_compressed_only_on_request(
    spans: list[ReadableSpan], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Receiver() as receiver:
        exporter(receiver.endpoint).export(spans)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "gzip")
        exporter(receiver.endpoint).export(spans)
    plain, compressed = receiver.requests
    assert "content-encoding" not in plain.headers
    assert compressed.headers["content-encoding"] == "gzip"
    assert int(compressed.headers["content-length"]) == compressed.size < plain.size
    assert len(receiver.spans) == 6


def test_compression_uses_the_fastest_level() -> None:
    request = requests.Request("POST", "http://h", data=b"x" * 100).prepare()
    _compress(request)
    assert isinstance(request.body, bytes)
    # RFC 1952: 4 means that the compressor used its fastest algorithm.
    assert request.body[8] == 4
    assert request.headers["Content-Length"] == str(len(request.body))


def test_the_certificate_variable_takes_precedence_over_that_of_requests(
    spans: list[ReadableSpan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certifi.where())
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere/ca.pem")
    trouble = delivered(exporter("https://127.0.0.1:1"), spans).trouble
    assert trouble is not None
    assert "/nowhere/ca.pem" in trouble.text


def test_no_proxy_is_asked_for_a_receiver_on_this_machine(
    spans: list[ReadableSpan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with RefusingPort() as proxy, Receiver() as receiver:
        monkeypatch.setenv("HTTP_PROXY", proxy.endpoint)
        monkeypatch.setenv("http_proxy", proxy.endpoint)
        assert delivered(exporter(receiver.endpoint), spans).accepted == len(spans)


def test_nothing_secret_of_the_endpoint_is_logged(
    spans: list[ReadableSpan], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with RefusingPort() as port:
        endpoint = f"{port.endpoint}/?key=hunter2".replace("//", "//user:hunter2@")
        receipt = delivered(exporter(endpoint, api_key="hunter2"), spans)
    assert receipt.trouble is not None
    assert caplog.records
    assert "hunter2" not in caplog.text + receipt.trouble.text


def test_an_empty_certificate_variable_does_not_switch_verification_off(
    spans: list[ReadableSpan], monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[object] = []
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_CERTIFICATE", "")
    monkeypatch.setattr(
        requests.adapters.HTTPAdapter,
        "send",
        lambda _self, _request, _stream, _timeout, verify, *_: verified.append(verify),
    )
    delivered(exporter("https://127.0.0.1:1"), spans)
    assert verified
    assert False not in map(bool, verified)


def test_a_users_own_exporter_is_used_unchanged() -> None:
    given = InMemorySpanExporter()
    assert create_exporter(configure(span_exporter=given, endpoint="http://h")) is given


class Raising(SpanExporter):
    def export(self, spans: Any) -> SpanExportResult:
        raise OSError("disk full")


class Silent(SpanExporter):
    def export(self, spans: Any) -> Any:
        return None


def test_an_exporter_that_raises_or_returns_nothing_has_failed(spans: list[ReadableSpan]) -> None:
    raising, silent = delivered(Raising(), spans), delivered(Silent(), spans)
    assert raising.trouble is not None
    assert raising.trouble.text == "the exporter raised OSError: disk full"
    assert silent.trouble is not None
    assert silent.trouble.text == "Silent did not report success"


def test_opentelemetrys_exporter_variable_applies_unless_an_endpoint_is_given(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def chosen(names: str, **arguments: Any) -> SpanExporter | None:
        monkeypatch.setenv("OTEL_TRACES_EXPORTER", names)
        return create_exporter(configure(**arguments))

    assert chosen("none") is None
    assert isinstance(chosen("console"), ConsoleSpanExporter)
    assert isinstance(chosen("otlp"), OtlpSpanExporter)
    assert isinstance(chosen("console,otlp"), SeveralExporters)
    assert isinstance(chosen("none", endpoint="http://h"), OtlpSpanExporter)
    assert not caplog.records
    assert isinstance(chosen("carrier-pigeon"), OtlpSpanExporter)
    assert isinstance(chosen("carrier-pigeon,console"), ConsoleSpanExporter)
    assert "not 'carrier-pigeon'" in caplog.text


def test_spans_for_an_exporter_that_cannot_be_created_are_not_accepted(
    spans: list[ReadableSpan],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    (tmp_path / "pigeon.py").write_text("def make():\n    raise OSError('no carrier')\n")
    installed = tmp_path / "pigeon-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Name: pigeon\nVersion: 1\n")
    (installed / "entry_points.txt").write_text(
        "[opentelemetry_traces_exporter]\npigeon = pigeon:make\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "pigeon")
    assert delivered(create_exporter(configure()), spans).accepted == 0
    assert "The exporter pigeon cannot be set up" in caplog.text
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "pigeon,console")
    assert isinstance(create_exporter(configure()), ConsoleSpanExporter)


def test_several_exporters_succeed_together_or_not_at_all(spans: list[ReadableSpan]) -> None:
    one, other = InMemorySpanExporter(), InMemorySpanExporter()
    assert delivered(SeveralExporters([one, other]), spans).accepted == 3
    assert len(one.get_finished_spans()) == len(other.get_finished_spans()) == 3
    assert delivered(SeveralExporters([Raising(), other]), spans).accepted == 0
    assert len(other.get_finished_spans()) == 6


def test_a_stock_exporter_that_cannot_be_created_is_a_failure_that_says_why(
    spans: list[ReadableSpan], monkeypatch: pytest.MonkeyPatch
) -> None:
    from agentops_otel.sdk.export import otlp_http

    def broken(**_: object) -> None:
        raise ValueError("bad variable")

    monkeypatch.setattr(otlp_http, "OTLPSpanExporter", broken)
    receipt = delivered(exporter("http://h"), spans)
    assert receipt.trouble is not None
    assert receipt.trouble.text == "the exporter could not be created (ValueError: bad variable)"


def test_init_does_not_wait_for_the_exporter_to_load() -> None:
    program = """
        import sys
        import agentops_otel as agentops
        agentops.init()
        print("requests" in sys.modules, "asyncio" in sys.modules)
        agentops.flush()
    """
    with Receiver() as receiver:
        finished = run(program, env={"AGENTOPS_ENDPOINT": receiver.endpoint})
        assert finished.lines == ["False False"]
        assert receiver.span_names == ["program"]


def test_a_fork_waits_for_an_exporter_that_is_being_loaded() -> None:
    program = """
        import os, sys, threading
        import agentops_otel as agentops
        from agentops_otel.sdk.export import exporter

        agentops.init(auto_start_session=False, live=False)
        entered, order = threading.Event(), []
        otlp = exporter._otlp

        def slow(config):
            entered.set()
            threading.Event().wait(0.2)
            order.append("loaded")
            return otlp(config)

        exporter._otlp = slow
        agentops.start_session("parent").end()
        threading.Thread(target=agentops.flush, daemon=True).start()
        entered.wait()
        child = os.fork()
        order.append("forked")
        if child == 0:
            agentops.start_session("child").end()
            sys.exit(0 if agentops.flush() else 1)
        print(order, os.waitpid(child, 0)[1])
    """
    with Receiver() as receiver:
        finished = run(program, env={"AGENTOPS_ENDPOINT": receiver.endpoint})
        assert finished.lines == ["['loaded', 'forked'] 0"], finished.stderr
        assert sorted(span.name for span in receiver.spans) == ["child", "parent"]
