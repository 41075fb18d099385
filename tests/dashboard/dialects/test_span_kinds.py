from __future__ import annotations

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span

LLM = {
    "gen_ai.session.id": "c1",
    "gen_ai.user.id": "u1",
    "gen_ai.framework": "dify",
    "gen_ai.span.kind": "LLM",
    "gen_ai.request.model": "gpt-5",
    "gen_ai.system": "openai",
    "gen_ai.usage.input_tokens": "12",
    "gen_ai.usage.output_tokens": "3",
    "gen_ai.completion": "Yes.",
    "input.value": '[{"role":"user","text":"Rain?","files":[]}]',
    "output.value": "Yes.",
}


def test_a_dify_call_is_read_with_its_session_and_user() -> None:
    call = the_operation(span("llm", LLM))

    assert fields(call, "kind", "input_tokens", "last_user_text", "assistant_text") == {
        "kind": "llm",
        "input_tokens": 12,
        "last_user_text": "Rain?",
        "assistant_text": "Yes.",
    }
    facts = read_facts(span("llm", LLM))
    assert (facts.session_key, facts.user) == ("c1", "u1")
