"""Convert attribute values: the wrong type counts as missing, never as an error."""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, Final

from agentops_otel.dashboard.surrogates import may_hold_surrogates, mended

# What OpenInference, Claude Code, Google ADK and Koog write in place of text that they were
# configured to hide, or that is missing.
_NO_TEXT: Final = frozenset(
    ("__REDACTED__", "<REDACTED>", "<elided>", "<not specified>", "HIDDEN:non-empty")
)

_NOBODY: Final = "unknown"

# Names and ids are shown, indexed and counted by value; longer ones are cut.
_LONGEST_NAME: Final = 1_024

# The largest integer that every store keeps.
LARGEST_COUNT: Final = 2**63 - 1

# An object without a text form of its own, as Python and JavaScript print it.
_OBJECT: Final = re.compile(r"<[\w.]+ object at 0x[0-9a-f]+>|\[object \w+\]")

# Keys of an object that pairs a value with its type, and the types that occur.
_TYPED: Final = frozenset(("type", "value"))
_WRAPPINGS: Final = 2
_VALUE_TYPES: Final = (
    "chat_messages",
    "content",
    "error-json",
    "error-text",
    "guardrail_result",
    "json",
    "list",
    "raw",
    "text",
)

_JSON_STARTS: Final = frozenset('{["')

# The beginnings of dictionaries, and of lists of dictionaries or texts, as Python prints them.
_LITERAL_STARTS: Final = frozenset(("{'", "{}", "[{", "['", "[]"))

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND: Final = timedelta(microseconds=1)

# The beginning of an object as Pydantic prints it.
_PRINTED: Final = re.compile(r"[A-Z]\w*\([a-z]\w*=")

# Label sets up to this many characters are cached, since many spans share them.
_REMEMBERED_LENGTH: Final = 1024

# Nobody would have printed a longer text, and parsing it is slow.
_LONGEST_LITERAL: Final = 100_000


def as_text(value: Any) -> str | None:
    """Return a text unchanged; None if it is blank or hidden."""
    return value if isinstance(value, str) and value.strip() and not _is_hidden(value) else None


def _is_hidden(text: str) -> bool:
    return text in _NO_TEXT or (text[0] in "<[" and _OBJECT.fullmatch(text) is not None)


def as_name(value: Any) -> str | None:
    """Return a name or id, stripped and cut to 1 024 characters."""
    found = as_text(value)
    return found.strip()[:_LONGEST_NAME] if found is not None else None


def as_user(value: Any) -> str | None:
    """Return a user; None for `unknown`, which opencode writes if the user is not known."""
    found = as_name(value)
    return found if found != _NOBODY else None


def as_number(value: Any) -> float | None:
    """Return a finite number ≥ 0, also from text."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and found >= 0 else None


def as_count(value: Any) -> int | None:
    """Return an integer ≥ 0, also from a double or text."""
    if type(value) is int:
        return value if 0 <= value <= LARGEST_COUNT else None
    found = as_number(value)
    if found is None or not found.is_integer() or found > LARGEST_COUNT:
        return None
    return min(int(found), LARGEST_COUNT)


def as_cost(value: Any) -> float | None:
    """Return a cost. 0 counts as missing: producers that do not know the price write it."""
    return as_number(value) or None


def as_seconds(value: Any) -> int | None:
    """Convert a time in seconds to nanoseconds."""
    return _nanoseconds(as_number(value), 10**9)


def as_milliseconds(value: Any) -> int | None:
    """Convert a time in milliseconds to nanoseconds."""
    return _nanoseconds(as_number(value), 10**6)


def as_time_to_first_token(value: Any) -> int | None:
    """Convert the value of `gen_ai.server.time_to_first_token` to nanoseconds.

    OpenLIT writes it in seconds as a double, Strands in milliseconds as an integer.
    """
    return as_milliseconds(value) if isinstance(value, int) else as_seconds(value)


def as_moment(value: Any) -> int | None:
    """Convert an ISO 8601 time, also as JSON text, to nanoseconds since the Unix epoch."""
    text = parsed(value)
    if not isinstance(text, str):
        return None
    try:
        # Python 3.10 does not parse the Z.
        moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)
    return (aware - _EPOCH) // _MICROSECOND * 1_000


def _nanoseconds(amount: float | None, unit: int) -> int | None:
    return int(amount * unit) if amount is not None and amount <= LARGEST_COUNT // unit else None


def as_flag(value: Any) -> bool | None:
    """Return a boolean, also from text."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else None


