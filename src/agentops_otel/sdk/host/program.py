"""The name of the running program, and how it ended."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Final

_OPTIONS_WITH_VALUE: Final = frozenset({"-W", "-X", "--check-hash-based-pycs"})

# The `__file__` of a program that is read from standard input.
_STANDARD_INPUT: Final = "<stdin>"

# What else a name ends with, after a point, is part of it: `train.v2`.
_SUFFIXES: Final = frozenset({".py", ".pyc", ".pyw", ".pyz", ".pyzw", ".zip", ".exe"})

# In one word, `-m` and `-c` may follow other options and be followed by their value.
_MODULE_OR_COMMAND: Final = re.compile("-[bBdEiIOPqsSuvx]*(?P<option>[mc])(?P<rest>.*)")

# The modules of a program's outermost frame: the script itself, or `runpy` for `-m`.
_OUTERMOST_MODULES: Final = frozenset({"__main__", "runpy"})


def program_name() -> str:
    """Return the script's name without `.py`, the `-m` module's, `notebook` or `python`."""
    if "ipykernel" in sys.modules:
        return "notebook"
    main = sys.modules.get("__main__")
    return (
        (main and _module_name(main))
        or _command_name(sys.orig_argv[1:])
        or _argument_name()
        or "python"
    )


def uncaught_exception() -> BaseException | None:
    """Return the exception that has ended the program, if the program is exiting because of one.

    The interpreter stores an exception that reached the top in `sys.last_exc` (3.12) or
    `sys.last_value`, before it calls `sys.excepthook`. Interactive shells, debuggers and test
    runners store exceptions there too, after which the program continues. Those were caught: their
    outermost frame has a caller.

    In a child of `multiprocessing`, finalizers run while the exception still propagates, so the
    top is the frame that runs the child. From Python 3.13 on they run after it is gone, and the
    exception stays unknown.
    """
    if _is_interactive():
        return None
    kept = getattr(sys, "last_exc", None) or getattr(sys, "last_value", None)
    if isinstance(kept, BaseException) and _reached_the_top(_traceback_of(kept)):
        return kept
    passing = sys.exc_info()[1]
    if passing is None or not issubclass(type(passing), (Exception, KeyboardInterrupt)):
        return None
    return passing if _ends_a_child(_traceback_of(passing)) else None


def keep_exit_code() -> None:
    """Keep the exit code of a program that was ended by Ctrl-C, whatever ran during its exit.

    The interpreter forgets what ended the program if source text is evaluated during the exit, as
    `namedtuple` does when a module that uses it is imported; the exit code is then 1. A further
    KeyboardInterrupt raised by evaluated text makes it remember. Nothing is done in a child of
    `multiprocessing`, where the exception still propagates and the exit code is not the signal's.
    """
    exception = uncaught_exception()
    if issubclass(type(exception), KeyboardInterrupt) and sys.exc_info()[1] is None:
        with suppress(KeyboardInterrupt):
            exec("raise KeyboardInterrupt")  # noqa: S102  # A text, not a statement: see above.


def _traceback_of(exception: BaseException) -> TracebackType | None:
    # Read through the base class, since a user's exception may raise when asked for an attribute.
    traceback = vars(BaseException)["__traceback__"].__get__(exception)
    return traceback if isinstance(traceback, TracebackType) else None


def _reached_the_top(traceback: TracebackType | None) -> bool:
    if traceback is None:
        return False
    frame = traceback.tb_frame
    return frame.f_back is None and frame.f_globals.get("__name__") in _OUTERMOST_MODULES


def _ends_a_child(traceback: TracebackType | None) -> bool:
    return (
        traceback is not None
        and traceback.tb_frame.f_globals.get("__name__") == "multiprocessing.process"
    )


def _is_interactive() -> bool:
    return bool(hasattr(sys, "ps1") or sys.flags.interactive)


def _module_name(main: ModuleType) -> str | None:
    spec = getattr(main, "__spec__", None)
    name = str(getattr(spec, "name", "") or "").removesuffix(".__main__")
    if name and name not in {"__main__", "__mp_main__"}:
        return name
    file = getattr(main, "__file__", None)
    if not file or str(file) == _STANDARD_INPUT:
        return None
    return _file_name(str(file))


def _file_name(file: str) -> str:
    path = Path(file)
    # A directory or archive that is run contains a `__main__.py`.
    program = path.parent if path.name == "__main__.py" else path
    return program.stem if program.suffix.lower() in _SUFFIXES else program.name


def _command_name(arguments: list[str]) -> str | None:
    """Return the program's name from the command line, since it may not be loaded yet."""
    remaining = iter(arguments)
    for argument in remaining:
        if argument in _OPTIONS_WITH_VALUE:
            next(remaining, None)
        elif found := _MODULE_OR_COMMAND.fullmatch(argument):
            module = found["rest"] or next(remaining, "")
            return module.removesuffix(".__main__") or None if found["option"] == "m" else None
        elif not argument.startswith("-"):
            return _file_name(argument) or None
    return None


def _argument_name() -> str | None:
    """Return the name of the script that started this process, while that is being loaded here.

    A child of `multiprocessing`, and since 3.14 the server that forks its children, then have the
    arguments of the process that started them, but no `__main__` of their own yet.
    """
    script = sys.argv[0] if sys.argv else ""
    return None if script.startswith("-") else _file_name(script) or None
