"""Normalise the names of providers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from agentops_otel.dashboard.dialects.models import bare_model

# Some instrumentations write their own name in place of the model's maker.
_FRAMEWORKS: Final = frozenset(
    (
        "agno",
        "autogen",
        "crewai",
        "claude_agent_sdk",
        "dspy",
        "eino",
        "gcp.vertex.agent",
        "google_adk",
        "haystack",
        "langchain",
        "langgraph",
        "llamaindex",
        "llama_index",
        "mastra",
        "microsoft.agent_framework",
        "openai-agents",
        "openai_agents",
        "pydantic-ai",
        "pydantic_ai",
        "semantic_kernel",
        "smolagents",
        "spring_ai",
        "strands",
        "strands-agents",
        "strands_agents",
        "vercel",
    )
)

# Suffixes in the Vercel AI SDK's and TanStack AI's names, made of provider and interface, like
# `openai.chat`. Vercel's own names of providers are mapped to OTel's.
_INTERFACES: Final = (
    "-chat",
    ".chat",
    ".completion",
    ".embedding",
    ".messages",
    ".responses",
    ".textembedding",
)
_VERCEL: Final = {
    "amazon-bedrock": "aws.bedrock",
    "azure-openai": "azure.ai.openai",
    "google.generative-ai": "gcp.gemini",
    "google.vertex": "gcp.vertex_ai",
    "google-vertex": "gcp.vertex_ai",
}

# LangChain's and LangChain4j's names of providers.
_LANGCHAIN: Final = {
    "azure_open_ai": "azure.ai.openai",
    "google_ai_gemini": "gcp.gemini",
    "google_vertex_ai_gemini": "gcp.vertex_ai",
    "open_ai": "openai",
    "amazon_bedrock": "aws.bedrock",
    "google_genai": "gcp.gemini",
    "google_vertexai": "gcp.vertex_ai",
}

# The ending of LlamaIndex's model classes: `openai_llm`, `openai_responses_llm`.
_LLAMA_INDEX: Final = "_llm"

# The names that instrumentations give Google, without those that serve others' models too.
_GOOGLE: Final = frozenset(("gcp.gemini", "gcp.gen_ai", "gemini", "google", "google_generativeai"))

# The names that they give Bedrock. OpenInference writes the company.
_BEDROCK: Final = frozenset(("amazon_bedrock", "aws", "aws.bedrock", "aws_bedrock", "bedrock"))

# Exceptions of Google's client, and ADK's exceptions derived from them.
_GOOGLES_CLIENT: Final = ("google.genai.", "google.adk.models.google_llm.")

# Hosts of the makers of models. LiveKit writes the host of the address that it calls.
_HOSTS: Final = {
    "api.anthropic.com": "anthropic",
    "api.cohere.com": "cohere",
    "api.deepseek.com": "deepseek",
    "api.groq.com": "groq",
    "api.mistral.ai": "mistral_ai",
    "api.openai.com": "openai",
    "api.perplexity.ai": "perplexity",
    "api.x.ai": "x_ai",
    "generativelanguage.googleapis.com": "gcp.gemini",
}

# The address of a self-hosted server, which does not identify a provider: `127.0.0.1:8000`.
_ADDRESS: Final = re.compile(r"(localhost|\d{1,3}(\.\d{1,3}){3}|.*:\d+)$")

# Names that mean unknown.
_NOBODY: Final = frozenset(("unknown", "none", "null", "other"))

# Prefixes of model names, each used by one maker.
_MAKERS: Final = (
    ("gpt-", "openai"),
    ("chatgpt-", "openai"),
    ("o1", "openai"),
    ("o3", "openai"),
    ("o4", "openai"),
    ("text-embedding-3", "openai"),
    ("text-embedding-ada", "openai"),
    ("claude", "anthropic"),
    ("gemini", "gcp.gemini"),
    ("mistral", "mistral_ai"),
    ("codestral", "mistral_ai"),
    ("ministral", "mistral_ai"),
    ("command-", "cohere"),
    ("deepseek", "deepseek"),
    ("grok", "x_ai"),
    ("sonar", "perplexity"),
    ("embed-", "cohere"),
    ("rerank-", "cohere"),
)


# A model's name in Bedrock, alone or in an ARN: `us.anthropic.claude-sonnet-4-20250514-v1:0`.
_OF_BEDROCK: Final = re.compile(
    r"(arn:aws[\w-]*:bedrock:.*|([a-z-]+\.)?"
    r"(ai21|amazon|anthropic|cohere|deepseek|meta|mistral|openai|qwen|stability|writer)\.[\w.-]+:\d+)"
)

# Starts the name of a model that OpenAI tuned: `ft:gpt-4o-2024-08-06:acme::abc`.
_TUNED: Final = "ft:"


def is_framework(provider: str | None) -> bool:
    """Return whether a provider's name is that of a framework, which serves no model."""
    return provider in _FRAMEWORKS


def raised_by(errors: Iterable[str]) -> str | None:
    """Return the provider whose client raised one of the exceptions, given by qualified name."""
    is_google = any(error.startswith(_GOOGLES_CLIENT) for error in errors)
    return "gcp.gen_ai" if is_google else None


def is_google(provider: str | None, model: str | None) -> bool:
    """Return whether Google made a model, by its name or by a provider that serves no others."""
    return provider in _GOOGLE or (model is not None and _maker(model) == "gcp.gemini")


def is_bedrock(provider: str | None) -> bool:
    """Return whether Amazon Bedrock served a model."""
    return provider in _BEDROCK


# A process sees few pairs of provider and model.
@lru_cache(maxsize=1000)
def provider_of(told: str | None, model: str | None) -> str | None:
    """Return the provider in lower case.

    If the telemetry names a framework, or no provider, this is the maker or server that the model's
    name implies, else the telemetry's value.
    """
    provider = _spelled(told.lower()) if told else None
    if provider in _NOBODY or (provider and _ADDRESS.match(provider)):
        provider = None
    if provider is not None and not is_framework(provider):
        return provider
    return (_maker(model) if model else None) or provider


def _spelled(provider: str) -> str:
    for vercel, known in _VERCEL.items():
        if provider == vercel or provider.startswith((f"{vercel}.", f"{vercel}-")):
            return known
    for interface in _INTERFACES:
        provider = provider.removesuffix(interface)
    if provider.endswith(_LLAMA_INDEX):
        provider = provider.removesuffix(_LLAMA_INDEX).removesuffix("_responses")
    return _HOSTS.get(provider) or _LANGCHAIN.get(provider, provider)


def _maker(model: str) -> str | None:
    if _OF_BEDROCK.fullmatch(model) is not None:
        return "aws.bedrock"
    bare = bare_model(model).removeprefix(_TUNED)
    return next((maker for start, maker in _MAKERS if bare.startswith(start)), None)
