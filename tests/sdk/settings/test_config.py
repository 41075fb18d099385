"""Settings: argument, then AGENTOPS_*, then OTEL_*, then the default; bad ones are reported."""

from __future__ import annotations

import inspect
import logging
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter

from agentops_otel import init
from agentops_otel.sdk.host import guard
from agentops_otel.sdk.settings import endpoint as endpoints
from agentops_otel.sdk.settings.config import Batching, Config, ConfigurationError, configure
from agentops_otel.sdk.settings.endpoint import Endpoint
from tests.sdk.hostile import NamelessType


@pytest.fixture(autouse=True)
def fresh_warnings() -> Iterator[None]:
    guard.forget()
    yield
    guard.forget()


def config(environ: Mapping[str, str] | None = None, **arguments: Any) -> Config:
    return configure(environ=environ or {}, **arguments)


def endpoint(base: str) -> Endpoint:
    return Endpoint("http", f"{base}/v1/traces", f"{base}/v1/logs")


DEFAULTS = Config(
    api_key=None,
    endpoint=endpoint("http://localhost:4318"),
    has_own_endpoint=False,
    tags=(),
    auto_start_session=True,
    session_name=None,
    service_name=None,
    tracer_provider=None,
    span_exporter=None,
    propagate_baggage=False,
    capture_content=True,
    capture_is_forbidden=False,
    live=True,
    dashboard_url="http://localhost:4318",
    traces_exporters=("otlp",),
    headers=(),
    log_headers=(),
    credential_provider=None,
    timeout=10.0,
    compression=None,
    batching=Batching(8192, 512, 1000.0),
)


def test_the_defaults_apply_without_settings() -> None:
    assert config() == DEFAULTS


def test_the_environment_sets_what_no_argument_sets() -> None:
    settings = config(
        {
            "AGENTOPS_API_KEY": " key ",
            "AGENTOPS_ENDPOINT": "https://collector.example",
            "AGENTOPS_TAGS": "a, b,,a",
            "AGENTOPS_AUTO_START_SESSION": "false",
            "AGENTOPS_SESSION_NAME": "nightly",
            "AGENTOPS_PROPAGATE_BAGGAGE": "YES",
            "AGENTOPS_CAPTURE_CONTENT": "off",
            "AGENTOPS_LIVE": "0",
            "AGENTOPS_DASHBOARD_URL": "https://page.example/agents/",
        }
    )
    assert settings == replace(
        DEFAULTS,
        api_key="key",
        endpoint=endpoint("https://collector.example"),
        has_own_endpoint=True,
        tags=("a", "b"),
        auto_start_session=False,
        session_name="nightly",
        propagate_baggage=True,
        capture_content=False,
        capture_is_forbidden=True,
        live=False,
        dashboard_url="https://page.example/agents",
        traces_exporters=(),
    )


def test_an_argument_wins_over_the_environment() -> None:
    environ = {
        "AGENTOPS_API_KEY": "env",
        "AGENTOPS_ENDPOINT": "http://env:1",
        "AGENTOPS_TAGS": "env",
        "AGENTOPS_AUTO_START_SESSION": "true",
        "AGENTOPS_SESSION_NAME": "env",
        "AGENTOPS_PROPAGATE_BAGGAGE": "true",
        "AGENTOPS_LIVE": "true",
    }
    settings = config(
        environ,
        api_key="arg",
        endpoint="http://arg:1",
        tags=["arg"],
        auto_start_session=False,
        session_name="arg",
        propagate_baggage=False,
        live=False,
    )
    assert settings == replace(
        DEFAULTS,
        api_key="arg",
        endpoint=endpoint("http://arg:1"),
        has_own_endpoint=True,
        tags=("arg",),
        auto_start_session=False,
        session_name="arg",
        live=False,
        dashboard_url="http://arg:1",
        traces_exporters=(),
    )


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


def test_the_environment_can_forbid_capturing_whatever_the_arguments() -> None:
    forbidden = config({"AGENTOPS_CAPTURE_CONTENT": "false"}, capture_content=True)
    assert not forbidden.capture_content
    assert not forbidden.captures(own=True)
    permitted = config({"AGENTOPS_CAPTURE_CONTENT": "true"}, capture_content=False)
    assert not permitted.captures(own=None)
    assert permitted.captures(own=True)


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


def test_a_grpc_endpoint_needs_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "find_spec", lambda _: None)
    with pytest.raises(ConfigurationError, match=r"agentops-otel-sessions\[grpc\]"):
        config(endpoint="grpc://h:4317")


def test_a_grpc_exporter_without_grpcio_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "grpc", None)
    with pytest.raises(ConfigurationError, match=r"agentops-otel-sessions\[grpc\]"):
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


class Unreadable:
    def __getattr__(self, name: str) -> object:
        raise OSError(name)


