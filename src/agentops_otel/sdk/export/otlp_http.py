"""The stock OTLP/HTTP exporters, over a session that observes and tightens their requests."""

from __future__ import annotations

import gzip
import json

# requests imports it with its first request, on the exporting thread: in a child that is forked
# off in that moment the import would never end.
import netrc  # noqa: F401
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.client import BadStatusLine, RemoteDisconnected
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Final

import requests
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from requests.adapters import HTTPAdapter

from agentops_otel.sdk.export.answer import CHECK_KEY, Answer, TroubleKind
from agentops_otel.sdk.settings.config import Config
from agentops_otel.sdk.values.text import described

if TYPE_CHECKING:
    from opentelemetry.sdk._logs.export import LogRecordExporter

# On prompts, level 9, which the stock exporter uses, costs six times the rest of an export.
_COMPRESSION_LEVEL: Final = 1

_MEANINGS: Final[Mapping[int, tuple[TroubleKind, str]]] = {
    HTTPStatus.UNAUTHORIZED: ("unauthorised", CHECK_KEY),
    HTTPStatus.FORBIDDEN: ("unauthorised", CHECK_KEY),
    HTTPStatus.NOT_FOUND: ("not taken", "; check the endpoint's path"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("not taken", "; check the endpoint's path"),
    HTTPStatus.NOT_IMPLEMENTED: ("not taken", ""),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too large", "; lower OTEL_BSP_MAX_EXPORT_BATCH_SIZE"),
    HTTPStatus.TOO_MANY_REQUESTS: ("unavailable", ""),
}

# https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes
_RETRYABLE: Final = frozenset({429, 502, 503, 504})


def create_span_exporter(config: Config, answer: Answer) -> OTLPSpanExporter:
    """Return the stock span exporter; its receiver's answers are recorded in `answer`."""
    return OTLPSpanExporter(endpoint=config.endpoint.traces, **_settings(config, answer))


def create_log_exporter(config: Config, answer: Answer) -> LogRecordExporter:
    """Return the stock log exporter; its receiver's answers are recorded in `answer`."""
    # Not imported with the span exporter: a short program first exports at its exit, when
    # OpenTelemetry's logs can no longer be imported.
    from opentelemetry.exporter.otlp.proto.http._log_exporter import (  # noqa: PLC0415
        OTLPLogExporter,
    )

    files = config.log_certificates
    return OTLPLogExporter(
        endpoint=config.endpoint.logs,
        certificate_file=files.authority,
        client_key_file=files.key,
        client_certificate_file=files.client,
        **_settings(config, answer),
    )


def _settings(config: Config, answer: Answer) -> dict[str, Any]:
    """Return the arguments of both exporters, all given, so that no bad variable is read."""
    if config.compression is None:
        is_compressed = not config.endpoint.is_loopback
    else:
        is_compressed = config.compression == "gzip"
    session = _create_session(config.credential_provider)
    adapter = ObservingAdapter(
        answer, session, is_compressed=is_compressed, is_direct=config.endpoint.is_loopback
    )
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    if config.api_key is not None:
        # If it were only a header, an entry in ~/.netrc would override the key.
        session.auth = _bearer(config.api_key)
    return {
        "headers": dict(config.headers),
        "timeout": config.timeout,
        "compression": Compression.Deflate
        if config.compression == "deflate"
        else Compression.NoCompression,
        "session": session,
    }


def _create_session(provider: str | None) -> requests.Session:
    """Return a requests session, created by the installed credential provider if one is named."""
    if provider is None:
        return requests.Session()
    # The stock exporter looks it up the same way, but only if it is given no session.
    found = entry_points(group="opentelemetry_otlp_credential_provider", name=provider)
    session = next((entry_point.load()() for entry_point in found), None)
    if not isinstance(session, requests.Session):
        raise TypeError(f"the credential provider {provider} returns no requests.Session")
    return session


def _bearer(key: str) -> Callable[[requests.PreparedRequest], requests.PreparedRequest]:
    def authorise(request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {key}"
        return request

    return authorise


class ObservingAdapter(HTTPAdapter):
    """Sends requests, records the answers, and rejects those that only look like success."""

    def __init__(
        self,
        answer: Answer,
        session: requests.Session,
        *,
        is_compressed: bool,
        is_direct: bool = False,
    ) -> None:
        super().__init__()
        self._answer = answer
        self._session = session
        self._is_compressed = is_compressed
        self._is_direct = is_direct

    def send(  # noqa: PLR0917  # The signature of requests.
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        """Send a request and record the answer.

        Raises:
            requests.RequestException: There is no answer, or one after which a retry is useless;
                older exporters would retry, or take a redirect for success. The message contains
                no secrets.
        """
        answer = self._answer
        answer.begin()
        if answer.is_closing:
            raise requests.RequestException(answer.cut_short("failed", "was not tried again"))
        if self._is_compressed and "Content-Encoding" not in request.headers:
            _compress(request)
        if self._is_direct:
            # The environment's proxy is on another machine, whose loopback address is not ours.
            proxies = None
        if isinstance(self._session.verify, str):
            # Newer exporters set OTEL_EXPORTER_OTLP_CERTIFICATE on the session, where `requests`
            # prefers REQUESTS_CA_BUNDLE.
            verify = self._session.verify
        try:
            # An empty OTEL_EXPORTER_OTLP_CERTIFICATE must not switch verification off.
            response = super().send(request, stream, timeout, verify or True, cert, proxies)
            content = response.content
        except requests.RequestException as fault:
            raise type(fault)(self._explained(fault)) from None
        except OSError as fault:
            # A certificate file is missing, for example.
            raise requests.RequestException(self._explained(fault)) from None
        except ValueError:
            # requests rejects a timeout of 0 this way, which a retry gets when no time is left.
            raise requests.Timeout(answer.cut_short("timeout", "did not answer in time")) from None
        answer.reached()
        self._note(response, content)
        return response

    def _explained(self, fault: OSError) -> str:
        cause = _root_cause(fault)
        why = described(cause, 200)
        if isinstance(cause, BadStatusLine) and not isinstance(cause, RemoteDisconnected):
            why = "what answers there is no HTTP; OTLP/gRPC takes grpc://, usually on port 4317"
        if isinstance(fault, requests.ConnectionError):
            return self._answer.unreachable(why)
        if isinstance(fault, requests.Timeout):
            return self._answer.cut_short("timeout", "did not answer in time")
        if isinstance(fault, ValueError) or not isinstance(fault, requests.RequestException):
            return self._answer.failed("failed", f"cannot be sent a request ({why})")
        return self._answer.failed("failed", f"broke off its answer ({why})")

    def _note(self, response: requests.Response, content: bytes) -> None:
        status = response.status_code
        if status < HTTPStatus.MULTIPLE_CHOICES:
            rejected, remark = _partial_success(response, content)
            if rejected > 0:
                self._answer.accepted_partly(rejected, remark)
            return
        kind, advice = _meaning(status)
        text = self._answer.failed(kind, f"answered {status} {response.reason}{advice}")
        if status not in _RETRYABLE:
            raise requests.RequestException(text)


def _meaning(status: int) -> tuple[TroubleKind, str]:
    """Return the kind of trouble that a status means, and what to do about it."""
    if status in _MEANINGS:
        return _MEANINGS[status]
    if status < HTTPStatus.BAD_REQUEST:
        return "redirect", ", a redirect; give the final address"
    return ("refused" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "unavailable"), ""


def _compress(request: requests.PreparedRequest) -> None:
    if isinstance(request.body, bytes):
        request.body = gzip.compress(request.body, _COMPRESSION_LEVEL)
        request.headers["Content-Encoding"] = "gzip"
        request.headers["Content-Length"] = str(len(request.body))


def _partial_success(response: requests.Response, content: bytes) -> tuple[int, str]:
    """Return how many records the receiver did not keep, and its message.

    The answers for traces and logs have the same wire format:
    https://opentelemetry.io/docs/specs/otlp/#partial-success-1
    """
    try:
        if "json" in response.headers.get("Content-Type", ""):
            partial = json.loads(content).get("partialSuccess", {})
            rejected = partial.get("rejectedSpans") or partial.get("rejectedLogRecords") or 0
            return int(rejected), str(partial.get("errorMessage", ""))
        success = ExportTraceServiceResponse.FromString(content).partial_success
    except Exception:  # noqa: BLE001  # The request was accepted; its answer has another format.
        return 0, ""
    return success.rejected_spans, success.error_message


def _root_cause(fault: BaseException) -> BaseException:
    """Return the innermost exception: the socket's, if there was one."""
    while (cause := fault.__cause__ or fault.__context__) is not None:
        fault = cause
    return fault
