"""Decide whether two sightings can be of one operation: their facts do not differ."""

from __future__ import annotations

from typing import Final, TypeAlias

from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS, Facts
from agentops_otel.dashboard.dialects.models import is_one_model
from agentops_otel.dashboard.dialects.vector_stores import NAME as VECTOR_STORES
from agentops_otel.dashboard.model import OperationKind

# Anthropic announces between one and about ten tokens when a stream begins.
_ANNOUNCED_TOKENS: Final = 16

# Prefix of the names of MCP servers' tools.
_MCP: Final = "mcp__"

# Kinds of operations that never call themselves directly.
_NEVER_RECURSIVE: Final[frozenset[OperationKind]] = frozenset(("agent", "workflow", "retrieval"))

# The source of a sighting: scope and dialect.
View: TypeAlias = tuple[str, str | None]


def overlap(one: Sighting, other: Sighting) -> bool:
    """Return whether two sightings overlap in time; for one of no duration, touching counts."""
    start = max(one.start_time_unix_nano, other.start_time_unix_nano)
    end = min(one.last_time_unix_nano, other.last_time_unix_nano)
    return start < end or (start == end and (_is_moment(one) or _is_moment(other)))


def _is_moment(sighting: Sighting) -> bool:
    return sighting.start_time_unix_nano == sighting.end_time_unix_nano


def is_one_call(one: Sighting, other: Sighting) -> bool:
    """Return whether two sightings of model calls do not differ and overlap in time."""
    return is_one_call_at_any_time(one, other) and overlap(one, other)


def is_one_call_at_any_time(one: Sighting, other: Sighting) -> bool:
    """Return whether the facts of two sightings of model calls do not differ."""
    mine, theirs = one.facts, other.facts
    return (
        mine.kind == theirs.kind
        and not _differ(mine.response_id, theirs.response_id)
        and not _differ_in_input(mine, theirs)
        and not _differ_in_output(one, other)
        and not _differ_in_model(mine, theirs)
    )


def _differ_in_input(mine: Facts, theirs: Facts) -> bool:
    """Return whether the inputs differ by more than cached tokens that one leaves out."""
    if not _differ(mine.input_tokens, theirs.input_tokens):
        return False
    return not (leaves_out_cache(mine, theirs) or leaves_out_cache(theirs, mine))


def _differ_in_output(one: Sighting, other: Sighting) -> bool:
    """Return whether the outputs differ.

    Many instrumentations count the answers of Google's models without thoughts.

    OpenLLMetry adds the few tokens that Anthropic announces when a stream begins to those reported
    at the end. Two instrumentations of one response may differ by that many.
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
    """Return whether `mine` counts an answer without the thoughts that `theirs` includes."""
    return (
        mine.output_tokens is not None
        and theirs.output_tokens is not None
        and bool(theirs.reasoning_tokens)
        and mine.reasoning_tokens in {None, theirs.reasoning_tokens}
        and mine.output_tokens + (theirs.reasoning_tokens or 0) == theirs.output_tokens
    )


def leaves_out_cache(mine: Facts, theirs: Facts) -> bool:
    """Return whether `mine` counts a prompt without the cached part that `theirs` includes.

    Anthropic's and Bedrock's servers count like this; some producers pass it on without the other
    counts.
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
    """Return whether both know their token counts, and these are equal."""
    return (
        mine.has_usage
        and mine.input_tokens == theirs.input_tokens
        and mine.output_tokens == theirs.output_tokens
    )


def names_a_model(facts: Facts) -> bool:
    """Return whether a model is named."""
    return facts.request_model is not None or facts.response_model is not None


def tells_of_an_answer(facts: Facts) -> bool:
    """Return whether anything shows that a model was really asked."""
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
    """Return whether two sightings, not of model calls, have the same kind and do not differ.

    A tool may be a function that calls itself, so it needs two views. An agent, a workflow or a
    search calls itself only through a tool or a model call, and even one instrumentation may show
    it twice.
    A retriever and the query that it sends to a vector store have different names.
    """
    kind = one.facts.kind
    return (
        kind == other.facts.kind
        and (bare_title(one) == bare_title(other) or _is_store_of(one, other))
        and not _differ(one.facts.call_id, other.facts.call_id)
        and (kind in _NEVER_RECURSIVE or are_two_views(one, other))
        and overlap(one, other)
    )


def _is_store_of(one: Sighting, other: Sighting) -> bool:
    """Return whether one of two retrievals is the query to a vector store that the other sent."""
    stores = [each.facts.dialect == VECTOR_STORES for each in (one, other)]
    return one.facts.kind == "retrieval" and stores.count(True) == 1


def are_two_views(one: Sighting, other: Sighting) -> bool:
    """Return whether they have two sources: two instrumentations, or a call's client and server."""
    return view_of(one) != view_of(other) or {one.span_kind, other.span_kind} == {
        "client",
        "server",
    }


def view_of(sighting: Sighting) -> View:
    """Return the source of a sighting: its instrumentation scope and its dialect."""
    return sighting.scope, sighting.facts.dialect


def title(sighting: Sighting) -> str:
    """Return an operation's name: the tool's, agent's or workflow's, or else the span's."""
    facts = sighting.facts
    if facts.kind in MODEL_KINDS:
        return sighting.name
    told = {"tool": facts.tool, "agent": facts.agent, "workflow": facts.workflow}
    return told.get(facts.kind) or facts.entity or sighting.name


def bare_title(sighting: Sighting) -> str:
    """Return an operation's name; for a tool of an MCP server, the name that it has there.

    Claude Code calls such a tool `mcp__SERVER__TOOL`.
    """
    name = title(sighting)
    if sighting.facts.kind != "tool" or not is_of_server(name):
        return name
    return name.removeprefix(_MCP).partition("__")[2] or name


def is_of_server(tool: str) -> bool:
    """Return whether a tool's name includes that of its MCP server."""
    return tool.startswith(_MCP)
