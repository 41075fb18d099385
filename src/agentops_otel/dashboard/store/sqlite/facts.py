"""The facts of a span as one column: what it says about itself, so that counting can start anew."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import Final

import orjson

from agentops_otel.dashboard.dialects.facts import Facts

# What is kept elsewhere: the kind has a column, the rest is in the session's own tables.
_ELSEWHERE: Final = frozenset(
    (
        "kind",
        "session_key",
        "claims_session",
        "session_name",
        "end_state",
        "end_reason",
        "session_parent",
        "user",
        "tags",
        "errors",
    )
)
_DEFAULTS: Final = {
    field.name: field.default for field in fields(Facts) if field.name not in _ELSEWHERE
}
_NAMES: Final = tuple(_DEFAULTS)
_NOTHING: Final = tuple(_DEFAULTS.values())
_values: Final = attrgetter(*_NAMES)


def pack_facts(facts: Facts) -> str | None:
    """Write what is not as it is by default; None where everything is."""
    values = _values(facts)
    if values == _NOTHING:
        return None
    told = {
        name: value
        for name, value, default in zip(_NAMES, values, _NOTHING, strict=True)
        if value != default
    }
    return orjson.dumps(told).decode()


def unpack_facts(kind: str, packed: str | None) -> Facts:
    """Read facts; what this release does not know any more is left out."""
    told = orjson.loads(packed) if packed else {}
    return Facts(kind=kind, **{name: told[name] for name in told if name in _DEFAULTS})  # type: ignore[arg-type]  # The column holds kinds only.
