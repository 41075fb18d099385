"""Our own attributes (`agentops.*`), and those of the AgentOps SDK 0.4, which has the same prefix.

docs/reference/attributes.md; https://github.com/AgentOps-AI/agentops/tree/main/agentops/semconv
"""

from __future__ import annotations

from typing import Final, get_args

from agentops_otel.dashboard.dialects.dialect import Dialect
from agentops_otel.dashboard.model import OperationKind
from agentops_otel.semconv import (
    SESSION_END_STATE,
    SESSION_END_STATE_REASON,
    SESSION_NAME,
    SESSION_PARENT_ID,
    SESSION_TAGS,
    SPAN_KIND,
)

DIALECT: Final = Dialect(
    name="agentops",
    keys={
        "session_name": (SESSION_NAME,),
        "end_state": (SESSION_END_STATE,),
        "end_reason": (SESSION_END_STATE_REASON,),
        "session_parent": (SESSION_PARENT_ID,),
        "tags": (SESSION_TAGS, "agentops.tags"),
    },
    kinds={
        SPAN_KIND: {
            **{kind: kind for kind in get_args(OperationKind)},
            "chain": "operation",
            "embeddings": "embedding",
        }
    },
)
