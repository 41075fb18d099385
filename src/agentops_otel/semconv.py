"""The attribute and event names that the SDK writes and the dashboard reads.

OpenTelemetry's registry comes first; our own names (`agentops.*`) cover what it does not.
"""

from __future__ import annotations

from typing import Final

# General registry: https://opentelemetry.io/docs/specs/semconv/registry/attributes/session/
SESSION_ID: Final = "session.id"
USER_ID: Final = "user.id"
SERVICE_NAME: Final = "service.name"
ERROR_TYPE: Final = "error.type"

# Our own, for what the registry does not cover.
AGENTOPS_PREFIX: Final = "agentops."
SPAN_KIND: Final = "agentops.span.kind"
SESSION_NAME: Final = "agentops.session.name"
SESSION_TAGS: Final = "agentops.session.tags"
SESSION_END_STATE: Final = "agentops.session.end_state"
SESSION_END_STATE_REASON: Final = "agentops.session.end_state_reason"
SESSION_PARENT_ID: Final = "agentops.session.parent_id"

# GenAI registry: https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/
GEN_AI_OPERATION_NAME: Final = "gen_ai.operation.name"
GEN_AI_AGENT_NAME: Final = "gen_ai.agent.name"
GEN_AI_TOOL_NAME: Final = "gen_ai.tool.name"
GEN_AI_TOOL_CALL_ARGUMENTS: Final = "gen_ai.tool.call.arguments"
GEN_AI_TOOL_CALL_RESULT: Final = "gen_ai.tool.call.result"
GEN_AI_WORKFLOW_NAME: Final = "gen_ai.workflow.name"

# OpenInference's names for captured arguments and results, read by most GenAI backends:
# https://arize-ai.github.io/openinference/spec/semantic_conventions.html
INPUT_VALUE: Final = "input.value"
OUTPUT_VALUE: Final = "output.value"

# Event names of the live records (OTLP log records).
EVENT_SESSION_START: Final = "agentops.session.start"
EVENT_SESSION_HEARTBEAT: Final = "agentops.session.heartbeat"
EVENT_SESSION_END: Final = "agentops.session.end"

# On heartbeats: counts of the spans that have ended in the process so far, by outcome.
SPANS_ENDED: Final = "agentops.spans.ended"
SPANS_EXPORTED: Final = "agentops.spans.exported"
SPANS_FAILED: Final = "agentops.spans.failed"
SPANS_DROPPED: Final = "agentops.spans.dropped"
