"""Evaluation of filters over the domain model: the reference that every engine must agree with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from agentops_otel.dashboard.model import (
    Attributes,
    AttributeValue,
    Operation,
    SessionSummary,
    Span,
    StoredSpan,
)
from agentops_otel.dashboard.model.error_names import error_names
from agentops_otel.dashboard.query.ast import (
    And,
    AnySpan,
    Compare,
    Filter,
    Match,
    Not,
    Or,
    Present,
    Text,
)
from agentops_otel.dashboard.query.fields import Field
from agentops_otel.dashboard.query.text import contains_words


@dataclass(frozen=True)
class SpanFacts:
    """One span and the operation that it represents, if any."""

    stored: StoredSpan
    operation: Operation | None = None


@dataclass(frozen=True)
class SessionFacts:
    """A session with everything that a filter may refer to."""

    summary: SessionSummary
    spans: tuple[SpanFacts, ...] = ()


def session_matches(filter_: Filter, session: SessionFacts) -> bool:
    """Return whether a filter of session grain holds for the session."""

    def leaf(each: Filter) -> bool:
        if isinstance(each, AnySpan):
            return any(span_matches(each.filter, span) for span in session.spans)
        if isinstance(each, Text):
            return any(span_matches(each, span) for span in session.spans)
        return _leaf_matches(each, lambda field: _SESSION_VALUES[field.name](session, field))

    return _matches(filter_, leaf)


def span_matches(filter_: Filter, span: SpanFacts) -> bool:
    """Return whether a filter of span grain holds for the span."""

    def leaf(each: Filter) -> bool:
        if isinstance(each, Text):
            texts = span_texts(span.stored.span)
            return any(contains_words(text, each.words, prefix=each.prefix) for text in texts)
        return _leaf_matches(each, lambda field: _SPAN_VALUES[field.name](span, field))

    return _matches(filter_, leaf)


def attribute_texts(value: AttributeValue) -> Iterator[str]:
    """Yield the texts that a `Match` compares for an attribute value.

    A string yields itself, a boolean `true` or `false`, a number its shortest decimal form (a
    double without a fraction is written as an integer), and a list the texts of its elements.
    Bytes, mappings and OTLP's empty value yield none.
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, int):
        yield str(value)
    elif isinstance(value, float):
        yield str(int(value)) if value.is_integer() else repr(value)
    elif isinstance(value, (tuple, list)):
        for element in value:
            yield from attribute_texts(element)


