"""What the running program is called, and how it ended."""

from __future__ import annotations

import multiprocessing.process
import re
import sys
from contextlib import suppress
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Final

_OPTIONS_WITH_VALUE: Final = frozenset({"-W", "-X", "--check-hash-based-pycs"})

# The file of a program that is read from there.
_STANDARD_INPUT: Final = "<stdin>"

# `-m` and `-c` may follow other options in one word, and be followed by their value in it.
_MODULE_OR_COMMAND: Final = re.compile("-[bBdEiIOPqsSuvx]*(?P<option>[mc])(?P<rest>.*)")

# The modules in whose frames a program begins: a script's own, or the one that runs `-m`.
_OUTERMOST_MODULES: Final = frozenset({"__main__", "runpy"})


def program_name() -> str:
    """Return the name of the script without `.py`, of the `-m` module, `notebook` or `python`."""
    if "ipykernel" in sys.modules:
        return "notebook"
    main = sys.modules.get("__main__")
    return (
        (main and _module_name(main))
        or _command_name(sys.orig_argv[1:])
        or _parents_name()
        or "python"
    )


def uncaught_exception() -> BaseException | None:
    """Return the exception that has ended the program, if one has and this is its exit.

    The interpreter keeps the exception that reached its top in `sys.last_exc` (3.12) or
    `sys.last_value`, before any `sys.excepthook`; so do interactive shells, debuggers and test
    runners with exceptions after which the program goes on. Those were caught by somebody: their
    outermost frame has a caller. In a child of `multiprocessing`, whose finalizers run while the
    exception is on its way, the top is the frame that runs the child; from Python 3.13 on they
    run when it is gone, and it stays unknown.
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
    """Let a program that Ctrl-C has ended tell its shell so, whatever its exit has run.

    The interpreter forgets what ended the program when source text is evaluated on the way out,
    which `namedtuple` does in every module with one that is imported there; the exit code is then
    1. Another KeyboardInterrupt that leaves such a text makes it remember. In a child of
    `multiprocessing` the exception is still on its way, and the exit code is not the signal's.
    """
    exception = uncaught_exception()
    if issubclass(type(exception), KeyboardInterrupt) and sys.exc_info()[1] is None:
        with suppress(KeyboardInterrupt):
            exec("raise KeyboardInterrupt")  # noqa: S102  # A text, not a statement: see above.


def _traceback_of(exception: BaseException) -> TracebackType | None:
    # Of the exception itself, which may raise when it is asked for an attribute.
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
    # A directory or archive that is run has its program in `__main__.py`.
    return path.parent.stem if path.name == "__main__.py" else path.stem


def _command_name(arguments: list[str]) -> str | None:
    """Return the name of the program on a command line; it may not have been loaded yet."""
    remaining = iter(arguments)
    for argument in remaining:
        if argument in _OPTIONS_WITH_VALUE:
            next(remaining, None)
        elif found := _MODULE_OR_COMMAND.fullmatch(argument):
            module = found["rest"] or next(remaining, "")
            return module.removesuffix(".__main__") or None if found["option"] == "m" else None
        elif not argument.startswith("-"):
            return Path(argument).stem or None
    return None


def _parents_name() -> str | None:
    """Return the name of the script that has spawned this process, while it is loaded here."""
    # It has its name by then, and does not know its parent yet.
    if multiprocessing.process.current_process().name == "MainProcess":
        return None
    script = sys.argv[0] if sys.argv else ""
    return None if script.startswith("-") else _file_name(script) or None
