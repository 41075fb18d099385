"""Which attributes some spans have, and the least and the greatest of their numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, TypeAlias

from agentops_otel.dashboard.model import Attributes, AttributeValue
from agentops_otel.dashboard.query.evaluate import attribute_numbers

# None: there is no number.
Bounds: TypeAlias = tuple[float, float] | None
AttributeBounds: TypeAlias = dict[str, Bounds]

_NUMBERS: Final = frozenset((int, float))
_NO_NUMBERS: Final = frozenset((str, bool))


def widen(bounds: AttributeBounds, attributes: Attributes) -> None:
    """Make room for the attributes of a span, most of which are texts: every span comes by here."""
    for key, value in attributes.items():
        kind = type(value)
        if kind is str or kind is bool:
            if key not in bounds:
                bounds[key] = None
        elif (known := bounds.get(key)) is None or not _is_within(value, known):
            bounds[key] = _around(known, _bounds(value))


def merge(bounds: AttributeBounds, other: Mapping[str, Bounds]) -> None:
    """Make room for what other bounds hold."""
    for key, each in other.items():
        bounds[key] = _around(bounds.get(key), each)


def as_float(number: float) -> float:
    """Round to a float, which keeps the order of numbers."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _is_within(value: AttributeValue, bounds: tuple[float, float]) -> bool:
    return type(value) in _NUMBERS and bounds[0] <= value <= bounds[1]


def _bounds(value: AttributeValue) -> Bounds:
    if type(value) is tuple and _NO_NUMBERS.issuperset(map(type, value)):
        return None
    numbers = [each for each in map(as_float, attribute_numbers(value)) if not math.isnan(each)]
    return (min(numbers), max(numbers)) if numbers else None


def _around(one: Bounds, other: Bounds) -> Bounds:
    if one is None or other is None:
        return other if one is None else one
    return min(one[0], other[0]), max(one[1], other[1])
