"""Keep our own errors, and trouble with the user's values, away from the host program.

Every public function runs inside `guarded`: an error there is logged once per kind and never
raised. `observers` are told of each error, so that a test can fail on what a user would not notice.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Final

logger: Final = logging.getLogger("agentops_otel")

observers: Final[list[Callable[[str, BaseException], None]]] = []

# Meant for the program, even if raised while a user's object is read: it may come from Ctrl-C or
# from a signal handler that exits.
FOR_THE_PROGRAM: Final = (KeyboardInterrupt, SystemExit, GeneratorExit)

# One counter per kind, incremented without a lock: a lock that is held while another thread forks
# would stay locked in the child, and a logging handler may re-enter.
_occurrences: dict[str, itertools.count[int]] = {}


def warn(message: str, *args: object, fault: BaseException | None = None) -> None:
    """Log a warning; a logging handler of the program's that raises does not break the program.

    Args:
        message: A `logging` format that says what is lost and what to do.
        *args: Values for the format.
        fault: The error of ours to show with it.
    """
    with suppress(Exception):
        logger.warning(message, *args, exc_info=fault)


def warn_once(kind: str, message: str, *args: object) -> None:
    """Log a warning the first time this kind of trouble occurs.

    Args:
        kind: A literal that names the trouble; the number of kinds is bounded.
        message: A `logging` format that says what is lost and what to do.
        *args: Values for the format.
    """
    if _is_first(kind):
        warn(message, *args)


def swallow(doing: str, fault: BaseException) -> None:
    """Log an error of ours once per activity, and tell the observers of every one."""
    for observe in observers:
        observe(doing, fault)
    if _is_first(f"fault while {doing}"):
        warn("Internal error while %s; the program goes on without it", doing, fault=fault)


class guarded:  # noqa: N801  # Reads as a statement: `with guarded("ending a session"):`.
    """Swallows exceptions that a block of our code raises; lets interrupts and exits through."""

    __slots__ = ("_doing",)

    def __init__(self, doing: str) -> None:
        self._doing = doing

    def __enter__(self) -> None:
        """Begin the guarded block."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        """Swallow an `Exception`; interrupts and exits are meant for the program."""
        if fault is None or not issubclass(type(fault), Exception):
            return False
        swallow(self._doing, fault)
        return True


def forget() -> None:
    """Report every kind of trouble once again, as in a new process."""
    _occurrences.clear()


def _is_first(kind: str) -> bool:
    return next(_occurrences.setdefault(kind, itertools.count())) == 0