class Nameless(metaclass=NamelessType):
    pass


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"endpoint": "localhost:4318"}, r"'localhost:4318' is not a complete URL; give a URL"),
        ({"endpoint": ""}, r"'' is not a complete URL"),
        ({"endpoint": "http://"}, r"not a complete URL"),
        ({"endpoint": "http://:4318"}, r"not a complete URL"),
        ({"endpoint": "http://h:port"}, r"'http://h:port' is not a complete URL"),
        ({"endpoint": "http://h:99999"}, r"not a complete URL"),
        ({"endpoint": "http://[::1"}, r"not a complete URL"),
        (
            {"endpoint": "http://h/#part"},
            r"'http://h/' is followed by a fragment, '#…'; give a URL",
        ),
        ({"endpoint": "http://h/a b"}, r"no white space"),
        ({"endpoint": "ftp://h/x"}, r"unknown scheme 'ftp'; use http, https, grpc or grpcs"),
        ({"endpoint": 4318}, r"expected a URL such as http://localhost:4318, not int"),
        ({"api_key": 7}, r"api_key: expected a string, not int"),
        ({"api_key": "k\ney"}, r"api_key: expected printable ASCII"),
        ({"session_name": 1.5}, r"session_name: expected a string, not 1.5"),
        ({"service_name": ["a"]}, r"service_name: expected a string, not an object of type list"),
        ({"live": "yes"}, r"live: expected True or False, not 'yes'"),
        ({"auto_start_session": 1}, r"auto_start_session: expected True or False, not 1"),
        ({"tracer_provider": "x"}, r"tracer_provider: expected a TracerProvider, not 'x'"),
        ({"tracer_provider": TracerProvider}, r"not the class TracerProvider"),
        ({"span_exporter": ConsoleSpanExporter}, r"not the class ConsoleSpanExporter"),
        ({"span_exporter": object()}, r"not an object of type object"),
        ({"api_key": Nameless()}, r"api_key: expected a string, not Nameless"),
        ({"endpoint": Nameless()}, r"not Nameless"),
        ({"session_name": Nameless}, r"not the class Nameless"),
        ({"span_exporter": Unreadable()}, r"not an object of type Unreadable"),
        ({"tracer_provider": Unreadable()}, r"not an object of type Unreadable"),
    ],
)
def test_the_error_for_a_bad_argument_says_what_was_given_and_what_is_expected(
    arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message) as raised:
        config(**arguments)
    assert isinstance(raised.value, ValueError)
    assert str(raised.value).startswith(next(iter(arguments)))


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


SPANS, LOGS, ALL = (f"OTEL_EXPORTER_OTLP_{signal}HEADERS" for signal in ("TRACES_", "LOGS_", ""))


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


def test_no_representation_shows_a_secret() -> None:
    settings = config(
        {
            "OTEL_EXPORTER_OTLP_HEADERS": "x-key=hunter2",
            "AGENTOPS_DASHBOARD_URL": "http://u:hunter2@h",
        },
        api_key="hunter2",
        endpoint="https://u:hunter2@h/p?key=hunter2",
    )
    assert "hunter2" not in f"{settings!r} {settings.endpoint} {settings.endpoint!r}"
    assert str(settings.endpoint) == "https://h/p/v1/traces"
    assert settings.endpoint.origin == "https://h"


def test_a_service_name_is_reduced_to_what_otlp_can_carry() -> None:
    assert config(service_name=" half \ud83d ").service_name == "half \ufffd"


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


def test_equal_settings_are_equal_and_others_are_not() -> None:
    exporter, provider = ConsoleSpanExporter(), TracerProvider(shutdown_on_exit=False)
    arguments: dict[str, Any] = {
        "api_key": "k",
        "endpoint": "http://h",
        "tags": ["a"],
        "span_exporter": exporter,
        "tracer_provider": provider,
    }
    assert config(**arguments) == config(**arguments)
    assert config(**arguments) == config(**{**arguments, "tags": "a", "live": True})
    for name, other in [
        ("api_key", "other"),
        ("endpoint", "http://other"),
        ("tags", ["b"]),
        ("span_exporter", ConsoleSpanExporter()),
        ("tracer_provider", TracerProvider(shutdown_on_exit=False)),
    ]:
        assert config(**arguments) != config(**{**arguments, name: other})


@pytest.mark.parametrize("tags", [5, object(), {"a": 1}, iter(["x"]), b"x", [[1], None]])
def test_tags_of_any_type_are_accepted(tags: object) -> None:
    assert all(isinstance(tag, str) for tag in config(tags=tags).tags)


def test_every_setting_is_documented() -> None:
    root = Path(__file__).parents[3]
    page = (root / "docs/reference/configuration.md").read_text(encoding="utf-8")
    sources = "".join(
        path.read_text(encoding="utf-8") for path in (root / "src/agentops_otel/sdk").glob("*.py")
    )
    arguments = set(inspect.signature(init).parameters)
    variables = set(re.findall(r'"(AGENTOPS_[A-Z_]+)"', sources)) | {
        f"AGENTOPS_{name.upper()}" for name in arguments if f'environment, "{name}"' in sources
    }
    assert {name for name in arguments | variables if f"`{name}`" not in page} == set()
