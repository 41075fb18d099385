"""Clients of vector databases, as OpenLLMetry, OpenLIT and Langtrace instrument them.

https://github.com/traceloop/openllmetry/tree/main/packages/opentelemetry-instrumentation-chromadb
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.values import as_name
from agentops_otel.dashboard.model import OperationKind, Span

NAME: Final = "vector stores"

# Databases that are asked for nothing but what is similar, by any of their names.
_STORES: Final = frozenset(
    (
        "astra",
        "chroma",
        "chromadb",
        "lancedb",
        "marqo",
        "milvus",
        "pinecone",
        "qdrant",
        "vespa",
        "weaviate",
    )
)
_SYSTEMS: Final = ("db.system.name", "db.system")
_OPERATIONS: Final = ("db.operation.name", "db.operation")

# The number of documents to find. Nothing but a search has it, whatever OpenLIT calls it.
_TOP_K: Final = "db.vector.query.top_k"

_SEARCH: Final = re.compile(r"(hybrid_)?search|query|near_|discover|recommend", re.IGNORECASE)

_FOUND: Final = ("db.query.result.document", "db.query.result.metadata")


def _is_search(span: Span) -> bool:
    """Return whether a span shows a search, not a write, nor a step inside a search."""
    if _TOP_K in span.attributes:
        return True
    words = list(_words(span))
    return not any(word.startswith("_") for word in words) and any(map(_SEARCH.match, words))


def _words(span: Span) -> Iterator[str]:
    """Yield the words that name what was done: `collections`, `query`, `fetch_objects`."""
    told = (as_name(span.attributes.get(key)) for key in _OPERATIONS)
    if (named := next(filter(None, told), None)) is not None:
        yield named
    yield from span.name.split(".")[1:]


def _kind(span: Span) -> OperationKind | None:
    systems = (as_name(span.attributes.get(key)) for key in _SYSTEMS if key in span.attributes)
    is_store = any(system is not None and system.lower() in _STORES for system in systems)
    return "retrieval" if is_store and _is_search(span) else None


def _claims(span: Span, _: OperationKind) -> OperationKind | None:
    """Return the kinds of OpenLIT's spans, which it names alike for searches and writes."""
    if span.attributes.get("gen_ai.operation.name") != "vectordb":
        return None
    return "retrieval" if _is_search(span) else "operation"


def _found(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read one of the documents that a search found."""
    told = next((said[key] for key in _FOUND if key in said), None)
    return {} if told is None else {"output_messages": {"role": "assistant", "content": told}}


DIALECT: Final = Dialect(name=NAME, kind=_kind, claims=_claims, events={"db.query.result": _found})
