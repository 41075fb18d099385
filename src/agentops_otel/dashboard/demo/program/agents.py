"""The demo's agents, each with its model, its instructions and its tools."""

from __future__ import annotations

import functools

import agentops_otel as agentops
from agentops_otel.dashboard.demo.program import tools
from agentops_otel.dashboard.demo.program.conversation import converse, converse_async
from agentops_otel.dashboard.demo.program.model import Reply, ScriptedModel, ToolCall

LARGE = "gpt-4.1"
SMALL = "gpt-4.1-mini"


@agentops.agent
async def concierge(wish: str) -> str:
    """Turn a wish into an itinerary; look for flights and hotels at the same time."""
    script = [
        Reply(
            "I will look for flights and hotels.",
            (
                ToolCall("find_flights", {"origin": "Zurich", "destination": "Barcelona"}),
                ToolCall("find_hotels", {"city": "Barcelona", "nights": 2}),
            ),
        ),
        Reply("Fly **VY 6245** for 96 EUR and stay at Casa Sagnier, 342 EUR: 438 EUR in all."),
    ]
    model = ScriptedModel(LARGE, "You are a travel concierge. Stay within the budget.", script)
    return await converse_async(
        model, wish, {"find_flights": tools.find_flights, "find_hotels": tools.find_hotels}
    )


@agentops.agent
def planner(question: str) -> list[str]:
    """Split a question into topics."""
    script = [Reply("heat pumps\nnoise\ncost")]
    model = ScriptedModel(LARGE, "You split a question into search topics.", script)
    return converse(model, question, {}).splitlines()


class Library:
    """Researchers who share one search index."""

    def __init__(self) -> None:
        self._index = tools.SearchIndex()

    @agentops.agent
    def researcher(self, topic: str) -> str:
        """Research one topic; a failed search is retried."""
        script = [
            Reply(tool_calls=(ToolCall("search_web", {"topic": topic}),)),
            Reply(f"On {topic}: {tools.PAGES[topic]}"),
        ]
        model = ScriptedModel(SMALL, "You research one topic and quote your source.", script)

        def search(topic: str) -> str:
            return tools.with_retries(3, self._index.search_web, topic)

        return converse(model, f"What matters about {topic}?", {"search_web": search})


@agentops.agent
def writer(findings: list[str]) -> str:
    """Write a brief from the researchers' findings."""
    script = [Reply("# Heat pump: yes\n\n" + "\n\n".join(findings))]
    model = ScriptedModel(LARGE, "You write short briefs.", script)
    return converse(model, "\n".join(findings), {})


@agentops.guardrail
def check_sources(brief: str, findings: list[str]) -> bool:
    """Accept a brief only if it contains every finding."""
    passed = all(finding in brief for finding in findings)
    agentops.record_event("sources checked", {"passed": passed, "findings": len(findings)})
    return passed


@agentops.agent
def support(request: str, payment_token: str) -> str:
    """Look an order up and refund it."""
    script = [
        Reply("Let me look at the order.", (ToolCall("look_up_order", {"order_id": "A-1041"}),)),
        Reply(tool_calls=(ToolCall("refund", {"order_id": "A-1041", "amount": 249.0}),)),
        Reply("I am sorry about the leak. 249.00 EUR are on their way back to you."),
    ]
    model = ScriptedModel(
        SMALL, "You are the shop's support. Refund defective goods within two years.", script
    )
    refund = functools.partial(tools.refund, payment_token=payment_token)
    return converse(model, request, {"look_up_order": tools.look_up_order, "refund": refund})


@agentops.agent
def bookkeeper(path: str) -> str:
    """Read an invoice and book it."""
    script = [Reply(tool_calls=(ToolCall("read_invoice", {"path": path}),))]
    model = ScriptedModel(SMALL, "You book invoices. Never guess an amount.", script)

    def read(path: str) -> str:
        return tools.with_retries(3, tools.read_invoice, path)

    return converse(model, f"Book {path}.", {"read_invoice": read})


@agentops.agent
async def reviewer(branch: str) -> str:
    """Read a change and run its tests."""
    script = [Reply("The change reads well.", (ToolCall("run_tests", {"branch": branch}),))]
    model = ScriptedModel(LARGE, "You review changes and never approve untested ones.", script)
    return await converse_async(model, f"Review {branch}.", {"run_tests": tools.run_tests})


@agentops.agent
def drafter(order: str) -> str:
    """Draft a contract up to the clause that needs a person."""
    script = [Reply("1. Parties 2. Territory 3. Term 4. Liability: needs approval.")]
    model = ScriptedModel(LARGE, "You draft contracts. Never commit to liability.", script)
    return converse(model, order, {})
