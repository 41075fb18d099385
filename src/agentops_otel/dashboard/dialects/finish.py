"""Read and classify finish reasons."""

from __future__ import annotations

from typing import Any, Final

from agentops_otel.dashboard.dialects.values import as_name, parsed
from agentops_otel.dashboard.model import FinishClass

_CLASSES: Final[dict[FinishClass, tuple[str, ...]]] = {
    "stop": (
        "stop",
        "complete",
        "completed",
        "done",
        "end",
        "end_turn",
        "eos",
        "eos_token",
        "finish",
        "finished",
        "stop_sequence",
        "success",
    ),
    "tool_calls": (
        "tool_calls",
        "tool_call",
        # Of LangChain4j.
        "tool_execution",
        "tool_use",
        "function_call",
        "function_calls",
        "pause_turn",
    ),
    "length": (
        "length",
        "max_completion_tokens",
        "max_output_tokens",
        "max_length",
        "max_tokens",
        "model_context_window_exceeded",
        "model_length",
        "incomplete",
    ),
    "content_filter": (
        "content_filter",
        "content_filtered",
        "blocklist",
        "guardrail_intervened",
        "image_safety",
        "prohibited_content",
        "recitation",
        "refusal",
        "safety",
        "spii",
    ),
    "error": (
        "error",
        "failed",
        "malformed_function_call",
        "unexpected_tool_call",
    ),
}
_CLASS_OF: Final[dict[str, FinishClass]] = {
    spelling: finish_class for finish_class, spellings in _CLASSES.items() for spelling in spellings
}

# These instrumentations of LangChain, Bedrock and smolagents write `error` where they find no
# reason, as in answers of OpenAI's Responses API to LangChain.
_FILLING_IN: Final = "opentelemetry.instrumentation.genai."

# States of a streamed answer before its end, which Sentry records next to the last one.
_UNFINISHED: Final = frozenset(("in_progress", "queued"))

# Values that mean that no reason was recorded.
_NOTHING: Final = frozenset(("", "none", "null", "unknown", "finish_reason_unspecified"))


def read_finish_reason(value: Any) -> str | None:
    """Return the first reason of a list or of JSON text of one, or a single reason, unchanged."""
    found = parsed(value)
    told = map(as_name, found if isinstance(found, (list, tuple)) else (found,))
    return next((reason for reason in told if reason and reason not in _UNFINISHED), None)


def finish_class_of(reason: str | None) -> FinishClass | None:
    """Return the class of a reason; `other` for an unknown one."""
    if reason is None:
        return None
    bare = reason.lower().rpartition(".")[2].replace("-", "_").replace(" ", "_")
    if bare in _NOTHING:
        return None
    return _CLASS_OF.get(bare.removeprefix("finish_reason_"), _CLASS_OF.get(_joined(bare), "other"))


def is_filled_in(reason: str | None, scope: str) -> bool:
    """Return whether an instrumentation wrote a reason only for lack of one on a successful call.

    Args:
        reason: Finish reason as recorded in the telemetry.
        scope: Name of the instrumentation scope.
    """
    return reason == "error" and scope.startswith(_FILLING_IN)


def _joined(reason: str) -> str:
    """Restore the words of lower-cased camel case: `toolcalls`, `maxtokens`."""
    return _BY_LETTERS.get(reason.replace("_", ""), reason)


_BY_LETTERS: Final = {spelling.replace("_", ""): spelling for spelling in _CLASS_OF}
