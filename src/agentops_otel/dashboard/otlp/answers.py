"""What a receiver answers: success, partial success, failure.

https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from google.rpc import code_pb2  # type: ignore[import-untyped]  # It ships no types.
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]  # Nor does this.

from agentops_otel.dashboard.otlp.requests import Encoding
from agentops_otel.dashboard.otlp.signals import Signal

CONTENT_TYPES: Final[dict[Encoding, str]] = {
    "protobuf": "application/x-protobuf",
    "json": "application/json",
}

# The comments of https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto pair
# them with HTTP; a method that a path does not have is one that is not implemented.
_CODES: Final = {
    HTTPStatus.UNAUTHORIZED: code_pb2.UNAUTHENTICATED,
    HTTPStatus.FORBIDDEN: code_pb2.PERMISSION_DENIED,
    HTTPStatus.NOT_FOUND: code_pb2.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED: code_pb2.UNIMPLEMENTED,
    HTTPStatus.REQUEST_TIMEOUT: code_pb2.DEADLINE_EXCEEDED,
    HTTPStatus.INTERNAL_SERVER_ERROR: code_pb2.INTERNAL,
    HTTPStatus.SERVICE_UNAVAILABLE: code_pb2.UNAVAILABLE,
}


def encoding_of(content_type: str) -> Encoding | None:
    """Tell the encoding of a request from its `Content-Type`; None for any that OTLP has not."""
    name = content_type.partition(";")[0].strip().lower()
    return next((encoding for encoding, known in CONTENT_TYPES.items() if known == name), None)


def success(signal: Signal, encoding: Encoding, *, rejected: int = 0, message: str = "") -> bytes:
    """Encode the answer to a request of which all but `rejected` records were kept.

    A message beside no rejected record is a warning.
    """
    response = signal.response()
    if message:
        partial = getattr(response, "partial_success")  # noqa: B009 - of generated classes
        setattr(partial, signal.rejected, rejected)
        partial.error_message = message
    return _encode(response, encoding)


def failure(status: int, reason: str, encoding: Encoding) -> bytes:
    """Encode a `google.rpc.Status`, which OTLP asks for with every 4xx and 5xx.

    Args:
        status: That of HTTP.
        reason: For the sender.
        encoding: That of the request.
    """
    code = _CODES.get(HTTPStatus(status), code_pb2.INVALID_ARGUMENT)
    return _encode(Status(code=code, message=reason), encoding)


def _encode(message: Message, encoding: Encoding) -> bytes:
    if encoding == "json":
        return MessageToJson(message, indent=None).encode()
    return message.SerializeToString()
