"""The facts that a span states, packed into one column, so that counting can be repeated."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import Final

import orjson

from agentops_otel.dashboard.dialects.facts import Facts

# Stored elsewhere: the kind has a column, the rest is in the session's own tables.
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
    """Serialise the facts that differ from their defaults; None if none do."""
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
    """Deserialise facts, ignoring those that this release no longer knows."""
    told = orjson.loads(packed) if packed else {}
    return Facts(kind=kind, **{name: told[name] for name in told if name in _DEFAULTS})  # type: ignore[arg-type]  # The column holds kinds only.
