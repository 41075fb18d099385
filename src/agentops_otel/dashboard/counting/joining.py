"""Find the sightings of each model call: the steps, in order."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from collections.abc import Set as AbstractSet

from agentops_otel.dashboard.counting.alike import buckets, join_in_time
from agentops_otel.dashboard.counting.declared import join_declared
from agentops_otel.dashboard.counting.nested import join_nested
from agentops_otel.dashboard.counting.recorded import join_records
from agentops_otel.dashboard.counting.siblings import join_siblings
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.counting.tree import Tree
from agentops_otel.dashboard.counting.twins import Twins
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS


def join_calls(tree: Tree, calls: Twins, asking: Container[int]) -> AbstractSet[int]:
    """Join the sightings of each model call.

    Args:
        tree: All sightings.
        calls: Groups of them, at first of one each.
        asking: Positions of calls that made a request of their own before those below.

    Returns:
        The positions that wrap several calls, so that their times are not those of their own call.
    """
    models = [
        position
        for position, sighting in enumerate(tree.sightings)
        if sighting.facts.kind in MODEL_KINDS
    ]
    spans = [position for position in models if not tree.sightings[position].is_record]
    records = [position for position in models if tree.sightings[position].is_record]
    join_declared(tree, calls, spans)
    _join_same_response(tree.sightings, calls, spans)
    wrappers = join_nested(tree, calls, spans, asking)
    join_siblings(tree, calls, spans)
    join_records(tree, calls, spans, records)
    return wrappers


def _join_same_response(sightings: Sequence[Sighting], calls: Twins, spans: Iterable[int]) -> None:
    for alike in buckets(sightings, spans, lambda sighting: sighting.facts.response_id):
        join_in_time(sightings, calls, alike)
