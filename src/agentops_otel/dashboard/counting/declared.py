"""Join the spans that declare themselves parts of one call."""

from __future__ import annotations

from collections.abc import Sequence

from agentops_otel.dashboard.counting.agreement import (
    is_one_call_at_any_time,
    tells_of_an_answer,
    view_of,
)
from agentops_otel.dashboard.counting.alike import WINDOW
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.counting.tree import NO_PARENT, Tree
from agentops_otel.dashboard.counting.twins import Twins
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS


def join_declared(tree: Tree, calls: Twins, spans: Sequence[int]) -> None:
    """Join spans whose own attributes show that they belong to one call.

    Args:
        tree: All sightings.
        calls: Groups of them.
        spans: Positions of the model calls that are spans, not log records.
    """
    _join_raw_requests(tree, calls, spans)
    if any(tree.sightings[position].facts.streamed_ns is not None for position in spans):
        _join_streamed_answers(tree.sightings, calls, spans)


def _join_raw_requests(tree: Tree, calls: Twins, spans: Sequence[int]) -> None:
    """Join a span of the provider's raw request and answer with the call around it."""
    for position in spans:
        parent = tree.parents[position]
        is_inside = parent != NO_PARENT and tree.sightings[parent].facts.kind in MODEL_KINDS
        if is_inside and tree.sightings[position].facts.is_raw:
            calls.join(parent, position)


def _join_streamed_answers(
    sightings: Sequence[Sighting], calls: Twins, spans: Sequence[int]
) -> None:
    """Join each span of a streamed answer with one span of a request.

    They have the same parent and come from one instrumentation.
    """
    waiting: dict[object, list[int]] = {}
    for position in sorted(spans, key=lambda each: sightings[each].end_time_unix_nano):
        sighting = sightings[position]
        requests = waiting.setdefault((sighting.parent_key, view_of(sighting)), [])
        if sighting.facts.streamed_ns is not None:
            place = _place_of_request(sightings, sighting, requests)
            if place is not None:
                calls.join(requests.pop(place), position)
        elif not tells_of_an_answer(sighting.facts):
            requests.append(position)


def _place_of_request(
    sightings: Sequence[Sighting], answer: Sighting, requests: Sequence[int]
) -> int | None:
    """Return the index of an answer's request: the last to end before the stream began."""
    began = answer.end_time_unix_nano - (answer.facts.streamed_ns or 0)
    alike = [
        place
        for place in range(max(0, len(requests) - WINDOW), len(requests))
        if is_one_call_at_any_time(sightings[requests[place]], answer)
    ]
    before = [place for place in alike if sightings[requests[place]].end_time_unix_nano <= began]
    return next(reversed(before or alike), None)
