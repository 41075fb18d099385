"""The receiver's endpoint: from the argument, from AGENTOPS_ENDPOINT, from OTel's variables."""

from __future__ import annotations

import sys

import pytest

from agentops_otel.sdk.settings import endpoint as endpoints
from agentops_otel.sdk.settings.arguments import ConfigurationError
from tests.sdk.settings.configuring import config


@pytest.mark.parametrize(
    ("url", "traces", "logs"),
    [
        ("http://h:4318", "http://h:4318/v1/traces", "http://h:4318/v1/logs"),
        ("http://h:4318/", "http://h:4318/v1/traces", "http://h:4318/v1/logs"),
        ("https://h/otlp/", "https://h/otlp/v1/traces", "https://h/otlp/v1/logs"),
        ("https://h/otlp/v1/traces", "https://h/otlp/v1/traces", "https://h/otlp/v1/logs"),
        ("http://h/v1/traces/", "http://h/v1/traces", "http://h/v1/logs"),
        ("http://h/x?tenant=1", "http://h/x/v1/traces?tenant=1", "http://h/x/v1/logs?tenant=1"),
        ("HTTP://[::1]:80", "http://[::1]:80/v1/traces", "http://[::1]:80/v1/logs"),
        (" http://h:1 ", "http://h:1/v1/traces", "http://h:1/v1/logs"),
    ],
)
def test_an_endpoint_is_a_base_for_both_signals(url: str, traces: str, logs: str) -> None:
    endpoint = config(endpoint=url).endpoint
    assert (endpoint.protocol, endpoint.traces, endpoint.logs) == ("http", traces, logs)


@pytest.mark.parametrize(
    ("url", "is_loopback"),
    [
        ("http://localhost:1", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:1", True),
        ("http://app.localhost", True),
        ("http://10.0.0.1", False),
        ("http://localhost.example", False),
    ],
)
def test_a_receiver_on_this_machine_is_recognised(url: str, is_loopback: bool) -> None:
    assert config(endpoint=url).endpoint.is_loopback is is_loopback


_NEEDS_THE_EXTRA = r"'grpc://h:4317' is OTLP/gRPC, which needs the extra: pip install .*\[grpc\]"


def test_a_grpc_endpoint_needs_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "find_spec", lambda _: None)
    with pytest.raises(ConfigurationError, match=_NEEDS_THE_EXTRA):
        config(endpoint="grpc://h:4317")


def test_a_grpc_exporter_without_grpcio_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "grpc", None)
    with pytest.raises(ConfigurationError, match=_NEEDS_THE_EXTRA):
        config(endpoint="grpc://h:4317")


def test_a_grpc_endpoint_has_a_default_port_and_no_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "find_spec", lambda _: True)
    plain, secure = (
        config(endpoint="grpc://h").endpoint,
        config(endpoint="grpcs://[::1]:1").endpoint,
    )
    assert (plain.protocol, plain.traces, plain.is_insecure) == ("grpc", "http://h:4317", True)
    assert (secure.traces, secure.is_insecure) == ("https://[::1]:1", False)
    assert config(endpoint="grpc://h").dashboard_url is None
    for url in ("grpc://h/path", "grpc://user@h", "grpc://h?x=1"):
        with pytest.raises(ConfigurationError, match="more than a host and a port"):
            config(endpoint=url)


def test_opentelemetrys_endpoints_keep_their_meaning() -> None:
    base = config({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://h:1/otlp"})
    assert base.endpoint.traces == "http://h:1/otlp/v1/traces"
    assert base.endpoint.logs == "http://h:1/otlp/v1/logs"
    assert not base.has_own_endpoint
    own = config(
        {
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://t/as/it/is",
            "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT": "http://l/as/it/is",
        }
    )
    assert (own.endpoint.traces, own.endpoint.logs) == ("http://t/as/it/is", "http://l/as/it/is")
    given = config({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://t"}, endpoint="http://h")
    assert given.endpoint.traces == "http://h/v1/traces"


@pytest.mark.parametrize(
    ("traces", "logs"),
    [("http://t/v1/traces?k=1", "http://t/v1/logs?k=1"), ("http://t/custom", None)],
)
def test_live_records_follow_the_spans_of_opentelemetrys_own_endpoint(
    traces: str, logs: str | None
) -> None:
    settings = config({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": traces})
    assert settings.endpoint.logs == logs
    assert settings.sends_live_records == (logs is not None)


def test_opentelemetrys_protocol_chooses_grpc_if_the_extra_is_installed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    environ = {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://h:1"}
    monkeypatch.setattr(endpoints, "find_spec", lambda _: True)
    assert config(environ).endpoint.protocol == "grpc"
    assert config(environ).endpoint.traces == "http://h:1"
    assert (
        config({"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}).endpoint.traces == "http://localhost:4317"
    )
    monkeypatch.setattr(endpoints, "find_spec", lambda _: None)
    assert config(environ).endpoint.protocol == "http"
    assert "agentops-otel-sessions[grpc]" in caplog.text


@pytest.mark.parametrize(
    "url",
    [
        "ftp://user:hunter2@h/x?key=hunter2#hunter2",
        "user:hunter2@h:4318",
        "http://user:hunter2@h:bad/",
        "http://user:hunter2/x@h:bad/",
        "http://h:bad/?mail=a@b&key=hunter2",
        "grpc://user:hunter2@h",
        "http://h:bad?key=hunter2",
    ],
)
def test_the_error_for_a_bad_url_shows_no_secret(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ConfigurationError) as raised:
        config(endpoint=url)
    assert "hunter2" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
    config({"AGENTOPS_ENDPOINT": url})
    assert "hunter2" not in caplog.text


def test_no_representation_shows_a_secret() -> None:
    settings = config(
        {
            "OTEL_EXPORTER_OTLP_HEADERS": "x-key=hunter2",
            "AGENTOPS_DASHBOARD_URL": "http://u:hunter2@h:1/p/",
        },
        api_key="hunter2",
        endpoint="https://u:hunter2@h/p?key=hunter2",
    )
    assert "hunter2" not in f"{settings!r} {settings.endpoint} {settings.endpoint!r}"
    assert str(settings.endpoint) == "https://h/p/v1/traces"
    assert settings.endpoint.origin == "https://h"
    # A program shows its sessions' addresses.
    assert settings.dashboard_url == "http://h:1/p"
