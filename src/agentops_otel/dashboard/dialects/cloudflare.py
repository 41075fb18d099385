"""Cloudflare's AI Gateway: a span for each request, with the whole request and answer.

https://developers.cloudflare.com/ai-gateway/observability/otel-integration/
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Body, Dialect
from agentops_otel.dashboard.dialects.payloads import read_response

_ANSWER: Final = "gen_ai.completion_json"

DIALECT: Final = Dialect(
    name="Cloudflare AI Gateway",
    keys={
        "provider": ("gen_ai.model.provider",),
        "input_messages": ("gen_ai.prompt_json",),
        "output_messages": (_ANSWER,),
    },
    bodies=(Body(_ANSWER, ("response_id", "response_model"), read_response),),
    reply_keys=(_ANSWER,),
)
