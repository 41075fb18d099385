"""What LangChain is told in, whichever instrumentation watches it.

Its callbacks tell of runs: of chains, models, tools and retrievers. An agent is a chain to them,
and tags and metadata of a run are handed down to the runs below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.dialects.values import as_list, as_mapping, as_name

# How the tags begin that LangChain and LangGraph give to runs, beside those of the program:
# https://github.com/langchain-ai/langchain/tree/master/libs/core/langchain_core/runnables
_MACHINE_TAGS: Final = ("seq:", "map:", "graph:", "branch:", "condition:", "langsmith:")

# How the ids of messages begin that are made of the id of the run.
_RUN_IDS: Final = ("run-", "lc_run-")

# Its own classes of chains, by how their names begin, and of tools.
_CHAIN_CLASS: Final = "Runnable"
_TOOL_CLASSES: Final = frozenset(("DynamicStructuredTool", "DynamicTool", "StructuredTool"))


def program_tags(tags: Iterable[Any]) -> list[str]:
    """Give the tags that the program chose."""
    return [tag for tag in tags if isinstance(tag, str) and not tag.startswith(_MACHINE_TAGS)]


def tell_agents(facts: Facts, span_name: str) -> None:
    """Tell agents from chains: an agent is the chain that bears its name.

    OpenLLMetry shows the outermost chain as an agent, of whichever class it is.
    """
    if facts.kind in {"operation", "task"} and facts.agent == (facts.entity or span_name):
        facts.kind = "agent"
    elif facts.kind == "agent" and (facts.agent or "").startswith(_CHAIN_CLASS):
        facts.kind, facts.workflow, facts.agent = "workflow", facts.agent, None


def is_tool_class(name: str | None) -> bool:
    """Tell whether a tool is called by its class, as by OpenLLMetry in JavaScript."""
    return name in _TOOL_CLASSES


def answer_in(result: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take a provider's answer out of a model's result (`{"generations": [[…]], …}`).

    Of a streamed answer only the message tells, of others the result as a whole does, too.
    """
    generation = _first_object(result.get("generations"))
    dump = as_mapping(generation.get("message"))
    message = as_mapping(dump.get("kwargs") or dump.get("data"))
    answer = {
        # Of Anthropic's streams in JavaScript.
        **as_mapping(message.get("additional_kwargs")),
        **_response_id(message),
        **as_mapping(generation.get("generation_info") or generation.get("generationInfo")),
        **as_mapping(message.get("response_metadata")),
        **as_mapping(result.get("llm_output") or result.get("llmOutput")),
    }
    usage = as_mapping(message.get("usage_metadata"))
    return {**answer, "usage": usage} if usage else answer


def _response_id(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the id of a message where it is the provider's, as in JavaScript."""
    told = as_name(message.get("id"))
    return {} if told is None or told.startswith(_RUN_IDS) else {"id": told}


def _first_object(value: Any) -> Mapping[str, Any]:
    """Give the first object of a list, or of the list that is first in it."""
    first = next(iter(as_list(value)), None)
    return as_mapping(next(iter(as_list(first)), None))
