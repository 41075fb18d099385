"""Write a call's arguments and result onto its span."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass

from opentelemetry.trace import Span

from agentops_otel.sdk.sessions import runtime
from agentops_otel.sdk.sessions.open_spans import membership_of
from agentops_otel.sdk.sessions.stamping import NOTHING, is_authors, put
from agentops_otel.sdk.values.capture import captured_arguments, captured_result


@dataclass(frozen=True)
class Content:
    """What is captured of a function's calls, and in which attributes.

    Attributes:
        signature: The function's signature, if it has one.
        wish: The decorator's own `capture_content`.
        arguments: The attribute for the arguments; None if they are not captured.
        result: The attribute for the result; None if it is not captured.
    """

    signature: inspect.Signature | None
    wish: bool | None
    arguments: str | None
    result: str | None

    def capture_arguments(
        self, span: Span, args: tuple[object, ...], kwargs: Mapping[str, object]
    ) -> None:
        """Write a call's arguments onto its span."""
        if self.arguments is not None and self._is_captured(span):
            put_unless_authors(
                span, self.arguments, captured_arguments(self.signature, args, kwargs)
            )

    def capture_result(self, span: Span, result: object) -> None:
        """Write a call's result onto its span."""
        if self.result is not None and self._is_captured(span):
            put_unless_authors(span, self.result, captured_result(result))

    def _is_captured(self, span: Span) -> bool:
        return (
            self.wish is not False and span.is_recording() and runtime.current().captures(self.wish)
        )


def put_unless_authors(span: Span, key: str, value: str | None) -> None:
    """Set an attribute on a call's span, unless the span's author has set it."""
    if value is None:
        return
    membership = membership_of(span)
    if not is_authors(span, key, membership.stamp if membership else NOTHING):
        put(span, key, value)
