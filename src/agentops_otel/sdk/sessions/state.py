"""The state of a session: running, or one of the four end states."""

from __future__ import annotations

import concurrent.futures
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final, Literal, NamedTuple

from opentelemetry.trace import Status, StatusCode
from opentelemetry.util.types import AttributeValue

from agentops_otel.sdk.host.guard import warn_once
from agentops_otel.sdk.values.text import MAX_TEXT_LENGTH, class_name, described, printable
from agentops_otel.semconv import SESSION_END_STATE, SESSION_END_STATE_REASON

EndState = Literal["success", "error", "cancelled", "unfinished"]
State = Literal["running", "success", "error", "cancelled", "unfinished"]

_SPELLINGS: Final[dict[str, EndState]] = {
    "success": "success",
    "error": "error",
    "cancelled": "cancelled",
    "unfinished": "unfinished",
    # The words of AgentOps' EndState.
    "fail": "error",
    "indeterminate": "unfinished",
}

_CANCELLATIONS: Final = (concurrent.futures.CancelledError, KeyboardInterrupt, GeneratorExit)

# Those of libraries that run tasks, by module. The modules are not imported here: a program that
# has not loaded one cannot be cancelled by it, and asyncio takes longer to load than this SDK.
_CANCELLATIONS_OF_TASKS: Final = {
    "asyncio": "CancelledError",
    "trio": "Cancelled",
    "greenlet": "GreenletExit",
}

# Built in from Python 3.11 on; before that, the backport that libraries use.
_GROUPS: Final = {"builtins": "BaseExceptionGroup", "exceptiongroup": "BaseExceptionGroup"}

_EXIT_OF_LIBRARIES: Final = "Exit"

_UNREADABLE: Final = "<unreadable>"


class Ending(NamedTuple):
    """How a session or an operation ended, and why."""

    state: EndState
    reason: str | None = None

    @property
    def status(self) -> Status:
        """The corresponding span status: OK, ERROR with the reason, or UNSET."""
        if self.state == "error":
            return Status(StatusCode.ERROR, self.reason)
        return Status(StatusCode.OK if self.state == "success" else StatusCode.UNSET)

    @property
    def attributes(self) -> dict[str, AttributeValue]:
        """The attributes for it on the session span and on the session's live record."""
        attributes: dict[str, AttributeValue] = {SESSION_END_STATE: self.state}
        if self.reason:
            attributes[SESSION_END_STATE_REASON] = self.reason
        return attributes


SUCCESS: Final = Ending("success")


def declared(state: object, reason: object = None) -> Ending:
    """Return the ending that a user declares; an unknown state warns and becomes `unfinished`."""
    return Ending(_spelled(state), _text(reason) if reason is not None else None)


def caused_by(exception: BaseException | None) -> Ending:
    """Return the ending of a block that was left with this exception, or normally if None.

    The exception is judged by its type, and one that exits the program by its code too: other
    attributes, even `__class__`, may raise anything.
    """
    if exception is None or _is_clean_exit(exception):
        return SUCCESS
    state: EndState = "cancelled" if _is_cancellation(exception) else "error"
    return Ending(state, described(exception, MAX_TEXT_LENGTH))


def _is_cancellation(exception: BaseException) -> bool:
    """Return whether an exception, or each one of a group, cancels what it leaves."""
    cancellations: tuple[type[BaseException], ...] = (
        *_CANCELLATIONS,
        *_loaded(_CANCELLATIONS_OF_TASKS),
    )
    return all(issubclass(type(one), cancellations) for one in _ungrouped(exception))


def _ungrouped(exception: BaseException) -> Iterator[BaseException]:
    groups, remaining = tuple(_loaded(_GROUPS)), [exception]
    while remaining:
        one = remaining.pop()
        members = _members(one) if issubclass(type(one), groups) else ()
        if members:
            remaining.extend(members)
        else:
            yield one


def _members(group: Any) -> tuple[BaseException, ...]:
    try:
        return tuple(group.exceptions)
    except Exception:  # noqa: BLE001  # A user's attribute may raise anything.
        return ()


def _loaded(names: Mapping[str, str]) -> Iterator[type[BaseException]]:
    for module, name in names.items():
        kind = getattr(sys.modules.get(module), name, None)
        if isinstance(kind, type):
            yield kind


def _is_clean_exit(exception: BaseException) -> bool:
    """Return whether an exception exits the program with code 0: `SystemExit` or a library's own.

    The library's is click's `Exit`, of which other libraries for command lines, such as typer, have
    copies. So it is recognised by its name.
    """
    kind = type(exception)
    try:
        if issubclass(kind, SystemExit):
            code = getattr(exception, "code", None)
            return code is None or _is_zero(code)
        is_of_library = any(class_name(base) == _EXIT_OF_LIBRARIES for base in kind.__mro__)
        return is_of_library and _is_zero(getattr(exception, "exit_code", None))
    except Exception:  # noqa: BLE001  # A user's attribute may raise anything.
        return False


def _is_zero(code: object) -> bool:
    return isinstance(code, int) and code == 0


def _spelled(state: object) -> EndState:
    name = _name(state)
    known = _SPELLINGS.get(name.lower())
    if known is None:
        warn_once(
            "unknown end state",
            "The unknown end state %.40r becomes 'unfinished'; known are %s",
            name,
            "success, error, cancelled and unfinished",
        )
        return "unfinished"
    return known


def _name(state: object) -> str:
    try:
        return _text(state.value if isinstance(state, Enum) else state)
    except Exception:  # noqa: BLE001  # A user's object may raise even when asked for its class.
        return _UNREADABLE


def _text(value: object) -> str:
    try:
        return printable(value, MAX_TEXT_LENGTH)
    except Exception:  # noqa: BLE001  # A user's __str__ may raise anything.
        return _UNREADABLE
