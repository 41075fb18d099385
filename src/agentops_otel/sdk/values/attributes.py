"""Convert a user's attributes into ones that a span can carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from opentelemetry.util.types import AttributeValue

from agentops_otel.sdk.host.guard import FOR_THE_PROGRAM, warn_once
from agentops_otel.sdk.values.text import MAX_TEXT_LENGTH, printable, type_name
from agentops_otel.semconv import AGENTOPS_PREFIX, SESSION_ID

# Session-scoped attributes are repeated on every span, so their size is bounded: as many as a span
# holds by default, each as long as captured content.
MAX_ATTRIBUTES: Final = 128
MAX_KEY_LENGTH: Final = 256

_INT64: Final = range(-(2**63), 2**63)


def readable(attributes: object) -> dict[str, AttributeValue]:
    """Return a mapping's entries as attributes; leave out, with a warning, those that cannot be."""
    return bounded(dict(islice(_read(_pairs(attributes)), MAX_ATTRIBUTES + 1)))


def bounded(attributes: dict[str, AttributeValue]) -> dict[str, AttributeValue]:
    """Return the first 128 attributes; warn once if there are more."""
    if len(attributes) <= MAX_ATTRIBUTES:
        return attributes
    warn_once(
        "attributes over the limit",
        "Only the first %d attributes of a session or an event are kept",
        MAX_ATTRIBUTES,
    )
    return dict(islice(attributes.items(), MAX_ATTRIBUTES))


def readable_one(key: object, value: object) -> dict[str, AttributeValue]:
    """Return a single attribute, or an empty dict if it cannot be one."""
    return dict(_read([(key, value)]))


def session_scoped(attributes: Mapping[str, AttributeValue]) -> dict[str, AttributeValue]:
    """Return the attributes without those whose names are reserved; warn of these."""
    kept: dict[str, AttributeValue] = {}
    for key, value in attributes.items():
        if key == SESSION_ID or key.startswith(AGENTOPS_PREFIX):
            warn_once("attribute name taken", "Left out a session attribute: %s is reserved", key)
        else:
            kept[key] = value
    return kept


def _read(pairs: Iterable[tuple[object, object]]) -> Iterator[tuple[str, AttributeValue]]:
    for key, value in pairs:
        try:
            name = printable(key, MAX_KEY_LENGTH)
            carried = _carried(value)
        except Exception as fault:  # noqa: BLE001  # A user's __str__ may raise anything.
            _warn(f"reading one raised {type_name(fault)}")
            continue
        if name and carried is not None:
            yield name, carried


def _pairs(attributes: object) -> Iterator[tuple[object, object]]:
    if attributes is None:
        return
    try:
        if isinstance(attributes, Mapping):
            yield from attributes.items()
        else:
            _warn(f"they are of type {type_name(attributes)}, not a mapping")
    except FOR_THE_PROGRAM:
        raise
    except BaseException as fault:  # noqa: BLE001  # A user's mapping may raise anything.
        _warn(f"reading them raised {type_name(fault)}")


def _carried(value: object) -> AttributeValue | None:
    """Return a primitive, a tuple of primitives of one type, or the value's text; None for None."""
    if value is None:
        return None
    if isinstance(value, (list, tuple, set, frozenset, range)):
        return _sequence(value)
    return _primitive(value)


def _primitive(value: object) -> str | bool | int | float:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        # An IntEnum becomes its number; an integer too large for OTLP becomes text.
        return int(value) if int(value) in _INT64 else printable(int(value), MAX_TEXT_LENGTH)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, (bytes, bytearray)):
        return bytes(value[:MAX_TEXT_LENGTH]).decode(errors="replace")
    return printable(value, MAX_TEXT_LENGTH)


def _sequence(values: Iterable[object]) -> Sequence[str] | Sequence[int] | Sequence[float]:
    read = [_primitive(value) for value in islice(values, MAX_ATTRIBUTES) if value is not None]
    if len({type(value) for value in read}) > 1:
        return tuple(str(value) for value in read)
    return tuple(read)  # type: ignore[return-value]  # All of one type, as just checked.


def _warn(why: str) -> None:
    warn_once("unreadable attributes", "Attributes are left out because %s", why)
