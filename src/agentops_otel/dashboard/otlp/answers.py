"""What a receiver answers: success, partial success, failure.

https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
"""

from __future__ import annotations

from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]  # It ships no types.

from agentops_otel.dashboard.otlp.requests import Encoding
from agentops_otel.dashboard.otlp.signals import Signal


def success(signal: Signal, encoding: Encoding, *, rejected: int = 0, why: str = "") -> bytes:
    """Encode the answer to a request of which all but `rejected` records were kept."""
    message = signal.response()
    if rejected:
        partial = getattr(message, "partial_success")  # noqa: B009 - of generated classes
        setattr(partial, signal.rejected, rejected)
        partial.error_message = why
    return _encode(message, encoding)


def failure(code: int, reason: str, encoding: Encoding) -> bytes:
    """Encode a `google.rpc.Status`, which OTLP asks for with every 4xx and 5xx.

    Args:
        code: One of `google.rpc.Code`.
        reason: For the sender.
        encoding: That of the request.
    """
    return _encode(Status(code=code, message=reason), encoding)


def _encode(message: Message, encoding: Encoding) -> bytes:
    if encoding == "json":
        return MessageToJson(message, indent=None).encode()
    return message.SerializeToString()
