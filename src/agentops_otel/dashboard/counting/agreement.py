"""Whether two sightings can be of one operation: what they say does not differ."""

from __future__ import annotations

from typing import Final, TypeAlias

from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS, Facts
from agentops_otel.dashboard.dialects.models import is_one_model

# Anthropic announces between one and about ten.
_ANNOUNCED_TOKENS: Final = 16

# Before the names of tools of MCP servers.
_MCP: Final = "mcp__"

# Where a sighting comes from.
View: TypeAlias = tuple[str, str | None]


def overlap(one: Sighting, other: Sighting) -> bool:
    """Tell whether two sightings share some time; a moment may be shared at its edges, too."""
    start = max(one.start_time_unix_nano, other.start_time_unix_nano)
    end = min(one.end_time_unix_nano, other.end_time_unix_nano)
    return start < end or (start == end and (_is_moment(one) or _is_moment(other)))


def _is_moment(sighting: Sighting) -> bool:
    return sighting.start_time_unix_nano == sighting.end_time_unix_nano


def is_one_call(one: Sighting, other: Sighting) -> bool:
    """Tell whether two sightings of model calls do not differ, and share some time."""
    return is_one_call_at_any_time(one, other) and overlap(one, other)


def is_one_call_at_any_time(one: Sighting, other: Sighting) -> bool:
    """Tell whether two sightings of model calls do not differ in what they say of it."""
    mine, theirs = one.facts, other.facts
    return (
        mine.kind == theirs.kind
        and not _differ(mine.response_id, theirs.response_id)
        and not _differ_in_input(mine, theirs)
        and not _differ_in_output(one, other)
        and not _differ_in_model(mine, theirs)
    )


def _differ_in_input(mine: Facts, theirs: Facts) -> bool:
    """Tell whether what was asked differs, beyond that one leaves out what a cache had of it."""
    if not _differ(mine.input_tokens, theirs.input_tokens):
        return False
    return not (leaves_out_cache(mine, theirs) or leaves_out_cache(theirs, mine))


def _differ_in_output(one: Sighting, other: Sighting) -> bool:
    """Tell whether what was answered differs.

    Of a model of Google's, many count the answer without its thoughts.

    OpenLLMetry adds the few tokens that Anthropic announces when a stream begins to those that it
    reports at the end. Of one response, two instrumentations may differ by so much.
    """
    mine, theirs = one.facts, other.facts
    if not _differ(mine.output_tokens, theirs.output_tokens):
        return False
    if leaves_out_thoughts(mine, theirs) or leaves_out_thoughts(theirs, mine):
        return False
    is_same_response = mine.response_id is not None and mine.response_id == theirs.response_id
    if not is_same_response or mine.input_tokens is None or view_of(one) == view_of(other):
        return True
    return abs((mine.output_tokens or 0) - (theirs.output_tokens or 0)) > _ANNOUNCED_TOKENS


def leaves_out_thoughts(mine: Facts, theirs: Facts) -> bool:
    """Tell whether one sighting counts an answer without the thoughts that the other counts."""
    return (
        mine.output_tokens is not None
        and theirs.output_tokens is not None
        and bool(theirs.reasoning_tokens)
        and mine.reasoning_tokens in {None, theirs.reasoning_tokens}
        and mine.output_tokens + (theirs.reasoning_tokens or 0) == theirs.output_tokens
    )


def leaves_out_cache(mine: Facts, theirs: Facts) -> bool:
    """Tell whether one sighting counts a prompt without the part that the other has of a cache.

    So Anthropic's and Bedrock's servers count, and who passes that on without the other counts.
    """
    of_cache = (theirs.cached_tokens or 0) + (theirs.cache_write_tokens or 0)
    return (
        mine.input_tokens is not None
        and theirs.input_tokens is not None
        and of_cache > 0
        and mine.cached_tokens is None
        and mine.input_tokens + of_cache == theirs.input_tokens
    )


def has_same_usage(mine: Facts, theirs: Facts) -> bool:
    """Tell whether both know their token counts, and these are the same."""
    return (
        mine.has_usage
        and mine.input_tokens == theirs.input_tokens
        and mine.output_tokens == theirs.output_tokens
    )


def names_a_model(facts: Facts) -> bool:
    """Tell whether a model is named."""
    return facts.request_model is not None or facts.response_model is not None


def tells_of_an_answer(facts: Facts) -> bool:
    """Tell whether there is a sign that a model was really asked."""
    return facts.has_usage or facts.has_reply or facts.response_id is not None or facts.is_error


def _differ(mine: object, theirs: object) -> bool:
    return mine is not None and theirs is not None and mine != theirs


def _differ_in_model(mine: Facts, theirs: Facts) -> bool:
    my_names = [name for name in (mine.response_model, mine.request_model) if name]
    their_names = [name for name in (theirs.response_model, theirs.request_model) if name]
    return (
        bool(my_names)
        and bool(their_names)
        and not any(is_one_model(my, their) for my in my_names for their in their_names)
    )


def is_one_run(one: Sighting, other: Sighting) -> bool:
    """Tell whether two sightings of the same kind, other than of model calls, do not differ.

    A tool may be a function that calls itself. An agent or a workflow does that by a tool or a
    model call, and is shown twice even by one instrumentation.
    """
    kind = one.facts.kind
    return (
        kind == other.facts.kind
        and bare_title(one) == bare_title(other)
        and not _differ(one.facts.call_id, other.facts.call_id)
        and (kind in {"agent", "workflow"} or are_two_views(one, other))
        and overlap(one, other)
    )


def are_two_views(one: Sighting, other: Sighting) -> bool:
    """Tell whether they come from two places: two instrumentations, or the two ends of a call."""
    return view_of(one) != view_of(other) or {one.span_kind, other.span_kind} == {
        "client",
        "server",
    }


def view_of(sighting: Sighting) -> View:
    """Give where a sighting comes from: the instrumentation, and the dialect that it writes."""
    return sighting.scope, sighting.facts.dialect


def title(sighting: Sighting) -> str:
    """Give the name of what was done: the tool's, agent's or workflow's, or else the span's."""
    facts = sighting.facts
    if facts.kind in MODEL_KINDS:
        return sighting.name
    told = {"tool": facts.tool, "agent": facts.agent, "workflow": facts.workflow}
    return told.get(facts.kind) or facts.entity or sighting.name


def bare_title(sighting: Sighting) -> str:
    """Give the name of what was done, of a tool as its MCP server has it.

    Claude Code calls it `mcp__SERVER__TOOL`.
    """
    name = title(sighting)
    if sighting.facts.kind != "tool" or not is_of_server(name):
        return name
    return name.removeprefix(_MCP).partition("__")[2] or name


def is_of_server(tool: str) -> bool:
    """Tell a name of a tool that has that of its MCP server in it."""
    return tool.startswith(_MCP)
