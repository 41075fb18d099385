"""LangChain's own terms, as all of its instrumentations pass them on.

Its callbacks report runs: of chains, models, tools and retrievers. An agent is a chain to them, and
a run inherits the tags and metadata of the run above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.dialects.values import as_list, as_mapping, as_name

# Prefixes of the tags that LangChain and LangGraph themselves give to runs:
# https://github.com/langchain-ai/langchain/tree/master/libs/core/langchain_core/runnables
_MACHINE_TAGS: Final = ("seq:", "map:", "graph:", "branch:", "condition:", "langsmith:")

# Prefixes of message ids that are derived from the run's id.
_RUN_IDS: Final = ("run-", "lc_run-")

# LangChain's own classes: the prefix of those of chains, and those of tools.
_CHAIN_CLASS: Final = "Runnable"
_TOOL_CLASSES: Final = frozenset(("DynamicStructuredTool", "DynamicTool", "StructuredTool"))


def program_tags(tags: Iterable[Any]) -> list[str]:
    """Return the tags that the program chose."""
    return [tag for tag in tags if isinstance(tag, str) and not tag.startswith(_MACHINE_TAGS)]


def tell_agents(facts: Facts, span_name: str) -> None:
    """Distinguish agents from chains in place: an agent is the chain that has the agent's name.

    OpenLLMetry shows the outermost chain, of any class, as an agent.
    """
    if facts.kind in {"operation", "task"} and facts.agent == (facts.entity or span_name):
        facts.kind = "agent"
    elif facts.kind == "agent" and (facts.agent or "").startswith(_CHAIN_CLASS):
        facts.kind, facts.workflow, facts.agent = "workflow", facts.agent, None


def is_tool_class(name: str | None) -> bool:
    """Return whether a tool's name is that of a class, as OpenLLMetry writes it in JavaScript."""
    return name in _TOOL_CLASSES


def answer_in(result: Mapping[str, Any]) -> Mapping[str, Any]:
    """Extract a provider's answer from a model's result (`{"generations": [[…]], …}`).

    If the answer was streamed, only the message has its data; otherwise the whole result does too.
    """
    generation = _first_object(result.get("generations"))
    dump = as_mapping(generation.get("message"))
    message = as_mapping(dump.get("kwargs") or dump.get("data"))
    answer = {
        # Anthropic's streams in JavaScript.
        **as_mapping(message.get("additional_kwargs")),
        **_response_id(message),
        **as_mapping(generation.get("generation_info") or generation.get("generationInfo")),
        **as_mapping(message.get("response_metadata")),
        **as_mapping(result.get("llm_output") or result.get("llmOutput")),
    }
    usage = as_mapping(message.get("usage_metadata"))
    return {**answer, "usage": usage} if usage else answer


def _response_id(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the id of a message if it is the provider's, as in JavaScript."""
    told = as_name(message.get("id"))
    return {} if told is None or told.startswith(_RUN_IDS) else {"id": told}


def _first_object(value: Any) -> Mapping[str, Any]:
    """Return the first object of a list, or of the list that is its first element."""
    first = next(iter(as_list(value)), None)
    return as_mapping(next(iter(as_list(first)), None))
