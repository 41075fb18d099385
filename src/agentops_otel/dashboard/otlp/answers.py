"""Encodes the responses of a receiver: success, partial success, failure.

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

# Comments in https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto map the
# codes to HTTP. A method that a path does not allow counts as not implemented.
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
    """Return the encoding for a `Content-Type`, or None if OTLP does not define it."""
    name = content_type.partition(";")[0].strip().lower()
    return next((encoding for encoding, known in CONTENT_TYPES.items() if known == name), None)


def success(signal: Signal, encoding: Encoding, *, rejected: int = 0, message: str = "") -> bytes:
    """Encode the response to a request of which all but `rejected` records were kept.

    A message with no rejected records is a warning.
    """
    response = signal.response()
    if message:
        partial = getattr(response, "partial_success")  # noqa: B009 - of generated classes
        setattr(partial, signal.rejected, rejected)
        partial.error_message = message
    return _encode(response, encoding)


def failure(status: int, reason: str, encoding: Encoding) -> bytes:
    """Encode a `google.rpc.Status`, which OTLP requires with every 4xx and 5xx.

    Args:
        status: HTTP status.
        reason: Text for the sender.
        encoding: Encoding of the request.
    """
    code = _CODES.get(HTTPStatus(status), code_pb2.INVALID_ARGUMENT)
    return _encode(Status(code=code, message=reason), encoding)


def _encode(message: Message, encoding: Encoding) -> bytes:
    if encoding == "json":
        return MessageToJson(message, indent=None).encode()
    return message.SerializeToString()
