"""Environment variables: OpenTelemetry's keep their meaning, and bad ones only warn."""

from __future__ import annotations

import logging

import pytest
from opentelemetry.sdk.trace.export import ConsoleSpanExporter

from agentops_otel.sdk.settings.config import Batching
from tests.sdk.settings.configuring import config

SPANS, LOGS, ALL = (f"OTEL_EXPORTER_OTLP_{signal}HEADERS" for signal in ("TRACES_", "LOGS_", ""))


@pytest.mark.parametrize("variable", ["", "  "])
def test_an_empty_variable_is_an_unset_one(variable: str) -> None:
    names = (
        "AGENTOPS_API_KEY",
        "AGENTOPS_ENDPOINT",
        "AGENTOPS_TAGS",
        "AGENTOPS_LIVE",
        "AGENTOPS_CAPTURE_CONTENT",
        "AGENTOPS_DASHBOARD_URL",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "OTEL_EXPORTER_OTLP_TIMEOUT",
        "OTEL_TRACES_EXPORTER",
        "OTEL_BSP_MAX_QUEUE_SIZE",
    )
    assert config(dict.fromkeys(names, variable)) == config()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AGENTOPS_ENDPOINT", "localhost:4318"),
        ("AGENTOPS_API_KEY", "ké"),
        ("AGENTOPS_LIVE", "maybe"),
        ("AGENTOPS_CAPTURE_CONTENT", "maybe"),
        ("AGENTOPS_DASHBOARD_URL", "file:///x"),
        ("AGENTOPS_DASHBOARD_URL", "http://page.example/?user=1"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "h"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "grpc://h"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "nan"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "zip"),
        ("OTEL_BSP_SCHEDULE_DELAY", "-1"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "many"),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "0"),
    ],
)
def test_a_bad_variable_only_warns_and_is_ignored(
    name: str, value: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert config({name: value}) == config()
    [record] = caplog.records
    assert (record.name, record.levelno) == ("agentops_otel", logging.WARNING)
    assert record.getMessage().startswith(f"Ignored {name}: ")


def test_a_bad_variable_is_replaced_by_the_next_one() -> None:
    environ = {
        "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "x",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "3",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "x",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://h",
    }
    settings = config(environ)
    assert settings.timeout == 3
    assert settings.endpoint.traces == "http://h/v1/traces"


@pytest.mark.parametrize(
    ("environ", "headers", "log_headers"),
    [
        ({ALL: "a=1"}, "a=1", "a=1"),
        ({SPANS: "s=1", ALL: "a=1"}, "s=1", "s=1"),
        ({SPANS: "s=1", LOGS: "l=1"}, "s=1", "l=1"),
        ({LOGS: "l=1", ALL: "a=1"}, "a=1", "l=1"),
        ({SPANS: "s=1", ALL: "a=1", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT": "http://l"}, "s=1", "a=1"),
        ({SPANS: "s=1", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT": "http://l"}, "s=1", ""),
        (
            {
                SPANS: "s=1",
                "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT": "http://l",
                "AGENTOPS_ENDPOINT": "http://h",
            },
            "s=1",
            "s=1",
        ),
    ],
)
def test_live_records_have_the_headers_of_the_spans_unless_set_otherwise(
    environ: dict[str, str], headers: str, log_headers: str
) -> None:
    def text(pairs: tuple[tuple[str, str], ...]) -> str:
        return ",".join(f"{name}={value}" for name, value in pairs)

    settings = config(environ)
    assert (text(settings.headers), text(settings.log_headers)) == (headers, log_headers)


def test_opentelemetrys_exporters_are_used_if_no_endpoint_or_exporter_is_given() -> None:
    assert config({"OTEL_TRACES_EXPORTER": "console, otlp"}).traces_exporters == ("console", "otlp")
    assert config({"OTEL_TRACES_EXPORTER": "console,otlp"}).sends_live_records
    assert not config({"OTEL_TRACES_EXPORTER": "none"}).sends_live_records
    assert config({"OTEL_TRACES_EXPORTER": "none"}, endpoint="http://h").sends_live_records
    exporter = ConsoleSpanExporter()
    assert not config(span_exporter=exporter).sends_live_records
    assert config(span_exporter=exporter).names_an_exporter
    assert config(span_exporter=exporter).dashboard_url is None
    assert not config(api_key="k").names_an_exporter


def test_opentelemetrys_exporters_are_ignored_if_an_endpoint_or_exporter_is_given(
    caplog: pytest.LogCaptureFixture,
) -> None:
    environ = {"OTEL_TRACES_EXPORTER": "unknown"}
    assert config(environ, endpoint="http://h").traces_exporters == ()
    assert config(environ, span_exporter=ConsoleSpanExporter()).traces_exporters == ()
    assert caplog.records == []


def test_the_batch_processors_variables_keep_their_meaning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    environ = {
        "OTEL_BSP_SCHEDULE_DELAY": "200",
        "OTEL_BSP_MAX_QUEUE_SIZE": "100",
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "50",
    }
    assert config(environ).batching == Batching(100, 50, 200.0)
    assert config({"OTEL_BSP_MAX_QUEUE_SIZE": "100"}).batching == Batching(100, 100, 1000.0)
    assert not caplog.records
    both = {"OTEL_BSP_MAX_QUEUE_SIZE": "100", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "101"}
    assert config(both).batching.max_export_batch_size == 100
    assert "cut to the queue's size" in caplog.text