def attribute_numbers(value: AttributeValue) -> Iterator[int | float]:
    """Yield the numbers that a `Compare` uses for an attribute value: itself or its elements."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield value
    elif isinstance(value, (tuple, list)):
        for element in value:
            yield from attribute_numbers(element)


def span_texts(span: Span) -> list[str]:
    """Return the texts of a span that free text is searched in.

    These are its name, its status message, the names of its span events, and every string at any
    depth in its attributes and those of its span events.
    """
    texts = [span.name, span.status_message]
    _gather_texts(span.attributes.values(), texts)
    for event in span.events:
        texts.append(event.name)
        _gather_texts(event.attributes.values(), texts)
    return texts


def _gather_texts(values: Iterable[AttributeValue], texts: list[str]) -> None:
    for value in values:
        # A hot path: it runs for every span that a store indexes. Nearly all values are texts or
        # numbers, so these are checked first.
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, (int, float)):
            continue
        elif isinstance(value, (tuple, list)):
            _gather_texts(value, texts)
        elif isinstance(value, Mapping):
            _gather_texts(value.values(), texts)


def _matches(filter_: Filter, leaf: Callable[[Filter], bool]) -> bool:
    if isinstance(filter_, And):
        return all(_matches(each, leaf) for each in filter_.filters)
    if isinstance(filter_, Or):
        return any(_matches(each, leaf) for each in filter_.filters)
    if isinstance(filter_, Not):
        return not _matches(filter_.filter, leaf)
    return leaf(filter_)


def _leaf_matches(leaf: Filter, values_of: Callable[[Field], Sequence[AttributeValue]]) -> bool:
    if isinstance(leaf, Present):
        return bool(values_of(leaf.field))
    if isinstance(leaf, Match):
        texts = (text for value in values_of(leaf.field) for text in attribute_texts(value))
        return any(map(leaf.pattern.matches, texts))
    if isinstance(leaf, Compare):
        numbers = (each for value in values_of(leaf.field) for each in attribute_numbers(value))
        return any(leaf.order.holds(number, leaf.value) for number in numbers)
    raise TypeError(f"{type(leaf).__name__} is no leaf of this grain")


def _known(*values: AttributeValue) -> tuple[AttributeValue, ...]:
    return tuple(value for value in values if value is not None)


def _total(*counts: int | None) -> tuple[int, ...]:
    known = _known(*counts)
    return (sum(known),) if known else ()


def _attribute(attributes: Attributes, key: str | None) -> tuple[AttributeValue, ...]:
    return (attributes[key],) if key is not None and key in attributes else ()


def _errors(span: SpanFacts, _field: Field) -> tuple[AttributeValue, ...]:
    return tuple(error_names(span.stored.span.attributes, span.stored.span.events))


def _of_operation(
    get: Callable[[Operation], Sequence[AttributeValue]],
) -> Callable[[SpanFacts, Field], Sequence[AttributeValue]]:
    return lambda span, _field: get(span.operation) if span.operation else ()


_SPAN_VALUES: Final[Mapping[str, Callable[[SpanFacts, Field], Sequence[AttributeValue]]]] = {
    "id": lambda span, _: (span.stored.span.span_id,),
    "trace": lambda span, _: (span.stored.span.trace_id,),
    "name": lambda span, _: (span.stored.span.name,),
    "kind": lambda span, _: (span.stored.kind,),
    "status": lambda span, _: (span.stored.span.status,),
    "service": lambda span, _: _known(span.stored.span.resource.service),
    "provider": _of_operation(lambda each: _known(each.provider)),
    "model": _of_operation(lambda each: _known(each.request_model, each.response_model)),
    "tool": _of_operation(lambda each: (each.name,) if each.kind == "tool" else ()),
    "agent": _of_operation(lambda each: _known(each.agent)),
    "event": lambda span, _: tuple(event.name for event in span.stored.span.events),
    "error": _errors,
    "start": lambda span, _: (span.stored.span.start_time_unix_nano,),
    "duration": lambda span, _: (span.stored.span.duration_ns,),
    "tokens": _of_operation(lambda each: _total(each.input_tokens, each.output_tokens)),
    "input_tokens": _of_operation(lambda each: _known(each.input_tokens)),
    "output_tokens": _of_operation(lambda each: _known(each.output_tokens)),
    "cost": _of_operation(lambda each: _known(each.cost_usd)),
    "attr": lambda span, field: _attribute(span.stored.span.attributes, field.key),
}


def _of_summary(
    get: Callable[[SessionSummary], Sequence[AttributeValue]],
) -> Callable[[SessionFacts, Field], Sequence[AttributeValue]]:
    return lambda session, _field: get(session.summary)


def _of_spans(session: SessionFacts, field: Field) -> tuple[AttributeValue, ...]:
    get = _SPAN_VALUES[field.name]
    return tuple(value for span in session.spans for value in get(span, field))


def _environments(session: SessionFacts, _field: Field) -> tuple[AttributeValue, ...]:
    return _known(*(span.stored.span.resource.environment for span in session.spans))


_OF_ONE_OF_THE_SPANS: Final = (
    "trace",
    "provider",
    "tool",
    "agent",
    "kind",
    "event",
    "error",
    "attr",
)

_SESSION_VALUES: Final[Mapping[str, Callable[[SessionFacts, Field], Sequence[AttributeValue]]]] = {
    "id": _of_summary(lambda each: (each.id,)),
    "name": _of_summary(lambda each: (each.name,)),
    "state": _of_summary(lambda each: (each.state,)),
    "reason": _of_summary(lambda each: _known(each.reason)),
    "tag": _of_summary(lambda each: each.tags),
    "user": _of_summary(lambda each: _known(each.user_id)),
    "parent": _of_summary(lambda each: _known(each.parent_id)),
    "start": _of_summary(lambda each: (each.start_time_unix_nano,)),
    "end": _of_summary(lambda each: _known(each.end_time_unix_nano)),
    "duration": _of_summary(lambda each: (each.duration_ns,)),
    "spans": _of_summary(lambda each: (each.span_count,)),
    "events": _of_summary(lambda each: (each.event_count,)),
    "errors": _of_summary(lambda each: (each.error_count,)),
    "llm_calls": _of_summary(lambda each: (each.llm_call_count,)),
    "tool_calls": _of_summary(lambda each: (each.tool_call_count,)),
    "tokens": _of_summary(lambda each: _total(each.input_tokens, each.output_tokens)),
    "input_tokens": _of_summary(lambda each: _known(each.input_tokens)),
    "output_tokens": _of_summary(lambda each: _known(each.output_tokens)),
    "cached_tokens": _of_summary(lambda each: _known(each.cached_tokens)),
    "cost": _of_summary(lambda each: _known(each.cost_usd)),
    "lost_spans": _of_summary(lambda each: _known(each.lost_span_count)),
    "first_user_text": _of_summary(lambda each: _known(each.first_user_text)),
    "model": _of_summary(lambda each: each.models),
    "service": _of_summary(lambda each: each.services),
    "environment": _environments,
    **dict.fromkeys(_OF_ONE_OF_THE_SPANS, _of_spans),
}
