"""The endpoint of an OTLP receiver, to which spans and live records are sent."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Final, Literal
from urllib.parse import SplitResult, urlsplit, urlunsplit

from agentops_otel.sdk.settings.environment import Environment

Protocol = Literal["http", "grpc"]

DEFAULT: Final = "http://localhost:4318"
_DEFAULT_GRPC: Final = "http://localhost:4317"
_GRPC_PORT: Final = 4317
_EXAMPLE: Final = f"give a URL such as {DEFAULT}"

_GRPC_PACKAGES: Final = ("grpc", "opentelemetry.exporter.otlp.proto.grpc")
_GRPC_EXTRA: Final = "the extra: pip install 'agentops-otel-sessions[grpc]'"

_TRACES: Final = "/v1/traces"
_LOGS: Final = "/v1/logs"


@dataclass(frozen=True)
class Endpoint:
    """The URLs at which one receiver takes traces and logs.

    `str` and `repr` leave out what could be secret in a URL: user, password and query.
    """

    protocol: Protocol
    traces: str = field(repr=False)
    logs: str | None = field(repr=False)
    is_insecure: bool | None = field(default=None, repr=False)
    address: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "address", shown(self.traces))

    def __str__(self) -> str:
        return self.address

    @property
    def origin(self) -> str | None:
        """Scheme, host and port of an HTTP endpoint, which also serves the dashboard's page."""
        if self.protocol == "grpc":
            return None
        parts = urlsplit(self.traces)
        return f"{parts.scheme}://{_host_and_port(parts)}"

    @property
    def is_default(self) -> bool:
        """Whether this is the dashboard's default address."""
        return self.traces == DEFAULT + _TRACES

    @property
    def is_loopback(self) -> bool:
        """Whether the receiver is on this machine, where compressing costs more than it saves."""
        host = urlsplit(self.traces).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")


def parse(text: str) -> Endpoint:
    """Return the endpoint that a base URL names.

    Args:
        text: `http(s)://host:4318` is OTLP/HTTP, `grpc(s)://host:4317` is OTLP/gRPC.

    Raises:
        ValueError: It is not such a URL; the message contains no secrets.
    """
    parts = _split(text)
    if parts.scheme in ("http", "https"):
        base = parts.path.rstrip("/").removesuffix(_TRACES)
        return Endpoint("http", _with_path(parts, base + _TRACES), _with_path(parts, base + _LOGS))
    if parts.scheme in ("grpc", "grpcs"):
        return _parse_grpc(parts, text)
    raise ValueError(
        f"{shown(text)!r} has the unknown scheme {parts.scheme[:20]!r}; "
        "use http, https, grpc or grpcs"
    )


def parse_page(text: str) -> str:
    """Return the base URL of a dashboard's page, without user, password and trailing slash.

    Raises:
        ValueError: It is not an HTTP URL; the message contains no secrets.
    """
    parts = _split(text)
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"{shown(text)!r} is not an HTTP URL; {_EXAMPLE}")
    if parts.query:
        raise ValueError(f"{shown(text)!r} is followed by a query, '?…'; {_EXAMPLE}")
    return urlunsplit(parts._replace(netloc=_host_and_port(parts))).rstrip("/")


def from_otel_variables(environment: Environment) -> Endpoint:
    """Return the endpoint from the `OTEL_EXPORTER_OTLP_*` variables, or the default.

    A signal's own endpoint is used as it is; the general one is a base URL:
    https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp
    """
    if _otel_protocol(environment) == "grpc":
        names = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
        target = environment.text(*names) or _DEFAULT_GRPC
        return Endpoint("grpc", target, target)
    base = environment.parsed(_parse_http, "OTEL_EXPORTER_OTLP_ENDPOINT")
    traces = environment.parsed(_parse_signal, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    logs = environment.parsed(_parse_signal, "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT")
    default = base or parse(DEFAULT)
    if traces is None:
        return Endpoint("http", default.traces, logs or default.logs)
    # Live records go to the spans' receiver, never to the default one.
    return Endpoint("http", traces, logs or (base.logs if base else _sibling_logs(traces)))


def shown(text: str) -> str:
    """Return a URL without what could be secret in it: user, password, query and fragment."""
    scheme, separator, rest = text.rpartition("://")
    authority = re.split("[/?#]", rest, maxsplit=1)[0]
    path = rest[len(authority) :]
    if "@" in path:
        # A password that contains a slash looks like a path.
        return f"{scheme[:20]}{separator}…"
    host = authority.rpartition("@")[2]
    return f"{scheme}{separator}{host}{re.split('[?#]', path, maxsplit=1)[0]}"[:200]


def _split(text: str) -> SplitResult:
    """Split a URL; raise ValueError unless it has a scheme, a host and, if any, a valid port."""
    if any(character.isspace() or not character.isprintable() for character in text):
        raise ValueError(f"{shown(text)!r} has white space or control characters; {_EXAMPLE}")
    try:
        parts = urlsplit(text)
        is_complete = bool(parts.scheme and parts.hostname) and parts.port != 0
    except ValueError:
        is_complete = False
    if not is_complete or "://" not in text:
        raise ValueError(f"{shown(text)!r} is not a complete URL; {_EXAMPLE}")
    if parts.fragment:
        raise ValueError(f"{shown(text)!r} is followed by a fragment, '#…'; {_EXAMPLE}")
    return parts


def _parse_grpc(parts: SplitResult, text: str) -> Endpoint:
    if parts.username is not None or parts.path.strip("/") or parts.query:
        raise ValueError(
            f"{shown(text)!r} has more than a host and a port; "
            "give a gRPC endpoint such as grpc://localhost:4317"
        )
    if not _grpc_is_installed():
        raise ValueError(f"{shown(text)!r} is OTLP/gRPC, which needs {_GRPC_EXTRA}")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    scheme = "http" if parts.scheme == "grpc" else "https"
    target = f"{scheme}://{host}:{parts.port or _GRPC_PORT}"
    return Endpoint("grpc", target, target, is_insecure=parts.scheme == "grpc")


def _parse_http(text: str) -> Endpoint:
    endpoint = parse(text)
    if endpoint.protocol != "http":
        raise ValueError(f"{shown(text)!r} is not an HTTP URL; {_EXAMPLE}")
    return endpoint


def _parse_signal(text: str) -> str:
    _parse_http(text)
    return text


def _otel_protocol(environment: Environment) -> Protocol:
    names = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
    return environment.parsed(_parse_protocol, *names) or "http"


def _parse_protocol(text: str) -> Protocol:
    if text == "grpc":
        if not _grpc_is_installed():
            raise ValueError(f"OTLP/HTTP is used; OTLP/gRPC needs {_GRPC_EXTRA}")
        return "grpc"
    if text != "http/protobuf":
        raise ValueError(f"{text[:40]!r} is not supported; use http/protobuf or grpc")
    return "http"


def _grpc_is_installed() -> bool:
    try:
        return all(find_spec(name) is not None for name in _GRPC_PACKAGES)
    except ModuleNotFoundError:
        return False


def _sibling_logs(traces: str) -> str | None:
    parts = urlsplit(traces)
    if not parts.path.endswith(_TRACES):
        return None
    return _with_path(parts, parts.path.removesuffix(_TRACES) + _LOGS)


def _with_path(parts: SplitResult, path: str) -> str:
    return urlunsplit(parts._replace(path=path))


def _host_and_port(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]
