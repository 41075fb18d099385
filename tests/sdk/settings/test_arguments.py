"""Bad arguments of `init()` raise an error that says what was given and what is expected."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter

from agentops_otel.sdk.settings.arguments import ConfigurationError
from tests.sdk.hostile import NamelessType
from tests.sdk.settings.configuring import config


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
        (
            {"endpoint": "http://user:pass word@h/a b?key=secret"},
            r"^endpoint: 'http://h/a b' has white space or control characters; give a URL such as",
        ),
        ({"endpoint": "ftp://h/x"}, r"unknown scheme 'ftp'; use http, https, grpc or grpcs"),
        ({"endpoint": 4318}, r"expected a URL such as http://localhost:4318, not int"),
        ({"api_key": 7}, r"api_key: expected a string, not int"),
        ({"api_key": "k\ney"}, r"api_key: expected a str of printable ASCII, which"),
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


@pytest.mark.parametrize("given", ["k1", " k1 ", "Bearer k1", "bearer  k1"])
def test_a_key_may_be_copied_from_a_header(given: str) -> None:
    assert config(api_key=given).api_key == "k1"
    assert config({"AGENTOPS_API_KEY": given}).api_key == "k1"


def test_a_service_name_is_reduced_to_what_otlp_can_carry() -> None:
    assert config(service_name=" half \ud83d ").service_name == "half \ufffd"


@pytest.mark.parametrize("tags", [5, object(), {"a": 1}, iter(["x"]), b"x", [[1], None]])
def test_tags_of_any_type_are_accepted(tags: object) -> None:
    assert all(isinstance(tag, str) for tag in config(tags=tags).tags)
