"""Settings: argument, then AGENTOPS_*, then OTEL_*, then the default."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter

from agentops_otel import init
from agentops_otel.sdk.settings.config import Batching, Certificates, Config
from agentops_otel.sdk.settings.endpoint import Endpoint
from tests.sdk.settings.configuring import config

ROOT = Path(__file__).parents[3]
SDK = ROOT / "src/agentops_otel/sdk"


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
    log_certificates=Certificates(),
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


def test_the_environment_can_forbid_capturing_whatever_the_arguments() -> None:
    forbidden = config({"AGENTOPS_CAPTURE_CONTENT": "false"}, capture_content=True)
    assert not forbidden.capture_content
    assert not forbidden.captures(own=True)
    permitted = config({"AGENTOPS_CAPTURE_CONTENT": "true"}, capture_content=False)
    assert not permitted.captures(own=None)
    assert permitted.captures(own=True)


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


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs/reference/configuration.md").read_text(encoding="utf-8")
    sources = "".join(path.read_text(encoding="utf-8") for path in SDK.rglob("*.py"))
    arguments = set(inspect.signature(init).parameters)
    switches = {f"AGENTOPS_{name.upper()}" for name in re.findall(r'environment, "(\w+)"', sources)}
    variables = set(re.findall(r'"(AGENTOPS_[A-Z_]+)"', sources)) | switches
    assert {name for name in arguments | variables if f"`{name}`" not in page} == set()


def test_every_variable_of_opentelemetry_that_decides_a_setting_is_documented() -> None:
    page = (ROOT / "docs/reference/configuration.md").read_text(encoding="utf-8")
    names = {
        name
        for module in ("config", "endpoint", "exporters")
        for name in re.findall(
            r'"(OTEL_[A-Z_]+)"', (SDK / f"settings/{module}.py").read_text(encoding="utf-8")
        )
    }
    # `…_TRACES_TIMEOUT` is the variable that begins like the one before it.
    endings = tuple(re.findall(r"`…([A-Z_]+)`", page))
    assert {
        name for name in names if f"`{name}`" not in page and not name.endswith(endings)
    } == set()
