"""Capture the arguments and the result of a decorated call as JSON."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from agentops_otel.sdk.host.guard import swallow
from agentops_otel.sdk.values.jsontext import written

_RECEIVERS: Final = ("self", "cls")


def signature_of(function: Callable[..., Any]) -> inspect.Signature | None:
    """Return a callable's signature, read once when it is decorated; None if it has none."""
    try:
        if sys.version_info >= (3, 14):
            from annotationlib import Format  # noqa: PLC0415  # New in 3.14.

            # Annotations may refer to names that are not defined yet.
            return inspect.signature(function, annotation_format=Format.FORWARDREF)
        return inspect.signature(function)
    except (TypeError, ValueError):
        return None


def captured_arguments(
    signature: inspect.Signature | None, args: Sequence[object], kwargs: Mapping[str, object]
) -> str | None:
    """Return the arguments of a call as a JSON object by parameter name, without self and cls.

    Args:
        signature: What `signature_of` returned for the callable.
        args: The call's positional arguments.
        kwargs: The call's keyword arguments.

    Returns:
        JSON of at most 16 KiB of UTF-8, marked at its end if it was cut; None if reading failed.
    """
    try:
        return written(_named(signature, args, kwargs))
    except Exception as fault:  # noqa: BLE001  # The user's call goes on without it.
        swallow("capturing arguments", fault)
        return None


def captured_result(value: object) -> str | None:
    """Return the result of a call as JSON, bounded and redacted like arguments."""
    try:
        return written(value)
    except Exception as fault:  # noqa: BLE001  # The user's call goes on without it.
        swallow("capturing a result", fault)
        return None


def _named(
    signature: inspect.Signature | None, args: Sequence[object], kwargs: Mapping[str, object]
) -> Mapping[str, object]:
    if signature is None:
        return {"args": args, "kwargs": kwargs}
    try:
        arguments = signature.bind_partial(*args, **kwargs).arguments
    except TypeError:
        # The call is about to fail with the same error. Without names, secrets are not recognised.
        return {}
    first = next(iter(signature.parameters), None)
    if first in _RECEIVERS:
        arguments.pop(first, None)
    return arguments
