"""Turn a session's spans and log records into its operations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final, get_args

from agentops_otel.dashboard.contents.content import Content
from agentops_otel.dashboard.counting.evidence import Evidence
from agentops_otel.dashboard.counting.once import Counted, count_once
from agentops_otel.dashboard.counting.prices import cost_of
from agentops_otel.dashboard.counting.sightings import sighting_of
from agentops_otel.dashboard.counting.tool_talk import ToolTalk, lacks_talk
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS, NO_OPERATIONS, Facts
from agentops_otel.dashboard.model import LogRecord, Operation, OperationKind, Span

# The kinds that people mean by operations; the others are returned on request.
DEFAULT_KINDS: Final = frozenset[OperationKind](get_args(OperationKind)) - NO_OPERATIONS


def operations(
    spans: Iterable[Span],
    records: Iterable[LogRecord] = (),
    *,
    kinds: Collection[OperationKind] = DEFAULT_KINDS,
) -> list[Operation]:
    """Return each real operation of a session once, ordered by start.

    Args:
        spans: All spans of the session, in any order.
        records: All its log records.
        kinds: Kinds of the operations to return. All spans are needed for any of them.
    """
    seen = {sighting_of(span): span for span in spans}
    evidence = Evidence(seen, records, seen.__getitem__)
    counted = count_once(evidence.sightings)
    wanted = [each for each in counted if each.facts.kind in kinds]
    return tell(wanted, counted, evidence)


def tell(
    wanted: Iterable[Counted], counted: Iterable[Counted], evidence: Evidence
) -> list[Operation]:
    """Return operations with their contents, in the order in which they are wanted.

    Args:
        wanted: Some of the operations of a session.
        counted: All of them, since a tool's run may have its arguments and its result from others.
        evidence: The spans and log records of the session.
    """
    told = [(each, evidence.content(each)) for each in wanted]
    talk = _talk_about([each for each in told if lacks_talk(*each)], told, counted, evidence)
    return [_operation(each, talk.complete(each, content)) for each, content in told]


def _talk_about(
    lacking: Sequence[tuple[Counted, Content]],
    told: Iterable[tuple[Counted, Content]],
    counted: Iterable[Counted],
    evidence: Evidence,
) -> ToolTalk:
    """Return what models said about tool runs that lack arguments or a result."""
    talk = ToolTalk(lacking)
    read = {id(each): content for each, content in told} if lacking else {}
    traces = {run.sightings[0].trace_id for run, _ in lacking}
    for each in counted if lacking else ():
        if each.facts.kind == "llm" and each.sightings[0].trace_id in traces:
            talk.add(each, read.get(id(each)) or evidence.content(each))
    return talk


def _operation(counted: Counted, content: Content) -> Operation:
    facts = counted.facts
    if facts.kind in MODEL_KINDS and _is_filled_in(facts, content):
        content = replace(content, finish_reason=None)
    cost_usd, cost_source = cost_of(facts, counted.start_time_unix_nano)
    spans = [sighting.span_id for sighting in counted.sightings if not sighting.is_record]
    return Operation(
        kind=facts.kind,
        name=counted.name,
        trace_id=counted.sightings[0].trace_id,
        span_ids=tuple(spans),
        start_time_unix_nano=counted.start_time_unix_nano,
        duration_ns=counted.end_time_unix_nano - counted.start_time_unix_nano,
        is_error=facts.is_error,
        provider=facts.provider,
        request_model=facts.request_model,
        response_model=facts.response_model,
        response_id=facts.response_id,
        input_tokens=facts.input_tokens,
        output_tokens=facts.output_tokens,
        cached_tokens=facts.cached_tokens,
        cache_write_tokens=facts.cache_write_tokens,
        reasoning_tokens=facts.reasoning_tokens,
        cost_usd=cost_usd,
        cost_source=cost_source,
        finish_reason=content.finish_reason,
        finish_class=content.finish_class,
        time_to_first_chunk_ns=content.time_to_first_chunk_ns,
        last_user_text=content.last_user_text,
        assistant_text=content.assistant_text,
        tool_calls=content.tool_calls,
        arguments=content.arguments,
        result=content.result,
        agent=facts.agent,
        input_messages=content.input_messages,
        output_messages=content.output_messages,
    )


def _is_filled_in(facts: Facts, content: Content) -> bool:
    """Return whether `stop` was filled in: a call that failed unanswered had nothing to stop."""
    is_answered = facts.has_usage or facts.has_reply or bool(content.assistant_text)
    return facts.is_error and not is_answered and content.finish_class == "stop"
