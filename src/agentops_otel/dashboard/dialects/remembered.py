"""What was read from a span, remembered for spans that are alike.

Facts depend on the names of a span's attributes, but on few of their values: in a session, span
after span repeats the session's id, its tags, a tool's name. Which values decide is up to dozens of
dialects, so it is observed: a span is read through attributes that note whose values were looked
at. A span with the same names, and the same values where the other one was looked at, must read the
same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Generic, TypeVar

from agentops_otel.dashboard.model import Span

Answer = TypeVar("Answer")

# When there are more, all are forgotten. Longer texts (prompts, arguments) hardly ever repeat.
_MOST_SHAPES: Final = 1024
_MOST_ANSWERS: Final = 4096
_LONGEST_TEXT: Final = 256

# The share of spans of one shape that have to be alike for this to be worth the observing.
_WORTHWHILE: Final = 0.5
_TRIALS: Final = 64


class Remembered(Generic[Answer]):
    """A function of spans, evaluated once for those that are alike.

    The function may depend on nothing but a span's name, scope, status and attributes, and on
    whether it has a parent. Spans with events are always evaluated. May be called from any thread.
    """

    def __init__(self, function: Callable[[Span], Answer]) -> None:
        self._function: Final = function
        self._shapes: Final = dict[tuple[object, ...], _Shape]()
        self._answers: Final = dict[tuple[object, ...], Answer]()

    def __call__(self, span: Span) -> Answer:
        """Return the function's value; the same object for spans that are alike."""
        if span.events:
            return self._function(span)
        key = _key(span)
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = _Shape()
            if len(self._shapes) > _MOST_SHAPES:
                self._shapes.clear()
        if not shape.is_worthwhile:
            return self._function(span)
        shape.asked += 1
        try:
            alike = (shape, *map(span.attributes.__getitem__, shape.decisive))
            found = self._answers.get(alike)
        except TypeError:  # A mapping among the values.
            found = None
        if found is not None:
            return found
        shape.missed += 1
        return self._evaluate(span, key, shape)

    def _evaluate(self, span: Span, key: tuple[object, ...], shape: _Shape) -> Answer:
        watched = _Watched(span.attributes)
        answer = self._function(_stripped(span, watched))
        if not watched.seen <= shape.decisive.keys():
            decisive = shape.decisive | dict.fromkeys(watched.seen)
            # The answers of the former shape cannot be found any more.
            shape = self._shapes[key] = _Shape(decisive, shape.asked, shape.missed)
        values = [span.attributes[name] for name in shape.decisive]
        if all(map(_is_short, values)):
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            self._answers[(shape, *values)] = answer
        return answer


class _Shape:
    """What spans with the same names of attributes have in common.

    Attributes:
        decisive: Names of the attributes whose values were looked at; the values are None.
        asked: The number of spans of this shape.
        missed: The number of those that had to be evaluated.
    """

    def __init__(
        self, decisive: Mapping[str, None] | None = None, asked: int = 0, missed: int = 0
    ) -> None:
        self.decisive: Final = dict(decisive or {})
        self.asked = asked
        self.missed = missed

    @property
    def is_worthwhile(self) -> bool:
        """Whether enough of the spans are alike."""
        return self.missed < _TRIALS or self.missed < self.asked * _WORTHWHILE


class _Watched(Mapping[str, Any]):
    """Attributes that note whose values were looked at; their names are part of the shape."""

    def __init__(self, attributes: Mapping[str, Any]) -> None:
        self._attributes = attributes
        self.seen = set[str]()

    def __getitem__(self, key: str) -> Any:
        value = self._attributes[key]
        self.seen.add(key)
        return value

    def get(self, key: str, default: Any = None) -> Any:
        return self[key] if key in self._attributes else default

    def __contains__(self, key: object) -> bool:
        return key in self._attributes

    def __iter__(self) -> Iterator[str]:
        return iter(self._attributes)

    def __len__(self) -> int:
        return len(self._attributes)


def _key(span: Span) -> tuple[object, ...]:
    scope = span.scope
    is_root = not span.parent_span_id
    return span.name, scope.name, scope.version, span.status, is_root, tuple(span.attributes)


def _stripped(span: Span, attributes: Mapping[str, Any]) -> Span:
    """Return a span with only what spans of one shape have in common, apart from attributes."""
    return Span(
        trace_id="",
        span_id="",
        parent_span_id=span.parent_span_id and "parent",
        name=span.name,
        start_time_unix_nano=0,
        end_time_unix_nano=0,
        attributes=attributes,
        status=span.status,
        scope=span.scope,
    )


def _is_short(value: Any) -> bool:
    """Return whether a value is a short text, or some.

    Others are not remembered: numbers hardly ever repeat, and 1 is equal to True.
    """
    texts = value if isinstance(value, tuple) else (value,)
    return all(isinstance(each, str) for each in texts) and sum(map(len, texts)) <= _LONGEST_TEXT