def failed(attributes: Mapping[str, Any]) -> bool | None:
    """Return True if a coding agent recorded that something did not succeed, else None."""
    return as_flag(attributes.get("success")) is False or None


def as_tags(value: Any) -> tuple[str, ...] | None:
    """Return unique labels in order, from a list, JSON text of a list, or a single label."""
    found = parsed(value)
    labels = tuple(found) if isinstance(found, (list, tuple)) else (found,)
    try:
        is_short = sum(map(len, labels)) <= _REMEMBERED_LENGTH
        return _remembered_labels(labels) if is_short else _labels(labels)
    except TypeError:  # Some are no texts.
        return _labels(labels)


def _labels(labels: tuple[Any, ...]) -> tuple[str, ...] | None:
    names = [name for name in map(as_name, labels) if name is not None]
    return tuple(dict.fromkeys(names)) or None


# Every span of a session carries the session's tags.
_remembered_labels: Final = lru_cache(maxsize=512)(_labels)


def parsed(value: Any) -> Any:
    """Parse JSON text of an object, list or string; return anything else unchanged."""
    if not isinstance(value, str) or value.lstrip()[:1] not in _JSON_STARTS:
        return value
    return _loads(value)


def _loads(text: str) -> Any:
    """Parse JSON; return the text itself if it is not JSON."""
    try:
        value = _JSON.decode(text)
        return mended(value) if may_hold_surrogates(text) else value
    except (ValueError, RecursionError):
        return text


def _finite(text: str) -> float | str:
    """Read a number; keep one too large for a double as text, since JSON has no infinity."""
    found = float(text)
    return found if math.isfinite(found) else text


_JSON: Final = json.JSONDecoder(parse_float=_finite, parse_constant=str)


def as_literal(value: Any) -> Any:
    """Parse a printed Python dictionary or list; return anything else unchanged."""
    is_printed = isinstance(value, str) and value[:2] in _LITERAL_STARTS
    if not is_printed or len(value) > _LONGEST_LITERAL:
        return value
    try:
        found = ast.literal_eval(value)
        return mended(found) if may_hold_surrogates(value) else found
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return value


def as_printed(value: Any) -> Any:
    """Parse a printed Python object into its fields; return anything else unchanged.

    Pydantic prints models like this: `Usage(total=3, details=Details(cached=1))`.
    """
    is_printed = isinstance(value, str) and _PRINTED.match(value) is not None
    if not is_printed or len(value) > _LONGEST_LITERAL:
        return value
    try:
        found = _fields(ast.parse(value, mode="eval").body)
        return mended(found) if may_hold_surrogates(value) else found
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return value


def _fields(node: ast.expr) -> Any:
    if isinstance(node, ast.Call):
        return {each.arg: _fields(each.value) for each in node.keywords if each.arg is not None}
    if isinstance(node, ast.List):
        return [_fields(each) for each in node.elts]
    return ast.literal_eval(node)


def as_mapping(value: Any) -> Mapping[str, Any]:
    """Return an object, parsed if it is JSON text; empty for anything else."""
    found = parsed(value)
    return found if isinstance(found, Mapping) else {}


def as_list(value: Any) -> Sequence[Any]:
    """Return a list, parsed if it is JSON text; a single object becomes a list of one."""
    found = parsed(value)
    if isinstance(found, Mapping):
        return (found,)
    return found if isinstance(found, (list, tuple)) else ()


def as_content(value: Any) -> Any:
    """Return arguments or a result: parsed if they are JSON, else the text; None if hidden."""
    found = parsed(_loads(value)) if isinstance(value, str) else value
    return as_text(found) if isinstance(found, str) else found


def as_bare(value: Any) -> Any:
    """Unwrap a value from objects that pair it with its type.

    Vercel wraps tool results like this (`{"type": "error-text", "value": "…"}`) and LangWatch
    everything, some of it twice.
    """
    for _ in range(_WRAPPINGS):
        is_wrapped = isinstance(value, Mapping) and value.keys() == _TYPED
        if not is_wrapped or value["type"] not in _VALUE_TYPES:
            break
        value = value["value"]
    return value
