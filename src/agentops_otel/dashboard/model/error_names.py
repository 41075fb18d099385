"""The names by which a span's errors are found, and the one each error is counted under.

An instrumentation writes `error.type`, OpenTelemetry's SDK writes `exception.type` on the event of
the exception it recorded, and every span that the exception passes through repeats it. One error is
thus `APITimeoutError` in one place and `openai.APITimeoutError` in another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from agentops_otel.dashboard.model import Attributes, Event
from agentops_otel.semconv import ERROR_TYPE

EXCEPTION: Final = "exception"
EXCEPTION_TYPE: Final = "exception.type"

# A class as Python prints it, which Semantic Kernel writes in place of its name.
_PRINTED_CLASS: Final = re.compile(r"<class '([\w.]+)'>")

# Longer names are cut: each is a row of an index.
_LONGEST: Final = 1024


def error_names(attributes: Attributes, events: Sequence[Event]) -> Mapping[str, str]:
    """Return each name a span has for an error, mapped to the name the error is counted under.

    An error is counted under its class without the module (`openai.APITimeoutError` counts as
    `APITimeoutError`; `http.502` and `socket.gaierror` are not such names), or under `error.type`
    if the qualified `exception.type` ends with it. Every name counted under is also a key.
    """
    error_type = error_name(attributes.get(ERROR_TYPE))
    if error_type is None and not events:
        return {}
    names: dict[str, str] = {}
    if error_type is not None:
        names[error_type] = _without_module(error_type)
    for event in events:
        is_exception = event.name == EXCEPTION
        name = error_name(event.attributes.get(EXCEPTION_TYPE)) if is_exception else None
        if name is None or name in names:
            continue
        is_told = error_type is not None and name.endswith(f".{error_type}")
        names[name] = names[error_type] if is_told and error_type else _without_module(name)
    names.update({counted: counted for counted in names.values() if counted not in names})
    return names


def error_name(value: Any) -> str | None:
    """Return the error name in an attribute value, or None if it has none.

    Some instrumentations write the status of the server's response as a number.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return None
    printed = _PRINTED_CLASS.fullmatch(value.strip())
    return (printed[1] if printed else value.strip())[:_LONGEST] or None


def _without_module(name: str) -> str:
    last = name.rpartition(".")[2]
    is_class = last[:1].isupper() and not any(map(str.isspace, name))
    return last if is_class else name
