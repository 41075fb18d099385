"""Decorate whatever a decorator is applied to: a function, any kind of method, a class."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from agentops_otel.sdk.calls.call import Traced
from agentops_otel.sdk.calls.wrapping import AnyFunction, wrap
from agentops_otel.sdk.host.guard import guarded, warn_once
from agentops_otel.sdk.values.names import MAX_NAME_LENGTH, readable_name
from agentops_otel.sdk.values.text import class_name, printable, type_name

# Returns how to trace a function's calls, given the function and its decorator's name or None.
TracedBy = Callable[[AnyFunction, "str | None"], Traced]


def decorator(given: object, traced_by: TracedBy) -> Any:
    """Decorate the argument if that is possible; else use it as a name and return a decorator."""
    if callable(given) or hasattr(type(given), "__get__"):
        return _decorated(given, None, traced_by)
    name = readable_name(given)
    return lambda target: _decorated(target, name, traced_by)


def name_of(function: AnyFunction) -> str:
    """Return the name to use for a function whose decorator was given none."""
    named = function if hasattr(function, "__name__") else inspect.unwrap(function)
    while isinstance(named, functools.partial) and not hasattr(named, "__name__"):
        named = named.func
    given = printable(getattr(named, "__name__", ""), MAX_NAME_LENGTH)
    return given or type_name(named)[:MAX_NAME_LENGTH]


def _decorated(target: Any, name: str | None, traced_by: TracedBy) -> Any:
    if isinstance(target, (staticmethod, classmethod)):
        return type(target)(_decorated(target.__func__, name, traced_by))
    if inspect.isclass(target):
        _decorate_methods(target, name, traced_by)
        return target
    if not callable(target):
        warn_once(
            "not decorated",
            "An object of type %s cannot be decorated, and is left as it is; decorate a function",
            type_name(target),
        )
        return target
    with guarded("decorating a function"):
        return wrap(target, traced_by(target, name))
    return target


def _decorate_methods(target: type, name: str | None, traced_by: TracedBy) -> None:
    try:
        for attribute, member in list(vars(target).items()):
            if not attribute.startswith("_") and _is_method(member):
                setattr(target, attribute, _decorated(member, name, traced_by))
    except Exception as fault:  # noqa: BLE001  # A metaclass of the user's may raise anything.
        warn_once(
            "class not decorated",
            "The class %s cannot be decorated: setting one of its methods raised %s",
            class_name(target),
            type_name(fault),
        )


def _is_method(member: object) -> bool:
    return inspect.isfunction(member) or isinstance(member, (staticmethod, classmethod))
