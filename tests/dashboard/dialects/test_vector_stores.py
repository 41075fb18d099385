"""Clients of vector databases under several instrumentations."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dashboard.dialects.seeing import the_operation, the_operations
from tests.dashboard.dialects.spans import event, span

OPENLIT = {"gen_ai.operation.name": "vectordb", "db.system.name": "chroma"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("chroma.query", {"db.system": "chroma", "db.operation": "query"}),
        ("qdrant.query_points", {"db.system": "Qdrant"}),
        ("qdrant.search_batch", {"db.system": "Qdrant"}),
        ("milvus.hybrid_search", {"db.system": "milvus", "db.operation": "hybrid_search"}),
        ("db.weaviate.collections.query.fetch_objects", {"db.system": "weaviate"}),
        ("pinecone.query", {"db.system": "Pinecone"}),
        ("GET docs", {**OPENLIT, "db.operation.name": "GET", "db.vector.query.top_k": 1}),
        ("QUERY docs", {**OPENLIT, "db.operation.name": "QUERY"}),
    ],
)
def test_a_search_in_a_vector_database_is_a_retrieval(name: str, told: dict[str, Any]) -> None:
    assert the_operation(span(name, told)).kind == "retrieval"


@pytest.mark.parametrize(
    ("name", "told", "kind"),
    [
        ("chroma.add", {"db.system": "chroma", "db.operation": "add"}, None),
        ("chroma.query.segment._query", {"db.system": "chroma"}, None),
        ("qdrant.upsert", {"db.system": "Qdrant"}, None),
        ("SELECT docs", {"db.system": "postgresql", "db.operation": "query"}, None),
        ("INSERT docs", {**OPENLIT, "db.operation.name": "INSERT"}, "operation"),
    ],
)
def test_a_write_and_a_step_of_a_search_are_none(name: str, told: Any, kind: str | None) -> None:
    found = the_operations(span(name, told))

    assert [each.kind for each in found] == ([kind] if kind else [])


def test_the_documents_that_were_found_are_the_result() -> None:
    found = [
        event("db.query.result", {"db.query.result.id": "1", "db.query.result.document": "rain"}),
        event("db.query.result", {"db.query.result.id": "2", "db.query.result.document": "sun"}),
    ]
    told = {"db.system": "chroma", "db.operation": "query"}

    assert the_operation(span("chroma.query", told, events=tuple(found))).result == ["rain", "sun"]


def test_a_retriever_and_the_query_that_it_sends_are_one_retrieval() -> None:
    retriever = {
        "openinference.span.kind": "RETRIEVER",
        "input.value": "rain?",
        "retrieval.documents.0.document.content": "rain",
    }
    query = {"db.system": "chroma", "db.operation": "query"}

    found = the_operation(
        span("VectorStoreRetriever", retriever, scope="langchain", lasts=2),
        span("chroma.query", query, parent="VectorStoreRetriever", scope="chroma"),
    )

    assert (found.kind, found.name, found.arguments) == (
        "retrieval",
        "VectorStoreRetriever",
        "rain?",
    )
