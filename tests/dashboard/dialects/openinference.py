"""Attributes as OpenInference writes them."""

from __future__ import annotations

from typing import Any

LLM: dict[str, Any] = {
    "openinference.span.kind": "LLM",
    "llm.model_name": "gpt-4o-2024-11-20",
    "llm.system": "openai",
    "llm.token_count.prompt": 100,
    "llm.token_count.completion": 20,
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.content": "It rains.",
}


USAGE = {"llm.token_count.prompt": 100, "llm.token_count.completion": 20}


def kind(name: str, **more: Any) -> dict[str, Any]:
    return {"openinference.span.kind": name, **more}


GOOGLE = {"openinference.span.kind": "LLM", "llm.provider": "google"}
