"""What may be believed of an attribute value: the wrong type is no value, never an error."""

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

# What OpenInference, Claude Code, Google ADK and Koog write in place of what they were told to
# hide, and of what is not there.
_NO_TEXT: Final = frozenset(
    ("__REDACTED__", "<REDACTED>", "<elided>", "<not specified>", "HIDDEN:non-empty")
)

_NOBODY: Final = "unknown"

# Names and ids are shown, indexed and counted by value; longer ones are cut.
_LONGEST_NAME: Final = 1_024

# The largest integer that every store keeps.
LARGEST_COUNT: Final = 2**63 - 1

# How Python and JavaScript print an object that has no text of its own.
_OBJECT: Final = re.compile(r"<[\w.]+ object at 0x[0-9a-f]+>|\[object \w+\]")

# An object that names the type of a value beside it, and the types that it may name.
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

# How dictionaries and lists of dictionaries or texts begin when Python prints them.
_LITERAL_STARTS: Final = frozenset(("{'", "{}", "[{", "['", "[]"))

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND: Final = timedelta(microseconds=1)

# How an object begins when Pydantic prints it.
_PRINTED: Final = re.compile(r"[A-Z]\w*\([a-z]\w*=")

# Characters of labels that are read once for all spans that have them.
_REMEMBERED_LENGTH: Final = 1024

# Longer text is nothing that somebody would have printed; parsing it is slow.
_LONGEST_LITERAL: Final = 100_000


def as_text(value: Any) -> str | None:
    """Give a text that says something, as it is."""
    return value if isinstance(value, str) and value.strip() and not _is_hidden(value) else None


def _is_hidden(text: str) -> bool:
    return text in _NO_TEXT or (text[0] in "<[" and _OBJECT.fullmatch(text) is not None)


def as_name(value: Any) -> str | None:
    """Give a name or id without the space around it, cut to 1 024 characters."""
    found = as_text(value)
    return found.strip()[:_LONGEST_NAME] if found is not None else None


def as_user(value: Any) -> str | None:
    """Give who used a program; opencode writes `unknown` where nobody tells."""
    found = as_name(value)
    return found if found != _NOBODY else None


def as_number(value: Any) -> float | None:
    """Give a finite number from 0 on, also where it came as text."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and found >= 0 else None


def as_count(value: Any) -> int | None:
    """Give a whole number from 0 on, also where it came as double or text."""
    if type(value) is int:
        return value if 0 <= value <= LARGEST_COUNT else None
    found = as_number(value)
    if found is None or not found.is_integer() or found > LARGEST_COUNT:
        return None
    return min(int(found), LARGEST_COUNT)


def as_cost(value: Any) -> float | None:
    """Give a sum of money. 0 is none: it is what is written by who does not know the price."""
    return as_number(value) or None


def as_seconds(value: Any) -> int | None:
    """Give a time in seconds as nanoseconds."""
    return _nanoseconds(as_number(value), 10**9)


def as_milliseconds(value: Any) -> int | None:
    """Give a time in milliseconds as nanoseconds."""
    return _nanoseconds(as_number(value), 10**6)


def as_time_to_first_token(value: Any) -> int | None:
    """Give the value of `gen_ai.server.time_to_first_token` as nanoseconds.

    OpenLIT writes it in seconds, a double, and Strands in milliseconds, an integer.
    """
    return as_milliseconds(value) if isinstance(value, int) else as_seconds(value)


def as_moment(value: Any) -> int | None:
    """Give a time in ISO 8601, also as JSON text, as nanoseconds of the Unix epoch."""
    text = parsed(value)
    if not isinstance(text, str):
        return None
    try:
        # Python 3.10 does not read the Z.
        moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)
    return (aware - _EPOCH) // _MICROSECOND * 1_000


def _nanoseconds(amount: float | None, unit: int) -> int | None:
    return int(amount * unit) if amount is not None and amount <= LARGEST_COUNT // unit else None


def as_flag(value: Any) -> bool | None:
    """Give a boolean, also where it came as text."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else None


def failed(attributes: Mapping[str, Any]) -> bool | None:
    """Tell what a coding agent says to have been no success; None where it does not say so."""
    return as_flag(attributes.get("success")) is False or None


def as_tags(value: Any) -> tuple[str, ...] | None:
    """Give labels, each once, in order: a list, JSON text of one, or a single label."""
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


# The tags of a session come with each of its spans.
_remembered_labels: Final = lru_cache(maxsize=512)(_labels)


def parsed(value: Any) -> Any:
    """Parse JSON text of an object, a list or a text; anything else is given back as it is."""
    if not isinstance(value, str) or value.lstrip()[:1] not in _JSON_STARTS:
        return value
    return _loads(value)


def _loads(text: str) -> Any:
    """Parse JSON; give back the text itself where it is none."""
    try:
        value = _JSON.decode(text)
        return mended(value) if may_hold_surrogates(text) else value
    except (ValueError, RecursionError):
        return text


def _finite(text: str) -> float | str:
    """Read a number. One that is too large for a double would be no JSON on the way out."""
    found = float(text)
    return found if math.isfinite(found) else text


_JSON: Final = json.JSONDecoder(parse_float=_finite, parse_constant=str)


def as_literal(value: Any) -> Any:
    """Parse a printed Python dictionary or list; anything else is given back as it is."""
    is_printed = isinstance(value, str) and value[:2] in _LITERAL_STARTS
    if not is_printed or len(value) > _LONGEST_LITERAL:
        return value
    try:
        found = ast.literal_eval(value)
        return mended(found) if may_hold_surrogates(value) else found
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return value


def as_printed(value: Any) -> Any:
    """Parse a printed object of a Python class into its fields; else give the value back.

    Pydantic's models are printed so: `Usage(total=3, details=Details(cached=1))`.
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
    """Give an object, parsed if it is JSON text; empty for anything else."""
    found = parsed(value)
    return found if isinstance(found, Mapping) else {}


def as_list(value: Any) -> Sequence[Any]:
    """Give a list, parsed if it is JSON text; a single object is a list of one."""
    found = parsed(value)
    if isinstance(found, Mapping):
        return (found,)
    return found if isinstance(found, (list, tuple)) else ()


def as_content(value: Any) -> Any:
    """Give arguments or a result: parsed where they are JSON, else the text; None if hidden."""
    found = parsed(_loads(value)) if isinstance(value, str) else value
    return as_text(found) if isinstance(found, str) else found


def as_bare(value: Any) -> Any:
    """Take a value out of the objects that name its type beside it.

    So Vercel wraps what a tool gave back (`{"type": "error-text", "value": "…"}`) and LangWatch
    everything, some of it twice.
    """
    for _ in range(_WRAPPINGS):
        is_wrapped = isinstance(value, Mapping) and value.keys() == _TYPED
        if not is_wrapped or value["type"] not in _VALUE_TYPES:
            break
        value = value["value"]
    return value
