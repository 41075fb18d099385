"""vLLM's own tracing: a span for each request that its engine served, without a model.

https://github.com/vllm-project/vllm/blob/main/vllm/v1/engine/output_processor.py
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.model import OperationKind, Span

_REQUEST_ID: Final = "gen_ai.request.id"

# The id of an answer; the id of a request appends the number of the prompt. Requests that did not
# come through an API have numbers, which are not ids of answers.
_ANSWER: Final = re.compile(r"((?:chatcmpl|cmpl|resp)[-_][^-]\w*(?:-[0-9a-f]{4,})*)(?:-\d{1,3})?")


def _kind(span: Span) -> OperationKind | None:
    if span.name != "llm_request" or "gen_ai.latency.e2e" not in span.attributes:
        return None
    return "embedding" if str(span.attributes.get(_REQUEST_ID)).startswith("embd-") else "llm"


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    answer = _ANSWER.fullmatch(str(attributes.get(_REQUEST_ID)))
    return {"response_id": answer[1]} if answer else {}


DIALECT: Final = Dialect(name="vLLM", kind=_kind, own=_own)
