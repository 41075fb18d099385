"""The attributes that a set of spans has, and the minimum and maximum of their numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from agentops_otel.dashboard.model import Attributes, AttributeValue
from agentops_otel.dashboard.query.evaluate import attribute_numbers

# (minimum, maximum); None if the attribute has no numeric value.
Bounds: TypeAlias = tuple[float, float] | None
AttributeBounds: TypeAlias = dict[str, Bounds]

_NO_NUMBERS: Final = frozenset((str, bool))


class AttributesOfSpan(NamedTuple):
    """One span's contribution to the bounds.

    Attributes:
        names: Names of all attributes. Spans with the same names share one tuple object.
        numbers: Name, minimum and maximum of each attribute that has numbers.
    """

    names: tuple[str, ...]
    numbers: tuple[tuple[str, float, float], ...]


def attributes_of_span(attributes: Attributes) -> AttributesOfSpan:
    """Summarise a span's attributes. This runs for every span, and most values are texts."""
    numbers = [
        (key, *bounds)
        for key, value in attributes.items()
        if type(value) not in _NO_NUMBERS and (bounds := _bounds(value)) is not None
    ]
    return AttributesOfSpan(_one_object(tuple(attributes)), tuple(numbers))


@lru_cache(maxsize=1024)
def _one_object(names: tuple[str, ...]) -> tuple[str, ...]:
    return names


def bounds_of(spans: Iterable[AttributesOfSpan]) -> AttributeBounds:
    """Return the bounds that cover the attributes of some spans."""
    bounds: AttributeBounds = {}
    shapes = set[tuple[str, ...]]()
    for names, numbers in spans:
        shapes.add(names)
        for key, low, high in numbers:
            known = bounds.get(key)
            if known is None:
                bounds[key] = low, high
            elif low < known[0] or high > known[1]:
                bounds[key] = min(low, known[0]), max(high, known[1])
    for names in shapes:
        for key in names:
            bounds.setdefault(key, None)
    return bounds


def merge(bounds: AttributeBounds, other: Mapping[str, Bounds]) -> None:
    """Widen `bounds` in place to cover `other`."""
    for key, each in other.items():
        bounds[key] = _around(bounds.get(key), each)


def as_float(number: float) -> float:
    """Round to a float, infinite on overflow. The order of numbers is preserved."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _bounds(value: AttributeValue) -> Bounds:
    if type(value) is float or type(value) is int:
        number = as_float(value)
        return None if math.isnan(number) else (number, number)
    if type(value) is tuple and _NO_NUMBERS.issuperset(map(type, value)):
        return None
    numbers = [each for each in map(as_float, attribute_numbers(value)) if not math.isnan(each)]
    return (min(numbers), max(numbers)) if numbers else None


def _around(one: Bounds, other: Bounds) -> Bounds:
    if one is None or other is None:
        return other if one is None else one
    return min(one[0], other[0]), max(one[1], other[1])
